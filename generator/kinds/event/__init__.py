"""When an event happens: rules, and the list of its occurrences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from generator.clock import SWEDEN, instant
from generator.kinds import Setting, ends_before_start
from generator.problem import Problem
from generator.record import Record
from generator.repetition import LONGEST_SERIES, MOST_OCCURRENCES, end_of, repeated


def rules(record: Record, setting: Setting) -> Iterator[Problem]:
    yield from ends_before_start(record, "start", "end")
    yield from all_day_without_times(record)
    yield from too_many_occurrences(record)
    yield from somebody_organises(record)
    yield from changed_status_says_why(record)


def all_day_without_times(record: Record) -> Iterator[Problem]:
    if record["all_day"] and isinstance(record["start"], datetime):
        yield record.problem("all_day", "all-day-with-time", start=record["start"])


def too_many_occurrences(record: Record) -> Iterator[Problem]:
    if record["repeat"] and len(starts(record)) > MOST_OCCURRENCES:
        yield record.problem("repeat", "too-many-occurrences", found=record["repeat"], limit=MOST_OCCURRENCES)


def somebody_organises(record: Record) -> Iterator[Problem]:
    if not any(record[f"organiser_{who}"] for who in ("company", "network", "name")):
        yield record.problem("organiser_name", "no-organiser")


def changed_status_says_why(record: Record) -> Iterator[Problem]:
    """People who planned to come are owed a reason, or a new time."""
    if record["status"] in ("cancelled", "postponed", "moved_online") and not record["status_note"]:
        yield record.problem("status", "status-without-note", found=record["status"])


def starts(record: Record) -> list[date | datetime]:
    """Local start times of every occurrence, in order: repeated, with extra dates, without excepted ones."""
    first = record["start"]
    moments = {first, *(_at_hour_of(first, day) for day in record["extra_dates"])}
    if record["repeat"]:
        moments.update(repeated(first, record["repeat"], MOST_OCCURRENCES + 1))
    excepted = set(record["except_dates"])
    return sorted(moment for moment in moments if _day(moment) not in excepted)


@dataclass(frozen=True, slots=True)
class Series:
    """The times of an event's occurrences as a calendar says them: from `first`, by `rule`, with more and without some.

    `rule` is empty where the times are a list only; then `added` holds all but the first. `until` is its last day or
    moment, local.
    """

    first: date | datetime
    rule: str
    until: date | datetime | None
    added: tuple[date | datetime, ...]
    excepted: tuple[date | datetime, ...]


def series(record: Record) -> Series:
    """Of an event that happens at least once. A rule is kept where every program must read it as we do.

    RFC 5545 leaves open what a rule means that its first time does not follow, and does not end a series where we do.
    """
    first, rule, there = record["start"], record["repeat"] or "", [start for start, _ in record["occurrences"]]
    ruled = repeated(first, rule, MOST_OCCURRENCES + 1) if rule else ()
    until = end_of(rule) if rule else None
    ends_as_said = until is None or _day(until) < _day(first) + LONGEST_SERIES
    counted = next((int(part[6:]) for part in rule.split(";") if part.startswith("COUNT=")), len(ruled))
    if not ruled or ruled[0] != first or len(ruled) != counted or not ends_as_said:
        return Series(there[0], "", None, tuple(there[1:]), ())
    added = tuple(moment for moment in there if moment not in set(ruled))
    excepted = tuple(moment for moment in ruled if moment not in set(there))
    return Series(first, rule, until, added, excepted)


def _at_hour_of(first: date | datetime, day: date) -> date | datetime:
    return datetime.combine(day, first.time()) if isinstance(first, datetime) else day


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def derive(record: Record, setting: Setting) -> dict[str, Any]:
    """`occurrences`: (start, end) of each as local moments, the end None where none is given.

    `next_start`: of the occurrence that is on or comes next, or None. `over_at`: when the last one ends; one without
    an end is over when its day is. `over`: whether that was before the site was built.
    """
    zone = record["timezone"] or SWEDEN
    length = _length(record["start"], record["end"])
    pairs = tuple((start, None if length is None else _later(start, length)) for start in starts(record))
    ends = [instant(end or _day(start), zone, end_of_day=True) for start, end in pairs]
    coming = (start for (start, _), end in zip(pairs, ends, strict=True) if end >= setting.now)
    over_at = max(ends, default=instant(_day(record["start"]), zone, end_of_day=True))
    next_start = next(coming, None)
    return {"occurrences": pairs, "next_start": next_start, "over_at": over_at, "over": over_at < setting.now}


def _later(start: date | datetime, length: timedelta) -> date | datetime:
    try:
        return start + length
    except OverflowError:  # the last days of the year 9999
        return start


def _length(begin: date | datetime, end: date | datetime | None) -> timedelta | None:
    """The length by the wall clock, so that an evening ends at the same hour in summer and winter."""
    if end is None:
        return None
    if isinstance(begin, datetime) and not isinstance(end, datetime):
        end = datetime.combine(end, datetime.max.time().replace(microsecond=0))
    if isinstance(end, datetime) and not isinstance(begin, datetime):
        return end.date() - begin
    return end - begin
