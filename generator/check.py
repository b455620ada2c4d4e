"""VALIDATE: the sources of all kinds -> rows of typed values, and every problem of the run at once.

Frictionless checks what Table Schema can say: types, constraints, keys and references, one table per kind, one
more per list (a list of references is a link table). Field types read what only they know.
The only importer of frictionless.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.problem import Problem
from generator.quick_look import suspects
from generator.row import Row, Shaped, most_items, read_values, shape
from generator.schema import Field, Kind
from generator.source import Source, nearest


@dataclass(frozen=True, slots=True)
class Checked:
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


Cell = tuple[int, str, int]
"""(number of the source, field, item): where a value stands. The field is "" for the record as a whole."""

Ids = Mapping[str, Iterable[str]]
"""Kind or vocabulary -> the ids that may be referred to."""


def check(sources: Sequence[Source], kinds: Mapping[str, Kind], ids: Ids) -> Checked:
    """Check sources of any kinds. `ids` holds the vocabularies, and the ids of records that could not be read."""
    shapes = [shape(source, kinds[source.kind]) for source in sources]
    reads = [read_values(source, kinds[source.kind], texts) for source, (texts, _) in zip(sources, shapes, strict=True)]
    texts = [
        _comparable(kinds[source.kind], shaped, values)
        for source, (shaped, _), (values, _) in zip(sources, shapes, reads, strict=True)
    ]
    known = _known_ids(sources, ids)
    doubtful = suspects(sources, texts, [values for values, _ in reads], kinds, known)
    refused = _refused_by_frictionless(sources, texts, kinds, known, doubtful) if doubtful else {}
    rows = []
    problems: list[Problem] = []
    for number, source in enumerate(sources):
        values, unreadable = reads[number]
        misshapen = shapes[number][1]
        mine = [problem for problem in refused.get(number, ()) if not _is_told(problem, misshapen, unreadable)]
        problems += [*misshapen, *unreadable, *mine]
        dangling = _dangling(values, kinds[source.kind], kinds, known) if number in refused else ()
        rows.append(Row(source, values, frozenset(dangling)))
    return Checked(tuple(rows), tuple(sorted(set(problems))))


def _comparable(kind: Kind, shaped: Shaped, values: Mapping[str, Any]) -> Shaped:
    """The texts for Frictionless, with one spelling of each value that must be unique."""
    return {**shaped, **{name: str(values[name]) for name in kind.unique if name in values}}


FORM = "wrong-pattern"
ABOUT_THE_LIST = frozenset({"repeated-item", "too-many-items"})


def _is_told(problem: Problem, misshapen: list[Problem], unreadable: list[Problem]) -> bool:
    """Whether the field's shape, or its reader, has said already what Frictionless says of the same value."""
    if any(other.field == problem.field and other.code == "expected-one-value" for other in misshapen):
        return True
    found = dict(problem.facts).get("found")
    told = (other for other in unreadable if other.field == problem.field and other.code not in ABOUT_THE_LIST)
    return any(problem.code == FORM or dict(other.facts).get("found") == found for other in told)


def _dangling(
    values: Mapping[str, Any], kind: Kind, kinds: Mapping[str, Kind], known: Ids
) -> Iterator[tuple[str, str]]:
    """(field, id) of references to records that are missing: a lenient build keeps the record without them."""
    for name, value in values.items():
        target = kind.fields[name].target
        if target in kinds:
            there = known.get(target, ())
            yield from ((name, one) for one in (value if kind.fields[name].is_list else (value,)) if one not in there)


def _known_ids(sources: Sequence[Source], ids: Ids) -> Mapping[str, Sequence[str]]:
    """All that may be referred to: the records that are checked here, and what is known besides."""
    mine: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        mine[source.kind].append(source.id)
    return {name: [*mine.get(name, ()), *ids.get(name, ())] for name in {*mine, *ids}}


def _refused_by_frictionless(
    sources: Sequence[Source], shaped: Sequence[Shaped], kinds: Mapping[str, Kind], known: Ids, doubtful: set[int]
) -> dict[int, list[Problem]]:
    """Number of the source -> what Frictionless found in it, of those that are not plainly sound (quick_look.py)."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number in sorted(doubtful):
        numbers[sources[number].kind].append(number)
    tables = [table for kind in kinds.values() for table in _tables(kind, numbers[kind.name], sources, shaped)]
    refused: dict[int, list[Problem]] = defaultdict(list)
    for number, problem in _run(tables, known, sources, kinds):
        refused[number].append(problem)
    return refused


@dataclass(frozen=True, slots=True)
class _Table:
    """A table for Frictionless, and the cell that each of its rows came from."""

    name: str
    kind: str
    schema: dict[str, Any]
    rows: list[list[Any]]
    cells: list[Cell]


def _tables(kind: Kind, numbers: list[int], sources: Sequence[Source], shaped: Sequence[Shaped]) -> Iterator[_Table]:
    """One table of a kind's plain fields, one of every list. Fields that no record uses cost nothing."""
    used = {name for number in numbers for name in shaped[number]}
    plain = [f for f in kind.fields.values() if not f.is_list and (f.name in used or f.required)]
    schema = {
        "fields": [{"name": "id", "type": "string"}, *(field.column() for field in plain)],
        "primaryKey": ["id"],
        "foreignKeys": [_reference(field) for field in plain if field.target],
    }
    names = [field.name for field in plain]
    rows = [[sources[number].id, *map(shaped[number].get, names)] for number in numbers]
    if rows:
        yield _Table(kind.name, kind.name, schema, [["id", *names], *rows], [(n, "", 0) for n in numbers])
    for field in kind.fields.values():
        if field.is_list and (field.name in used or field.required) and numbers:
            yield _list_table(kind, field, numbers, shaped)


def _list_table(kind: Kind, field: Field, numbers: list[int], shaped: Sequence[Shaped]) -> _Table:
    cells: list[Cell] = []
    rows: list[list[Any]] = [[field.name]]
    for number in numbers:
        # A required list that is missing is one empty row: Frictionless then says that it is required.
        items = shaped[number].get(field.name) or ((None,) if field.required else ())
        for item, text in enumerate(items[: most_items(field)]):
            cells.append((number, field.name, item))
            rows.append([text])
    schema = {"fields": [field.column()], "foreignKeys": [_reference(field)] if field.target else []}
    return _Table(f"{kind.name}.{field.name}", kind.name, schema, rows, cells)


def _reference(field: Field) -> dict[str, Any]:
    return {"fields": [field.name], "reference": {"resource": f"{field.target}.ids", "fields": ["id"]}}


def _run(
    tables: list[_Table], known: Ids, sources: Sequence[Source], kinds: Mapping[str, Kind]
) -> Iterator[tuple[int, Problem]]:
    from frictionless import Package, Resource, Schema

    def resource(name: str, schema: dict[str, Any], rows: list[list[Any]]) -> Resource:
        return Resource(name=name, data=rows, schema=Schema.from_descriptor(schema))

    targets = sorted({key["reference"]["resource"] for table in tables for key in table.schema["foreignKeys"]})
    id_column = {"fields": [{"name": "id", "type": "string"}]}
    id_tables = [
        resource(target, id_column, [["id"], *([one] for one in known.get(target.removesuffix(".ids"), ()))])
        for target in targets
    ]
    by_name = {table.name: table for table in tables}
    package = Package(resources=[*(resource(t.name, t.schema, t.rows) for t in tables), *id_tables])
    for task in package.validate(limit_errors=MOST_ERRORS).tasks:
        table = by_name.get(task.name)
        for error in task.errors if table else ():
            assert table is not None
            cell = table.cells[error.row_number - FIRST_ROW]
            yield cell[0], _problem(error, cell, table, sources, known, kinds)


FIRST_ROW = 2
"""Frictionless numbers rows from 1 and the header is one of them."""

MOST_ERRORS = 1_000_000


def _problem(
    error: Any, cell: Cell, table: _Table, sources: Sequence[Source], known: Ids, kinds: Mapping[str, Kind]
) -> Problem:
    """Say a Frictionless error in our words, by its stable `type`."""
    number, _, item = cell
    source, fields = sources[number], kinds[table.kind].fields
    match error.type:
        case "primary-key":
            return source.problem("", "duplicate-id", found=source.id, other=_other(error, table, sources).path)
        case "unique-error":
            other = _other(error, table, sources)
            return source.problem(error.field_name, "not-unique", found=error.cell, other=other.path)
        case "foreign-key":
            field, found = fields[error.field_names[0]], error.field_cells[0]
            code = "missing-relation" if field.target in kinds else "unknown-term"
            close = nearest(found, sorted(known.get(field.target, ())))
            return source.problem(field.name, code, item=item, found=found, nearest=close, target=field.target)
        case "blank-row":
            return source.problem(cell[1], "missing-field")
        case "constraint-error":
            return _broken_constraint(error, source, fields[error.field_name], item)
    # Our readers are stricter than Frictionless' types: what only it refuses has the wrong form.
    return source.problem(getattr(error, "field_name", ""), FORM, item=item, found=getattr(error, "cell", ""))


def _other(error: Any, table: _Table, sources: Sequence[Source]) -> Source:
    """The source that had the same value first: Frictionless names its row in the note only."""
    position = int(re.findall(r"\d+", error.note)[-1])
    return sources[table.cells[position - FIRST_ROW][0]]


CONSTRAINTS = {
    "required": "missing-field",
    "maxLength": "too-long",
    "pattern": FORM,
    "enum": "not-one-of",
    "minimum": "too-small",
    "maximum": "too-big",
}


def _broken_constraint(error: Any, source: Source, field: Field, item: int) -> Problem:
    name = re.findall(r'constraint "(\w+)"', error.note)[0]
    found = error.cell or ""
    facts: dict[str, object] = {"found": found, "limit": field.constraints.get(name, ""), "length": len(found)}
    if name == "enum":
        facts |= {"allowed": ", ".join(field.labels), "nearest": nearest(found, field.labels)}
    return source.problem(field.name, CONSTRAINTS[name], item=item, **facts)
