"""A file that YAML reads, and in which no field can be changed alone."""


def make(root):
    (root / "lista.csv").write_text("Id;Rubrik\nom;Om portalen\n", "utf-8")


COMMAND = ("import", "page", "lista.csv", "--place", "arvidsjaur")
