"""Records: only what may be published, found by name, and put in the order that readers expect."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.record import Record, public_values, sort_key, swedish
from tests.written import KINDS, PLAIN, plain, record

POINT = PLAIN["service_point"]
MAIL = "email: info@snickeriet.example.com\n"


def test_a_record_knows_its_kind_its_address_and_its_heading():
    company = plain("company", name="snickeriet", place="asele")
    assert company.key == ("company", "snickeriet")
    assert company.url == "/foretag/snickeriet/"
    assert company.heading == "Snickeriet"
    assert (company.place, company.path) == ("asele", "content/asele/company/snickeriet.yaml")


def test_a_field_that_the_file_does_not_give_is_none_or_an_empty_list():
    company = plain("company")
    assert company["phone"] is None
    assert company["services"] == ()


def test_a_name_that_the_kind_does_not_have_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        plain("company")["hemlighet"]


def test_a_record_cannot_be_changed():
    company = plain("company")
    with pytest.raises(FrozenInstanceError):
        company.id = "another"
    with pytest.raises(TypeError):
        company.values["name"] = "Ett annat namn"


def test_a_problem_of_a_record_stands_on_the_line_of_the_value_or_of_the_item():
    company = plain("company", "services:\n  - Kök\n  - Trappor\nphone: 0980-319 201\n")
    assert [company.line("services", item) for item in (0, 1, 5)] == [6, 7, 7]
    assert company.line("phone") == 8
    assert company.line("website") == 1
    found = company.problem("services", "repeated-item", item=1, found="Trappor")
    assert (found.path, found.line, found.field) == (company.path, 7, "services")


def test_references_are_every_term_and_record_that_is_named():
    company = plain("company", "networks: [hantverkarna]\n")
    named = [(field.name, target) for field, target in company.references()]
    assert named == [("categories", "snickeri"), ("networks", "hantverkarna"), ("village", "arvidsjaur")]


@pytest.mark.parametrize(
    ("consent", "shown"), [("", False), ("email_consent: nej\n", False), ("email_consent: ja\n", True)]
)
@pytest.mark.parametrize("kind", ["company", "network", "offer"])
def test_an_e_mail_address_is_published_only_on_consent(kind, consent, shown):
    values = plain(kind, MAIL + consent).values
    assert ("email" in values) is shown
    assert "email_consent" not in values


def test_a_field_that_is_not_public_never_reaches_a_record():
    point = record("service_point", POINT + "internal_note: Nyckeln ligger i boden.\n")
    assert "Nyckeln" not in repr(point.values)


def test_a_record_can_keep_fields_of_its_own_internal():
    point = record("service_point", POINT + "power_hours: 48\nwater: Tank i källaren\ninternal_fields: [water]\n")
    assert "källaren" not in repr(point.values)
    assert point["water"] is None
    assert point["power_hours"] == 48
    assert "internal_fields" not in point.values


@given(
    consent=st.sampled_from([None, True, False]),
    internal=st.sets(st.sampled_from(sorted(KINDS["service_point"].fields))),
)
def test_what_is_internal_or_without_consent_is_in_no_record(consent, internal):
    for kind in (KINDS["service_point"], KINDS["company"]):
        values = {name: f"text of {name}" for name in kind.fields} | {"internal_fields": tuple(internal)}
        values["email_consent"] = consent
        shown = public_values({name: value for name, value in values.items() if name in kind.fields}, kind)
        hidden = {name for name, field in kind.fields.items() if not field.public}
        if "internal_fields" in kind.fields:
            hidden |= internal
        if consent is not True:
            hidden |= {name for name, field in kind.fields.items() if field.public_if}
        assert not hidden & shown.keys()
        assert shown.keys() == kind.fields.keys() - hidden


def test_rules_look_at_what_the_file_says_not_only_at_what_is_published():
    """A point whose reserve power is nobody's business has reserve power all the same."""
    text = POINT.replace("point_type: service_point", "point_type: sot_point")
    point = record("service_point", text + "power: fixed\ninternal_fields: [power]\n")
    assert point["power"] is None


def in_order(*words):
    return sorted(words, key=swedish)


def test_swedish_letters_come_last_in_the_order_of_the_alphabet():
    assert in_order("Öl", "Älg", "Åsele", "Zorn", "Arvidsjaur") == ["Arvidsjaur", "Zorn", "Åsele", "Älg", "Öl"]
    assert in_order("blå", "blz", "bla", "blö", "blä") == ["bla", "blz", "blå", "blä", "blö"]


def test_capital_and_small_letters_are_the_same_letter():
    assert in_order("zorn", "Åsele", "ZEBRA", "ål") == ["ZEBRA", "zorn", "ål", "Åsele"]


def test_letters_of_neighbouring_languages_stand_where_swedes_look_for_them():
    assert in_order("Idé", "Idel", "Ideal") == ["Idé", "Ideal", "Idel"]
    assert in_order("Ånge", "Østlund", "Ærø", "Öberg") == ["Ånge", "Ærø", "Öberg", "Østlund"]
    assert in_order("Müller", "Myller", "Mz") == ["Müller", "Myller", "Mz"]


@given(st.text(alphabet="azåäö", max_size=6), st.text(alphabet="azåäö", max_size=6))
def test_the_order_is_that_of_the_alphabet_letter_by_letter(one, other):
    alphabet = "azåäö"
    by_letter = [alphabet.index(letter) for letter in one] <= [alphabet.index(letter) for letter in other]
    assert (swedish(one) <= swedish(other)) is by_letter


def named(name, record_id, kind="company"):
    return Record(
        KINDS[kind], record_id, "arvidsjaur", {"name": name}, f"content/arvidsjaur/{kind}/{record_id}.yaml", {}
    )


def ids(records):
    return [one.id for one in sorted(records, key=sort_key)]


def test_records_are_in_the_order_of_their_kinds_fields_and_at_last_of_their_ids():
    assert ids([named("Öl", "a"), named("Zorn", "b"), named("Åsele", "c"), named("zorn", "d")]) == ["b", "d", "c", "a"]


def test_a_record_without_a_value_to_sort_by_comes_after_those_that_have_one():
    pages = [plain("page", "menu_order: 2\n", "b"), plain("page", "", "c"), plain("page", "menu_order: 10\n", "a")]
    assert ids(pages) == ["b", "a", "c"]


def test_a_day_and_a_time_on_a_day_can_be_put_in_order():
    event = plain("event", "start: 2026-12-01\n")
    starts = [datetime(2026, 12, 1, 18), date(2026, 12, 1), None, date(2026, 11, 30), datetime(2026, 12, 1, 9)]
    events = [
        replace(event, id=str(at), values={**event.values, "next_start": start}) for at, start in enumerate(starts)
    ]
    assert ids(events) == ["3", "1", "4", "0", "2"]
