"""Text under the name of a workbook."""


def make(root):
    (root / "lista.xlsx").write_bytes(b"Id;Namn")


COMMAND = ("import", "company", "lista.xlsx", "--place", "arvidsjaur")
