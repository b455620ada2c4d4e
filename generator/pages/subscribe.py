"""Addresses of calendars and feeds, and what a page says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator import media_type
from generator.portal import CALENDAR
from generator.record import Record
from generator.schema import Kind

SITE_FEED, SITE_JSON_FEED = "/feed.xml", "/feed.json"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar on a page. `url` is from the site's root; `whole` and `webcal` are what other programs are given.

    `one`: it holds a single event, which is added once; else it is subscribed to, and stays current by itself.
    """

    url: str
    whole: str
    webcal: str
    one: bool = False


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that the head of a page names, for programs that look for one there."""

    type: str
    title: str
    url: str


FEED_FACETS = frozenset({"kategori", "riktning"})
"""Facets of which one follows a value: what is offered in my trade. Villages and networks have their pages."""


def of_record(record: Record, base_url: str) -> dict[str, Any]:
    """What the page of a record says of its own files."""
    if has_calendar(record.kind) and record["occurrences"]:
        url = calendar_of_record(record)
        link = FeedLink(media_type.CALENDAR, record.heading, url)
        return {"calendar": subscription(base_url, url, one=True), "feeds": (link,)}
    if has_alerts(record.kind):
        return {"feeds": (FeedLink(media_type.CAP, record.heading, alert_of_record(record)),)}
    return {}


def of_list(kind: Kind, url: str, title: str, base_url: str) -> dict[str, Any]:
    """What the page at `url` says of feeds and calendars of the same records, where they are made."""
    below = url.removeprefix(f"/{kind.address}/").strip("/").split("/")
    home = below == [""]
    facet = below[0] if len(below) == 2 and below[0] in {field.facet for field in kind.facets()} else ""
    feeds = [FeedLink(media_type.ATOM, title, feed_of_list(url))] if home or facet in FEED_FACETS else []
    if home and has_alerts(kind):
        feeds.append(FeedLink(media_type.ATOM, f"{title} (CAP)", alerts_of_list(url)))
    if not has_calendar(kind) or not (home or facet):
        return {"feeds": tuple(feeds)}
    calendar = calendar_of_list(url)
    feeds.append(FeedLink(media_type.CALENDAR, title, calendar))
    return {"feeds": tuple(feeds), "calendar": subscription(base_url, calendar)}


def has_alerts(kind: Kind) -> bool:
    """Whether records of the kind are notices in the words of CAP."""
    return "cap_status" in kind.fields


def has_calendar(kind: Kind) -> bool:
    """Whether records of the kind happen at given times."""
    return "repeat" in kind.fields


def calendar_of_list(list_url: str) -> str:
    """Of a list of events at `/evenemang/` or below it."""
    return f"{list_url}{CALENDAR}.ics"


def calendar_of_record(record: Record) -> str:
    return f"{record.url.rstrip('/')}.ics"


def subscription(base_url: str, url: str, *, one: bool = False) -> Subscription:
    whole = f"{base_url}{url}"
    return Subscription(url, whole, f"webcal:{whole.partition(':')[2]}", one)


def feed_of_list(list_url: str) -> str:
    return f"{list_url}feed.xml"


def alert_of_record(record: Record) -> str:
    """A notice as a message in the Common Alerting Protocol."""
    return f"{record.url.rstrip('/')}.cap.xml"


def alerts_of_list(list_url: str) -> str:
    """The feed of those that are in force."""
    return f"{list_url}cap.xml"
