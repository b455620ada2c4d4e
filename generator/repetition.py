"""How an event repeats: a part of RFC 5545's RRULE that always ends, and the days it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice

_PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "COUNT": "[1-9][0-9]*",
    "UNTIL": "[0-9]{8}(T[0-9]{6}Z?)?",
    "INTERVAL": "[1-9][0-9]{0,2}",
    "BYDAY": "([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": "-?[0-9]{1,2}(,-?[0-9]{1,2})*",
    "BYMONTH": "[0-9]{1,2}(,[0-9]{1,2})*",
    "BYSETPOS": "-?[0-9]{1,3}(,-?[0-9]{1,3})*",
    "BYWEEKNO": "-?[0-9]{1,2}(,-?[0-9]{1,2})*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
"""What a rule may hold (RFC 5545, 3.3.10). Hours and minutes are those of the event itself."""

_MORE_THAN_DAILY = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
MOST_OCCURRENCES = 400
"""More than one a day for a year is a fault in the rule."""
LONGEST_SERIES = timedelta(days=28 * 365)

_LAST_DAY = re.compile(r"UNTIL=\d{8}(?!T)")
"""An end that is only a day means all of that day, also where the event has an hour."""

_ANY_START = datetime.fromisoformat("2000-01-01")


class UnreadableRule(ValueError):
    """Not a rule, or one without an end; `code` is a code of problems.yaml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_rule(text: str) -> str:
    """The rule in capitals, when every part is known, stands once, and there is exactly one end."""
    rule = text.upper().strip().removeprefix("RRULE:")
    parts = [part.partition("=") for part in rule.split(";")]
    names = [name for name, _, _ in parts]
    if "COUNT" not in names and any(name == "FREQ" and value in _MORE_THAN_DAILY for name, _, value in parts):
        raise UnreadableRule("too-many-occurrences")
    sound = all(name in _PARTS and re.fullmatch(_PARTS[name], value) for name, _, value in parts)
    if not sound or "FREQ" not in names or len(names) > len(set(names)) or {"COUNT", "UNTIL"} <= set(names):
        raise UnreadableRule("bad-repeat")
    if "COUNT" not in names and "UNTIL" not in names:
        raise UnreadableRule("endless-repeat")
    try:
        repeated(_ANY_START, rule, 1)
    except (ValueError, OverflowError):
        raise UnreadableRule("bad-repeat") from None
    return rule


@lru_cache(maxsize=1000)  # to check an event, to publish it and to write its calendar asks for the same times
def repeated(first: date | datetime, rule: str, most: int) -> tuple[date | datetime, ...]:
    """The first `most` times at which the rule comes true, counted from `first`; days for a day."""
    return tuple(_times(first, rule, most))


def _times(first: date | datetime, rule: str, most: int) -> Iterator[date | datetime]:
    from dateutil.rrule import rrulestr

    timed = isinstance(first, datetime)
    begin = first if isinstance(first, datetime) else datetime.combine(first, datetime.min.time())
    parts = dict(part.split("=") for part in rule.split(";"))
    count = int(parts.pop("COUNT", most))
    end = min(begin, datetime.max - LONGEST_SERIES) + LONGEST_SERIES  # noqa: DTZ901 - local times have no zone
    end = min(end, end_of(rule) or end)
    parts.pop("UNTIL", None)
    endless = ";".join(f"{name}={value}" for name, value in parts.items())
    ahead = _years_ahead(begin)
    for later in islice(rrulestr(endless, dtstart=begin.replace(year=begin.year + ahead)), min(count, most)):
        if later.year - ahead > end.year:
            return
        moment = later.replace(year=later.year - ahead)
        if moment > end:
            return
        yield moment if timed else moment.date()


def end_of(rule: str) -> datetime | None:
    """The last local moment at which the rule may come true, where it names one."""
    parts = dict(part.split("=") for part in _LAST_DAY.sub(r"\g<0>T235959", rule).split(";"))
    return datetime.fromisoformat(parts["UNTIL"].rstrip("Z")) if "UNTIL" in parts else None


def _years_ahead(begin: datetime) -> int:
    """How far ahead lies the last year of the calendar in which every day has the weekday it has in `begin`'s.

    dateutil follows a rule that never comes true (30 February) to the year 9999. Begun there, it is there at once;
    and for the 28 years of a series the calendar is the same. (2100 is no leap year; who plans for it has to wait.)
    """
    for year in range(9999 - 28, 9999 - 2 * 28, -1):
        if year % 4 == begin.year % 4 and date(year, 1, 1).weekday() == date(begin.year, 1, 1).weekday():
            return year - begin.year
    raise AssertionError("28 years in a row hold every kind of year")
