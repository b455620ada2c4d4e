"""What a user's own computer may keep between runs, outside every site and repository.

What is kept is never needed and never trusted further than its digest: what is damaged or cut off is not there, and
where nothing can be written nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

MOST_FILES, MOST_BYTES = 1000, 2_000_000_000
"""In a folder. Names that change with their contents leave old files behind, and repositories go; at so many files, or
bytes, all are thrown away."""
DIGEST = hashlib.sha256().digest_size


def cache_folder(name: str) -> Path:
    """Where the system wants a user's caches (XDG Base Directory)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = os.path.expanduser("~")
    if not os.path.isabs(given):
        # In a container a user may have no home: nothing is kept below a file.
        given = f"{home}/.cache" if os.path.isabs(home) else os.devnull
    return Path(given) / "bygd" / name


def kept(folder: Path, name: str) -> bytes | None:
    """What was kept by this name, or None where it is not there as it was written."""
    try:
        with open(_path(folder, name), "rb", buffering=0) as file:  # what is long is not copied once more
            content, digest = file.read(os.fstat(file.fileno()).st_size - DIGEST), file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).digest() == digest else None


def keep(folder: Path, name: str, content: bytes) -> None:
    """`name` may be any text."""
    _keep(folder, name, lambda file: file.write(content))


def _keep(folder: Path, name: str, write: Callable[[_Summed], object]) -> None:
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(folder)
        with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
            try:
                summed = _Summed(file)
                write(summed)
                file.write(summed.sum.digest())
                file.flush()
                os.replace(file.name, _path(folder, name))
            except BaseException:
                os.unlink(file.name)
                raise


class _Summed:
    """A file, and the digest of what is written to it: what is long is never in memory as a whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self.sum, self._file = hashlib.sha256(), file

    def write(self, part: bytes) -> int:
        self.sum.update(part)
        return self._file.write(part)


def _make_room(folder: Path) -> None:
    there = list(os.scandir(folder))
    if len(there) >= MOST_FILES or sum(one.stat().st_size for one in there) >= MOST_BYTES:
        for one in there:
            Path(one).unlink(missing_ok=True)


def kept_object(folder: Path, name: str, made_by: str) -> Any:
    """As `kept`, of what `keep_object` was given; None also where that was made by another program than this."""
    raw = kept(folder, name)
    if raw is None or raw[:DIGEST] != hashlib.sha256(made_by.encode()).digest():
        return None
    return pickle.loads(memoryview(raw)[DIGEST:])  # noqa: S301 - the user's own, in a folder that is only the user's


def keep_object(folder: Path, name: str, made_by: str, value: object) -> None:
    """`made_by` says everything on which the meaning of the value depends, as the text of the program does."""

    def write(file: _Summed) -> None:
        file.write(hashlib.sha256(made_by.encode()).digest())
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)

    _keep(folder, name, write)


def _path(folder: Path, name: str) -> Path:
    return folder / hashlib.sha256(name.encode()).hexdigest()
