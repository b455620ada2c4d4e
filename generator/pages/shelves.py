"""The ways to divide the records of a kind: by facet, by letter, by month; and which of them are over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from generator.pages.card import with_parents
from generator.pages.page import Link
from generator.pages.show import Voice, label
from generator.portal import LETTERS, MONTHS
from generator.record import Record, swedish
from generator.schema import Field, Kind
from generator.words import spoken_month


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records that share something, with an address: one value of a facet, one letter, one month."""

    url: str
    title: str
    records: tuple[Record, ...]

    def link(self, voice: Voice) -> Link:
        return Link(voice.url(self.url), self.title, len(self.records), icon=self.url.split("/")[-2])


@dataclass(frozen=True, slots=True)
class Shelves:
    """One way to divide a kind's records."""

    name: str
    url: str
    title: str
    shelves: tuple[Shelf, ...]


def current(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(record for record in records if not record.values.get("over"))


def over(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(record for record in records if record.values.get("over"))


def coming_starts(record: Record) -> Iterator[date | datetime]:
    """The times of an event from its next one on."""
    next_day = _as_day(record["next_start"])
    return (start for start, _ in record["occurrences"] if _as_day(start) >= next_day)


def all_shelves(kind: Kind, records: Sequence[Record], voice: Voice) -> tuple[Shelves, ...]:
    """The ways to divide the records of a kind; a way with a single shelf says nothing and is left away."""
    ways = [by_field(field, kind, records, voice) for field in kind.facets()]
    if kind.sort[0] == kind.heading:
        ways.append(by_letter(kind, records, voice))
    if "occurrences" in (records[0].values if records else ()):
        ways.append(by_month(kind, records, voice))
    return tuple(way for way in ways if way.shelves)


def by_field(field: Field, kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    """A term's shelf also holds the records of the terms below it."""
    held: dict[str, list[Record]] = defaultdict(list)
    terms = cache(lambda value: (*_terms(value, field, voice),))
    for record in records:
        if value := record.values.get(field.name):
            for term in terms(value):
                held[term].append(record)
    url = f"/{kind.address}/{field.facet}/"
    shelves = [
        Shelf(f"{url}{value}/", _shelf_title(field, value, group[0], voice), tuple(group))
        for value, group in held.items()
        if _has_page(field, value, voice)
    ]
    shelves.sort(key=lambda shelf: (swedish(shelf.title), shelf.url))
    return Shelves(field.facet, url, field.title[voice.language], tuple(shelves))


def _terms(value: Any, field: Field, voice: Voice) -> Iterable[str]:
    """All terms that a value stands for, each once; few different ones are given by many records."""
    given = value if field.is_list else (value,)
    return dict.fromkeys(term for one in given for term in with_parents(one, field, voice))


def _has_page(field: Field, value: str, voice: Voice) -> bool:
    return not voice.portal.refers(field) or (field.target, value) in voice.portal.by_key


def _shelf_title(field: Field, value: str, first: Record, voice: Voice) -> str:
    if other := voice.portal.by_key.get((field.target, value)):
        return other.heading
    # Where an offer and a want have different words for the same exchange, the offer's stands for both.
    return label(first, field, value, voice, neutral=True)


def by_letter(kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    held: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        held[_initial(record.heading)].append(record)
    url = f"/{kind.address}/{LETTERS}/"
    shelves = [Shelf(f"{url}{_letter_slug(first)}/", first, tuple(group)) for first, group in held.items()]
    shelves.sort(key=lambda shelf: swedish(shelf.title))
    return Shelves(LETTERS, url, voice.say("A to Ö"), tuple(shelves))


LETTER_SLUGS = {"Å": "aa", "Ä": "ae", "Ö": "oe", "#": "0-9"}


def _letter_slug(letter: str) -> str:
    return LETTER_SLUGS.get(letter, letter.lower())


def _initial(heading: str) -> str:
    first = heading.lstrip("\"'”»( ")[:1].upper()
    folded = {"É": "E", "È": "E", "Ü": "U", "Á": "A", "Č": "C", "Š": "S", "Đ": "D"}.get(first, first)
    return folded if "A" <= folded <= "Z" or (folded in "ÅÄÖ" and folded) else "#"


def by_month(kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    """An event stands in every month in which it still happens."""
    coming = sorted((_clock(start), record.id, record) for record in records for start in coming_starts(record))
    held: dict[tuple[int, int], dict[str, Record]] = defaultdict(dict)
    for moment, _, record in coming:
        held[int(moment[:4]), int(moment[5:7])].setdefault(record.id, record)
    url = f"/{kind.address}/{MONTHS}/"
    shelves = [
        Shelf(
            f"{url}{year}-{month:02d}/",
            spoken_month(year, month, voice.language).capitalize(),
            tuple(held[year, month].values()),
        )
        for year, month in sorted(held)
    ]
    return Shelves(MONTHS, url, voice.say("By month"), tuple(shelves))


def _clock(moment: date | datetime) -> str:
    """What calendar and clock show then: 2026-11-24 12:00. A day stands before all that happens on it."""
    return moment.isoformat(" ", "minutes")[:16] if isinstance(moment, datetime) else f"{moment.isoformat()} 00:00"


def _as_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
