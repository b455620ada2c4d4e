"""Which days something is on, and a day as a leaf of a wall calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from generator.field_type import Moment
from generator.pages.page import Leaf
from generator.record import Record

LONGEST_STAY = 14
"""Days. An exhibition that is on for longer is shown on its first day only, or it would fill every list."""
MOST_DAYS = 30
"""Coming days that a card knows of: enough for a page that is a month old to answer "this weekend"."""


def as_day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def days_on(start: Moment, end: Moment | None) -> int:
    """How many days it is on. What ends in the small hours belongs to the evening before."""
    if end is None:
        return 1
    last = as_day(end - timedelta(hours=6)) if isinstance(end, datetime) else end
    days = max((last - as_day(start)).days, 0) + 1
    return days if days <= LONGEST_STAY else 1


def coming_days(record: Record) -> tuple[date, ...]:
    """The next days on which an event happens, MOST_DAYS at most; none for what does not happen on days."""
    if not record.values.get("next_start"):
        return ()
    days = {
        as_day(start) + timedelta(days=later)
        for start, end in record["occurrences"]
        if start >= record["next_start"]
        for later in range(days_on(start, end))
    }
    return tuple(sorted(days)[:MOST_DAYS])


def leaf(moment: Moment, language: str) -> Leaf:
    return _leaf(as_day(moment), language)


@cache
def _leaf(day: date, language: str) -> Leaf:
    from babel.dates import format_date

    weekday, month = (format_date(day, form, locale=language).rstrip(".") for form in ("EEE", "MMM"))
    return Leaf(weekday, str(day.day), month)
