"""The shared vocabularies of `data/`: terms with a Swedish and an English label, and the words people search by.

A vocabulary is a CSV file of `data/datapackage.yaml`; its first column `id` is what records refer to.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from generator.packaged import own_or_packaged_data
from generator.schema import Label

PACKAGE = "datapackage.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """One row. `row` holds every column as text."""

    id: str
    label: Label
    row: Mapping[str, str]

    def synonyms(self) -> tuple[str, ...]:
        return tuple(word for word in self.row.get("synonyms", "").split("|") if word)


Vocabulary = Mapping[str, Term]


def load_vocabularies(data: Path) -> Mapping[str, Vocabulary]:
    """Every tabular resource of the data package in the folder `data`, by its name.

    A folder without a `datapackage.yaml` adds rows to the program's own tables, or replaces those of the same id.
    """
    description = own_or_packaged_data(data, PACKAGE)
    package = yaml.load(description.read_text("utf-8"), Loader=yaml.CSafeLoader)
    tables = [entry for entry in package["resources"] if str(entry["path"]).endswith(".csv")]
    return MappingProxyType({entry["name"]: _table(data, description.parent, entry["path"]) for entry in tables})


def _table(data: Path, base: Path, name: str) -> Vocabulary:
    added = _read(data / name) if data != base and (data / name).is_file() else {}
    return MappingProxyType({**_read(base / name), **added})


def _read(path: Path) -> Vocabulary:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: _term(row) for row in csv.DictReader(file)}


def _term(row: dict[str, str]) -> Term:
    swedish = row.get("sv") or row["name"]
    return Term(row["id"], Label(swedish, row.get("en") or swedish), MappingProxyType(row))
