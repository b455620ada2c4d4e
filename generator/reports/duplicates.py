"""Records of a kind that may be the same thing: the same telephone, or names that only differ in small words."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime

from generator.content import Content
from generator.field_type import Phone
from generator.record import Record
from generator.reports import Finding

NOISE = re.compile(r"\b(ab|hb|kb|ek|för|i|och|på|exempel|den|det)\b|[^\w]")
SHARED = 3
"""So many records with one telephone number have a switchboard, not a double."""


def report(content: Content, now: datetime) -> list[Finding]:
    alike: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in content.records:
        if record["withdrawn"] is not None or record.values.get("over"):
            continue
        name = NOISE.sub("", record.heading.lower())
        if name:
            alike[record.kind.name, "name", name].append(record)
        phone = record.values.get("phone")
        if isinstance(phone, Phone) and record.kind.name == "company":
            alike[record.place, "phone", phone.uri].append(record)
    return sorted(
        {
            _finding(same[0], other, field)
            for (_, field, _), same in alike.items()
            if len(same) < SHARED
            for other in same[1:]
        }
    )


def _finding(first: Record, other: Record, field: str) -> Finding:
    what = (
        ("samma telefon", "the same telephone") if field == "phone" else ("nästan samma namn", "nearly the same name")
    )
    named = other.kind.heading if field == "name" else field
    return Finding.made(
        other.path,
        other.line(named),
        named,
        f"{other.heading} har {what[0]} som {first.path}. Är det samma, ta bort den ena.",
        f"{other.heading} has {what[1]} as {first.path}. If it is the same, remove one.",
    )
