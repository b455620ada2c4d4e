"""One field as people read it, in the language of the page; badges and groups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from generator.pages.page import Link, Shown, Time
from generator.pages.show import GROUPS, Voice, badges, groups, label, price, show, time_of
from generator.record import Record
from tests import tiny
from tests.tiny import record_in as record

WANT = """name: Söker släp
direction: want
exchange: buy
item_type: equipment
category: fordon
summary: Gärna med kåpa.
valid_to: 2027-01-31
contact_role: Privatperson i Moskosel
village: moskosel
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("show") / "root")
    more = "networks: [mat-harifran]\nsocial:\n  - https://www.a.example.com/x\n  - https://b.example.com\n"
    more += "languages: [sv, fi]\nlat: 65.59\nlon: 19.17\nservices: [Kök, 'Trappor & räcken']\n"
    tiny.add(root, "company", "firma-003.yaml", tiny.company(3) + more)
    tiny.add(root, "offer", "soker-slap.yaml", WANT)
    return root


@pytest.fixture(scope="module")
def swedish(root) -> Voice:
    return tiny.voice_in(root)


@pytest.fixture(scope="module")
def english(root) -> Voice:
    return tiny.voice_in(root, "en")


def shown(voice: Voice, kind: str, name: str, field: str, **values: Any) -> Shown | None:
    one = record(voice, kind, name, **values)
    return show(one, one.kind.fields[field], voice)


def value_of(voice: Voice, kind: str, name: str, field: str, **values: Any) -> Any:
    found = shown(voice, kind, name, field, **values)
    assert found is not None
    return found.value


def test_a_field_has_its_title_in_the_language_of_the_page(swedish, english):
    for voice, title in ((swedish, "Webbplats"), (english, "Website")):
        found = shown(voice, "company", "firma-001", "website")
        assert found is not None and (found.name, found.title) == ("website", title)


@pytest.mark.parametrize("nothing", [None, "", ()])
def test_a_field_with_nothing_in_it_is_not_shown(swedish, nothing):
    assert shown(swedish, "company", "firma-001", "website", website=nothing) is None


def test_a_number_of_nought_is_shown(swedish):
    assert value_of(swedish, "offer", "slapvagn", "co2_kg", co2_kg=0) == "0"


def test_terms_are_labels_with_a_link_where_there_is_a_list(swedish, english):
    assert value_of(swedish, "company", "firma-001", "categories") == (
        Link("/foretag/kategori/kafe/", "Kafé och konditori"),
    )
    assert value_of(english, "company", "firma-001", "categories") == (
        Link("/en/foretag/kategori/kafe/", "Cafés and patisseries"),
    )
    assert value_of(swedish, "company", "firma-003", "languages") == (Link("", "Svenska"), Link("", "Finska"))


def test_records_are_links_by_their_heading(swedish, english):
    assert value_of(swedish, "company", "firma-003", "networks") == (Link("/natverk/mat-harifran/", "Mat härifrån"),)
    assert value_of(english, "company", "firma-003", "networks") == (Link("/en/natverk/mat-harifran/", "Mat härifrån"),)


def test_a_record_that_is_not_on_the_site_is_not_shown(swedish):
    assert shown(swedish, "offer", "slapvagn", "company", company="langt-borta") is None


def test_dates_are_for_people_and_machines(swedish, english):
    assert value_of(swedish, "offer", "slapvagn", "valid_to") == Time("2027-04-30", "fredag 30 april 2027")
    assert time_of(datetime(2026, 12, 1, 18), english) == Time("2026-12-01T18:00", "Tuesday 1 December 2026, 18:00")
    assert time_of(date(2026, 12, 1), swedish) == Time("2026-12-01", "tisdag 1 december 2026")


def test_a_web_address_is_shown_by_its_host(swedish):
    assert value_of(swedish, "company", "firma-001", "website") == Link("https://www.example.com/1", "example.com")
    assert [link.text for link in value_of(swedish, "company", "firma-003", "social")] == [
        "a.example.com",
        "b.example.com",
    ]


def test_telephone_and_email_can_be_clicked(swedish):
    assert value_of(swedish, "company", "firma-001", "phone") == Link("tel:+46980319201", "0980-319 201")
    assert value_of(swedish, "company", "firma-001", "email") == Link("mailto:info1@example.com", "info1@example.com")


def test_a_list_of_plain_words_is_a_list(swedish):
    found = shown(swedish, "company", "firma-003", "services")
    assert found is not None and (found.widget, found.value) == ("list of text", ("Kök", "Trappor & räcken"))


def test_markdown_becomes_html_and_nothing_else_does(swedish):
    assert "<strong>fyra</strong>" in value_of(swedish, "company", "firma-001", "body")
    found = shown(swedish, "company", "firma-001", "summary", summary="**inte** <b>fet</b>")
    assert found is not None and (found.widget, found.value) == ("text", "**inte** <b>fet</b>")


def test_yes_and_no_are_words(swedish, english):
    for voice, words in ((swedish, ("Ja", "Nej")), (english, ("Yes", "No"))):
        said = tuple(value_of(voice, "event", "stickkafe", "all_day", all_day=answer) for answer in (True, False))
        assert said == words


def test_numbers_have_the_signs_of_the_language(swedish, english):
    assert value_of(swedish, "service_point", "sot-moskosel", "power_kva", power_kva=1250.5) == "1\xa0250,5"
    assert value_of(english, "service_point", "sot-moskosel", "power_kva", power_kva=1250.5) == "1,250.5"


# -- prices


def test_a_price_is_in_kronor_with_its_unit(swedish, english):
    offer = record(swedish, "offer", "slapvagn")
    assert (price(offer, swedish), price(offer, english)) == ("250 kr per dygn", "250 kr per dygn")
    assert price(record(swedish, "offer", "slapvagn", price_unit=None, price=1250), swedish) == "1\xa0250 kr"


def test_a_price_of_nothing_is_said_in_a_word(swedish, english):
    event = record(swedish, "event", "stickkafe")
    assert (price(event, swedish), price(event, english)) == ("Gratis", "Free")


def test_the_page_of_a_record_tells_the_price_as_its_card_does(swedish):
    """A number without kronor says nothing, and "0" says it badly."""
    assert value_of(swedish, "offer", "slapvagn", "price") == "250 kr per dygn"
    assert value_of(swedish, "event", "stickkafe", "price") == "Gratis"


# -- words of offers and wants


def test_a_want_says_how_in_words_of_its_own(swedish, english):
    want, offer = record(swedish, "offer", "soker-slap"), record(swedish, "offer", "slapvagn")
    field = want.kind.fields["exchange"]
    said = label(want, field, "buy", swedish), label(want, field, "buy", english)
    terms = swedish.portal.vocabularies["exchange_types"]
    assert said == (terms["buy"].row["sv_want"], terms["buy"].row["en_want"])
    assert label(offer, field, "rent", swedish) == terms["rent"].label.sv
    assert label(want, field, "buy", swedish, neutral=True) == terms["buy"].label.sv


# -- badges


def words_on(voice: Voice, one: Record) -> list[str]:
    return [badge.text for badge in badges(one, voice)]


def test_what_is_as_usual_has_no_badge(swedish):
    assert words_on(swedish, record(swedish, "event", "stickkafe", status="scheduled")) == []
    assert words_on(swedish, record(swedish, "service_point", "sot-moskosel")) == []


@pytest.mark.parametrize(
    ("kind", "name", "values", "sv", "en", "tone"),
    [
        ("event", "stickkafe", {"status": "cancelled"}, "Inställt", "Cancelled", "stop"),
        ("event", "forra-arets-fest", {}, "Förbi", "Over", "stop"),
        ("company", "firma-001", {"example": False, "status": "closed"}, "Har upphört", "Closed down", "stop"),
        ("service_point", "sot-moskosel", {"activation": "open"}, "Öppen", "Open", "good"),
        ("service_point", "sot-moskosel", {"lifecycle": "planned"}, "Planerad", "Planned", "plain"),
        ("notice", "koka-vattnet", {}, "Övning", "Exercise", "watch"),
        ("offer", "slapvagn", {"status": "gone"}, "Borta", "Gone", "stop"),
        ("company", "firma-001", {}, "Exempel", "Example", "plain"),
    ],
)
def test_what_one_must_know_first_is_a_badge(swedish, english, kind, name, values, sv, en, tone):
    for voice, word in ((swedish, sv), (english, en)):
        found = badges(record(voice, kind, name, **values), voice)
        assert [(badge.text, badge.tone) for badge in found] == [(word, tone)]


# -- groups


def test_groups_are_in_their_order_and_hold_every_field_but_those_to_leave(swedish):
    made = groups(record(swedish, "company", "firma-003"), swedish, frozenset({"summary"}))
    names = [group.name for group in made]
    assert names == [name for name in GROUPS if name in names]
    assert [group.title for group in made] == ["Om", "Tider", "Plats", "Kontakt"]
    fields = [field.name for group in made for field in group.fields]
    assert "summary" not in fields and {"categories", "opening_hours", "village", "phone"} <= set(fields)
    assert len(fields) == len(set(fields))


def test_no_group_is_empty(swedish):
    for one in swedish.portal.all_records():
        assert all(group.fields for group in groups(one, swedish, frozenset()))


def test_a_state_that_goes_without_saying_is_not_listed(swedish):
    def listed(**values: Any) -> set[str]:
        one = record(swedish, "service_point", "sot-moskosel", **values)
        return {field.name for group in groups(one, swedish, frozenset()) for field in group.fields}

    assert "lifecycle" not in listed() and "lifecycle" in listed(lifecycle="planned")
    assert "activation" in listed(), "the state of a service point is always told"


def test_every_group_of_every_kind_has_its_place(swedish):
    for kind in swedish.portal.kinds.values():
        assert {field.group for field in kind.fields.values() if field.public} <= set(GROUPS), kind.name


def test_internal_values_never_reach_a_record(swedish):
    point = swedish.portal.by_key["service_point", "sot-moskosel"]
    assert not {"water", "internal_note", "internal_fields"} & point.values.keys()
    assert "email" not in swedish.portal.by_key["network", "mat-harifran"].values


def test_an_officers_page_speaks_the_language_of_its_reader_also_in_its_notes(swedish, english):
    for voice, said in ((swedish, "Tillbaka till fotnot 1 i texten"), (english, "Back to footnote 1 in the text")):
        assert said in value_of(voice, "page", "om-portalen", "body", body="x[^1]\n\n[^1]: not")
