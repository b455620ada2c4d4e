"""Pages that list records: all of a kind, by facet, by letter, by month, and those that are over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from generator.pages.calendar import Month, month_table
from generator.pages.card import with_parents
from generator.pages.days import leaf
from generator.pages.map import draw
from generator.pages.page import Card, Link, Page, Shown
from generator.pages.reuse import reuse
from generator.pages.show import Voice, label, time_of
from generator.pages.subscribe import of_list
from generator.portal import LETTERS, MONTHS, OVER, PAGES
from generator.record import Record, swedish
from generator.schema import Field, Kind
from generator.words import spoken_month

PAGE_SIZE = 100
"""Records on one page of a list: about 40 kB of HTML, some 6 kB on the wire."""

CardOf = Callable[[Record], Card]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records that share something, with an address: one value of a facet, one letter, one month."""

    url: str
    title: str
    records: tuple[Record, ...]

    def link(self, voice: Voice) -> Link:
        return Link(voice.url(self.url), self.title, len(self.records), icon=self.url.split("/")[-2])


@dataclass(frozen=True, slots=True)
class Shelves:
    """One way to divide a kind's records."""

    name: str
    url: str
    title: str
    shelves: tuple[Shelf, ...]


def current(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(record for record in records if not record.values.get("over"))


def over(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(record for record in records if record.values.get("over"))


def coming_starts(record: Record) -> Iterator[date | datetime]:
    """The times of an event from its next one on."""
    return (start for start, _ in record["occurrences"] if _as_day(start) >= _as_day(record["next_start"]))


def kind_lists(kind: Kind, voice: Voice, card: CardOf, base_url: str) -> Iterator[Page]:
    """Every page that lists records of `kind`, each with its feeds where it has some."""
    for page in _lists(kind, voice, card):
        url = page.url.removeprefix(voice.prefix)
        yield replace(page, data={**page.data, **of_list(kind, url, page.title, base_url)})


def _lists(kind: Kind, voice: Voice, card: CardOf) -> Iterator[Page]:
    everything = tuple(filter(voice.speaks, voice.portal.records[kind.name]))
    records = current(everything)
    ways = all_shelves(kind, records, voice)
    home = Shelf(f"/{kind.address}/", kind.plural[voice.language], records)
    home_link = Link(voice.url(home.url), home.title)
    past = Shelf(f"/{kind.address}/{OVER}/", voice.say("%(kind)s that are over", kind=home.title), over(everything))
    past_link = past.link(voice) if past.records else None
    saved = reuse(everything, voice)
    for page in _paged(home, kind, voice, card, ways=ways, past=past_link):
        yield replace(page, data={**page.data, "reuse": saved})
    for way in ways:
        yield _shelves_page(way, kind, voice, home_link)
        crumbs = home_link, Link(voice.url(way.url), way.title)
        for at, shelf in enumerate(way.shelves):
            month = _month(way, at, voice) if way.name == MONTHS else None
            yield from _paged(shelf, kind, voice, card, crumbs=crumbs, month=month)
    if past.records:
        yield from _paged(past, kind, voice, card, crumbs=(home_link,))


def all_shelves(kind: Kind, records: Sequence[Record], voice: Voice) -> tuple[Shelves, ...]:
    """The ways to divide the records of a kind; a way with a single shelf says nothing and is left away."""
    ways = [by_field(field, kind, records, voice) for field in kind.facets()]
    if kind.sort[0] == kind.heading:
        ways.append(by_letter(kind, records, voice))
    if "occurrences" in (records[0].values if records else ()):
        ways.append(by_month(kind, records, voice))
    return tuple(way for way in ways if way.shelves)


def by_field(field: Field, kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    """A term's shelf also holds the records of the terms below it."""
    held: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        value = record[field.name]
        for one in value if field.is_list else (value,) if value else ():
            for term in with_parents(one, field, voice):
                held[term][record.id] = record
    url = f"/{kind.address}/{field.facet}/"
    shelves = [
        Shelf(f"{url}{value}/", _shelf_title(field, value, group, voice), tuple(group.values()))
        for value, group in held.items()
        if _has_page(field, value, voice)
    ]
    shelves.sort(key=lambda shelf: (swedish(shelf.title), shelf.url))
    return Shelves(field.facet, url, field.title[voice.language], tuple(shelves))


def _has_page(field: Field, value: str, voice: Voice) -> bool:
    return not voice.portal.refers(field) or (field.target, value) in voice.portal.by_key


def _shelf_title(field: Field, value: str, group: Mapping[str, Record], voice: Voice) -> str:
    if other := voice.portal.by_key.get((field.target, value)):
        return other.heading
    # Where an offer and a want have different words for the same exchange, the offer's stands for both.
    return label(next(iter(group.values())), field, value, voice, neutral=True)


def by_letter(kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    held: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        held[_initial(record.heading)].append(record)
    url = f"/{kind.address}/{LETTERS}/"
    shelves = [Shelf(f"{url}{_letter_slug(first)}/", first, tuple(group)) for first, group in held.items()]
    shelves.sort(key=lambda shelf: swedish(shelf.title))
    return Shelves(LETTERS, url, voice.say("A to Ö"), tuple(shelves))


LETTER_SLUGS = {"Å": "aa", "Ä": "ae", "Ö": "oe", "#": "0-9"}


def _letter_slug(letter: str) -> str:
    return LETTER_SLUGS.get(letter, letter.lower())


def _initial(heading: str) -> str:
    first = heading.lstrip("\"'”»( ")[:1].upper()
    folded = {"É": "E", "È": "E", "Ü": "U", "Á": "A", "Č": "C", "Š": "S", "Đ": "D"}.get(first, first)
    return folded if "A" <= folded <= "Z" or (folded in "ÅÄÖ" and folded) else "#"


def by_month(kind: Kind, records: Sequence[Record], voice: Voice) -> Shelves:
    """An event stands in every month in which it still happens."""
    coming = sorted(
        (f"{start:%Y-%m-%d %H:%M}", record.id, record) for record in records for start in coming_starts(record)
    )
    held: dict[tuple[int, int], dict[str, Record]] = defaultdict(dict)
    for moment, _, record in coming:
        held[int(moment[:4]), int(moment[5:7])].setdefault(record.id, record)
    url = f"/{kind.address}/{MONTHS}/"
    shelves = [
        Shelf(
            f"{url}{year}-{month:02d}/",
            spoken_month(year, month, voice.language).capitalize(),
            tuple(held[year, month].values()),
        )
        for year, month in sorted(held)
    ]
    return Shelves(MONTHS, url, voice.say("By month"), tuple(shelves))


def _as_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _paged(
    shelf: Shelf,
    kind: Kind,
    voice: Voice,
    card: CardOf,
    *,
    ways: Sequence[Shelves] = (),
    crumbs: tuple[Link, ...] = (),
    month: Month | None = None,
    past: Link | None = None,
) -> Iterator[Page]:
    """The list in pages of PAGE_SIZE; an empty list is one page that says so."""
    count = max(1, -(-len(shelf.records) // PAGE_SIZE))
    for number in range(1, count + 1):
        records = shelf.records[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        cards = tuple(_in_month(card(record), shelf, record, voice) if month else card(record) for record in records)
        yield Page(
            url=voice.url(shelf.url if number == 1 else f"{shelf.url}{PAGES}/{number}/"),
            templates=(f"records/{kind.name}/list.html", "records/_any/list.html"),
            title=shelf.title,
            description=kind.description[voice.language],
            language=voice.language,
            section=kind.name,
            crumbs=crumbs,
            data={
                "kind": kind.name,
                "count": len(shelf.records),
                "cards": cards,
                "ways": tuple(_way(way, voice) for way in ways),
                "map": draw(voice.portal.boundaries, shelf.records, voice.prefix) if kind.map and number == 1 else None,
                "reuse": None,
                "month": month if number == 1 else None,
                "past": past,
                "pages": _page_links(shelf, number, count, voice),
            },
        )


def _month(way: Shelves, at: int, voice: Voice) -> Month:
    """The table of a month; its neighbours are the nearest months in which something happens."""
    shelf = way.shelves[at]
    year, month = _year_and_month(shelf)
    before = way.shelves[at - 1].link(voice) if at else None
    after = way.shelves[at + 1].link(voice) if at + 1 < len(way.shelves) else None
    return month_table(year, month, shelf.records, voice, before, after)


def _year_and_month(shelf: Shelf) -> tuple[int, int]:
    year, _, month = shelf.url.rstrip("/").rpartition("/")[2].partition("-")
    return int(year), int(month)


def _way(way: Shelves, voice: Voice) -> tuple[str, Link, tuple[Link, ...]]:
    links = tuple(shelf.link(voice) for shelf in way.shelves)
    return way.name, Link(voice.url(way.url), way.title), links


def _page_links(shelf: Shelf, number: int, count: int, voice: Voice) -> tuple[Link, ...]:
    if count == 1:
        return ()
    urls = [shelf.url, *(f"{shelf.url}{PAGES}/{other}/" for other in range(2, count + 1))]
    return tuple(Link(voice.url(url), str(other), current=other == number) for other, url in enumerate(urls, 1))


def _shelves_page(way: Shelves, kind: Kind, voice: Voice, home: Link) -> Page:
    return Page(
        url=voice.url(way.url),
        templates=(f"records/{kind.name}/shelves.html", "records/_any/shelves.html"),
        title=f"{home.text}: {way.title}",
        language=voice.language,
        section=kind.name,
        crumbs=(home,),
        data={"kind": kind.name, "links": tuple(shelf.link(voice) for shelf in way.shelves)},
    )


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
