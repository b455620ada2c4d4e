"""What a formula that failed leaves behind."""

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
    sheet["D2"] = "#N/A"
    book.save(root / "lista.xlsx")


COMMAND = ("import", "company", "lista.xlsx", "--place", "arvidsjaur")
