"""Others' calendars in: an .ics file becomes a list of events, and is then imported like any other list (plan.py).

An event is known again by its UID, kept in `source_uid`. What can't be imported is named with the reason, and the
rest is imported. Category and summary are the officer's own once the record is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from icalendar.cal import Component

from generator import source
from generator.clock import SWEDEN, zone_info
from generator.exchange.columns import ID
from generator.exchange.plan import Plan, plan
from generator.exchange.table import Cell, Table, TableRow
from generator.field_type import FIELD_TYPES, Unreadable
from generator.html_text import text_of
from generator.problem import Problem
from generator.repetition import UnreadableRule, read_rule
from generator.schema import Kind, kinds_of
from generator.source import Source

LARGEST_CALENDAR = 5_000_000
"""Bytes. A year of a busy association is 200 kB."""

MOST_EVENTS = 2_000
MOST_TIMES = 100
"""Days that may be added or excepted, as in the schema."""

KIND, OTHER_CATEGORY = "event", "annat"
OFFICERS_OWN = frozenset({"category", "summary"})

REASONS: Mapping[str, tuple[str, str]] = {
    "no-uid": (
        "det har inget UID, och känns inte igen nästa gång.",
        "it has no UID, and would not be known next time.",
    ),
    "other-calendar": (
        "det är redan inläst ur en annan kalender.",
        "it has been imported from another calendar already.",
    ),
    "doubled-uid": ("ett annat i filen har samma UID.", "another in the file has the same UID."),
    "no-start": ("det saknar en början som går att läsa.", "it has no start that can be read."),
    "private": ("det är märkt som privat.", "it is marked as private."),
    "one-time": ("det är en ändring av ett enda tillfälle.", "it is a change of a single occurrence."),
    "bad-repeat": ("regeln för upprepning går inte att läsa.", "its rule for repetition cannot be read."),
    "endless-repeat": ("upprepningen har inget slut.", "its repetition has no end."),
    "too-many": ("det har för många datum.", "it has too many dates."),
    "broken": ("uppgifterna är trasiga.", "its details are broken."),
    "faulty": ("posten skulle få fel: {}", "the record would have a fault: {}"),
}


class LeftOut(ValueError):
    """An event can't be imported, for one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Earlier:
    """What other calendars of the same run have given: UIDs of events of a place, and ids that are taken."""

    uids: set[tuple[str, str]] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is. `organiser`: the fields that say so of an event; what the calendar says where empty."""

    place: str
    organiser: Mapping[str, str] = field(default_factory=dict)


def read_calendar(
    root: Path, name: str, raw: bytes, whose: Whose, now: datetime, earlier: Earlier | None = None
) -> Plan:
    """What importing the calendar would do. Problems are warnings, but for a file that is no calendar."""
    events, owner, problem = _events(name, raw)
    if problem:
        return Plan(problems=(problem,))
    kinds = kinds_of(root)
    there = [one for one in source.load(root, tuple(kinds)).sources if one.kind == KIND]
    organiser = whose.organiser or {"organiser_name": _cut(owner or "Extern arrangör", 120)}
    rows, told = _rows(name, events, there, replace(whose, organiser=organiser), earlier or Earlier())
    return _sound_part(root, _table(name, kinds[KIND], rows), whose.place, now, told)


def _sound_part(root: Path, table: Table, place: str, now: datetime, told: list[Problem]) -> Plan:
    """The plan without the rows in which it finds a fault; they are told of instead."""
    if not table.rows:
        return Plan(problems=tuple(told))
    result = plan(root, KIND, table, place, now)
    faults = {_row_of(one): one for one in reversed(result.problems) if one.level == "error"}
    if not faults:
        return replace(result, problems=(*told, *result.problems), missing=())
    if None in faults:
        return replace(result, problems=(*told, *result.problems))
    told += [_left_out(table.name, _name_in(table, row), "faulty", fault) for row, fault in sorted(faults.items())]
    sound = tuple(row for row in table.rows if row.number not in faults)
    if len(sound) == len(table.rows):
        return replace(result, problems=(*told, *result.problems))
    return _sound_part(root, replace(table, rows=sound), place, now, told)


def _row_of(problem: Problem) -> int | None:
    found = re.search(r"![A-Z]+(\d+)$", problem.path)
    return int(found[1]) if found else None


def _name_in(table: Table, number: int | None) -> str:
    return next(row.cells[1].text for row in table.rows if row.number == number)


def _left_out(file: str, name: str, reason: str, fault: Problem | None = None) -> Problem:
    sv, en = REASONS[reason]
    facts = {"reason": sv.format(fault and fault.message("sv")), "reason_en": en.format(fault and fault.message("en"))}
    return Problem.at(file, 0, "calendar-event-left-out", found=name or "?", **facts)


def _events(name: str, raw: bytes) -> tuple[list[Component], str, Problem | None]:
    if len(raw) > LARGEST_CALENDAR:
        return [], "", Problem.at(name, 0, "calendar-unreadable", found=f"{len(raw) // 1_000_000} MB")
    try:
        calendars = Calendar.from_ical(raw, multiple=True)
        events = [event for one in calendars for event in one.walk("VEVENT")]
        owner = next((_text(one, "X-WR-CALNAME") or _text(one, "NAME") for one in calendars), "")
    except Exception as error:  # whatever a stranger's file makes the reader throw, it is unreadable
        return [], "", Problem.at(name, 0, "calendar-unreadable", found=type(error).__name__)
    if not calendars or len(events) > MOST_EVENTS:
        return [], "", Problem.at(name, 0, "calendar-unreadable", found=f"{len(events)} VEVENT")
    return events, owner, None


def _rows(
    file: str, events: Sequence[Component], there: Sequence[Source], whose: Whose, earlier: Earlier
) -> tuple[list[dict[str, str]], list[Problem]]:
    ours = (one for one in there if one.place == whose.place)
    known = {str(one.values["source_uid"]): one for one in ours if one.values.get("source_uid")}
    taken = earlier.ids | {one.id for one in there}
    rows, told, seen = list[dict[str, str]](), list[Problem](), set[str]()
    for event in events:
        try:
            values = {**_values(event), **whose.organiser}
            _require_first(values["source_uid"], seen, whose.place, earlier)
        except LeftOut as left_out:
            told.append(_left_out(file, _text(event, "SUMMARY"), left_out.reason))
            continue
        except Exception:  # one event that icalendar can't make sense of does not stop the others
            told.append(_left_out(file, _text(event, "SUMMARY"), "broken"))
            continue
        old = known.get(values["source_uid"])
        record_id = old.id if old else _free_id(values["name"], taken)
        taken.add(record_id)
        own = {name: str(old.values[name]) for name in OFFICERS_OWN if old and old.values.get(name)}
        rows.append({ID: record_id, **values, **own})
    earlier.uids |= {(whose.place, uid) for uid in seen}
    earlier.ids |= {row[ID] for row in rows}
    return rows, told


def _require_first(uid: str, seen: set[str], place: str, earlier: Earlier) -> None:
    """Raises `LeftOut` for an event that has come before; else it is `seen`."""
    if uid in seen:
        raise LeftOut("doubled-uid")
    if (place, uid) in earlier.uids:
        raise LeftOut("other-calendar")
    seen.add(uid)


def _free_id(name: str, taken: set[str]) -> str:
    stem = source.proposed_id(name)[:70].strip("-")
    return next(one for n in range(1, MOST_EVENTS + 2) if (one := stem if n == 1 else f"{stem}-{n}") not in taken)


def _table(name: str, kind: Kind, rows: Sequence[Mapping[str, str]]) -> Table:
    """As a spreadsheet would be: the Id, the name, and a column for every other field that the calendar gives."""
    fields = [ID, *dict.fromkeys(field for field in ("name", *kind.fields) if any(field in row for row in rows))]
    headings = tuple(kind.fields[field].title.sv if field in kind.fields else "Id" for field in fields)
    cells = (tuple(Cell(row.get(field, "")) for field in fields) for row in rows)
    return Table(name, headings, 1, tuple(TableRow(number, one) for number, one in enumerate(cells, 2)))


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return " ".join(str(value[0] if isinstance(value, list) and value else value).split())


def _values(event: Component) -> dict[str, str]:
    """Fields as text. Raises `LeftOut`."""
    if not _text(event, "UID"):
        raise LeftOut("no-uid")
    if _text(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        raise LeftOut("private")
    if "RECURRENCE-ID" in event:
        raise LeftOut("one-time")
    body = _plain(str(event.get("DESCRIPTION", "")))
    name = _cut(text_of(_text(event, "SUMMARY")) or "Evenemang", 120)
    cancelled = _text(event, "STATUS").upper() == "CANCELLED"
    return {
        "name": name,
        "summary": _cut(body.split("\n")[0] or name, 240),
        "body": _cut(body, 5000),
        "category": OTHER_CATEGORY,
        **_times(event),
        "status": "cancelled" if cancelled else "scheduled",
        "status_note": "Inställt enligt arrangörens kalender." if cancelled else "",
        "venue": _cut(text_of(_text(event, "LOCATION")), 120),
        "source_uid": _text(event, "UID")[:300],
        "website": _web(_text(event, "URL")),
    }


def _plain(description: str) -> str:
    html = re.search(r"<\s*(?:br|p|a|b|i|div|span|ul|li|html|strong|em|script)\b", description, re.IGNORECASE)
    return text_of(description) if html else description.replace("\r\n", "\n").strip()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _web(address: str) -> str:
    try:
        return str(FIELD_TYPES["url"].read(address))
    except Unreadable:
        return ""


def _times(event: Component) -> dict[str, str]:
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, date):
        raise LeftOut("no-start")
    zone = _zone_kept(event, start)
    end = event.end if "DTEND" in event or "DURATION" in event else None  # type: ignore[attr-defined]  # of events
    times = {"start": _moment(start, zone), "timezone": "" if zone == SWEDEN else zone, "repeat": _rule(event, zone)}
    last = end - timedelta(days=1) if isinstance(end, date) and not isinstance(end, datetime) else end
    times["end"] = _moment(last, zone) if last and last > start else ""
    for name, ours in (("RDATE", "extra_dates"), ("EXDATE", "except_dates")):
        times[ours] = "; ".join(_days(event, name, zone))
    return times


def _zone_kept(event: Component, start: date) -> str:
    """Sweden's, into which times are converted; a repeated event keeps its own, or summers would be an hour wrong."""
    key = getattr(getattr(start, "tzinfo", None), "key", SWEDEN)
    return key if "RRULE" in event and key != "UTC" else SWEDEN


def _local(moment: date, zone: str) -> date:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(zone_info(zone)).replace(tzinfo=None)
    return moment


def _moment(moment: date, zone: str) -> str:
    there = _local(moment, zone)
    return f"{there:%Y-%m-%d %H:%M}" if isinstance(there, datetime) else there.isoformat()


def _days(event: Component, name: str, zone: str) -> list[str]:
    found = event.get(name, [])
    leaves = [leaf.dt for one in (found if isinstance(found, list) else [found]) for leaf in one.dts]
    if len(leaves) > MOST_TIMES:
        raise LeftOut("too-many")
    starts = [leaf[0] if isinstance(leaf, tuple) else leaf for leaf in leaves]
    return sorted({_moment(start, zone)[:10] for start in starts})


def _rule(event: Component, zone: str) -> str:
    rule = event.get("RRULE")
    if rule is None:
        return ""
    if isinstance(rule, list):
        raise LeftOut("bad-repeat")
    text = re.sub(r"UNTIL=(\d{8}T\d{6})Z", lambda until: _until(until[1], zone), rule.to_ical().decode())
    try:
        return read_rule(text)
    except UnreadableRule as unreadable:
        raise LeftOut(unreadable.code) from None


def _until(utc: str, zone: str) -> str:
    return f"UNTIL={_local(datetime.strptime(utc, '%Y%m%dT%H%M%S').replace(tzinfo=UTC), zone):%Y%m%dT%H%M%S}"
