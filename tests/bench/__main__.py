"""`python -m tests.bench`: build the same corpus with Bygd and with Hugo, in turn, and print how they compare."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import Failed, Run, pages, run
from tests.bench.report import table
from tests.bench.tools import PROGRAM, TOOLS, Tool, prepare

IN_MEMORY = Path("/dev/shm")
"""Where it is, the disk has no part in the figures."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="companies; may be given again (1000 and 10000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool, of which the median counts (3)")
    parser.add_argument("--where", type=Path, help="folder to build in (one in memory, where there is one)")
    wanted = parser.parse_args(arguments)
    lines = []
    for companies in wanted.n or [1000, 10_000]:
        with TemporaryDirectory(prefix="bygd-bench-", dir=wanted.where or _in_memory()) as folder:
            for line in bench(companies, wanted.runs, Path(folder)):
                print(line, flush=True)
                lines.append(line)
        print(flush=True)
    return 1 if any("NOT THE SAME" in line for line in lines) else 0


def _in_memory() -> Path | None:
    return IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None


def bench(companies: int, runs: int, folder: Path) -> Iterator[str]:
    """Prepare the corpus for every tool, then build it with each in turn, `runs` times."""
    _apart(prepare, companies, folder)
    measured: dict[str, list[Run]] = {tool.name: [] for tool in TOOLS}
    for turn in range(runs):
        for tool in TOOLS:
            _tell(f"{companies:,} companies, run {turn + 1} of {runs}: {tool.name}")
            measured[tool.name].append(_build(tool, folder))
    sizes = {tool.name: pages(_out(tool, folder) / tool.below) for tool in TOOLS}
    yield from table(companies, {tool.name: (tool, measured[tool.name], sizes[tool.name]) for tool in TOOLS})


def _apart(work: object, *arguments: object) -> None:
    """In a process of its own: what it uses must not count for the builds that this one starts (measure.py)."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as another:
        another.submit(work, *arguments).result()  # type: ignore[arg-type]


def _build(tool: Tool, folder: Path) -> Run:
    """A cold build: the tool finds nothing of the build before."""
    out = _out(tool, folder)
    shutil.rmtree(out, ignore_errors=True)
    return run(tool.command(folder / "corpus", folder / tool.name, out), PROGRAM)


def _out(tool: Tool, folder: Path) -> Path:
    return folder / f"{tool.name}-out"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(str(failure))
