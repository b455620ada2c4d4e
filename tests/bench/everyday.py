"""`python -m tests.bench.everyday`: what an officer waits for, on the sample portals, against what is promised.

Every figure is the median of whole processes: to start Python and to import is part of the time. The first run is not
counted: as on an officer's computer, Python has compiled the program before, and Jinja the templates. "Cold" is without
anything that is known of content and sites.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from generator.kept_content import FOLDER as CONTENT
from generator.seen import FOLDER as SITES
from generator.user_cache import cache_folder
from tests.bench.measure import in_memory
from tests.tiny import PROGRAM, command

NOW = "2026-11-24T12:00:00"
SITE = "asele"
COMPANY = "content/asele/company/hotell-forsbruset.yaml"

PROMISED = {
    "bygd --help": 0.2,
    "bygd check, one file": 0.6,
    "six portals, cold": 15.0,
    "one portal, cold": 15.0,
    "one portal, one record changed": 1.5,
    "one portal, nothing changed": 0.4,
}
"""Seconds at most."""
STARTING = ("bygd --help", "bygd check, one file")
"""What only has to start, and to read a file."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.everyday", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs, of which the median counts (5)")
    runs = parser.parse_args().runs
    with TemporaryDirectory(prefix="bygd-everyday-", dir=in_memory()) as folder:
        root, out = Path(folder) / "root", Path(folder) / "out"
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        for name in ("content", "sites"):
            shutil.copytree(PROGRAM / name, root / name)
        measured = dict(zip(PROMISED, (median(timed(work, runs)) for work in works(root, out)), strict=True))
    print("| | s | promised, s |\n|---|---:|---:|")
    for name, seconds in measured.items():
        print(f"| {name} | {seconds:.2f} | {PROMISED[name]:.1f}{'' if seconds <= PROMISED[name] else ' MISSED'} |")
    return 1 if any(seconds > PROMISED[name] for name, seconds in measured.items()) else 0


def works(root: Path, out: Path) -> tuple[Callable[[], float], ...]:
    """In the order of PROMISED; each gives the seconds it took."""
    here = ("--root", root)
    build = ("build", *here, "--out", out, "--now", NOW)

    def from_nothing(*what: str) -> float:
        for there in (out, cache_folder(CONTENT), cache_folder(SITES)):
            shutil.rmtree(there, ignore_errors=True)
        return seconds(*build, *what)

    def after_a_change() -> float:
        company = root / COMPANY
        company.write_text(
            re.sub("^summary: .*", f"summary: Öppet sedan {time.time()}.", company.read_text("utf-8"), flags=re.M),
            "utf-8",
        )
        return seconds(*build, SITE)

    return (
        lambda: seconds("--help"),
        lambda: seconds("check", *here, root / COMPANY),
        lambda: from_nothing("--all"),
        lambda: from_nothing(SITE),
        after_a_change,
        lambda: seconds(*build, SITE),
    )


def starting(name: str, runs: int) -> float:
    """The median of one of STARTING, on the sample portals as they lie here; it changes nothing."""
    work = dict(zip(PROMISED, works(PROGRAM, Path("nowhere")), strict=True))[name]
    return median(timed(work, runs))


def timed(work: Callable[[], float], runs: int) -> list[float]:
    work()
    return [work() for _ in range(runs)]


def seconds(*arguments: object) -> float:
    began = time.perf_counter()
    subprocess.run(command(*arguments), cwd=PROGRAM, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
