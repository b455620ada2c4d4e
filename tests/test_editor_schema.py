"""The editor's schema allows what the program allows, and underlines what officers get wrong."""

import datetime
import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from generator.editor_schema import DRAFT, editor_schema, modeline, write_editor_schemas
from generator.schema import load_kinds
from generator.vocabulary import load_vocabularies
from tests import tiny

KINDS = load_kinds()
WORDS = load_vocabularies(tiny.PROGRAM / "data")
SAMPLES = sorted((tiny.PROGRAM / "content").rglob("*.yaml"))


def as_an_editor_reads(text):
    """YAML 1.2, where a day is a text."""

    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return {name: plain(value) for name, value in YAML(typ="safe", pure=True).load(text).items()}


def faults(kind, record):
    validator = jsonschema.Draft7Validator(editor_schema(KINDS[kind], WORDS))
    return {".".join(map(str, error.path)) or error.message for error in validator.iter_errors(record)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_record_of_a_kind_is_sound_to_the_editor(kind):
    mine = [path for path in SAMPLES if path.parts[-2] == kind]
    wrong = {path.name: faults(kind, as_an_editor_reads(path.read_text("utf-8"))) for path in mine}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_of_draft_7_with_a_swedish_title_on_every_field(kind):
    schema = editor_schema(KINDS[kind], WORDS)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == DRAFT and schema["title"] == KINDS[kind].title.sv
    for name, field in KINDS[kind].fields.items():
        assert schema["properties"][name]["title"] == field.title.sv


def test_what_is_wrong_is_underlined():
    record = as_an_editor_reads(tiny.company(1))
    assert faults("company", record) == set()
    assert faults("company", {**record, "nmae": "x"})
    assert faults("company", {**record, "village": "atlantis"}) == {"village"}
    assert faults("company", {**record, "assured_date": "24/12 2026"}) == {"assured_date"}
    assert faults("company", {**record, "name": None}) == {"name"}
    assert faults("company", {**record, "website": None}) == set()
    assert faults("company", {**record, "categories": ["kafe"] * 6}) == {"categories"}


def test_schemas_are_written_one_a_kind_where_the_modeline_looks_for_them(tmp_path):
    write_editor_schemas(tmp_path / "schemas", KINDS, WORDS)
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == KINDS.keys()
    target = modeline(KINDS["company"]).partition("$schema=")[2].strip()
    (tmp_path / "content/asele/company").mkdir(parents=True)
    schema = (tmp_path / "content/asele/company" / target).resolve()
    assert json.loads(schema.read_text("utf-8"))["title"] == "Företag"
