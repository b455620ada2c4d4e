"""Records out: what stands in the files of a kind, one row each, in the order of their paths."""

from __future__ import annotations

from pathlib import Path

from generator import source
from generator.exchange.columns import ID, PLACE, Column, columns
from generator.exchange.csv_file import write_csv
from generator.exchange.workbook import write_workbook
from generator.packaged import own_or_packaged
from generator.problem import Problem
from generator.schema import kinds_of
from generator.source import Source
from generator.vocabulary import load_vocabularies


def export(root: Path, kind_name: str, file: Path, place: str = "") -> tuple[int, tuple[Problem, ...]]:
    """Write the list of a kind; returns how many records are in it, and what is wrong with files that are not."""
    kinds = kinds_of(root)
    kind = kinds[kind_name]
    found = source.load(root, tuple(kinds))
    vocabularies = load_vocabularies(own_or_packaged(root, "data"))
    heads = columns(kind, vocabularies, found.sources, with_place=not place)
    wanted = [one for one in found.sources if one.kind == kind_name and place in ("", one.place)]
    rows = [[_text(column, one) for column in heads] for one in wanted]
    if file.suffix.lower() == ".csv":
        write_csv(file, [column.title.sv for column in heads], rows)
    else:
        write_workbook(file, kind, heads, rows)
    near = f"content/{place}/" if place else "content/"
    unread = [one for one in found.problems if one.leaves_record_out and one.path.startswith(near)]
    return len(rows), tuple(one for one in unread if f"/{kind_name}/" in one.path)


def _text(column: Column, record: Source) -> str:
    if column.field is None:
        return {ID: record.id, PLACE: record.place}[column.name]
    return column.cell(record.values.get(column.name, ""))
