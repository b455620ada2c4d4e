"""A file that is called a calendar and is none."""


def make(root):
    (root / "content/arvidsjaur").mkdir(parents=True)
    (root / "by.ics").write_text("hej\n", "utf-8")


COMMAND = ("import", "event", "by.ics", "--place", "arvidsjaur")
