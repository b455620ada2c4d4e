"""A name that spreads over two columns."""

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
    sheet.merge_cells("B2:C2")
    book.save(root / "lista.xlsx")


COMMAND = ("import", "company", "lista.xlsx", "--place", "arvidsjaur")
