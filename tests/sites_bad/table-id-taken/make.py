"""A row without an id, for a record that is there already."""


def make(root):
    (root / "lista.csv").write_text("Id;Namn\n;Granlunds\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
