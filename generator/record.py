"""MODEL: rows of values -> records.

Rules look at all that a file says. After them a record holds only what may be published (`publishable`): a field
that is not public, or public only on a consent that is not given, never reaches a portal, so no output can let it
out. Neither does a reference to a record that there is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from generator.digest import digest
from generator.problem import Problem
from generator.row import Row
from generator.schema import Field, Kind
from generator.source import line_in


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One thing of a kind. `record["field"]` is its typed value, or None where the file gives none.

    `values` also holds what the kind derives (kinds/<kind>/__init__.py); stored fields stand in the schema.
    `dangling`: (field, id) of references that lead nowhere; only rules see them. `digest`: of the file it stands in; at
    last, of all that is published of it (`digested`).
    """

    kind: Kind
    id: str
    place: str
    values: Mapping[str, Any]
    path: str
    lines: Mapping[str, int | tuple[int, ...]]
    dangling: frozenset[tuple[str, str]] = frozenset()
    digest: bytes = b""

    def __getitem__(self, name: str) -> Any:
        if name in self.values:
            return self.values[name]
        if name in self.kind.fields:
            return () if self.kind.fields[name].is_list else None
        raise KeyError(f"{self.kind.name} has no field {name}")

    @property
    def key(self) -> tuple[str, str]:
        return self.kind.name, self.id

    @property
    def url(self) -> str:
        """The address of the record's page on any site, from the root."""
        return f"/{self.kind.address}/{self.id}/"

    @property
    def heading(self) -> str:
        return str(self[self.kind.heading])

    def called(self, term: str) -> Any:
        """The value of the first field that schema.org calls `term` and that has one, else None."""
        for field in self.kind.called(term):
            value = self.values.get(field.name)
            if is_given(value):
                return value
        return None

    def line(self, field: str, item: int = 0) -> int:
        return line_in(self.lines, field, item)

    def problem(self, field: str, code: str, *, item: int = 0, **facts: object) -> Problem:
        return Problem.at(self.path, self.line(field, item), code, field, **facts)

    def references(self, fields: Iterable[Field] | None = None) -> Iterator[tuple[Field, str]]:
        """Every (field, id) by which the record points at a term or at another record; in some `fields` or in all."""
        for field in self.kind.referring if fields is None else fields:
            if field.name in self.values:
                value = self.values[field.name]
                for target_id in value if field.is_list else (value,):
                    yield field, target_id


def model(rows: Iterable[Row], kinds: Mapping[str, Kind]) -> tuple[Record, ...]:
    """Records of all rows, sound or not; which are kept is decided by the problems that name them."""
    return tuple(_record(row, kinds[row.source.kind]) for row in rows)


def _record(row: Row, kind: Kind) -> Record:
    source, values = row.source, MappingProxyType(dict(row.values))
    return Record(kind, source.id, source.place, values, source.path, source.lines, row.dangling, source.digest)


def publishable(record: Record, derived: Mapping[str, Any]) -> Record:
    """The record with only what may be published, and what follows from it."""
    values = {**_leading_somewhere(record, public_values(record.values, record.kind)), **derived}
    # What leads nowhere today may lead somewhere tomorrow: then a record does not follow from its file alone.
    digest_ = b"" if record.dangling else record.digest
    public = MappingProxyType(values)
    return Record(record.kind, record.id, record.place, public, record.path, record.lines, digest=digest_)


OF_THE_FILE = "occurrences"
"""The one thing that is found out about a record and follows from its file alone; it may be long."""


def digested(record: Record) -> Record:
    """The record, known by its file and by what has been found out about it: whether it is over, its pictures."""
    return replace(record, digest=digest(repr((record.key, record.path)).encode(), record.digest, _found_out(record)))


def _found_out(record: Record) -> bytes:
    """What does not stand in the record's file; all of it, where it comes from no file."""
    fields = record.kind.fields.keys() | {OF_THE_FILE} if record.digest else frozenset[str]()
    return repr([(name, value) for name, value in record.values.items() if name not in fields]).encode()


def _leading_somewhere(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    for name in {name for name, _ in record.dangling} & values.keys():
        if record.kind.fields[name].is_list:
            values[name] = tuple(one for one in values[name] if (name, one) not in record.dangling)
        else:
            del values[name]
    return values


def public_values(values: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """What may be published of a row: by the schema, by consent, and by the record's own list of exceptions."""
    internal = values.get("internal_fields", ())
    return {
        name: value
        for name, value in values.items()
        if (field := kind.fields[name]).public
        and name not in internal
        and (not field.public_if or values.get(field.public_if) is True)
    }


def is_given(value: Any) -> bool:
    """Whether it is a value at all: No is one, and so is nothing to pay."""
    return bool(value) or (value is not None and value not in ("", ()))


# Å, ä and ö as the three signs that follow z.
SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "è": "e", "ü": "y", "á": "a"})


def swedish(text: str) -> str:
    """A sort key with å, ä and ö last, in that order. The system's locale may not have Swedish."""
    folded = text.casefold()
    return folded if folded.isascii() else folded.translate(SWEDISH)


def sort_key(record: Record) -> tuple[Any, ...]:
    """By kind, then the fields of the kind's `sort`, then the id, so that the order is the same everywhere."""
    return (record.kind.name, *[_sortable(record[name]) for name in record.kind.sort], record.id)


def _sortable(value: Any) -> tuple[int, Any]:
    if isinstance(value, str):
        return 0, swedish(value)
    if value is None:
        return 1, ""
    # A day and a time on that day sort together: ISO text does both.
    return 0, value.isoformat() if isinstance(value, date) else value
