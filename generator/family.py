"""Some files of a site that are made together, and what they follow from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.lined import Lined
from generator.record import Record


@dataclass(frozen=True, slots=True)
class Family:
    """`write` puts the files below the folder that it is given. They follow from `records`, each with those that it
    names, from `also`, which is the same where its `repr` is, and from what all files do (basis.py); where `records` is
    None they follow from more than is worth finding out, and are always made.

    `part` tells it from others of the same `output`. `lined`: the same files, where every record has a line in them.
    """

    output: str
    write: Callable[[Path], object]
    records: tuple[Record, ...] | None = None
    also: object = None
    part: str = ""
    lined: Lined | None = None

    @property
    def name(self) -> str:
        return f"{self.output} {self.part}"


def write_all(families: Iterable[Family], out: Path) -> None:
    for family in families:
        family.write(out)
