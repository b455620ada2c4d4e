"""/data/: every kind as CSV, JSON and GeoJSON, and a data package that describes them.

CSV is written to be opened in a spreadsheet without anything in it being run: a text that a spreadsheet would take
for a formula gets an apostrophe before it. JSON has the text as it was written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generator.columns import Column, Row, columns, row_maker, terms_in_use
from generator.dataset import LICENCES, PACKAGE, DataFile, Dataset, datasets
from generator.edition import Edition
from generator.family import Family, write_all
from generator.lined import Frame, Lined, Lines
from generator.portal import Portal
from generator.record import Record
from generator.schema import Label
from generator.site_file import write_file


def write(portal: Portal, edition: Edition, out: Path) -> None:
    write_all(families(portal, edition), out)
    write_package(portal, edition, out)


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """One for each kind."""
    for dataset in datasets(portal):
        records, lined = portal.records[dataset.kind.name], _lined(dataset, portal, edition)
        yield Family("open data", partial(_write, records, lined), records, part=dataset.kind.name, lined=lined)


def _write(records: Iterable[Record], lined: Lined, out: Path) -> None:
    lined.write(out, map(lined.lines_of, records))


def write_package(portal: Portal, edition: Edition, out: Path) -> None:
    """The description of the files of all kinds, which are there already."""
    resources = [_resource(dataset, portal, edition, out) for dataset in datasets(portal)]
    write_file(out, PACKAGE, _json(_package(resources, edition)))


def _lined(dataset: Dataset, portal: Portal, edition: Edition) -> Lined:
    """A line is a record, so that two editions of a file can be compared line by line."""
    formats = [(FORMATS[file.format], file) for file in dataset.files]
    found, row_of = columns(dataset.kind), row_maker(dataset.kind, portal, edition.config)
    frames = (Frame(file.path, how.head(found), how.between, how.tail) for how, file in formats)

    def lines_of(record: Record) -> Lines:
        row = row_of(record)
        return tuple(how.line(row) for how, _ in formats)

    return Lined(tuple(frames), lines_of)


@dataclass(frozen=True, slots=True)
class _Format:
    """How a file of some format is written. `line` is empty for a row that has no place in it."""

    head: Callable[[Sequence[Column]], bytes]
    line: Callable[[Row], bytes]
    between: bytes
    tail: bytes


def _cells(cells: Iterable[str]) -> bytes:
    """RFC 4180, in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _csv_head(columns: Sequence[Column]) -> bytes:
    return _cells(column.name for column in columns)


def _csv_line(row: Row) -> bytes:
    return _cells(map(_cell, row.values()))


_ON_A_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json_line(row: Row) -> bytes:
    return _ON_A_LINE.encode(row).encode()


def _feature_line(row: Row) -> bytes:
    """RFC 7946: longitude first, WGS 84. Rows without a position are left away."""
    if row["latitude"] is None or row["longitude"] is None:
        return b""
    properties = row.copy()
    position = [properties.pop("longitude"), properties.pop("latitude")]
    geometry = {"type": "Point", "coordinates": position}
    return _json_line({"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties})


COLLECTION = b'{"type":"FeatureCollection","features":'
FORMATS = {
    "CSV": _Format(_csv_head, _csv_line, b"", b""),
    "JSON": _Format(lambda _: b"[\n", _json_line, b",\n", b"\n]\n"),
    "GEOJSON": _Format(lambda _: COLLECTION + b"[\n", _feature_line, b",\n", b"\n]}\n"),
}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


BETWEEN_VALUES = "|"

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
"""How a cell begins that a spreadsheet would run."""
_FORMULA_WITHIN = re.compile(r"([;\t\n])(?=[ \t]*(?:[=@＝＠]|[+\-＋－]\S))")
"""After a semicolon, a tab or a line break too: a Swedish Excel that opens a file of commas makes cells of what stands
between semicolons."""
_BETWEEN_CELLS = re.compile(r"[;\t\n\r]")


def _cell(value: Any) -> str:
    match value:
        case str():
            return harmless(value)
        case None | []:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return harmless(BETWEEN_VALUES.join(str(item).replace(BETWEEN_VALUES, "/") for item in value))
    return str(value)


def harmless(text: str) -> str:
    """The text with an apostrophe before everything that a spreadsheet could take for a formula."""
    if text[:1].isalnum() and not _BETWEEN_CELLS.search(text):
        return text  # as nearly all are, which is soon seen
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    within = _FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{within}" if _FORMULA.match(text) else within


def _package(resources: list[dict[str, Any]], edition: Edition) -> dict[str, Any]:
    """A Data Package of Frictionless."""
    config, licence = edition.config, LICENCES[edition.config.licence]
    return {
        "name": config.name,
        "title": config.title,
        "description": config.description,
        "homepage": config.base_url,
        "licenses": [{"name": licence.name, "title": licence.title, "path": licence.iri}],
        "contributors": [{"title": config.owner, "role": "publisher"}],
        "resources": resources,
    }


def _resource(dataset: Dataset, portal: Portal, edition: Edition, out: Path) -> dict[str, Any]:
    """The CSV file and its Table Schema. Size and digest let a reader see that it arrived whole."""
    file, kind, language = dataset.file("CSV"), dataset.kind, edition.config.language
    contents = (out / file.path[1:]).read_bytes()
    return {
        "name": kind.name,
        "title": kind.plural[language],
        "description": kind.description[language],
        "path": _beside_the_package(file),
        "format": "csv",
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": len(contents),
        "hash": f"sha256:{hashlib.sha256(contents).hexdigest()}",
        "dialect": {"delimiter": ","},
        "schema": {
            "fields": [_descriptor(column, dataset, portal, language) for column in columns(kind)],
            "primaryKey": ["id"],
            "foreignKeys": [
                {"fields": [column.name], "reference": {"resource": column.field.target, "fields": ["id"]}}
                for column in columns(kind)
                if column.field and column.field.target in portal.kinds and not column.is_list
            ],
        },
    }


def _beside_the_package(file: DataFile) -> str:
    return file.path.rpartition("/")[2]


def _descriptor(column: Column, dataset: Dataset, portal: Portal, language: str) -> dict[str, Any]:
    """A field of a Table Schema, in the site's own language. `labels` says what codes mean, also in a list's cell.

    What the schema requires of a file is not required here: a record may hold back any of its fields.
    """
    field = column.field
    described = {"name": column.name, "title": column.title[language], "type": column.type}
    sentences = [column.description[language], LISTED[language] if column.is_list else ""]
    if any(sentences):
        described["description"] = " ".join(sentence for sentence in sentences if sentence)
    constraints: dict[str, Any] = {}
    if field is not None and not column.is_list:
        constraints = {name: field.constraints[name] for name in ("minimum", "maximum") if name in field.constraints}
        if field.labels:
            constraints["enum"] = list(field.labels)
    if column.name == "id":
        constraints["required"] = True
    labels = terms_in_use(field, portal, dataset.kind) if field else {}
    return {
        **described,
        **({"constraints": constraints} if constraints else {}),
        **({"labels": {value: label[language] for value, label in labels.items()}} if labels else {}),
    }


LISTED = Label("Flera värden skiljs åt med lodstreck (|).", "Several values are separated by a vertical bar (|).")
