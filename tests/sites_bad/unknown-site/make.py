"""A name misspelt on the command line."""

COMMAND = ("build", "arvidsjuar")


def make(root):
    """The files are sound as they are."""
