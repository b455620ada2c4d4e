"""The pages of a built site that must be there in a disruption, and what a browser needs to show one of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from urllib.parse import urlsplit

from generator.columns import columns
from generator.continuity.page_text import visible_text
from generator.continuity.sheet import CONTACT
from generator.portal import CRISIS_KINDS
from generator.schema import Kind
from generator.settings import SiteConfig

Row = Mapping[str, Any]
"""A record as the site publishes it in /data/: column -> value."""


@dataclass(frozen=True, slots=True)
class CrisisPage:
    """`address` is below the site, "" for the front page; `must_say` is what a record's page says without a script."""

    address: str
    must_say: str = ""
    is_printed: bool = False

    @property
    def file(self) -> str:
        return f"{self.address}index.html"

    @property
    def anchor(self) -> str:
        return self.address.strip("/").replace("/", "-")


def crisis_kinds(config: SiteConfig, kinds: Mapping[str, Kind]) -> tuple[Kind, ...]:
    wanted = (name for name in CRISIS_KINDS if not config.kinds or name in config.kinds)
    return tuple(kinds[name] for name in wanted if name in kinds)


def crisis_pages(site: Path, config: SiteConfig, kinds: Mapping[str, Kind], now: datetime) -> Iterator[CrisisPage]:
    """Front page, contact, the lists, every service point and every notice that holds, in the site's own language."""
    yield CrisisPage("")
    yield CrisisPage(f"{CONTACT}/", is_printed=True)
    for kind in crisis_kinds(config, kinds):
        yield CrisisPage(f"{kind.address}/")
        for row in rows(site, kind):
            if not _is_over(row, now):
                address = row["visit_url"].removeprefix(f"{config.base_url}/")
                yield CrisisPage(address, " ".join(str(value_of(row, kind, kind.heading)).split()), is_printed=True)


def rows(site: Path, kind: Kind) -> tuple[Row, ...]:
    """The records of a kind that the built site has; none where it publishes no data of the kind."""
    file = site / "data" / f"{kind.name}.json"
    return tuple(json.loads(file.read_bytes())) if file.is_file() else ()


def value_of(row: Row, kind: Kind, name: str) -> Any:
    """What a row says of a field of the schema, whose column may have another name; None where it is not published."""
    column = next((one.name for one in columns(kind) if one.field and one.field.name == name), name)
    return row.get(column)


def _is_over(row: Row, now: datetime) -> bool:
    end = row.get("expires")
    return isinstance(end, str) and datetime.fromisoformat(end).astimezone(now.tzinfo) <= now


LEADS_ELSEWHERE = frozenset({"canonical", "alternate", "license", "author", "help", "search", "next", "prev"})
"""Kinds of `<link>` that a browser does not fetch."""
FETCHED = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href",),
    "image": ("href",),
}
"""Tag -> attributes whose address a browser fetches to show the page."""

_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_FETCHED_BY_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a browser needs to show a page. `weight`: bytes of HTML and style sheets, each compressed."""

    origins: tuple[str, ...]
    blocking_scripts: int
    styles: tuple[str, ...]
    weight: int
    text: str
    """What is read in its main part before any script has run."""


class _Fetches(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.styles: list[str] = []
        self.blocking_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        relations = set(given.get("rel", "").lower().split())
        if tag == "link" and relations & LEADS_ELSEWHERE:
            return
        if tag == "link" and "stylesheet" in relations:
            self.styles.append(given.get("href", ""))
        if tag == "script":
            self.blocking_scripts += _blocks(given)
        for name in FETCHED.get(tag, ()):
            parts = given.get(name, "").split(",") if name == "srcset" else [given.get(name, "")]
            self.addresses += [address for part in parts for address in part.split()[:1]]


def _blocks(script: Mapping[str, str]) -> bool:
    """A script that the page waits for: one that has to be fetched. A module waits for the page."""
    runs = script.get("type", "") in ("", "text/javascript", "application/javascript")
    return "src" in script and runs and not {"defer", "async"} & script.keys()


def needs(site: Path, page: CrisisPage) -> Needs:
    html = (site / page.file).read_text("utf-8")
    fetches = _Fetches()
    fetches.feed(html)
    styles = tuple(normpath(join(page.address, address)) for address in fetches.styles if not _origin(address))
    sheets = [(site / style).read_bytes() for style in styles if (site / style).is_file()]
    asked = [*fetches.addresses, *(found for css in sheets for found in _FETCHED_BY_CSS.findall(css.decode()))]
    main = _MAIN.search(html)
    return Needs(
        origins=tuple(sorted({origin for address in asked if (origin := _origin(address))})),
        blocking_scripts=fetches.blocking_scripts,
        styles=styles,
        weight=sum(len(gzip.compress(part)) for part in (html.encode(), *sheets)),
        text=visible_text(main.group()) if main else "",
    )


def _origin(address: str) -> str:
    """The host that an address names; also the site's own: a mirror of it would then not stand by itself."""
    return urlsplit(address).netloc
