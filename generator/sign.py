"""What the file system says of files, by which one notices that they have changed without reading them."""

from __future__ import annotations

import marshal
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
    return _of_site(files)


Part = tuple[str, ...]
"""Of a site: some of its folders, by their paths, which end in a slash."""
DEEP = 2
"""Slashes in the path of a folder that is looked through with all below it. Of those above, only the own files are."""
BATCH, MOST_PARTS = 200, 1000
"""Folders in a part, unless there would be more parts than these."""


def parts_of_site(folder: Path) -> list[Part]:
    """All of it, in parts that may be looked through by several processes."""
    above = ["", *_folders(folder, "")]
    folders = [*above, *(one for top in above[1:] for one in _folders(folder, top))]
    size = max(BATCH, -(-len(folders) // MOST_PARTS))
    return [tuple(folders[at : at + size]) for at in range(0, len(folders), size)]


def signs_of_parts(folder: Path, parts: Iterable[Part]) -> dict[str, Sign]:
    """As `signs_of_site`, of parts of it."""
    folders = (one for part in parts for one in part)
    return _of_site(found for one in folders for found in _below(str(folder), one, one.count("/") == DEEP))


def _of_site(files: Iterable[tuple[str, os.stat_result | None]]) -> dict[str, Sign]:
    return {path: (status.st_mtime_ns, status.st_size, status.st_ino) for path, status in files if status}


def packed(signs: Signs) -> bytes:
    """The same bytes for the same signs, whatever their order: in version 2 of marshal all is written out."""
    return marshal.dumps(sorted(signs.items()), 2)


def unpacked(signs: bytes) -> dict[str, Sign]:
    return dict(marshal.loads(signs))  # noqa: S302 - what this very program has packed


def _folders(folder: Path, below: str) -> list[str]:
    with suppress(OSError), os.scandir(f"{folder}/{below}") as entries:
        return [f"{below}{entry.name}/" for entry in entries if entry.is_dir(follow_symlinks=False)]
    return []


def _below(folder: str, first: str = "", deep: bool = True) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file, and every folder without what is said of it, in the folder `first` and in those below it if `deep`.
    No link is followed, and what can't be looked at is not there."""
    waiting = [first]
    while waiting:
        below = waiting.pop()
        with suppress(OSError), os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield below + entry.name, entry.stat(follow_symlinks=False)
                elif deep:
                    waiting.append(f"{below}{entry.name}/")
                    yield waiting[-1], None
