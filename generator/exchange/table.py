"""A list as a grid of cells, whatever file it came in: the value that workbook.py and csv_file.py read and write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from generator.problem import Problem

MOST_ROWS = 5_000
"""Rows of a list. A municipality has a few hundred firms; more than this is another kind of file."""

LARGEST_TABLE = 20_000_000
"""Bytes of a list, unpacked."""


class Form(Enum):
    """What a cell holds besides its text. Spreadsheets turn `0980319201` into a number and `10-12` into a day."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class TableRow:
    """`number` counts from 1, as the spreadsheet does; the headings stand in row 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the file's name, and the sheet's where there are sheets: `firmor.xlsx Företag`."""

    name: str
    headings: tuple[str, ...]
    heading_row: int
    rows: tuple[TableRow, ...]

    def where(self, column: int, row: int) -> str:
        """A cell as an officer finds it: `firmor.xlsx Företag!C14`. Columns count from 0, rows from 1."""
        return f"{self.name}!{cell_name(column, row)}"

    def problem(self, at: tuple[int, int], code: str, field: str = "", **facts: object) -> Problem:
        """A fault in the cell at (column, row)."""
        return Problem.at(self.where(*at), 0, code, field, **facts)


def cell_name(column: int, row: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def clean(text: str) -> str:
    """A cell's text as content files have it: LF, composed letters, nothing around it, blank lines empty."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return re.sub(r"^[ \t]+$", "", text, flags=re.MULTILINE)


_RUNS_AS_FORMULA = re.compile(r"[=+\-@]")


def disarmed(text: str) -> str:
    """Text that a spreadsheet would run or reckon with, after an apostrophe: it then shows it as it is."""
    return f"'{text}" if _RUNS_AS_FORMULA.match(text) else text


def armed(text: str) -> str:
    """The text without the apostrophe that `disarmed` put there."""
    return text[1:] if text[:1] == "'" and _RUNS_AS_FORMULA.match(text, 1) else text


def table_of(name: str, grid: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[Table | None, list[Problem]]:
    """The first row that says anything holds the headings; rows that are empty are left away."""
    filled = [(number, tuple(cells)) for number, cells in grid if any(cell.text for cell in cells)]
    if not filled:
        return None, [Problem.at(name, 0, "table-empty")]
    (top, headings), *rows = filled
    width = max((at for at, cell in enumerate(headings, 1) if cell.text), default=0)
    table = Table(name, tuple(cell.text for cell in headings[:width]), top, tuple(TableRow(*row) for row in rows))
    beside = [
        table.problem((at, row.number), "table-no-heading", found=cell.text)
        for row in table.rows
        for at, cell in enumerate(row.cells)
        if cell.text and (at >= width or not table.headings[at])
    ]
    return table, beside
