"""A forge: where proposals wait for an officer. One small interface; local git, GitHub and Forgejo speak it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from generator.intake.change_set import ChangeSet

BASE = "main"
AUTHOR = ("Bygd", "bygd@localhost.invalid")
"""Who commits: the program. No sender is ever named in git."""


class ForgeFault(Exception):
    """The forge did not do it. `lasting`: it will not do it later either, whatever we try.

    `wait`: seconds that it asked us to wait.
    """

    def __init__(self, message: str, *, lasting: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.lasting, self.wait = lasting, wait


@dataclass(frozen=True, slots=True)
class State:
    """`reason` is the last word said about it, where an officer gave one."""

    state: Literal["open", "merged", "closed"]
    reason: str = ""


class Forge(Protocol):
    """Every method may raise `ForgeFault`, and may be asked again after any answer that was lost."""

    def open(self, change: ChangeSet) -> str:
        """Make the change set, or find the one that has its key already; what names it from then on."""

    def state(self, name: str) -> State: ...

    def comment(self, name: str, text: str) -> None: ...

    def withdraw(self, name: str, key: str) -> None:
        """Close what is not decided yet, and take its branch away; of a shared branch, only what has `key`."""
