"""The unseen words that a record is found by."""

from __future__ import annotations

import pytest

from generator.search_words import last_parts, lexicon, search_words, words_of
from tests import tiny


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("words") / "root")
    text = tiny.company(4).replace("Firma 004", "Renvaktarbutiken").replace("[akeri]", "[snickeri]")
    tiny.add(
        root, "company", "butiken.yaml", text + "search_words: [Älgskinn, två ord]\nservices: [Fönsterrenovering]\n"
    )
    return tiny.portal_and_edition(root)[0]


@pytest.fixture(scope="module")
def known(portal):
    return lexicon(portal.vocabularies)


def words(portal, known, kind, name, language="sv") -> tuple[str, ...]:
    return search_words(portal.by_key[kind, name], portal, language, known)


def test_words_are_letters_in_small_form():
    assert words_of("Öl, mat & HLR-utbildning 24/7 i_dag") == ("öl", "mat", "hlr", "utbildning", "i", "dag")


def test_the_lexicon_holds_words_of_labels_and_synonyms(known):
    assert {"snickare", "snickeri", "startare", "hjärtstartare", "butik"} <= known


def test_the_lexicon_holds_no_short_words(known):
    assert min(map(len, known)) >= 4


def test_the_lexicon_holds_no_names_of_places(known):
    assert "moskosel" not in known


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("hjärtstartare", ["startare"]),
        ("byggnadssnickeri", ["snickeri"]),
        ("skoterverkstad", ["verkstad"]),
        ("snickeri", []),
        ("xyz", []),
        ("", []),
    ],
)
def test_a_compound_is_found_by_the_word_that_it_ends_in(known, word, parts):
    assert [part for part in last_parts(word, known) if part in {"startare", "snickeri", "verkstad"}] == parts


def test_a_record_is_found_by_the_synonyms_of_its_terms(portal, known):
    found = words(portal, known, "company", "butiken")
    assert {"snickare", "snickeri", "timmerman"} <= set(found)


def test_a_record_is_found_by_the_group_of_its_terms(portal, known):
    assert "hantverkare" in words(portal, known, "company", "butiken")


def test_a_record_is_found_by_what_its_terms_are_called_in_the_language_of_the_page(portal, known):
    carpenters = portal.vocabularies["company_categories"]["snickeri"].label
    assert set(words_of(carpenters.en)) - set(words_of(carpenters.sv))
    assert set(words_of(carpenters.sv)) <= set(words(portal, known, "company", "butiken"))
    assert {*words_of(carpenters.en), *words_of(carpenters.sv)} <= set(words(portal, known, "company", "butiken", "en"))


def test_a_record_is_found_by_what_stands_in_its_other_searched_fields(portal, known):
    assert "fönsterrenovering" in words(portal, known, "company", "butiken")


def test_a_record_is_found_by_the_name_of_the_firm_that_it_belongs_to(portal, known):
    assert "firma" in portal.by_key["company", "firma-001"].heading.lower()
    assert "firma" in words(portal, known, "offer", "slapvagn")


def test_a_record_is_found_by_the_last_part_of_words_in_its_texts(portal, known):
    assert "renovering" in known
    assert "renovering" in words(portal, known, "company", "butiken")


def test_a_record_is_found_by_the_words_its_author_chose(portal, known):
    assert {"älgskinn", "två", "ord"} <= set(words(portal, known, "company", "butiken"))


def test_a_defibrillator_is_found_by_what_people_call_it(portal, known):
    found = words(portal, known, "service_point", "sot-moskosel")
    assert {"startare", "hjärtstartare", "defibrillator"} <= set(found)


def test_a_place_is_found_by_its_other_names_but_not_by_fields_that_are_not_searched(portal, known):
    found = words(portal, known, "service_point", "sot-moskosel")
    assert "moskosel" in found and "tank" not in found and "hemlignyckeln" not in found


def test_words_are_sorted_and_each_stands_once(portal, known):
    for record in portal.all_records():
        found = search_words(record, portal, "sv", known)
        assert list(found) == sorted(set(found))


def test_a_record_with_nothing_to_add_has_no_words(portal, known):
    assert words(portal, known, "page", "about") == ()
