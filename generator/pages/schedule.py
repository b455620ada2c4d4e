"""When something is open or happens, in schema.org's words: OpeningHoursSpecification and Schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from generator.columns import plain
from generator.hours import Hours, Rule, Span, State, as_week
from generator.hours_notation import Day
from generator.record import Record

Thing = dict[str, Any]

DAYS = tuple(
    f"https://schema.org/{day}"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)
PUBLIC_HOLIDAYS = "https://schema.org/PublicHolidays"
YEARS_TOLD = 2
"""What holds every year (24 December) is told with years: for the one the site is built in, and the next."""


@lru_cache(maxsize=10_000)  # in many records the same few texts stand
def opening_specifications(hours: Hours, year: int) -> tuple[list[Thing], list[Thing]]:
    """(the ordinary week, what differs on some days). Nothing where the hours are unknown or there are none now."""
    if hours.state is not State.OPEN:
        return [], []
    week = as_week(hours)
    ordinary = [
        {**_span(span), "dayOfWeek": [DAYS[day - 1] for day in row.days]} for row in week.rows for span in row.spans
    ]
    return ordinary, [one for rule in week.exceptions for one in _exception(rule, year)]


def _span(span: Span) -> Thing:
    """A day that ends at midnight ends at 23:59, since schema.org has no 24:00; an earlier hour is the next day's."""
    closes = span.closes % 1440
    return {
        "@type": "OpeningHoursSpecification",
        "opens": _clock(span.opens),
        "closes": "23:59" if closes == 0 else _clock(closes),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


CLOSED = {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00"}


def _exception(rule: Rule, year: int) -> Iterator[Thing]:
    """Closed is from midnight to midnight, as search engines read it. By appointment is not open to all comers."""
    spans = [_span(span) for span in rule.spans] or [CLOSED]
    for period in _periods(rule, year):
        for span in spans:
            yield {**span, **_weekdays(rule), **period}


def _weekdays(rule: Rule) -> Thing:
    if rule.holidays:
        return {"dayOfWeek": [PUBLIC_HOLIDAYS]}
    return {"dayOfWeek": [DAYS[day - 1] for day in rule.days]} if len(rule.days) < 7 else {}


def _periods(rule: Rule, year: int) -> Iterator[Thing]:
    """The dates between which the rule holds: one period where they have a year, else one for each year told."""
    first, last = rule.from_day, rule.to_day
    if first is None or last is None:
        yield {}
        return
    past_new_year = first.year is None and first[1:] > last[1:]
    # In January the winter that began last year still holds.
    for turn in range(year - past_new_year, year + YEARS_TOLD) if first.year is None else (first.year,):
        begin, end = _in_year(first, turn), _in_year(last, turn + past_new_year)
        if begin and end:
            yield {"validFrom": begin, "validThrough": end}


def _in_year(day: Day, year: int) -> str:
    """Empty for 29 February in a year without it."""
    try:
        return date(day.year or year, day.month, day.day).isoformat()
    except ValueError:
        return ""


FREQUENCIES = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M", "YEARLY": "Y"}
UNSAYABLE = frozenset({"BYSETPOS", "BYWEEKNO"})


def schedules(record: Record, zone: str) -> list[Thing]:
    """How an event repeats: its rule, and every date that comes besides. Nothing for what happens once.

    A rule that schema.org has no words for is left out: the dates of the next time are there all the same.
    """
    rule = dict(part.split("=") for part in (record["repeat"] or "").split(";") if part)
    if (not rule and not record["extra_dates"]) or rule.keys() & UNSAYABLE:
        return []
    first = record["start"]
    found = []
    if rule:
        found.append({**_repeats(rule), "startDate": _day(first), **_clocks(record), "scheduleTimezone": zone})
        if "UNTIL" in rule:
            found[0]["endDate"] = datetime.fromisoformat(rule["UNTIL"].rstrip("Z")).date().isoformat()
        if record["except_dates"]:
            found[0]["exceptDate"] = [plain(day) for day in record["except_dates"]]
    for day in record["extra_dates"]:
        once = {"@type": "Schedule", "startDate": plain(day), "endDate": plain(day), "repeatCount": 1}
        found.append({**once, **_clocks(record), "scheduleTimezone": zone})
    return found


def _repeats(rule: dict[str, str]) -> Thing:
    """The parts of an RRULE, each by its name in schema.org. A weekday with a number keeps iCalendar's notation."""
    told: Thing = {
        "@type": "Schedule",
        "repeatFrequency": f"P{rule.get('INTERVAL', '1')}{FREQUENCIES[rule['FREQ']]}",
    }
    if "COUNT" in rule:
        told["repeatCount"] = int(rule["COUNT"])
    if "BYDAY" in rule:
        told["byDay"] = [_by_day(day) for day in rule["BYDAY"].split(",")]
    for name, term in (("BYMONTH", "byMonth"), ("BYMONTHDAY", "byMonthDay")):
        if name in rule:
            told[term] = [int(number) for number in rule[name].split(",")]
    return told


_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _by_day(day: str) -> str:
    return DAYS[_CODES.index(day)] if day in _CODES else day


def _clocks(record: Record) -> Thing:
    """The hours it begins and ends, where it has hours."""
    start, end = record["start"], record["end"]
    told = {}
    if isinstance(start, datetime):
        told["startTime"] = f"{start:%H:%M}"
        if isinstance(end, datetime):
            told["endTime"] = f"{end:%H:%M}"
    return told


def _day(moment: date | datetime) -> str:
    return f"{moment:%Y-%m-%d}"
