"""Opening hours and repetitions in schema.org's words."""

from __future__ import annotations

import pytest

from generator.hours import parse
from generator.pages.schedule import DAYS, opening_specifications, schedules
from tests.written import plain

MONDAY, FRIDAY, SATURDAY = DAYS[0], DAYS[4], DAYS[5]


def told(text, year=2026):
    """(days, opens, closes, from, through) of the ordinary week and of what differs."""
    return tuple(
        [
            (
                tuple(day.removeprefix("https://schema.org/")[:2] for day in one.get("dayOfWeek", ())),
                one["opens"],
                one["closes"],
                one.get("validFrom", ""),
                one.get("validThrough", ""),
            )
            for one in part
        ]
        for part in opening_specifications(parse(text), year)
    )


def test_a_week_is_one_specification_for_alike_days_in_a_row_and_closed_days_have_none():
    ordinary, special = told("mån-fre 10-12, 13-18; lör 10-14")
    week = ("Mo", "Tu", "We", "Th", "Fr")
    assert ordinary == [
        (week, "10:00", "12:00", "", ""),
        (week, "13:00", "18:00", "", ""),
        (("Sa",), "10:00", "14:00", "", ""),
    ]
    assert special == []


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [("dygnet runt", "00:00", "23:59"), ("fre 10-24", "10:00", "23:59"), ("fre 20-02", "20:00", "02:00")],
)
def test_midnight_is_said_in_a_way_that_schema_org_has(text, opens, closes):
    ordinary, _ = told(text)
    assert [(one[1], one[2]) for one in ordinary] == [(opens, closes)]


def test_a_day_that_differs_every_year_is_told_for_this_year_and_the_next():
    _, special = told("mån-fre 10-18; 24/12 stängt")
    assert special == [
        ((), "00:00", "00:00", "2026-12-24", "2026-12-24"),
        ((), "00:00", "00:00", "2027-12-24", "2027-12-24"),
    ]


def test_a_winter_that_began_last_year_still_holds_in_january():
    _, special = told("mån-fre 10-18; 23/12-7/1 stängt", year=2027)
    assert ("2026-12-23", "2027-01-07") in [one[3:] for one in special]


def test_a_day_of_one_year_is_told_once_and_the_29th_of_february_only_where_it_is():
    assert [one[3] for one in told("mån 10-18; 2026-12-27 stängt")[1]] == ["2026-12-27"]
    assert [one[3] for one in told("mån 10-18; 29/2 stängt", year=2027)[1]] == ["2028-02-29"]


def test_a_season_has_its_weekdays_and_public_holidays_their_own_name():
    _, special = told("jun-aug lör 10-18; mån 10-12; helgdagar stängt")
    assert special[0] == (("Sa",), "10:00", "18:00", "2026-06-01", "2026-08-31")
    assert special[-1][:3] == (("Pu",), "00:00", "00:00")


@pytest.mark.parametrize("text", ["efter överenskommelse", "mån-fre 10-18; tillfälligt stängt", "24/12 stängt"])
def test_who_has_no_hours_now_or_none_that_are_known_is_never_said_to_be_open(text):
    ordinary, special = told(text)
    assert ordinary == []
    assert all(one[1] == one[2] == "00:00" for one in special)


def event(more):
    return plain("event", more)


def test_what_happens_once_has_no_schedule():
    assert schedules(event("start: 2026-12-01 18:00\n"), "Europe/Stockholm") == []


def test_a_weekly_event_repeats_on_its_day_until_its_end_but_for_some_days():
    weekly = "start: 2026-11-03 18:00\nend: 2026-11-03 20:00\nrepeat: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270131\n"
    assert schedules(event(weekly + "except_dates: [2026-12-29]\n"), "Europe/Stockholm") == [
        {
            "@type": "Schedule",
            "repeatFrequency": "P2W",
            "byDay": ["https://schema.org/Tuesday"],
            "startDate": "2026-11-03",
            "endDate": "2027-01-31",
            "startTime": "18:00",
            "endTime": "20:00",
            "scheduleTimezone": "Europe/Stockholm",
            "exceptDate": ["2026-12-29"],
        }
    ]


def test_a_numbered_weekday_and_a_count_are_told():
    (told_,) = schedules(event("start: 2026-11-27\nrepeat: FREQ=MONTHLY;BYDAY=-1FR;COUNT=6\n"), "Europe/Stockholm")
    assert (told_["byDay"], told_["repeatCount"], told_["repeatFrequency"]) == (["-1FR"], 6, "P1M")
    assert "startTime" not in told_


def test_months_and_days_of_months_are_told():
    (told_,) = schedules(event("start: 2026-12-13\nrepeat: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=13;COUNT=3\n"), "x")
    assert (told_["byMonth"], told_["byMonthDay"]) == ([12], [13])


def test_extra_dates_are_schedules_of_one_day():
    found = schedules(event("start: 2026-12-01 18:00\nextra_dates: [2026-12-05]\n"), "Europe/Stockholm")
    assert [(one["startDate"], one["endDate"], one["repeatCount"]) for one in found] == [("2026-12-05",) * 2 + (1,)]


def test_a_rule_that_schema_org_cannot_say_is_not_half_said():
    rule = "start: 2026-12-01\nrepeat: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3\n"
    assert schedules(event(rule), "Europe/Stockholm") == []
