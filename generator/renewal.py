"""A site is made and published: as a whole, or from what is new and what stays of the one before.

Where much stays, its files get names in a second tree (spare.py), the new ones are moved there, and the two trees are
exchanged. So a site is never half new, and no file of the published one is ever written to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from generator import publish, spare
from generator.basis import Bases
from generator.columns import row_digests
from generator.crew import meanwhile
from generator.dataset import PACKAGE
from generator.edition import Edition
from generator.ledger import Bookkeeper, Notes, Published
from generator.order import Order, Report
from generator.outputs import offline, open_data, search
from generator.portal import Portal
from generator.press import LAST, Task, print_files
from generator.profile import Profile
from generator.spare import Digests
from generator.stop import Stop


def make(
    portal: Portal, edition: Edition, order: Order, report: Report, profile: Profile, books: Bookkeeper | None
) -> Report:
    """Publish a site; where there are `books`, what would be the same as before is left as it is."""
    assert report.target
    if books is None:
        with publish.building(report.target) as staged:
            task = Task(portal, edition, staged)
            _publish(task, print_files(task, profile, order.jobs), order, report.target, profile)
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
        printed = print_files(task, profile, order.jobs)
        books.content.begin_to_keep(order.jobs)
        published = _publish(task, printed, order, report.target, profile)
        with profile.step("note"), _spare_made(task, report.target, order.jobs):
            books.note(bases, published, told)
    return report


@contextmanager
def _spare_made(task: Task, target: Path, jobs: int) -> Iterator[None]:
    """Where the whole site is new, make its spare meanwhile. A renewed one has exchanged it."""
    if not task.is_whole:
        yield
        return
    spared = meanwhile(partial(spare.keep, target), task.hands(jobs))
    yield
    with suppress(Stop):  # the site is published, and what is left of a spare that was not finished nobody trusts
        spared()


def _publish(task: Task, printed: tuple[Notes, set[str]], order: Order, target: Path, profile: Profile) -> Published:
    """Put what was printed, with what stays, in the place of the site in `target`, in one step."""
    notes, staying = printed
    if task.is_whole:
        _publish_whole(task, order, target, profile)
        return Published(notes)
    return _Renewal(task, order, target, profile).publish(notes, staying)


WRITTEN_LAST = frozenset({PACKAGE[1:], *offline.WRITTEN})


def _publish_whole(task: Task, order: Order, target: Path, profile: Profile) -> None:
    digests = meanwhile(lambda: dict(publish.file_digests(task.out)), task.hands(order.jobs))
    for name, write in LAST:
        with profile.step(name):
            write(task.portal, task.edition, task.out)
    with profile.step("publish"):
        # What was found of these was found while they were written.
        files = digests() | publish.digests_of(task.out, WRITTEN_LAST)
        rows = row_digests(task.portal, task.edition.config)
        publish.put_manifest(task.out, order.now, *publish.names_of(task.portal), files, rows)
        order.seal(task.out)
        publish.swap(task.out, target)


class _Renewal:
    """Publishes a site from what is new, below `task.out`, and what stays of the one in `target`."""

    def __init__(self, task: Task, order: Order, target: Path, profile: Profile) -> None:
        self.task, self.order, self.target, self.step = task, order, target, profile.step
        self.former = spare.files_of(target)

    def publish(self, notes: Notes, staying: Collection[str]) -> Published:
        task = self.task
        with self.step("compare"):
            new, kept = self._sorted_out(staying)
            kept |= self._index(new, kept)
        with spare.renewed(self.target, self.former, kept, {one: f"{task.out}/{one}" for one in new}, task.out) as tree:
            new |= self._last(tree, new, kept)
            with self.step("publish"):
                rows = row_digests(task.portal, task.edition.config)
                names = publish.names_of(task.portal)
                publish.put_manifest(tree, self.order.now, *names, {**kept, **new}, rows)
                self.order.seal(tree)
                beside = [name for name in (publish.MANIFEST, publish.SIGNATURE) if (tree / name).exists()]
                publish.swap(tree, self.target)
        return Published(notes, kept.keys(), [*new, *beside])

    def _sorted_out(self, staying: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Path -> digest: of the files that are new; and of those that stay, or came out the same."""
        made = dict(publish.file_digests(self.task.out, self.order.jobs))
        sound = self.task.former.sound
        new = {path: digest for path, digest in made.items() if self.former.get(path) != digest or path not in sound}
        same = {*staying, *made} - new.keys()
        return new, {path: digest for path, digest in self.former.items() if path in same}

    def _index(self, new: Iterable[str], kept: Collection[str]) -> dict[str, str]:
        """The files of the search index, where no page that is searched has changed or gone."""
        gone, sound = self.former.keys() - kept, self.task.former.sound
        changed = [*(f"{self.task.out}/{path}" for path in new), *(f"{self.target}/{path}" for path in gone & sound)]
        index = {path: digest for path, digest in self.former.items() if path.startswith(f"{search.FOLDER}/")}
        # What a page was that is no longer as it was made, nobody knows.
        is_unknown = any(search.is_page(path) for path in gone - sound) or index.keys() - sound
        return {} if is_unknown or any(map(search.is_searched, changed)) else index

    def _last(self, tree: Path, new: Collection[str], kept: Digests) -> Digests:
        """Write, into the tree, what reads all other files: there it lies beside no link to an old one."""
        portal, edition = self.task.portal, self.task.edition
        index = dict[str, str]()
        assert not kept.keys() & WRITTEN_LAST, "the old site would be written to"
        if not any(path.startswith(f"{search.FOLDER}/") for path in kept):
            with self.step("search"):
                search.write(portal, edition, tree)
                found = publish.file_digests(tree / search.FOLDER, self.order.jobs)
                index = {f"{search.FOLDER}/{path}": digest for path, digest in found}
        with self.step("data package"):
            open_data.write_package(portal, edition, tree)
        with self.step("offline"):
            size = offline.size_without(self.target, self.former.keys() - kept.keys(), kept)
            offline.write(portal, edition, tree, (*new, *index, PACKAGE[1:], offline.WEB_APP), size)
        return index | publish.digests_of(tree, WRITTEN_LAST)
