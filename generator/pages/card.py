"""A record as lists show it, and what a script narrows, orders and keeps current the list by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from generator.freshness import doubt_ahead
from generator.pages.days import coming_days, leaf
from generator.pages.opening import brief
from generator.pages.page import Badge, Card, Link, Shown
from generator.pages.show import Voice, badges, label, over_at, show, time_of, unusual
from generator.record import Record, is_given
from generator.schema import Field

CardOf = Callable[[Record], Card]
"""The card of a record, in the language of the pages that are made."""


def card(record: Record, voice: Voice) -> Card:
    """A record as lists show it: what its kind's `card` names."""
    facts = [_card_fact(record, name, voice) for name in record.kind.card]
    lead = record[record.kind.lead] or ""
    told = badges(record, voice)
    return Card(
        kind=record.kind.name,
        language=voice.language,
        own_language=voice.foreign(record),
        url=voice.url(record.url),
        heading=record.heading,
        lead=lead,
        facts=tuple(fact for fact in facts if fact),
        badges=told,
        until=over_at(record),
        doubted=doubt_ahead(record),
        variant=_variant(record),
        sign=next((record[name] for name in SIGNS if record.values.get(name)), ""),
        leaf=leaf(record["next_start"], voice.language) if record.values.get("next_start") else None,
        facets=tuple(_facets(record, voice)),
        days=tuple(day.isoformat() for day in coming_days(record)),
        position=position(record) if record.kind.map else None,
        hours=_hours(record, told, voice),
    )


def _hours(record: Record, told: Sequence[Badge], voice: Voice) -> Mapping[str, Any] | None:
    """Its ordinary hours, unless a badge says that something else holds."""
    fields = record.kind.called("openingHoursSpecification")
    hours = record.values.get(fields[0].name) if fields and not unusual(told, voice) else None
    return brief(hours) if hours else None


SIGNS = ("exchange", "point_type")
"""Fields whose every value has a picture in parts/icons.html."""


def _variant(record: Record) -> str:
    """The record's own value of the first facet that is a short list, not a vocabulary: its direction, its type."""
    return next((record[field.name] or "" for field in record.kind.facets() if field.labels), "")


def _facets(record: Record, voice: Voice) -> Iterator[str]:
    for field in record.kind.facets():
        value = record[field.name]
        terms = (
            term for one in (value if field.is_list else (value,)) if one for term in with_parents(one, field, voice)
        )
        yield from dict.fromkeys(f"{field.facet}:{term}" for term in terms)


def with_parents(value: str, field: Field, voice: Voice) -> Iterator[str]:
    """A term and, where its vocabulary has one, the term above it: both have a list that the record stands in."""
    yield value
    vocabulary = voice.portal.vocabularies.get(field.target, {})
    if value in vocabulary and (parent := vocabulary[value].row.get("parent")):
        yield parent


def position(record: Record) -> tuple[float, float] | None:
    lat, lon = record.values.get("lat"), record.values.get("lon")
    return None if lat is None or lon is None else (lat, lon)


def _card_fact(record: Record, name: str, voice: Voice) -> Shown | None:
    value = record[name]
    if not is_given(value):
        return None
    if isinstance(value, date):
        title = record.kind.fields[name].title[voice.language] if name in record.kind.fields else voice.say("Next time")
        return Shown(name, title, "time", time_of(value, voice))
    field = record.kind.fields[name]
    title = field.title[voice.language]
    if field.target in voice.portal.kinds or not (field.target or field.labels):
        shown = show(record, field, voice)
        return shown and Shown(name, title, "text", ", ".join(_texts(shown.value)))
    items = value if field.is_list else (value,)
    return Shown(name, title, "text", ", ".join(label(record, field, item, voice) for item in items))


def _texts(value: Any) -> list[str]:
    return [
        one.text if isinstance(one, Link) else str(one) for one in (value if isinstance(value, tuple) else (value,))
    ]
