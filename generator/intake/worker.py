"""Takes what waits in the journal to the forge, and brings back what officers decided.

Every step may be broken off and taken again: a change set is known by its receipt on the forge, and the journal
says that it is there only when it is. One worker at a time (`lock`).
"""

from __future__ import annotations

import fcntl
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.intake.desk import Desk
from generator.intake.forge import Forge, ForgeFault
from generator.intake.journal import Journal, Submission
from generator.intake.keys import Keys, unseal
from generator.intake.letters import Send, letter
from generator.intake.nonce import link_word
from generator.intake.proposal import proposal

FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
"""Seconds before a failed step is tried again; twice as long each time."""
BREAKS_AFTER = 5
"""Failures in a row after which the worker leaves the forge alone for as long as the longest wait."""
LOOK_AT_STATES = 600.0


@dataclass(slots=True)
class Worker:
    """`address`: where the receiver is reached from outside. `send` is None where there is no mail server."""

    journal: Journal
    desk: Desk
    forge: Forge
    keys: Keys
    now: Callable[[], datetime]
    say: Callable[[str], None]
    address: str = ""
    sender: str = ""
    send: Send | None = None
    rolling: bool = False
    failures: int = 0
    resting_until: float = 0.0
    looked: float = 0.0

    def open_all(self) -> int:
        """Try everything that is due, until the forge fails too often. How many were opened."""
        opened = 0
        for submission in self.journal.due(self._seconds()):
            if self._seconds() < self.resting_until:
                break
            opened += self._open(submission)
        return opened

    def _open(self, submission: Submission) -> bool:
        counter = self.desk.counter(submission.site)
        try:
            if counter is None:
                raise ForgeFault(f"there is no site {submission.site}", lasting=True)
            change = proposal(submission, counter, self.now(), rolling=self.rolling)
            name = self.forge.open(change)
        except ValueError as fault:
            self._stuck(submission, str(fault))
        except ForgeFault as fault:
            self._failed(submission, fault)
        else:
            self.failures = 0
            if self.journal.set_status(submission.receipt, "opened", self._seconds(), name=name, was="queued"):
                return True
            # It was taken back, or erased, while the forge was at work.
            self.forge.withdraw(name, submission.receipt)
        return False

    def _failed(self, submission: Submission, fault: ForgeFault) -> None:
        if fault.lasting:
            self._stuck(submission, str(fault))
            return
        self.failures += 1
        wait = max(fault.wait, min(FIRST_WAIT * 2**submission.attempts, LONGEST_WAIT))
        self.journal.postpone(submission.receipt, self._seconds() + wait, str(fault))
        if fault.wait or self.failures >= BREAKS_AFTER:
            self.resting_until = self._seconds() + max(fault.wait, LONGEST_WAIT if not fault.wait else 0.0)
        self.say(f"{submission.receipt}: {fault}")

    def _stuck(self, submission: Submission, why: str) -> None:
        self.journal.set_status(submission.receipt, "stuck", self._seconds(), note=why)
        self.say(f"{submission.receipt}: {why}")

    def follow_up(self) -> None:
        """Ask what became of what is open, and tell those who wanted to know."""
        for submission in self.journal.with_status("opened"):
            try:
                state = self.forge.state(submission.name)
            except ForgeFault as fault:
                self.say(f"{submission.receipt}: {fault}")
                return
            if state.state != "open":
                self.journal.set_status(submission.receipt, state.state, self._seconds(), note=state.reason)
        for submission in self.journal.with_status("merged", "closed"):
            if submission.told != submission.status:
                self._tell(submission)

    def _tell(self, submission: Submission) -> None:
        counter = self.desk.counter(submission.site)
        email = unseal(submission.sealed, self.keys.private).get("submitter_email", "")
        if email and self.send and counter:
            message = letter(
                submission.status, submission.language, email, self.sender, counter.edition.config,
                receipt=submission.receipt, link=self.link(submission), reason=submission.note,
            )  # fmt: skip
            try:
                self.send(message)
            except (smtplib.SMTPException, OSError) as fault:
                self.say(f"{submission.receipt}: {type(fault).__name__}")
                return
        self.journal.tell(submission.receipt, submission.status)

    def link(self, submission: Submission) -> str:
        """The sender's own page: secret, and bound to the receipt."""
        word = link_word(self.keys.links, submission.site, submission.receipt)
        return f"{self.address}/intake/{submission.site}/mitt/{submission.receipt}/{word}"

    def withdraw(self, submission: Submission) -> None:
        """Take back what has not been decided. Raises `ForgeFault` where the forge does not answer."""
        if submission.status == "opened":
            self.forge.withdraw(submission.name, submission.receipt)
        if submission.status in ("queued", "opened", "stuck"):
            self.journal.set_status(submission.receipt, "withdrawn", self._seconds())

    def _seconds(self) -> float:
        return self.now().timestamp()

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Until `stop`: open what is due, soon after `wake`; look at states now and then."""
        while not stop.is_set():
            try:
                self.open_all()
                if self._seconds() - self.looked > LOOK_AT_STATES:
                    self.looked = self._seconds()
                    self.follow_up()
            except Exception as fault:
                self.say(f"{type(fault).__name__}: {fault}")
            wake.wait(FIRST_WAIT)
            wake.clear()


@contextmanager
def lock(journal: Path) -> Iterator[bool]:
    """Whether this process is the one that takes the journal's submissions to the forge."""
    with journal.with_name(journal.name + ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
