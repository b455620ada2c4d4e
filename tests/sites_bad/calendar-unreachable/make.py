"""A record that names a calendar of which there is no file."""


def make(root):
    pass


COMMAND = ("import", "event", "--calendars")
