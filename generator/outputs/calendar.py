"""iCalendar (RFC 5545, RFC 7986): a file per event, and calendars to subscribe to.

/evenemang/<id>.ics, /evenemang/kalender.ics, and kalender.ics in the folder of every category, village and network.
What a calendar shows is what the pages show: both follow `starts` of kinds/event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, Timezone, vDuration, vRecur, vText, vUri

from generator.clock import SWEDEN, instant, zone_info
from generator.edition import Edition
from generator.kinds.event import Series, series
from generator.markup import plain
from generator.pages.lists import by_field
from generator.pages.plan import voices
from generator.pages.show import Voice, label
from generator.pages.subscribe import calendar_of_list, calendar_of_record, has_calendar
from generator.portal import Portal
from generator.record import Record
from generator.schema import Field, Kind
from generator.site_file import write_file

KEPT = timedelta(days=365)
"""How long an event that is over stays in calendars: whoever asks what was on last spring finds it."""
REFRESH = timedelta(hours=12)
STATUSES = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
EPOCH = date(2020, 1, 1)
"""From which days are counted into SEQUENCE."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where calendars are made: the site's own voice, the moment of the build, and each event as text, made once."""

    voice: Voice
    edition: Edition
    event: Callable[[Record], bytes]


def write(portal: Portal, edition: Edition, out: Path) -> None:
    voice = next(voices(portal, edition))
    desk = _desk(voice, edition)
    for kind in filter(has_calendar, portal.kinds.values()):
        happening = tuple(record for record in portal.records[kind.name] if record["occurrences"])
        for record in happening:
            write_file(out, calendar_of_record(record), _calendar(desk, record.heading, [record], record.url))
        for url, name, records in _lists(kind, happening, voice):
            kept = [record for record in records if is_kept(record, edition.now)]
            write_file(out, calendar_of_list(url), _calendar(desk, name, kept, calendar_of_list(url)))


def is_kept(record: Record, now: datetime) -> bool:
    """Whether calendars still hold a record that may be over."""
    return bool(record.values["over_at"] >= now - KEPT)


def _desk(voice: Voice, edition: Edition) -> _Desk:
    return _Desk(voice, edition, cache(lambda record: _event(record, voice, edition).to_ical()))


def _lists(kind: Kind, records: Sequence[Record], voice: Voice) -> Iterator[tuple[str, str, Iterable[Record]]]:
    """(address of the list, name, its records): all, and by every value of every facet."""
    plural = kind.plural[voice.language]
    yield f"/{kind.address}/", plural, records
    for field in kind.facets():
        for shelf in by_field(field, kind, records, voice).shelves:
            held = {*shelf.records, *_of_host(field, shelf.url, kind, voice)}
            yield shelf.url, f"{plural}: {shelf.title}", [record for record in records if record in held]


def _of_host(field: Field, url: str, kind: Kind, voice: Voice) -> Iterable[Record]:
    """What a network arranges itself, beside what names it among those that show it."""
    host = voice.portal.by_key.get((field.target, url.rstrip("/").rpartition("/")[2]))
    return voice.portal.linking(host, kind.name) if host else ()


END = b"END:VCALENDAR\r\n"


def _calendar(desk: _Desk, name: str, records: Sequence[Record], url: str) -> bytes:
    """The calendar at `url`. An event stands in several, and to write it is what costs: its text is put in ready."""
    return b"".join((_head(desk, name, records, url).removesuffix(END), *map(desk.event, records), END))


def _head(desk: _Desk, name: str, records: Sequence[Record], url: str) -> bytes:
    """A calendar without its events."""
    config = desk.edition.config
    title = f"{name} – {config.title}"
    calendar = Calendar()
    calendar.add("prodid", "-//Bygd//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("name", vText(title))
    calendar.add("x-wr-calname", vText(title))
    calendar.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("url", f"{config.base_url}{url}")
    timed = [record for record in records if isinstance(record["start"], datetime)]
    years = [start.year for record in timed for start, _ in record["occurrences"]]
    zones = sorted({record["timezone"] or SWEDEN for record in timed})
    written = (_timezone(zone, min(years) - 1, max(years) + 2) for zone in zones)
    return b"".join((calendar.to_ical().removesuffix(END), *written, END))


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


def _event(record: Record, voice: Voice, edition: Edition) -> Event:
    """The event with everything a calendar can show. Nothing in it comes from the clock but the day of the build."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"bygd:{record.place}/{record.kind.name}/{_first_id(record)}")))
    _add_stamps(event, record, edition)
    _add_times(event, record)
    _add_texts(event, record, voice)
    _add_place(event, record, voice)
    event.add("status", STATUSES.get(record["status"] or "", "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{edition.config.base_url}{record.url}")
    return event


def _first_id(record: Record) -> str:
    """The id by which calendars came to know the event: it stays the same one when its file is renamed."""
    return next(iter(record["former_ids"]), record.id)


def _add_stamps(event: Event, record: Record, edition: Edition) -> None:
    """DTSTAMP says when the text was made: the day it was last checked, or that of the build where nobody says.

    A file has no number of its changes, so SEQUENCE counts days to the last check, and one for a changed status.
    """
    checked = record["assured_date"]
    event.add("dtstamp", _midnight(checked or edition.now.date()))
    if checked:
        event.add("last-modified", _midnight(checked))
    days = max((checked - EPOCH).days, 0) if checked else 0
    event.add("sequence", days + (record["status"] not in (None, "scheduled")))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _add_times(event: Event, record: Record) -> None:
    zone = record["timezone"] or SWEDEN
    times = series(record)
    event.add("dtstart", _in(zone, times.first))
    length = _length(record)
    if length is not None:
        event.add("dtend", _in(zone, times.first + length))
    if times.rule:
        event.add("rrule", vRecur.from_ical(_with_end_in_utc(times, zone)))
    for name, moments in (("rdate", times.added), ("exdate", times.excepted)):
        if moments:
            event.add(name, [_in(zone, moment) for moment in moments])


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


def _add_texts(event: Event, record: Record, voice: Voice) -> None:
    """A changed status stands first in the name: many programs show nothing else of it."""
    kind = record.kind
    changed = record["status"] not in (None, "scheduled")
    status = label(record, kind.fields["status"], record["status"], voice) if changed else ""
    event.add("summary", f"{status}: {record.heading}" if status else record.heading)
    texts = (
        voice.say("Example") if record["example"] else "",
        f"{status}. {record['status_note'] or ''}".strip() if status else "",
        record[kind.lead],
        plain(record["body"] or ""),
    )
    event.add("description", "\n\n".join(text for text in texts if text))
    event.add("categories", [label(record, kind.fields["category"], record["category"], voice)])
    contact = ", ".join(part for part in (_organiser(record, voice), record["phone"] and record["phone"].text) if part)
    if contact:
        event.add("contact", contact)


def _organiser(record: Record, voice: Voice) -> str:
    hosts = (
        host.heading
        for name in ("organiser_company", "organiser_network")
        for host in voice.portal.linked(record, name)
    )
    return next(hosts, record["organiser_name"] or "")


def _add_place(event: Event, record: Record, voice: Voice) -> None:
    village = label(record, record.kind.fields["village"], record["village"], voice) if record["village"] else ""
    where = ", ".join(part for part in (record["venue"], record["address"], village) if part)
    if where:
        event.add("location", where)
    if record["lat"] is not None and record["lon"] is not None:
        event.add("geo", (record["lat"], record["lon"]))
    if record["online_url"]:
        event.add("conference", vUri(record["online_url"], params={"VALUE": "URI"}))
