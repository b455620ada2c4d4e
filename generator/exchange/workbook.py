"""Excel out: one sheet of records, one of what may be chosen, one of notes. Everything is text, so nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.exchange.columns import Column
from generator.exchange.table import disarmed
from generator.schema import Kind

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES, NOTES = "Att välja på", "Anvisningar"
ROWS_READY = 500
"""Empty rows below the records that have the lists to choose from, too."""
WIDEST, WIDE, NARROW = 60, 32, 16
"""Widths of columns, in characters."""

HOW = (
    "Varje rad är en post. Ändra i cellerna, spara, och läs in listan med: bygd import {kind} {file} --place PLATS",
    "Lägg till --dry-run för att först se vad som skulle ändras.",
    "En ny post: skriv på en tom rad och lämna Id tomt. En rad du tar bort ur listan ändrar inget på portalen.",
    "Flera värden i samma cell skiljs åt med semikolon, eller med Alt+Enter.",
    "Kolumner du inte behöver kan du ta bort. Slå inte ihop celler, och skriv inga formler.",
    "Datum skrivs som 2026-12-24.",
)


def write_workbook(path: Path, kind: Kind, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Write the records of a kind; `rows` are the texts of `columns`."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = kind.plural.sv[:31]
    _fill(sheet, [[_heading(column) for column in columns], *rows])
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[_letter(at)].width = _width(column)
        sheet.column_dimensions[_letter(at)].number_format = "@"
    sheet.freeze_panes = "B2"
    _offer_choices(sheet, columns, _choice_sheet(book, columns))
    _write_notes(book, kind, columns, path.name)
    book.save(path)


def _heading(column: Column) -> str:
    return column.title.sv + ("*" if column.field is not None and column.field.required else "")


def _width(column: Column) -> int:
    if column.field is None:
        return WIDE
    longest = column.field.constraints.get("maxLength", 0)
    return WIDEST if longest > 120 else WIDE if longest or column.is_list or column.choices else NARROW


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at))


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Cells of text, whatever they look like: no formula, no number, no day."""
    from openpyxl.styles import Alignment, Font

    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            cell = sheet.cell(number, at)
            cell.number_format = "@"
            if text:
                cell.value = text
                cell.data_type = "s"
                cell.quotePrefix = disarmed(text) != text
            cell.alignment = Alignment(wrap_text="\n" in text, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)


def _choice_sheet(book: Workbook, columns: Sequence[Column]) -> Mapping[str, str]:
    """Field -> the range that holds what may be chosen for it."""
    sheet = book.create_sheet(CHOICES)
    ranges = {}
    chosen = [column for column in columns if column.choices]
    for at, column in enumerate(chosen, 1):
        words = list(column.choices.values())
        for number, text in enumerate([column.title.sv, *words], 1):
            cell = sheet.cell(number, at, text)
            cell.data_type = "s"
        sheet.column_dimensions[_letter(at)].width = WIDE
        ranges[column.name] = f"'{CHOICES}'!${_letter(at)}$2:${_letter(at)}${len(words) + 1}"
    return ranges


def _offer_choices(sheet: Worksheet, columns: Sequence[Column], ranges: Mapping[str, str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last = sheet.max_row + ROWS_READY
    for at, column in enumerate(columns, 1):
        is_boolean = column.field is not None and column.field.type.name == "boolean"
        source = '"ja,nej"' if is_boolean else f"={ranges[column.name]}" if column.name in ranges else ""
        if source:
            # A list of several values is no single choice: the list is offered, and what else is written is let be.
            rule = DataValidation(
                type="list", formula1=source.removeprefix("="), allow_blank=True, showErrorMessage=not column.is_list
            )
            sheet.add_data_validation(rule)
            rule.add(f"{_letter(at)}2:{_letter(at)}{last}")


def _write_notes(book: Workbook, kind: Kind, columns: Sequence[Column], file: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(NOTES)
    for number, line in enumerate(HOW, 1):
        sheet.cell(number, 1, line.format(kind=kind.name, file=file))
    heads = ("Kolumn", "Vad", "Måste fyllas i", "Fältets namn i filen")
    for at, text in enumerate(heads, 1):
        sheet.cell(len(HOW) + 2, at, text).font = Font(bold=True)
    for number, column in enumerate(columns, len(HOW) + 3):
        required = column.field is not None and column.field.required
        row = (column.title.sv, column.description.sv, "ja" if required else "", column.name)
        for at, text in enumerate(row, 1):
            sheet.cell(number, at, text).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (WIDE, WIDEST, NARROW, WIDE), strict=True):
        sheet.column_dimensions[letter].width = width
