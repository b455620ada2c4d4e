"""Opening hours: what people write, what it means, and what is refused with the piece at fault."""

from __future__ import annotations

import json
import pickle
import re
import time
import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.hours import (
    Day,
    Hours,
    Rule,
    Span,
    State,
    UnreadableHours,
    as_data,
    as_osm,
    as_week,
    parse,
    spans_on,
    state_on,
)
from generator.hours_words import Expected

MONDAY = date(2026, 6, 1)
WRITTEN = [
    # Swedish
    ("mån-fre 10-18; lör 10-14; 24/12 stängt", "Mo-Fr 10:00-18:00; Sa 10:00-14:00; Dec 24 off"),
    ("Mån–Fre 07.00–18.00, lör 9-13", "Mo-Fr 07:00-18:00; Sa 09:00-13:00"),
    ("måndag-torsdag 8-16", "Mo-Th 08:00-16:00"),
    ("Måndagar − torsdagar kl. 8 — 16", "Mo-Th 08:00-16:00"),
    ("ma\u030an-fre 10-18", "Mo-Fr 10:00-18:00"),
    ("må-to 8-16, to 8-18", "Mo-Th 08:00-16:00; Th 08:00-18:00"),
    ("Öppet: må-to 8-16. Lördag 10-14.", "Mo-Th 08:00-16:00; Sa 10:00-14:00"),
    ("mån-fre 10-18 lör 10-14", "Mo-Fr 10:00-18:00; Sa 10:00-14:00"),
    ("mån-fre 10-18\nlör 10-14\n", "Mo-Fr 10:00-18:00; Sa 10:00-14:00"),
    ("mån t.o.m. fre kl 10 till 18", "Mo-Fr 10:00-18:00"),
    ("vardagar 9-17", "Mo-Fr 09:00-17:00"),
    ("helger 11-15", "Sa-Su 11:00-15:00"),
    ("alla dagar 8-22", "Mo-Su 08:00-22:00"),
    ("dagligen 8-20", "Mo-Su 08:00-20:00"),
    ("10-18", "Mo-Su 10:00-18:00"),
    ("dygnet runt", "24/7"),
    ("öppet 24/7", "24/7"),
    ("mån-fre dygnet runt", "Mo-Fr 00:00-24:00"),
    ("mån-fre 0700-1600", "Mo-Fr 07:00-16:00"),
    ("mån-fre 10-12, 13-17", "Mo-Fr 10:00-12:00,13:00-17:00"),
    ("mån 13-17 och 10-12", "Mo 10:00-12:00,13:00-17:00"),
    ("mån, ons, fre 9-12", "Mo,We,Fr 09:00-12:00"),
    ("tis och tors 16-19", "Tu,Th 16:00-19:00"),
    ("lör- och söndagar 11-15", "Sa-Su 11:00-15:00"),
    ("lör/sön 11-15", "Sa-Su 11:00-15:00"),
    ("fre-mån 8-9", "Mo,Fr-Su 08:00-09:00"),
    ("fre-lör 20-02", "Fr-Sa 20:00-02:00"),
    ("fre 10-24, lör 18-00", "Fr 10:00-24:00; Sa 18:00-24:00"),
    ("mån-fre 8-17; övriga dagar 10-12", "Mo-Su 10:00-12:00; Mo-Fr 08:00-17:00"),
    ("mån-fre 8-17; övriga dagar stängt", "Mo-Su off; Mo-Fr 08:00-17:00"),
    # dates and seasons
    ("24/12 stängt", "Dec 24 off"),
    ("den 24:e december stängt", "Dec 24 off"),
    ("julafton stängt", "Dec 24 off"),
    ("24-26/12 stängt", "Dec 24-Dec 26 off"),
    ("24-26 dec stängt", "Dec 24-Dec 26 off"),
    ("24, 25 och 26 dec stängt", "Dec 24 off; Dec 25 off; Dec 26 off"),
    ("24/12, 31/12 10-13", "Dec 24 10:00-13:00; Dec 31 10:00-13:00"),
    ("24/7 stängt", "Jul 24 off"),
    ("24/7, 25/12 stängt", "Mo-Su 00:00-24:00; Dec 25 off"),
    ("2026-12-24 stängt", "2026 Dec 24 off"),
    ("24/12/2026 10-13", "2026 Dec 24 10:00-13:00"),
    ("24 dec-6 jan stängt", "Dec 24-Jan 06 off"),
    ("24 dec-6 jan 2027 stängt", "2026 Dec 24-2027 Jan 06 off"),
    ("24 dec 2026-6 jan stängt", "2026 Dec 24-2027 Jan 06 off"),
    ("29 feb stängt", "Feb 29 off"),
    ("1 jun-31 aug mån-fre 9-20", "Jun 01-Aug 31 Mo-Fr 09:00-20:00"),
    ("mån-fre 1 juni till 31 augusti 9-20", "Jun 01-Aug 31 Mo-Fr 09:00-20:00"),
    ("1/6-31/8 dagligen 10-18", "Jun 01-Aug 31 10:00-18:00"),
    ("jun-aug 10-18", "Jun 01-Aug 31 10:00-18:00"),
    ("juni 10-18", "Jun 01-Jun 30 10:00-18:00"),
    ("dec-feb stängt", "Dec 01-Feb 29 off"),
    ("1 jun-31 aug mån-fre 9-20, lör 10-14", "Jun 01-Aug 31 Mo-Fr 09:00-20:00; Jun 01-Aug 31 Sa 10:00-14:00"),
    ("1 jun-31 aug mån-fre 9-20; lör 10-14", "Sa 10:00-14:00; Jun 01-Aug 31 Mo-Fr 09:00-20:00"),
    ("1/6-31/8: mån-fre 9-20, övrig tid mån-fre 10-16", "Mo-Fr 10:00-16:00; Jun 01-Aug 31 Mo-Fr 09:00-20:00"),
    # public holidays
    ("mån-fre 9-17; röda dagar stängt", "Mo-Fr 09:00-17:00; PH off"),
    ("stängt helgdagar", "PH off"),
    ("sön- och helgdagar 11-15", "Su 11:00-15:00; PH 11:00-15:00"),
    ("helgfria vardagar 8-16.30", "Mo-Fr 08:00-16:30; PH Mo-Fr off"),
    # English and OpenStreetMap
    ("Monday to Friday 9-17", "Mo-Fr 09:00-17:00"),
    ("Mo-Fr 10:00-18:00; Sa 10:00-14:00; PH off", "Mo-Fr 10:00-18:00; Sa 10:00-14:00; PH off"),
    ("Mo-Fr 08:00-12:00,13:00-17:00", "Mo-Fr 08:00-12:00,13:00-17:00"),
    ("24/7", "24/7"),
    ("Jun-Aug: Mo-Su 10:00-18:00", "Jun 01-Aug 31 10:00-18:00"),
    ("Dec 24-26 off", "Dec 24-Dec 26 off"),
    ("Dec 24,25,31 closed", "Dec 24 off; Dec 25 off; Dec 31 off"),
    ("2026 Dec 24 off", "2026 Dec 24 off"),
    ('Sa 10:00-14:00 "ring the bell"', 'Sa 10:00-14:00 "ring the bell"'),
    ('Sa "by appointment"', 'Sa "by appointment"'),
    # states
    ("lör efter överenskommelse", 'Sa "by appointment"'),
    ("lör 10-14 efter överenskommelse", 'Sa 10:00-14:00 "by appointment"'),
    ("mån-fre 10-18 samt enligt överenskommelse", 'Mo-Su "by appointment"; Mo-Fr 10:00-18:00'),
    ("lör tillfälligt stängt", 'Sa off "temporarily closed"'),
    ("mån 8-9; tillfälligt stängt", 'Mo 08:00-09:00; off "temporarily closed"'),
    ("sön okänt; lör 10-14", "Su unknown; Sa 10:00-14:00"),
    ("stängt ”renovering”", 'Mo-Su off "renovering"'),
]
STATES = [
    ("stängt", State.CLOSED), ("Closed", State.CLOSED), ("alla dagar stängt", State.CLOSED),
    ("efter överenskommelse", State.BY_APPOINTMENT), ("Enligt överenskommelse.", State.BY_APPOINTMENT),
    ("tidsbokning", State.BY_APPOINTMENT), ("bokas", State.BY_APPOINTMENT),
    ("by appointment", State.BY_APPOINTMENT),
    ('"by appointment"', State.BY_APPOINTMENT), ("tillfälligt stängt", State.TEMPORARILY_CLOSED),
    ("stängt tills vidare", State.TEMPORARILY_CLOSED), ("okänt", State.UNKNOWN),
    ("okända tider", State.UNKNOWN),
    ("unknown", State.UNKNOWN),
]  # fmt: skip
REFUSED = [
    ("", ""), (" \n ", ""), (";;", ";;"), ("25:00", "25:00"), ("mån 10-25:00", "25:00"), ("mån 24-02", "24"),
    ("mån 10.60-12", "10.60"), ("mån-xyz 10-12", "xyz"), ("10-", "10-"), ("mån-fre 8-16; lör 10-", "lör 10-"),
    ("lör 14-14", "14-14"), ("mån 00-00", "00-00"), ("mån 18-10", "18-10"), ("mån 10-06:01", None),
    ("31 feb stängt", "31 feb"), ("mån 8-9; 31/2 10-12", "31/2"), ("24/13 stängt", "24/13"),
    ("0/12 stängt", "0/12"),
    ("2026-02-29 stängt", "2026-02-29"), ("26-24/12 stängt", "26-24/12"),
    ("2026-12-26-2026-12-24 stängt", "2026-12-26-2026-12-24"), ("1899 dec 24 off", "1899 dec 24"),
    ("mån-fre", "mån-fre"), ("lör öppet", "lör"), ("24/12", "24/12"), ("24/12, söndagar stängt", "24/12"),
    ("fre 10-14, 13-17", "10-14, 13-17"), ("mån-fre 10-12; 13-15", "13-15"), ("lör 10-14; stängt", "stängt"),
    ("mån-fre 8-17 stängt 12-13", "stängt"), ("mån 10;12", "mån 10"), ("mån 10-12 och", "och"),
    ("tillfälligt stängt till 24/12", "24/12"), ("lör stängt till 2026-12-01", "lör stängt till 2026-12-01"),
    ("stängt till 2026-12-01; tillfälligt stängt", "stängt till 2026-12-01"),
    ("när dörren är olåst", "när"), ("jämna veckor mån 10-12", "jämna"), ("mån-fre 10am-6pm", "am"),
    ("mån 10+", "+"),
    ("open on mondays 10-12", "on mondays 10-12"), ("fr.o.m. 1 jun mån 8-9", "o."),
    ('mån 8-9 "ring', '"ring'),
    ("１０-１８", "１０-１８"), ("mån ٣-٤", "٣-٤"), ("\x00", "\x00"),
]  # fmt: skip


def hours_on(text: str, day: date, holiday: bool = False) -> list[tuple[float, float]]:
    return [(span.opens / 60, span.closes / 60) for span in spans_on(parse(text), day, holiday)]


def meaning(hours: Hours) -> tuple[object, ...]:
    return hours.state, hours.rules, hours.closed_through


@pytest.mark.parametrize(("text", "osm"), WRITTEN)
def test_what_people_write_is_understood(text: str, osm: str) -> None:
    assert as_osm(parse(text)) == osm


@pytest.mark.parametrize("text", [text for text, _ in WRITTEN] + [text for text, _ in STATES])
def test_the_osm_notation_is_read_back_to_the_same_hours(text: str) -> None:
    hours = parse(text)
    assert meaning(parse(as_osm(hours))) == meaning(hours)


@pytest.mark.parametrize("text", [text for text, _ in WRITTEN if '"' not in text])
def test_capitals_change_nothing(text: str) -> None:
    assert as_osm(parse(text.upper())).lower() == as_osm(parse(text)).lower()


@pytest.mark.parametrize(("text", "state"), STATES)
def test_one_state_can_hold_for_the_whole(text: str, state: State) -> None:
    hours = parse(text)
    assert (hours.state, hours.rules, hours.text) == (state, (), text)
    assert state_on(hours, MONDAY) is state
    assert spans_on(hours, MONDAY) == ()
    assert as_week(hours) == ((), ())


@pytest.mark.parametrize(("text", "part"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_piece(text: str, part: str | None) -> None:
    if part is None:
        part = text.split(maxsplit=1)[1]
    with pytest.raises(UnreadableHours) as refused:
        parse(text)
    assert refused.value.part == part


def test_a_refusal_says_in_both_languages_what_to_write() -> None:
    with pytest.raises(UnreadableHours, match=r"18-10.*öppningstiden först") as refused:
        parse("mån 18-10")
    assert "opening time first" in refused.value.expected_en
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


@pytest.mark.parametrize("expected", Expected)
def test_the_examples_in_refusals_can_be_read(expected: Expected) -> None:
    for example in re.findall("[”“](.*?)”", " ".join(expected.value)):
        assert parse(example + " stängt" if expected is Expected.DATE else example)


@pytest.mark.parametrize("piece", ["a", "1", "-", "n,", "24/", "24,", "1,1 ", "mån-", "mån,", '"', "\n", "å", ";", " "])
def test_a_long_text_is_refused_at_once(piece: str) -> None:
    before = time.perf_counter()
    with pytest.raises(UnreadableHours) as refused:
        parse(piece * 100_000)
    with pytest.raises(UnreadableHours):
        parse((piece * 500)[:500])
    assert time.perf_counter() - before < 1
    assert len(refused.value.part) < 60


def test_a_later_rule_replaces_an_earlier_one_for_its_days() -> None:
    text = "mån-fre 8-16; ons 8-19"
    assert hours_on(text, MONDAY) == [(8, 16)]
    assert hours_on(text, date(2026, 6, 3)) == [(8, 19)]
    assert hours_on(text, date(2026, 6, 6)) == []


def test_a_date_wins_over_the_week_in_whatever_order_they_are_written() -> None:
    for text in ("torsdagar 10-18; 24/12 10-13", "24/12 10-13; torsdagar 10-18"):
        assert hours_on(text, date(2026, 12, 24)) == [(10, 13)]
        assert hours_on(text, date(2026, 12, 17)) == [(10, 18)]


def test_a_date_wins_over_its_season_and_a_date_with_its_year_over_both() -> None:
    text = "2026-07-24 10-11; 24/7 10-12; jun-aug 10-18"
    assert hours_on(text, date(2025, 7, 24)) == [(10, 12)]
    assert hours_on(text, date(2026, 7, 24)) == [(10, 11)]
    assert hours_on(text, date(2026, 7, 25)) == [(10, 18)]


def test_a_public_holiday_follows_the_week_unless_a_rule_speaks_of_holidays() -> None:
    assert hours_on("mån-fre 9-17", MONDAY, holiday=True) == [(9, 17)]
    assert hours_on("röda dagar stängt; mån-fre 9-17", MONDAY, holiday=True) == []
    assert hours_on("röda dagar stängt; mån-fre 9-17", MONDAY) == [(9, 17)]


def test_a_holiday_is_a_holiday_in_the_season_but_not_on_a_date_that_is_named() -> None:
    national_day = date(2026, 6, 6)
    assert hours_on("röda dagar stängt; jun-aug 10-18", national_day, holiday=True) == []
    assert hours_on("6/6 10-12; röda dagar stängt; jun-aug 10-18", national_day, holiday=True) == [(10, 12)]
    assert hours_on("dec-feb stängt; röda dagar 10-14", date(2026, 12, 25), holiday=True) == []


def test_weekdays_except_holidays_leave_the_other_days_alone() -> None:
    text = "helgfria vardagar 8-16; lör 10-14"
    assert hours_on(text, MONDAY, holiday=True) == []
    assert hours_on(text, date(2026, 6, 6), holiday=True) == [(10, 14)]


def test_a_period_may_go_past_new_year() -> None:
    text = "dagligen 8-9; 24 dec-6 jan stängt"
    closed = [day for day in (date(2026, 12, 1) + timedelta(days=n) for n in range(60)) if not hours_on(text, day)]
    assert (closed[0], closed[-1], len(closed)) == (date(2026, 12, 24), date(2027, 1, 6), 14)


def test_a_period_with_years_holds_once() -> None:
    text = "dagligen 8-9; 24 dec 2026-6 jan 2027 stängt"
    assert hours_on(text, date(2027, 1, 6)) == []
    assert hours_on(text, date(2027, 12, 24)) == [(8, 9)]


def test_a_night_belongs_to_the_day_it_begins() -> None:
    assert spans_on(parse("fre-lör 20-02"), date(2026, 6, 5)) == (Span(1200, 1560),)
    assert spans_on(parse("fre-lör 20-02"), date(2026, 6, 7)) == ()


def test_round_the_clock_is_one_whole_day() -> None:
    assert parse("dygnet runt").rules == (Rule(spans=(Span(0, 1440),)),)


def test_a_temporary_closing_ends_with_its_last_day_and_the_rules_hold_again() -> None:
    hours = parse("mån-fre 10-18; tillfälligt stängt till 2026-06-01")
    assert (hours.state, hours.closed_through) == (State.TEMPORARILY_CLOSED, MONDAY)
    assert state_on(hours, MONDAY) is State.TEMPORARILY_CLOSED
    assert spans_on(hours, MONDAY) == ()
    assert state_on(hours, date(2026, 6, 2)) is State.OPEN
    assert spans_on(hours, date(2026, 6, 2)) == (Span(600, 1080),)


def test_what_holds_after_a_temporary_closing_is_unknown_when_nobody_said() -> None:
    hours = parse("tillfälligt stängt till 2026-06-01")
    assert state_on(hours, date(2026, 6, 2)) is State.UNKNOWN


def test_days_without_a_rule_are_closed_but_unknown_when_only_closings_are_written() -> None:
    assert state_on(parse("mån 8-9"), date(2026, 6, 2)) is State.CLOSED
    assert state_on(parse("24/12 stängt"), MONDAY) is State.UNKNOWN
    assert state_on(parse("24/12 stängt"), date(2026, 12, 24)) is State.CLOSED


def test_a_saturday_may_be_by_appointment() -> None:
    hours = parse("mån-fre 10-18; lör efter överenskommelse")
    assert state_on(hours, date(2026, 6, 6)) is State.BY_APPOINTMENT
    assert state_on(hours, date(2026, 6, 7)) is State.CLOSED


def test_the_week_is_rows_of_days_that_are_alike_and_the_exceptions_are_apart() -> None:
    week = as_week(parse("mån-fre 10-12, 13-17; ons stängt; lör tidsbokning; 24/12 stängt; PH off"))
    spans = (Span(600, 720), Span(780, 1020))
    assert week.rows == (
        ((1, 2), spans, State.OPEN, ""), ((3,), (), State.CLOSED, ""), ((4, 5), spans, State.OPEN, ""),
        ((6,), (), State.BY_APPOINTMENT, ""), ((7,), (), State.CLOSED, ""),
    )  # fmt: skip
    christmas = Day(None, 12, 24)
    assert week.exceptions == (
        Rule(holidays=True, state=State.CLOSED),
        Rule(from_day=christmas, to_day=christmas, state=State.CLOSED),
    )  # fmt: skip


def test_data_for_the_browser_is_plain() -> None:
    text = "fre 20-02; 2026-12-24 stängt; tillfälligt stängt till 2026-06-01"
    assert json.loads(json.dumps(as_data(parse(text)))) == {
        "state": "temporarily_closed",
        "closed_through": "2026-06-01",
        "otherwise": "closed",
        "rules": [
            {"days": [5], "from": None, "to": None, "holidays": False, "state": "open",
             "spans": [[1200, 1560]], "note": ""},
            {"days": [1, 2, 3, 4, 5, 6, 7], "from": "2026-12-24", "to": "2026-12-24", "holidays": False,
             "state": "closed", "spans": [], "note": ""},
        ],
    }  # fmt: skip


def as_the_browser_reads(data: Any, day: date, holiday: bool) -> tuple[str, list[list[int]]]:
    """What the script in the browser does, with nothing but the data."""
    iso = day.isoformat()
    if data["state"] == "temporarily_closed" and (not data["closed_through"] or iso <= data["closed_through"]):
        return "temporarily_closed", []
    for rule in reversed(data["rules"]):
        first, last = rule["from"], rule["to"]
        this = iso[-len(first) :] if first else ""
        in_period = not first or (first <= this <= last if first <= last else this >= first or this <= last)
        if day.isoweekday() in rule["days"] and in_period and (holiday or not rule["holidays"]):
            return rule["state"], rule["spans"]
    return data["otherwise"], []


WORDS = """
mån tis-tors fre lördag to vardagar helger dagligen röda helgdagar dagar helgfria PH Mo-Fr We 24/7 24/12 31/2
0/0 24-26/12 2026-12-24 2026-02-29 24 dec jun-aug 1 jun-31 Dec 29 feb 2026 1999 10-18 8-9 13:30-17 20-02 18-10
00-24 24:00 0700 7.5 , ; : . - – / & och till to kl öppet stängt off tillfälligt efter överenskommelse bokas
okänt dygnet runt övriga "ring" "by ” “ appointment" "temporarily closed" + ( 10 : 99 a\u030a İ ſ ²
"""
words = st.sampled_from([*WORDS.split(), "\n"])
clauses = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from(
            [
                "",
                "",
                "",
                "jun-aug",
                "24-26/12",
                "24, 31 dec",
                "2026-12-24",
                "24 dec 2026-6 jan",
                "31/12",
                "29 feb",
            ]
        ),
        st.sampled_from(
            [
                "mån-fre",
                "lör",
                "mån, ons",
                "fre-tis",
                "röda dagar",
                "sön- och helgdagar",
                "helgfria vardagar",
                "dagligen",
                "PH Mo-Fr",
                "övrig tid",
            ]
        ),
        st.sampled_from(
            [
                "10-18",
                "8-12, 13-17",
                "20-02",
                "dygnet runt",
                "stängt",
                "tidsbokning",
                "9-10 bokas",
                "okänt",
                "tillfälligt stängt",
                '7-8 "ring"',
                'stängt "sjuk"',
                '"fråga i kassan"',
            ]
        ),
    ),
)
closings = st.sampled_from(["tillfälligt stängt", "stängt till 2026-06-15", "efter överenskommelse"])
readable = st.builds(
    lambda rules, closing, between: between.join(rules + closing),
    st.lists(clauses, min_size=1, max_size=6),
    st.lists(closings, max_size=1),
    st.sampled_from(["; ", ", ", "\n", " "]),
)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(st.one_of(st.text(), st.lists(words, max_size=25).map(" ".join), st.lists(words, max_size=25).map("".join)))
@settings(max_examples=1500, deadline=None)
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    try:
        hours = parse(text)
    except UnreadableHours as refused:
        written = "".join(unicodedata.normalize("NFC", text).split())
        assert len(text) > 500 or "".join(refused.part.split()) in written
        return
    check_hours(hours)


@given(readable, days, st.booleans())
@settings(max_examples=800, deadline=None)
def test_what_is_composed_of_good_pieces_means_the_same_in_every_form(text: str, day: date, holiday: bool) -> None:
    try:
        hours = parse(text)
    except UnreadableHours:
        assume(False)
        return
    check_hours(hours)
    state, spans = as_the_browser_reads(as_data(hours), day, holiday)
    assert state == state_on(hours, day, holiday)
    assert spans == [[span.opens, span.closes] for span in spans_on(hours, day, holiday)]


@given(st.lists(clauses, min_size=1, max_size=6), days, st.booleans())
@settings(deadline=None)
def test_clauses_that_are_fine_alone_are_fine_together(rules: list[str], day: date, holiday: bool) -> None:
    def readable_alone(rule: str) -> bool:
        try:
            return bool(parse(rule))
        except UnreadableHours:
            return False

    rules = [rule for rule in rules if readable_alone(rule)]
    assume(rules)
    assert spans_on(parse("; ".join(rules)), day, holiday) == spans_on(parse("\n".join(rules)), day, holiday)


def check_hours(hours: Hours) -> None:
    """What holds for all hours: sound spans, seven days, plain data, and OpenStreetMap's form of them."""
    for rule in hours.rules:
        assert rule.days == tuple(sorted(set(rule.days)))
        assert all(0 <= span.opens < 1440 and span.opens < span.closes <= 1800 for span in rule.spans)
        assert all(one.closes <= other.opens for one, other in zip(rule.spans, rule.spans[1:], strict=False))
    week = as_week(hours)
    assert [day for row in week.rows for day in row.days] == ([1, 2, 3, 4, 5, 6, 7] if hours.rules else [])
    json.dumps(as_data(hours))
    notation = as_osm(hours)
    if len(notation) <= 500:
        assert meaning(parse(notation)) == meaning(hours)
        assert as_osm(parse(notation)) == notation
