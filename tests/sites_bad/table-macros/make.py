"""A workbook with a project of macros in it."""

import zipfile

import openpyxl


def make(root):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Företag"
    for row in (
        ["Id", "Namn", "Branscher", "Kort beskrivning", "Ort"],
        ["granlunds", "Granlunds", "snickeri", "Kök på mått.", "moskosel"],
    ):
        sheet.append(row)
    book.save(root / "lista.xlsm")
    with zipfile.ZipFile(root / "lista.xlsm", "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macros")


COMMAND = ("import", "company", "lista.xlsm", "--place", "arvidsjaur")
