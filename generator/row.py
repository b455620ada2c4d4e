"""One source against its kind's fields: the texts it gives, then the values they mean.

What a single file can be told without looking at any other, and without Frictionless.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.field_type import Unreadable
from generator.problem import Problem
from generator.schema import Field, Kind
from generator.source import Source, nearest


@dataclass(frozen=True, slots=True)
class Row:
    """A source with its values read. A value that could not be read is not there.

    `dangling`: (field, id) of what it refers to and there is no record of.
    """

    source: Source
    values: Mapping[str, Any]
    dangling: frozenset[tuple[str, str]] = frozenset()

    def is_whole(self, kind: Kind) -> bool:
        """Whether every value that the file gives could be read, and every required one is there."""
        unread = self.source.values.keys() - self.values.keys()
        return self.values.keys() >= kind.required and not any(
            self.source.values[name] and name in kind.fields for name in unread
        )


Shaped = dict[str, str | tuple[str, ...]]


def shape(source: Source, kind: Kind) -> tuple[Shaped, list[Problem]]:
    """Values by known fields: one text where one is asked for, a tuple where a list is; empty ones left away."""
    values: Shaped = {}
    problems: list[Problem] = []
    for name, value in source.values.items():
        field = kind.fields.get(name)
        if field is None:
            close = likely_field(name, kind)
            problems.append(source.problem(name, "unknown-field", kind=kind.name, nearest=close))
        elif not value:
            continue
        elif field.is_list and isinstance(value, str):
            if "," in value:
                problems.append(source.problem(name, "expected-list", found=value, instead=f"[{value}]"))
            values[name] = tuple(part.strip() for part in value.split(",") if part.strip())
        elif not field.is_list and not isinstance(value, str):
            problems.append(source.problem(name, "expected-one-value", found=", ".join(value)))
        else:
            values[name] = value
    return values, problems


def likely_field(name: str, kind: Kind) -> str:
    """The field that was meant by a name: misspelt, or the Swedish word that stands on the page (`telefon`)."""
    known = {word.lower(): one.name for one in kind.fields.values() for word in (one.title.sv, one.title.en, one.name)}
    return known.get(nearest(name.lower(), known)) or nearest(name, kind.fields)


def read_values(source: Source, kind: Kind, shaped: Shaped) -> tuple[dict[str, Any], list[Problem]]:
    """What the texts mean, by the types of their fields."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in shaped.items():
        field = kind.fields[name]
        if isinstance(value, str):
            try:
                values[name] = field.type.read(value)
            except Unreadable as unreadable:
                problems.append(source.problem(name, unreadable.code, **unreadable.facts))
        else:
            most = most_items(field)
            if len(value) > most or len({*value}) < len(value):
                problems += _list_problems(source, field, value, most)
            if field.type.name == "field_name":
                problems += _not_to_be_left_away(source, kind, name, value)
            values[name] = _read_items(problems, source, field, value[:most])
    return values, problems


def _read_items(problems: list[Problem], source: Source, field: Field, texts: tuple[str, ...]) -> tuple[Any, ...]:
    """What the items mean, each value once."""
    read, values = field.type.read, dict[Any, None]()
    for item, text in enumerate(texts):
        try:
            values[read(text)] = None
        except Unreadable as unreadable:
            problems.append(source.problem(field.name, unreadable.code, item=item, **unreadable.facts))
    return tuple(values)


LONGEST_LIST = 200


def most_items(field: Field) -> int:
    """How many values a list may have. What comes after them is told of once, and not looked at."""
    return int(field.constraints.get("maxItems", LONGEST_LIST))


def _list_problems(source: Source, field: Field, items: tuple[str, ...], most: int) -> Iterator[Problem]:
    if len(items) > most:
        yield source.problem(field.name, "too-many-items", found=len(items), limit=most)
    for item, text in enumerate(items[:most]):
        if text in items[:item]:
            yield source.problem(field.name, "repeated-item", item=item, found=text)


def _not_to_be_left_away(source: Source, kind: Kind, name: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """A field that names fields names some that exist and are not required: a wrong name would let one out."""
    optional = [name for name in kind.fields if name not in kind.required]
    for item, found in enumerate(names):
        if found not in optional:
            yield source.problem(name, "not-one-of", item=item, found=found, allowed=nearest(found, optional))
