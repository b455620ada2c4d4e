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
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from generator.columns import Column, columns, rows, terms_in_use
from generator.dataset import LICENCES, PACKAGE, DataFile, Dataset, datasets
from generator.edition import Edition
from generator.family import Family, write_all
from generator.portal import Portal
from generator.schema import Label
from generator.site_file import write_file

Row = dict[str, Any]


def write(portal: Portal, edition: Edition, out: Path) -> None:
    write_all(families(portal, edition), out)
    write_package(portal, edition, out)


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """One for each kind."""
    for dataset in datasets(portal):
        records = portal.records[dataset.kind.name]
        yield Family("open data", partial(_write, dataset, portal, edition), records, part=dataset.kind.name)


def _write(dataset: Dataset, portal: Portal, edition: Edition, out: Path) -> None:
    found = rows(dataset.kind, portal, edition.config)
    for file in dataset.files:
        write_file(out, file.path, WRITERS[file.format](found, columns(dataset.kind)))


def write_package(portal: Portal, edition: Edition, out: Path) -> None:
    """The description of the files of all kinds, which are there already."""
    resources = [_resource(dataset, portal, edition, out) for dataset in datasets(portal)]
    write_file(out, PACKAGE, _json(_package(resources, edition)))


def _csv(rows: Iterable[Row], columns: Sequence[Column]) -> bytes:
    """RFC 4180, in UTF-8."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow([column.name for column in columns])
    lines.writerows([_cell(row[column.name]) for column in columns] for row in rows)
    return text.getvalue().encode()


def _as_json(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    return _one_a_line(rows)


def _geojson(rows: Iterable[Row], columns: Sequence[Column]) -> bytes:
    """RFC 7946: longitude first, WGS 84. Rows without a position are left away."""
    placed = (row for row in rows if row["latitude"] is not None and row["longitude"] is not None)
    return b'{"type":"FeatureCollection","features":' + _one_a_line(map(_feature, placed)).rstrip() + b"}\n"


def _feature(row: Row) -> Row:
    properties = row.copy()
    position = [properties.pop("longitude"), properties.pop("latitude")]
    geometry = {"type": "Point", "coordinates": position}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


WRITERS = {"CSV": _csv, "JSON": _as_json, "GEOJSON": _geojson}


_ON_A_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _one_a_line(items: Iterable[Row]) -> bytes:
    """A list in which a line is a record, so that two editions of a file can be compared line by line."""
    return ("[\n" + ",\n".join(map(_ON_A_LINE.encode, items)) + "\n]\n").encode()


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
