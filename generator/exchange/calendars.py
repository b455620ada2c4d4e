"""The calendars that records name, each read in as calendar_in.py does it, for a job that runs every night.

A record gives the address of its calendar, or a file in `content/<place>/calendars/`. One that can't be had is told
of, and the others are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator import source
from generator.exchange.calendar_in import KIND, LARGEST_CALENDAR, Earlier, Whose, read_calendar
from generator.exchange.calendar_web import Unreachable, Web
from generator.exchange.plan import Plan
from generator.field_type import FIELD_TYPES, Unreadable
from generator.problem import Problem
from generator.schema import PACKAGED_KINDS, Kind, load_kinds
from generator.source import CALENDARS, Source

CALENDAR = FIELD_TYPES["calendar"]


@dataclass(frozen=True, slots=True)
class Named:
    """A calendar by the record that names it: `where` is its address, or the file's name."""

    one: Source
    field: str
    where: str
    whose: Whose

    def read(self, root: Path, web: Web) -> bytes:
        """Raises `Unreachable`."""
        if self.where.startswith("https:"):
            return web.read(self.where, LARGEST_CALENDAR)
        path = root / "content" / self.one.place / CALENDARS / self.where
        if path.is_symlink() or not path.is_file():
            raise Unreachable("no-file")
        if path.stat().st_size > LARGEST_CALENDAR:
            raise Unreachable("too-large")
        return path.read_bytes()


def named_calendars(root: Path, place: str = "") -> list[Named]:
    """Every calendar that a record of the place names, or of any place; what is no address is for `bygd check`."""
    kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
    fields = {kind.name: one.name for kind in kinds.values() for one in kind.fields.values() if one.type is CALENDAR}
    found = source.load(root, tuple(kinds), only=fields.keys()).sources
    return [
        named
        for one in found
        if one.kind in fields and place in ("", one.place) and not one.values.get("withdrawn")
        for named in _named(one, fields[one.kind], kinds[KIND])
    ]


def _named(one: Source, field: str, event: Kind) -> Iterator[Named]:
    """At most one: the calendar of a record, whose events it organises."""
    try:
        where = CALENDAR.read(str(one.values.get(field) or ""))
    except Unreadable:
        return
    organiser = next((each for each in event.fields.values() if each.target == one.kind and not each.is_list), None)
    yield Named(one, field, where, Whose(one.place, {organiser.name: one.id} if organiser else {}))


def read_calendars(root: Path, place: str, web: Web, now: datetime) -> Iterator[tuple[str, Plan]]:
    """(the record's path, what importing its calendar would do), one by one, so that each may be written before the
    next is read."""
    earlier = Earlier()
    for named in named_calendars(root, place):
        path = named.one.path
        try:
            raw = named.read(root, web)
        except Unreachable as fault:
            facts: Mapping[str, str] = {"reason": fault.sv, "reason_en": fault.en}
            line = named.one.line(named.field)
            yield path, Plan(problems=(Problem.at(path, line, "calendar-unreachable", named.field, **facts),))
            continue
        yield path, read_calendar(root, path, raw, named.whose, now, earlier)
