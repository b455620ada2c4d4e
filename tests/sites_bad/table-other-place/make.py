"""A row of another place."""


def make(root):
    (root / "lista.csv").write_text("Id;Mapp;Namn\nnytt;asele;Nytt\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
