"""`bygd new`, `bygd format` and `bygd schema --json` as people run them."""

import json

import pytest

from tests import tiny

UNTIDY = "content/arvidsjaur/company/firma-001.yaml"


@pytest.fixture
def root(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(root / UNTIDY, "# Deras eget.\nvillage:   'moskosel' # byn\nname: Å\nsummary: B\ncategories: [kafe]\n")
    return root


def test_format_puts_one_file_in_order_and_then_nothing_more(root):
    ran = tiny.run("format", "--check", "--root", root)
    assert ran.code == 1 and UNTIDY in ran.out and "village:   '" in (root / UNTIDY).read_text("utf-8")
    assert tiny.run("format", "--root", root).out == ran.out
    text = (root / UNTIDY).read_text("utf-8")
    assert text == "name: Å\ncategories: [kafe]\nsummary: B\n# Deras eget.\nvillage: moskosel  # byn\n"
    ran = tiny.run("format", "--check", "--root", root)
    assert (ran.code, ran.out) == (0, "")


def test_format_takes_only_the_files_that_are_named(root):
    assert tiny.run("format", "content/arvidsjaur/page", cwd=root).out == ""
    assert tiny.run("format", root / UNTIDY, "--root", root).out == f"{UNTIDY}\n"
    assert tiny.run("format", "borta", "--root", root).code == 2


def test_new_begins_a_record_and_never_writes_over_one(root):
    ran = tiny.run("new", "company", "--place", "arvidsjaur", "--id", "granlunds", cwd=root)
    assert (ran.code, ran.out) == (0, "content/arvidsjaur/company/granlunds.yaml\n")
    assert "Namn" in (root / ran.out.strip()).read_text("utf-8")
    again = tiny.run("new", "company", "--place", "arvidsjaur", "--id", "granlunds", cwd=root)
    assert again.code == 2 and "finns redan" in again.err
    taken = tiny.run("new", "page", "--place", "arvidsjaur", "--id", "about", cwd=root)
    assert taken.code == 2, "there is a page about.md"


@pytest.mark.parametrize(
    "arguments", [("firma", "--place", "arvidsjaur"), ("company",), ("company", "--place", "arvidsjaur", "--id", "Å.y")]
)
def test_new_says_what_is_wrong_with_what_was_asked(root, arguments):
    ran = tiny.run("new", *arguments, cwd=root)
    assert (ran.code, ran.out) == (2, "") and ran.err.endswith(".\n")


def test_schemas_for_the_editor_are_printed_or_written(root):
    assert json.loads(tiny.run("schema", "company", "--json").out)["title"] == "Företag"
    assert tiny.run("schema", "--all", "--json", "--out", root / "schemas").code == 0
    assert len(list((root / "schemas").glob("*.json"))) == 7
    assert tiny.run("schema").code == 2
