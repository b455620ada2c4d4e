"""How far a record may be trusted, by the day somebody last checked it: in stages, each with ages of the kind's own.

What is not checked at all has no age: its page says nothing about a check, and the report of old records asks for one.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

from generator.record import Record


class Stage(IntEnum):
    """Each includes those before it.

    `NOTED`: the page says that it may be out of date. `DOUBTED`: so does a label wherever the record is shown.
    `UNSEARCHED`: it has left the search, and stands only in lists.
    """

    SOUND = 0
    NOTED = 1
    DOUBTED = 2
    UNSEARCHED = 3


def age(record: Record, today: date) -> int | None:
    """Days since the check; None where there has been none."""
    checked = record.values.get("assured_date")
    return (today - checked).days if checked else None


def stage(record: Record, today: date) -> Stage:
    kind, days = record.kind, age(record, today)
    if days is None:
        return Stage.SOUND
    limits = (
        (kind.unsearched_after, Stage.UNSEARCHED),
        (kind.doubted_after, Stage.DOUBTED),
        (kind.assured_for, Stage.NOTED),
    )
    return next((reached for limit, reached in limits if limit is not None and days > limit), Stage.SOUND)


def reached(record: Record) -> Stage:
    """The stage that `stage` found when the record was read."""
    found = record.values.get("stage", Stage.SOUND)
    assert isinstance(found, Stage)
    return found


def doubted_from(record: Record) -> date | None:
    """The first day on which a label says that the record may be out of date."""
    checked, limit = record.values.get("assured_date"), record.kind.doubted_after
    return checked + timedelta(days=limit + 1) if checked and limit is not None else None


def doubt_ahead(record: Record) -> str:
    """That day in ISO 8601, for what is not doubted yet; empty where a badge says so already, and where all is over."""
    day = doubted_from(record)
    return day.isoformat() if day and reached(record) < Stage.DOUBTED and not record.values.get("over") else ""
