"""Templates as they were compiled the last time: to compile those of a site takes longer than to render half of it.

Another version of the program, of Jinja or of Python, other options and another text of the template are other names
in the user's cache. No page shows whether there was one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from jinja2 import __version__ as jinja
from jinja2.bccache import Bucket, BytecodeCache

from generator import __version__, user_cache


class Compiled(BytecodeCache):
    """`options`: those of the Jinja environment, on which compiled code depends too."""

    def __init__(self, folder: Path, options: Mapping[str, object]) -> None:
        self.folder = folder
        self.made_by = f"{__version__} {jinja} {sys.version} {sorted(options.items())!r}"

    def load_bytecode(self, bucket: Bucket) -> None:
        code = user_cache.kept(self.folder, self._name(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        user_cache.keep(self.folder, self._name(bucket), bucket.bytecode_to_string())

    def _name(self, bucket: Bucket) -> str:
        return f"{self.made_by}\0{bucket.key}\0{bucket.checksum}"
