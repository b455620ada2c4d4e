"""The page of one record: its fields by group, and the records that belong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from generator.dataset import CARD_KIND, card_url
from generator.freshness import Stage, doubt_ahead, reached
from generator.pages.card import CardOf
from generator.pages.map import outside_map
from generator.pages.page import Group, Link, Page, Photo, Section
from generator.pages.planned import Planned
from generator.pages.shelves import coming_starts, current
from generator.pages.show import Voice, badges, groups, label, over_at, show, time_of, unusual
from generator.pages.structured import structured
from generator.pages.subscribe import of_record
from generator.portal import Portal
from generator.record import Record
from generator.search_words import search_words
from generator.settings import SiteConfig

MOST_RELATED = 100
MOST_TIMES = 12
FRONT_FIELDS = frozenset({"search_words", "former_ids", "withdrawn", "example", "assured_date", "assured_by"})
"""Fields every record has that no group lists: their place on the page is elsewhere, or nowhere."""
SHOWN_OTHERWISE = frozenset(
    {
        "body",
        "language",
        "menu",
        "menu_order",
        "lat",
        "lon",
        "members",
        "repeat",
        "except_dates",
        "extra_dates",
        "images",
    }
)
"""Fields that the page says in another way: as text, on a map, as cards, as a list of dates."""
BESIDE = ("when", "booking", "contact", "where")
"""Groups that one comes for first."""
SEARCHED_BY = ("categories", "category", "exchange", "point_type", "village")
"""Fields by which the search page narrows what it has found; the last is the village."""

Alternates = Callable[[str, SiteConfig], tuple[tuple[str, str], ...]]


def planned_record(record: Record, voice: Voice, config: SiteConfig, card: CardOf, alternates: Alternates) -> Planned:
    """The page of a record follows from it, from those that it names, and from those that name it."""
    make = partial(record_page, record, voice, config, card, alternates)
    return Planned(voice.url(record.url), detail_templates(record.kind.name), make, told_of(record, voice.portal))


def told_of(record: Record, portal: Portal) -> tuple[Record, ...]:
    """All records that its page tells of."""
    others = (*portal.named(record), *portal.back_links.get(record.key, ()))
    return tuple(dict.fromkeys((record, *others))) if others else (record,)


@cache
def detail_templates(kind_name: str) -> tuple[str, str]:
    return f"records/{kind_name}/detail.html", "records/_any/detail.html"


def record_page(record: Record, voice: Voice, config: SiteConfig, card: CardOf, alternates: Alternates) -> Page:
    kind = record.kind
    body = show(record, kind.fields["body"], voice) if "body" in kind.fields else None
    told = badges(record, voice)
    beside, below = _groups(record, voice)
    return Page(
        url=voice.url(record.url),
        templates=detail_templates(kind.name),
        title=record.heading,
        description=record[kind.lead] or "",
        language=voice.language,
        section=kind.name,
        crumbs=() if kind.name == "page" else (Link(voice.url(f"/{kind.address}/"), kind.plural[voice.language]),),
        alternates=() if record.values.get("language") else alternates(record.url, config),
        searched=not record.values.get("over") and reached(record) < Stage.UNSEARCHED,
        data={
            "kind": kind.name,
            "id": record.id,
            "own_language": voice.foreign(record),
            "lead": record[kind.lead] or "",
            "body": body.value if body else "",
            "badges": told,
            "unusual": unusual(told, voice),
            "pictures": tuple(_photos(record)),
            "until": over_at(record),
            "doubted": doubt_ahead(record),
            "beside": beside,
            "groups": below,
            "times": _times(record, voice),
            "outside_map": outside_map(record),
            "related": tuple(_related(record, voice, card)),
            "checked": time_of(record["assured_date"], voice) if record["assured_date"] else None,
            "checked_by": record["assured_by"] or "",
            "checked_limit": kind.assured_for,
            "search_words": " ".join(search_words(record, voice.portal, voice.language, voice.lexicon)),
            "search_facets": tuple(_search_facets(record, voice)),
            "kind_title": kind.plural[voice.language],
            "structured": structured(record, voice, config),
            **of_record(record, config.base_url),
            "contact_card": card_url(record) if kind.name == CARD_KIND else "",
        },
    )


def _groups(record: Record, voice: Voice) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """(those of BESIDE in its order, all others)."""
    leave = FRONT_FIELDS | SHOWN_OTHERWISE | {record.kind.heading, record.kind.lead}
    shown = groups(_next_time(record), voice, leave)
    beside = sorted((one for one in shown if one.name in BESIDE), key=lambda group: BESIDE.index(group.name))
    return tuple(beside), tuple(one for one in shown if one.name not in BESIDE)


def _photos(record: Record) -> Iterator[Photo]:
    for picture in record.values.get("pictures", ()):
        (small, _), (width, height) = picture.sizes()[0], picture.sizes()[-1]
        yield Photo(picture.address(width), picture.address(small), width, height, picture.text)


def _next_time(record: Record) -> Record:
    """An event as it happens next: who looks it up in May has no use for the day it began in January."""
    coming = record.values.get("next_start")
    if not coming:
        return record
    start, end = next(pair for pair in record["occurrences"] if pair[0] == coming)
    return replace(record, values={**record.values, "start": start, **({"end": end} if end else {})})


def _times(record: Record, voice: Voice) -> tuple[Any, ...]:
    """The coming times of an event that happens more than once."""
    if len(record.values.get("occurrences", ())) < 2 or not record["next_start"]:
        return ()
    return tuple(time_of(start, voice) for start in list(coming_starts(record))[:MOST_TIMES])


def _search_facets(record: Record, voice: Voice) -> Iterator[tuple[str, str]]:
    """(name, values in words): what the search page can narrow by."""
    for name in SEARCHED_BY:
        value = record[name] if name in record.kind.fields else None
        if not value:
            continue
        field = record.kind.fields[name]
        values = value if field.is_list else (value,)
        words = " | ".join(label(record, field, one, voice, neutral=True) for one in values)
        yield ("village" if name == "village" else "category"), words


def _related(record: Record, voice: Voice, card: CardOf) -> Iterator[Section]:
    """By kind, what points at this record; for a network also the members it lists itself, by municipality."""
    portal = voice.portal
    for kind in portal.kinds.values():
        others = {other.key: other for other in filter(voice.speaks, current(portal.linking(record, kind.name)))}
        is_membership = record.kind.name == "network" and kind.name == "company"
        if is_membership:
            others |= {other.key: other for other in portal.linked(record, "members")}
        listed = list(others.values())[:MOST_RELATED]
        if is_membership:
            yield from _members(listed, voice, card)
        elif listed:
            yield Section(kind.plural[voice.language], tuple(map(card, listed)), name=kind.name)


def _members(companies: list[Record], voice: Voice, card: CardOf) -> Iterator[Section]:
    """Where members are from several municipalities, each has a heading of its own."""
    by_place: dict[str, list[Record]] = defaultdict(list)
    for company in companies:
        by_place[company.place].append(company)
    municipalities = voice.portal.vocabularies.get("municipalities", {})
    for place in sorted(by_place):
        title = voice.say("Members")
        if len(by_place) > 1 and place in municipalities:
            title = voice.say("Members in %(place)s", place=municipalities[place].label[voice.language])
        yield Section(title, tuple(map(card, by_place[place])), name="company")
