"""A record as a row of plain values: national core columns first, and only what may be published."""

from __future__ import annotations

import json

import pytest

from generator.columns import columns, identifier, plain, rows, source_of, terms_in_use
from generator.field_type import FIELD_TYPES
from generator.hours import parse
from generator.portal import relate
from tests.tiny import NOW
from tests.written import KINDS, config, content
from tests.written import plain as record_of

CONFIG = config(contact_email="portalen@example.com", owner_org_number="212000-9994")


def portal_of(*records, settings=CONFIG):
    return relate(content(*records), settings, NOW)[0]


def row_of(record, *others, settings=CONFIG):
    found = rows(record.kind, portal_of(record, *others, settings=settings), settings)
    return next(row for row in found if row["id"].endswith(f"-{record.id}"))


def test_the_national_core_columns_come_first_where_they_apply():
    names = [column.name for column in columns(KINDS["company"])]
    assert names[:9] == [
        "source", "id", "name", "latitude", "longitude", "email", "visit_url", "updated", "description",
    ]  # fmt: skip
    network = [column.name for column in columns(KINDS["network"])]
    assert network[:7] == ["source", "id", "name", "email", "visit_url", "updated", "description"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_public_field_is_in_one_column_and_no_other_field_in_any(kind):
    found = [column.field.name for column in columns(KINDS[kind]) if column.field]
    assert sorted(found) == sorted(field.name for field in KINDS[kind].fields.values() if field.public)
    names = [column.name for column in columns(KINDS[kind])]
    assert len(names) == len(set(names))


def test_a_row_tells_whose_it_is_and_where_its_page_is():
    found = row_of(record_of("company", "lat: 65.59\nlon: 19.17\nassured_date: 2026-10-01\n", name="snickeriet"))
    assert (found["source"], found["id"]) == ("2505", "2505-company-snickeriet")
    assert found["visit_url"] == "https://portalen.example.com/foretag/snickeriet/"
    assert (found["latitude"], found["longitude"], found["updated"]) == (65.59, 19.17, "2026-10-01")


def test_what_no_municipality_owns_comes_from_the_portals_owner():
    event = record_of("event", "start: 2026-12-01\n", name="traff", place="kvinnor-i-norr")
    portal = portal_of(event)
    assert source_of(event, portal, CONFIG) == "2120009994"
    assert source_of(event, portal, config()) is None
    assert identifier(event, portal) == "kvinnor-i-norr-event-traff"


def test_an_email_is_the_records_own_on_consent_and_else_the_portals():
    yes, no = "email: info@example.com\nemail_consent: ja\n", "email: info@example.com\nemail_consent: nej\n"
    assert row_of(record_of("company", yes))["email"] == "info@example.com"
    assert row_of(record_of("company", no))["email"] == "portalen@example.com"
    assert row_of(record_of("company"), settings=config())["email"] is None


def test_a_record_that_holds_back_a_field_has_it_in_no_row():
    more = (
        "internal_fields: [water, phone]\nwater: Tank i INTERNKÄLLAREN.\nphone: 0980-319 201\ninternal_note: HEMLIGT\n"
    )
    found = row_of(record_of("service_point", more))
    assert found["water"] is None and found["phone"] is None
    assert not {"internal_fields", "internal_note", "email_consent"} & found.keys()
    assert "INTERN" not in json.dumps(found) and "HEMLIG" not in json.dumps(found)


def test_a_reference_is_the_id_of_the_row_it_leads_to_and_none_leads_out_of_the_site():
    company = record_of("company", name="snickeriet")
    event = record_of("event", "start: 2026-12-01\norganiser_company: snickeriet\nnetworks: [borta]\n")
    assert row_of(event, company)["organiser_company"] == "2505-company-snickeriet"
    assert row_of(event)["organiser_company"] is None
    assert row_of(event, company)["networks"] == []


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("moment", "2026-12-01 18:00", "2026-12-01T18:00:00+01:00"),
        ("moment", "2026-07-01 18:00", "2026-07-01T18:00:00+02:00"),
        ("moment", "2026-12-01", "2026-12-01"),
        ("date", "2026-12-01", "2026-12-01"),
        ("phone", "0980-319 201", "tel:+46980319201"),
        ("number", "2.5", 2.5),
        ("boolean", "nej", False),
        ("string", "Å", "Å"),
    ],
)
def test_values_are_written_as_other_programs_know_them(type_, text, expected):
    assert plain(FIELD_TYPES[type_].read(text)) == expected


def test_hours_are_written_as_in_openstreetmap():
    assert plain(parse("mån-fre 10-18; 24/12 stängt")) == "Mo-Fr 10:00-18:00; Dec 24 off"


def test_the_time_zone_of_a_record_decides_the_offset():
    event = record_of("event", "start: 2026-12-01 18:00\ntimezone: Europe/Helsinki\n")
    assert row_of(event)["start"] == "2026-12-01T18:00:00+02:00"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_row_is_plain_json(kind):
    more = {"event": "start: 2026-12-01\n", "notice": "severity: minor\nexpires: 2026-12-01\n"}.get(kind, "")
    found = row_of(record_of(kind, more))
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [column.name for column in columns(KINDS[kind])]


def test_codes_are_explained_by_the_fields_own_list_or_the_terms_in_use():
    company = record_of("company", name="snickeriet")
    portal, kind = portal_of(company), KINDS["company"]
    assert {value: label.sv for value, label in terms_in_use(kind.fields["categories"], portal, kind).items()} == {
        "snickeri": "Snickeri"
    }
    assert terms_in_use(kind.fields["languages"], portal, kind)["fit"].en == "Meänkieli"
    assert terms_in_use(kind.fields["name"], portal, kind) == {}


def test_what_is_written_otherwise_than_in_the_officers_file_is_described_as_it_is_here():
    by_name = {column.name: column for column in columns(KINDS["company"])}
    assert "OpenStreetMap" in by_name["opening_hours"].description.sv
    assert by_name["example"].type == "boolean" and by_name["example"].description.en == "true or false."
    assert by_name["website"].description == KINDS["company"].fields["website"].description
