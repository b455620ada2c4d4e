"""A field is changed and every other byte stays; a file is put in order and says the same."""

from pathlib import Path

import pytest

from generator import record_text
from generator.record_text import formatted, values_of, with_changes
from generator.schema import load_kinds
from tests.tiny import PROGRAM

KINDS = load_kinds()
COMPANY = KINDS["company"]
PATH = "content/arvidsjaur/company/granlunds.yaml"
SAMPLES = sorted(path for path in (PROGRAM / "content").rglob("*") if path.suffix in (".yaml", ".md"))
FILE = """\
# yaml-language-server: $schema=../schemas/company.json

# Namnet är deras eget.
name: Granlunds   # så stavas det
categories: [snickeri,  stugor] # två
summary: 'Kök: på mått.'
services:
  - Kök på mått
  # den här är ny
  - Trappor  # raka och svängda
# Ring före tio.
phone: 0980-319 201

village: moskosel
# slut
"""


def changed(text=FILE, path=PATH, **changes):
    return with_changes(text, path, changes, COMPANY)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_record_is_put_together_again_as_it_was(path: Path):
    text = path.read_text("utf-8")
    assert str(record_text.parse(text, path.suffix)) == text


def test_only_the_value_of_a_changed_field_is_another():
    assert changed(phone="0980-319 202") == FILE.replace("319 201", "319 202")
    assert changed(name="Granlunds Snickeri") == FILE.replace("name: Granlunds ", "name: Granlunds Snickeri ")
    assert changed(categories=("snickeri",)) == FILE.replace("[snickeri,  stugor] #", "[snickeri] #")


def test_items_that_stay_in_a_list_keep_their_comments():
    assert changed(services=("Hyllor", "Trappor")) == FILE.replace("  - Kök på mått\n", "  - Hyllor\n")


def test_a_new_field_stands_where_the_schema_has_it():
    assert changed(body="Ett.\n\nTvå.") == FILE.replace("services:", "body: |\n  Ett.\n\n  Två.\nservices:")
    assert changed(legal_form="foundation") == FILE.replace("categories:", "legal_form: foundation\ncategories:")


def test_a_field_that_is_emptied_goes_and_its_comment_stays():
    assert changed(phone="") == FILE.replace("phone: 0980-319 201\n", "")
    assert changed(village="") == FILE.replace("village: moskosel\n", "")


def test_line_ends_and_the_mark_of_the_file_stay():
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    assert changed(windows, phone="0980-319 202") == windows.replace("319 201", "319 202")


def test_the_text_after_the_fields_of_a_markdown_file_is_a_field_too():
    page = "---\ntitle: Om\n# meny\nmenu: footer\n---\n\nGammal text.\n"
    new = with_changes(page, "content/x/page/om.md", {"body": "Ny text.\n\n---\n\nMer."}, KINDS["page"])
    assert new == page.replace("Gammal text.", "Ny text.\n\n---\n\nMer.")
    gone = with_changes(page, "content/x/page/om.md", {"menu": "main", "body": ""}, KINDS["page"])
    assert gone == "---\ntitle: Om\n# meny\nmenu: main\n---\n"


@pytest.mark.parametrize("text", ["{name: Granlunds, village: moskosel}\n", "  name: Granlunds\n  village: moskosel\n"])
def test_a_file_written_in_another_way_is_not_touched_field_by_field(text):
    with pytest.raises(record_text.NotPlain):
        changed(text, name="Annat")


def test_a_new_record_has_its_fields_in_the_order_of_the_schema():
    text = record_text.new_text({"village": "moskosel", "name": "Å", "phone": ""}, COMPANY)
    assert text == "name: Å\nvillage: moskosel\n"


# format


def test_fields_come_in_order_with_their_comments_and_quotes_only_where_needed():
    mixed = "village:   'moskosel'\n# Deras eget.\nname: \"Granlunds\"   # så\n"
    mixed += "categories:  [ snickeri ,stugor ]\nsni: 16.230\n"
    wanted = "# Deras eget.\nname: Granlunds  # så\ncategories: [snickeri, stugor]\nvillage: moskosel\nsni: '16.230'\n"
    assert formatted(mixed, PATH, COMPANY) == wanted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_formatted_record_means_the_same_and_is_formatted_to_itself(path: Path):
    name, text, kind = path.relative_to(PROGRAM).as_posix(), path.read_text("utf-8"), KINDS[path.parts[-2]]
    tidy = formatted(text, name, kind)
    assert values_of(name, tidy) == values_of(name, text)
    assert formatted(tidy, name, kind) == tidy


AWKWARD = {
    "several lines": "name: Granlunds\n  och söner\nsummary: >\n  Kök\n  på mått.\n",
    "quoted lines": 'summary: "Kök\n  på mått."\nname: Granlunds\n',
    "nothing": "name:\nnetworks: []\nphone: ~\nvillage: ''\n",
    "comments in a list": "services: [Kök, # nytt\n  Trappor]\nname: Granlunds\n",
    "items at the margin": "services:\n- Kök\n# mer\n- Trappor\nname: Granlunds\n",
    "an unknown field": "nmae: Granlunds\nvillage: moskosel\n",
    "no line end": "village: moskosel\nname: Granlunds",
    "a colon that is quoted": "'name': Granlunds\nvillage: moskosel\n",
    "braces": "{name: Granlunds}\n",
    "a document's marks": "---\nvillage: moskosel\nname: Granlunds\n",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_however_it_is_written_it_means_the_same_afterwards(text):
    tidy = formatted(text, PATH, COMPANY)
    assert values_of(PATH, tidy) == values_of(PATH, text)
    assert formatted(tidy, PATH, COMPANY) == tidy
    assert tidy.count("#") == text.count("#")
