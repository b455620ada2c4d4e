"""How the lists beside this file were made: saved by LibreOffice, as an officer's would be.

    apt-get install --no-install-recommends libreoffice-calc-nogui
    python -m tests.exchange.save_with_libreoffice

An export of the small test repository is changed as people change it (real days and numbers in cells, a new row),
then LibreOffice saves it as a workbook and as a CSV file with semicolons in Windows-1252. An untouched export is
saved too. Run by hand when the columns change; tests read what is committed.
"""

import subprocess
import tempfile
from datetime import date
from pathlib import Path

import openpyxl

from generator.exchange.export import export
from tests import tiny

HERE = Path(__file__).parent
AS_CSV = "csv:Text - txt - csv (StarCalc):59,34,ANSI,1"
"""Semicolon, straight quotes, Windows-1252, from the first row."""


def save(source: Path, form: str) -> None:
    command = ["soffice", "--headless", "--convert-to", form, "--outdir", str(HERE), str(source)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)


def change(file: Path, changed: Path) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    columns = {cell.value.rstrip("*"): cell.column for cell in sheet[1]}
    assured = sheet.cell(2, columns["Kontrollerad"])
    assured.value, assured.number_format = date(2026, 11, 20), "yyyy-mm-dd"
    sheet.cell(3, columns["Telefon"]).value = "0980-319 299"
    new = {
        "Namn": "Å & Ä Bygg",
        "Branscher": "Snickeri; Taxi",
        "Kort beskrivning": "Kök; hall – på mått",
        "Ort": "Moskosel",
    }
    for heading, text in new.items():
        sheet.cell(sheet.max_row + (heading == "Namn"), columns[heading]).value = text
    number = sheet.cell(sheet.max_row, columns["Latitud"])
    number.value, number.number_format = 65.871, "General"
    number = sheet.cell(sheet.max_row, columns["Longitud"])
    number.value, number.number_format = 19.453, "General"
    book.save(changed)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = tiny.write_repository(Path(folder) / "root")
        untouched, changed = Path(folder) / "untouched.xlsx", Path(folder) / "changed.xlsx"
        export(root, "company", untouched, tiny.SITE)
        change(untouched, changed)
        for file in (untouched, changed):
            for form in ("xlsx", AS_CSV):
                save(file, form)


if __name__ == "__main__":
    main()
