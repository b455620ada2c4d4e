"""`python -m tests.bench.crisis`: how long `bygd build --crisis-only` takes on a large site, beside a whole build.

Each is a process of its own, as in a crisis: starting Python and importing everything is part of the time. Every
hurried build has a new notice to put on the pages of all service points. Told are seconds of the clock, and of the
processor: on a machine that does other things too, the first say more of those.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import corpus
from tests.cut_short import NOTICE
from tests.tiny import NOW_TEXT, command

MOST_SECONDS = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crisis", description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="companies (10000)")
    parser.add_argument("--runs", type=int, default=3, help="runs, of which the median counts (3)")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="bygd-crisis-") as folder:
        root = Path(folder) / "root"
        corpus.write(root, asked.n)
        settings = root / "sites" / corpus.SITE / "site.yaml"
        settings.write_text(settings.read_text("utf-8").replace("service_point]", "service_point, notice]"), "utf-8")
        notice = root / "content/arvidsjaur/notice/kris.yaml"
        whole = timed(root)
        notice.parent.mkdir(parents=True)
        runs = []
        for number in range(asked.runs):
            notice.write_text(NOTICE.replace("borta", f"borta ({number})"), "utf-8")
            runs.append(timed(root, "--crisis-only"))
            page = Path(folder) / "out" / corpus.SITE / "trygghet" / POINT / "index.html"
            assert f"borta ({number})" in page.read_text("utf-8"), "the notice is not there"
    print(f"{asked.n} companies: whole build {whole}, notices and service points alone:")
    for run in runs:
        print(f"  {run}")
    print(f"while the machine had {os.getloadavg()[0]:.1f} things to do at once, for {os.cpu_count()} processors")
    median = sorted(run.clock for run in runs)[asked.runs // 2]
    print(f"median {median:.2f} s, 1/{whole.clock / median:.0f} of a whole build; at most {MOST_SECONDS} s is wanted")
    return 0 if median <= MOST_SECONDS else 1


POINT = corpus.service_point(0).id
"""One of the service points."""


@dataclass(frozen=True)
class Run:
    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f} s of the processor)"


def timed(root: Path, *more: str) -> Run:
    build = command("build", corpus.SITE, "--root", root, "--out", root.parent / "out", "--now", NOW_TEXT, *more)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*build, "--profile"], check=True, stdout=sys.stderr)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    sys.exit(main())
