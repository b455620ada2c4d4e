"""An event without a UID."""

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
SUMMARY:Pub
DTSTART:20261205T190000
END:VEVENT
END:VCALENDAR
"""


def make(root):
    (root / "content/arvidsjaur").mkdir(parents=True)
    (root / "by.ics").write_text(CALENDAR, "utf-8")


COMMAND = ("import", "event", "by.ics", "--place", "arvidsjaur")
