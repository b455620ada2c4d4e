"""Every submission on the disk, synced before its sender is answered: journal and queue in one SQLite file.

What is private is a sealed box here too. Addresses of senders are words that can't be turned back (limits.py).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generator.intake.answers import Refused
from generator.intake.keys import new_receipt
from generator.intake.limits import Limits
from generator.intake.nonce import GRACE, MOST_SECONDS

Status = Literal["queued", "opened", "merged", "closed", "withdrawn", "stuck", "erased"]
HOUR, DAY = 3600.0, 86400.0
PRIVATE_KEPT = 396 * DAY
"""Seconds after the answer that a sender's address is kept: a year and a month, for the reminder of a year."""
KEPT = 3 * 366 * DAY
"""Seconds that a submission is kept at all."""

TABLES = """
CREATE TABLE IF NOT EXISTS submissions (
  receipt TEXT PRIMARY KEY, site TEXT NOT NULL, form TEXT NOT NULL, language TEXT NOT NULL,
  nonce TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, received REAL NOT NULL,
  answers TEXT NOT NULL, sealed BLOB NOT NULL, status TEXT NOT NULL DEFAULT 'queued',
  name TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
  note TEXT NOT NULL DEFAULT '', changed REAL NOT NULL, told TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS by_status ON submissions (status, due);
CREATE INDEX IF NOT EXISTS by_digest ON submissions (digest, received);
CREATE TABLE IF NOT EXISTS visits (address TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS by_address ON visits (address, at);
CREATE TABLE IF NOT EXISTS used (word TEXT PRIMARY KEY, until REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS counts (day TEXT, what TEXT, number INTEGER NOT NULL, PRIMARY KEY (day, what)) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """`name` is what the forge calls its change set; `told` the last status that its sender has had a letter about."""

    receipt: str
    site: str
    form: str
    language: str
    received: float
    answers: Mapping[str, tuple[str, ...]]
    sealed: bytes
    status: Status = "queued"
    name: str = ""
    attempts: int = 0
    note: str = ""
    changed: float = 0.0
    told: str = ""


COLUMNS = "receipt, site, form, language, received, answers, sealed, status, name, attempts, note, changed, told"


class Journal:
    """Safe to use from several threads and processes: every use is a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as file:
            file.executescript(TABLES)
        path.chmod(0o600)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on the disk when the block is left, or never was."""
        file = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        try:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("PRAGMA synchronous=FULL")
            file.execute("PRAGMA secure_delete=ON")
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT") if file.in_transaction else None
        finally:
            file.close()

    def take(
        self,
        submission: Submission,
        nonce: str,
        private_digest: str,
        address: str,
        limits: Limits,
        now: float,
        work: str = "",
    ) -> str:
        """The receipt under which it is on the disk now; that of the first one where it has been sent before.

        `work`: the challenge that was solved for it. Raises `Refused` for a nonce or a challenge that has been used
        for something else, and for too many.
        """
        digest = digest_of(submission, private_digest)
        with self._open() as file:
            if known := file.execute("SELECT receipt, digest FROM submissions WHERE nonce = ?", (nonce,)).fetchone():
                if known[1] != digest:
                    raise Refused("used-nonce")
                return str(known[0])
            same = "SELECT receipt FROM submissions WHERE digest = ? AND received > ? AND status != 'erased'"
            if known := file.execute(same, (digest, now - DAY)).fetchone():
                return str(known[0])
            _within(file, address, limits, now)
            if work and not _use_up(file, work, now):
                raise Refused("no-work")
            receipt = _unused_receipt(file)
            file.execute(
                "INSERT INTO submissions (receipt, site, form, language, nonce, digest, received, answers, sealed, due,"
                " changed) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                (receipt, submission.site, submission.form, submission.language, nonce, digest, now,
                 _as_json(submission.answers), submission.sealed, now, now),
            )  # fmt: skip
            file.execute("INSERT INTO visits VALUES (?, ?)", (address, now))
        return receipt

    def find(self, receipt: str) -> Submission | None:
        return next(iter(self._select("receipt = ?", receipt)), None)

    def due(self, now: float) -> list[Submission]:
        """What waits for the forge and may be tried now, the oldest first."""
        return self._select("status = 'queued' AND due <= ? ORDER BY received, receipt", now)

    def with_status(self, *statuses: Status) -> list[Submission]:
        marks = ",".join("?" * len(statuses))
        return self._select(f"status IN ({marks}) ORDER BY received, receipt", *statuses)

    def waiting(self) -> int:
        with self._open() as file:
            return int(file.execute("SELECT count(*) FROM submissions WHERE status = 'queued'").fetchone()[0])

    def _select(self, where: str, *values: object) -> list[Submission]:
        with self._open() as file:
            rows = file.execute(f"SELECT {COLUMNS} FROM submissions WHERE {where}", values).fetchall()  # noqa: S608
        return [_submission(row) for row in rows]

    def set_status(
        self, receipt: str, status: Status, now: float, *, name: str = "", note: str = "", was: Status | None = None
    ) -> bool:
        """Whether it was changed: nothing is where it no longer `was` what it is thought to be."""
        with self._open() as file:
            done = file.execute(
                "UPDATE submissions SET status = ?, changed = ?, name = CASE ? WHEN '' THEN name ELSE ? END, note = ?"
                " WHERE receipt = ? AND status != 'erased' AND (? IS NULL OR status = ?)",
                (status, now, name, name, note, receipt, was, was),
            )
            return done.rowcount == 1

    def postpone(self, receipt: str, due: float, note: str) -> None:
        """Try again later."""
        with self._open() as file:
            file.execute(
                "UPDATE submissions SET attempts = attempts + 1, due = ?, note = ? WHERE receipt = ?",
                (due, note, receipt),
            )

    def tell(self, receipt: str, told: str) -> None:
        with self._open() as file:
            file.execute("UPDATE submissions SET told = ? WHERE receipt = ?", (told, receipt))

    def try_again(self, now: float) -> None:
        """What was stuck goes back into the queue."""
        with self._open() as file:
            file.execute("UPDATE submissions SET status = 'queued', due = ? WHERE status = 'stuck'", (now,))

    def count(self, what: str, day: str) -> None:
        with self._open() as file:
            file.execute(
                "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT (day, what) DO UPDATE SET number = number + 1",
                (day, what),
            )

    def counts(self) -> dict[tuple[str, str], int]:
        with self._open() as file:
            return {(day, what): number for day, what, number in file.execute("SELECT * FROM counts")}

    def erase(self, receipt: str, now: float) -> bool:
        """Keep of a submission only that there was one. Whether there was."""
        with self._open() as file:
            done = file.execute(
                "UPDATE submissions SET answers = '{}', sealed = x'', digest = receipt, note = '', status = 'erased',"
                " changed = ? WHERE receipt = ?",
                (now, receipt),
            )
        self._sweep()
        return done.rowcount == 1

    def prune(self, now: float) -> int:
        """Let go of private answers, and of whole submissions, whose time is over. How many were changed."""
        with self._open() as file:
            decided = "status IN ('merged', 'closed', 'withdrawn', 'erased')"
            private = file.execute(
                f"UPDATE submissions SET sealed = x'' WHERE sealed != x'' AND {decided} AND changed < ?",  # noqa: S608
                (now - PRIVATE_KEPT,),
            )
            gone = file.execute(f"DELETE FROM submissions WHERE {decided} AND changed < ?", (now - KEPT,))  # noqa: S608
            file.execute("DELETE FROM visits WHERE at < ?", (now - DAY,))
        self._sweep()
        return private.rowcount + gone.rowcount

    def _sweep(self) -> None:
        """Nothing that was let go stays in the file or in the log beside it."""
        file = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        try:
            file.execute("PRAGMA secure_delete=ON")
            file.execute("VACUUM")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            file.close()


def _within(file: sqlite3.Connection, address: str, limits: Limits, now: float) -> None:
    def visits(where: str, *values: object) -> int:
        return int(file.execute(f"SELECT count(*) FROM visits WHERE {where}", values).fetchone()[0])  # noqa: S608

    if visits("address = ? AND at > ?", address, now - HOUR) >= limits.hourly:
        raise Refused("too-many")
    if visits("address = ? AND at > ?", address, now - DAY) >= limits.daily:
        raise Refused("too-many")
    if visits("at > ?", now - DAY) >= limits.in_all:
        raise Refused("full")


def _use_up(file: sqlite3.Connection, word: str, now: float) -> bool:
    """Whether the word had not been used before; it is used now, and remembered for as long as it could be good."""
    file.execute("DELETE FROM used WHERE until < ?", (now,))
    done = file.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", (word, now + MOST_SECONDS + 2 * GRACE))
    return done.rowcount == 1


def _unused_receipt(file: sqlite3.Connection) -> str:
    receipt = new_receipt()
    while file.execute("SELECT 1 FROM submissions WHERE receipt = ?", (receipt,)).fetchone():
        receipt = new_receipt()
    return receipt


def digest_of(submission: Submission, private_digest: str) -> str:
    """The same for the same answers to the same form, private ones too."""
    parts = (submission.site, submission.form, _as_json(submission.answers), private_digest)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _as_json(answers: Mapping[str, tuple[str, ...]]) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _submission(row: tuple[object, ...]) -> Submission:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    answers = {name: tuple(items) for name, items in json.loads(str(values["answers"])).items()}
    return Submission(**{**values, "answers": answers})  # type: ignore[arg-type]  # the table's columns are its fields
