"""What comes with the program, and may be replaced by a repository's own."""

from __future__ import annotations

from pathlib import Path

PROGRAM = Path(__file__).parent


def own_or_packaged(root: Path, name: str) -> Path:
    """A repository's own `data/` or `themes/`, else the one that came with the program.

    In the program's own repository they stand beside it; in an installed package, inside.
    """
    candidates = (root / name, PROGRAM / name, PROGRAM.parent / name)
    return next((folder for folder in candidates if folder.is_dir()), candidates[-1])


def own_or_packaged_data(data: Path, name: str) -> Path:
    """A file of a repository's own `data/`, else the program's: a repository may hold only what it adds."""
    return data / name if (data / name).is_file() else own_or_packaged(PROGRAM, "data") / name
