"""A month as a table: weeks as rows, days as cells, and what happens on each."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from generator.pages.days import LONGEST_STAY, as_day, days_on
from generator.pages.opening import WEEKDAYS
from generator.pages.page import Link
from generator.pages.show import Voice, badges
from generator.record import Record
from generator.words import spoken_date


@dataclass(frozen=True, slots=True)
class Happening:
    """`clock` is when it begins, `18:00`, or empty for all day and for the days after the first."""

    clock: str
    link: Link


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    iso: str
    spoken: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` are (number of the ISO week, its seven days); None where a day belongs to another month."""

    weekdays: tuple[str, ...]
    weeks: tuple[tuple[int, tuple[Day | None, ...]], ...]
    before: Link | None
    after: Link | None


def month_table(
    year: int, month: int, records: Iterable[Record], voice: Voice, before: Link | None, after: Link | None
) -> Month:
    whole_weeks = calendar.Calendar().monthdatescalendar(year, month)
    on = _by_day(records, whole_weeks[0][0], whole_weeks[-1][-1], voice)
    weeks = []
    for week in whole_weeks:
        days = tuple(_day(day, on[day], voice) if day.month == month else None for day in week)
        weeks.append((week[0].isocalendar().week, days))
    return Month(WEEKDAYS[voice.language], tuple(weeks), before, after)


def _day(day: date, happenings: list[Happening], voice: Voice) -> Day:
    by_clock = tuple(sorted(happenings, key=lambda one: (one.clock, one.link.text)))
    return Day(day.day, day.isoformat(), spoken_date(day, voice.language), by_clock)


def _by_day(records: Iterable[Record], first: date, last: date, voice: Voice) -> dict[date, list[Happening]]:
    """What happens from the first to the last day; more may be told of the days before and after."""
    earliest = first - timedelta(days=LONGEST_STAY)
    on: dict[date, list[Happening]] = defaultdict(list)
    for record in records:
        changed = ", ".join(badge.text for badge in badges(record, voice) if badge.tone in ("stop", "watch"))
        link = Link(voice.url(record.url), f"{record.heading} ({changed.lower()})" if changed else record.heading)
        for start, end in record["occurrences"]:
            day = as_day(start)
            if not earliest <= day <= last:
                continue
            clock = f"{start:%H:%M}" if isinstance(start, datetime) else ""
            for later in range(days_on(start, end)):
                on[day + timedelta(days=later)].append(Happening(clock if later == 0 else "", link))
    return on
