"""The reference part of the docs, made from the definitions themselves: kinds, settings, problem codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from generator.problem import LANGUAGES, Language, faults
from generator.schema import Field, Kind
from generator.settings import SiteConfig

HEADS: Mapping[Language, str] = {
    "sv": "| Fält | Vad | Skrivs som | Måste finnas |\n|---|---|---|---|",
    "en": "| Field | What | Written as | Required |\n|---|---|---|---|",
}
CHECK_HOLDS: Mapping[Language, str] = {
    "sv": "En kontroll gäller i {} dagar. Därefter säger sidan att uppgifterna kan vara inaktuella.",
    "en": "A check holds for {} days. After that the page says that it may be out of date.",
}
LATER: Mapping[Language, tuple[str, str, str]] = {
    "sv": (
        " Efter {} dagar säger en etikett det överallt där posten visas.",
        " Efter {} dagar finns posten inte längre i sökningen.",
        " Posten finns alltid i sökningen.",
    ),
    "en": (
        " After {} days a label says so wherever the record is shown.",
        " After {} days the record is no longer in the search.",
        " The record is always in the search.",
    ),
}
"""What is said of the two later ages, and where the last one never comes."""


def kind_reference(kind: Kind, language: Language) -> str:
    """A Markdown table of the kind's fields, in the order of its schema."""
    rows = "\n".join(_field_row(field, language) for field in kind.fields.values())
    holds = CHECK_HOLDS[language].format(kind.assured_for)
    label, leaves, stays = LATER[language]
    holds += label.format(kind.doubted_after) if kind.doubted_after is not None else ""
    holds += leaves.format(kind.unsearched_after) if kind.unsearched_after is not None else stays
    return f"{kind.description[language]}\n\n{HEADS[language]}\n{rows}\n\n{holds}"


def _field_row(field: Field, language: Language) -> str:
    words = {"sv": ("ja", "lista av "), "en": ("yes", "list of ")}[language]
    written = (words[1] if field.is_list else "") + (f"`{field.target}`" if field.target else field.type.name)
    if field.labels:
        written += ": " + ", ".join(f"`{value}`" for value in field.labels)
    limits = [f"{name} {field.constraints[name]}" for name in ("maxLength", "maxItems") if name in field.constraints]
    title = field.title[language] + (f". {field.description[language]}" if field.description[language] else "")
    return f"| `{field.name}` | {title} | {'; '.join([written, *limits])} | {words[0] if field.required else ''} |"


def settings_reference(language: Language) -> str:
    """A Markdown table of what may stand in site.yaml."""
    head = {"sv": "| Inställning | Vad | Annars |", "en": "| Setting | What | Otherwise |"}[language]
    return "\n".join([head, "|---|---|---|", *_setting_rows(language)])


def _setting_rows(language: Language) -> Iterator[str]:
    required = {"sv": "måste finnas", "en": "required"}[language]
    for setting in fields(SiteConfig):
        if setting.metadata:
            default = setting.default
            otherwise = (
                required if default is MISSING else ", ".join(default) if isinstance(default, tuple) else default
            )
            words = setting.metadata["words"][language]
            yield f"| `{setting.name}` | {words} | {otherwise or ''} |"


def problem_reference(language: Language) -> str:
    """A Markdown table of every problem code, with the sentence it is told in."""
    head = {"sv": "| Kod | Slag | Vad som sägs |", "en": "| Code | Level | What is said |"}[language]
    told = ((fault, fault.sv if language == "sv" else fault.en) for fault in faults().values())
    rows = (f"| `{fault.code}` | {fault.level} | {said.replace('|', '&#124;')} |" for fault, said in told)
    return "\n".join([head, "|---|---|---|", *rows])


def command_reference(group: Any) -> str:
    """Every command with its options, from the command-line program itself (a click group)."""
    return "\n\n".join(_commands(group))


def _commands(group: Any, before: str = "") -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield _command(before + name, command)


def _command(name: str, command: Any) -> str:
    rows = [f"| `{_spelling(option)}` | {getattr(option, 'help', '') or ''} |" for option in command.params]
    return "\n".join([f"## bygd {name}", "", command.help or "", "", "| | |", "|---|---|", *rows])


def _spelling(option: Any) -> str:
    is_option = option.param_type_name == "option"
    return " ".join([*option.opts, *option.secondary_opts]) if is_option else option.name.upper()


TITLES: Mapping[str, Mapping[Language, str]] = {
    "kinds": {"sv": "Slag av innehåll och deras fält", "en": "Kinds of content and their fields"},
    "settings": {"sv": "Portalens inställningar, site.yaml", "en": "Settings of a site, site.yaml"},
    "problems": {"sv": "Felkoder", "en": "Problem codes"},
    "commands": {"sv": "Kommandon", "en": "Commands"},
}
MADE = "<!-- Skapas av `make docs`; ändra inte för hand. Made by `make docs`; do not edit by hand. -->"


def reference_pages(kinds: Mapping[str, Kind], group: Any) -> dict[str, str]:
    """File name -> text, of all reference pages in both languages."""
    pages = {}
    for language in LANGUAGES:
        sections = (
            f"## {kind.title[language]} (`{name}`)\n\n{kind_reference(kind, language)}" for name, kind in kinds.items()
        )
        bodies = {
            "kinds": "\n\n".join(sections),
            "settings": settings_reference(language),
            "problems": problem_reference(language),
            "commands": command_reference(group),
        }
        for name, body in bodies.items():
            pages[f"{name}.{language}.md"] = f"# {TITLES[name][language]}\n\n{MADE}\n\n{body}\n"
    return pages


def write_reference(folder: Path, pages: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
