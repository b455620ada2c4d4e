"""Records that nobody has checked within the time of their kind (`assured_for`), the oldest first."""

from __future__ import annotations

from datetime import datetime

from generator.content import Content
from generator.freshness import Stage, age, reached
from generator.record import Record
from generator.reports import Finding
from generator.schema import Label

WORDS = {
    Stage.NOTED: Label("sidan säger att det kan vara inaktuellt", "the page says that it may be out of date"),
    Stage.DOUBTED: Label("en etikett säger det överallt", "a label says so everywhere"),
    Stage.UNSEARCHED: Label("den finns inte i sökningen längre", "it has left the search"),
}
"""What the reader meets at each stage."""
NEVER = Label("aldrig kontrollerad", "never checked")
SINCE = Label("kontrollerad för {} dagar sedan, och {}", "checked {} days ago, and {}")
ASK = Label(
    "{}: {}. Stämmer {} på rad {}? Skriv då assured_date: {}.",
    "{}: {}. Is {} on line {} right? Then write assured_date: {}.",
)
LONGER_THAN_ANY = 100_000
"""Days, for what has never been checked."""


def report(content: Content, now: datetime) -> list[Finding]:
    """One question for each: is a field that matters still right?"""
    found = []
    for record in content.records:
        days = age(record, now.date())
        is_old = days is None or reached(record) > Stage.SOUND
        if is_old and record["withdrawn"] is None and not record.values.get("over"):
            found.append((-(LONGER_THAN_ANY if days is None else days), _finding(record, days, now)))
    return [finding for _, finding in sorted(found)]


def _finding(record: Record, days: int | None, now: datetime) -> Finding:
    asked = sorted(
        (one.confirm, one.name) for one in record.kind.fields.values() if one.confirm and record.values.get(one.name)
    )
    field = asked[0][1] if asked else record.kind.heading
    line = record.line(field)
    said = []
    for language in ("sv", "en"):
        since = NEVER[language] if days is None else SINCE[language].format(days, WORDS[reached(record)][language])
        title = record.kind.fields[field].title[language].lower()
        said.append(ASK[language].format(record.heading, since, title, line, now.date().isoformat()))
    return Finding.made(record.path, line, field, *said)
