"""How a file comes to its place in a site: most are one of thousands in a folder that is there already."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

Put = TypeVar("Put")


def write_file(site: Path, address: str, contents: bytes) -> None:
    """`address` is from the root of the site: `/foretag/snickeriet.vcf`."""
    with open_file(site, address) as file:
        file.write(contents)


def open_file(site: Path, address: str) -> BinaryIO:
    """To be written, and closed."""
    path = f"{site}{address}"
    return in_its_folder(path, lambda: open(path, "wb"))


def in_its_folder(path: str, put: Callable[[], Put]) -> Put:
    """Do what puts a file at `path`. Its folder is made where the first try says that it is missing: nobody asks for
    each file whether it is there."""
    try:
        return put()
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return put()
