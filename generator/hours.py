"""Opening hours: one line that people write, and what it means.

`parse` reads Swedish, English and OpenStreetMap's notation (`hours_notation.py`); the other functions answer
questions about the value. Nothing here knows the time or which days are public holidays: both are told.

The last rule that matches a day decides it, as in OpenStreetMap. `parse` therefore puts the rules in the
order that says what people mean, whatever order they wrote: the ordinary week, seasons, public holidays,
closed or short periods, single dates, and last the single dates of one year only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from generator.hours_notation import MIDNIGHT, About, Clause, Day, State, read_clauses
from generator.hours_words import ALL_DAYS, Expected, UnreadableHours

__all__ = ["Day", "Hours", "Rule", "Span", "State", "UnreadableHours", "Week", "WeekRow",
           "as_data", "as_osm", "as_week", "parse", "spans_on", "state_on"]  # fmt: skip

SEASON = 14  # days; an open period longer than this is a season, in which public holidays still are holidays


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after the midnight that begins the day; `closes` is above 1440 when it is next morning."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds on some days: those of `days` (ISO weekdays) that lie in the period, if there is one.

    The period goes from `from_day` to and with `to_day`; without years it may go past New Year.
    With `holidays` only those days that are public holidays.
    """

    days: tuple[int, ...] = ALL_DAYS
    from_day: Day | None = None
    to_day: Day | None = None
    holidays: bool = False
    spans: tuple[Span, ...] = ()
    state: State = State.OPEN
    note: str = ""

    def matches(self, day: date, holiday: bool) -> bool:
        return day.isoweekday() in self.days and (holiday or not self.holidays) and self._is_in_period(day)

    def _is_in_period(self, day: date) -> bool:
        if self.from_day is None or self.to_day is None:
            return True
        if self.from_day.year is not None:
            return self.from_day <= (day.year, day.month, day.day) <= self.to_day
        first, last, this = self.from_day[1:], self.to_day[1:], (day.month, day.day)
        return first <= this <= last if first <= last else this >= first or this <= last


@dataclass(frozen=True, slots=True)
class Hours:
    """`state` is `open` when the rules say what holds; any other state holds for the whole.

    A temporary closing may have rules too: they hold again after `closed_through`, its last day.
    """

    state: State
    rules: tuple[Rule, ...]
    text: str
    closed_through: date | None = None


class WeekRow(NamedTuple):
    """Weekdays after each other that are alike."""

    days: tuple[int, ...]
    spans: tuple[Span, ...]
    state: State
    note: str = ""


class Week(NamedTuple):
    """The ordinary week and, apart, the rules for dates, seasons and public holidays."""

    rows: tuple[WeekRow, ...]
    exceptions: tuple[Rule, ...]


@lru_cache(maxsize=10_000)  # in many files the same few texts stand
def parse(text: str) -> Hours:
    """The meaning of a text; `UnreadableHours` names the piece that has none."""
    clauses = read_clauses(text)
    fallbacks: list[Rule] = []
    rules: list[Rule] = []
    closings = [clause for clause in clauses if _is_closing(clause)]
    for clause in clauses:
        if _is_closing(clause):
            if len(closings) > 1:
                raise UnreadableHours(clause.part, Expected.DAYS)
        elif _is_fallback(clause):
            fallbacks += _rules_of(clause)
        elif any(clause.about) or len(clauses) == 1 or (clause is clauses[0] and clause.spans):
            rules += _rules_of(clause)
        else:
            raise UnreadableHours(clause.part, Expected.DAYS)
    ordered = (*fallbacks, *sorted(rules, key=_precedence))
    if closings:
        return Hours(State.TEMPORARILY_CLOSED, ordered, text, closings[0].until)
    only = ordered[0] if len(ordered) == 1 else None
    if only and only == Rule(state=only.state, note=only.note):
        return Hours(only.state, ordered if only.note else (), text)
    return Hours(State.OPEN, ordered, text)


def _is_closing(clause: Clause) -> bool:
    return clause.state is State.TEMPORARILY_CLOSED and not any(clause.about)


def _is_fallback(clause: Clause) -> bool:
    """Such as "övriga dagar stängt", or only "efter överenskommelse" beside rules for some days."""
    by_appointment = clause.state is State.BY_APPOINTMENT and not clause.spans
    return clause.about == About(others=True) or (by_appointment and not any(clause.about))


def _rules_of(clause: Clause) -> Iterator[Rule]:
    about, spans = clause.about, tuple(Span(*span) for span in clause.spans)
    for first, last in about.periods or ((None, None),):
        rule = Rule(about.days or ALL_DAYS, first, last, about.only_holidays, spans, clause.state, clause.note)
        if about.days or not about.holidays:
            yield rule
        if about.holidays:
            yield replace(rule, days=ALL_DAYS, holidays=True)
        if about.except_holidays:
            yield replace(rule, holidays=True, spans=(), state=State.CLOSED, note="")


def _precedence(rule: Rule) -> int:
    if rule.from_day is None or rule.to_day is None or rule.holidays:
        return 2 if rule.holidays else 0
    if rule.from_day == rule.to_day:
        return 4 if rule.from_day.year is None else 5
    first, last = (date(day.year or 2000, day.month, day.day) for day in (rule.from_day, rule.to_day))
    length = (last - first).days + (366 if last < first else 0)
    return 1 if length >= SEASON and rule.state is State.OPEN else 3


def _rule_on(hours: Hours, day: date, holiday: bool) -> Rule | None:
    return next((rule for rule in reversed(hours.rules) if rule.matches(day, holiday)), None)


def _is_closed_for_now(hours: Hours, day: date) -> bool:
    until = hours.closed_through
    return hours.state is State.TEMPORARILY_CLOSED and (until is None or day <= until)


def spans_on(hours: Hours, day: date, holiday: bool = False) -> tuple[Span, ...]:
    """The spans that begin on this day, in order. Yesterday's still run if their `closes` is above 1440."""
    rule = None if _is_closed_for_now(hours, day) else _rule_on(hours, day, holiday)
    return rule.spans if rule else ()


def state_on(hours: Hours, day: date, holiday: bool = False) -> State:
    """Tells apart the days without spans: closed, by appointment, unknown, or temporarily closed."""
    if _is_closed_for_now(hours, day):
        return State.TEMPORARILY_CLOSED
    rule = _rule_on(hours, day, holiday)
    return rule.state if rule else _state_otherwise(hours)


def _state_otherwise(hours: Hours) -> State:
    """Of days without a rule. Who only wrote "24/12 stängt" has not said that other days are closed too."""
    if not hours.rules and hours.state is not State.TEMPORARILY_CLOSED:
        return hours.state
    says_when_open = any(rule.state is not State.CLOSED for rule in hours.rules)
    return State.CLOSED if says_when_open else State.UNKNOWN


@lru_cache(maxsize=10_000)  # the same
def as_week(hours: Hours) -> Week:
    """Rows for a table, Monday first, and the exceptions; no rows when one state holds for the whole."""
    if not hours.rules:
        return Week((), ())
    ordinary = [rule for rule in hours.rules if rule.from_day is None and not rule.holidays]
    last_of = {day: rule for rule in ordinary for day in rule.days}
    otherwise = Rule(state=_state_otherwise(hours))
    by_day = [(day, last_of.get(day, otherwise)) for day in ALL_DAYS]
    alike = groupby(by_day, key=lambda item: (item[1].spans, item[1].state, item[1].note))
    rows = tuple(WeekRow(tuple(day for day, _ in days), *what) for what, days in alike)
    return Week(rows, tuple(rule for rule in hours.rules if rule not in ordinary))


def as_data(hours: Hours) -> dict[str, Any]:
    """Plain values for a browser script: the last of `rules` that matches a day decides it, else `otherwise`.

    The `state` `temporarily_closed` comes before the rules, to and with `closed_through` (null: no end).
    Days are "2026-12-24" or, every year, "12-24"; `from` after `to` goes past New Year. A span is a pair.
    """
    through = hours.closed_through
    return {
        "state": hours.state.value,
        "closed_through": through.isoformat() if through else None,
        "otherwise": _state_otherwise(hours).value,
        "rules": [_rule_data(rule) for rule in hours.rules],
    }


def _rule_data(rule: Rule) -> dict[str, object]:
    return {
        "days": list(rule.days),
        "from": _iso(rule.from_day),
        "to": _iso(rule.to_day),
        "holidays": rule.holidays,
        "state": rule.state.value,
        "spans": [[span.opens, span.closes] for span in rule.spans],
        "note": rule.note,
    }


def _iso(day: Day | None) -> str | None:
    if day is None:
        return None
    return f"{day.month:02}-{day.day:02}" if day.year is None else f"{day.year}-{day.month:02}-{day.day:02}"


_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_OSM_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OSM_STATES = {
    State.OPEN: "",
    State.CLOSED: "off",
    State.BY_APPOINTMENT: '"by appointment"',
    State.TEMPORARILY_CLOSED: 'off "temporarily closed"',
    State.UNKNOWN: "unknown",
}


@lru_cache(maxsize=10_000)  # as many as `parse` keeps
def as_osm(hours: Hours) -> str:
    """The same hours in OpenStreetMap's `opening_hours`; `parse` reads it back to the same rules."""
    if hours.rules == (Rule(spans=(Span(0, MIDNIGHT),)),) and hours.state is State.OPEN:
        return "24/7"
    rules = [_osm_rule(rule) for rule in hours.rules]
    if hours.state is State.TEMPORARILY_CLOSED:
        until = f" until {hours.closed_through}" if hours.closed_through else ""
        rules.append(f'off "temporarily closed{until}"')
    return "; ".join(rules) or _OSM_STATES[hours.state]


def _osm_rule(rule: Rule) -> str:
    period = dict.fromkeys(_osm_day(day) for day in (rule.from_day, rule.to_day) if day)
    always = rule.days == ALL_DAYS and (period or rule.holidays)
    spans = ",".join(f"{_clock(span.opens)}-{_clock(span.closes)}" for span in rule.spans)
    weekdays = "" if always else _osm_weekdays(rule.days)
    note = f'"{rule.note}"' if rule.note else ""
    pieces = ("-".join(period), "PH" if rule.holidays else "", weekdays, spans, _OSM_STATES[rule.state], note)
    return " ".join(piece for piece in pieces if piece)


def _osm_day(day: Day) -> str:
    return f"{day.year or ''} {_OSM_MONTHS[day.month - 1]} {day.day:02}".strip()


def _osm_weekdays(days: tuple[int, ...]) -> str:
    """Days after each other as a range: a day less its place in the list is the same for all of them."""
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda item: item[1] - item[0])]
    return ",".join("-".join(dict.fromkeys((_OSM_DAYS[run[0] - 1], _OSM_DAYS[run[-1] - 1]))) for run in runs)


def _clock(minutes: int) -> str:
    minutes -= MIDNIGHT if minutes > MIDNIGHT else 0
    return f"{minutes // 60:02}:{minutes % 60:02}"
