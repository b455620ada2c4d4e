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

    `present`: the kinds that the site has records of, also those that are not read in a hurry.
    """

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    records: Mapping[str, tuple[Record, ...]]
    withdrawn: tuple[Record, ...]
    boundaries: tuple[Boundary, ...]
    by_key: Mapping[Key, Record]
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

    def named(self, record: Record) -> Iterator[Record]:
        """Records that `record` names in any field."""
        names = ((field.target, target) for field, target in record.references())
        return (self.by_key[name] for name in names if name in self.by_key)

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
    there = [record for record in chosen if not is_withdrawn(record, now)]
    problems = [*_collisions(chosen), *_outward(there, content, config)]
    colliding = {problem.path for problem in problems if problem.leaves_record_out}
    there = [record for record in there if record.path not in colliding]
    records: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(there, key=sort_key):
        records[record.kind.name].append(record)
    portal = Portal(
        kinds=MappingProxyType(kinds),
        vocabularies=content.vocabularies,
        records=MappingProxyType({name: tuple(records[name]) for name in kinds}),
        withdrawn=gone,
        boundaries=tuple(content.boundaries[place] for place in config.all_places if place in content.boundaries),
        by_key=MappingProxyType({record.key: record for record in there}),
        back_links=_back_links(records),
        present=frozenset(name for name in kinds if records[name]),
    )
    return portal, tuple(sorted(problems))


def held(content: Content, config: SiteConfig) -> list[Record]:
    """The records that a site holds, those with a notice in their place too."""
    return [one for one in select(content.records, config) if not config.kinds or one.kind.name in config.kinds]


def is_withdrawn(record: Record, now: datetime) -> bool:
    return record["withdrawn"] is not None and record["withdrawn"] <= now.date()


def select(records: Iterable[Record], config: SiteConfig) -> list[Record]:
    """The site's own records, and those of its other places that the settings ask for."""
    places = frozenset(config.all_places)
    near = [record for record in records if record.place in places]
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
    if record.place == config.place or not (config.networks or config.categories):
        return True
    if record.kind.name == "network":
        return record.id in config.networks
    networks = record["networks"] if "networks" in record.kind.fields else ()
    categories = record["categories"] if "categories" in record.kind.fields else ()
    return bool(set(networks) & set(config.networks) or set(categories) & set(config.categories))


def _back_links(records: Mapping[str, list[Record]]) -> Mapping[Key, tuple[Record, ...]]:
    links: dict[Key, dict[Key, Record]] = defaultdict(dict)
    for group in records.values():
        for record in group:
            for field, target in record.references():
                if field.target in records and (field.target, target) != record.key:
                    links[field.target, target][record.key] = record
    return MappingProxyType({key: tuple(linking.values()) for key, linking in links.items()})


def _outward(records: list[Record], content: Content, config: SiteConfig) -> Iterator[Problem]:
    """A single reference that leads out of the site. Lists are memberships, and many of those are elsewhere.

    What leads to a record that has faults of its own is right: they are told, and one mistake is no shower of faults.
    """
    faulty = {(path.split("/")[2], path.rpartition("/")[2].rpartition(".")[0]) for path in content.left_out}
    inside = {record.key for record in records} | faulty
    for record in records:
        for field, target in record.references():
            if field.target in content.kinds and not field.is_list and (field.target, target) not in inside:
                yield record.problem(field.name, "relation-not-selected", found=target, site=config.name)


def _collisions(records: list[Record]) -> Iterator[Problem]:
    """No two records share an address, now or through a former one, and none takes the address of a list."""
    records = sorted(records, key=lambda record: record.path)
    taken = {record.url: record for record in reversed(records)}
    reserved = {
        kind.name: reserved_ids(kind) for kind in {record.kind.name: record.kind for record in records}.values()
    }
    for record in records:
        if record.id in reserved[record.kind.name]:
            yield record.problem("", "reserved-id", address=record.url)
        other = taken[record.url]
        if other is not record:
            yield record.problem("", "address-collision", address=record.url, other=other.path)
    for record in records:
        for item, former in enumerate(record["former_ids"]):
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
