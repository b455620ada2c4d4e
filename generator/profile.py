"""Where the time and the memory of a build go."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stage:
    """Seconds of the wall clock, and the peak of resident memory in MB when the stage ended."""

    name: str
    seconds: float
    peak_mb: float


@dataclass(slots=True)
class Profile:
    """The stages of a build in the order they ran."""

    stages: list[Stage] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            self._note(Stage(name, time.perf_counter() - began, peak_mb))

    def _note(self, new: Stage) -> None:
        """A stage that comes in parts is one."""
        for at, stage in enumerate(self.stages):
            if stage.name == new.name:
                self.stages[at] = Stage(new.name, stage.seconds + new.seconds, new.peak_mb)
                return
        self.stages.append(new)

    def add(self, of_processes: Iterable[Profile]) -> None:
        """What several processes did at the same time: a stage took as long as the longest of them."""
        together: dict[str, Stage] = {}
        for stage in (stage for one in of_processes for stage in one.stages):
            same = together.get(stage.name, stage)
            longest, largest = max(same.seconds, stage.seconds), max(same.peak_mb, stage.peak_mb)
            together[stage.name] = Stage(stage.name, longest, largest)
        self.stages += together.values()
