"""A record in a list: what it says, and what a script is told of it."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from generator.hours import parse
from generator.pages.card import card
from generator.pages.page import Time
from generator.pages.show import Voice
from tests import tiny
from tests.tiny import record_in as record


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tiny.write_repository(tmp_path_factory.mktemp("card") / "root")


@pytest.fixture(scope="module")
def swedish(root) -> Voice:
    return tiny.voice_in(root)


@pytest.fixture(scope="module")
def english(root) -> Voice:
    return tiny.voice_in(root, "en")


def test_a_card_holds_what_its_kind_names(swedish):
    made = card(record(swedish, "offer", "slapvagn"), swedish)
    assert (made.url, made.heading, made.lead) == ("/marknad/slapvagn/", "Släpvagn med kåpa", "Lastar 750 kilo.")
    assert made.own_language == ""
    facts = {fact.name: fact.value for fact in made.facts}
    assert facts["price"] == "250 kr per dygn" and facts["village"] == "Moskosel"
    assert facts["valid_to"] == Time("2027-04-30", "fredag 30 april 2027")
    assert datetime.fromisoformat(made.until) == tiny.NOW.replace(2027, 4, 30, 23, 59, 59)


def test_a_card_of_an_event_tells_the_next_time(swedish):
    made = card(record(swedish, "event", "stickkafe"), swedish)
    assert next(fact.value.iso for fact in made.facts if fact.name == "next_start") == "2026-11-24T18:00"


def test_a_card_leads_to_a_page_in_its_own_language(english):
    made = card(record(english, "company", "firma-001"), english)
    assert (made.url, made.language) == ("/en/foretag/firma-001/", "en")
    assert made.own_language == "sv"
    assert {fact.value for fact in made.facts} == {"Cafés and patisseries", "Glommersträsk"}


def test_a_card_of_a_record_without_a_lead_has_none(swedish):
    assert card(record(swedish, "notice", "koka-vattnet", instruction=None), swedish).lead == ""


def test_a_card_tells_a_script_the_ordinary_hours_in_few_words(swedish):
    made = card(
        record(swedish, "company", "firma-001", opening_hours=parse("mån-fre 10-18; röda dagar stängt")), swedish
    )
    assert made.hours == {
        "state": "open",
        "otherwise": "closed",
        "rules": [
            {"days": [1, 2, 3, 4, 5], "state": "open", "spans": [[600, 1080]]},
            {"days": [1, 2, 3, 4, 5, 6, 7], "holidays": True, "state": "closed", "spans": []},
        ],
    }


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        ("company", "firma-001", {"opening_hours": None}),
        ("company", "firma-001", {"status": "temporarily_closed"}),
        ("company", "firma-001", {"status": "closed"}),
        ("service_point", "sot-moskosel", {"activation": "closed"}),
        ("event", "stickkafe", {}),
    ],
)
def test_no_hours_where_there_are_none_or_something_else_holds(swedish, kind, name, values):
    assert card(record(swedish, kind, name, **values), swedish).hours is None


def test_a_point_that_is_as_usual_tells_its_ordinary_hours_not_those_of_a_crisis(swedish):
    made = card(record(swedish, "service_point", "sot-moskosel"), swedish)
    assert made.hours and made.hours["rules"][0]["spans"] == [[540, 1080]]


def test_the_hours_stand_in_the_list_as_json(tmp_path):
    built = tiny.built(tmp_path)
    cards = [tag for tag in tiny.tags(built.pages["foretag/index.html"], "li") if "data-hours" in tag.attributes]
    assert len(cards) == 3
    assert {rule["state"] for tag in cards for rule in json.loads(tag.attributes["data-hours"])["rules"]} == {
        "open", "closed"
    }  # fmt: skip
