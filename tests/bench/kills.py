"""`python -m tests.bench.kills`: every command that changes a shown site, killed again and again and out of disk.

Counts broken sites, of which there must be none; exit code 1 where there is one. First each runs out of disk, then all
are killed by turns, a round of each, until `--kills` of them were cut short: a run that is stopped has touched each.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cut_short import Deed, Tally, deeds, fill_disk, kill_often, prepare

DEEDS = ("build", "crisis-only", "crisis-only with a spare", "mirror", "publish", "rollback", "ssh")
FILLS = tuple(name for name in DEEDS if name != "rollback")
ROUND = 20
"""Kills of a command before it is the next one's turn."""


@dataclass(frozen=True)
class Trial:
    """What one command has been through."""

    name: str
    deed: Deed
    kills: Tally = field(default_factory=Tally)
    fills: Tally = field(default_factory=Tally)

    def __str__(self) -> str:
        full = f"disk full in {self.fills.interrupted:2} of {self.fills.tried:2} runs, " if self.fills.tried else ""
        kills = f"{self.kills.interrupted:4} kills of {self.kills.tried:4} runs, "
        return f"{self.name:25}{kills}{full:31}{len(self.faults())} broken"

    def faults(self) -> list[str]:
        return [*self.fills.faults, *self.kills.faults]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="kills of all commands together (1000)")
    parser.add_argument("--steps", type=int, default=40, help="sizes of the full disk for each command (40)")
    parser.add_argument("--only", action="append", choices=DEEDS, help="just this command; may be given again")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after about so long, with what came")
    asked = parser.parse_args()
    ends = time.monotonic() + asked.minutes * 60
    with TemporaryDirectory(prefix="bygd-kills-") as folder:
        trials = [_trial(name, Path(folder) / str(number)) for number, name in enumerate(asked.only or DEEDS)]
        for trial in trials:
            if trial.name in FILLS:
                _tell(trial, trial.fills, fill_disk(trial.deed, asked.steps))
        while (left := asked.kills - _kills(trials)) > 0 and time.monotonic() < ends:
            for trial in trials:
                _tell(trial, trial.kills, kill_often(trial.deed, min(ROUND, -(-left // len(trials))), random.Random()))
    faults = [f"{trial.name}: {fault}" for trial in trials for fault in trial.faults()]
    print(*trials, f"{_kills(trials)} kills in all, {len(faults)} broken sites", *faults, sep="\n")
    return 1 if faults else 0


def _trial(name: str, folder: Path) -> Trial:
    return Trial(name, deeds(prepare(folder / "made"), folder / "disk")[name])


def _kills(trials: list[Trial]) -> int:
    return sum(trial.kills.interrupted for trial in trials)


def _tell(trial: Trial, total: Tally, more: Tally) -> None:
    total.tried += more.tried
    total.interrupted += more.interrupted
    total.faults += more.faults
    print(trial, *more.faults, sep="\n  ", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
