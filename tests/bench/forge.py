"""`make try-forge`: a proposal opened, found again, commented on and taken back on a real forge.

The environment says which, as for `bygd intake` (generator/intake/setup.py): BYGD_FORGE, BYGD_REPOSITORY,
BYGD_FORGE_API, BYGD_FORGE_TOKEN, BYGD_BASE. Use a repository of no consequence. Exit code 1 where a step is not as it
must be.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from generator.intake.change_set import ChangeSet, new_file
from generator.intake.keys import new_receipt
from generator.intake.setup import forge_of
from generator.picture import redrawn
from tests.test_picture import photo
from tests.tiny import SITE, company


def a_change(rolling: str = "") -> ChangeSet:
    key = new_receipt()
    files = {
        f"content/{SITE}/company/{key}.yaml": new_file(company(1)),
        f"content/{SITE}/images/{key}.webp": new_file(redrawn(photo((640, 480)), 480, 100_000)),
    }
    body = f"Ett prov, som tas tillbaka av sig självt. Kvittonummer: `{key}`"
    return ChangeSet(key, "Prov: Företag", body, files, rolling=rolling)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--root", type=Path, default=Path(), help="the repository, where the forge is local git")
    forge = forge_of(os.environ, asked.parse_args().root)
    one = a_change()
    day = f"anmalan/prov-{one.key}"
    first, second = a_change(day), a_change(day)
    names: dict[str, str] = {}

    def opened(change: ChangeSet) -> str:
        names[change.key] = forge.open(change)
        return names[change.key]

    steps: list[tuple[str, Callable[[], bool]]] = [
        ("opened", lambda: bool(opened(one))),
        ("opened again: the same one", lambda: forge.open(one) == names[one.key]),
        ("waits for an officer", lambda: forge.state(names[one.key]).state == "open"),
        ("commented on", lambda: forge.comment(names[one.key], "Ett ord från provet.") is None),
        ("taken back", lambda: forge.withdraw(names[one.key], one.key) is None),
        ("closed", lambda: forge.state(names[one.key]).state == "closed"),
        ("two on one branch of a day", lambda: bool(opened(first)) and bool(opened(second))),
        ("the second is there once", lambda: forge.open(replace(second, title="Samma")) == names[second.key]),
        ("one of them taken back", lambda: forge.withdraw(names[second.key], second.key) is None),
        ("the other still waits", lambda: forge.state(names[first.key]).state == "open"),
    ]
    failed = 0
    for what, step in steps:
        done = step()
        failed += not done
        print(f"{'ok  ' if done else 'FAIL'} {what}", flush=True)
    print(f"Left for an officer to close: {names[first.key]}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
