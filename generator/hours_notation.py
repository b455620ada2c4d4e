"""How opening hours may be written: Swedish, English, OpenStreetMap's `opening_hours`. Text in, clauses out.

The grammar is patterns over the letters of the tokens, which `hours_words.py` lists: "Dec 24-26 off" is
`mn-nc`. What the clauses mean together is decided in `hours.py`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple, NoReturn

from generator.hours_words import Expected, Token, UnreadableHours, read_tokens, tidy

MIDNIGHT = 24 * 60
LATEST_NIGHT = 6 * 60  # "20-02" is a night, "18-10" two times that were swapped; the border is six in the morning
YEARS = range(2000, 2100)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    BY_APPOINTMENT = "by_appointment"
    TEMPORARILY_CLOSED = "temporarily_closed"
    UNKNOWN = "unknown"


class Day(NamedTuple):
    """A day of one year, or of every year when `year` is None."""

    year: int | None
    month: int
    day: int


class About(NamedTuple):
    """The days a clause is about; all empty when it is about the whole."""

    periods: tuple[tuple[Day, Day], ...] = ()
    days: tuple[int, ...] = ()
    holidays: bool = False
    only_holidays: bool = False  # those of `days` that are public holidays
    except_holidays: bool = False
    others: bool = False  # whatever no other clause speaks of (of the days, if there are any)


class Clause(NamedTuple):
    """One statement of the text, `part`."""

    state: State
    spans: tuple[tuple[int, int], ...] = ()  # minutes after the midnight that begins the day
    until: date | None = None  # the last day of being temporarily closed
    note: str = ""
    about: About = About()
    part: str = ""


_DATE = "(?:D|Q|nmy?|ymn|mn)"
_MORE = '(?=[cauxntyAQ"dghf:])'  # "jun 10-18 stängt" is nine days of June, "jun 10-18" is hours in June
_ONE_PERIOD = rf"n-(?:D|Q|nmy?)|{_DATE}-{_DATE}|y?mn-n{_MORE}|m-m|D|nmy?(?!-)|y?mn(?!-)|Q(?=[cxnty])|m"
_DATE_LIST = rf"n(?:[,&]n)*[,&](?:D|Q|nmy?)|y?mn(?:[,&]n)+{_MORE}"
_PERIOD = f"{_DATE_LIST}|{_ONE_PERIOD}"
_NEXT_PERIOD = f"[,&](?={_PERIOD})"
_DAYS = "(?:d-d|d(?!-)|g|h)(?:[,&](?:d-d|d(?!-)|g|h))*"
_NEXT_SPAN = f"[,&]?(?!{_PERIOD})[nty]-[nty]"
_UNTIL = f"(?:c?x|c)-{_DATE}"
_STATES = {"c": State.CLOSED, "a": State.BY_APPOINTMENT, "x": State.TEMPORARILY_CLOSED, "u": State.UNKNOWN}


def read_clauses(text: str) -> list[Clause]:
    line = tidy(text)
    tokens = read_tokens(line)
    reader = _Reader(line, tokens, "".join(token.kind for token in tokens))
    clauses: list[Clause] = []
    while reader.at < len(tokens):
        between = reader.take("[;,]+|&(?=.)")
        if reader.at < len(tokens):
            clause = reader.clause()
            same_sentence = clauses and all(token.kind != ";" for token in between)
            clauses.append(_in_season(clause, clauses[-1].about) if same_sentence else clause)
    if not clauses:
        raise UnreadableHours(line, Expected.DAYS_AND_TIMES)
    return clauses


def _in_season(clause: Clause, before: About) -> Clause:
    """In "1 jun-31 aug mån-fre 9-20, lör 10-14" the Saturdays are the summer's; after a ";" they are all."""
    is_season = before.days and any(first != last for first, last in before.periods)
    if not is_season or clause.about.periods or clause.about.others or not clause.about.days:
        return clause
    return clause._replace(about=clause.about._replace(periods=before.periods))


def _split(tokens: list[Token], marks: str) -> list[list[Token]]:
    return [list(chunk) for between, chunk in groupby(tokens, lambda token: token.kind in marks) if not between]


def _read_weekdays(chunk: list[Token]) -> tuple[int, ...]:
    """Weekdays of one name, a range (which may go past Sunday) or a group; none of the word for holidays."""
    if chunk[0].kind != "d":
        return chunk[0].value
    first, last = chunk[0].value[0], chunk[-1].value[0]
    return tuple((first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1))


def _read_periods(tokens: list[Token]) -> list[tuple[Day, Day]]:
    """The period of "24-26/12" or "jun-aug", or those of "24, 25 och 26 dec". ValueError: no such date."""
    written = [_read_date(chunk) for chunk in _split(tokens, "-,&")]
    shared = {unit: number for known in written for unit, number in known.items() if unit in "ym"}
    if any(token.kind in ",&" for token in tokens):
        return [(day, day) for day in (_existing(shared | known) for known in written)]
    return [_read_period(written[0], written[-1], shared)]


def _read_date(chunk: list[Token]) -> dict[str, int]:
    """What is written of a date, by unit: y, m, n (the day of the month)."""
    known: dict[str, int] = {}
    for token in chunk:
        known |= dict(zip("ymn" if token.kind in "DQ" else token.kind, token.value, strict=True))
    return {unit: number for unit, number in known.items() if number or unit != "y"}


def _read_period(first: dict[str, int], last: dict[str, int], shared: dict[str, int]) -> tuple[Day, Day]:
    start, end = {"n": 1} | shared | first, shared | last
    end = {"n": calendar.monthrange(2000, end["m"])[1]} | end
    backwards = [start[unit] for unit in "mn"] > [end[unit] for unit in "mn"]
    if backwards and start["m"] == end["m"]:
        raise ValueError
    if backwards and "y" not in first:  # "24 dec-6 jan 2027" begins in 2026; without any year it is every winter
        start |= {"y": end["y"] - 1} if "y" in end else {}
    elif backwards and "y" not in last:
        end["y"] += 1
    period = _existing(start), _existing(end)
    if period[0].year and period[0] > period[1]:
        raise ValueError
    return period


def _existing(known: dict[str, int]) -> Day:
    year = known.get("y")
    if year is not None and year not in YEARS:
        raise ValueError
    date(year or 2000, known["m"], known["n"])  # 2000 was a leap year: 29 Feb exists in some years
    return Day(year, known["m"], known["n"])


def _minutes(token: Token) -> int:
    """Minutes of "7", "07.30" or "0730"; more than a day for what is no time."""
    hours, minutes = divmod(token.value[0], 100) if token.kind == "y" else (*token.value, 0)[:2]
    return hours * 60 + minutes if minutes < 60 else MIDNIGHT + 1


_compiled: Callable[[str], re.Pattern[str]] = cache(re.compile)
"""`re` keeps patterns too, but to ask it takes as long as to match most of these."""


@dataclass(slots=True)
class _Reader:
    """Reads one clause after the other; `at` is the next token."""

    text: str
    tokens: list[Token]
    kinds: str
    at: int = 0

    def take(self, pattern: str) -> list[Token]:
        found = _compiled(pattern).match(self.kinds, self.at)
        if not found:
            return []
        self.at = found.end()
        return self.tokens[found.start() : found.end()]

    def refuse(self, expected: Expected, start: int, end: int | None = None) -> NoReturn:
        raise UnreadableHours(self.part(start, end), expected)

    def part(self, start: int, end: int | None = None) -> str:
        """What is written from one token to another, or to the end of the statement."""
        if end is None:
            rest = _compiled("[^;,]*").match(self.kinds, max(self.at, start + 1))
            end = rest.end() if rest else start + 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def clause(self) -> Clause:
        start = self.at
        others = bool(self.take("o:?"))
        body = self.state()  # "stängt röda dagar" says the same as "röda dagar stängt"
        about = self.about()._replace(others=others)
        body = body or self.spans() or self.state()
        if body is None:
            self.refuse(Expected.TIMES if self.at > start else Expected.DAYS_AND_TIMES, start)
        if body.until and about != About():
            self.refuse(Expected.DAYS_AND_TIMES, start, self.at)
        return body._replace(about=about, part=self.part(start, self.at))

    def about(self) -> About:
        self.take(":")
        periods = self.periods()
        self.take(":")
        except_holidays, only_holidays = bool(self.take("f(?=[dg])")), bool(self.take("h(?=[dg])"))
        chunks = _split(self.take(_DAYS), ",&")
        periods = periods or self.periods()
        self.take(":")
        days = {day for chunk in chunks for day in _read_weekdays(chunk)}
        holidays = any(chunk[0].kind == "h" for chunk in chunks)
        return About(periods, tuple(sorted(days)), holidays, only_holidays, except_holidays)

    def periods(self) -> tuple[tuple[Day, Day], ...]:
        start, found = self.at, list[tuple[Day, Day]]()
        while tokens := self.take(_PERIOD):
            try:
                found += _read_periods(tokens)
            except ValueError:
                self.refuse(Expected.DATE, start, self.at)
            if not self.take(_NEXT_PERIOD):
                break
            start = self.at
        return tuple(found)

    def spans(self) -> Clause | None:
        start = self.at
        spans = [(0, MIDNIGHT)] if self.take("[AQ]") else self.clock_spans()
        if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
            self.refuse(Expected.APART, start, self.at)
        if not spans:
            return None
        if self.take("a"):
            return Clause(State.BY_APPOINTMENT, tuple(spans))
        return Clause(State.OPEN, tuple(spans), note=self.note())

    def clock_spans(self) -> list[tuple[int, int]]:
        spans = []
        while self.take(_NEXT_SPAN):
            opens, closes = (_minutes(self.tokens[at]) for at in (self.at - 3, self.at - 1))
            if opens >= MIDNIGHT or closes > MIDNIGHT:
                wrong = self.at - (3 if opens >= MIDNIGHT else 1)
                self.refuse(Expected.CLOCK, wrong, wrong + 1)
            if opens == closes:
                self.refuse(Expected.OTHER_CLOSING, self.at - 3, self.at)
            if LATEST_NIGHT < closes < opens:
                self.refuse(Expected.OPENING_FIRST, self.at - 3, self.at)
            spans.append((opens, closes if closes > opens else closes + MIDNIGHT))
        return sorted(spans)

    def state(self) -> Clause | None:
        if tokens := self.take(_UNTIL):
            return Clause(State.TEMPORARILY_CLOSED, until=self.full_date(_split(tokens, "-")[-1]))
        if tokens := self.take("cx|[caxu]"):
            state = _STATES[tokens[-1].kind]
            return Clause(state, note=self.note() if state in (State.CLOSED, State.UNKNOWN) else "")
        note = self.note()
        return Clause(State.UNKNOWN, note=note) if note else None  # OpenStreetMap's meaning of nothing but a note

    def note(self) -> str:
        return "".join(token.note for token in self.take('"'))

    def full_date(self, tokens: list[Token]) -> date:
        start = self.at - len(tokens)
        try:
            year, month, day = _existing(_read_date(tokens))
        except ValueError:
            self.refuse(Expected.DATE, start, self.at)
        if year is None:
            self.refuse(Expected.WITH_YEAR, start, self.at)
        return date(year, month, day)
