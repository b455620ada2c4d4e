"""What is new: Atom and JSON Feed 1.1 of the whole site, and Atom of every kind and every category.

/feed.xml, /feed.json, /<kind>/feed.xml and feed.xml in the folder of every category.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from heapq import nsmallest
from pathlib import Path

from markupsafe import escape

from generator.atom import Entry, Feed, atom
from generator.clock import instant
from generator.edition import Edition
from generator.family import Family, write_all
from generator.markup import render
from generator.pages.plan import voices
from generator.pages.shelves import by_field, current
from generator.pages.show import Voice, article, badges
from generator.pages.subscribe import FEED_FACETS, SITE_FEED, SITE_JSON_FEED, feed_of_list
from generator.portal import Portal
from generator.record import Record
from generator.schema import Kind
from generator.site_file import write_file

MOST_ENTRIES = 50
DATED_BY = ("assured_date", "onset", "valid_from")
"""Fields that say when a record was last known to be true, the best first."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where feeds are made: the site's own voice, the moment of the build, and of each record what is made once: its
    entry, and its place in every feed."""

    voice: Voice
    edition: Edition
    entry: Callable[[Record], Entry]
    place: Callable[[Record], tuple[float, str]]


def write(portal: Portal, edition: Edition, out: Path) -> None:
    write_all(families(portal, edition), out)


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """One for each list: a feed changes with the newest of its records, and with no other."""
    voice = next(voices(portal, edition))
    desk = _Desk(
        voice,
        edition,
        cache(lambda record: _entry(record, voice, edition)),
        cache(lambda record: (-updated(record, edition).timestamp(), record.url)),
    )
    everything = [record for kind in portal.kinds.values() for record in _told(kind, voice)]
    newest = tuple(nsmallest(MOST_ENTRIES, everything, key=desk.place))
    yield Family("feeds", partial(_write_for_all, newest, desk), newest)
    for kind in portal.kinds.values():
        for url, name, records in _lists(kind, voice):
            newest = tuple(nsmallest(MOST_ENTRIES, records, key=desk.place))
            yield Family("feeds", partial(_write_for_list, url, name, newest, desk), newest, name, part=url)


def _write_for_all(newest: Sequence[Record], desk: _Desk, out: Path) -> None:
    feed, base = _feed(desk.edition.config.title, "/", newest, desk), desk.edition.config.base_url
    write_file(out, SITE_FEED, atom(feed, f"{base}{SITE_FEED}"))
    write_file(out, SITE_JSON_FEED, json_feed(feed, f"{base}{SITE_JSON_FEED}"))


def _write_for_list(url: str, name: str, newest: Sequence[Record], desk: _Desk, out: Path) -> None:
    feed = _feed(f"{name} – {desk.edition.config.title}", url, newest, desk)
    write_file(out, feed_of_list(url), atom(feed, f"{desk.edition.config.base_url}{feed_of_list(url)}"))


def _told(kind: Kind, voice: Voice) -> tuple[Record, ...]:
    return tuple(filter(voice.speaks, current(voice.portal.records[kind.name])))


def _lists(kind: Kind, voice: Voice) -> Iterator[tuple[str, str, Iterable[Record]]]:
    """(address of the list, name, its records): of the kind, and of each of its categories."""
    plural, records = kind.plural[voice.language], _told(kind, voice)
    yield f"/{kind.address}/", plural, records
    for field in kind.facets():
        if field.facet in FEED_FACETS:
            for shelf in by_field(field, kind, records, voice).shelves:
                yield shelf.url, f"{plural}: {shelf.title}", shelf.records


def _feed(title: str, url: str, newest: Sequence[Record], desk: _Desk) -> Feed:
    config = desk.edition.config
    return Feed(
        title=title,
        description=config.description,
        home=f"{config.base_url}{url}",
        language=desk.voice.language,
        author=config.owner,
        updated=_start_of_month(desk.edition),
        entries=tuple(map(desk.entry, newest)),
    )


def _start_of_month(edition: Edition) -> datetime:
    """What is dated by nothing is dated by the month of the build, so that it is not news again every day."""
    return instant(edition.now.date().replace(day=1))


def updated(record: Record, edition: Edition) -> datetime:
    """When the record was last known to be true; never after the build."""
    for name in DATED_BY:
        day: date | None = record[name] if name in record.kind.fields else None
        if day and (then := instant(day)) <= edition.now:
            return then
    return _start_of_month(edition)


def _entry(record: Record, voice: Voice, edition: Edition) -> Entry:
    base = edition.config.base_url
    lead = str(record[record.kind.lead] or "")
    states = ", ".join(badge.text for badge in badges(record, voice))
    return Entry(
        url=f"{base}{record.url}",
        title=f"{record.heading} ({states.lower()})" if states else record.heading,
        lead=lead,
        html=_html(record, lead, base, voice),
        updated=updated(record, edition),
        language=str(record.values.get("language") or voice.language),
        tags=(record.kind.title[voice.language],),
    )


def _html(record: Record, lead: str, base: str, voice: Voice) -> str:
    """The lead and the text, with addresses that lead to the site from wherever they are read."""
    field = record.kind.fields.get("body")
    written = (field and record["body"]) or ""
    text = article(written, voice) if field and field.type.name == "article" else render(written)
    html = (f"<p>{escape(lead)}</p>\n" if lead else "") + str(text).replace('href="/', f'href="{base}/')
    return html or f"<p>{escape(record.heading)}</p>\n"


def json_feed(feed: Feed, url: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org)."""
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            **({"summary": entry.lead} if entry.lead else {}),
            "content_html": entry.html,
            "date_modified": entry.updated.isoformat(),
            "language": entry.language,
            "tags": list(entry.tags),
        }
        for entry in feed.entries
    ]
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": items,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
