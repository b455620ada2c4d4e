"""Records as they are kept, for a build in which nearly all are read back and hardly any have changed.

Those of a kind that give the same fields stand together: each is a row of values without their names, and what many of
them say is written once. On which lines of its file a record has its fields is seldom asked: that is read when it is.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from generator.hours import Hours
from generator.record import Record
from generator.schema import Kind

Own = tuple[object, ...]
"""What a record has to itself among all others, as it is written: another value may be a fault of two files."""


class Kept(NamedTuple):
    """A record, and what it has to itself."""

    record: Record
    own: Own


class Lines(Mapping[str, int | tuple[int, ...]]):
    """Where the fields of a record stand in its file (`names`), and on which lines: `raw`, as `marshal` writes them."""

    __slots__ = ("names", "raw")

    def __init__(self, names: tuple[str, ...], raw: bytes) -> None:
        self.names, self.raw = names, raw

    def __getitem__(self, name: str) -> int | tuple[int, ...]:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def _read(self) -> dict[str, int | tuple[int, ...]]:
        return dict(zip(self.names, marshal.loads(self.raw), strict=True))  # noqa: S302 - what `_lines` has written


class _Alike(NamedTuple):
    """Records of a kind that give the same fields: their places among all, and the values of each."""

    kind: str
    names: tuple[str, ...]
    places: list[int]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Packed:
    """`others`: of each record its id, place, path, lines, digest, and what it has to itself."""

    alike: tuple[_Alike, ...] = ()
    others: tuple[tuple[str, str, str, tuple[str, ...], bytes, bytes, Own], ...] = ()

    def unpacked(self, kinds: Mapping[str, Kind]) -> list[Kept]:
        """The records in their order."""
        found: list[tuple[Kind, dict[str, Any]]] = [(None, {})] * len(self.others)  # type: ignore[list-item]  # to be filled
        for alike in self.alike:
            kind, names = kinds[alike.kind], alike.names
            for place, row in zip(alike.places, alike.rows, strict=True):
                found[place] = kind, dict(zip(names, row, strict=True))
        return [
            Kept(Record(kind, id_, place, MappingProxyType(values), path, Lines(names, raw), digest=digest), own)
            for (kind, values), (id_, place, path, names, raw, digest, own) in zip(found, self.others, strict=True)
        ]


def packed(some: Iterable[Kept]) -> Packed:
    once, others = _Once(), []
    groups: dict[tuple[str, tuple[str, ...]], _Alike] = {}
    for number, (record, own) in enumerate(some):
        names = once.of(tuple(record.values))
        group = groups.setdefault((record.kind.name, names), _Alike(record.kind.name, names, [], []))
        group.places.append(number)
        group.rows.append(tuple(map(once.of, record.values.values())))
        place, (names, raw) = once.of(record.place), _lines(record)
        others.append((record.id, place, record.path, once.of(names), raw, record.digest, once.of(own)))
    return Packed(tuple(groups.values()), tuple(others))


def _lines(record: Record) -> tuple[tuple[str, ...], bytes]:
    return tuple(record.lines), marshal.dumps(tuple(record.lines.values()))


class _Once:
    """Of values that are the same, always the same one, which is then written once."""

    def __init__(self) -> None:
        self._known: dict[type, dict[Any, Any]] = defaultdict(dict)

    def of(self, value: Any) -> Any:
        """Only of values that are the same wherever they are equal, as 1 and True are not."""
        sort = type(value)
        if sort is tuple:
            value = tuple(map(self.of, value))
            return self._known[sort].setdefault(value, value) if all(type(one) is str for one in value) else value
        return self._known[sort].setdefault(value, value) if sort in (str, Hours) else value
