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
TICKS = os.sysconf("SC_CLK_TCK")
MB = 1_000_000
APART = "pagefind"
"""The program that makes the search index, measured apart: the other tools make none."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the wall clock, and of all processors together; megabytes; and what the command said on stderr.

    `apart_cpu` and `rest_mb`: the CPU time of programs named APART, and the peak of all others.
    """

    seconds: float
    cpu: float
    peak_mb: float
    said: str
    apart_cpu: float = 0.0
    rest_mb: float = 0.0


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
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, peak, text, sum(sampler.apart_cpu.values()), sampler.rest / MB)


class _Sampler(threading.Thread):
    """Keeps the largest sum of resident memory that it sees of a process and those below it, with APART and without."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = self.rest = 0
        self.apart_cpu: dict[int, float] = {}
        self._pid, self._done = pid, threading.Event()

    def run(self) -> None:
        while not self._done.wait(EVERY):
            pids = [*family(self._pid)]
            # First who is who: one that ends before its memory is read has none, and is not taken for another.
            apart = {pid: cpu for pid in pids if (cpu := _cpu_apart(pid)) is not None}
            resident = {pid: _resident(pid) for pid in pids}
            self.apart_cpu |= apart
            self.peak = max(self.peak, sum(resident.values()))
            self.rest = max(self.rest, sum(size for pid, size in resident.items() if pid not in apart))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _cpu_apart(pid: int) -> float | None:
    """Seconds that a process named APART has used until now; None for any other."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return None
    user, system = rest.split()[11:13]
    return (int(user) + int(system)) / TICKS if name.startswith(APART) else None


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
