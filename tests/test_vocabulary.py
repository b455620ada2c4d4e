"""Vocabularies are read as text, with labels in two languages and the words people search by."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.vocabulary import load_vocabularies
from tests.tiny import write

PACKAGE = """resources:
  - {name: places, path: places.csv}
  - {name: things, path: lists/things.csv}
  - {name: outlines, path: outlines.geojson}
"""
PLACES = "id,name,code,postal_code\nmoskosel,Moskosel,0114,093 390\nale,Åle,2505,\n"
THINGS = 'id,sv,en,synonyms\nved,"Ved, kubb",Firewood,björkved|brännved|\nkaffe,Kaffe,,\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "datapackage.yaml", PACKAGE)
    write(tmp_path / "places.csv", PLACES)
    write(tmp_path / "lists/things.csv", THINGS)
    write(tmp_path / "outlines.geojson", "{}")
    return tmp_path


def test_every_table_of_the_package_is_a_vocabulary_by_its_name(data):
    vocabularies = load_vocabularies(data)
    assert {name: list(terms) for name, terms in vocabularies.items()} == {
        "places": ["moskosel", "ale"],
        "things": ["ved", "kaffe"],
    }


def test_codes_stay_text_with_their_leading_zeros(data):
    assert load_vocabularies(data)["places"]["moskosel"].row["code"] == "0114"


def test_a_term_without_a_swedish_column_is_called_by_its_name_in_both_languages(data):
    label = load_vocabularies(data)["places"]["ale"].label
    assert (label["sv"], label["en"]) == ("Åle", "Åle")


def test_a_term_without_an_english_word_keeps_the_swedish_one(data):
    things = load_vocabularies(data)["things"]
    assert (things["ved"].label["sv"], things["ved"].label["en"]) == ("Ved, kubb", "Firewood")
    assert things["kaffe"].label["en"] == "Kaffe"


def test_synonyms_are_divided_by_bars_and_empty_ones_are_none(data):
    things = load_vocabularies(data)["things"]
    assert things["ved"].synonyms() == ("björkved", "brännved")
    assert things["kaffe"].synonyms() == ()
    assert load_vocabularies(data)["places"]["ale"].synonyms() == ()


def test_nobody_can_change_a_vocabulary_for_the_others(data):
    vocabularies = load_vocabularies(data)
    with pytest.raises(TypeError):
        vocabularies["things"] = {}  # type: ignore[index]
    with pytest.raises(TypeError):
        vocabularies["things"]["ved"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        vocabularies["things"]["ved"].row["id"] = "x"  # type: ignore[index]


def test_a_term_that_is_not_in_the_list_is_named_with_the_nearest_one(repository):
    path = repository.add("company", categories="[snikeri]", village="moskosle")
    assert repository.faults() == [(path, 2, "unknown-term", "categories"), (path, 4, "unknown-term", "village")]
    messages = [problem.message("sv") for problem in repository.problems()]
    assert "snickeri" in messages[0] and "moskosel" in messages[1]
