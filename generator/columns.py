"""A record as others get it: one row of plain values, in columns derived from the kind's schema.

First come the core columns that the national specifications of open data share (DOMAIN.md 2.1), so that files of many
municipalities can be laid together; then every other public field, in the order and by the name of the schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from generator.clock import SWEDEN, zone_info
from generator.field_type import Phone
from generator.hours import Hours, as_osm
from generator.portal import CRISIS_KINDS, Portal
from generator.record import Record
from generator.schema import Field, Kind, Label
from generator.settings import SiteConfig

SHARED = {"latitude": "latitude", "longitude": "longitude", "email": "email", "updated": "dateModified"}
"""Core column -> what schema.org calls the field that fills it."""

OF_EVERY_RECORD = {
    "source": (
        Label("Källa", "Source"),
        Label(
            "SCB:s kommunkod, eller organisationsnumret för den som ansvarar för portalen.",
            "The municipality code of Statistics Sweden, or the organisation number of the portal's owner.",
        ),
    ),
    "id": (Label("Id", "Id"), Label("Postens id. Byts aldrig och återanvänds aldrig.", "Never changed, never reused.")),
    "email": (
        Label("E-post", "E-mail"),
        Label(
            "Adress för frågor: postens egen om den får visas, annars portalens.",
            "Address for questions: the record's own where it may be shown, else the portal's.",
        ),
    ),
    "visit_url": (
        Label("Webbsida", "Web page"),
        Label("Postens sida på portalen.", "The record's page on the portal."),
    ),
}
"""Core columns whose words are the same for all kinds: (title, description)."""


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is one of Table Schema's. `field` is the schema's field; None where the record itself is the source."""

    name: str
    title: Label
    description: Label
    type: str
    field: Field | None = None

    @property
    def is_list(self) -> bool:
        return self.field is not None and self.field.is_list


def columns(kind: Kind) -> tuple[Column, ...]:
    """The columns of a kind: core columns that apply, then its other public fields."""
    core = tuple(_core(name, field) for name, field in _core_fields(kind).items())
    taken = {column.field.name for column in core if column.field}
    names = {column.name for column in core}
    others = (field for field in kind.fields.values() if field.public and field.name not in taken)
    return *core, *(_own(field, kind, names) for field in others)


def _core_fields(kind: Kind) -> dict[str, Field | None]:
    """The core columns in the order of the specifications, each with the field that fills it."""
    shared = {column: kind.called(term)[0] for column, term in SHARED.items() if kind.called(term)}
    return {
        "source": None,
        "id": None,
        "name": kind.fields[kind.heading],
        **{name: shared[name] for name in ("latitude", "longitude") if name in shared},
        "email": shared.get("email"),
        "visit_url": None,
        **({"updated": shared["updated"]} if "updated" in shared else {}),
        "description": kind.fields[kind.lead],
    }


def _core(name: str, field: Field | None) -> Column:
    title, description = OF_EVERY_RECORD.get(name) or (field.title, field.description)  # type: ignore[union-attr]  # of the two, one is there
    return Column(name, title, description, _type(field), field)


def _own(field: Field, kind: Kind, names: set[str]) -> Column:
    name = f"{kind.name}_{field.name}" if field.name in names else field.name
    return Column(name, field.title, NOTATIONS.get(field.type.name, field.description), _type(field), field)


NOTATIONS = {
    "opening_hours": Label(
        "Som i OpenStreetMap, till exempel Mo-Fr 10:00-18:00; Dec 24 off.",
        "As in OpenStreetMap, for example Mo-Fr 10:00-18:00; Dec 24 off.",
    ),
    "phone": Label("Som en adress, till exempel tel:+46980319201.", "As an address, for example tel:+46980319201."),
    "moment": Label(
        "ISO 8601: ett datum, eller datum och klockslag med tidszon.", "ISO 8601: a date, or a time with its offset."
    ),
    "boolean": Label("true eller false.", "true or false."),
}
"""What is written otherwise here than in the officer's file, whose description would mislead."""


def _type(field: Field | None) -> str:
    """Lists stand in one cell, as text."""
    return "string" if field is None or field.is_list else str(field.type.column["type"])


Row = dict[str, Any]
"""Column -> text, number, bool, None, or a list of texts."""


def rows(kind: Kind, portal: Portal, config: SiteConfig) -> list[Row]:
    """Of every record of the kind on the site."""
    return [*map(row_maker(kind, portal, config), portal.records[kind.name])]


def row_maker(kind: Kind, portal: Portal, config: SiteConfig) -> Callable[[Record], Row]:
    """What makes the row of a record of the kind."""
    readers = {column.name: _reader(column, portal, config) for column in columns(kind)}
    return lambda record: {name: read(record) for name, read in readers.items()}


def row_digests(portal: Portal, config: SiteConfig) -> dict[str, str]:
    """Of every service point and notice a digest of what is published: as long as it is the same, its page is."""
    kinds = (portal.kinds[name] for name in CRISIS_KINDS if name in portal.kinds)
    return {
        "/".join(record.key): hashlib.sha256(json.dumps(row, default=str).encode()).hexdigest()[:16]
        for kind in kinds
        for record, row in zip(portal.records[kind.name], rows(kind, portal, config), strict=True)
    }


Reader = Callable[[Record], Any]
"""What stands in a column for a record. What depends on the column alone is decided once, not in every cell."""


def _reader(column: Column, portal: Portal, config: SiteConfig) -> Reader:
    match column.name:
        case "source":
            return lambda record: source_of(record, portal, config)
        case "id":
            return lambda record: identifier(record, portal)
        case "visit_url":
            return lambda record: config.base_url + record.url
        case "email":
            return lambda record: record.called("email") or config.contact_email or None
    assert column.field is not None
    return _field_reader(column.field, portal)


def source_of(record: Record, portal: Portal, config: SiteConfig) -> str | None:
    """The code of the municipality that owns the record, else the organisation number of the portal's owner."""
    return municipality_code(record.place, portal) or config.owner_org_number.replace("-", "") or None


def municipality_code(place: str, portal: Portal) -> str:
    """SCB's four digits; empty where the place is not a municipality."""
    municipality = portal.vocabularies["municipalities"].get(place)
    return municipality.row["code"] if municipality else ""


def identifier(record: Record, portal: Portal) -> str:
    """One id on every portal that shows the record: `2505-company-snickeriet`."""
    return f"{municipality_code(record.place, portal) or record.place}-{record.kind.name}-{record.id}"


def _field_reader(field: Field, portal: Portal) -> Reader:
    """References become the ids of the rows they lead to; those that lead out of the site are left away."""
    name = field.name

    def identifiers(record: Record) -> list[str]:
        return [identifier(other, portal) for other in portal.linked(record, name)]

    def items(record: Record) -> list[Any]:
        return [plain(item, _zone(record)) for item in record.values.get(name) or ()]

    def value(record: Record) -> Any:
        given = record.values.get(name)
        if isinstance(given, str):
            return given or None
        return None if given is None else plain(given, _zone(record))

    if portal.refers(field):
        return identifiers if field.is_list else lambda record: next(iter(identifiers(record)), None)
    return items if field.is_list else value


def _zone(record: Record) -> str:
    return record.values.get("timezone") or SWEDEN


def plain(value: Any, zone: str = SWEDEN) -> Any:
    """A typed value in the notation that other programs know: ISO 8601, tel: addresses, OpenStreetMap's hours."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone_info(zone)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Phone):
        return value.uri
    return as_osm(value) if isinstance(value, Hours) else value


def terms_in_use(field: Field, portal: Portal, kind: Kind) -> Mapping[str, Label]:
    """What the codes in a column mean: the field's own short list, or the terms of a vocabulary that records use."""
    if field.labels:
        return field.labels
    vocabulary = portal.vocabularies.get(field.target)
    if vocabulary is None:
        return {}
    used = set()
    for record in portal.records[kind.name]:
        value = record.values.get(field.name, ())
        used |= {value} if isinstance(value, str) else set(value)
    return {term: vocabulary[term].label for term in sorted(used & vocabulary.keys())}
