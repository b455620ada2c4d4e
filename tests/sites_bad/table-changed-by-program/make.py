"""10-14 has become a day, and a telephone number has lost its zero."""

from datetime import datetime

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
    sheet["F1"], sheet["F2"] = "Öppettider", datetime(2026, 10, 14)
    sheet["G1"], sheet["G2"] = "Telefon", 980319201

    book.save(root / "lista.xlsx")


COMMAND = ("import", "company", "lista.xlsx", "--place", "arvidsjaur")
