"""Calendars and their events as iCalendar says them (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Component, Event, Timezone, vDuration, vGeo, vRecur, vText, vUri
from icalendar.caselessdict import canonsort_keys
from icalendar.parser import Contentline

from generator.clock import SWEDEN, instant, zone_info
from generator.edition import Edition
from generator.field_type import Moment
from generator.folding import ROOM, folded
from generator.kinds.event import Series, series
from generator.markup import plain
from generator.pages.show import Voice, label
from generator.record import Record

STATUSES = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
EPOCH = date(2020, 1, 1)
"""From which days are counted into SEQUENCE."""


REFRESH = timedelta(hours=12)
"""How often programs are to look whether a calendar has changed."""


def calendar_text(name: str, address: str, records: Sequence[Record], events: Iterable[bytes]) -> bytes:
    """A calendar with the texts of its events, which are those of `records`."""
    title = vText(name)
    own = {"NAME": title, "X-WR-CALNAME": title, "URL": vUri(address)}
    lines = {**_of_every_calendar(), **{name: _line(name, value) for name, value in own.items()}}
    return _component(Calendar, lines, (*_timezones(records), *events))


@cache
def _of_every_calendar() -> dict[str, bytes]:
    values = {
        "PRODID": vText("-//Bygd//Kalender//SV"),
        "VERSION": vText("2.0"),
        "REFRESH-INTERVAL": vDuration(REFRESH, params={"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(REFRESH),
    }
    return {name: _line(name, value) for name, value in values.items()}


def _timezones(records: Iterable[Record]) -> Iterator[bytes]:
    """The zones of the events that have an hour."""
    timed = [record for record in records if isinstance(record["start"], datetime)]
    years = [start.year for record in timed for start, _ in record["occurrences"]]
    for zone in sorted({record["timezone"] or SWEDEN for record in timed}):
        yield _timezone(zone, min(years) - 1, max(years) + 2)


@cache
def _timezone(zone: str, first: int, last: int) -> bytes:
    if zone == SWEDEN:
        return SWEDISH_TIME.replace("\n", "\r\n").encode()
    made = Timezone.from_tzid(zone, first_date=date(first, 1, 1), last_date=date(last, 1, 1))
    text: bytes = made.to_ical()
    return text


SWEDISH_TIME = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
"""The rule of the European Union since 1996, which says for all years what a list of changes says for some."""


def _component(of: type[Component], lines: Mapping[str, bytes], inside: Iterable[bytes] = ()) -> bytes:
    """`lines` by the names of their properties, which are put in the order in which the library has them."""
    ordered = (lines[name] for name in canonsort_keys(lines, of.canonical_order))
    return b"".join((f"BEGIN:{of.name}\r\n".encode(), *ordered, *inside, f"END:{of.name}\r\n".encode()))


def _line(name: str, value: Any) -> bytes:
    """A property whose value is of one of the library's types, as the library writes it."""
    return folded(Contentline.from_parts(name, value.params, value), ROOM, bound=b"\\^")


@cache
def _shared_line(name: str, value: str | int) -> bytes:
    """What is the same for many events is written once."""
    return _line(name, Event.types_factory.for_property(name)(value))


@cache
def _line_of_time(name: str, moment: Moment | tuple[Moment, ...], zone: str) -> bytes:
    """The same of a day or an hour, or of many: the library knows how a property says which, and in which zone."""
    event = Event()
    event.add(name, [_in(zone, one) for one in moment] if isinstance(moment, tuple) else _in(zone, moment))
    return _line(name, event[name])


def event_text(record: Record, voice: Voice, edition: Edition) -> bytes:
    """The event with everything a calendar can show. Nothing in it comes from the clock but the day of the build."""
    times = series(record)
    zone = record["timezone"] or SWEDEN
    values = {
        "UID": vText(_uid(record)),
        "URL": vUri(f"{edition.config.base_url}{record.url}"),
        **_texts(record, voice),
        **_place(record, voice),
        **({"RRULE": vRecur.from_ical(_with_end_in_utc(times, zone))} if times.rule else {}),
    }
    shared = {
        "SEQUENCE": _sequence(record),
        "CATEGORIES": label(record, record.kind.fields["category"], record["category"], voice),
        "STATUS": STATUSES.get(record["status"] or "", "CONFIRMED"),
        "TRANSP": "TRANSPARENT",
    }
    return _component(
        Event,
        {
            **{name: _line(name, value) for name, value in values.items()},
            **{name: _shared_line(name, value) for name, value in shared.items()},
            **{name: _line_of_time(name, moment, zone) for name, moment in _times(record, times).items()},
            **{name: _line_of_time(name, moment, "UTC") for name, moment in _stamps(record, edition).items()},
        },
    )


def _uid(record: Record) -> str:
    """From the id by which calendars came to know the event: it stays the same one when its file is renamed."""
    first_id = next(iter(record["former_ids"]), record.id)
    return str(uuid5(NAMESPACE_URL, f"bygd:{record.place}/{record.kind.name}/{first_id}"))


def _stamps(record: Record, edition: Edition) -> dict[str, datetime]:
    """DTSTAMP says when the text was made: the day it was last checked, or that of the build where nobody says."""
    checked = record["assured_date"]
    made = {"DTSTAMP": checked or edition.now.date(), **({"LAST-MODIFIED": checked} if checked else {})}
    return {name: datetime.combine(day, time()) for name, day in made.items()}


def _sequence(record: Record) -> int:
    """A file has no number of its changes, so this counts days to the last check, and one for a changed status."""
    checked = record["assured_date"]
    days = max((checked - EPOCH).days, 0) if checked else 0
    return days + (record["status"] not in (None, "scheduled"))


def _times(record: Record, times: Series) -> dict[str, Moment | tuple[Moment, ...]]:
    length = _length(record)
    return {
        "DTSTART": times.first,
        **({"DTEND": times.first + length} if length is not None else {}),
        **({"RDATE": times.added} if times.added else {}),
        **({"EXDATE": times.excepted} if times.excepted else {}),
    }


def _length(record: Record) -> timedelta | None:
    """From start to end; the end of whole days is the day after the last (RFC 5545, 3.6.1)."""
    start, end = record["occurrences"][0]
    if end is None:
        return None
    length: timedelta = end - start
    return length if isinstance(start, datetime) else length + timedelta(days=1)


def _in(zone: str, moment: date | datetime) -> date | datetime:
    return moment.replace(tzinfo=zone_info(zone)) if isinstance(moment, datetime) else moment


def _with_end_in_utc(times: Series, zone: str) -> str:
    """UNTIL is in UTC where the event has an hour, and a day where it has none (RFC 5545, 3.3.10)."""
    if times.until is None:
        return times.rule
    until = instant(times.until, zone) if isinstance(times.first, datetime) else times.until
    text = f"{until:%Y%m%dT%H%M%SZ}" if isinstance(times.first, datetime) else f"{until:%Y%m%d}"
    return ";".join(f"UNTIL={text}" if part.startswith("UNTIL=") else part for part in times.rule.split(";"))


def _texts(record: Record, voice: Voice) -> dict[str, vText]:
    """A changed status stands first in the name: many programs show nothing else of it."""
    kind = record.kind
    changed = record["status"] not in (None, "scheduled")
    status = label(record, kind.fields["status"], record["status"], voice) if changed else ""
    texts = (
        voice.say("Example") if record["example"] else "",
        f"{status}. {record['status_note'] or ''}".strip() if status else "",
        record[kind.lead],
        plain(record["body"] or ""),
    )
    contact = ", ".join(part for part in (_organiser(record, voice), record["phone"] and record["phone"].text) if part)
    return {
        "SUMMARY": vText(f"{status}: {record.heading}" if status else record.heading),
        "DESCRIPTION": vText("\n\n".join(text for text in texts if text)),
        **({"CONTACT": vText(contact)} if contact else {}),
    }


def _organiser(record: Record, voice: Voice) -> str:
    hosts = (
        host.heading
        for name in ("organiser_company", "organiser_network")
        for host in voice.portal.linked(record, name)
    )
    return next(hosts, record["organiser_name"] or "")


def _place(record: Record, voice: Voice) -> dict[str, Any]:
    village = label(record, record.kind.fields["village"], record["village"], voice) if record["village"] else ""
    where = ", ".join(part for part in (record["venue"], record["address"], village) if part)
    is_placed, online = record["lat"] is not None and record["lon"] is not None, record["online_url"]
    return {
        **({"LOCATION": vText(where)} if where else {}),
        **({"GEO": vGeo((record["lat"], record["lon"]))} if is_placed else {}),
        **({"CONFERENCE": vUri(online, params={"VALUE": "URI"})} if online else {}),
    }
