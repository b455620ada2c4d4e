"""What bears upon a few files: all that must be read to tell what is wrong with them, and with no other.

That a record is known to others by its file's name; what it must not share with any of its kind (its address, the
fields that are unique) is looked for in the bytes of the others; and whether a site holds what it refers to is decided
by that record and those that it refers to in its turn, and by all networks, which list members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from generator import source
from generator.field_type import Unreadable
from generator.schema import Field, Kind
from generator.source import Found, Source

LISTING = "network"
"""The kind whose records bring others to a site by listing them."""
FORMER = "former_ids"
SPELT_ALIKE = frozenset({"org_number"})
"""Field types whose value stands letter for letter, but for signs between, in every file that gives it."""
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789"
_DROPPED = bytes(set(range(256)) - set(_KEPT))


def near(root: Path, wanted: Collection[str], paths: Sequence[str], kinds: Mapping[str, Kind]) -> Mapping[str, Found]:
    """Path -> what was read of it: the `wanted`, and all that bears upon them among `paths`, in the order of those."""
    files = _Files(root, paths, kinds)
    waiting = {*wanted, *(path for path in paths if _kind_of(path) == LISTING)}
    while waiting:
        path = min(waiting)
        waiting = (waiting | files.bearing_upon(path)) - files.read.keys()
    return {path: files.read[path] for path in paths if path in files.read}


def _kind_of(path: str) -> str:
    return path.split("/")[-2]


def _id_of(path: str) -> str:
    return path.split("/")[-1].rpartition(".")[0]


class _Files:
    """The files of records; `read` are those that had to be."""

    def __init__(self, root: Path, paths: Sequence[str], kinds: Mapping[str, Kind]) -> None:
        self.root, self.kinds = root, kinds
        self.read: dict[str, Found] = {}
        self.named: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.at: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self.named[_kind_of(path), _id_of(path)].append(path)
            self.at[kinds[_kind_of(path)].address].append(path)
        self.letters: dict[str, bytes | None] = {}

    def bearing_upon(self, path: str) -> set[str]:
        """Read a file; the paths of those that it depends on."""
        found = self.read[path] = source.read_file(self.root, path)
        kind = self.kinds[_kind_of(path)]
        upon = {*self.named[kind.name, _id_of(path)], *self._holding(kind, _id_of(path))}
        for one in found.sources:
            upon |= {*self._referred(one, kind), *self._sharing(one, kind)}
        return upon

    def _referred(self, one: Source, kind: Kind) -> Iterator[str]:
        for field in kind.fields.values():
            value = one.values.get(field.name)
            if field.target in self.kinds and isinstance(value, str) and not field.is_list:
                yield from self.named[field.target, value]

    def _sharing(self, one: Source, kind: Kind) -> Iterator[str]:
        """Files that may hold, now or formerly, an address or a value that must be this record's alone."""
        former = one.values.get(FORMER, ())
        for name in (former,) if isinstance(former, str) else former:
            yield from self._holding(kind, *(part.strip() for part in name.split(",")))
        for field in kind.fields.values():
            if field.constraints.get("unique") and (value := one.values.get(field.name)):
                yield from self._holding(kind, *_spellings(field, value))

    def _holding(self, kind: Kind, *texts: str) -> Iterator[str]:
        """Files beside the kind's whose name or contents may hold one of the texts; all of them for an empty one."""
        wanted = [_letters(text.encode()) for text in texts]
        for path in self.at[kind.address]:
            letters = _letters(_id_of(path).encode()), self._letters_in(path)
            if any(one in there for one in wanted for there in letters if there is not None) or letters[1] is None:
                yield path

    def _letters_in(self, path: str) -> bytes | None:
        """The small letters and digits of a file; None where an escape may stand for any."""
        if path not in self.letters:
            raw = source.read_bytes(self.root, path)[0] or b""
            self.letters[path] = None if b"\\" in raw else _letters(raw)
        return self.letters[path]


def _letters(raw: bytes) -> bytes:
    return raw.translate(None, _DROPPED)


def _spellings(field: Field, value: str | tuple[str, ...]) -> Iterator[str]:
    if field.type.name not in SPELT_ALIKE or not isinstance(value, str):
        yield ""
        return
    try:
        yield str(field.type.read(value))
    except Unreadable:
        return
