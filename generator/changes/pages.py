"""Which pages a change changes, and what stands on them before and after, as text.

A page is a pure function of plain data, so two pages are the same when their data is. Both sides are made with the
theme and the templates that are here: what differs is what the records and the settings say.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.changes.compared import Compared
from generator.edition import Edition, load_theme
from generator.html_text import text_of
from generator.outputs import pages as html
from generator.packaged import own_or_packaged
from generator.pages.banner import standing
from generator.pages.page import Card, Link, Page
from generator.pages.plan import chapters, menu, voices
from generator.portal import Portal
from generator.survey import Survey


@dataclass(frozen=True, slots=True)
class PageChange:
    """`lines`: the text before and after as a difference, each line beginning with a space, `-` or `+`.

    `shows`: addresses of the records that stand on it, without the prefix of its language.
    """

    site: str
    url: str
    language: str
    is_new: bool
    is_gone: bool
    shows: frozenset[str]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    digest: bytes
    language: str
    shows: frozenset[str]


@dataclass(frozen=True, slots=True)
class SiteChange:
    """`around`: what stands around the text of every page, grave notices and menus, changes too."""

    site: str
    around: bool
    pages: tuple[PageChange, ...]


def site_changes(
    difference: Compared, sites: Collection[str], addresses: Collection[str], now: datetime
) -> tuple[SiteChange, ...]:
    """Every changed page of the sites. `addresses`: those of the records that are looked for on them."""
    return tuple(_of_site(difference, site, frozenset(addresses), now) for site in sites)


def _of_site(difference: Compared, site: str, addresses: frozenset[str], now: datetime) -> SiteChange:
    sides = [_Side.of(one, difference.after.root, site, now) for one in (difference.before, difference.after)]
    frames = [side.frame() for side in sides if side]
    pages = tuple(_changed_pages(site, sides, addresses))
    return SiteChange(site, len(set(frames)) == 2, pages)


def _changed_pages(site: str, sides: Sequence[_Side | None], addresses: frozenset[str]) -> Iterator[PageChange]:
    before, after = (side.seen(addresses) if side else {} for side in sides)
    urls = [url for url in {**before, **after} if _digest(before, url) != _digest(after, url)]
    texts = [side.texts(urls) if side and urls else {} for side in sides]
    for url in urls:
        seen = after.get(url) or before[url]
        yield PageChange(
            site=site,
            url=url,
            language=seen.language,
            is_new=url not in before,
            is_gone=url not in after,
            shows=seen.shows | (before[url].shows if url in before else frozenset()),
            lines=tuple(_difference(texts[0].get(url, ""), texts[1].get(url, ""))),
        )


def _digest(seen: Mapping[str, _Seen], url: str) -> bytes:
    return seen[url].digest if url in seen else b""


@dataclass(frozen=True, slots=True)
class _Side:
    """One site as it was, or is."""

    portal: Portal
    edition: Edition

    @classmethod
    def of(cls, survey: Survey, root: Path, site: str, now: datetime) -> _Side | None:
        """None where the site is not there, or its settings or its theme can't be used."""
        if site not in survey.sites:
            return None
        config, portal = survey.sites[site]
        folder = own_or_packaged(root, "themes") / config.theme
        if not folder.is_dir():
            return None
        theme = load_theme(folder, root / "sites" / site / "templates", replace(config, logo=""))
        return cls(portal, Edition(config, theme, now))

    def frame(self) -> str:
        """What stands around the text of every page: grave notices and menus."""
        spoken = voices(self.portal, self.edition)
        menus = ("kinds", "main", "footer")
        return repr([(standing(one), *(menu(one, self.edition.config, name) for name in menus)) for one in spoken])

    def pages(self) -> Iterator[Page]:
        """One by one: none waits in memory."""
        return (planned.make() for chapter in chapters(self.portal, self.edition) for planned in chapter.plan())

    def seen(self, addresses: frozenset[str]) -> dict[str, _Seen]:
        """What every page is made of, by its address."""
        own = self.edition.config.language
        found = {}
        for page in self.pages():
            prefix = "" if page.language == own else f"/{page.language}"
            shown = {one.removeprefix(prefix) for one in (page.url, *_addresses(page.data))}
            digest = hashlib.sha256(repr(page).encode()).digest()
            found[page.url] = _Seen(digest, page.language, addresses & shown)
        return found

    def texts(self, urls: Collection[str]) -> dict[str, str]:
        """The main text of some pages, by address."""
        wanted = frozenset(urls)
        some = [page for page in self.pages() if page.url in wanted]
        with TemporaryDirectory(prefix="bygd-") as folder:
            html.write(self.portal, self.edition, Path(folder), some)
            return {page.url: _main_text((Path(folder) / page.file).read_text("utf-8")) for page in some}


def _addresses(data: Any) -> Iterator[str]:
    """Every address that a card or a link in the data leads to."""
    if isinstance(data, Card | Link):
        yield data.url
    if isinstance(data, Mapping):
        for one in data.values():
            yield from _addresses(one)
    elif isinstance(data, tuple):
        for one in data:
            yield from _addresses(one)
    elif is_dataclass(data):
        for field in fields(data):
            if not isinstance(getattr(data, field.name), str):
                yield from _addresses(getattr(data, field.name))


def _main_text(page: str) -> str:
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    apart = re.sub("</t[dh]>", r" \g<0>", main)  # the cells of a row
    return "\n".join(line for line in text_of(apart).split("\n") if line)


def _difference(before: str, after: str) -> Iterator[str]:
    """Changed lines with one unchanged line around them; `…` where something is left out between."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=1, lineterm="")
    for number, line in enumerate(lines):
        if line.startswith("@@"):
            if number > 2:
                yield " …"
        elif number >= 2 and line not in ("-", "+", " "):
            yield line
