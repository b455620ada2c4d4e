"""What one file can be told by itself: the shape of its values, and what their texts mean."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.field_type import FIELD_TYPES, Unreadable
from generator.row import read_values, shape
from generator.schema import Field, Label
from tests.written import KINDS, places, source

WORDS = Label("Ord", "Words")


def field(name, reads_as="string", **more):
    return Field(name, WORDS, WORDS, FIELD_TYPES[reads_as], **more)


FIELDS = (
    field("name"),
    field("when", "date"),
    field("open", "boolean"),
    field("words", is_list=True, constraints={"maxItems": 3}),
    field("days", "date", is_list=True),
)
KIND = replace(KINDS["page"], name="thing", fields={one.name: one for one in FIELDS})


def shaped(text):
    values, problems = shape(source("thing", text), KIND)
    return values, places(problems)


def read(text):
    written = source("thing", text)
    values, problems = read_values(written, KIND, shape(written, KIND)[0])
    return values, places(problems)


def test_one_text_and_a_list_keep_their_shape():
    assert shaped("name: Ett\nwords: [två, tre]\n") == ({"name": "Ett", "words": ("två", "tre")}, [])


@pytest.mark.parametrize("empty", ["", "~", "null", '""', "''", "[]", "[~, '']"])
def test_a_field_with_nothing_in_it_is_as_good_as_not_written(empty):
    assert shaped(f"name: {empty}\nwords: {empty}\nwhen: {empty}\n") == ({}, [])


def test_one_value_where_a_list_belongs_is_a_list_of_one():
    assert shaped("words: ett ord\n") == ({"words": ("ett ord",)}, [])


def test_several_values_on_one_line_are_told_to_be_written_as_a_list():
    written = source("thing", "name: Ett\nwords: två, tre,\n")
    values, problems = shape(written, KIND)
    assert values["words"] == ("två", "tre")
    assert places(problems) == [("words", 2, "expected-list")]
    assert "[två, tre,]" in problems[0].message("sv")


def test_a_list_where_one_value_belongs_is_left_away_and_told():
    assert shaped("name: [Ett, Två]\n") == ({}, [("name", 1, "expected-one-value")])


def test_a_field_that_the_kind_does_not_have_is_told_also_when_it_is_empty():
    assert shaped("nmae: Ett\nwrods:\n")[1] == [("nmae", 1, "unknown-field"), ("wrods", 2, "unknown-field")]


def test_a_text_that_says_no_or_looks_like_a_number_is_a_text():
    assert read("name: no\nwords: ['007', '10:30', on]\n") == ({"name": "no", "words": ("007", "10:30", "on")}, [])


def test_texts_are_read_by_the_types_of_their_fields():
    values, problems = read("when: 2026-12-01\nopen: nej\ndays: [2026-12-24, 2026-12-25]\n")
    assert problems == []
    assert values == {"when": date(2026, 12, 1), "open": False, "days": (date(2026, 12, 24), date(2026, 12, 25))}


@pytest.mark.parametrize("word", ["ja", "Ja", "JA", "yes", "true", "True"])
def test_yes_may_be_written_in_either_language(word):
    assert read(f"open: {word}\n")[0] == {"open": True}


def test_a_value_that_cannot_be_read_is_left_away_and_the_others_stay():
    assert read("name: Ett\nwhen: i morgon\n") == ({"name": "Ett"}, [("when", 2, "bad-date")])


def test_only_the_items_that_cannot_be_read_are_left_away_each_told_on_its_line():
    values, problems = read("days:\n  - 2026-12-24\n  - juldagen\n  - 2026-12-26\n  - nyår\n")
    assert values == {"days": (date(2026, 12, 24), date(2026, 12, 26))}
    assert problems == [("days", 3, "bad-date"), ("days", 5, "bad-date")]


def test_a_list_that_is_too_long_is_told_where_it_begins():
    assert read("words:\n  - a\n  - b\n  - c\n  - d\n")[1] == [("words", 2, "too-many-items")]


def test_a_word_that_stands_twice_is_told_at_the_second_and_counted_once():
    values, problems = read("words:\n  - a\n  - b\n  - a\n")
    assert problems == [("words", 4, "repeated-item")]
    assert values == {"words": ("a", "b")}


WRONG = [
    ("date", "2026-02-30"),
    ("date", "20260230"),
    ("date", "24/12 2026"),
    ("date", "31/11 2026"),
    ("date", "24/13/2026"),
    ("date", "2026-1-1"),
    ("date", "i morgon"),
    ("moment", "24/12 2026"),
    ("moment", "24/12 2026 18:00"),
    ("moment", "2026-12-24 kl 18"),
    ("moment", "2026-12-24 1800"),
    ("moment", "1 december kl 18"),
    ("moment", "2026-02-30 18:00"),
    ("url", "www.example.com"),
    ("url", "example.com/en sida"),
    ("url", "javascript:alert(1)"),
    ("url", "https://"),
    ("id", "Å och Ö AB"),
    ("id", "CON"),
    ("id", "😀"),
]


def proposal(reads_as, text):
    """What `text` should have been, or None where it can be read or nothing is proposed."""
    try:
        FIELD_TYPES[reads_as].read(text)
    except Unreadable as unreadable:
        return unreadable.facts.get("instead")
    return None


@pytest.mark.parametrize(("reads_as", "text"), WRONG)
def test_what_is_proposed_instead_of_a_wrong_value_can_itself_be_read(reads_as, text):
    instead = proposal(reads_as, text)
    assert instead
    FIELD_TYPES[reads_as].read(instead)


# Of opening hours a sentence tells what to write, not a value: test_hours.py has them.
@given(
    st.sampled_from(sorted(FIELD_TYPES.keys() - {"opening_hours"})),
    st.text(max_size=30) | st.from_regex(r"[0-9 /:.T-]{4,20}", fullmatch=True),
)
def test_a_type_reads_any_text_or_says_what_can_be_read_instead(reads_as, text):
    instead = proposal(reads_as, text)
    if instead is not None:
        FIELD_TYPES[reads_as].read(instead)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("24/12 2026", "2026-12-24"),
        ("24.12.2026", "2026-12-24"),
        ("1-2-2027", "2027-02-01"),
        ("20261224", "2026-12-24"),
        ("2026/12/24", "2026-12-24"),
    ],
)
def test_a_date_in_another_order_is_turned_round_in_the_proposal(text, means):
    assert proposal("date", text) == means


def test_the_hour_is_kept_in_the_proposal_of_a_moment():
    assert proposal("moment", "24/12 2026 17:30") == "2026-12-24 17:30"
    assert FIELD_TYPES["moment"].read("2026-12-24 kl. 17.30") == datetime(2026, 12, 24, 17, 30)
