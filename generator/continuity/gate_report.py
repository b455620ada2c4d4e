"""What the continuity gate found, as lines, as a page to print for a safety coordinator, and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from generator.continuity.gate import Finding
from generator.problem import Language, in_markdown
from generator.schema import Label
from generator.settings import SiteConfig

SITE_WIDE = Label("Hela portalen", "The whole site")
TITLE = Label("Klarar portalen ett avbrott?", "Would the site stand a disruption?")
LOOKED = Label("Kontrollerad {}.", "Checked {}.")
ALL_WELL = Label(
    "Allt är som det ska: krissidorna är lätta, står för sig själva och finns i alla kopior.",
    "All is well: the crisis pages are light, stand by themselves and are in every copy.",
)
TO_DO = Label("Att åtgärda: {}.", "To be done: {}.")
CURE = Label("Gör så här", "Do this")
MIRRORS = Label("Speglar", "Mirrors")
NONE = Label("Inga.", "None.")
SIGNED = Label(
    "Genomgången av: ____________________ Datum: ______________",
    "Gone through by: ____________________ Date: ______________",
)


def as_text(found: Sequence[Finding], config: SiteConfig, now: datetime, language: Language) -> str:
    """A line each: `page: code: what was found What to do.`"""
    lines = (f"{one.page or config.name}: {one.code}: {one.found(language)} {one.cure(language)}" for one in found)
    return "\n".join(lines) or ALL_WELL[language]


def as_json(found: Sequence[Finding], config: SiteConfig, now: datetime, language: Language) -> str:
    rows = [
        {"page": one.page, "code": one.code, "found": one.found(language), "cure": one.cure(language)} for one in found
    ]
    told = {"site": config.name, "checked": now.isoformat(timespec="seconds"), "passed": not rows, "findings": rows}
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_markdown(found: Sequence[Finding], config: SiteConfig, now: datetime, language: Language) -> str:
    """To tick off page by page, and to sign."""
    verdict = TO_DO[language].format(len(found)) if found else ALL_WELL[language]
    looked = LOOKED[language].format(f"{now:%Y-%m-%d %H:%M}")
    parts = [f"# {TITLE[language]} {in_markdown(config.title)}", f"{looked} {verdict}"]
    for page, group in groupby(sorted(found, key=lambda one: one.page), lambda one: one.page):
        parts.append(f"## {in_markdown(page) or SITE_WIDE[language]}")
        parts.append("\n".join(_to_tick_off(one, language) for one in group))
    mirrors = "\n".join(f"- <{mirror}>" for mirror in config.mirrors)
    parts += [f"## {MIRRORS[language]}", mirrors or NONE[language], SIGNED[language].replace("_", "\\_")]
    return "\n\n".join(parts)


def _to_tick_off(finding: Finding, language: Language) -> str:
    cure = in_markdown(finding.cure(language))
    return f"- [ ] {in_markdown(finding.found(language))} {CURE[language]}: {cure}"
