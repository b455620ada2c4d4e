"""Two rows for one file."""


def make(root):
    (root / "lista.csv").write_text("Id;Namn\ngranlunds;Granlunds\ngranlunds;Granlunds kök\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
