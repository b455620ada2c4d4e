"""A kind as JSON Schema (draft 7), so that an editor such as VS Code explains fields and underlines what is wrong.

The editor's help is a help: `bygd check` decides. So the schema allows all that the program reads, such as one value
where a list is asked for, and numbers where YAML would see one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.field_type import FALSE_WORDS, TRUE_WORDS
from generator.schema import Field, Kind
from generator.vocabulary import Vocabulary

DRAFT = "http://json-schema.org/draft-07/schema#"
FOLDER = "schemas"
"""Where a repository keeps them, below its root."""

PATTERNS = {"date": r"^\d{4}-\d\d-\d\d$", "moment": r"^\d{4}-\d\d-\d\d([T ].*)?$", "url": "^https?://"}
"""Field type -> what its text must look like, where that helps while one types."""


def editor_schema(kind: Kind, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Any]:
    """The JSON Schema of a kind's files, with Swedish titles."""
    return {
        "$schema": DRAFT,
        "title": kind.title.sv,
        "description": kind.description.sv,
        "type": "object",
        "properties": {field.name: _property(field, vocabularies) for field in kind.fields.values()},
        "required": [field.name for field in kind.fields.values() if field.required],
        "additionalProperties": False,
    }


def as_json(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def modeline(kind: Kind) -> str:
    """The first line of a file in `content/<place>/<kind>/`, by which an editor finds the schema."""
    return f"# yaml-language-server: $schema=../../../{FOLDER}/{kind.name}.json\n"


def write_editor_schemas(folder: Path, kinds: Mapping[str, Kind], vocabularies: Mapping[str, Vocabulary]) -> None:
    """Write `<kind>.json` for every kind into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds.values():
        (folder / f"{kind.name}.json").write_text(as_json(editor_schema(kind, vocabularies)), "utf-8")


def _property(field: Field, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Any]:
    about = {"title": field.title.sv}
    if field.description.sv:
        about["description"] = field.description.sv
    value = _value(field, vocabularies)
    empty: list[dict[str, Any]] = [] if field.required else [{"type": "null"}]
    if not field.is_list:
        return {**about, **value} if field.required else {**about, "anyOf": [value, *empty]}
    several: dict[str, Any] = {"type": "array", "items": value}
    if "maxItems" in field.constraints:
        several["maxItems"] = field.constraints["maxItems"]
    return {**about, "anyOf": [several, value, *empty]}


def _value(field: Field, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Any]:
    if field.type.name == "boolean":
        return {"enum": [*TRUE_WORDS[:1], *FALSE_WORDS[:1], True, False, *TRUE_WORDS[1:], *FALSE_WORDS[1:]]}
    words = {value: label.sv for value, label in field.labels.items()}
    words = words or {term.id: term.label.sv for term in vocabularies.get(field.target, {}).values()}
    if words:
        return {"enum": list(words), "enumDescriptions": list(words.values())}
    if field.type.name in ("number", "integer"):
        limits = {name: field.constraints[name] for name in ("minimum", "maximum") if name in field.constraints}
        return {"type": field.type.name, **limits}
    # A text of digits alone is a number to the editor, and a text to us.
    text: dict[str, Any] = {"type": ["string", "number"]}
    if "maxLength" in field.constraints:
        text["maxLength"] = field.constraints["maxLength"]
    if field.type.name in PATTERNS:
        text["pattern"] = PATTERNS[field.type.name]
    return text
