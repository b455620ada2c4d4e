"""Pages that list records: all of a kind, by facet, by letter, by month, and those that are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.pages.calendar import Month, month_table
from generator.pages.card import CardOf
from generator.pages.days import leaf
from generator.pages.map import draw, drawable
from generator.pages.page import Card, Link, Page, Shown
from generator.pages.planned import Planned
from generator.pages.reuse import Reuse, reuse
from generator.pages.shelves import Shelf, Shelves, all_shelves, coming_starts, current, over
from generator.pages.show import Voice, time_of
from generator.pages.subscribe import of_list
from generator.portal import MONTHS, OVER, PAGES
from generator.record import Record
from generator.schema import Kind

PAGE_SIZE = 100
"""Records on one page of a list: about 40 kB of HTML, some 6 kB on the wire."""


def kind_lists(kind: Kind, voice: Voice, card: CardOf, base_url: str) -> Iterator[Page]:
    """Every page that lists records of `kind`, each with its feeds where it has some."""
    return (one.make() for one in planned_lists(kind, voice, card, base_url))


def planned_lists(kind: Kind, voice: Voice, card: CardOf, base_url: str) -> Iterator[Planned]:
    """The same pages before they are made."""
    everything = tuple(filter(voice.speaks, voice.portal.records[kind.name]))
    records = current(everything)
    ways = all_shelves(kind, records, voice)
    home = Shelf(f"/{kind.address}/", kind.plural[voice.language], records)
    home_link = Link(voice.url(home.url), home.title)
    past = Shelf(f"/{kind.address}/{OVER}/", voice.say("%(kind)s that are over", kind=home.title), over(everything))
    listing = _Listing(kind, voice, card, base_url)
    leading_on = tuple(_way(way, voice) for way in ways)
    to_past = past.link(voice) if past.records else None
    yield from listing.pages(_List(home, (), leading_on, to_past, reuse(everything, voice)))
    for way in ways:
        yield listing.of_shelves(way, home_link)
        crumbs = home_link, Link(voice.url(way.url), way.title)
        for at, shelf in enumerate(way.shelves):
            months = _months_around(way, at, voice) if way.name == MONTHS else None
            yield from listing.pages(_List(shelf, crumbs, months=months))
    if past.records:
        yield from listing.pages(_List(past, (home_link,)))


Months = tuple[Link | None, Link | None]
"""The nearest before and after one in which something happens."""


@dataclass(frozen=True, slots=True)
class _List:
    """A shelf, and what its pages say beside its records. `months`: around one, where the list is of a month."""

    shelf: Shelf
    crumbs: tuple[Link, ...]
    ways: tuple[tuple[str, Link, tuple[Link, ...]], ...] = ()
    past: Link | None = None
    reuse: Reuse | None = None
    months: Months | None = None

    @property
    def also(self) -> str:
        """All that its pages follow from beside their records."""
        title, count = self.shelf.title, len(self.shelf.records)
        return repr((title, count, self.crumbs, self.ways, self.past, self.reuse, self.months))


@dataclass(frozen=True, slots=True)
class _Listing:
    """How the records of a kind are listed."""

    kind: Kind
    voice: Voice
    card: CardOf
    base_url: str

    def pages(self, one: _List) -> Iterator[Planned]:
        """The list in pages of PAGE_SIZE; an empty list is one page that says so. The first has a map, and a month
        its table: they tell of all records that are listed."""
        listed, also = one.shelf.records, one.also
        count = max(1, -(-len(listed) // PAGE_SIZE))
        for number in range(1, count + 1):
            first = number == 1
            page = _PageOfList(self, one, number, count)
            on_map = drawable(listed) if self.kind.map and first else ()
            records = (*page.records, *on_map) if on_map else page.records
            yield Planned(
                url=page.url,
                templates=page.templates,
                make=page.make,
                records=listed if one.months and first else records,
                also=also,
            )

    def of_shelves(self, way: Shelves, home: Link) -> Planned:
        """The page that leads to each shelf of a way."""
        links = tuple(shelf.link(self.voice) for shelf in way.shelves)
        url, templates = self.voice.url(way.url), self.templates("shelves")

        def make() -> Page:
            return Page(
                url=url,
                templates=templates,
                title=f"{home.text}: {way.title}",
                language=self.voice.language,
                section=self.kind.name,
                crumbs=(home,),
                data={"kind": self.kind.name, "links": links, **self.feeds(way.url, f"{home.text}: {way.title}")},
            )

        return Planned(url, templates, make, (), links)

    def templates(self, name: str) -> tuple[str, str]:
        return f"records/{self.kind.name}/{name}.html", f"records/_any/{name}.html"

    def feeds(self, url: str, title: str) -> dict[str, Any]:
        return of_list(self.kind, url, title, self.base_url)


@dataclass(frozen=True, slots=True)
class _PageOfList:
    """One page of a list, not made yet. `number` of `count`."""

    of: _Listing
    whole: _List
    number: int
    count: int

    @property
    def shelf(self) -> Shelf:
        return self.whole.shelf

    @property
    def url(self) -> str:
        return self.of.voice.url(self._address)

    @property
    def _address(self) -> str:
        """The same in every language."""
        return self.shelf.url if self.number == 1 else f"{self.shelf.url}{PAGES}/{self.number}/"

    @property
    def templates(self) -> tuple[str, ...]:
        return self.of.templates("list")

    @property
    def records(self) -> tuple[Record, ...]:
        return self.shelf.records[(self.number - 1) * PAGE_SIZE : self.number * PAGE_SIZE]

    def make(self) -> Page:
        kind, voice, one, shelf = self.of.kind, self.of.voice, self.whole, self.shelf
        first = self.number == 1
        return Page(
            url=self.url,
            templates=self.templates,
            title=shelf.title,
            description=kind.description[voice.language],
            language=voice.language,
            section=kind.name,
            crumbs=one.crumbs,
            data={
                "kind": kind.name,
                "count": len(shelf.records),
                "cards": tuple(map(self._card, self.records)),
                "ways": one.ways,
                "map": draw(voice.portal.boundaries, shelf.records, voice.prefix) if kind.map and first else None,
                "reuse": one.reuse,
                "month": _month(shelf, one.months, voice) if one.months and first else None,
                "past": one.past,
                "pages": _page_links(shelf, self.number, self.count, voice),
                **self.of.feeds(self._address, shelf.title),
            },
        )

    def _card(self, record: Record) -> Card:
        card = self.of.card(record)
        return _in_month(card, self.shelf, record, self.of.voice) if self.whole.months else card


def _months_around(way: Shelves, at: int, voice: Voice) -> Months:
    before = way.shelves[at - 1].link(voice) if at else None
    after = way.shelves[at + 1].link(voice) if at + 1 < len(way.shelves) else None
    return before, after


def _month(shelf: Shelf, around: Months, voice: Voice) -> Month:
    return month_table(*_year_and_month(shelf), shelf.records, voice, *around)


def _year_and_month(shelf: Shelf) -> tuple[int, int]:
    year, month = shelf.url.rstrip("/")[-7:].split("-")
    return int(year), int(month)


def _way(way: Shelves, voice: Voice) -> tuple[str, Link, tuple[Link, ...]]:
    links = tuple(shelf.link(voice) for shelf in way.shelves)
    return way.name, Link(voice.url(way.url), way.title), links


def _page_links(shelf: Shelf, number: int, count: int, voice: Voice) -> tuple[Link, ...]:
    if count == 1:
        return ()
    urls = [shelf.url, *(f"{shelf.url}{PAGES}/{other}/" for other in range(2, count + 1))]
    return tuple(Link(voice.url(url), str(other), current=other == number) for other, url in enumerate(urls, 1))


def _in_month(card: Card, shelf: Shelf, record: Record, voice: Voice) -> Card:
    """In a month's list an event shows its first coming time in that month, not its next one."""
    year, month = _year_and_month(shelf)
    start = next(start for start in coming_starts(record) if start.month == month and start.year == year)
    if start == record["next_start"]:
        return card
    facts = tuple(
        Shown(fact.name, fact.title, fact.widget, time_of(start, voice)) if fact.name == "next_start" else fact
        for fact in card.facts
    )
    return replace(card, facts=facts, leaf=leaf(start, voice.language))
