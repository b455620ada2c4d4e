"""A remark beside the table."""


def make(root):
    (root / "lista.csv").write_text("Id;Namn\ngranlunds;Granlunds;ring oss\n", "utf-8")


COMMAND = ("import", "company", "lista.csv", "--place", "arvidsjaur")
