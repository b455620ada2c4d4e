"""Checking: every fault of every record at once, each with its code, its field and the line of its value."""

from dataclasses import replace

import pytest

from generator import strict_yaml
from generator.schema import Field
from tests.written import KINDS, PLAIN, VOCABULARIES, checked, places, source

COMPANY, PAGE = PLAIN["company"], PLAIN["page"]


def faults(kind, text, **options):
    return places(checked(source(kind, text), **options).problems)


def test_sound_records_of_several_kinds_have_no_problem():
    sources = [
        source("company", COMPANY + "networks: [hantverkarna]\n"),
        source("network", PLAIN["network"] + "members: [prov]\n", "hantverkarna"),
        source("page", PAGE),
    ]
    found = checked(*sources)
    assert found.problems == ()
    assert [row.source for row in found.rows] == sources


def test_nothing_to_check_is_no_problem():
    assert checked().problems == ()


def test_faults_of_all_kinds_and_files_are_told_in_one_run():
    found = checked(
        source("company", "name: Snickeriet\nsummary: Kök.\ncategories: [snikeri]\nlat: 91\nfax: '1'\n", "a"),
        source("page", "title: Om\nmenu: fot\nmenu_order: tio\n", "b"),
    )
    assert [(problem.path.rpartition("/")[2], *place) for problem, place in _with_places(found.problems)] == [
        ("a.yaml", "village", 1, "missing-field"),
        ("a.yaml", "categories", 3, "unknown-term"),
        ("a.yaml", "lat", 4, "too-big"),
        ("a.yaml", "fax", 5, "unknown-field"),
        ("b.yaml", "body", 1, "missing-field"),
        ("b.yaml", "menu", 2, "not-one-of"),
        ("b.yaml", "menu_order", 3, "bad-integer"),
    ]


def _with_places(problems):
    return zip(problems, places(problems), strict=True)


def test_many_faults_are_all_told():
    """Frictionless stops at a thousand unless told otherwise."""
    found = checked(*(source("page", "title: Om\n", f"sida-{number}") for number in range(1_200)))
    assert len(found.problems) == 1_200


@pytest.mark.parametrize("field", ["name", "categories", "summary", "village"])
def test_a_required_field_that_is_missing_is_told_whether_it_holds_one_value_or_a_list(field):
    lines = [line for line in COMPANY.splitlines(keepends=True) if not line.startswith(f"{field}:")]
    assert faults("company", "".join(lines)) == [(field, 1, "missing-field")]


@pytest.mark.parametrize("empty", ["", "[]", "~", '""', "[~]"])
def test_a_required_list_with_nothing_in_it_is_missing(empty):
    text = COMPANY.replace("categories: [snickeri]", f"categories: {empty}")
    assert [(field, code) for field, _, code in faults("company", text)] == [("categories", "missing-field")]


def test_a_record_without_a_required_list_does_not_disturb_the_others():
    sound = source("company", COMPANY, "b")
    found = checked(source("company", COMPANY.replace("categories: [snickeri]\n", ""), "a"), sound)
    assert {problem.path for problem in found.problems} == {"content/arvidsjaur/company/a.yaml"}
    assert found.rows[1].values["categories"] == ("snickeri",)


def test_an_unknown_field_is_told_with_the_most_similar_name():
    found = checked(source("company", COMPANY + "nmae: Snickeriet\n")).problems
    assert places(found) == [("nmae", 5, "unknown-field")]
    assert dict(found[0].facts)["nearest"] == "name"
    assert "name" in found[0].message("sv") and "nmae" in found[0].message("en")


def test_a_list_where_one_value_belongs_is_not_called_missing_too():
    assert faults("page", "title: [Om, Oss]\nbody: Text.\n") == [("title", 1, "expected-one-value")]


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("page", "assured_date: i går", "bad-date"),
        ("page", "menu_order: många", "bad-integer"),
        ("page", "example: kanske", "bad-boolean"),
        ("company", "lat: norrut", "bad-number"),
        ("company", "lat: nan", "bad-number"),
        ("company", "lat: 1e99999", "bad-number"),
        ("company", "lat: 1_0", "bad-number"),
        ("page", "menu_order: 10.5", "bad-integer"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_once(kind, line, code):
    field = line.partition(":")[0]
    assert faults(kind, PLAIN[kind] + line + "\n") == [(field, PLAIN[kind].count("\n") + 1, code)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("lat: -90.01\nlon: 19", "too-small"),
        ("lat: 90.01\nlon: 19", "too-big"),
        ("sni: '16.23'", "wrong-pattern"),
        ("sni: '16.2300'", "wrong-pattern"),
        ("sni: 'x16.230'", "wrong-pattern"),
        ("address: " + "å" * 121, "too-long"),
        ("status: stängt", "not-one-of"),
    ],
)
def test_a_value_outside_its_limits_is_told_with_its_line(line, code):
    assert faults("company", COMPANY + line + "\n") == [(line.partition(":")[0], 5, code)]


@pytest.mark.parametrize("line", ["lat: -90\nlon: 180", "sni: '16.230'", "address: " + "å" * 120, "status: closed"])
def test_a_value_at_its_limit_is_sound(line):
    assert faults("company", COMPANY + line + "\n") == []


def test_a_text_that_is_too_long_is_told_with_its_length_and_the_limit():
    found = checked(source("company", COMPANY + "address: " + "å" * 121 + "\n")).problems
    facts = dict(found[0].facts)
    assert (facts["length"], facts["limit"]) == ("121", "120")


def test_a_fault_in_a_list_has_the_line_of_the_item():
    text = COMPANY + "languages:\n  - sv\n  - svenska\n  # en till\n  - xx\nservices:\n  - Kök\n  - " + "a" * 81 + "\n"
    assert faults("company", text) == [
        ("languages", 7, "not-one-of"),
        ("languages", 9, "not-one-of"),
        ("services", 12, "too-long"),
    ]


def test_a_word_that_is_not_in_a_list_is_told_with_the_most_similar_one():
    found = checked(source("company", COMPANY.replace("[snickeri]", "\n  - el\n  - snikeri"))).problems
    assert places(found) == [("categories", 4, "unknown-term")]
    assert dict(found[0].facts)["nearest"] == "snickeri"


@pytest.mark.parametrize("also", ["snickeri", "el, bygg, tak, golv, vvs"])
def test_one_fault_in_a_list_does_not_hide_another(also):
    """A word that stands twice is only worth a warning; one that does not exist must not slip through behind it."""
    text = COMPANY.replace("[snickeri]", f"[snickeri, trolleri, {also}]")
    assert ("categories", 2, "unknown-term") in faults("company", text)


def test_one_unreadable_item_does_not_hide_a_fault_in_another():
    text = COMPANY + "social:\n  - example.com\n  - https://example.com/" + "a" * 501 + "\n"
    assert faults("company", text) == [("social", 6, "bad-url"), ("social", 7, "bad-url")]


def test_a_reference_to_nothing_is_told_and_marked_but_keeps_its_record():
    offer = PLAIN["offer"] + "company: snickeriett\nnetworks:\n  - hantverkarna\n  - borta\n"
    found = checked(
        source("offer", offer),
        source("company", COMPANY, "snickeriet"),
        source("network", PLAIN["network"], "hantverkarna"),
    )
    assert places(found.problems) == [("company", 9, "missing-relation"), ("networks", 12, "missing-relation")]
    assert dict(found.problems[0].facts)["nearest"] == "snickeriet"
    assert not any(problem.leaves_record_out for problem in found.problems)
    assert found.rows[0].dangling == {("company", "snickeriett"), ("networks", "borta")}
    assert found.rows[0].is_whole(KINDS["offer"])


def test_a_reference_to_a_record_of_another_kind_leads_nowhere():
    sources = [source("offer", PLAIN["offer"] + "company: hantverkarna\n")]
    sources += [source("network", PLAIN["network"], "hantverkarna")]
    assert [problem.code for problem in checked(*sources).problems] == ["missing-relation"]


def test_a_reference_to_a_record_that_cannot_be_read_is_not_wrong_for_that():
    """Its file has its own problem; the officer who mends it should not mend the references too."""
    offer = source("offer", PLAIN["offer"] + "company: snickeriet\n")
    assert checked(offer, ids={**VOCABULARIES, "company": ["snickeriet"]}).problems == ()


def test_a_reference_to_a_record_with_a_fault_of_its_own_is_sound():
    found = checked(
        source("offer", PLAIN["offer"] + "company: snickeriet\n", "slapvagn"),
        source("company", "name: Snickeriet\n", "snickeriet"),
    )
    assert {problem.path for problem in found.problems} == {"content/arvidsjaur/company/snickeriet.yaml"}


def test_of_records_with_the_same_id_the_first_stays_and_every_other_names_an_earlier_one():
    paths = [f"content/{place}/company/snickeriet.yaml" for place in ("arvidsjaur", "asele", "overkalix")]
    found = checked(*(source("company", COMPANY, "snickeriet", path.split("/")[1]) for path in paths)).problems
    assert [problem.path for problem in found] == paths[1:]
    assert {problem.code for problem in found} == {"duplicate-id"}
    assert all(dict(problem.facts)["other"] in paths[: paths.index(problem.path)] for problem in found)


def test_records_of_different_kinds_may_have_the_same_id():
    assert checked(source("company", COMPANY, "bygg"), source("network", PLAIN["network"], "bygg")).problems == ()


@pytest.mark.parametrize("written", ["559999-0016", "5599990016", "16559999-0016", "559999 0016"])
def test_an_organisation_number_belongs_to_one_firm_however_it_is_written(written):
    found = checked(
        source("company", COMPANY + "org_number: 559999-0016\n", "a"),
        source("company", COMPANY + f"phone: 0980-319 201\norg_number: '{written}'\n", "b"),
    ).problems
    assert places(found) == [("org_number", 6, "not-unique")]
    assert found[0].path.endswith("/b.yaml") and dict(found[0].facts)["other"].endswith("/a.yaml")


def test_firms_without_an_organisation_number_do_not_share_one():
    assert checked(source("company", COMPANY, "a"), source("company", COMPANY, "b")).problems == ()


@pytest.mark.parametrize("name", ["powr", "name"])
def test_only_a_field_that_can_be_left_away_can_be_kept_internal(name):
    """A misspelt name would publish what was meant to be hidden; a page without a heading is no page."""
    text = PLAIN["service_point"] + f"power: fixed\ninternal_fields:\n  - power\n  - {name}\n"
    assert faults("service_point", text) == [("internal_fields", 12, "not-one-of")]


def test_every_limit_that_a_schema_sets_has_a_code():
    """A limit that nothing checks would be a promise to officers that is not kept."""
    named = {limit for kind in KINDS.values() for field in kind.fields.values() for limit in field.constraints}
    assert named <= {"required", "unique", "maxLength", "pattern", "minimum", "maximum", "maxItems"}


def test_a_limit_holds_for_every_item_of_a_list():
    short = replace(KINDS["page"].fields["search_words"], constraints={"maxLength": 3, "maxItems": 2})
    assert isinstance(short, Field)
    kinds = {"page": replace(KINDS["page"], fields={**KINDS["page"].fields, "search_words": short})}
    found = faults("page", PAGE + "search_words: [abc, abcd, b]\n", kinds=kinds)
    assert found == [("search_words", 3, "too-long"), ("search_words", 3, "too-many-items")]


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: *a}", "[" * 5_000 + "]" * 5_000, "{a: " * 5_000 + "}" * 5_000])
def test_a_value_that_holds_itself_or_many_more_is_refused_without_following_it(text):
    """fault-26"""
    _, problems = strict_yaml.read("content/arvidsjaur/page/prov.yaml", f"{PAGE}search_words: {text}\n")
    assert [problem.line for problem in problems] == [3]
    assert problems[0].leaves_record_out
