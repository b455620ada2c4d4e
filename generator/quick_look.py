"""A quick look at rows before Frictionless: which of them may break their schema, and must be looked at properly.

Nearly all rows are sound, and to see that takes a hundredth of what it costs to tell exactly what is wrong. A row is
passed only when every rule of its schema is plainly kept; all others, and all that share a value that must be unique,
go to Frictionless, whose word alone makes a problem. A test holds the two equal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.row import Shaped, most_items
from generator.schema import Field, Kind
from generator.source import Source

Known = Mapping[str, Collection[str]]
"""Kind or vocabulary -> the ids that may be referred to."""

Sound = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Look:
    """How to look at one field: `sound` tells whether a text plainly keeps the field's rules."""

    sound: Sound
    most: int
    least: float | None
    greatest: float | None

    def passes(self, given: str | tuple[str, ...], value: Any) -> bool:
        if not isinstance(given, str):
            return all(map(self.sound, given[: self.most])) and "" not in given
        return (
            self.sound(given)
            and (self.least is None or value >= self.least)
            and (self.greatest is None or value <= self.greatest)
        )


def suspects(
    sources: Sequence[Source],
    texts: Sequence[Shaped],
    values: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Kind],
    known: Known,
) -> set[int]:
    """Numbers of the sources that Frictionless must look at. All three sequences are in the same order."""
    looks = {kind.name: _looks(kind, known) for kind in kinds.values()}
    doubtful = {
        number
        for number, source in enumerate(sources)
        if not _is_sound(texts[number], values[number], kinds[source.kind], looks[source.kind])
    }
    return doubtful | set(_sharing(sources, texts, kinds))


def _is_sound(texts: Shaped, values: Mapping[str, Any], kind: Kind, looks: Mapping[str, _Look]) -> bool:
    """Whether nothing is missing, and all that is given could be read and plainly keeps its rules."""
    return all(texts.get(name) for name in kind.required) and all(
        name in values and looks[name].passes(given, values[name]) for name, given in texts.items() if given
    )


KEPT_BY_SHAPE = frozenset({"required", "unique", "maxItems", "minimum", "maximum"})
"""Constraints that are looked at elsewhere than in a single text."""


def _looks(kind: Kind, known: Known) -> Mapping[str, _Look]:
    """By the names of the kind's fields."""
    return {name: _look(field, known) for name, field in kind.fields.items()}


def _look(field: Field, known: Known) -> _Look:
    limits = field.constraints
    return _Look(_sound(field, known), most_items(field), limits.get("minimum"), limits.get("maximum"))


def _sound(field: Field, known: Known) -> Sound:
    tests = list(_tests(field, known))
    if not tests:
        return bool
    return tests[0] if len(tests) == 1 else lambda text: all(test(text) for test in tests)


def _tests(field: Field, known: Known) -> Iterator[Sound]:
    if field.target:
        yield frozenset(known.get(field.target, ())).__contains__
    if field.labels:
        yield field.labels.__contains__
    for name, limit in field.constraints.items():
        match name:
            case "maxLength":
                yield lambda text, most=limit: len(text) <= most  # type: ignore[misc]
            case "pattern":
                yield re.compile(limit).fullmatch  # type: ignore[misc]
            case other if other not in KEPT_BY_SHAPE:
                yield lambda text: False


def _sharing(sources: Sequence[Source], texts: Sequence[Shaped], kinds: Mapping[str, Kind]) -> Iterator[int]:
    """Sources that have a value in common where each must have its own: their id, and fields that are unique."""
    held = [list(_held(source, texts[number], kinds[source.kind])) for number, source in enumerate(sources)]
    count = Counter(value for values in held for value in values)
    return (number for number, values in enumerate(held) if any(count[value] > 1 for value in values))


def _held(source: Source, texts: Shaped, kind: Kind) -> Iterator[tuple[str, str, object]]:
    yield source.kind, "", source.id
    for name in kind.unique:
        if name in texts:
            yield source.kind, name, texts[name]
