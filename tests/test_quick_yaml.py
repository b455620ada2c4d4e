"""The quick reader says of every text what the strict one says; and it reads what records are made of by itself."""

from __future__ import annotations

from collections.abc import Iterable
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import plain_text, quick_yaml, strict_yaml
from tests.tiny import PROGRAM

FILES = sorted(
    path
    for folder in ("content", "generator/kinds", "sites", "tests/sites_bad", "tests/sites_ok")
    for path in (PROGRAM / folder).rglob("*.*")
    if path.suffix in (".yaml", ".md")
)


def both(text: str) -> None:
    """Fields in the same order, their lines, and problems."""
    quick, strict = quick_yaml.read("p", text, 2), strict_yaml.read("p", text, 2)
    assert quick == strict
    assert list(quick[0].values) == list(strict[0].values)


def is_read_at_once(text: str) -> bool:
    with patch.object(strict_yaml, "read") as strictly:
        quick_yaml.read("p", text)
    return not strictly.called


def fields_in(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield text.removeprefix("---\n").partition("\n---")[0]


def test_every_file_there_is_says_the_same_to_both():
    assert len(FILES) > 700
    for path in FILES:
        text, _ = plain_text.read("p", path.read_bytes())
        both(text)
        for front_matter in fields_in([text]):
            both(front_matter)


def test_nearly_all_records_are_read_at_once():
    records = [path.read_text("utf-8") for path in FILES if path.is_relative_to(PROGRAM / "content")]
    assert sum(map(is_read_at_once, fields_in(records))) > 0.95 * len(records)


PLAIN = [
    "name: Snickeriet\n",
    "name: Snickeriet",
    "a: 17:00\nb: http://example.com:80/å  \nlon: -17.5\n",
    "a:\nb: x\n\n\nc:  \nd:",
    "a: [sv, en, 'no']\nb: []\nc: [ett par ord]\nd: [\"x, y\",z,  å ]\n",
    "a:\n  - x y\n  - 'z: å'\n\n  - 17:00\nb:\n- x\n-   y\n",
    "a: \"x: y # z\"\nb: 'x \"y\"'\nc: ''' \n".replace("'''", "' x '"),
    "body: |\n  # Rubrik\n\n    djupare\n  slut: [  \n\n\na: x\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_the_usual_ways_of_writing_are_read_at_once(text):
    assert is_read_at_once(text)
    both(text)


NAMES = st.sampled_from(
    ["a", "b", "c_2", "name", "null", "no", "x" * 61, "x" * 62, "x" * 1100, "A", "å", "-", "1", "a b"]
)
SIGNS = st.sampled_from(
    [
        *(
            "x",
            "Å",
            "0",
            "17",
            "ord",
            "null",
            "~",
            "no",
            "e\u0301",
            "²",
            "…",
            "”",
            "’",
            "\u00a0",
            "\t",
            "\x85",
            "\u2028",
        ),
        *("-", "- ", ":", ": ", "#", " #", "'", "''", '"', "\\", "\\x41", "[", "]", ",", ", ", "{", "}", "&", "*", "!"),
        *("|", ">", "%", "@", "`", "?", "? ", ".", " ", "  ", "=", "<<", "\n", "\n ", "\n  ", "\n- ", "\n  - ", "\n\n"),
        *("---", "...", "\n---\n", "\ufeff", "\r", "\x00"),
    ]
)
WORDS = st.lists(SIGNS, max_size=4).map("".join)
PLAIN_WORDS = st.sampled_from(["x", "17:00", "-5", "två ord", '"x: y"', "'x'", '""', "null", "'null'", "x:", "x ", "0"])
VALUES = st.one_of(
    PLAIN_WORDS,
    WORDS,
    st.lists(PLAIN_WORDS | WORDS, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.lists(PLAIN_WORDS | WORDS, max_size=3).map(lambda items: "".join(f"\n  - {item}" for item in items)),
    st.lists(PLAIN_WORDS | WORDS, max_size=3).map(lambda items: "".join(f"\n- {item}" for item in items)),
    st.tuples(st.sampled_from(["|", "|-", "|+", ">", "| ", "|2"]), st.lists(PLAIN_WORDS | WORDS, max_size=4)).map(
        lambda block: block[0] + "".join(f"\n  {line}" for line in block[1])
    ),
)
FIELDS = st.tuples(NAMES, st.sampled_from([": ", ": ", ": ", ":", ":  ", " : "]), VALUES).map("".join)
TEXTS = st.lists(FIELDS | WORDS, max_size=5).map("\n".join)


@settings(max_examples=3000, derandomize=True, database=None, deadline=None)
@given(TEXTS)
@example("")
@example("a: x\na: y\n")
@example("a:\n  - x\n - y\n")
@example("a:\n  - ''\n")
@example("a: x\n  y\n")
@example("a: |\n   \n  x\n")
@example("a: |\n\n  x\n")
@example("a: |\n  x\n y\n")
@example("a: |\n    x\n  y\n")
@example("a: 'x'\n  y: z\n")
@example("a:\n  b: c\n")
@example("a:\n\n\n")
def test_any_text_says_the_same_to_both(text):
    both(text)


NEARLY_PLAIN = st.one_of(
    st.sampled_from(["x", "två ord", "17:00", "-5", "x ", "'x: #'", '"x\'"  ', "'null'"]),
    st.text("xÅ0 -:#'\"[],.|?&%é“…!*{}>=", max_size=5).map("x{}".format),
    st.text("xÅ0 -:#[],.|?&%é“…!*{}>=", min_size=1, max_size=5).map("'{}'".format),
)
ITEMS = st.lists(NEARLY_PLAIN, min_size=1, max_size=3)
NEARLY_PLAIN_VALUES = st.one_of(
    NEARLY_PLAIN.map(" {}".format),
    st.lists(st.sampled_from(["x", "två ord ", "x-y", "'x, y'", '"x"', "0"]), max_size=3).map(
        lambda items: f" [{', '.join(items)}]"
    ),
    st.tuples(ITEMS, st.sampled_from(["\n- ", "\n  - ", "\n  -   "])).map(
        lambda listed: "".join(f"{listed[1]}{item}" for item in listed[0])
    ),
    st.tuples(ITEMS, st.sampled_from(["\n ", "\n  ", "\n\n    "])).map(
        lambda block: " |\n  - x" + "".join(f"{block[1]}{line}" for line in block[0])
    ),
    st.sampled_from(["", "  ", "\n"]),
)
NEARLY_PLAIN_TEXTS = st.lists(NEARLY_PLAIN_VALUES, min_size=1, max_size=3).map(
    lambda values: "\n".join(f"field_{number}:{value}" for number, value in enumerate(values))
)


@settings(max_examples=1500, derandomize=True, database=None, deadline=None)
@given(NEARLY_PLAIN_TEXTS)
def test_a_text_that_is_plain_or_nearly_so_says_the_same_to_both(text):
    both(text)


def test_a_long_text_is_left_to_the_reader_that_counts_its_nodes():
    assert not is_read_at_once("a: " + "x" * quick_yaml.LONGEST)
    assert 2 * quick_yaml.LONGEST <= strict_yaml.MOST_NODES
