"""Atom (RFC 4287) by Pelican's feedgenerator, without the clock it falls back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedgenerator import Atom1Feed, Enclosure  # type: ignore[import-untyped]  # it has no types
from markupsafe import escape


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a feed. `html` is clean; `file` is (address, MIME type, bytes) of what the entry is about."""

    url: str
    title: str
    lead: str
    html: str
    updated: datetime
    language: str
    tags: tuple[str, ...] = ()
    file: tuple[str, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of entries, newest first. Addresses are absolute; `updated` stands where there is no entry."""

    title: str
    description: str
    home: str
    language: str
    author: str
    updated: datetime
    entries: tuple[Entry, ...]


class _Atom(Atom1Feed):  # type: ignore[misc]  # the same
    def latest_post_date(self) -> datetime:
        latest: datetime = self.feed["updated"]
        return latest


def atom(feed: Feed, url: str) -> bytes:
    """The feed that stands at `url`, as UTF-8."""
    made = _Atom(
        title=feed.title,
        link=feed.home,
        description=feed.description,
        language=feed.language,
        author_name=feed.author,
        feed_url=url,
        feed_guid=url,
        updated=max((entry.updated for entry in feed.entries), default=feed.updated),
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            description=None if entry.html else str(escape(entry.lead or entry.title)),
            content=entry.html or None,
            unique_id=entry.url,
            updateddate=entry.updated,
            categories=entry.tags,
            enclosures=[Enclosure(entry.file[0], str(entry.file[2]), entry.file[1])] if entry.file else None,
        )
    return str(made.writeString("utf-8")).encode()
