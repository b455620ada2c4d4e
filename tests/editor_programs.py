"""The web editor's programs as `bygd editor` fetches them, once for all tests and kept with the tests' own programs."""

from __future__ import annotations

import fcntl
from pathlib import Path

from generator.editor_program import FOLDER, fetch, fetched
from tests.tiny import PROGRAM

KEPT = PROGRAM / "tests/node_modules"
"""`make test` puts them there (Makefile), below `build/editor/`."""


def programs() -> Path:
    """The folder of the programs."""
    with (KEPT / ".editor-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return fetched(KEPT) or fetch(KEPT)


def lend(root: Path) -> Path:
    """Have them in the repository `root` too, and turn the editor of its sites on by hand where it is wanted."""
    folder = root / FOLDER
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(programs())
    return root


if __name__ == "__main__":
    programs()
