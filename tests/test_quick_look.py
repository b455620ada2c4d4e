"""The quick look passes only what Frictionless would pass: with and without it, the same problems are told."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import check as checking
from generator.check import check
from generator.quick_look import suspects
from generator.source import Source
from tests.tiny import PROGRAM
from tests.written import KINDS, VOCABULARIES, source

EXAMPLES = {kind: (PROGRAM / f"generator/kinds/{kind}/example.yaml").read_text("utf-8") for kind in KINDS}
FIELDS = sorted({name for kind in KINDS.values() for name in kind.fields})
ODD = st.sampled_from(
    [
        *"559999-0016|5599990016|mån-fre 7-16|http://x|granlunds".split("|"),
        "x" * 400,
        *",x,-1,91,1e9,snickeri,arvidsjaur,sole_trader,2026-02-30,ja,16.230,0,å ä,\u00a0, ".split(","),
    ]
)
VALUES: st.SearchStrategy[Any] = st.one_of(ODD, st.text(max_size=8), st.lists(ODD, max_size=25).map(tuple))
CHANGES = st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), max_size=4)


def changed(kind: str, changes: list[tuple[str, Any]], name: str) -> Source:
    """The example of a kind with some fields set to something else, or taken away where that is empty."""
    example = source(kind, EXAMPLES[kind], name)
    values = {**example.values, **{field: value for field, value in changes if field in KINDS[kind].fields}}
    return Source(example.path, example.place, kind, name, {k: v for k, v in values.items() if v}, example.lines)


RECORDS = st.builds(changed, st.sampled_from(sorted(EXAMPLES)), CHANGES, st.sampled_from(["ett", "annat", "tredje"]))


@settings(
    max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_the_same_problems_are_told_as_when_frictionless_looks_at_every_row(records):
    with patch.object(checking, "suspects", lambda sources, *_: set(range(len(sources)))):
        by_all = check(records, KINDS, VOCABULARIES)
    quickly = check(records, KINDS, VOCABULARIES)
    assert quickly.problems == by_all.problems
    assert [row.values for row in quickly.rows] == [row.values for row in by_all.rows]


def doubtful(*records: Source) -> set[int]:
    given: list[set[int]] = []

    def keep(*arguments: Any) -> set[int]:
        given.append(suspects(*arguments))
        return given[0]

    with patch.object(checking, "suspects", keep):
        check(records, KINDS, VOCABULARIES)
    return given[0]


def test_a_sound_record_is_passed_at_once():
    assert doubtful(changed("page", [], "ett"), changed("offer", [("company", "")], "ett")) == set()


def test_records_that_share_what_must_be_their_own_are_looked_at_together():
    twins = [changed("company", [], "ett"), changed("company", [], "annat")]
    other = changed("company", [("org_number", "")], "tredje")
    assert doubtful(*twins, other) == {0, 1}
    assert doubtful(other, other) == {0, 1}, "the same id twice"


def test_what_is_missing_unknown_or_too_long_is_looked_at():
    for field, value in (("name", ""), ("categories", ("inget",)), ("summary", "x" * 241), ("lat", "x"), ("sni", "1")):
        assert doubtful(changed("company", [(field, value)], "ett")) == {0}, field
