"""`python -m tests.bench`: build the same corpus with Bygd and other tools, in turn, and print how they compare."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.alike import faults
from tests.bench.everyday import STARTING, starting
from tests.bench.measure import Failed, Run, in_memory
from tests.bench.report import NOT_THE_SAME, start_table, table
from tests.bench.tasks import TASKS, cache
from tests.bench.tools import BYGD, SEARCHING, TOOLS, Tool, out_of, prepare


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="companies; may be given again (1000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool, of which the median counts (3)")
    parser.add_argument("--tool", action="append", choices=[tool.name for tool in TOOLS], help="only these, and Bygd")
    parser.add_argument("--task", action="append", choices=list(TASKS), help="only these, and cold")
    parser.add_argument("--where", type=Path, help="folder to build in (one in memory, where there is one)")
    wanted = parser.parse_args(arguments)
    tools = [tool for tool in TOOLS if tool is BYGD or not wanted.tool or tool.name in wanted.tool]
    tasks = [task for task in TASKS if task == "cold" or not wanted.task or task in wanted.task]
    lines = []
    for companies in wanted.n or [1000]:
        with TemporaryDirectory(prefix="bygd-bench-", dir=wanted.where or in_memory()) as folder:
            for line in bench(companies, wanted.runs, tools, tasks, Path(folder)):
                print(line, flush=True)
                lines.append(line)
        print(flush=True)
    for line in start_table({name: starting(name, wanted.runs) for name in STARTING}):
        print(line, flush=True)
    return 1 if any(NOT_THE_SAME in line for line in lines) else 0


def bench(companies: int, runs: int, tools: Sequence[Tool], tasks: Sequence[str], folder: Path) -> Iterator[str]:
    """Prepare the corpus for every tool, then have each do every task in turn, `runs` times."""
    _apart(prepare, [tool.name for tool in tools], companies, folder)
    os.environ["XDG_CACHE_HOME"] = str(cache(folder))
    measured: dict[str, dict[str, list[Run]]] = {tool.name: {task: [] for task in tasks} for tool in tools}
    for turn in range(runs):
        for tool in tools:
            for task in tasks:
                _tell(f"{companies:,} companies, run {turn + 1} of {runs}: {tool.name}, {task}")
                measured[tool.name][task].append(TASKS[task](tool, folder))
    sites = {tool.name: out_of(tool, folder) / tool.below for tool in tools}
    yield from table(companies, runs, measured, sites)
    for tool in tools:
        if tool.is_same and tool not in (BYGD, SEARCHING):
            yield from (f"{NOT_THE_SAME}: {fault}" for fault in faults(BYGD.name, tool.name, sites))


def _apart(work: object, *arguments: object) -> None:
    """In a process of its own: what it uses must not count for the builds that this one starts (measure.py)."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as another:
        another.submit(work, *arguments).result()  # type: ignore[arg-type]


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(str(failure))
