"""What a site and each of its files follow from, in digests: where that is the same, so is what was made of it.

A record is known by the digest of its file, and by what has been found out about it: whether it is over, its pictures.
A page or another file follows from some records, each with those that it names, and from what all of a site does: its
settings, its theme, its vocabularies, the day, and the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.digest import digest
from generator.edition import Edition
from generator.outputs.calendar import is_kept
from generator.outputs.pages import RENDERED_APART
from generator.outputs.status import has_just_ended
from generator.packaged import PROGRAM, own_or_packaged
from generator.pages.planned import Planned
from generator.portal import Key, Portal
from generator.program import files_of, program
from generator.record import Record
from generator.template_closure import Closure

OF_EVERY_PAGE = ("page", "notice")
"""Kinds whose records stand on every page: in its menus, and above it in a banner."""
OF_THE_FILE = "occurrences"
"""The one thing that is found out about a record and follows from its file alone; it may be long."""


class Bases:
    """The basis of everything in one site; `everywhere` is that of what all its files follow from."""

    def __init__(self, root: Path, portal: Portal, edition: Edition) -> None:
        self.portal, self.now = portal, edition.now
        self._own: dict[Key, bytes] = {}
        self._told: dict[Key, bytes] = {}
        self.everywhere = digest(*(part.encode() for part in _of_all(root, portal, edition)))
        frame = (record for kind in OF_EVERY_PAGE for record in portal.records.get(kind, ()))
        self._on_pages = digest(self.everywhere, *map(self.told, frame))
        self._templates = Closure(edition.theme.folder / "templates", edition.theme.overrides)

    def of_page(self, page: Planned) -> bytes:
        """Of a page that is not always made."""
        assert page.records is not None
        also = repr(page.also).encode()
        templates = self._templates.of((*page.templates, *RENDERED_APART))
        return digest(self._on_pages, templates, also, *map(self.told, page.records))

    def of_family(self, records: Iterable[Record], also: object = None) -> bytes:
        """Of a family of files that are no pages."""
        return digest(self.everywhere, repr(also).encode(), *map(self.told, records))

    def of_site(self) -> bytes:
        """Of all its files together."""
        records = (*self.portal.all_records(), *self.portal.withdrawn)
        paths = repr([record.path for record in records]).encode()
        late = repr([self._is_late(record) for record in records]).encode()
        return digest(self._on_pages, self._templates.of_all(), paths, late, *map(self.own, records))

    def _is_late(self, record: Record) -> tuple[bool, bool] | None:
        """Of what is over: whether it stands where only that does which was over lately."""
        if not record.values.get("over"):
            return None
        return has_just_ended(record, self.now), is_kept(record, self.now)

    def told(self, record: Record) -> bytes:
        """Of a record and those that it names."""
        known = self._told.get(record.key)
        if known is None:
            known = self._told[record.key] = digest(self.own(record), *map(self.own, self.portal.named(record)))
        return known

    def own(self, record: Record) -> bytes:
        known = self._own.get(record.key)
        if known is None:
            known = self._own[record.key] = digest(
                repr((record.key, record.path)).encode(), record.digest, _found_out(record)
            )
        return known


def _found_out(record: Record) -> bytes:
    """What does not stand in the record's file; all of it, where it comes from no file."""
    fields = record.kind.fields.keys() | {OF_THE_FILE} if record.digest else frozenset[str]()
    return repr([(name, value) for name, value in record.values.items() if name not in fields]).encode()


def _of_all(root: Path, portal: Portal, edition: Edition) -> Iterator[str]:
    yield from (program(), repr(edition.config), repr(edition.alerts), edition.now.date().isoformat())
    yield repr(sorted(portal.present))
    yield repr(edition.theme.tokens)
    templates = (edition.theme.folder / "templates", edition.theme.overrides)
    for folder in _folders(root, edition):
        yield folder.name
        yield from files_of(folder, without=templates)


def _folders(root: Path, edition: Edition) -> Iterator[Path]:
    """What a site is made from, beside its records."""
    yield edition.theme.folder
    yield from dict.fromkeys(own_or_packaged(one, "data") for one in (root, PROGRAM))
    yield root / "kinds"
    yield root / "sites" / edition.config.name
    if edition.editor:
        yield edition.editor
