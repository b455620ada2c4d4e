"""The front page: what is urgent, what is on soon, and the ways into everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from generator.pages.banner import in_crisis
from generator.pages.card import CardOf
from generator.pages.page import Link, Page, Section
from generator.pages.shelves import by_field, current, over
from generator.pages.show import Voice
from generator.record import Record
from generator.schema import Kind, ways_in
from generator.settings import SiteConfig

SOON = 10
"""Coming events in the page; its style shows the first six that are not over yet, however old the page is."""
NEWEST, POINTS, TRADES = 5, 6, 12
CRISIS_POINTS = 40
"""Service points on the front page in a crisis: all those of a municipality, not the hundreds of a whole region."""


PLEASANT = frozenset({"event", "offer", "network"})
"""Sections that give way in a crisis: the page is then light enough for the slowest line. Its doors lead to all."""


def home_page(voice: Voice, config: SiteConfig, card: CardOf, alternates: tuple[tuple[str, str], ...]) -> Page:
    records = defaultdict(tuple, {name: current(found) for name, found in voice.portal.records.items()})
    ways = (kind for kind in ways_in(voice.portal.kinds) if _leads_somewhere(kind.name, voice))
    newest = sorted(records["offer"], key=lambda r: (r["valid_from"] or r["valid_to"], r.id), reverse=True)
    crisis = in_crisis(voice)
    sections = (
        _coming(records["event"], voice, card),
        _section("offer", newest[:NEWEST], voice, card, voice.say("New in the marketplace")),
        _section("service_point", records["service_point"][: CRISIS_POINTS if crisis else POINTS], voice, card),
        _section("network", records["network"][:NEWEST], voice, card),
    )
    return Page(
        url=voice.url("/"),
        templates=("home.html",),
        title=config.title,
        description=config.description,
        language=voice.language,
        section="home",
        alternates=alternates,
        data={
            "has_land": bool(voice.portal.boundaries),
            "crisis": crisis,
            "notices": tuple(card(record) for record in records["notice"] if not record["grave"]),
            "sections": {
                section.name: section
                for section in sections
                if section.cards and not (crisis and section.name in PLEASANT)
            },
            "doors": tuple(_door(kind, records[kind.name], voice) for kind in ways),
            "trades": () if crisis else _trades(records["company"], voice),
        },
    )


def _door(kind: Kind, records: Sequence[Record], voice: Voice) -> Link:
    return Link(voice.url(f"/{kind.address}/"), kind.plural[voice.language], len(records) or None, icon=kind.name)


def _leads_somewhere(name: str, voice: Voice) -> bool:
    """Not to a list without records; those of a kind that is not read in a hurry are there all the same."""
    records = voice.portal.records.get(name, ())
    return name in voice.portal.present and (bool(current(records)) or not records)


def _coming(events: Sequence[Record], voice: Voice, card: CardOf) -> Section:
    """What is on soon. Where nothing is, who usually arranges things: a calendar is never just empty."""
    if events:
        return _section("event", events[:SOON], voice, card, voice.say("Coming up"))
    past = over(voice.portal.records.get("event", ()))
    fields = [field for field in past[0].kind.fields.values() if field.name.startswith("organiser_")] if past else []
    organisers = {
        organiser.key: organiser
        for event in past
        for field in fields
        if field.target in voice.portal.kinds
        for organiser in voice.portal.linked(event, field.name)
    }
    lead = voice.say("Nothing is planned right now. Ask those who usually arrange things here.")
    return Section(voice.say("Organisers"), tuple(map(card, list(organisers.values())[:NEWEST])), None, "event", lead)


def _section(kind_name: str, records: Iterable[Record], voice: Voice, card: CardOf, title: str = "") -> Section:
    kind = voice.portal.kinds.get(kind_name)
    if kind is None:
        return Section(title, ())
    more = Link(voice.url(f"/{kind.address}/"), voice.say("Show all"))
    return Section(title or kind.plural[voice.language], tuple(map(card, records)), more, kind_name)


def _trades(companies: Sequence[Record], voice: Voice) -> tuple[Link, ...]:
    """The trades with most firms, as ways into the list of companies."""
    if not companies:
        return ()
    kind = companies[0].kind
    shelves = by_field(kind.fields["categories"], kind, companies, voice).shelves
    largest = sorted(shelves, key=lambda shelf: (-len(shelf.records), shelf.title))[:TRADES]
    return tuple(shelf.link(voice) for shelf in largest)
