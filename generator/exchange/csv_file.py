"""CSV in and out, as Swedish Excel and LibreOffice write it: semicolon, comma or tab; UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from generator.exchange.table import LARGEST_TABLE, MOST_ROWS, Cell, Table, clean, disarmed, table_of
from generator.problem import Problem

DELIMITERS = ";,\t"
ENCODINGS = ("utf-8-sig", "cp1252")


def read_csv(path: Path) -> tuple[Table | None, list[Problem]]:
    """The table in the file, or why there is none."""
    raw = path.read_bytes()
    if len(raw) > LARGEST_TABLE:
        return None, [_too_large(path.name, f"{len(raw) // 1_000_000} MB")]
    text = _decoded(raw)
    if text is None or "\0" in text:
        return None, [Problem.at(path.name, 0, "table-unreadable", found="CSV")]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error:
        return None, [Problem.at(path.name, 0, "table-unreadable", found="CSV")]
    if len(lines) > MOST_ROWS + 1:
        return None, [_too_large(path.name, f"{len(lines)}")]
    table, problems = table_of(path.name, [(number, _cells(line)) for number, line in enumerate(lines, 1)])
    return table, [*problems, *(_formulas(table) if table else ())]


def _too_large(name: str, found: str) -> Problem:
    return Problem.at(name, 0, "table-too-large", found=found, limit=MOST_ROWS)


def _decoded(raw: bytes) -> str | None:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    """The sign that divides the headings; those have no such sign in them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _cells(line: Sequence[str]) -> list[Cell]:
    return [Cell(clean(text)) for text in line]


def _formulas(table: Table) -> list[Problem]:
    return [
        table.problem((at, row.number), "table-formula", found=cell.text)
        for row in table.rows
        for at, cell in enumerate(row.cells)
        if cell.text.startswith("=")
    ]


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Semicolon and a mark for UTF-8, so that Excel in Swedish opens it right; nothing in it runs."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([disarmed(text) for text in row] for row in rows)
    path.write_bytes(file.getvalue().encode("utf-8-sig"))
