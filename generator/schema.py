"""The definition of a kind: `schema.yaml` read into `Kind` and `Field`.

A schema is a Frictionless Table Schema with a few keys of our own. On the kind: `title`, `plural` (and `_en`),
`address` (its folder on the site), `door` (its place among the ways in, on the front page and in the menu; `no` for
none, and the last where a kind does not say), `menu` (`no`: only on the front page), `heading` and `lead` (the fields
that name and introduce a record), `sort` and `card` (the fields that order records, and that a list shows of each),
`map` (lists have one), `dataset` (`theme` and `keywords`: how catalogues of open data sort it), and three ages in days
since a record was checked (freshness.py): `assured_for` (then its page has a note), `doubted_after` (then it has a
label wherever it is shown) and `unsearched_after` (then it leaves the search).
On a field: `reads_as` (a type of field_type.py), `group`, `facet`, `search`, `public`, `public_if`, `schema_org`
(what schema.org calls it: open data, vCards and JSON-LD find a field by that name), `asked` (whether forms ask for it,
`alone` or `along` with the one before), `categories` with a Swedish and an English label for each value, and three keys
that the reports look for: `expected` (most readers look for it), `ends` (when it has passed, the record or its state is
over) and `confirm` (what goes wrong first: in this order somebody is asked whether a value still is right).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from generator.field_type import FIELD_TYPES, FieldType
from generator.problem import Language

PACKAGED_KINDS = Path(__file__).parent / "kinds"
OF_THE_RECORD = frozenset({"id", "kind", "place", "url", "path", "values", "line", "problem"})
"""Names a field can't have, because a record already means something by them."""
GOVERNMENT = "GOVE"
"""The theme, of the EU's vocabulary data-theme, of a kind that names none."""

LAST_DOOR = 1000
"""After those of all kinds that say."""
A_YEAR = 365
"""Days for which a check holds, where a kind says nothing else."""
NEVER_HIDDEN = frozenset({"service_point"})
"""Kinds that are found whatever their age: to someone who is cold an old answer is better than none."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words in the two languages that every definition has."""

    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind. `target` names the kind or vocabulary that its values refer to.

    `facet` is the folder of the pages that list records by the field's values: `kategori` in /foretag/kategori/.
    `asked`: whether the public form asks for it, `alone` or `along` with the question before; empty where it does not.
    """

    name: str
    title: Label
    description: Label
    type: FieldType
    is_list: bool = False
    group: str = "about"
    facet: str = ""
    search: bool = False
    public: bool = True
    public_if: str = ""
    schema_org: str = ""
    asked: str = ""
    expected: bool = False
    ends: bool = False
    confirm: int = 0
    target: str = ""
    labels: Mapping[str, Label] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    def column(self) -> dict[str, Any]:
        """The field as a Table Schema descriptor for one value (an item, where the field is a list)."""
        own = {"maxItems"} | ({"required", "unique"} if self.is_list else set())
        constraints = {name: limit for name, limit in self.constraints.items() if name not in own}
        if self.labels:
            constraints["enum"] = list(self.labels)
        return {"name": self.name, **self.type.column, "constraints": constraints}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of content. `fields` are in the order people meet them; `terms` are the same by their schema.org name.
    `required` and `unique` name those that must be there, and whose values no two records share; `referring` are those
    whose values are ids of terms or records.

    `door`: its place among the ways in from the front page, of which the menu has those `in_menu`; 0 for none.
    `assured_for`, `doubted_after`, `unsearched_after`: days since a record was checked (RELIABILITY.md T3); None where
    that never happens.
    """

    name: str
    title: Label
    plural: Label
    description: Label
    address: str
    heading: str
    lead: str
    sort: tuple[str, ...]
    card: tuple[str, ...]
    map: bool
    door: int
    in_menu: bool
    theme: str
    keywords: tuple[Label, ...]
    assured_for: int
    doubted_after: int | None
    unsearched_after: int | None
    fields: Mapping[str, Field]
    terms: Mapping[str, tuple[Field, ...]] = field(repr=False)
    required: frozenset[str] = field(repr=False)
    unique: tuple[str, ...] = field(repr=False)
    referring: tuple[Field, ...] = field(repr=False)

    def called(self, term: str) -> tuple[Field, ...]:
        """The fields that schema.org calls `term`, the most exact first."""
        return self.terms.get(term, ())

    def facets(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields.values() if one.facet)


def load_kinds(folders: tuple[Path, ...] = (PACKAGED_KINDS,)) -> Mapping[str, Kind]:
    """Every kind below `folders`; a kind in a later folder replaces one of the same name.

    Raises `ValueError` for a schema that makes no sense: that is a developer's fault, not an officer's.
    """
    common = _read(PACKAGED_KINDS / "common.yaml")["fields"]
    kinds = {}
    for folder in folders:
        for path in sorted(folder.glob("*/schema.yaml")):
            kind = _kind(_read(path), common, path)
            kinds[kind.name] = kind
    return MappingProxyType(kinds)


def kinds_of(root: Path) -> Mapping[str, Kind]:
    """The kinds of a repository: those of the program, and its own."""
    return load_kinds((PACKAGED_KINDS, root / "kinds"))


def ways_in(kinds: Mapping[str, Kind]) -> tuple[Kind, ...]:
    """The kinds that the front page leads to, in their order."""
    return tuple(sorted((kind for kind in kinds.values() if kind.door), key=lambda kind: (kind.door, kind.name)))


def _read(path: Path) -> dict[str, Any]:
    schema = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(schema, dict), f"{path}: a schema is a mapping"
    return schema


def _label(entry: Mapping[str, Any], name: str) -> Label:
    swedish = entry.get(name, "")
    return Label(swedish, entry.get(f"{name}_en", swedish))


def _kind(schema: Mapping[str, Any], common: list[dict[str, Any]], path: Path) -> Kind:
    targets = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    entries = [*schema["fields"], *common]
    fields = {entry["name"]: _field(entry, targets.get(entry["name"], "")) for entry in entries}
    if len(fields) < len(entries) or OF_THE_RECORD & fields.keys() or targets.keys() - fields.keys():
        raise ValueError(f"{path}: a field is named twice, has a reserved name, or a foreign key has no field")
    if schema["name"] in NEVER_HIDDEN and "unsearched_after" in schema:
        raise ValueError(f"{path}: {schema['name']} never leaves the search")
    return Kind(
        name=schema["name"],
        title=_label(schema, "title"),
        plural=_label(schema, "plural"),
        description=_label(schema, "description"),
        address=schema["address"],
        heading=schema["heading"],
        lead=schema["lead"],
        sort=tuple(schema["sort"]),
        card=tuple(schema["card"]),
        map=schema.get("map", False),
        door=int(schema.get("door", LAST_DOOR)),
        in_menu=schema.get("menu", True),
        theme=schema.get("dataset", {}).get("theme", GOVERNMENT),
        keywords=tuple(Label(word["sv"], word["en"]) for word in schema.get("dataset", {}).get("keywords", ())),
        assured_for=schema.get("assured_for", A_YEAR),
        doubted_after=schema.get("doubted_after"),
        unsearched_after=schema.get("unsearched_after"),
        fields=MappingProxyType(fields),
        terms=MappingProxyType(_by_term(fields.values())),
        required=frozenset(one.name for one in fields.values() if one.required),
        unique=tuple(one.name for one in fields.values() if one.constraints.get("unique")),
        referring=tuple(one for one in fields.values() if one.target),
    )


def _by_term(fields: Iterable[Field]) -> dict[str, tuple[Field, ...]]:
    terms: dict[str, tuple[Field, ...]] = {}
    for one in fields:
        if one.schema_org:
            terms[one.schema_org] = (*terms.get(one.schema_org, ()), one)
    return terms


def _field(entry: Mapping[str, Any], target: str) -> Field:
    is_list = entry["type"] == "list"
    return Field(
        name=entry["name"],
        title=_label(entry, "title"),
        description=_label(entry, "description"),
        type=FIELD_TYPES[entry.get("reads_as") or ("string" if is_list else entry["type"])],
        is_list=is_list,
        group=entry["group"],
        facet=entry.get("facet", ""),
        search=entry.get("search", False),
        public=entry.get("public", True),
        public_if=entry.get("public_if", ""),
        schema_org=entry.get("schema_org", ""),
        asked=entry.get("asked", ""),
        expected=entry.get("expected", False),
        ends=entry.get("ends", False),
        confirm=entry.get("confirm", 0),
        target=target,
        labels={value["value"]: Label(value["sv"], value["en"]) for value in entry.get("categories", [])},
        constraints=entry.get("constraints", {}),
    )


def kind_language(language: str) -> Language:
    """Kinds are written in Swedish and English; readers of any other language get English."""
    return "sv" if language == "sv" else "en"
