"""The press: makes the files of a site, but for those that would be the same as in the site before.

Pages come in chapters, all other files in families; whichever process is free takes the next. Beside what it makes it
notes what each file follows from (basis.py): by that a later build knows what it may leave as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from generator.basis import Bases
from generator.crew import Gate, Shared, together
from generator.edition import Edition
from generator.family import Family
from generator.ledger import NOTHING, Former, Notes
from generator.lined import Lined
from generator.outputs import (
    alerts,
    assets,
    calendar,
    catalogue,
    contacts,
    editor,
    feeds,
    headers,
    open_data,
    pictures,
    search,
    security,
    sitemap,
    status,
)
from generator.outputs.pages import write as write_pages
from generator.outputs.pages import write_in_a_hurry
from generator.pages.page import Page
from generator.pages.plan import chapters
from generator.pages.planned import Chapter, Planned
from generator.portal import Portal
from generator.profile import Profile
from generator.publish import remove

Write = Callable[[Portal, Edition, Path], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A site to be made, and the one before it. Without `bases` nothing is noted, and nothing of that stays."""

    portal: Portal
    edition: Edition
    out: Path
    bases: Bases | None = None
    former: Former = NOTHING

    @property
    def is_whole(self) -> bool:
        return self.former is NOTHING

    def hands(self, jobs: int) -> int:
        """Of so many processes that may work at once, how many are worth their while."""
        return jobs if len(self.portal.by_key) >= WORTH_SHARING else 1


WORTH_SHARING = 100
"""Records. A site of fewer is written by one process before others have found their templates."""


def print_files(task: Task, profile: Profile, jobs: int = 1) -> tuple[Notes, set[str]]:
    """Write the files that are not there already: the pages, then all that does not read them, and, where the whole
    site is made, the search index beside it. Gives what they follow from, and the files of the former site that stay.

    What reads all other files is not among them: renewal.py writes it.
    """
    processes = task.hands(jobs)
    beside = Shared([*enumerate(_beside(task))])
    pages, written = Shared(chapters(task.portal, task.edition)), Gate(processes)

    def part() -> tuple[Profile, Notes, set[str]]:
        mine, printer = Profile(), _Printer(task)
        with mine.step("pages"):
            write_some = write_pages if task.is_whole else write_in_a_hurry  # what is new of a site is mostly a few
            write_some(task.portal, task.edition, task.out, printer.pages(pages))
        written.come()
        for number, some in beside:
            for family in some:
                if family.output == SEARCH:
                    written.wait()
                with mine.step(family.output):
                    printer.print_family(family, number)
        return mine, printer.notes, printer.staying

    notes, staying = Notes(), set[str]()
    parts = together(part, processes)
    profile.add(mine for mine, _, _ in parts)
    for _, some, same in parts:
        notes.add(some)
        staying |= same
    return notes, staying


class _Printer:
    """What one process does."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.notes = Notes()
        self.staying: set[str] = set()

    def pages(self, some: Iterable[Chapter]) -> Iterator[Page]:
        """The pages that are to be made."""
        bases, former = self.task.bases, self.task.former
        for chapter in some:
            basis = bases.of_chapter(chapter) if bases and chapter.name else b""
            if basis and former.has_chapter(chapter.name, basis):
                self._keep_chapter(chapter.name)
                continue
            files = []
            for page in chapter.plan():
                files.append(page.file)
                if page.records is None or not self._stays(page):
                    yield page.make()
            if basis:
                self.notes.chapters[chapter.name] = basis, tuple(files)

    def _keep_chapter(self, name: str) -> None:
        former = self.task.former.notes
        self.notes.chapters[name] = former.chapters[name]
        files = former.chapters[name][1]
        self.notes.pages.update((file, former.pages[file]) for file in files)
        self.staying.update(files)

    def _stays(self, page: Planned) -> bool:
        bases, former = self.task.bases, self.task.former
        if bases is None:
            return False
        basis = self.notes.pages[page.file] = bases.of_page(page)
        if former.has_page(page.file, basis):
            self.staying.add(page.file)
            return True
        return False

    def print_family(self, family: Family, number: int) -> None:
        task = self.task
        if task.bases is None or family.records is None:
            family.write(task.out)
            return
        basis = task.bases.of_family(family.records, family.also)
        if task.former.has_family(family.name, basis):
            self._keep(family)
            return
        # In a folder of its own, to see which files it writes.
        own = task.out / f".{number}"
        own.mkdir()
        if family.lined:
            self._print_lines(family, family.lined, own)
        else:
            family.write(own)
        self.notes.families[family.name] = basis, tuple(_moved(str(own), str(task.out)))

    def _keep(self, family: Family) -> None:
        former = self.task.former.notes
        self.notes.families[family.name] = former.families[family.name]
        self.staying.update(former.families[family.name][1])
        if family.lined:
            self.notes.lengths[family.name] = former.lengths[family.name]

    def _print_lines(self, family: Family, lined: Lined, out: Path) -> None:
        """Only the lines of records that are not as before are made."""
        assert self.task.bases and family.records is not None
        known = self.task.former.lines(family.name, lined)
        digests = [*map(self.task.bases.told, family.records)]
        lines = (known.get(one) or lined.lines_of(record) for one, record in zip(digests, family.records, strict=True))
        self.notes.lengths[family.name] = tuple(zip(digests, lined.write(out, lines), strict=True))


def _moved(folder: str, into: str) -> Iterator[str]:
    """Move every file, and give their paths."""
    for parent, _, names in os.walk(folder):
        below = parent[len(folder) + 1 :]
        if names:
            os.makedirs(f"{into}/{below}", exist_ok=True)
        for name in names:
            path = f"{below}/{name}" if below else name
            os.rename(f"{folder}/{path}", f"{into}/{path}")
            yield path
    remove(Path(folder))


SEARCH = "search"
"""The output that reads the pages."""


MOST_BATCHES = 500


def _beside(task: Task) -> Sequence[Iterable[Family]]:
    """All families but the pages, some at a time. Of those of a former site most will stay: to find out which ones
    there are takes longer than to make the others, so that is shared too."""
    if not task.is_whole:
        return [some(task.portal, task.edition) for some in OUTPUTS]
    found = [*families(task.portal, task.edition)]
    size = -(-len(found) // MOST_BATCHES)
    first, *others = [found[at : at + size] for at in range(0, len(found), size)]
    # Not the very first, for which one process would wait while another writes its last pages.
    index = Family(SEARCH, partial(search.write, task.portal, task.edition))
    return [first, [index], *others]


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """Every file of a site but its pages, its search index and what is written last."""
    return chain.from_iterable(some(portal, edition) for some in OUTPUTS)


def _others(portal: Portal, edition: Edition) -> Iterator[Family]:
    """Outputs that are a family each."""
    shown = tuple(record for record in portal.all_records() if record.values.get("pictures"))
    everything = tuple(portal.all_records())
    yield Family("pictures", partial(pictures.write, portal, edition), shown)
    yield Family("assets", partial(assets.write, portal, edition), portal.records.get("service_point", ()))
    yield Family("editor", partial(editor.write, portal, edition), everything)
    yield Family("sitemap", partial(sitemap.write, portal, edition), everything)
    for output, write in ALWAYS:
        yield Family(output, partial(write, portal, edition))


OUTPUTS = (open_data.families, feeds.families, calendar.families, contacts.families, _others)
ALWAYS: tuple[tuple[str, Write], ...] = (
    ("catalogue", catalogue.write),
    ("alerts", alerts.write),
    ("headers", headers.write),
    ("status", status.write),
    ("security", security.write),
)
"""Outputs that are small, and look at the clock or at all records."""
