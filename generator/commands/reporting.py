"""`bygd report`: what should be looked over, in the content or, for `continuity`, in a built site."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.checking import print_problems
from generator.commands.options import Debug, Format, Lang, Language, Now, Root, explained, moment, require_folder
from generator.stop import Exit, Stop

app = typer.Typer()


class Name(StrEnum):
    STALE = "stale"
    EXPIRING = "expiring"
    DUPLICATES = "duplicates"
    COVERAGE = "coverage"
    LINKS = "links"
    TRANSLATIONS = "translations"
    CONTINUITY = "continuity"
    CHANGES = "changes"
    ALL = "all"


OF_CONTENT = [one.value for one in Name if one not in (Name.CONTINUITY, Name.CHANGES, Name.ALL)]


class Shape(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def report(
    name: Annotated[Name, typer.Argument(help="Vad som ska ses över.")],
    site: Annotated[str, typer.Argument(help="Portalen, bara för continuity.")] = "",
    place: Annotated[str, typer.Option("--place", help="Bara poster i mappen under content.")] = "",
    since: Annotated[str, typer.Option("--since", help="Versionen i git att jämföra med, för changes.")] = "",
    proposal: Annotated[str, typer.Option("--proposal", help="Förslaget som togs in med take, för changes.")] = "",
    preview: Annotated[
        list[str] | None,
        typer.Option("--preview", help="Förhandsvisning, till exempel asele=https://prov.example.com, för changes."),
    ] = None,
    built: Annotated[Path, typer.Option("--from", help="Mappen med byggda portaler, för continuity.")] = Path("dist"),
    format: Annotated[Shape, typer.Option("--format", help="Hur det visas.")] = Shape.TEXT,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Visa vad som behöver ses över. Show what should be looked over."""
    with explained(lang, debug):
        import generator.reports as reports
        from generator.content import read_content

        require_folder(root)
        at = moment(now)
        if name is Name.CONTINUITY:
            raise typer.Exit(_continuity(root, site, built, at, format, lang))
        if name is Name.CHANGES:
            print(_changes(root, since, proposal, preview or [], at, format, lang))
            return
        content = read_content(root, at)
        names = OF_CONTENT if name is Name.ALL else [name.value]
        shown = {Shape.TEXT: reports.as_text, Shape.MARKDOWN: reports.as_markdown, Shape.JSON: reports.as_json}[format]
        for one in names:
            findings = import_module(f"generator.reports.{one}").report(content, at)
            near = [finding for finding in findings if finding.path.startswith(f"content/{place}/" if place else "")]
            if text := shown(one, near, lang.value):
                print(text)


def _continuity(root: Path, site: str, built: Path, at: datetime, shape: Shape, lang: Lang) -> Exit:
    from generator.config import read_config, site_names
    from generator.continuity import gate_report
    from generator.continuity.gate import gate
    from generator.schema import PACKAGED_KINDS, load_kinds

    if not site:
        raise Stop("no-site-named", ", ".join(site_names(root)) or "-")
    kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
    config, problems = read_config(root, site, kinds)
    if config is None:
        print_problems(problems, Format.TEXT, lang, to_stdout=False)
        return Exit.CONTENT
    if not (built / site).is_dir():
        raise Stop("not-built", str(built / site))
    found = gate(built / site, config, kinds, at)
    shown = {"text": gate_report.as_text, "markdown": gate_report.as_markdown, "json": gate_report.as_json}[shape.value]
    print(shown(found, config, at, lang.value))
    return Exit.CONTENT if found else Exit.DONE


def _changes(root: Path, since: str, proposal: str, previews: list[str], at: datetime, shape: Shape, lang: Lang) -> str:
    from generator.changes import shown
    from generator.changes.compared import compared
    from generator.changes.report import change_report
    from generator.changes.revision import left_behind

    if not since:
        raise Stop("no-since")
    at_addresses = dict(map(_preview, previews))
    others = left_behind(root, proposal) if proposal else ()
    with compared(root, since, at) as difference:
        found = change_report(difference, at, lang.value, at_addresses, others)
    as_asked = {"text": shown.as_text, "markdown": shown.as_markdown, "json": shown.as_json}[shape.value]
    return as_asked(found, lang.value)


def _preview(said: str) -> tuple[str, str]:
    """`asele=https://prov.example.com`"""
    from generator.field_type import FIELD_TYPES, Unreadable

    site, _, address = said.partition("=")
    try:
        return site, FIELD_TYPES["url"].read(address).rstrip("/")
    except Unreadable:
        raise Stop("bad-preview", said) from None
