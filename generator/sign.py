"""What the file system says of files, by which one notices that they have changed without reading them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

Sign = tuple[int, ...]
"""Of a file: when it was written and became what it is (nanoseconds), its size in bytes, its number on the disk. Of a
folder, which is only there or not, nothing."""
Signs = Mapping[str, Sign]
"""By the path below the folder that was looked through."""

DOUBTFUL_NS = 100_000_000
"""A file that was written so short a time before it was looked at may be written once more in the same tick of the file
system's clock."""


def signs_below(folder: Path) -> dict[str, Sign]:
    """Of every file and, by a path that ends in a slash, of every folder, be it empty. A file that may be written again
    unnoticed has a sign that it never has again."""
    now = time.time_ns()
    signs: dict[str, Sign] = {}
    for path, status in _below(str(folder)):
        if status is None:
            signs[path] = ()
            continue
        became = status.st_ctime_ns if status.st_ctime_ns < now - DOUBTFUL_NS else -now
        signs[path] = (status.st_mtime_ns, became, status.st_size, status.st_ino)
    return signs


def signs_of_site(folder: Path, paths: Iterable[str] | None = None) -> dict[str, Sign]:
    """Of the files of a built site, or of some of them. When a file became what it is does not count: it gets more
    names later (spare.py)."""
    files = _below(str(folder)) if paths is None else ((path, os.stat(f"{folder}/{path}")) for path in paths)
    return {path: (status.st_mtime_ns, status.st_size, status.st_ino) for path, status in files if status}


def _below(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file, and every folder without what is said of it. No link is followed, and what can't be looked at is not
    there."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with suppress(OSError), os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                    yield waiting[-1], None
                else:
                    yield below + entry.name, entry.stat(follow_symlinks=False)
