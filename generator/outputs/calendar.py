"""iCalendar (RFC 5545, RFC 7986): a file per event, and calendars to subscribe to.

/evenemang/<id>.ics, /evenemang/kalender.ics, and kalender.ics in the folder of every category, village and network.
What a calendar shows is what the pages show: both follow `starts` of kinds/event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from generator.edition import Edition
from generator.family import Family, write_all
from generator.pages.plan import voices
from generator.pages.shelves import by_field
from generator.pages.show import Voice
from generator.pages.subscribe import calendar_of_list, calendar_of_record, has_calendar
from generator.portal import Portal
from generator.record import Record
from generator.schema import Field, Kind
from generator.site_file import write_file

KEPT = timedelta(days=365)
"""How long an event that is over stays in calendars: whoever asks what was on last spring finds it."""
EVENTS_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where calendars are made: the site's own voice, the moment of the build, and each event as text, made once."""

    voice: Voice
    edition: Edition
    event: Callable[[Record], bytes]


def write(portal: Portal, edition: Edition, out: Path) -> None:
    write_all(families(portal, edition), out)


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """Of the calendars of single events some together, of every list its own."""
    voice = next(voices(portal, edition))
    desk = _desk(voice, edition)
    for kind in filter(has_calendar, portal.kinds.values()):
        happening = tuple(record for record in portal.records[kind.name] if record["occurrences"])
        for first in range(0, len(happening), EVENTS_TOGETHER):
            some = happening[first : first + EVENTS_TOGETHER]
            yield Family("calendar", partial(_write_events, some, desk), some, part=f"{kind.name} {first}")
        for url, name, records in _lists(kind, happening, voice):
            kept = tuple(record for record in records if is_kept(record, edition.now))
            yield Family("calendar", partial(_write_list, url, name, kept, desk), kept, name, part=url)


def _write_events(records: Iterable[Record], desk: _Desk, out: Path) -> None:
    for record in records:
        write_file(out, calendar_of_record(record), _calendar(desk, record.heading, [record], record.url))


def _write_list(url: str, name: str, records: Sequence[Record], desk: _Desk, out: Path) -> None:
    write_file(out, calendar_of_list(url), _calendar(desk, name, records, calendar_of_list(url)))


def is_kept(record: Record, now: datetime) -> bool:
    """Whether calendars still hold a record that may be over."""
    return bool(record.values["over_at"] >= now - KEPT)


def _desk(voice: Voice, edition: Edition) -> _Desk:
    return _Desk(voice, edition, cache(partial(_event, voice, edition)))


def _event(voice: Voice, edition: Edition, record: Record) -> bytes:
    from generator.icalendar_text import event_text

    return event_text(record, voice, edition)


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


def _calendar(desk: _Desk, name: str, records: Sequence[Record], url: str) -> bytes:
    """The calendar at `url`. An event stands in several, and to write it is what costs: its text is put in ready."""
    from generator.icalendar_text import calendar_text  # only where one is written: the library takes its time to come

    config = desk.edition.config
    return calendar_text(f"{name} – {config.title}", f"{config.base_url}{url}", records, map(desk.event, records))
