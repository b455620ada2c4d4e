"""Files in which every record has a line: the lines of records that are as before are taken from the files before.

A line may hold line breaks, and a file of some format has no line of some records. How long each line was is noted
when a file is written, so that nobody has to know the format to find it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from generator.record import Record
from generator.site_file import open_file

Lines = tuple[bytes, ...]
"""Of a record, one for each file; empty where the file has none of it."""
Lengths = tuple[tuple[bytes, tuple[int, ...]], ...]
"""By record, in the order of the files: the digest of what its lines follow from, and how many bytes they take."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands in a file around the lines. `address` is from the root of the site."""

    address: str
    head: bytes
    between: bytes
    tail: bytes

    def lines_in(self, contents: bytes, lengths: Iterable[int]) -> list[bytes]:
        lines, at, between = [], len(self.head), len(self.between)
        for length in lengths:
            lines.append(contents[at : at + length])
            at += length + between if length else 0
        return lines


@dataclass(frozen=True, slots=True)
class Lined:
    """Some files of the same records. `lines_of` makes the lines of one."""

    frames: tuple[Frame, ...]
    lines_of: Callable[[Record], Lines]

    def write(self, out: Path, lines: Iterable[Lines]) -> list[tuple[int, ...]]:
        """Write the files, each line when it comes; how many bytes the lines of each record take."""
        lengths = []
        with ExitStack() as open_files:
            files = [open_files.enter_context(open_file(out, frame.address)) for frame in self.frames]
            begun = [False] * len(files)
            for file, frame in zip(files, self.frames, strict=True):
                file.write(frame.head)
            for one in lines:
                lengths.append(tuple(map(len, one)))
                for number, line in enumerate(one):
                    if line:
                        files[number].write(self.frames[number].between + line if begun[number] else line)
                        begun[number] = True
            for file, frame in zip(files, self.frames, strict=True):
                file.write(frame.tail)
        return lengths

    def read(self, site: Path, lengths: Lengths) -> Mapping[bytes, Lines]:
        """Digest -> the lines of a record, from the files that were written when `lengths` were noted."""
        columns = (
            frame.lines_in((site / frame.address[1:]).read_bytes(), (taken[number] for _, taken in lengths))
            for number, frame in enumerate(self.frames)
        )
        return dict(zip((digest for digest, _ in lengths), zip(*columns, strict=True), strict=True))
