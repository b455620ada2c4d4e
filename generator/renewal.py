"""A site is made and published: as a whole, or from what is new and what stays of the one before.

Where much stays, its files get names in a second tree (spare.py), the new ones are moved there, and the two trees are
exchanged. So a site is never half new, and no file of the published one is ever written to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from generator import publish, spare
from generator.basis import Bases
from generator.columns import row_digests
from generator.dataset import PACKAGE
from generator.edition import Edition
from generator.kept_content import KeptContent
from generator.ledger import NOTHING, Bookkeeper, Former, Notes, Seen, is_seen_whole, seen_for
from generator.order import Order, Report, unsealed
from generator.outputs import offline, open_data, search
from generator.portal import Portal
from generator.press import LAST, Task, print_files
from generator.profile import Profile
from generator.spare import Digests


def make(
    portal: Portal, edition: Edition, order: Order, report: Report, profile: Profile, kept: KeptContent | None
) -> Report:
    """Publish a site; where the order allows it, what would be the same is left as it is.

    `kept`: of the content that the site is made from, where that is known.
    """
    assert report.target
    if not order.reuse:
        publish_site(portal, edition, order, report.target, profile)
        return report
    with profile.step("unchanged"):
        books = Bookkeeper(report.target)
        bases = Bases(order.root, portal, edition)
        # Whether a signature is by today's key cannot be seen: what is to be signed is published anew.
        is_same = order.seal is unsealed and books.is_current(bases.of_site())
    seen = replace(seen_for(order, kept), report=report) if kept and is_seen_whole(edition.config) else Seen()
    if is_same:
        books.see(seen)
        return replace(report, is_unchanged=True)
    notes = publish_site(portal, edition, order, report.target, profile, bases, books.former(bases))
    with profile.step("note"):
        books.note(bases, notes, seen)
    return report


def publish_site(
    portal: Portal,
    edition: Edition,
    order: Order,
    target: Path,
    profile: Profile,
    bases: Bases | None = None,
    former: Former = NOTHING,
) -> Notes:
    """Make what is not in `former`, and put the site in the place of the one in `target`, in one step."""
    with publish.building(target) as staged:
        task = Task(portal, edition, staged, bases, former)
        notes, staying = print_files(task, profile, order.jobs)
        if task.is_whole:
            _publish_whole(task, order, target, profile)
        else:
            _Renewal(task, order, target, profile).publish(staying)
    return notes


def _publish_whole(task: Task, order: Order, target: Path, profile: Profile) -> None:
    for name, write in LAST:
        with profile.step(name):
            write(task.portal, task.edition, task.out)
    with profile.step("publish"):
        rows = row_digests(task.portal, task.edition.config)
        publish.write_manifest(task.out, task.portal, order.now, rows, order.jobs)
        order.seal(task.out)
        publish.swap(task.out, target)
        spare.keep(target)


class _Renewal:
    """Publishes a site from what is new, below `task.out`, and what stays of the one in `target`."""

    def __init__(self, task: Task, order: Order, target: Path, profile: Profile) -> None:
        self.task, self.order, self.target, self.step = task, order, target, profile.step
        self.former = spare.files_of(target)

    def publish(self, staying: Collection[str]) -> None:
        task = self.task
        with self.step("compare"):
            new, kept = self._sorted_out(staying)
            kept |= self._index(new, kept)
        with spare.renewed(self.target, kept, {path: f"{task.out}/{path}" for path in new}, task.out) as tree:
            new |= self._last(tree, new, kept)
            with self.step("publish"):
                rows = row_digests(task.portal, task.edition.config)
                files = dict(sorted({**kept, **new}.items()))
                publish.put_manifest(tree, self.order.now, *publish.names_of(task.portal), files, rows)
                self.order.seal(tree)
                publish.swap(tree, self.target)

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
        written = [PACKAGE[1:]]
        assert not kept.keys() & {*written, *offline.WRITTEN}, "the old site would be written to"
        if not any(path.startswith(f"{search.FOLDER}/") for path in kept):
            with self.step("search"):
                search.write(portal, edition, tree)
                written += (f"{search.FOLDER}/{path}" for path, _ in publish.file_digests(tree / search.FOLDER))
        with self.step("data package"):
            open_data.write_package(portal, edition, tree)
        with self.step("offline"):
            size = offline.size_without(self.target, self.former.keys() - kept.keys(), kept)
            offline.write(portal, edition, tree, (*new, *written, offline.WEB_APP), size)
        return {
            path: publish.digest_of(f"{tree}/{path}") for path in (*written, *offline.WRITTEN) if (tree / path).exists()
        }
