"""One definition per kind: what it must hold together, and how records are held to it."""

from __future__ import annotations

import pytest
import yaml

from generator.check import CONSTRAINTS
from generator.field_type import FIELD_TYPES
from generator.packaged import own_or_packaged
from generator.problem import LANGUAGES
from generator.schema import OF_THE_RECORD, PACKAGED_KINDS, kind_language, load_kinds
from generator.source import ID, SUFFIXES, load
from generator.vocabulary import load_vocabularies
from tests.tiny import PROGRAM, write

KINDS = load_kinds()
VOCABULARIES = load_vocabularies(own_or_packaged(PROGRAM, "data"))
FIELDS = [
    pytest.param(kind, field, id=f"{kind.name}.{field.name}")
    for kind in KINDS.values()
    for field in kind.fields.values()
]
BY_CHECK_OR_ROW = {*CONSTRAINTS, "unique", "maxItems"}
NEED = """name: need
title: Behov
title_en: Need
plural: Behov
description: Något som saknas.
address: behov
heading: name
lead: summary
sort: [name]
card: []
fields:
  - {name: name, title: Namn, type: string, group: about, constraints: {required: true}}
  - {name: summary, title: Kort, type: string, group: about}
  - {name: tags, title: Märken, type: list, group: about, constraints: {maxItems: 2}}
"""


def test_the_kinds_of_the_design_are_there_with_the_name_of_their_folder():
    assert {"company", "event", "service_point", "network", "offer", "notice", "page"} <= KINDS.keys()
    assert all((PACKAGED_KINDS / name / "schema.yaml").is_file() for name in KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_described_in_both_languages_and_names_fields_that_it_has(kind):
    for words in (kind.title, kind.plural, kind.description):
        assert all(words[language].strip() for language in LANGUAGES)
    assert ID.fullmatch(kind.address)
    assert {kind.heading, kind.lead} <= kind.fields.keys()
    assert kind.fields[kind.heading].required and not kind.fields[kind.heading].is_list
    assert any(name in kind.fields for name in kind.sort)


def test_no_two_kinds_share_a_folder_of_the_site():
    addresses = [kind.address for kind in KINDS.values()]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_field_can_be_shown_checked_and_followed(kind, field):
    assert all(field.title[language].strip() for language in LANGUAGES)
    assert field.name not in OF_THE_RECORD
    assert field.constraints.keys() <= BY_CHECK_OR_ROW
    assert field.type is FIELD_TYPES[field.type.name]
    assert not field.target or field.target in KINDS or field.target in VOCABULARIES
    assert not field.public_if or kind.fields[field.public_if].type.name == "boolean"
    assert all(label[language].strip() for label in field.labels.values() for language in LANGUAGES)


def test_no_two_facets_of_a_kind_share_a_folder():
    for kind in KINDS.values():
        folders = [field.facet for field in kind.facets()]
        assert len(set(folders)) == len(folders) and all(ID.fullmatch(folder) for folder in folders)


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_a_kind_is_sound_and_says_that_it_is_one(repository, name):
    (example,) = (PACKAGED_KINDS / name).glob("example.*")
    assert example.suffix in SUFFIXES
    repository.write(f"content/arvidsjaur/{name}/ett{example.suffix}", example.read_bytes())
    content = repository.read()
    assert content.problems == ()
    assert content.records[0]["example"] is True
    (source,) = load(repository.root, tuple(KINDS)).sources
    assert {field.name for field in KINDS[name].fields.values() if field.required} <= source.values.keys()


def test_a_column_is_for_one_value_and_leaves_what_frictionless_cannot_say_to_us():
    company = KINDS["company"].fields
    assert company["categories"].column() == {"name": "categories", "type": "string", "constraints": {}}
    assert company["org_number"].column()["constraints"] == {"unique": True}
    assert company["legal_form"].column()["constraints"]["enum"][:2] == ["limited_company", "sole_trader"]
    assert company["lat"].column()["type"] == "number"


def test_readers_of_other_languages_get_english():
    assert [kind_language(language) for language in ("sv", "en", "fi", "sma")] == ["sv", "en", "en", "en"]


def test_a_repository_may_bring_a_kind_of_its_own_with_nothing_but_a_schema(repository):
    """DESIGN.md 2: a new kind is one folder."""
    repository.write("kinds/need/schema.yaml", NEED)
    repository.write("content/arvidsjaur/need/ett.yaml", "name: Skjuts\ntags: [a, b, c]\n")
    repository.write("content/arvidsjaur/need/annat.yaml", "name: Ved\nsearch_words: [x]\n")
    assert repository.faults() == [("content/arvidsjaur/need/ett.yaml", 2, "too-many-items", "tags")]
    (record,) = repository.read().records
    assert (record.url, record.heading, record.kind.title["en"]) == ("/behov/annat/", "Ved", "Need")


def test_a_kind_of_a_later_folder_replaces_one_of_the_same_name(tmp_path):
    write(tmp_path / "page/schema.yaml", NEED.replace("name: need", "name: page", 1))
    kinds = load_kinds((PACKAGED_KINDS, tmp_path))
    assert kinds["page"].address == "behov" and kinds.keys() == KINDS.keys()


def test_a_service_point_can_not_be_made_to_leave_the_search(tmp_path):
    """Not by the program's own schema, nor by one that a repository has in its place."""
    own = (PACKAGED_KINDS / "service_point/schema.yaml").read_text("utf-8")
    write(tmp_path / "service_point/schema.yaml", own.replace("fields:\n", "unsearched_after: 900\nfields:\n", 1))
    with pytest.raises(ValueError, match="service_point never leaves the search"):
        load_kinds((PACKAGED_KINDS, tmp_path))


@pytest.mark.parametrize(
    "changed",
    [
        NEED + "  - {name: name, title: Namn, type: string, group: about}\n",
        NEED + "  - {name: assured_date, title: Namn, type: date, group: about}\n",
        NEED + "  - {name: url, title: Namn, type: string, group: about}\n",
        NEED + "foreignKeys:\n  - {fields: [nobody], reference: {resource: company, fields: [id]}}\n",
    ],
    ids=["a field twice", "a field that every kind has", "a name that records use", "a key without a field"],
)
def test_a_schema_that_makes_no_sense_is_a_fault_of_the_developer(tmp_path, changed):
    path = write(tmp_path / "need/schema.yaml", changed)
    with pytest.raises(ValueError, match="named twice") as caught:
        load_kinds((tmp_path,))
    assert str(path) in str(caught.value)


def test_definitions_cannot_be_changed_by_those_who_read_them():
    with pytest.raises(TypeError):
        KINDS["company"] = KINDS["page"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        KINDS["company"].fields["name"].public = False  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "fields", "line", "code", "field", "told"),
    [
        pytest.param(
            "company", {"name": None, "nmae": "x"}, 4, "unknown-field", "nmae", ['"nmae"', "name"],
            id="fault-30: spelled wrong",
        ),
        pytest.param("page", {"phone": "x"}, 3, "unknown-field", "phone", ['"phone"'], id="fault-30: of another kind"),
        pytest.param("page", {"<<": "x"}, 3, "unknown-field", "<<", ['"<<"'], id="fault-24: a merge"),
        pytest.param("company", {"summary": None}, 1, "missing-field", "summary", ["summary"], id="fault-31: none"),
        pytest.param("company", {"summary": ""}, 3, "missing-field", "summary", ["summary"], id="fault-31: empty"),
        pytest.param("company", {"summary": "' '"}, 3, "missing-field", "summary", ["summary"], id="fault-31: a space"),
        pytest.param(
            "company", {"summary": "\u00a0"}, 3, "missing-field", "summary", ["summary"], id="fault-31: a hard space"
        ),
        pytest.param(
            "company", {"categories": None}, 1, "missing-field", "categories", ["categories"], id="fault-31: no list"
        ),
        pytest.param(
            "company", {"categories": "[]"}, 2, "missing-field", "categories", ["categories"], id="fault-31: empty list"
        ),
        pytest.param(
            "company", {"summary": "a" * 241}, 3, "too-long", "summary", ["241", "240"], id="fault-32: too long"
        ),
        pytest.param(
            "company", {"services": "[x, " + "b" * 81 + "]"}, 5, "too-long", "services", ["81", "80"],
            id="fault-32: an item that is too long",
        ),
        pytest.param(
            "company", {"services": "[" + ", ".join(f"a{n}" for n in range(21)) + "]"}, 5, "too-many-items",
            "services", ["21", "20"], id="fault-32: too many items",
        ),
        pytest.param(
            "company", {"services": "[x, y, x]"}, 5, "repeated-item", "services", ['"x"'], id="an item twice"
        ),
        pytest.param(
            "company", {"services": "[é, e\u0301]"}, 5, "repeated-item", "services", ['"é"'],
            id="fault-23: an item twice in two forms",
        ),
    ],
)  # fmt: skip
def test_a_record_is_held_to_its_schema(repository, kind, fields, line, code, field, told):
    path = repository.add(kind, **fields)
    found = [problem for problem in repository.problems() if problem.code == code]
    assert [(problem.path, problem.line, problem.field) for problem in found] == [(path, line, field)]
    assert all(words in found[0].message("sv") for words in told), found[0].message("sv")


@pytest.mark.parametrize("written", ["559999-0016", "5599990016", "16559999-0016"])
def test_a_number_that_must_be_unique_is_the_same_however_it_is_written(repository, written):
    first = repository.add("company", org_number="559999-0016")
    second = repository.add("company", "tva.yaml", org_number=written)
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code, problem.field) == (second, 5, "not-unique", "org_number")
    assert first in problem.message("sv")


def test_two_fields_whose_names_are_equal_when_normalised_are_the_same_field(repository):
    """fault-23"""
    path = repository.write("content/arvidsjaur/page/ett.yaml", "title: Om\nn\u00e9: x\nne\u0301: y\n")
    assert repository.faults() == [(path, 3, "duplicate-key", "n\u00e9")]


def test_every_schema_is_a_table_schema_that_others_can_read():
    for name in KINDS:
        schema = yaml.safe_load((PACKAGED_KINDS / name / "schema.yaml").read_text("utf-8"))
        assert {"name", "title", "type"} <= set.intersection(*(set(field) for field in schema["fields"]))
