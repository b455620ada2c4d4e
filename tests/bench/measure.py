"""A command measured from outside: its time, and the peak of the memory of all its processes together.

The kernel keeps the peak of the largest single process (ru_maxrss); a sample many times a second adds up those that
run side by side. The larger of the two is what is told. A process begins with the size of the one that starts it, so
whoever measures must stay small: corpora are made in a process of their own.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

EVERY = 0.05
"""Seconds between two samples."""
LONGEST = 1800
"""Seconds after which a command is stopped."""
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the wall clock, and of all processors together; megabytes; and what the command said on stderr."""

    seconds: float
    cpu: float
    peak_mb: float
    said: str


IN_MEMORY = Path("/dev/shm")


def in_memory() -> Path | None:
    """A folder in which the disk has no part in the figures; None where there is none."""
    return IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None


class Failed(Exception):
    """The command did not end well: there is nothing to compare."""


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command in `folder` and measure it; raises `Failed` when it does not end with 0."""
    with TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        sampler = _Sampler(process.pid)
        limit = threading.Timer(LONGEST, process.kill)
        sampler.start()
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        limit.cancel()
        sampler.stop()
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)}: {process.returncode}\n{text[-2000:]}")
    peak = max(sampler.peak, usage.ru_maxrss * 1024) / MB
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak, text)


class _Sampler(threading.Thread):
    """Keeps the largest sum of resident memory that it sees of a process and those below it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid, self._done = pid, threading.Event()

    def run(self) -> None:
        while not self._done.wait(EVERY):
            self.peak = max(self.peak, sum(map(_resident, family(self._pid))))

    def stop(self) -> None:
        self._done.set()
        self.join()


def family(pid: int) -> Iterator[int]:
    """A process and all below it, as far as they are still there."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from family(int(child))


def _resident(pid: int) -> int:
    """Bytes, of memory that processes share only its part: what a build forks is not counted twice."""
    try:
        share = Path(f"/proc/{pid}/smaps_rollup").read_text().partition("\nPss:")[2]
        return int(share.split(maxsplit=1)[0]) * 1024
    except (OSError, IndexError):
        return 0


def pages(folder: Path) -> dict[str, int]:
    """Every HTML page below a folder and its size in bytes."""
    return {str(page.relative_to(folder)): page.stat().st_size for page in folder.rglob("*.html")}
