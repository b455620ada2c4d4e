"""Why a command can't go on: not faults in content, but wrong usage, the environment, or a fault of ours."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from generator.problem import Language


class Exit(IntEnum):
    """Exit codes of every command (DESIGN.md 4)."""

    DONE = 0
    CONTENT = 1
    USAGE = 2
    ENVIRONMENT = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """An entry of `reasons.yaml`: a sentence in both languages, and whose fault it is."""

    sv: str
    en: str
    environment: bool = False


@cache
def reasons() -> Mapping[str, Reason]:
    import yaml

    text = Path(__file__).with_name("reasons.yaml").read_text("utf-8")
    return {name: Reason(**entry) for name, entry in yaml.load(text, Loader=yaml.CSafeLoader).items()}


class Stop(Exception):
    """A command ends here, for one of `reasons.yaml`; `fact` is what the sentence is about."""

    def __init__(self, reason: str, fact: str = "") -> None:
        super().__init__(reason, fact)
        self.reason, self.fact = reason, fact

    @property
    def exit_code(self) -> Exit:
        return Exit.ENVIRONMENT if reasons()[self.reason].environment else Exit.USAGE

    def message(self, language: Language) -> str:
        reason = reasons()[self.reason]
        return (reason.sv if language == "sv" else reason.en).format(self.fact)


def explain(fault: Exception) -> Stop:
    """The reason that an exception stands for, whatever step it came from."""
    if isinstance(fault, shutil.Error) and isinstance(fault.args[0], list):
        return Stop("disk", str(fault.args[0][0][-1]))
    if isinstance(fault, OSError):
        return Stop("disk", f"{fault.strerror or fault} {fault.filename or ''}".strip())
    return Stop("our-fault", f"{type(fault).__name__}: {fault}")
