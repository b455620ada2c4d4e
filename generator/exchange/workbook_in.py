"""Excel in: the sheet of records as a table, or every reason why the workbook is not taken.

What a workbook may hold besides cells (macros, hidden sheets, formulas, passwords) is refused by name, before the
library that reads it sees it. Sizes are looked at first, unpacked.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.exchange.table import LARGEST_TABLE, MOST_ROWS, Cell, Form, Table, cell_name, clean, table_of
from generator.exchange.workbook import CHOICES, NOTES
from generator.problem import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a workbook with a password begins, and one of Excel 97."""
MOST_PARTS = 500
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_PIECE = 1_000_000
MOST_TOLD = 50
"""Cells told of in one list: a column of formulas is one mistake."""


def read_workbook(path: Path, sheet_name: str) -> tuple[Table | None, list[Problem]]:
    """The table in the sheet of that name, else in the first; nothing of it is taken where there are problems."""
    if refused := _refused_unopened(path):
        return None, [refused]
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=False, keep_links=False, rich_text=False)
        sheets = [sheet for sheet in book.worksheets if sheet.title not in (CHOICES, NOTES)]
    except Exception:
        # Whatever openpyxl throws at a broken file (KeyError, BadZipFile, ParseError) means the same to an officer.
        return None, [Problem.at(path.name, 0, "table-unreadable", found="Excel")]
    if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        return None, [Problem.at(path.name, 0, "table-hidden-sheet", found=", ".join(hidden))]
    chosen = [sheet for sheet in sheets if sheet.title == sheet_name] or sheets
    if not chosen:
        return None, [Problem.at(path.name, 0, "table-empty")]
    return _read_sheet(f"{path.name} {chosen[0].title}", chosen[0])


def _refused_unopened(path: Path) -> Problem | None:
    """What forbids opening the workbook at all."""
    with path.open("rb") as file:
        if file.read(len(COMPOUND_FILE)) == COMPOUND_FILE:
            return Problem.at(path.name, 0, "table-locked")
    try:
        with zipfile.ZipFile(path) as parts:
            return _refused_by_parts(path.name, parts)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return Problem.at(path.name, 0, "table-unreadable", found="Excel")


def _refused_by_parts(name: str, parts: zipfile.ZipFile) -> Problem | None:
    names = [part.filename for part in parts.infolist()]
    if any("vbaproject" in part.lower() or "macrosheets" in part.lower() for part in names):
        return Problem.at(name, 0, "table-macros")
    size = sum(part.file_size for part in parts.infolist())
    if size > LARGEST_TABLE or len(names) > MOST_PARTS:
        return Problem.at(name, 0, "table-too-large", found=f"{size // 1_000_000} MB", limit=MOST_ROWS)
    for part in names:
        rows = 0
        for piece in _pieces(parts, part):
            rows += len(_ROW.findall(piece))
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                return Problem.at(name, 0, "table-unreadable", found="Excel")
        if rows > MOST_ROWS + 1:
            return Problem.at(name, 0, "table-too-large", found=rows, limit=MOST_ROWS)
    return None


def _pieces(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part's bytes, unpacked and given a piece at a time; no tag stands in two pieces."""
    with parts.open(name) as file:
        rest = b""
        while read := file.read(_PIECE):
            piece = rest + read
            cut = piece.rfind(b"<") if b"<" in piece else len(piece)
            yield piece[:cut]
            rest = piece[cut:]
        yield rest


def _read_sheet(name: str, sheet: Worksheet) -> tuple[Table | None, list[Problem]]:
    problems = [Problem.at(f"{name}!{merged.coord}", 0, "table-merged-cells") for merged in sheet.merged_cells.ranges]
    cells: dict[int, dict[int, Cell]] = {}
    for (number, at), found in sorted(sheet._cells.items()):  # only the cells there are
        where = cell_name(at - 1, number)
        if found.data_type == "f":
            text = getattr(found.value, "text", found.value)
            problems.append(Problem.at(f"{name}!{where}", 0, "table-formula", found=text))
        elif found.data_type == "e":
            problems.append(Problem.at(f"{name}!{where}", 0, "table-error-value", found=found.value))
        elif found.value is not None and at <= MOST_PARTS:
            cells.setdefault(number, {})[at - 1] = _cell(found.value)
    if problems:
        return None, problems[:MOST_TOLD]
    grid = [(number, _filled(row)) for number, row in cells.items()]
    return table_of(name, grid)


def _filled(row: dict[int, Cell]) -> list[Cell]:
    return [row.get(at, Cell("")) for at in range(max(row) + 1)]


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return Cell("ja" if value else "nej")
    if isinstance(value, int | float):
        return Cell(str(int(value)) if value == int(value) else repr(value), Form.NUMBER)
    if isinstance(value, datetime) and value.time() == time():
        return Cell(value.date().isoformat(), Form.DAY)
    if isinstance(value, datetime):
        return Cell(f"{value:%Y-%m-%d %H:%M}", Form.DAY)
    if isinstance(value, date | time):
        return Cell(value.isoformat()[:10], Form.DAY)
    return Cell(clean(str(value)))
