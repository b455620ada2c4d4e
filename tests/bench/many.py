"""`python -m tests.bench.many`: a country of portals: what one costs as they grow in number, built in one command.

Each is a place of its own in one repository, with 200 lifelike companies, 40 events and 10 service points.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import publish
from tests.bench import corpus
from tests.bench.corpus import Entry
from tests.tiny import NOW_TEXT, command

COMPANIES = 200
REFERENCES = ("company", "organiser_company")
MOST_GROWTH = 1.2
"""How much dearer a portal may be among many than among the fewest."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="portals; may be given again (10, 50 and 290)")
    costs = []
    for portals in parser.parse_args().n or [10, 50, 290]:
        with TemporaryDirectory(prefix="bygd-many-") as folder:
            seconds = built(Path(folder), portals)
        costs.append(seconds / portals)
        print(f"{portals:>4} portals: {seconds:7.1f} s, {seconds / portals:.2f} s each", flush=True)
    print(f"the dearest costs {max(costs) / costs[0]:.2f} times one of the first; at most {MOST_GROWTH} is wanted")
    return 0 if max(costs) <= MOST_GROWTH * costs[0] else 1


def built(folder: Path, portals: int) -> float:
    """Seconds that the command takes; every portal is whole."""
    root, out = folder / "root", folder / "out"
    for number in range(portals):
        place = f"kommun-{number:03d}"
        for entry in in_place(place):
            (root / "content" / place / entry.kind).mkdir(parents=True, exist_ok=True)
            corpus.write_entry(root, entry, as_markdown=False)
        site = root / "sites" / place / "site.yaml"
        site.parent.mkdir(parents=True)
        site.write_text(corpus.as_yaml({**corpus.SETTINGS, "place": place, "places": ()}), "utf-8")
    began = time.perf_counter()
    build = command("build", "--all", "--strict", "--root", root, "--out", out, "--now", NOW_TEXT)
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    broken = [site.name for site in (root / "sites").iterdir() if publish.damaged_files(out / site.name)]
    assert not broken, broken
    return seconds


def in_place(place: str) -> Iterator[Entry]:
    """The same firms everywhere, under names of the place."""
    for entry in corpus.entries(COMPANIES):
        named = {name: f"{value}-{place}" for name, value in entry.fields.items() if name in REFERENCES}
        fields = {name: value for name, value in entry.fields.items() if name != "org_number"}
        yield replace(entry, place=place, id=f"{entry.id}-{place}", fields={**fields, **named})


if __name__ == "__main__":
    sys.exit(main())
