"""What a proposal may be the same as: another record with its number, its web site, or nearly its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from generator.record import Record
from generator.source import proposed_id

ALIKE = 0.85
"""The least likeness of two names, as difflib measures it, that an officer is told of."""
MOST = 5
_FORMS = re.compile(r"\b(?:ab|aktiebolag|hb|kb|handelsbolag|ekonomisk förening|enskild firma|i \w+)\b|\(exempel\)")


@dataclass(frozen=True, slots=True)
class Likeness:
    """`field` is what is alike."""

    record: Record
    field: str


def likenesses(record: Record, others: Iterable[Record]) -> tuple[Likeness, ...]:
    """The records of the same kind that this one may be a double of, the surest first."""
    same_kind = [other for other in others if other.kind.name == record.kind.name and other.id != record.id]
    found: dict[str, Likeness] = {}
    for one in (
        *_same(record, same_kind, "org_number"),
        *_same(record, same_kind, "website"),
        *_named(record, same_kind),
    ):
        found.setdefault(one.record.path, one)
    return tuple(found.values())[:MOST]


def _same(record: Record, others: list[Record], field: str) -> Iterator[Likeness]:
    if field not in record.kind.fields or not record[field]:
        return
    wanted = _comparable(record[field])
    yield from (Likeness(other, field) for other in others if other[field] and _comparable(other[field]) == wanted)


def _comparable(value: str) -> str:
    """A web address by its host and path, whatever its scheme, its www, or the stroke at its end."""
    if "://" not in value:
        return value
    parts = urlsplit(value.lower())
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")


def _named(record: Record, others: list[Record]) -> Iterator[Likeness]:
    name = bare_name(record.heading)
    for other in others:
        likeness = SequenceMatcher(None, name, bare_name(other.heading))
        if likeness.quick_ratio() >= ALIKE and likeness.ratio() >= ALIKE:
            yield Likeness(other, record.kind.heading)


def bare_name(name: str) -> str:
    """The part of a firm's name that tells it from others, in plain letters."""
    return proposed_id(_FORMS.sub(" ", name.casefold()))
