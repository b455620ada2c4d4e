"""A repository under git with three sites that select from one another, and changes of it that a test writes down."""

from __future__ import annotations

from pathlib import Path

from tests.intake.way import git, under_git
from tests.tiny import SETTINGS, add, write, write_repository

REGION = SETTINGS.format(site="region", languages="sv").replace(
    "languages:", "places: [arvidsjaur]\nkinds: [company, event, offer, network, notice, page]\nlanguages:"
)
COMPANY = """name: Hantverk i Åsele
categories: [snickeri]
summary: Vi slöjdar.
village: asele
"""


def repository(folder: Path) -> Path:
    """Sites arvidsjaur (all of its place), region (its own page, and most kinds of arvidsjaur) and asele."""
    root = write_repository(folder / "root")
    write(root / "sites/region/site.yaml", REGION)
    write(root / "sites/asele/site.yaml", SETTINGS.format(site="asele", languages="sv"))
    add(root, "page", "om-regionen.yaml", "title: Om regionen\nbody: Vi hör ihop.\nlanguage: sv\n", "region")
    add(root, "company", "hantverk.yaml", COMPANY, "asele")
    return under_git(root)


def change(root: Path, path: str, before: str, after: str) -> None:
    """Change a piece of a file's text that is there once."""
    text = (root / path).read_text("utf-8")
    assert text.count(before) == 1, (path, before)
    write(root / path, text.replace(before, after))


def commit(root: Path, branch: str = "") -> str:
    """Commit all there is, on a new branch where one is named; its number."""
    if branch:
        git(root, "switch", "-q", "-c", branch)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "Ändrat")
    return git(root, "rev-parse", "HEAD")
