"""What `bygd new` gives: every field explained, and an example that is the kind's own."""

import re

import pytest

from generator import strict_yaml
from generator.schema import load_kinds
from generator.template import example_of, template

KINDS = load_kinds()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_only_required_fields_stand_there_and_they_are_empty(kind):
    fields, problems = strict_yaml.read("ny.yaml", template(kind))
    assert not problems
    assert fields.values == {field.name: "" for field in kind.fields.values() if field.required}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_field_is_explained_in_swedish(kind):
    text = template(kind)
    for field in kind.fields.values():
        assert f"# {field.title.sv}" in text and re.search(rf"^#?{field.name}:", text, re.MULTILINE)
        assert all(f"{value} ({label.sv})" in text for value, label in field.labels.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_examples_are_those_of_the_kind(kind):
    lines = template(kind).splitlines()
    shown = [line[1:] for line in lines if re.match(r"#(\w+:|  |$)", line)]
    fields, problems = strict_yaml.read("ny.yaml", "\n".join(shown) + "\n")
    assert not problems
    assert {name: value for name, value in fields.values.items() if value} == {
        name: value for name, value in example_of(kind).items() if value
    }


def test_an_editor_finds_the_schema_by_the_first_line():
    first = template(KINDS["company"]).splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../../schemas/company.json"
