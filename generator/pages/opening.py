"""Opening hours in words: the week by rows, and what differs on some days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.hours import Day, Hours, Rule, Span, State, as_data, as_week

if TYPE_CHECKING:
    from generator.pages.show import Voice

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """`rows` and `exceptions` are (days, times) in words; `data` is hours.as_data for a script, which takes what is not
    there for empty."""

    state: str
    summary: str
    rows: tuple[tuple[str, str], ...]
    exceptions: tuple[tuple[str, str], ...]
    data: Mapping[str, Any]


def opening(hours: Hours, voice: Voice) -> Opening:
    week = as_week(hours)
    rows = tuple((_days(row.days, voice), _times(row.spans, row.state, row.note, voice)) for row in week.rows)
    exceptions = tuple(
        (_when(rule, voice), _times(rule.spans, rule.state, rule.note, voice)) for rule in week.exceptions
    )
    summary = "" if rows and hours.state is State.OPEN else _summary(hours, voice)
    return Opening(hours.state.value, summary, rows, exceptions, _filled(as_data(hours)))


@lru_cache(maxsize=10_000)  # in many records the same few texts stand
def brief(hours: Hours) -> dict[str, Any]:
    """As the data of `Opening`, without notes, for lists."""
    return _filled(as_data(hours), {"note"})


def _filled(data: Mapping[str, Any], but: Collection[str] = ()) -> dict[str, Any]:
    """Without what is empty, in the rules too."""
    given = {name: value for name, value in data.items() if value not in (None, False, "") and name not in but}
    return {**given, "rules": [_filled(rule, but) for rule in data["rules"]]} if "rules" in data else given


def _summary(hours: Hours, voice: Voice) -> str:
    said = voice.say(f"hours {hours.state.value}")
    if hours.closed_through is None:
        return said
    through = hours.closed_through
    return voice.say(
        "%(state)s until %(day)s", state=said, day=_day(Day(through.year, through.month, through.day), voice)
    )


def _days(days: Iterable[int], voice: Voice) -> str:
    """`måndag–fredag`: rows of a week hold days that follow each other."""
    names = [WEEKDAYS[voice.language][day - 1] for day in days]
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def _times(spans: tuple[Span, ...], state: State, note: str, voice: Voice) -> str:
    if spans == (Span(0, 1440),):
        times = voice.say("round the clock")
    elif spans:
        times = ", ".join(f"{_clock(span.opens)}–{_clock(span.closes)}" for span in spans)
    else:
        times = voice.say(f"hours {state.value}").lower()
    return f"{times} ({note})" if note else times


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" if minutes != 1440 else "24:00"


def _when(rule: Rule, voice: Voice) -> str:
    """The days of an exception: a date, a season with its weekdays, public holidays."""
    parts = []
    if rule.holidays:
        parts.append(voice.say("public holidays"))
    if rule.from_day and rule.to_day:
        first, last = _day(rule.from_day, voice), _day(rule.to_day, voice)
        parts.append(first if rule.from_day == rule.to_day else f"{first}–{last}")
    if rule.days and len(rule.days) < 7:
        parts.append(", ".join(WEEKDAYS[voice.language][day - 1] for day in rule.days))
    return ", ".join(parts)


def _day(day: Day, voice: Voice) -> str:
    words = f"{day.day} {MONTHS[voice.language][day.month - 1]}"
    return words if day.year is None else f"{words} {day.year}"
