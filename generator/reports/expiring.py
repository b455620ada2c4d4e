"""What ends within two weeks by a field that `ends` it, and what has ended but is still there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from generator.content import Content
from generator.reports import Finding

SOON = timedelta(days=14)


def report(content: Content, now: datetime) -> list[Finding]:
    found = []
    for record in content.records:
        for field in (one.name for one in record.kind.fields.values() if one.ends):
            end = record.values.get(field)
            day = end.date() if isinstance(end, datetime) else end
            if isinstance(day, date) and record["withdrawn"] is None and day <= now.date() + SOON:
                over = day < now.date()
                sv = "gick ut" if over else "går ut"
                en = "expired" if over else "expires"
                ask = Finding.made(
                    record.path,
                    record.line(field),
                    field,
                    f"{record.heading}: {sv} {day}. Skriv ett nytt slut i {field}, eller withdrawn: {day}.",
                    f"{record.heading}: {en} {day}. Write a new end in {field}, or withdrawn: {day}.",
                )
                found.append((day, ask))
    return [finding for _, finding in sorted(found)]
