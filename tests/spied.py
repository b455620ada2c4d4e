"""A site's portal whose records tell when they are read: so one sees what a page or a file follows from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from generator.basis import OF_EVERY_PAGE
from generator.edition import Edition
from generator.pages import plan
from generator.portal import Key, Portal
from generator.record import Record
from tests import tiny


class Spied(Mapping[str, Any]):
    """The values of the record `key`, which is put among those `read` when one of them is asked for."""

    def __init__(self, values: Mapping[str, Any], key: Key, read: set[Key]) -> None:
        self.values_there, self.key, self.read = values, key, read

    def __getitem__(self, name: str) -> Any:
        self.read.add(self.key)
        return self.values_there[name]

    def __contains__(self, name: object) -> bool:
        self.read.add(self.key)
        return name in self.values_there

    def __iter__(self) -> Iterator[str]:
        self.read.add(self.key)
        return iter(self.values_there)

    def __len__(self) -> int:
        return len(self.values_there)


def spied(portal: Portal, read: set[Key]) -> Portal:
    """The same portal, of records that tell when they are read."""
    everything = (*portal.all_records(), *portal.withdrawn)
    spies = {one.path: replace(one, values=Spied(one.values, one.key, read)) for one in everything}

    def of(records: Iterable[Record]) -> tuple[Record, ...]:
        return tuple(spies[record.path] for record in records)

    return replace(
        portal,
        records=MappingProxyType({name: of(records) for name, records in portal.records.items()}),
        withdrawn=of(portal.withdrawn),
        by_key=MappingProxyType({key: spies[record.path] for key, record in portal.by_key.items()}),
        names=MappingProxyType({key: of(records) for key, records in portal.names.items()}),
        back_links=MappingProxyType({key: of(records) for key, records in portal.back_links.items()}),
    )


def spied_site(root: Path, site: str, out: Path) -> tuple[Portal, Edition, set[Key]]:
    """(portal, edition, the keys of the records that have been read, to be cleared before what is looked at)."""
    portal, edition = tiny.portal_and_edition(root, site=site, out=out)
    read: set[Key] = set()
    return spied(portal, read), edition, read


def told_by(records: Iterable[Record], portal: Portal) -> set[Key]:
    """What may be read where `records` are what something follows from."""
    return {other.key for record in records for other in (record, *portal.named(record))}


def on_every_page(portal: Portal) -> set[Key]:
    return {record.key for kind in OF_EVERY_PAGE for record in portal.records.get(kind, ())}


def forget_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each card made anew for every page: one that is made already would hide what its page follows from."""
    monkeypatch.setattr(plan._Cards, "of", lambda self, record: plan.card(record, self._voice))
