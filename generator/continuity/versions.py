"""A published site with its last versions beside it: exchanged in one step, and brought back in one.

target            the site that is shown
.target.1 .2 .3   those before it, the newest first
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.publish import building, damaged_files, exchange, swap
from generator.stop import Stop

KEPT = 3
"""Versions that are kept besides the one that is shown."""


def earlier(target: Path) -> list[Path]:
    """The kept versions that are whole, the newest first."""
    return [path for path in _places(target) if path.is_dir() and not damaged_files(path)]


def _places(target: Path) -> Iterator[Path]:
    return (target.parent / f".{target.name}.{number}" for number in range(1, KEPT + 1))


def keep_and_swap(staged: Path, target: Path) -> None:
    """Show `staged`, keep what was shown. Links share the bytes, so a kept version costs what has changed."""
    if target.is_dir():
        places = list(_places(target))
        aside = target.parent / f".{target.name}.keep"
        shutil.rmtree(aside, ignore_errors=True)
        try:
            shutil.copytree(target, aside, copy_function=os.link)
        except (OSError, shutil.Error):
            shutil.rmtree(aside, ignore_errors=True)
            raise
        shutil.rmtree(places[-1], ignore_errors=True)
        for older, newer in zip(reversed(places), reversed(places[:-1]), strict=False):
            if newer.is_dir():
                os.rename(newer, older)
        os.rename(aside, places[0])
    swap(staged, target)


def roll_back(target: Path) -> Path:
    """Show the version before, and keep the one that was shown in its place. Raises `Stop` where there is none."""
    kept = earlier(target)
    if not kept:
        raise Stop("nothing-to-roll-back-to", str(target))
    with building(target):
        exchange(kept[0], target)
    return target
