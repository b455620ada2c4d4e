"""Which days something is on."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from generator.pages.days import MOST_DAYS, coming_days, days_on, leaf
from generator.pages.page import Leaf
from tests import tiny

DAILY = """name: Daglig promenad
summary: Varje dag.
category: kultur
start: 2026-11-20 09:00
repeat: FREQ=DAILY;UNTIL=20270331
organiser_name: Byaföreningen
village: moskosel
"""


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 12, 1), None, 1),
        (date(2026, 12, 1), date(2026, 12, 3), 3),
        (datetime(2026, 12, 1, 18), datetime(2026, 12, 1, 20), 1),
        (datetime(2026, 12, 31, 20), datetime(2027, 1, 1, 2), 1),
        (datetime(2026, 12, 31, 20), datetime(2027, 1, 1, 12), 2),
        (date(2026, 12, 1), date(2026, 12, 14), 14),
        (date(2026, 12, 1), date(2027, 3, 1), 1),
    ],
)
def test_a_stay_is_counted_in_days_and_the_small_hours_belong_to_the_evening(start, end, days):
    assert days_on(start, end) == days


def test_a_leaf_is_short_in_either_language():
    assert leaf(datetime(2026, 11, 27, 20), "sv") == Leaf("fre", "27", "nov")
    assert leaf(date(2026, 11, 27), "en") == Leaf("Fri", "27", "Nov")


def test_the_coming_days_begin_with_the_next_and_are_not_endless(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    tiny.add(root, "event", "daglig.yaml", DAILY)
    portal = tiny.voice_in(root).portal
    days = coming_days(portal.by_key["event", "daglig"])
    assert len(days) == MOST_DAYS and days == tuple(sorted(days))
    assert days[0] >= tiny.NOW.date()
    assert date(2026, 12, 29) not in coming_days(portal.by_key["event", "stickkafe"])
    assert coming_days(portal.by_key["event", "forra-arets-fest"]) == ()
    assert coming_days(portal.by_key["company", "firma-001"]) == ()
