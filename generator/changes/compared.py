"""A repository before and after a change: both read whole, so that rules across files see all of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.changes.revision import Changed, base_of, changed, export
from generator.problem import Problem
from generator.survey import Survey, survey


@dataclass(frozen=True, slots=True)
class Compared:
    """`before` is as it was at the commit `base`, `after` as the folder is now.

    `problems`: what is wrong with the changed files, and what the change makes wrong in any other.
    """

    base: str
    before: Survey
    after: Survey
    changes: tuple[Changed, ...]
    problems: tuple[Problem, ...]


@contextmanager
def compared(root: Path, since: str, now: datetime) -> Iterator[Compared]:
    """The folder `root` against where its history and `since` parted. What stood there lies in a folder of its own
    as long as the context lasts."""
    base = base_of(root, since)
    with TemporaryDirectory(prefix="bygd-") as folder:
        export(root, base, Path(folder))
        before, after, changes = survey(Path(folder), now), survey(root, now), changed(root, base)
        yield Compared(base, before, after, changes, _problems(before, after, changes))


def _problems(before: Survey, after: Survey, changes: Iterable[Changed]) -> tuple[Problem, ...]:
    ours, known = {one.after for one in changes}, set(before.problems)
    return tuple(one for one in after.problems if one.path in ours or one not in known)
