"""Templates as they were compiled the last time: to compile those of a site takes longer than to render half of it.

They lie in the user's own cache, outside every site and repository. Another version of the program, of Jinja or of
Python, other options and another text of the template are other names there; what is damaged is not loaded, and
where nothing can be written nothing is kept. No page shows whether there was a cache.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import __version__ as jinja
from jinja2.bccache import Bucket, BytecodeCache

from generator import __version__

MOST_FILES = 1000
"""A template that is being written leaves one file for each of its texts; at so many, all are thrown away."""
DIGEST = hashlib.sha256().digest_size


def cache_folder() -> Path:
    """Where the system wants a user's caches (XDG Base Directory)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = os.path.expanduser("~")
    if not os.path.isabs(given):
        # In a container a user may have no home: nothing is kept below a file.
        given = f"{home}/.cache" if os.path.isabs(home) else os.devnull
    return Path(given) / "bygd" / "templates"


class Compiled(BytecodeCache):
    """`options`: those of the Jinja environment, on which compiled code depends too."""

    def __init__(self, folder: Path, options: Mapping[str, object]) -> None:
        self.folder = folder
        self.made_by = f"{__version__} {jinja} {sys.version} {sorted(options.items())!r}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            raw = self._path(bucket).read_bytes()
        except OSError:
            return
        code = raw[DIGEST:]
        if hashlib.sha256(code).digest() == raw[:DIGEST]:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room()
            with NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(hashlib.sha256(code).digest() + code)
            os.replace(file.name, self._path(bucket))

    def _path(self, bucket: Bucket) -> Path:
        name = f"{self.made_by}\0{bucket.key}\0{bucket.checksum}"
        return self.folder / hashlib.sha256(name.encode()).hexdigest()

    def _make_room(self) -> None:
        names = os.listdir(self.folder)
        for name in names if len(names) >= MOST_FILES else ():
            (self.folder / name).unlink(missing_ok=True)
