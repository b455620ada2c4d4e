"""The same heading twice."""


def make(root):
    (root / "lista.csv").write_text("Id;Namn;Namn\ngranlunds;Granlunds;Granlunds\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
