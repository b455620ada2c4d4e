"""A pipe, on which a careless reader would wait for ever, and a folder with the name of a file."""

import os


def make(root):
    os.mkfifo(root / "content/arvidsjaur/page/ror.yaml")
    (root / "content/arvidsjaur/page/mapp.yaml").mkdir()
