"""`python -m tests.bench.many`: a country of portals: what one costs as they grow in number, built in one command.

Each is a place of its own in one repository, with 200 lifelike companies, 40 events and 10 service points.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import publish
from tests.bench import corpus
from tests.bench.corpus import Entry
from tests.bench.measure import in_memory
from tests.tiny import NOW_TEXT, command

COMPANIES = 200
REFERENCES = ("company", "organiser_company")
MOST_GROWTH = 1.2
"""How much dearer a portal may be among many than among the fewest."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the wall clock, and of all processors together, for so many portals."""

    portals: int
    wall: float
    cpu: float

    @property
    def each(self) -> float:
        return self.cpu / self.portals


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="portals; may be given again (10, 50, 100 and 290)")
    parser.add_argument("--jobs", type=int, default=2, help="portals built at the same time (2)")
    wanted = parser.parse_args()
    costs = []
    print("| portals | wall, s | CPU, s | wall, s each | CPU, s each |\n|---:|---:|---:|---:|---:|", flush=True)
    for portals in wanted.n or [10, 50, 100, 290]:
        with TemporaryDirectory(prefix="bygd-many-", dir=in_memory()) as folder:
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            costs.append(built(Path(folder), portals, wanted.jobs))
        print(_row(costs[-1]), flush=True)
    growth = max(one.each for one in costs) / costs[0].each
    print(f"The dearest costs {growth:.2f} times the CPU time of one of the first; at most {MOST_GROWTH} is wanted.")
    return 0 if growth <= MOST_GROWTH else 1


def _row(of: Cost) -> str:
    return f"| {of.portals} | {of.wall:.1f} | {of.cpu:.1f} | {of.wall / of.portals:.2f} | {of.each:.2f} |"


def built(folder: Path, portals: int, jobs: int) -> Cost:
    """What the command takes; every portal is whole."""
    root, out = folder / "root", folder / "out"
    write(root, portals)
    where = ("--root", root, "--out", out, "--now", NOW_TEXT)
    began, before = time.perf_counter(), _cpu()
    subprocess.run(command("build", "--all", "--jobs", jobs, "--strict", *where), check=True, stdout=subprocess.DEVNULL)
    cost = Cost(portals, time.perf_counter() - began, _cpu() - before)
    sites = [site.name for site in (root / "sites").iterdir()]
    assert len(sites) == portals, sites
    broken = [site for site in sites if publish.damaged_files(out / site)]
    assert not broken, broken
    return cost


def _cpu() -> float:
    """Seconds of all processes that have ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write(root: Path, portals: int) -> None:
    for number in range(portals):
        place = f"kommun-{number:03d}"
        for entry in in_place(place):
            (root / "content" / place / entry.kind).mkdir(parents=True, exist_ok=True)
            corpus.write_entry(root, entry, as_markdown=False)
        site = root / "sites" / place / "site.yaml"
        site.parent.mkdir(parents=True)
        site.write_text(corpus.as_yaml({**corpus.SETTINGS, "place": place, "places": ()}), "utf-8")


def in_place(place: str) -> Iterator[Entry]:
    """The same firms everywhere, under names of the place."""
    for entry in corpus.entries(COMPANIES):
        named = {name: f"{value}-{place}" for name, value in entry.fields.items() if name in REFERENCES}
        fields = {name: value for name, value in entry.fields.items() if name != "org_number"}
        yield replace(entry, place=place, id=f"{entry.id}-{place}", fields={**fields, **named})


if __name__ == "__main__":
    sys.exit(main())
