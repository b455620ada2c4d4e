"""Opening hours as the page of a record tells them."""

from __future__ import annotations

import json

import pytest

from generator.hours import parse
from generator.pages.opening import Opening, opening
from tests import tiny


@pytest.fixture(scope="module")
def voices(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("opening") / "root")
    return {language: tiny.voice_in(root, language) for language in ("sv", "en")}


@pytest.fixture(scope="module")
def told(voices):
    def tell(text: str, language: str = "sv") -> Opening:
        return opening(parse(text), voices[language])

    return tell


def test_a_week_is_told_in_rows_of_like_days(told):
    assert told("mån-fre 10-18; lör 10-14").rows == (
        ("måndag–fredag", "10:00–18:00"),
        ("lördag", "10:00–14:00"),
        ("söndag", "stängt"),
    )


def test_a_week_is_told_in_english(told):
    assert told("mån-fre 10-18; lör 10-14", "en").rows == (
        ("Monday–Friday", "10:00–18:00"),
        ("Saturday", "10:00–14:00"),
        ("Sunday", "closed"),
    )


def test_days_apart_are_never_joined_by_a_dash(told):
    rows = dict(told("mån, ons, fre 10-18").rows)
    assert [day for day, times in rows.items() if times == "10:00–18:00"] == ["måndag", "onsdag", "fredag"]
    assert rows["lördag–söndag"] == "stängt"


def test_a_break_is_told(told):
    assert told("mån-fre 8-12, 13-17").rows[0] == ("måndag–fredag", "08:00–12:00, 13:00–17:00")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("fre 22-02", "22:00–02:00"),
        ("fre 18-24", "18:00–24:00"),
        ("fre dygnet runt", "dygnet runt"),
        ("fre 00-06", "00:00–06:00"),
    ],
)
def test_the_night_is_told(told, text, times):
    assert ("fredag", times) in told(text).rows


def test_always_open_is_one_row(told):
    assert told("dygnet runt").rows == (("måndag–söndag", "dygnet runt"),)
    assert told("dygnet runt", "en").rows == (("Monday–Sunday", "round the clock"),)


def test_dates_holidays_and_seasons_stand_apart(told):
    shown = told("mån-fre 10-18; 24/12 stängt; helgdagar 11-15; 1/6-31/8 mån-fre 9-20")
    assert set(shown.exceptions) == {
        ("24 december", "stängt"),
        ("helgdagar", "11:00–15:00"),
        ("1 juni–31 augusti, måndag, tisdag, onsdag, torsdag, fredag", "09:00–20:00"),
    }
    assert shown.rows[0] == ("måndag–fredag", "10:00–18:00")


def test_a_date_of_one_year_tells_its_year(told):
    assert told("mån-fre 10-18; 2026-12-24 stängt").exceptions == (("24 december 2026", "stängt"),)


def test_by_appointment_is_told_on_its_days(told):
    assert ("lördag", "efter överenskommelse") in told("mån-fre 7-16; lör efter överenskommelse").rows


@pytest.mark.parametrize(
    ("text", "state", "sv", "en"),
    [
        ("stängt", "closed", "Stängt", "Closed"),
        ("tillfälligt stängt", "temporarily_closed", "Tillfälligt stängt", "Temporarily closed"),
        ("efter överenskommelse", "by_appointment", "Efter överenskommelse", "By appointment"),
        ("okänt", "unknown", "Öppettiderna är inte kända", "The opening hours are not known"),
    ],
)
def test_a_state_that_holds_for_the_whole_is_told_in_words(told, text, state, sv, en):
    assert (told(text).state, told(text).summary, told(text, "en").summary) == (state, sv, en)


def test_open_goes_without_saying_where_the_week_says_it(told):
    for text in ("mån-fre 10-18", "dygnet runt", "helgdagar 10-14", "24/12 10-14"):
        assert (told(text).state, told(text).summary) == ("open", "")
        assert told(text).rows


def test_a_temporary_closing_tells_its_last_day_and_the_hours_after_it(told):
    shown = told("tillfälligt stängt till 2027-01-15; mån-fre 10-18")
    assert shown.summary == "Tillfälligt stängt till och med 15 januari 2027"
    assert shown.rows[0] == ("måndag–fredag", "10:00–18:00")


def test_whatever_is_told_can_be_seen_on_the_page(told, tmp_path):
    """The template shows the exceptions below the rows, so none may come without rows."""
    texts = ("24/12 stängt", "helgdagar 10-14", "1/6-31/8 dygnet runt", "efter överenskommelse; 24/12 stängt")
    for text in texts:
        shown = told(text)
        assert shown.exceptions and shown.rows, text


def test_a_script_is_told_the_same_as_plain_data(told):
    data = told("mån-fre 10-18; 24/12 stängt").data
    assert json.loads(json.dumps(data)) == told("mån-fre 10-18; 24/12 stängt", "en").data


def test_a_script_is_told_nothing_that_is_empty(told):
    ordinary, christmas = told('mån-fre 10-18 "boka först"; 24/12 stängt').data["rules"]
    assert ordinary == {"days": [1, 2, 3, 4, 5], "spans": [[600, 1080]], "state": "open", "note": "boka först"}
    assert christmas.keys() == {"days", "from", "to", "spans", "state"}


def test_the_page_holds_the_hours_for_readers_and_for_scripts(tmp_path):
    built = tiny.built(tmp_path)
    html = built.pages["foretag/firma-001/index.html"]
    (hours,) = [tag for tag in tiny.tags(html, "table") if "data-hours" in tag.attributes]
    assert json.loads(hours.attributes["data-hours"])
    assert "måndag–fredag" in hours.text and "24 december" in hours.text
