"""What is known of a published site: what it and each of its files follow from.

It is kept in the user's cache, for each folder that a site is published in. What is kept can be lost or damaged at any
time, and be older or younger than the site: it holds only for files that are, by all that the file system says of
them, the very ones that were written then. So a build that leaves files as they are ends with the site that a build
from nothing would have made; only the time of its build, which stands in three of its files, is another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator import publish
from generator.kept_content import KeptContent
from generator.lined import Lengths, Lined, Lines
from generator.order import Report, unsealed
from generator.program import program
from generator.seen import FOLDER, LONG_AGO, Look
from generator.sign import Signs, packed, signs_of_site, unpacked
from generator.user_cache import cache_folder, keep_object, kept_object

if TYPE_CHECKING:  # a hurried build needs none of what it brings in
    from generator.basis import Bases

Files = tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """What files follow from: each page, by its file; chapters of pages, and each family of other files, with their
    files; and where every record has a line in these, how long they are."""

    pages: dict[str, bytes] = field(default_factory=dict)
    chapters: dict[str, tuple[bytes, Files]] = field(default_factory=dict)
    families: dict[str, tuple[bytes, Files]] = field(default_factory=dict)
    lengths: dict[str, Lengths] = field(default_factory=dict)

    def add(self, other: Notes) -> None:
        self.pages |= other.pages
        self.chapters |= other.chapters
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

    def has_chapter(self, name: str, basis: bytes) -> bool:
        return self._has(self.notes.chapters.get(name), basis)

    def has_family(self, name: str, basis: bytes) -> bool:
        return self._has(self.notes.families.get(name), basis)

    def _has(self, known: tuple[bytes, Files] | None, basis: bytes) -> bool:
        return known is not None and known[0] == basis and self.sound.issuperset(known[1])

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
class Ledger:
    """`basis` is that of the whole site, `everywhere` that of what all of its files follow from. `signs` are of its
    files, packed."""

    basis: bytes = b""
    everywhere: bytes = b""
    notes: Notes = field(default_factory=Notes)
    signs: bytes = packed({})


class Bookkeeper:
    """Keeps the ledger of a site that has been looked at, and is made from `content`."""

    def __init__(self, look: Look, content: KeptContent) -> None:
        self.look, self.content = look, content
        self.target, self.made_of = look.target, look.made_of

    @cached_property
    def ledger(self) -> Ledger:
        known: Ledger | None = kept_object(cache_folder(FOLDER), str(self.target), program())
        return known or Ledger()

    @cached_property
    def signs(self) -> Signs:
        """Of the site's files, as they were written."""
        return unpacked(self.ledger.signs)

    def settle(self) -> None:
        """Hear what other processes have found out: copies of this one could not."""
        self.look.there, self.content.until  # noqa: B018 - to ask is to hear

    def is_current(self, basis: bytes) -> bool:
        """Whether the site was made on this basis, and every file of it is as it was made."""
        # Whether a signature is by today's key cannot be seen: what is to be signed is published anew.
        is_same = self.look.order.seal is unsealed and self.ledger.basis == basis
        return is_same and self.signs == self.look.there

    def former(self, bases: Bases) -> Former:
        """What of the site a new one may be made of. To be asked when no other build can publish it."""
        if self.ledger.everywhere != bases.everywhere or not self._is_still_there(publish.MANIFEST):
            return NOTHING
        sound = frozenset(path for path, sign in self.look.there.items() if self.signs.get(path) == sign)
        return Former(self.target, self.ledger.notes, sound)

    def _is_still_there(self, path: str) -> bool:
        """Looked at once more: another build may have published a site since."""
        with suppress(OSError):
            return signs_of_site(self.target, [path])[path] == self.look.there.get(path) == self.signs.get(path)
        return False

    def note(self, bases: Bases, published: Published, report: Report | None) -> None:
        """The site has just been published. `report`: where it is made from nothing but what is looked at."""
        of_new = signs_of_site(self.target, published.new)
        signs = {path: self.look.there[path] for path in published.kept} | of_new
        new = Ledger(bases.of_site, bases.everywhere, published.notes, packed(signs))
        keep_object(cache_folder(FOLDER), str(self.target), program(), new)
        self._see(signs, bases, report)

    def see(self, bases: Bases, report: Report | None) -> None:
        """The site is as it would be made from the files that are there now."""
        self._see(self.look.there, bases, report)

    def _see(self, signs: Signs, bases: Bases, report: Report | None) -> None:
        until = min(self.content.until or LONG_AGO, bases.late_until())
        self.look.keep(signs, self.content.now, until, report)
