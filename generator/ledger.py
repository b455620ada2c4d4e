"""What is known of a published site: what it and each of its files follow from.

It is kept in the user's cache, for each folder that a site is published in. What is kept can be lost or damaged at any
time, and be older or younger than the site: it holds only for files that are, by all that the file system says of
them, the very ones that were written then. So a build that leaves files as they are ends with the site that a build
from nothing would have made; only the time of its build, which stands in three of its files, is another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import publish
from generator.clock import still_holds
from generator.crew import meanwhile
from generator.digest import digest
from generator.kept_content import KeptContent
from generator.lined import Lengths, Lined, Lines
from generator.order import Order, Report, unsealed
from generator.program import files_of, program
from generator.sign import Signs, signs_of_site
from generator.user_cache import cache_folder, keep_object, kept_object

if TYPE_CHECKING:  # what it brings in is not needed to see that nothing has changed
    from generator.basis import Bases

FOLDER = "sites"
"""Of the user's cache."""
WORTH_A_COPY = 5000
"""Files that another process looks at, while this one looks at the content."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Files = tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """What files follow from: each page, by its file; each family of others, with its files; and where every record has
    a line in these, how long they are."""

    pages: dict[str, bytes] = field(default_factory=dict)
    families: dict[str, tuple[bytes, Files]] = field(default_factory=dict)
    lengths: dict[str, Lengths] = field(default_factory=dict)

    def add(self, other: Notes) -> None:
        self.pages |= other.pages
        self.families |= other.families
        self.lengths |= other.lengths


@dataclass(frozen=True, slots=True)
class Former:
    """The site before, in the folder `site`: what was noted of it, and its files that are as they were written."""

    site: Path = field(default_factory=Path)
    notes: Notes = field(default_factory=Notes)
    sound: frozenset[str] = frozenset()

    def has_page(self, file: str, basis: bytes) -> bool:
        return self.notes.pages.get(file) == basis and file in self.sound

    def has_family(self, name: str, basis: bytes) -> bool:
        known, files = self.notes.families.get(name, (b"", ()))
        return known == basis and self.sound.issuperset(files)

    def lines(self, name: str, lined: Lined) -> Mapping[bytes, Lines]:
        """What a family has written of each record, by what that follows from."""
        _, files = self.notes.families.get(name, (b"", ()))
        return lined.read(self.site, self.notes.lengths[name]) if files and self.sound.issuperset(files) else {}


NOTHING = Former()


@dataclass(frozen=True, slots=True)
class Published:
    """What has come of a site: of its files those that are `kept` of the one before, and those that are new; None: all
    are.
    """

    notes: Notes
    kept: Collection[str] = ()
    new: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The files of the repository that a site was made from, in a digest. What was told of them, the `report`, holds
    from `read_at` to `until`.
    """

    files: bytes = b""
    read_at: datetime = LONG_AGO
    until: datetime = LONG_AGO
    report: Report | None = None

    def tells(self, files: bytes, now: datetime) -> bool:
        return self.files == files and still_holds(self.read_at, self.until, now)


@dataclass(frozen=True, slots=True)
class Ledger:
    """`basis` is that of the whole site, `everywhere` that of what all of its files follow from. `signs` are of its
    files."""

    basis: bytes = b""
    everywhere: bytes = b""
    notes: Notes = field(default_factory=Notes)
    signs: Signs = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)


class Bookkeeper:
    """Keeps the ledger of the site that is ordered, which is made from `content`."""

    def __init__(self, order: Order, content: KeptContent) -> None:
        self.order, self.content = order, content
        self.target = publish.safe_target(order.root, order.out, order.site)
        known = kept_object(cache_folder(FOLDER), str(self.target), program())
        self.ledger: Ledger = known or Ledger()
        many = len(self.ledger.signs) >= WORTH_A_COPY
        self._look = meanwhile(partial(signs_of_site, self.target), order.jobs if many else 1)
        # All of these before any of them is read: what is changed while a site is made is not what it was made of.
        site = order.root / "sites" / order.site
        templates = (*content.templates, *files_of(site / "templates"))
        self.made_of = (content.made_by, *content.themes, order.site, *files_of(site, without=[site / "templates"]))
        asked = repr((order.strict, order.allow_removals))
        self._files = digest(content.identity, *(one.encode() for one in (*self.made_of, asked, *templates)))

    @cached_property
    def there(self) -> Signs:
        """The site's files. They are looked at from the beginning, in another process where they are many."""
        return self._look()

    def settle(self) -> None:
        """Hear what other processes have found out: copies of this one could not."""
        self.there, self.content.until  # noqa: B018 - to ask is to hear

    def report_as_before(self) -> Report | None:
        """What was told when the site was made, where it was made from the files that are there now; else None."""
        seen = self.ledger.seen
        is_same = self.order.seal is unsealed and seen.report and seen.tells(self._files, self.order.now)
        return replace(seen.report, is_unchanged=True) if seen.report and is_same and self._is_whole() else None

    def is_current(self, basis: bytes) -> bool:
        """Whether the site was made on this basis, and every file of it is as it was made."""
        # Whether a signature is by today's key cannot be seen: what is to be signed is published anew.
        return self.order.seal is unsealed and self.ledger.basis == basis and self._is_whole()

    def _is_whole(self) -> bool:
        return self.ledger.signs == self.there

    def former(self, bases: Bases) -> Former:
        """What of the site a new one may be made of. To be asked when no other build can publish it."""
        signs = self.ledger.signs
        if self.ledger.everywhere != bases.everywhere or not self._is_still_there(publish.MANIFEST):
            return NOTHING
        sound = frozenset(path for path, sign in self.there.items() if signs.get(path) == sign)
        return Former(self.target, self.ledger.notes, sound)

    def _is_still_there(self, path: str) -> bool:
        """Looked at once more: another build may have published a site since."""
        with suppress(OSError):
            return signs_of_site(self.target, [path])[path] == self.there.get(path) == self.ledger.signs.get(path)
        return False

    def note(self, bases: Bases, published: Published, report: Report | None) -> None:
        """The site has just been published. `report`: where it is made from nothing but what `Seen` stands for."""
        of_new = signs_of_site(self.target, published.new)
        signs = {path: self.there[path] for path in published.kept} | of_new
        self._keep(Ledger(bases.of_site, bases.everywhere, published.notes, signs, self._seen(bases, report)))

    def see(self, bases: Bases, report: Report | None) -> None:
        """The site is as it would be made from the files that are there now."""
        self._keep(replace(self.ledger, seen=self._seen(bases, report)))

    def _keep(self, ledger: Ledger) -> None:
        self.ledger = ledger
        keep_object(cache_folder(FOLDER), str(self.target), program(), ledger)

    def _seen(self, bases: Bases, report: Report | None) -> Seen:
        until = min(self.content.until or LONG_AGO, bases.late_until())
        return Seen(self._files, self.content.now, until, report)
