"""The columns of a kind's list: what heads them, what may be chosen in them, and how values become cells.

A list has a column for the file's name (`id`), one for its folder where records of several places are in it, and
one for each field. In cells stand the words people know (`Snickeri`), in files the values (`snickeri`); an officer
may write either, and head a column in Swedish, in English or by the field's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.exchange.table import Table
from generator.problem import Problem
from generator.schema import Field, Kind, Label
from generator.source import Source, nearest
from generator.strict_yaml import Value
from generator.vocabulary import Vocabulary

ID, PLACE = "id", "place"
OF_THE_FILE: Mapping[str, tuple[Label, Label]] = {
    ID: (
        Label("Id", "Id"),
        Label(
            "Filens namn. Ändra det inte. Lämna cellen tom för en ny post.",
            "The file's name. Do not change it. Leave the cell empty for a new record.",
        ),
    ),
    PLACE: (Label("Mapp", "Folder"), Label("Mappen under content som posten ligger i.", "The folder below content.")),
}
"""Name -> (heading, what it is) of the columns that are no fields."""


_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
"""How a spreadsheet in Swedish saves a number as CSV."""


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: value -> the word that stands for it in a cell, where the values are given."""

    name: str
    title: Label
    description: Label
    field: Field | None
    choices: Mapping[str, str]

    @property
    def is_list(self) -> bool:
        return self.field is not None and self.field.is_list

    def cell(self, value: Value) -> str:
        """The text of the cell for a value as it stands in a file."""
        if isinstance(value, str):
            return self.choices.get(value, value)
        words = [self.choices.get(one, one) for one in value]
        return ("\n" if any(";" in word for word in words) else "; ").join(words)

    def value(self, text: str) -> Value:
        """What a cell's text means in a file."""
        if not self.is_list:
            return self._value_of(text)
        parts = text.split("\n") if "\n" in text else text.split(";")
        return tuple(self._value_of(part.strip()) for part in parts if part.strip())

    def _value_of(self, word: str) -> str:
        if word in self.choices:
            return word
        if self.field is not None and self.field.type.name == "number" and _DECIMAL_COMMA.fullmatch(word):
            return word.replace(",", ".")
        said = word.casefold()
        return next((value for value, known in self.choices.items() if said in (known.casefold(), value)), word)


def columns(
    kind: Kind, vocabularies: Mapping[str, Vocabulary], sources: Iterable[Source], *, with_place: bool = False
) -> tuple[Column, ...]:
    """The columns of a kind, in the order of its schema; `sources` are the records that fields may refer to."""
    names = [ID, PLACE] if with_place else [ID]
    of_the_file = [Column(name, *OF_THE_FILE[name], None, {}) for name in names]
    ids: dict[str, list[str]] = {}
    for source in sources:
        ids.setdefault(source.kind, []).append(source.id)
    fields = kind.fields.values()
    return (*of_the_file, *(Column(f.name, f.title, f.description, f, _choices(f, vocabularies, ids)) for f in fields))


def _choices(
    field: Field, vocabularies: Mapping[str, Vocabulary], ids: Mapping[str, Sequence[str]]
) -> Mapping[str, str]:
    if field.labels:
        return _distinct({value: label.sv for value, label in field.labels.items()})
    if field.target in vocabularies:
        return _distinct({term.id: term.label.sv for term in vocabularies[field.target].values()})
    return {one: one for one in ids.get(field.target, ())}


def _distinct(words: Mapping[str, str]) -> Mapping[str, str]:
    """Two villages may have one name: those are told apart by their ids. A semicolon divides the words of a list."""
    many = Counter(word.casefold() for word in words.values())
    return {
        value: f"{word} ({value})" if many[word.casefold()] > 1 or ";" in word else word
        for value, word in words.items()
    }


def matched(table: Table, columns: Sequence[Column]) -> tuple[dict[int, Column], list[Problem]]:
    """Number of a column in the table -> the column it is, by its heading."""
    known = {word.casefold(): column for column in columns for word in (column.title.en, column.name, column.title.sv)}
    found: dict[int, Column] = {}
    problems = []
    for at, heading in enumerate(table.headings):
        if not heading:
            continue
        column = known.get(heading.removesuffix("*").strip().casefold())
        if column is None:
            close = nearest(heading, [one.title.sv for one in columns])
            problems.append(
                table.problem((at, table.heading_row), "table-unknown-heading", found=heading, nearest=close)
            )
        elif column in found.values():
            problems.append(table.problem((at, table.heading_row), "table-doubled-heading", column.name, found=heading))
        else:
            found[at] = column
    return found, problems
