"""What a list would change in the files of a place: worked out and checked whole, before a byte is written.

A row belongs to the file named in its Id; a row without one is new. A cell that says what the file says already
changes nothing, and a column that is not in the list is left alone. What the files would then be is read and
checked like any other content, and every fault is told by the cell it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from generator import plain_text, record_text, source
from generator.content import interpret
from generator.exchange.columns import ID, PLACE, Column, columns, matched
from generator.exchange.table import Cell, Form, Table, TableRow, armed
from generator.packaged import own_or_packaged
from generator.problem import Problem, has_errors
from generator.schema import Kind, kinds_of
from generator.source import Source
from generator.strict_yaml import Value
from generator.vocabulary import load_vocabularies


@dataclass(frozen=True, slots=True)
class Change:
    """One file as it would be. `fields`: heading -> (the cell's text before, and after)."""

    path: str
    name: str
    raw: bytes
    is_new: bool
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """`missing`: paths of records of the place that the list does not have. With errors, nothing is to be written."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its cells by column, the file it belongs to, and what stands in that file now."""

    row: TableRow
    cells: Mapping[str, tuple[int, Cell]]
    path: str
    old: Source | None


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be imported where: everything that the steps below look at."""

    root: Path
    kinds: Mapping[str, Kind]
    kind: Kind
    place: str
    table: Table
    columns: tuple[Column, ...]
    found: source.Found
    now: datetime

    def sources(self) -> Iterator[Source]:
        return (one for one in self.found.sources if one.kind == self.kind.name)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def plan(root: Path, kind_name: str, table: Table, place: str, now: datetime, *, remove: bool = False) -> Plan:
    """What importing the table into `content/<place>/<kind>/` would do."""
    kinds = kinds_of(root)
    kind = kinds[kind_name]
    found = source.load(root, tuple(kinds))
    vocabularies = load_vocabularies(own_or_packaged(root, "data"))
    asked = Import(
        root,
        kinds,
        kind,
        place,
        table,
        columns(kind, vocabularies, found.sources, with_place=True),
        found,
        now,
    )
    by_number, problems = matched(table, asked.columns)
    entries, more = _entries(asked, by_number)
    problems += more
    for entry in entries:
        problems += _spoilt_cells(asked, entry)
    if has_errors(problems):
        return Plan(problems=tuple(problems))
    return _planned(asked, entries, problems, remove)


def _planned(asked: Import, entries: Sequence[Entry], problems: list[Problem], remove: bool) -> Plan:
    changes = {
        entry.path: change
        for entry in entries
        if (change := _unless_tangled(entry.path, partial(_change, asked, entry), problems))
    }
    named = {entry.path for entry in entries}
    missing = tuple(one.path for one in asked.sources() if one.place == asked.place and one.path not in named)
    going = [path for path in missing if not _is_withdrawn(asked, path)] if remove else []
    withdrawn = (_unless_tangled(path, partial(_withdrawn, asked, path), problems) for path in going)
    written = {**changes, **{change.path: change for change in withdrawn if change}}
    problems = [*problems, *(_faults(asked, entries, written) if written else ())]
    if has_errors(problems):
        return Plan(problems=tuple(problems))
    return Plan(tuple(written.values()), len(entries) - len(changes), missing, tuple(problems))


def _unless_tangled(path: str, make: Callable[[], Change | None], problems: list[Problem]) -> Change | None:
    """What `make` gives; a file that is written so that no field of it can be changed alone is a problem instead."""
    try:
        return make()
    except record_text.NotPlain:
        problems.append(Problem.at(path, 1, "not-plain"))
        return None


def _entries(asked: Import, by_number: Mapping[int, Column]) -> tuple[list[Entry], list[Problem]]:
    table, entries, problems = asked.table, list[Entry](), list[Problem]()
    there = {one.id: one for one in asked.sources()}
    first_rows: dict[str, int] = {}
    for row in table.rows:
        cells = {
            column.name: (at, row.cells[at] if at < len(row.cells) else Cell("")) for at, column in by_number.items()
        }
        record_id, problem = _id_of(asked, row, cells, there, first_rows)
        problem = problem or _in_another_place(asked, row, cells, there.get(record_id))
        if problem:
            problems.append(problem)
            continue
        first_rows[record_id] = row.number
        old = there.get(record_id)
        path = old.path if old else f"content/{asked.place}/{asked.kind.name}/{record_id}.yaml"
        entries.append(Entry(row, cells, path, old))
    return entries, problems


def _id_of(
    asked: Import,
    row: TableRow,
    cells: Mapping[str, tuple[int, Cell]],
    there: Mapping[str, Source],
    first_rows: Mapping[str, int],
) -> tuple[str, Problem | None]:
    """The row's id, or one made of its name; or why neither will do."""
    at, written = cells.get(ID, (0, Cell("")))
    _, heading = cells.get(asked.kind.heading, (0, Cell("")))
    record_id = written.text or source.proposed_id(heading.text)
    if not source.is_id(record_id):
        return "", asked.table.problem(
            (at, row.number), "bad-id", ID, found=record_id, instead=source.proposed_id(record_id)
        )
    if record_id in first_rows:
        first = first_rows[record_id]
        return "", asked.table.problem((at, row.number), "table-doubled-id", ID, found=record_id, first=first)
    if not written.text and record_id in there:
        return "", asked.table.problem((at, row.number), "table-id-taken", ID, found=record_id)
    return record_id, None


def _in_another_place(
    asked: Import, row: TableRow, cells: Mapping[str, tuple[int, Cell]], old: Source | None
) -> Problem | None:
    at, folder = cells.get(PLACE, (0, Cell("")))
    named = folder.text or (old.place if old else asked.place)
    if named == asked.place and (old is None or old.place == asked.place):
        return None
    return asked.table.problem(
        (at, row.number), "table-other-place", PLACE, found=old.place if old else named, place=asked.place
    )


def _spoilt_cells(asked: Import, entry: Entry) -> Iterator[Problem]:
    """Cells whose text can't go into a file, or that the spreadsheet has made into something else."""
    for name, (at, cell) in entry.cells.items():
        field = asked.kind.fields.get(name)
        if field is None:
            continue
        is_day_field = field.type.name in ("date", "moment")
        lost_zero = cell.form is Form.NUMBER and field.type.name == "phone" and not cell.text.startswith("46")
        if (cell.form is Form.DAY and not is_day_field) or lost_zero:
            yield asked.table.problem((at, entry.row.number), "table-changed-by-program", name, found=cell.text)
        for problem in plain_text.read("", cell.text.encode())[1]:
            yield Problem(asked.table.where(at, entry.row.number), 0, problem.code, name, problem.facts)


def _change(asked: Import, entry: Entry) -> Change | None:
    """The file that the row makes or changes; None where it says what the file says."""
    old = entry.old.values if entry.old else {}
    values: dict[str, Value] = {}
    told: dict[str, tuple[str, str]] = {}
    for name, (_, cell) in entry.cells.items():
        if name not in asked.kind.fields:
            continue
        column = asked.column(name)
        before, after = column.cell(old.get(name, "")), armed(cell.text)
        value = column.value(after)
        if after != before and value != old.get(name, () if column.is_list else ""):
            values[name] = value
            told[column.title.sv] = (before, after)
    heading = str({**old, **values}.get(asked.kind.heading, ""))
    if entry.old is None:
        return Change(entry.path, heading, record_text.new_text(values, asked.kind).encode(), True)
    return Change(entry.path, heading, _rewritten(asked, entry.path, values), False, told) if values else None


def _rewritten(asked: Import, path: str, values: Mapping[str, Value]) -> bytes:
    text = (asked.root / path).read_bytes().decode()
    return record_text.with_changes(text, path, values, asked.kind).encode()


def _is_withdrawn(asked: Import, path: str) -> bool:
    return any(one.path == path and one.values.get("withdrawn") for one in asked.sources())


def _withdrawn(asked: Import, path: str) -> Change:
    today = asked.now.date().isoformat()
    name = next(str(one.values.get(asked.kind.heading, "")) for one in asked.sources() if one.path == path)
    heading = asked.column("withdrawn").title.sv
    return Change(path, name, _rewritten(asked, path, {"withdrawn": today}), False, {heading: ("", today)})


def _faults(asked: Import, entries: Sequence[Entry], changes: Mapping[str, Change]) -> list[Problem]:
    """What is wrong with the files as they would be, told by the cells they come from."""
    read = [source.read_raw(path, change.raw) for path, change in changes.items()]
    kept = tuple(one for one in asked.found.sources if one.path not in changes)
    others = tuple(problem for problem in asked.found.problems if problem.path not in changes)
    found = source.Found(
        tuple(sorted((*kept, *(one for each in read for one in each.sources)), key=lambda one: one.path)),
        (*others, *(problem for each in read for problem in each.problems)),
    )
    content = interpret(asked.root, found, asked.kinds, asked.now)
    by_path = {entry.path: entry for entry in entries}
    told = [problem for problem in content.problems if problem.path in changes]
    return [_at_cell(asked, by_path[one.path], one) if one.path in by_path else one for one in told]


def _at_cell(asked: Import, entry: Entry, problem: Problem) -> Problem:
    at = entry.cells.get(problem.field, (0, Cell("")))[0]
    where = asked.table.where(at, entry.row.number)
    return Problem(where, 0, problem.code, problem.field, problem.facts)


def write(root: Path, changes: Sequence[Change]) -> None:
    """Write all files, each in one step; they are all beside their places before the first is put there."""
    staged = []
    for change in changes:
        path = root / change.path
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.new")
        aside.write_bytes(change.raw)
        staged.append((aside, path))
    for aside, path in staged:
        aside.replace(path)
