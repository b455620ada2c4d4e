"""What things of several schema.org types share: a name, an address, a way to reach them, hours, features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.pages.schedule import opening_specifications
from generator.pages.show import Voice, label
from generator.record import Record
from generator.settings import SiteConfig

Thing = dict[str, Any]
"""A node of JSON-LD."""


def said(thing: Mapping[str, Any]) -> Thing:
    """Without what there is nothing to say about."""
    return {name: value for name, value in thing.items() if value not in (None, "", (), [], {})}


def iri(record: Record, config: SiteConfig) -> str:
    """The thing that the page is about, one and the same in every language."""
    return f"{config.base_url}{record.url}#this"


def thing(type_: str, record: Record, voice: Voice, config: SiteConfig, **more: Any) -> Thing:
    """What everything has: a name, a description, an address of its own; and that it is made up, if it is."""
    return said(
        {
            "@type": type_,
            "@id": iri(record, config),
            "name": record.heading,
            "description": record.called("description"),
            "disambiguatingDescription": voice.say("A made-up example") if record["example"] else None,
            "url": record.called("url") or config.base_url + voice.url(record.url),
            "mainEntityOfPage": config.base_url + voice.url(record.url),
            **more,
        }
    )


def reached(record: Record) -> Thing:
    return {"telephone": number(record), "email": record.called("email")}


def number(record: Record) -> str | None:
    phone = record.called("telephone")
    return phone.uri.removeprefix("tel:") if phone else None


def placed(record: Record, voice: Voice) -> Thing:
    """`address` and `geo`, as far as they are known."""
    street, code, town = (record.called(term) for term in ("streetAddress", "postalCode", "addressLocality"))
    address = said(
        {"streetAddress": street, "postalCode": code, "addressLocality": _village_name(town, voice)},
    )
    latitude, longitude = record.called("latitude"), record.called("longitude")
    geo = None
    if latitude is not None and longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return said(
        {"address": {"@type": "PostalAddress", **address, "addressCountry": "SE"} if address else None, "geo": geo}
    )


def _village_name(name: str | None, voice: Voice) -> str | None:
    """A post town is a name; a village is a term of the vocabulary."""
    village = voice.portal.vocabularies["villages"].get(name or "")
    return village.label[voice.language] if village else name


def village(record: Record, voice: Voice) -> Thing | None:
    name = _village_name(record.called("addressLocality"), voice)
    return {"@type": "Place", "name": name} if name else None


def places(record: Record, term: str, voice: Voice) -> list[Thing]:
    """Places that a field names by terms of a vocabulary."""
    fields = record.kind.called(term)
    names = (label(record, field, one, voice) for field in fields for one in record[field.name])
    return [{"@type": "Place", "name": name} for name in names]


def linked(record: Record, term: str, voice: Voice) -> Iterable[Record]:
    return (other for field in record.kind.called(term) for other in voice.portal.linked(record, field.name))


def named(type_: str, record: Record, config: SiteConfig) -> Thing:
    """Another record, told by its name and where to read more."""
    return {"@type": type_, "@id": iri(record, config), "name": record.heading, "url": config.base_url + record.url}


def features(record: Record, voice: Voice) -> list[Thing]:
    """What there is; of a service point also whether it is there in everyday use or in a crisis (the field's title)."""
    return [
        {
            "@type": "LocationFeatureSpecification",
            "name": label(record, field, one, voice),
            "description": field.title[voice.language],
            "value": True,
        }
        for field in record.kind.called("amenityFeature")
        for one in record[field.name]
    ]


def opening_hours(record: Record, voice: Voice) -> Thing:
    """Everyday hours; those of a crisis are told on the page only, where it says when they hold."""
    hours = record.called("openingHoursSpecification")
    if hours is None:
        return {}
    ordinary, special = opening_specifications(hours, voice.year)
    return {"openingHoursSpecification": ordinary, "specialOpeningHoursSpecification": special}
