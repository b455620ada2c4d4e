"""Reminders: an offer that ends within a week, and a company or network that nobody has looked at for a year."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from generator.intake.journal import Submission
from generator.intake.keys import unseal
from generator.intake.letters import letter
from generator.intake.worker import Worker
from generator.record import Record

BEFORE_THE_END = timedelta(days=7)
A_YEAR = timedelta(days=365)


def remind(worker: Worker) -> int:
    """Write to everyone who sent in what is soon old, once for each reason. How many letters there were."""
    sent = 0
    for submission, record in _known(worker):
        reason = reason_of(record, submission, worker.now().date())
        if reason and submission.told != reason and _write(worker, submission, record):
            worker.journal.tell(submission.receipt, reason)
            sent += 1
    return sent


def _known(worker: Worker) -> Iterator[tuple[Submission, Record]]:
    """What was merged, with its record as it is today: a record is named by its receipt, now or formerly."""
    for submission in worker.journal.with_status("merged"):
        counter = worker.desk.counter(submission.site)
        for record in counter.records() if counter else ():
            if submission.receipt in (record.id, *record["former_ids"]):
                yield submission, record


def reason_of(record: Record, submission: Submission, today: date) -> str:
    """`ends <day>` or `old <day>`; empty where it is too early."""
    if "valid_to" in record.kind.fields:
        end: date = record["valid_to"]
        return f"ends {end}" if today <= end <= today + BEFORE_THE_END else ""
    looked_at = record["assured_date"] or datetime.fromtimestamp(submission.changed, UTC).date()
    if "next_start" in record.values or today < looked_at + A_YEAR:
        return ""
    return f"old {looked_at + A_YEAR * ((today - looked_at) // A_YEAR)}"


def _write(worker: Worker, submission: Submission, record: Record) -> bool:
    email = unseal(submission.sealed, worker.keys.private).get("submitter_email", "")
    counter = worker.desk.counter(submission.site)
    if not (email and worker.send and counter):
        return False
    config = counter.edition.config
    where = f"{config.base_url}{record.url}"
    message = letter(
        "remind", submission.language, email, worker.sender, config,
        receipt=submission.receipt, link=worker.link(submission), address=where,
        change=f"{config.base_url}/anmal/rattelse/?post={record.url}",
        remove=f"{config.base_url}/anmal/borttagning/?post={record.url}",
    )  # fmt: skip
    try:
        worker.send(message)
    except (smtplib.SMTPException, OSError) as fault:
        worker.say(f"{submission.receipt}: {type(fault).__name__}")
        return False
    return True
