"""`python -m tests.bench.kills`: every command that changes a shown site, killed again and again and out of disk.

Counts broken sites, of which there must be none; exit code 1 where there is one. `--kills` is how often each is killed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cut_short import Tally, deeds, fill_disk, kill_often, prepare

DEEDS = ("build", "crisis-only", "crisis-only with a spare", "mirror", "publish", "rollback", "ssh")
FILLS = tuple(name for name in DEEDS if name != "rollback")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="kills of each command (1000)")
    parser.add_argument("--steps", type=int, default=40, help="sizes of the full disk for each command (40)")
    parser.add_argument("--only", action="append", choices=DEEDS, help="just this command; may be given again")
    parser.add_argument("--minutes", type=float, default=0, help="stop after about so long, with what has come")
    asked = parser.parse_args()
    draw = random.Random()
    ends = time.monotonic() + asked.minutes * 60 if asked.minutes else float("inf")
    total = Tally()
    for name in asked.only or DEEDS:
        with TemporaryDirectory(prefix="bygd-kills-") as folder:
            found = _often(name, asked.kills, Path(folder), draw, ends)
            total.faults += _tell(f"{name}: {found.interrupted} kills of {found.tried} runs", found)
            total.interrupted += found.interrupted
        if name in FILLS:
            with TemporaryDirectory(prefix="bygd-full-") as folder:
                found = fill_disk(deeds(prepare(Path(folder) / "made"), Path(folder) / "disk")[name], asked.steps)
                total.faults += _tell(f"{name}: disk full in {found.interrupted} of {found.tried} runs", found)
    print(f"{total.interrupted} kills in all, {len(total.faults)} broken sites")
    return 1 if total.faults else 0


def _often(name: str, kills: int, folder: Path, draw: random.Random, ends: float) -> Tally:
    """In rounds, so that a run that takes too long can end with what it has."""
    deed, total = deeds(prepare(folder / "made"), folder / "disk")[name], Tally()
    while total.tried < kills and time.monotonic() < ends:
        found = kill_often(deed, min(25, kills - total.tried), draw)
        total.tried += found.tried
        total.interrupted += found.interrupted
        total.faults += found.faults
    return total


def _tell(line: str, tally: Tally) -> list[str]:
    print(f"{line}, {len(tally.faults)} broken", flush=True)
    for fault in tally.faults:
        print(f"  {fault}", flush=True)
    return tally.faults


if __name__ == "__main__":
    sys.exit(main())
