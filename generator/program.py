"""What this program is, in digests: whatever was made by another is made anew."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from generator.packaged import PROGRAM

INSTALLED = ".dist-info"
"""The end of the name of a folder that pip makes for each package: `jinja2-3.1.6.dist-info`."""


@cache
def program() -> str:
    """Ours, as it was when this process began, and the versions of all that is installed beside it."""
    return "\n".join((sys.version, *installed(), *files_of(PROGRAM)))


def installed() -> list[str]:
    """Name and version of every package that can be imported."""
    found = set()
    for folder in sys.path:
        with suppress(OSError):
            found |= {name for name in os.listdir(folder or ".") if name.endswith(INSTALLED)}
    return sorted(found)


def files_of(folder: Path, without: Collection[Path | None] = ()) -> Iterator[str]:
    """Path below the folder, and SHA-256, of every file in it but those in the folders `without`."""
    for path in sorted(_below(str(folder), {str(one) for one in without})):
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        yield f"{path[len(str(folder)) + 1 :].replace(os.sep, '/')} {digest}"


def _below(folder: str, without: Collection[str]) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__" and os.path.join(parent, one) not in without]
        yield from (os.path.join(parent, name) for name in names)
