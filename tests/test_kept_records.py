"""A record that is packed is, when it is unpacked, the record that it was."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import date

import pytest

from generator.content import read_content
from generator.field_type import Phone
from generator.hours import Hours
from generator.kept_records import Kept, Lines, Packed, packed
from generator.record import Record
from tests import tiny


@pytest.fixture(scope="module")
def content():
    return read_content(tiny.PROGRAM, tiny.NOW)


def again(some: list[Kept], kinds) -> list[Kept]:
    return pickle.loads(pickle.dumps(packed(some))).unpacked(kinds)


def told(record: Record) -> dict[str, object]:
    parts = {name: getattr(record, name) for name in Record.__dataclass_fields__}
    # The order of what a record says is part of what is found out about it.
    values = [(name, repr(value), type(value)) for name, value in record.values.items()]
    return parts | {"values": values, "lines": dict(record.lines), "kind": record.kind.name}


def test_every_record_comes_back_in_its_place_with_all_that_it_says(content):
    before = [Kept(record, (record.id, None)) for record in content.records]
    after = again(before, content.kinds)
    assert len(before) > 50
    assert [told(one.record) for one in after] == [told(one.record) for one in before]
    assert [one.own for one in after] == [one.own for one in before]
    assert all(one.record.kind is content.kinds[one.record.kind.name] for one in after)


def test_nothing_comes_back_as_nothing(content):
    assert again([], content.kinds) == Packed().unpacked(content.kinds) == []


def test_a_line_is_told_as_before(content):
    record = next(one for one in content.records if any(isinstance(line, tuple) for line in one.lines.values()))
    [(back, _)] = again([Kept(record, ())], content.kinds)
    assert isinstance(back.lines, Lines) and len(back.lines) == len(record.lines)
    assert [*back.lines.items()] == [*record.lines.items()]
    assert "no such field" not in back.lines
    assert all(back.line(name) == record.line(name) for name in record.kind.fields)


def test_what_many_say_is_written_once(content):
    some = [Kept(record, ()) for record in content.records]
    size, of_twice = len(pickle.dumps(packed(some))), len(pickle.dumps(packed(some * 2)))
    assert of_twice < 1.6 * size


def test_what_is_equal_but_not_the_same_stays_apart(content):
    """1 == True == 1.0; a day and its midnight, a name and a phone number look alike to some."""
    record = content.records[0]
    values = {"a": 1, "b": True, "c": 1.0, "d": (1, "x"), "e": (True, "x"), "f": date(2026, 1, 1), "g": Phone("x", "x")}
    one = Record(record.kind, "x", "x", values, "x", {})
    [(back, _)] = again([Kept(one, ())], content.kinds)
    assert Counter(map(repr, back.values.values())) == Counter(map(repr, values.values()))
    assert [*map(repr, back.values["e"])] == ["True", "'x'"]
    assert any(isinstance(value, Hours) for one in content.records for value in one.values.values())
