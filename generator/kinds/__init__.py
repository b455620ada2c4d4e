"""The kinds: one folder each, with `schema.yaml` and `example.yaml`, and rules only where fields meet.

A kind's `__init__.py` may define `rules(record, setting) -> Iterator[Problem]` and `derive(record, setting) ->
dict` of further values. The rules here hold for every kind that has the fields they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from generator.clock import SWEDEN, after_gap, ambiguous
from generator.freshness import stage
from generator.geography import Boundary, in_sweden
from generator.problem import Problem
from generator.record import Record, publishable

HTML_TAG = re.compile(r"<(?!https?:|mailto:|[^\s<>]+@[^\s<>]+>)[a-zA-Z/!][^>\n]{0,60}>?")


@dataclass(frozen=True, slots=True)
class Setting:
    """What rules may know besides the record: when it is, and where places are.

    `boundaries` is by place: a folder of content that is not a municipality has none.
    """

    now: datetime
    boundaries: Mapping[str, Boundary]


@dataclass(frozen=True, slots=True)
class Examined:
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def examine(
    records: Sequence[Record], setting: Setting, whole: frozenset[str], bad: frozenset[str] = frozenset()
) -> Examined:
    """Apply the rules, and add the derived values of the sound records.

    A kind's own rules need all the values: they are asked of the records whose path is in `whole`. Records whose
    path is in `bad` have faults already; theirs here are told all the same, but they are not kept.
    """
    modules = {kind: _module(kind) for kind in {record.kind.name for record in records}}
    kept: list[Record] = []
    problems: list[Problem] = []
    for record in records:
        module = modules[record.kind.name]
        faults = [*_general_rules(record, setting)]
        if record.path in whole:
            faults += _own_rules(module, record, setting)
        problems += faults
        if record.path in bad or any(fault.leaves_record_out for fault in faults):
            continue
        derive = getattr(module, "derive", None)
        derived = derive(record, setting) if derive else {}
        kept.append(publishable(record, {"stage": stage(record, setting.now.date()), **derived}))
    return Examined(tuple(kept), tuple(sorted(problems)))


def _module(kind: str) -> ModuleType | None:
    name = f"{__name__}.{kind}"
    return import_module(name) if find_spec(name) else None


def _own_rules(module: ModuleType | None, record: Record, setting: Setting) -> Iterable[Problem]:
    rules = getattr(module, "rules", None)
    return rules(record, setting) if rules else ()


def _general_rules(record: Record, setting: Setting) -> Iterator[Problem]:
    if record.values.get("lat") is not None or record.values.get("lon") is not None:
        yield from _position(record, setting)
    for name, value in record.values.items():
        if isinstance(value, str):
            if "<" in value:
                yield from _html_in_text(record, name, (value,))
        elif isinstance(value, tuple):
            yield from _html_in_text(record, name, value)
        elif isinstance(value, datetime):
            yield from _clock_time(record, name, value)
    assured = record.values.get("assured_date")
    if assured and assured > setting.now.date():
        yield record.problem("assured_date", "checked-in-future", found=assured)


def _position(record: Record, setting: Setting) -> Iterator[Problem]:
    """Latitude and longitude come together, the right way round, inside the municipality that owns the record."""
    lat, lon = record["lat"], record["lon"]
    if lat is None or lon is None:
        given, missing = ("lat", "lon") if lon is None else ("lon", "lat")
        if missing not in record.lines:
            yield record.problem(given, "half-position", missing=missing)
        return
    boundary = setting.boundaries.get(record.place)
    if not in_sweden(lat, lon) and in_sweden(lon, lat):
        yield record.problem("lat", "coordinates-swapped", lat=lat, lon=lon)
    elif boundary and not boundary.contains(lat, lon):
        yield record.problem("lat", "coordinates-outside", lat=lat, lon=lon, municipality=boundary.name)


def _html_in_text(record: Record, name: str, values: tuple[object, ...]) -> Iterator[Problem]:
    """Texts are Markdown. HTML in them is left away when they are rendered, and nobody should wonder where it went."""
    for item, text in enumerate(values):
        if isinstance(text, str) and (tag := HTML_TAG.search(text)):
            yield record.problem(name, "html-in-text", item=item, found=tag.group())


def _clock_time(record: Record, name: str, moment: datetime) -> Iterator[Problem]:
    """A time that clocks skip or show twice in the night they are changed."""
    zone, clock = record.values.get("timezone", SWEDEN), "%Y-%m-%d %H:%M"
    if later := after_gap(moment, zone):
        yield record.problem(name, "skipped-hour", found=f"{moment:{clock}}", instead=f"{later:{clock}}")
    elif ambiguous(moment, zone):
        yield record.problem(name, "doubled-hour", found=f"{moment:{clock}}")


def ends_before_start(record: Record, start: str, end: str) -> Iterator[Problem]:
    """The end is not before the start. A day and a time are compared by the day."""
    first, last = record[start], record[end]
    if first is None or last is None:
        return
    both_timed = isinstance(first, datetime) and isinstance(last, datetime)
    if (last < first) if both_timed else (_day(last) < _day(first)):
        yield record.problem(end, "end-before-start", start=first, found=last, start_field=start)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
