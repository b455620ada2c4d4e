"""What is asked of a build, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.problem import Problem


def unsealed(staged: Path) -> None:
    """A site that nobody signs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `strict`: any error stops the build; otherwise bad records are left out and reported.

    `seal` is given the folder of the whole new site before it is published; it may add the manifest's signature.
    `jobs`: how many processes may work at once. `reuse`: what would be the same as the last time is left as it is, be
    it the site, some of its files, or what was read; otherwise nothing is looked up in the user's cache but templates.
    """

    root: Path
    site: str
    out: Path
    now: datetime
    strict: bool = False
    allow_removals: bool = False
    jobs: int = 1
    seal: Callable[[Path], object] = unsealed
    reuse: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. Of the records in the content, `published`, `left_out`, `withdrawn` and `elsewhere` make all.

    `is_unchanged`: the site that was there is the one that would have been built, and was left as it is.
    """

    site: str
    target: Path | None
    problems: tuple[Problem, ...]
    published: int = 0
    left_out: int = 0
    withdrawn: int = 0
    elsewhere: int = 0
    is_unchanged: bool = False
