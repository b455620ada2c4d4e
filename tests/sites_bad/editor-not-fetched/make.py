"""The editor is on, and nobody has run `bygd editor`."""

COMMAND = ("build", "arvidsjaur")


def make(root):
    assert not (root / "build").exists()
