"""What somebody should look over: one module per report, each a function from content to findings.

A report never changes anything and never stops a build. Each finding names a file, a field and what is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from generator.problem import Language, in_markdown
from generator.schema import Label

LIMIT_OF_A_COMMENT = 60_000
"""Characters; a forge takes 65,536 in an issue."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`ask`: the one thing to do, in both languages."""

    path: str
    line: int
    field: str
    ask: tuple[str, str]

    @classmethod
    def made(cls, path: str, line: int, field: str, sv: str, en: str) -> Finding:
        return cls(path, line, field, (sv, en))

    def said(self, language: Language) -> str:
        return self.ask[0] if language == "sv" else self.ask[1]


TITLES = {
    "stale": Label("Inte kontrollerat på länge", "Not checked for long"),
    "expiring": Label("Går snart ut, eller har gått ut", "Expires soon, or has expired"),
    "duplicates": Label("Kan vara samma sak", "May be the same thing"),
    "coverage": Label("Saknas", "Missing"),
    "links": Label("Länkar inom portalen som inte leder någonstans", "Links within the site that lead nowhere"),
    "translations": Label("Sidor som saknar översättning", "Pages without a translation"),
}


def as_text(name: str, findings: Iterable[Finding], language: Language) -> str:
    """A line each: `path:line: field: what is asked`."""
    return "\n".join(f"{one.path}:{one.line}: {one.field}: {one.said(language)}" for one in findings)


def as_json(name: str, findings: Iterable[Finding], language: Language) -> str:
    rows = [
        {"report": name, "path": one.path, "line": one.line, "field": one.field, "ask": one.said(language)}
        for one in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_markdown(name: str, findings: Iterable[Finding], language: Language) -> str:
    """A list to tick off in an issue; cut where the forge would refuse it. Nothing where there is nothing to do."""
    rows = [f"- [ ] `{one.path}`: {in_markdown(one.said(language))}" for one in findings]
    if not rows:
        return ""
    text = f"## {TITLES[name][language]} ({len(rows)})\n\n" + "\n".join(rows)
    return text if len(text) <= LIMIT_OF_A_COMMENT else text[:LIMIT_OF_A_COMMENT].rpartition("\n")[0] + "\n- …"
