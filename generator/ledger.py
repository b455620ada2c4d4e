"""What is known of a published site: what it and each of its files follow from.

It is kept in the user's cache, for each folder that a site is published in. What is kept can be lost or damaged at any
time, and be older or younger than the site: it holds only for files that are, by all that the file system says of
them, the very ones that were written then. So a build that leaves files as they are ends with the site that a build
from nothing would have made; only the time of its build, which stands in three of its files, is another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import publish
from generator.digest import digest
from generator.kept_content import KeptContent
from generator.order import Order, Report, unsealed
from generator.packaged import own_or_packaged
from generator.program import files_of, program
from generator.settings import SiteConfig
from generator.sign import Signs, signs_of_site
from generator.user_cache import cache_folder, keep_object, kept_object

if TYPE_CHECKING:  # what it brings in is not needed to see that nothing has changed
    from generator.basis import Bases

FOLDER = "sites"
"""Of the user's cache."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Files = tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """What files follow from: each page, by its file; each family of others, with its files."""

    pages: dict[str, bytes] = field(default_factory=dict)
    families: dict[str, tuple[bytes, Files]] = field(default_factory=dict)

    def add(self, other: Notes) -> None:
        self.pages |= other.pages
        self.families |= other.families


@dataclass(frozen=True, slots=True)
class Former:
    """The site before: what was noted of it, and its files that are there as they were written."""

    notes: Notes = field(default_factory=Notes)
    sound: frozenset[str] = frozenset()

    def has_page(self, file: str, basis: bytes) -> bool:
        return self.notes.pages.get(file) == basis and file in self.sound

    def has_family(self, name: str, basis: bytes) -> bool:
        known, files = self.notes.families.get(name, (b"", ()))
        return known == basis and self.sound.issuperset(files)


NOTHING = Former()


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
        return self.files == files and self.read_at.date() == now.date() and self.read_at <= now < self.until


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
    """Keeps the ledger of the site in `target`."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.there = signs_of_site(target)
        known = kept_object(cache_folder(FOLDER), self._name, program())
        self.ledger: Ledger = known or Ledger()

    @property
    def _name(self) -> str:
        return str(self.target.resolve())

    def report_of(self, files: bytes, now: datetime) -> Report | None:
        """What was told when the site was made from these files; None where it was from others, or has changed."""
        is_same = self.ledger.seen.tells(files, now) and self.ledger.signs == self.there
        return self.ledger.seen.report if is_same else None

    def is_current(self, basis: bytes) -> bool:
        """Whether the site was made on this basis, and every file of it is as it was made."""
        return self.ledger.basis == basis and self.ledger.signs == self.there

    def former(self, bases: Bases) -> Former:
        """What of the site a new one may be made of."""
        signs = self.ledger.signs
        # By its manifest the digests of all others are known.
        is_told = self.there.get(publish.MANIFEST) == signs.get(publish.MANIFEST)
        if self.ledger.everywhere != bases.everywhere or not is_told:
            return NOTHING
        return Former(
            self.ledger.notes, frozenset(path for path, sign in self.there.items() if signs.get(path) == sign)
        )

    def note(self, bases: Bases, notes: Notes, seen: Seen) -> None:
        """The site has just been published."""
        self.there = signs_of_site(self.target)
        self._keep(Ledger(bases.of_site(), bases.everywhere, notes, self.there, seen))

    def see(self, seen: Seen) -> None:
        """The site is as it would be made from these files, too."""
        self._keep(replace(self.ledger, seen=seen))

    def _keep(self, ledger: Ledger) -> None:
        self.ledger = ledger
        keep_object(cache_folder(FOLDER), self._name, program(), ledger)


def report_as_before(order: Order, content: KeptContent) -> Report | None:
    """What was told of a site that would be made from the same files as it was; None where it is to be built."""
    if order.seal is not unsealed:
        return None
    target = publish.safe_target(order.root, order.out, order.site)
    report = Bookkeeper(target).report_of(_files_seen(order, content), order.now)
    return report and replace(report, is_unchanged=True)


def seen_for(order: Order, content: KeptContent) -> Seen:
    """What a site is about to be made from."""
    return Seen(_files_seen(order, content), content.now, content.until or LONG_AGO)


def _files_seen(order: Order, content: KeptContent) -> bytes:
    """All files that a site may be made from, and what is asked of the build, but for the moment."""
    folders = (own_or_packaged(order.root, "themes"), order.root / "sites" / order.site)
    files = (f"{folder.name}\n{text}" for folder in folders for text in files_of(folder))
    asked = repr((order.strict, order.allow_removals))
    return digest(content.identity, asked.encode(), *(text.encode() for text in files))


def is_seen_whole(config: SiteConfig) -> bool:
    """Whether a site is made from nothing but what `Seen` stands for."""
    return not (config.editor or config.vma_file)
