"""Places whose notices and pages are in Swedish alone, where a site also speaks English."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from generator.content import Content
from generator.record import Record
from generator.reports import Finding


def report(content: Content, now: datetime) -> list[Finding]:
    """Notices that are in force, and pages of a place that has no page in English at all."""
    by_group: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in content.records:
        if "language" in record.kind.fields and record["withdrawn"] is None and not record.values.get("over"):
            by_group[record.place, record.kind.name].append(record)
    found = []
    for records in by_group.values():
        if not any(record["language"] == "en" for record in records):
            first = records[0]
            kind = first.kind.title.sv.lower()
            sv = f"Inget av slaget {kind} i {first.place} är på engelska. Skriv en post med language: en."
            en = f"No {first.kind.title.en.lower()} in {first.place} is in English. Write one with language: en."
            found.append(Finding.made(first.path, first.line("language"), "language", sv, en))
    return sorted(found)
