"""Local time: the two nights when clocks are changed, the ends of the calendar, and faults of dates in files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from generator.clock import after_gap, ambiguous, instant

SPRING, AUTUMN = datetime(2026, 3, 29), datetime(2026, 10, 25)
EDGES = [datetime(1, 1, 1), datetime(1, 1, 1, 0, 30), datetime(9999, 12, 31, 23, 59, 59)]
FAR_ZONES = ["Europe/Stockholm", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"]


@pytest.mark.parametrize(("hour", "minute"), [(2, 0), (2, 30), (2, 59)])
def test_an_hour_that_is_skipped_in_spring_has_a_counterpart_one_hour_later(hour, minute):
    skipped = SPRING.replace(hour=hour, minute=minute)
    assert after_gap(skipped) == skipped + timedelta(hours=1)
    assert not ambiguous(skipped)


@pytest.mark.parametrize(
    "sound", [SPRING.replace(hour=1, minute=59), SPRING.replace(hour=3), AUTUMN.replace(hour=2), datetime(2026, 7, 1)]
)
def test_a_time_that_exists_is_in_no_gap(sound):
    assert after_gap(sound) is None


def test_only_the_hour_that_comes_twice_is_ambiguous():
    hours = [hour for hour in range(24) if ambiguous(AUTUMN.replace(hour=hour, minute=30))]
    assert hours == [2]


def test_another_zone_changes_its_clocks_on_other_nights():
    new_york = datetime(2026, 3, 8, 2, 30)
    assert after_gap(new_york, "America/New_York") == datetime(2026, 3, 8, 3, 30)
    assert after_gap(new_york) is None
    assert after_gap(SPRING.replace(hour=2, minute=30), "UTC") is None


def test_an_instant_is_the_first_of_two():
    twice = AUTUMN.replace(hour=2, minute=30)
    assert instant(twice).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_begins_at_midnight_and_ends_a_second_before_the_next():
    day = date(2026, 12, 1)
    assert instant(day) == instant(datetime(2026, 12, 1))
    assert instant(day, end_of_day=True) == instant(datetime(2026, 12, 1, 23, 59, 59))
    assert instant(datetime(2026, 12, 1, 8), end_of_day=True) == instant(datetime(2026, 12, 1, 8))


@pytest.mark.parametrize("zone", FAR_ZONES)
@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_the_first_and_the_last_moments_of_the_calendar_are_times_like_others(edge, zone):
    assert after_gap(edge, zone) is None
    assert ambiguous(edge, zone) is False


@pytest.mark.parametrize(
    ("fields", "line", "code", "field", "told"),
    [
        pytest.param(
            {"start": "2026-03-29 02:30"}, 4, "skipped-hour", "start", ["2026-03-29 02:30", "2026-03-29 03:30"],
            id="fault-9",
        ),
        pytest.param(
            {"start": "2026-10-25 02:30"}, 4, "doubled-hour", "start", ["2026-10-25 02:30", "första"], id="fault-10"
        ),
        pytest.param(
            {"end": "2026-12-01 17:00"}, 6, "end-before-start", "end", ["2026-12-01 17:00", "2026-12-01 18:00"],
            id="fault-11",
        ),
        pytest.param({"end": "2026-11-30"}, 6, "end-before-start", "end", ["2026-11-30"], id="fault-11-whole-day"),
        pytest.param(
            {"repeat": "FREQ=WEEKLY"}, 6, "endless-repeat", "repeat", ["FREQ=WEEKLY", "UNTIL"], id="fault-13-no-end"
        ),
        pytest.param(
            {"repeat": "FREQ=DAILY;COUNT=401"}, 6, "too-many-occurrences", "repeat", ["400"], id="fault-13-too-many"
        ),
        pytest.param(
            {"repeat": "FREQ=SECONDLY;UNTIL=20270101"}, 6, "too-many-occurrences", "repeat", ["400"],
            id="fault-13-every-second",
        ),
    ],
)  # fmt: skip
def test_a_faulty_time_is_named_in_its_file(repository, fields, line, code, field, told):
    path = repository.add("event", **fields)
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code, problem.field) == (path, line, code, field)
    assert all(words in problem.message("sv") for words in told), problem.message("sv")


def test_a_doubled_hour_is_only_a_warning(repository):
    """fault-10: the first of the two is used, and the event is published."""
    repository.add("event", start="2026-10-25 02:30")
    content = repository.read()
    assert [problem.level for problem in content.problems] == ["warning"]
    assert len(content.records) == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-01 20:00", "2026-12-02 02:00"),
        ("2026-10-24 20:00", "2026-10-25 04:00"),
        ("2026-03-28 20:00", "2026-03-29 05:00"),
        ("2026-12-31 20:00", "2027-01-01 01:00"),
    ],
)
def test_an_event_across_midnight_or_a_change_of_clocks_ends_when_its_file_says(repository, start, end):
    """fault-12: the times on the wall are those that were written, for every occurrence."""
    repository.add("event", start=start, end=end, repeat="FREQ=WEEKLY;COUNT=2")
    (record,) = repository.read().records
    begin, close = datetime.fromisoformat(start), datetime.fromisoformat(end)
    week = timedelta(weeks=1)
    assert record["occurrences"] == ((begin, close), (begin + week, close + week))


@pytest.mark.parametrize(
    ("onset", "expires", "too_long"),
    [
        ("2026-12-01 20:00", "2026-12-04 20:00", False),
        ("2026-12-01 20:00", "2026-12-04 20:01", True),
        ("2026-10-23 20:00", "2026-10-26 19:00", False),
        ("2026-10-23 20:00", "2026-10-26 20:00", True),
        ("2026-03-27 20:00", "2026-03-30 21:00", False),
        ("2026-03-27 20:00", "2026-03-30 21:01", True),
    ],
)
def test_72_hours_are_72_hours_also_when_clocks_are_changed(repository, onset, expires, too_long):
    """fault-12: an hour that comes twice counts twice, one that is skipped not at all."""
    words = "headline: Koka vattnet\nbody: Bakterier.\nseverity: severe\nurgency: immediate\ncap_status: exercise\n"
    times = f"onset: {onset}\nexpires: {expires}\nsender: Tekniska avdelningen\n"
    path = repository.write("content/arvidsjaur/notice/ett.yaml", words + times)
    assert repository.faults() == ([(path, 7, "notice-too-long", "expires")] if too_long else [])


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "0001-01-01 00:00"},
        {"start": "0001-01-01"},
        {"start": "0001-01-01", "timezone": "Asia/Tokyo"},
        {"start": "9999-12-31 23:59"},
        {"start": "9999-12-31", "end": "9999-12-31", "all_day": "ja"},
        {"start": "9999-12-30 18:00", "end": "9999-12-31 23:00", "repeat": "FREQ=DAILY;COUNT=3"},
        {"start": "9999-12-30", "end": "9999-12-31", "repeat": "FREQ=DAILY;COUNT=3"},
        {"start": "9999-12-31 23:00", "timezone": "America/Los_Angeles"},
    ],
    ids=str,
)
def test_a_time_at_the_end_of_the_calendar_is_read_or_refused_but_never_breaks_the_program(repository, fields):
    path = repository.add("event", **fields)
    content = repository.read()
    assert [record.path for record in content.records] == [path] or path in content.left_out
