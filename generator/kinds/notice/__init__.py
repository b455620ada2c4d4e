"""Rules across the fields of a notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from generator.clock import instant
from generator.kinds import Setting, ends_before_start
from generator.problem import Problem
from generator.record import Record

GRAVE = ("extreme", "severe")
"""Severities whose notices stand on every page of a site."""

LONGEST_CRISIS_NOTICE = timedelta(hours=72)
"""A severe notice must be renewed by a person at least this often (RELIABILITY.md T5)."""


def rules(record: Record, setting: Setting) -> Iterator[Problem]:
    yield from ends_before_start(record, "onset", "expires")
    yield from severe_notices_are_short(record)


def severe_notices_are_short(record: Record) -> Iterator[Problem]:
    """A severe or extreme notice says when it begins, and ends within 72 hours of that."""
    if record["severity"] not in GRAVE:
        return
    if record["onset"] is None:
        yield record.problem("severity", "severe-without-onset")
    elif instant(record["expires"], end_of_day=True) - instant(record["onset"]) > LONGEST_CRISIS_NOTICE:
        yield record.problem("expires", "notice-too-long", found=record["expires"])


def derive(record: Record, setting: Setting) -> dict[str, Any]:
    """`onset_at`, `over_at`: when it begins and ends. `begun`, `over`: whether that was before the site was built.

    `grave`: whether it stands on every page.
    """
    onset_at = instant(record["onset"]) if record["onset"] else None
    over_at = instant(record["expires"], end_of_day=True)
    return {
        "onset_at": onset_at,
        "begun": onset_at is None or onset_at <= setting.now,
        "over_at": over_at,
        "over": over_at < setting.now,
        "grave": record["severity"] in GRAVE,
    }
