"""A heading with a letter too few."""


def make(root):
    (root / "lista.csv").write_text("Id;Nam;Ort\ngranlunds;Granlunds;moskosel\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
