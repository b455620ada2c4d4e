"""A site is made and published: as a whole, or from what is new and what stays of the one before.

Where much stays, its files get names in a second tree (spare.py), the new ones are moved there, and the two trees are
exchanged. So a site is never half new, and no file of the published one is ever written to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from generator import publish, spare
from generator.basis import Bases
from generator.columns import row_digests
from generator.dataset import PACKAGE
from generator.edition import Edition
from generator.ledger import Bookkeeper, Notes, Published
from generator.order import Order, Report
from generator.outputs import offline, open_data, search
from generator.portal import Portal
from generator.press import Task, print_files
from generator.profile import Profile
from generator.spare import Digests


def make(
    portal: Portal, edition: Edition, order: Order, report: Report, profile: Profile, books: Bookkeeper | None
) -> Report:
    """Publish a site; where there are `books`, what would be the same as before is left as it is."""
    assert report.target
    if books is None:
        with publish.building(report.target) as staged:
            task = Task(portal, edition, staged)
            _Publication(task, _made(task, order, profile), order, report.target, profile).publish()
            spare.keep(report.target)
        return report
    with profile.step("unchanged"):
        bases = Bases(books.made_of, portal, edition)
        is_current = books.is_current(bases.of_site)
    # These two are made from more than is looked at by who only looks at files (ledger.Seen).
    told = None if edition.config.editor or edition.config.vma_file else report
    if is_current:
        books.see(bases, told)
        return replace(report, is_unchanged=True)
    # Held until all is noted, so that no other build comes between what is looked at, published and noted.
    with publish.building(report.target) as staged:
        task = Task(portal, edition, staged, bases, books.former(bases))
        made = _made(task, order, profile)
        books.content.begin_to_keep(order.jobs)  # while one process is enough for the rest
        published = _Publication(task, made, order, report.target, profile).publish()
        if task.is_whole:  # what is renewed has exchanged its spare
            with profile.step("spare"):
                spare.keep(report.target)
        with profile.step("note"):
            books.note(bases, published, told)
    return report


WRITTEN_LAST = frozenset({PACKAGE[1:], *offline.WRITTEN})


class _Made(NamedTuple):
    """What was printed: what it follows from, which files stay as they are, and the digests of those that are made."""

    notes: Notes
    staying: Collection[str]
    files: Digests


def _made(task: Task, order: Order, profile: Profile) -> _Made:
    notes, staying = print_files(task, profile, order.jobs)
    with profile.step("digest"):
        return _Made(notes, staying, dict(publish.file_digests(task.out, task.hands(order.jobs))))


class _Publication:
    """Of a site whose files are `made`, below `task.out`, or stay as they are in the one in `target`."""

    def __init__(self, task: Task, made: _Made, order: Order, target: Path, profile: Profile) -> None:
        self.task, self.made, self.order, self.target, self.step = task, made, order, target, profile.step

    def publish(self) -> Published:
        """Put what is made, with what stays, in the place of the site in `target`, in one step."""
        return self._publish_all() if self.task.is_whole else self._renew()

    def _publish_all(self) -> Published:
        last = self._last(self.task.out, self.made.files)
        self._exchange(self.task.out, {**self.made.files, **last})
        return Published(self.made.notes)

    def _renew(self) -> Published:
        former = spare.files_of(self.target)
        with self.step("compare"):
            new, kept = self._sorted_out(former)
            kept |= self._index(former, new, kept)
        files = {one: f"{self.task.out}/{one}" for one in new}
        with spare.renewed(self.target, former, kept, files, self.task.out) as tree:
            assert not kept.keys() & WRITTEN_LAST, "the old site would be written to"
            if not any(path.startswith(f"{search.FOLDER}/") for path in kept):
                new |= self._new_index(tree)
            size = offline.size_without(self.target, former.keys() - kept.keys(), kept)
            new |= self._last(tree, new, size)
            self._exchange(tree, {**kept, **new})
            beside = [name for name in (publish.MANIFEST, publish.SIGNATURE) if (self.target / name).exists()]
        return Published(self.made.notes, kept.keys(), [*new, *beside])

    def _last(self, tree: Path, paths: Iterable[str], besides: tuple[int, int] = (0, 0)) -> Digests:
        """Write, into the tree, what reads all other files: `paths`, and `besides` (see offline.write). In a renewed
        tree it lies beside no link to an old one."""
        portal, edition = self.task.portal, self.task.edition
        with self.step("data package"):
            open_data.write_package(portal, edition, tree)
        with self.step("offline"):
            offline.write(portal, edition, tree, (*paths, PACKAGE[1:], offline.WEB_APP), besides)
        return publish.digests_of(tree, WRITTEN_LAST)

    def _exchange(self, tree: Path, files: Digests) -> None:
        with self.step("publish"):
            rows = row_digests(self.task.portal, self.task.edition.config)
            publish.put_manifest(tree, self.order.now, *publish.names_of(self.task.portal), files, rows)
            self.order.seal(tree)
            publish.swap(tree, self.target)

    def _sorted_out(self, former: Digests) -> tuple[dict[str, str], dict[str, str]]:
        """Path -> digest: of the files that are new; and of those that stay, or came out the same."""
        sound = self.task.former.sound
        new = {path: one for path, one in self.made.files.items() if former.get(path) != one or path not in sound}
        same = {*self.made.staying, *self.made.files} - new.keys()
        return new, {path: digest for path, digest in former.items() if path in same}

    def _index(self, former: Digests, new: Iterable[str], kept: Collection[str]) -> dict[str, str]:
        """The files of the search index, where no page that is searched has changed or gone."""
        gone, sound = former.keys() - kept, self.task.former.sound
        changed = [*(f"{self.task.out}/{path}" for path in new), *(f"{self.target}/{path}" for path in gone & sound)]
        index = {path: digest for path, digest in former.items() if path.startswith(f"{search.FOLDER}/")}
        # What a page was that is no longer as it was made, nobody knows.
        is_unknown = any(search.is_page(path) for path in gone - sound) or index.keys() - sound
        return {} if is_unknown or any(map(search.is_searched, changed)) else index

    def _new_index(self, tree: Path) -> dict[str, str]:
        with self.step("search"):
            search.write(self.task.portal, self.task.edition, tree)
            found = publish.file_digests(tree / search.FOLDER, self.order.jobs)
            return {f"{search.FOLDER}/{path}": digest for path, digest in found}
