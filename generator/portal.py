"""RELATE: the records of one site, selected, linked both ways, in order, and frozen.

A site is a selection. Everything in its own place belongs to it; from other places come the kinds, networks and
categories that it names. A reference to a record outside the selection is left away from the site's pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from generator.content import Content
from generator.geography import Boundary
from generator.problem import Problem
from generator.record import Record, sort_key
from generator.schema import Field, Kind
from generator.settings import SiteConfig
from generator.vocabulary import Vocabulary

Key = tuple[str, str]
"""(kind, id)."""

LETTERS, MONTHS, OVER, PAGES = "bokstav", "manad", "tidigare", "sida"
"""Folders of lists below a kind's address, beside those of its facets."""
CALENDAR = "kalender"
"""The file of a list of events, beside those of the events themselves: /evenemang/kalender.ics."""

CRISIS_KINDS = ("service_point", "notice")
"""Kinds that must be there in a disruption: kept offline, and built alone in a hurry."""


@dataclass(frozen=True, slots=True)
class Portal:
    """The finished graph of one site. `records` are by kind, in the kind's order.

    `names`, of each that does so: the records that it names in any field, in their order; `back_links`, of each that is
    named: those that do so.
    `present`: the kinds that the site has records of, also those that are not read in a hurry.
    """

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    records: Mapping[str, tuple[Record, ...]]
    withdrawn: tuple[Record, ...]
    boundaries: tuple[Boundary, ...]
    by_key: Mapping[Key, Record]
    names: Mapping[Key, tuple[Record, ...]]
    back_links: Mapping[Key, tuple[Record, ...]]
    present: frozenset[str]

    def refers(self, field: Field) -> bool:
        """Whether the field names records, be they on this site or not, and no terms of a vocabulary."""
        return bool(field.target) and field.target not in self.vocabularies

    def linked(self, record: Record, field: str) -> tuple[Record, ...]:
        """Records that `record` names in `field`, in the order they are written."""
        target, value = record.kind.fields[field].target, record[field]
        ids = value if record.kind.fields[field].is_list else (value,)
        return tuple(self.by_key[target, one] for one in ids if (target, one) in self.by_key)

    def named(self, record: Record) -> tuple[Record, ...]:
        """Records that `record` names in any field."""
        return self.names.get(record.key, ())

    def linking(self, record: Record, kind: str) -> tuple[Record, ...]:
        """Records of `kind` that name `record` in any field, in their kind's order, each once."""
        return tuple(other for other in self.back_links.get(record.key, ()) if other.kind.name == kind)

    def all_records(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records


def relate(content: Content, config: SiteConfig, now: datetime) -> tuple[Portal, tuple[Problem, ...]]:
    """Select and link the site's records. Problems name references that lead out of it, and shared addresses."""
    kinds = {name: kind for name, kind in content.kinds.items() if not config.kinds or name in config.kinds}
    chosen = held(content, config)
    gone = tuple(sorted((r for r in chosen if is_withdrawn(r, now)), key=lambda record: record.key))
    away = {*gone}
    there = [record for record in chosen if record not in away] if gone else chosen
    problems = [*_collisions(chosen), *_outward(there, content, config)]
    colliding = {problem.path for problem in problems if problem.leaves_record_out}
    there = sorted((record for record in there if record.path not in colliding), key=sort_key)
    records: dict[str, list[Record]] = {name: [] for name in kinds}
    for record in there:
        records[record.kind.name].append(record)
    by_key = {record.key: record for record in there}
    names = _names((*there, *gone), by_key, kinds)
    portal = Portal(
        kinds=MappingProxyType(kinds),
        vocabularies=content.vocabularies,
        records=MappingProxyType({name: tuple(group) for name, group in records.items()}),
        withdrawn=gone,
        boundaries=tuple(content.boundaries[place] for place in config.all_places if place in content.boundaries),
        by_key=MappingProxyType(by_key),
        names=MappingProxyType(names),
        back_links=MappingProxyType(_back_links(there, names)),
        present=frozenset(name for name in kinds if records[name]),
    )
    return portal, tuple(sorted(problems))


def held(content: Content, config: SiteConfig) -> list[Record]:
    """The records that a site holds, those with a notice in their place too."""
    return [one for one in select(content.records, config) if not config.kinds or one.kind.name in config.kinds]


def is_withdrawn(record: Record, now: datetime) -> bool:
    day = record.values.get("withdrawn")
    return day is not None and day <= now.date()


def select(records: Iterable[Record], config: SiteConfig) -> list[Record]:
    """The site's own records, and those of its other places that the settings ask for."""
    places = frozenset(config.all_places)
    near = [record for record in records if record.place in places]
    if not (config.networks or config.categories):
        return near
    chosen = {record.key for record in near if _is_asked_for(record, config)}
    # What a chosen firm or network arranges or offers comes with it.
    followers = {
        record.key
        for record in near
        if record.key not in chosen
        and any(not field.is_list and (field.target, target) in chosen for field, target in record.references())
    }
    # So do the members that a chosen network lists itself.
    members = {
        (field.target, target)
        for record in near
        if record.key in chosen and record.kind.name == "network"
        for field, target in record.references()
    }
    wanted = chosen | followers | members
    return [record for record in near if record.key in wanted]


def _is_asked_for(record: Record, config: SiteConfig) -> bool:
    if record.place == config.place:
        return True
    if record.kind.name == "network":
        return record.id in config.networks
    networks = record["networks"] if "networks" in record.kind.fields else ()
    categories = record["categories"] if "categories" in record.kind.fields else ()
    return bool(set(networks) & set(config.networks) or set(categories) & set(config.categories))


def _relations(kinds: Mapping[str, Kind], of: Iterable[Kind]) -> dict[str, list[Field]]:
    """By kind, the fields that name records of the `kinds`: all others name terms, or what the site has none of."""
    return {kind.name: [field for field in kind.referring if field.target in kinds] for kind in of}


def _names(
    records: Iterable[Record], by_key: Mapping[Key, Record], kinds: Mapping[str, Kind]
) -> dict[Key, tuple[Record, ...]]:
    relations, names = _relations(kinds, kinds.values()), {}
    for record in records:
        keys = [(field.target, target) for field, target in record.references(relations[record.kind.name])]
        if keys and (found := tuple(by_key[key] for key in keys if key in by_key)):
            names[record.key] = found
    return names


def _back_links(records: Iterable[Record], names: Mapping[Key, tuple[Record, ...]]) -> dict[Key, tuple[Record, ...]]:
    links: dict[Key, dict[Record, None]] = defaultdict(dict)
    for record in records:
        for other in names.get(record.key, ()):
            if other is not record:
                links[other.key][record] = None
    return {key: tuple(linking) for key, linking in links.items()}


def _outward(records: list[Record], content: Content, config: SiteConfig) -> Iterator[Problem]:
    """A single reference that leads out of the site. Lists are memberships, and many of those are elsewhere.

    What leads to a record that has faults of its own is right: they are told, and one mistake is no shower of faults.
    """
    faulty = {(path.split("/")[2], path.rpartition("/")[2].rpartition(".")[0]) for path in content.left_out}
    inside = {record.key for record in records} | faulty
    relations = _relations(content.kinds, content.kinds.values())
    single = {name: [field for field in fields if not field.is_list] for name, fields in relations.items()}
    for record in records:
        for field, target in record.references(single[record.kind.name]):
            if (field.target, target) not in inside:
                yield record.problem(field.name, "relation-not-selected", found=target, site=config.name)


def _collisions(records: list[Record]) -> Iterator[Problem]:
    """No two records share an address, now or through a former one, and none takes the address of a list."""
    addresses = [(record.url, record) for record in sorted(records, key=lambda record: record.path)]
    taken = dict(reversed(addresses))
    reserved = {
        kind.name: reserved_ids(kind) for kind in {record.kind.name: record.kind for record in records}.values()
    }
    for address, record in addresses:
        if record.id in reserved[record.kind.name]:
            yield record.problem("", "reserved-id", address=address)
        other = taken[address]
        if other is not record:
            yield record.problem("", "address-collision", address=address, other=other.path)
    for _, record in addresses:
        for item, former in enumerate(record.values.get("former_ids", ())):
            address = former_url(record, former)
            if former in reserved[record.kind.name]:
                yield record.problem("former_ids", "reserved-id", item=item, address=address)
            other = taken.setdefault(address, record)
            if other is not record or former == record.id:
                yield record.problem("former_ids", "address-collision", item=item, address=address, other=other.path)


def former_url(record: Record, former_id: str) -> str:
    return f"/{record.kind.address}/{former_id}/"


def reserved_ids(kind: Kind) -> frozenset[str]:
    return frozenset({LETTERS, MONTHS, OVER, PAGES, CALENDAR, *(field.facet for field in kind.facets())})
