"""What a site and each of its files follow from, in digests: where that is the same, so is what was made of it.

A page or another file follows from some records, each with those that it names, and from what all of a site does: its
settings, its theme, its vocabularies, the day, and the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, cached_property

from generator.digest import digest, digest_of_digests
from generator.edition import Edition
from generator.outputs.calendar import KEPT, is_kept
from generator.outputs.pages import RENDERED_APART
from generator.outputs.status import ENDED_FOR, has_just_ended
from generator.pages.planned import Chapter, Planned
from generator.portal import Key, Portal
from generator.program import files_of
from generator.record import Record
from generator.template_closure import Closure

OF_EVERY_PAGE = ("page", "notice")
"""Kinds whose records stand on every page: in its menus, and above it in a banner."""

NEVER = datetime.max.replace(tzinfo=UTC)


class Bases:
    """The basis of everything in one site; `everywhere` is that of what all its files follow from."""

    def __init__(self, made_of: Iterable[str], portal: Portal, edition: Edition) -> None:
        """`made_of`: the files that all of the site follows from, as they were before the first of them was read."""
        self.portal, self.now = portal, edition.now
        self._told = _Told(portal)
        self.everywhere = digest(*(part.encode() for part in (*made_of, *_of_all(portal, edition))))
        frame = (record for kind in OF_EVERY_PAGE for record in portal.records.get(kind, ()))
        self._on_pages = digest(self.everywhere, *map(self.told, frame))
        self._templates = Closure(edition.theme.folder / "templates", edition.theme.overrides)
        self._before_records = cache(self._around)

    def of_page(self, page: Planned) -> bytes:
        """Of a page that is not always made."""
        assert page.records is not None
        before = self._before_records(page.templates, repr(page.also))
        return digest_of_digests((before, *map(self._told.__getitem__, page.records)))

    def of_chapter(self, chapter: Chapter) -> bytes:
        """Of all pages of a chapter that has a name."""
        before = self._before_records(chapter.templates, chapter.name)
        return digest_of_digests((before, *map(self._told.__getitem__, chapter.told())))

    def of_family(self, records: Iterable[Record], also: object = None) -> bytes:
        """Of a family of files that are no pages."""
        before = digest(self.everywhere, repr(also).encode())
        return digest_of_digests((before, *map(self._told.__getitem__, records)))

    def _around(self, templates: tuple[str, ...], also: str) -> bytes:
        """Of all that a page follows from beside its own records; many pages of a kind have the same."""
        return digest(self._on_pages, self._templates.of((*templates, *RENDERED_APART)), also.encode())

    @cached_property
    def of_site(self) -> bytes:
        """Of all its files together."""
        records = (*self.portal.all_records(), *self.portal.withdrawn)
        late = repr([self._is_late(record) for record in records if record.values.get("over")]).encode()
        files = digest_of_digests(record.digest for record in records)
        return digest(self._on_pages, self._templates.of_all(), late, files)

    def _is_late(self, record: Record) -> tuple[Key, bool, bool]:
        """Of what is over: whether it stands where only that does which was over lately."""
        return record.key, has_just_ended(record, self.now), is_kept(record, self.now)

    def late_until(self) -> datetime:
        """The next moment at which something that is over stands in one place less, though its file is as it was."""
        over = [record.values["over_at"] for record in self.portal.all_records() if record.values.get("over")]
        moments = (moment + stays for moment in over for stays in (ENDED_FOR, KEPT))
        return min((moment for moment in moments if moment >= self.now), default=NEVER)

    def told(self, record: Record) -> bytes:
        """Of a record and those that it names."""
        return self._told[record]


class _Told(dict[Record, bytes]):
    """What `Bases.told` gives, found when it is first asked for. A page of a list asks for a hundred of them."""

    def __init__(self, portal: Portal) -> None:
        super().__init__()
        self.portal = portal

    def __missing__(self, record: Record) -> bytes:
        assert record.digest, "nothing is known of a record that was not read from a file"
        named = self.portal.named(record)
        told = self[record] = digest(record.digest, *(other.digest for other in named)) if named else record.digest
        return told


def _of_all(portal: Portal, edition: Edition) -> Iterator[str]:
    yield from (repr(edition.config), repr(edition.alerts), edition.now.date().isoformat())
    yield repr(sorted(portal.present))
    yield repr(edition.theme.tokens)
    if edition.editor:
        yield from files_of(edition.editor)
