"""Forms from the schemas: which fields they ask for, with what, and what a site without a receiver says instead."""

from __future__ import annotations

import pytest

from generator.control import AREA, TICK, forgive_day, forgive_moment, forgive_number, forgive_tick, forgive_url
from generator.field_type import FIELD_TYPES, Unreadable
from generator.pages.forms import ADDRESS, PRIVATE, all_forms
from generator.schema import load_kinds
from tests import tiny
from tests.test_markup_validity import faults

KINDS = load_kinds()
ASKING = [kind for kind in KINDS.values() if any(field.asked for field in kind.fields.values())]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tiny.write_repository(tmp_path_factory.mktemp("forms") / "root")


@pytest.fixture(scope="module")
def forms(root):
    return {form.name: form for form in all_forms(tiny.voice_in(root), ["arvidsjaur"])}


def test_people_may_propose_four_kinds_and_ask_for_two_things(forms):
    assert list(forms) == [*(kind.name for kind in ASKING), "correction", "removal"]
    assert {kind.name for kind in ASKING} == {"company", "event", "offer", "network"}


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_a_form_asks_for_all_that_must_be_there_and_first_for_the_name(forms, kind):
    asked = {question.name: question for question in forms[kind.name].questions()}
    assert {name for name, field in kind.fields.items() if field.required} <= asked.keys()
    assert next(iter(asked)) == kind.heading
    assert all(asked[name].required == kind.fields[name].required for name in asked if name in kind.fields)


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_what_is_shown_on_consent_only_is_asked_with_its_consent(kind):
    for field in kind.fields.values():
        assert not (field.asked and field.public_if) or kind.fields[field.public_if].asked
        assert field.asked in ("", "alone", "along")


def test_every_form_ends_with_the_private_questions_and_has_no_name_twice(forms):
    for form in forms.values():
        names = [question.name for question in form.questions()]
        assert tuple(names[-2:]) == PRIVATE and len(set(names)) == len(names)
        assert [question.private for question in form.questions()].count(True) == 2


def test_a_question_is_asked_with_what_suits_its_answers(forms):
    widgets = {question.name: question.widget for question in forms["company"].questions()}
    wanted = {
        "name": "text",
        "body": "area",
        "legal_form": "radios",
        "categories": "boxes",
        "village": "select",
        "services": "lines",
        "email_consent": "tick",
    }
    assert wanted.items() <= widgets.items()


def test_villages_are_those_of_the_portals_own_municipality(forms):
    (village,) = (one for one in forms["company"].questions() if one.name == "village")
    assert {"arvidsjaur", "moskosel"} <= {choice.value for choice in village.choices}
    assert "asele" not in {choice.value for choice in village.choices}


def test_many_choices_are_folded_by_what_they_belong_to(forms):
    (categories,) = (one for one in forms["company"].questions() if one.name == "categories")
    groups = dict(categories.groups())
    assert categories.folded and "snickeri" in {choice.value for choice in groups["Bygg och hantverkare"]}


def test_a_site_without_a_receiver_says_whom_to_call(root, tmp_path):
    built = tiny.built(tmp_path)
    for page, html in built.pages.items():
        if "anmal/" in page and "regler" not in page:
            assert "0980-319 210" in html and "<form" not in html.partition("<main")[2].partition("</main>")[0]


@pytest.fixture(scope="module")
def receiving(tmp_path_factory):
    folder = tmp_path_factory.mktemp("receiving")
    root = tiny.write_repository(folder / "root")
    settings = root / "sites" / tiny.SITE / "site.yaml"
    settings.write_text(settings.read_text("utf-8") + "form_receiver: https://anmal.example.com\n", "utf-8")
    report = tiny.build_site(root, folder / "out", strict=True)
    assert report.target, report.problems
    return report.target


def test_a_form_posts_to_the_receiver_and_its_page_may(receiving):
    html = (receiving / "anmal/foretag/index.html").read_text("utf-8")
    (form,) = (tag for tag in tiny.tags(html, "form") if "data-form" in tag.attributes)
    assert form.attributes["action"] == f"https://anmal.example.com/intake/{tiny.SITE}/company"
    rules = (receiving / "_headers").read_text("utf-8").split("\n/")
    policies = {rule.split("\n")[0]: rule for rule in rules}
    for path in ("anmal/*", "en/anmal/*"):
        assert "form-action 'self' https://anmal.example.com;" in policies[path]
        assert "connect-src 'self' https://anmal.example.com;" in policies[path]
    assert "anmal.example.com" not in policies["sok/*"]


def test_every_record_leads_to_its_correction_and_every_page_to_the_forms(receiving):
    html = (receiving / "foretag/firma-001/index.html").read_text("utf-8")
    assert 'href="../../anmal/rattelse/?post=/foretag/firma-001/"' in html
    assert 'href="../../anmal/"' in html


def test_the_rules_tell_what_is_published_and_what_is_not(receiving):
    html = (receiving / "anmal/regler/index.html").read_text("utf-8")
    assert "Publiceras inte" in html and "E-post, om du inte säger ja till det" in html and "Din telefon" in html


def test_forms_are_valid_html(receiving):
    assert {page: found for page, found in faults(receiving).items() if "anmal/" in page} == {}


def test_forms_are_in_every_language(receiving):
    html = (receiving / "en/anmal/foretag/index.html").read_text("utf-8")
    assert "(optional)" in html and 'name="lang" value="en"' in html and ADDRESS in html


DAYS = ("24/12 2026", "24.12.2026", "24-12-2026", "24 december 2026", "20261224", "2026-12-24", "torsdag 24 dec 2026", "den 24 december 2026")  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_however_it_is_written(text):
    assert forgive_day(text) == "2026-12-24"
    for clock in (" 18:00", " kl 18", " kl. 18.00", ", 18:00", "T18:00"):
        assert forgive_moment(text + clock) == "2026-12-24 18:00"


@pytest.mark.parametrize("text", ["31/2 2026", "snart", "24/12", "2026", "", "24 plommon 2026", "nästa vecka kl 18"])
def test_what_is_no_day_is_left_for_the_check_to_tell_of(text):
    assert forgive_day(text) == forgive_moment(text) == text
    with pytest.raises(Unreadable):
        FIELD_TYPES["date"].read(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 250 kr", "1250"),
        ("1\u00a0250,50", "1250.50"),
        ("250:-", "250"),
        ("0", "0"),
        ("-1", "-1"),
        ("gratis", "gratis"),
    ],
)
def test_a_number_is_read_with_its_unit_and_comma(text, number):
    assert forgive_number(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.example.com", "https://www.example.com"),
        ("example.com/a b", "example.com/a b"),
        ("http://example.com", "http://example.com"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_web_address_may_lack_its_beginning(text, address):
    assert forgive_url(text) == address


def test_a_tick_says_yes_in_the_word_of_files():
    assert FIELD_TYPES["boolean"].read(forgive_tick("on")) is True
    assert FIELD_TYPES["boolean"].control is TICK and FIELD_TYPES["markdown"].control is AREA
