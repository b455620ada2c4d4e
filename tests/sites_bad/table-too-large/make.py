"""One row too many."""


def make(root):
    (root / "lista.csv").write_text("Namn\n" + "Granlunds\n" * 5_001, "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
