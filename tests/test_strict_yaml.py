"""YAML as an officer means it: every value is the text that stands there, and every surprise is told by line."""

from __future__ import annotations

import pytest
import yaml

from generator import strict_yaml


def read(text, first_line=1):
    return strict_yaml.read("p", text, first_line)


def values(text):
    """The values of a text without faults."""
    fields, problems = read(text)
    assert problems == []
    return fields.values


def only_problem(text):
    problems = read(text)[1]
    assert len(problems) == 1, problems
    return problems[0]


def told(text):
    """(line, code, field) of every problem."""
    return [(problem.line, problem.code, problem.field) for problem in read(text)[1]]


KEPT = [
    pytest.param("NO", id="fault-2: NO"),
    pytest.param("no", id="fault-2: no"),
    pytest.param("on", id="fault-2: on"),
    pytest.param("Yes", id="fault-2: Yes"),
    pytest.param("10:30", id="fault-3: a time"),
    pytest.param("12:30:45", id="fault-3: a time with seconds"),
    pytest.param("0701234567", id="fault-4: a telephone number"),
    pytest.param("+46701234567", id="fault-4: an international number"),
    pytest.param("01234", id="fault-5: a leading zero"),
    pytest.param("0o17", id="fault-5: not octal"),
    pytest.param("0x1F", id="not hexadecimal"),
    pytest.param("1_000", id="not a thousand"),
    pytest.param("2026-12-24", id="a date"),
    pytest.param("1e3", id="not a power"),
    pytest.param(".inf", id="not infinity"),
    pytest.param("Null", id="a word"),
    pytest.param("=", id="a sign"),
    pytest.param("a#b", id="a sign inside a word"),
    pytest.param("http://example.com:80/a", id="colons without spaces"),
    pytest.param("”citat” i texten", id="typographic quotes inside"),
    pytest.param("Kök, trappor och fönster", id="commas"),
    pytest.param("a - b", id="a hyphen inside"),
    pytest.param("5" * 5000, id="fault-27: five thousand digits"),
]


@pytest.mark.parametrize("text", KEPT)
def test_a_value_keeps_its_letters(text):
    assert values(f"field: {text}\n") == {"field": text}
    assert values(f"field:\n  - {text}\n") == {"field": (text,)}


@pytest.mark.parametrize("empty", ["", " ", "~", "null", "''", '""', '" "', "# bara en kommentar"])
def test_nothing_is_written_in_many_ways(empty):
    assert values(f"field: {empty}\nother: x\n") == {"field": "", "other": "x"}


def test_the_words_for_nothing_are_words_within_quotes():
    assert values("a: 'null'\nb: \"~\"\n") == {"a": "null", "b": "~"}


def test_empty_items_of_a_list_are_left_away():
    assert values("a: []\nb: [x, '', y]\nc:\n  - x\n  -\n  - ~\n") == {"a": (), "b": ("x", "y"), "c": ("x",)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 'it''s'", "it's"),
        ('a: "b\\tc"', "b\tc"),
        ("a: |\n  x\n\n  y\n", "x\n\ny"),
        ("a: >\n  x\n  y\n", "x y"),
        ("a: x\n  y", "x y"),
        ('a: "x: y # z"', "x: y # z"),
    ],
)
def test_the_ways_of_writing_text_mean_what_yaml_says(text, value):
    assert values(text) == {"a": value}


def test_every_value_and_every_item_knows_its_line():
    fields, _ = read("# först\na: x\nb: [p, q]\nc:\n  - r\n\n  - s\nd: |\n  t\ne: []\n")
    assert fields.lines == {"a": 2, "b": (3, 3), "c": (5, 7), "d": 8, "e": (10,)}


def test_lines_are_those_of_the_file_when_the_text_begins_further_down():
    fields, problems = read("a: x\nb: y: z\n", first_line=12)
    assert fields.lines["a"] == 12
    assert [problem.line for problem in problems] == [13]


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [("a: x\nb: y\na: z\n", 3, 1), ("b: y\na:\n  - x\n  - y\na: z\n", 5, 3), ("a: []\nb: x\na: [y]\n", 3, 1)],
)
def test_a_field_that_stands_twice_is_told_with_both_lines(text, line, first):
    """fault-1"""
    problem = only_problem(text)
    assert (problem.line, problem.code, problem.field) == (line, "duplicate-key", "a")
    assert f"rad {first}." in problem.message("sv")


def test_a_field_is_the_same_whether_its_name_is_written_in_quotes_or_not():
    """fault-1"""
    assert told("a: x\n\"a\": y\n'a': z\n") == [(2, "duplicate-key", "a"), (3, "duplicate-key", "a")]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("name: Café #1\n", "#1"),
        ("name: Café\t#1\n", "#1"),
        ("name: #1 i Norr\n", "#1 i Norr"),
        ("name:\n  - Café #1\n", "#1"),
    ],
)
def test_text_that_is_lost_after_a_sign_is_a_warning(text, lost):
    """fault-6"""
    problem = only_problem(text)
    assert (problem.code, problem.field, problem.level) == ("text-after-hash", "name", "warning")
    assert problem.line == text.count("\n")
    assert f'"{lost}"' in problem.message("sv")


@pytest.mark.parametrize("text", ["name: Café # ändra?\n", "# hela raden\nname: Café\n", "name: 'Café #1' # x\n"])
def test_a_comment_that_is_meant_as_one_is_no_fault(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "line", "code", "shown"),
    [
        pytest.param("a: x\nb:\n\t- y\n", 3, "tab-indent", '"- y"', id="fault-14: a tab"),
        pytest.param("\ta: x\n", 1, "tab-indent", '"a: x"', id="fault-14: a tab first"),
        pytest.param("a:\n \u00a0- y\n", 2, "hard-space", '"- y"', id="fault-15: a hard space"),
        pytest.param("a: x\n\u00a0b: y\n", 2, "hard-space", '"b: y"', id="fault-15: a hard space first"),
        pytest.param("a:\n-\u00a0y\n", 2, "hard-space", "y", id="fault-15: after the hyphen"),
        pytest.param("a: x\nb:\u00a0y\n", 2, "hard-space", "y", id="fault-15: after the colon"),
        pytest.param("b:\u00a0y\na: x\n", 1, "hard-space", "y", id="fault-15: after the colon on line 1"),
        pytest.param("a: x\nb: ”y”\n", 2, "smart-quotes", '"y"', id="fault-16: Swedish quotes"),
        pytest.param("a: x\nb: “y”\n", 2, "smart-quotes", '"y"', id="fault-16: English quotes"),
        pytest.param("a:\n  - ’y’\n", 2, "smart-quotes", '"y"', id="fault-16: in a list"),
        pytest.param("a: x\nb: »y»\n", 2, "smart-quotes", '"y"', id="fault-16: guillemets"),
    ],
)
def test_faults_of_the_keyboard_are_told_in_words(text, line, code, shown):
    problem = read(text)[1][0]
    assert (problem.line, problem.code) == (line, code)
    assert shown in problem.message("sv")


def test_a_text_of_many_lines_may_hold_any_spaces_and_quotes():
    """In a body they are the author's own, and Markdown knows them."""
    assert values("body: |\n  - ”Så gott!”\n  - x\n\n  \u00a0\n  y\n")["body"].startswith("- ”Så gott!”")


@pytest.mark.parametrize(
    ("value", "line"),
    [("Öppet: alla dagar", 2), ('Café "Norr": mat', 2), ("Anna's café: fika", 2), ("a: b: c", 2), ("C:\\x: y", 2)],
)
def test_a_colon_in_a_value_is_refused_with_a_line_that_can_be_copied(value, line):
    """fault-17: what is proposed gives the value that was meant."""
    problem = only_problem(f"a: x\nname: {value}\n")
    assert (problem.line, problem.code, problem.field) == (line, "colon-needs-quotes", "name")
    proposal = dict(problem.facts)["instead"]
    assert proposal in problem.message("sv")
    assert values(proposal) == {"name": value}


def test_a_colon_in_an_item_of_a_list_is_refused_with_a_line_that_can_be_copied():
    """fault-17"""
    problem = only_problem("a: x\nservices:\n  - Kök\n  - Öppet: alla dagar\n")
    assert (problem.line, problem.code, problem.field) == (4, "colon-needs-quotes", "services")
    assert '"Öppet: alla dagar"' in problem.message("sv")


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        pytest.param("a: &x y\n", 1, "yaml-magic", id="fault-24: an anchor"),
        pytest.param("b: z\na: *x\n", 2, "yaml-magic", id="fault-24: an alias"),
        pytest.param("a: !!python/name:os.system x\n", 1, "yaml-magic", id="fault-24: a tag of Python"),
        pytest.param("a: !x y\n", 1, "yaml-magic", id="fault-24: a tag"),
        pytest.param("a: [x, !!int 5]\n", 1, "yaml-magic", id="fault-24: a tag in a list"),
        pytest.param("a: &x [y]\n", 1, "yaml-magic", id="fault-24: an anchor on a list"),
        pytest.param("!!map\na: x\n", 1, "yaml-magic", id="fault-24: a tag on everything"),
        pytest.param("&x a: y\n", 1, "yaml-magic", id="fault-24: an anchor on a name"),
        pytest.param("a: x\n<<: *a\n", 2, "yaml-magic", id="fault-24: a merge of an alias"),
        pytest.param("a:\n  b: c\n", 2, "nested-value", id="a field in a field"),
        pytest.param("a: {b: c}\n", 1, "nested-value", id="a field in braces"),
        pytest.param("a: [b, [c]]\n", 1, "nested-value", id="a list in a list"),
        pytest.param("? [a, b]\n: c\n", 1, "nested-value", id="a list as a name"),
        pytest.param("", 1, "empty-file", id="fault-28: nothing"),
        pytest.param("\n\n# bara en kommentar\n", 1, "empty-file", id="fault-28: only a comment"),
        pytest.param("---\n...\n", 1, "empty-file", id="fault-28: an empty document"),
        pytest.param("- a\n- b\n", 1, "not-a-mapping", id="fault-28: a list"),
        pytest.param("bara text\n", 1, "not-a-mapping", id="fault-28: a text"),
        pytest.param("a: x\n---\nb: y\n", 2, "several-documents", id="fault-28: two documents"),
        pytest.param("a: x\nsummary\nb: y\n", 2, "missing-colon", id="a name without a colon"),
        pytest.param('a: x\nb: "y\n', 2, "bad-yaml", id="fault-36: cut off within quotes"),
        pytest.param('a: "x\nb: y\nc: z\n', 1, "bad-yaml", id="quotes that are never closed"),
        pytest.param("a: x\nb: [y, z\n", 2, "bad-yaml", id="fault-36: cut off within a list"),
        pytest.param("a: x\nvill", 2, "missing-colon", id="fault-36: cut off within a name"),
        pytest.param("a: @x\n", 1, "bad-yaml", id="a reserved sign"),
        pytest.param('a: "\\ud800"\n', 1, "bad-yaml", id="fault-22: an escaped surrogate"),
        pytest.param('a: "\\u202e"\n', 1, "hidden-character", id="fault-21: escaped, bidirectional"),
        pytest.param('a: "\\0"\n', 1, "hidden-character", id="fault-21: escaped, control"),
        pytest.param('a: "\\N"\n', 1, "hidden-character", id="fault-21: escaped, next line"),
        pytest.param('a: x\nb: ["\\u200b"]\n', 2, "hidden-character", id="fault-21: escaped, in a list"),
        pytest.param('a: x\n"b\\u202e": y\n', 2, "hidden-character", id="fault-21: escaped, in a name"),
    ],
)
def test_what_would_surprise_or_endanger_is_refused_by_line(text, line, code):
    problem = only_problem(text)
    assert (problem.line, problem.code) == (line, code)


def test_the_message_of_broken_yaml_shows_the_line_that_is_broken():
    for text in ('a: x\nb: "y\n', 'a: x\nb: "y\nc: z\n', "a: x\nb: [y\n"):
        assert '"b: ' in only_problem(text).message("sv")


def test_escaped_letters_are_normalised_like_those_that_are_written():
    """fault-23"""
    assert values('a: "Bjo\\u0308rk"\n') == {"a": "Björk"}


def test_a_line_of_the_file_is_one_line_of_yaml_whatever_signs_it_holds():
    """fault-21: YAML takes U+0085 for a new line. It is refused earlier, and must not break this reader either."""
    for text in ("name: a\x85b: c #x", "name: a\x85b: c #x\n", "a: x\x85 #y"):
        assert isinstance(read(text)[1], list)


BOMBS = {
    "100,000 brackets": "[" * 100_000,
    "100,000 brackets in a value": "a: " + "[" * 100_000,
    "50,000 braces": "a: " + "{a: " * 50_000,
    "100,000 question marks": "? " * 100_000,
    "100,000 hyphens": "- " * 100_000,
    "deep indentation": "".join(" " * depth + "a:\n" for depth in range(600)),
    "aliases of aliases": "a: &a [x]\n" + "".join(f"a{n}: &a{n} [*a, *a]\n" for n in range(40)),
    "an anchor that holds itself": "a: &a [*a]\n",
    "50,000 fields": "".join(f"a{n}: x\n" for n in range(50_000)),
    "50,000 items": "a:\n" + "- x\n" * 50_000,
    "50,000 quotes": "a: " + '"' * 50_001,
    "50,000 conflicting tags": "a: " + "!" * 50_000,
    "50,000 percent signs": "%" * 50_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=[f"fault-25 fault-26: {name}" for name in BOMBS])
def test_a_bomb_is_refused_where_it_starts(text):
    _, problems = read(text)
    assert [problem.level for problem in problems] == ["error"]


def test_a_text_of_many_fields_says_how_many_there_is_room_for():
    problem = only_problem(BOMBS["50,000 fields"])
    assert problem.code == "too-large"
    assert str(strict_yaml.MOST_NODES) in problem.message("sv")


def test_sound_text_is_read_as_an_ordinary_yaml_reader_would():
    text = "a: x\nb: [p, 'q, r', \"s\"]\nc: |\n  t\n    u\nd: >\n  v\n  w\ne:\n  - y\n  - z z\nf: ''\n"
    ordinary = yaml.load(text, Loader=yaml.CBaseLoader)
    ours = {name: list(value) if isinstance(value, tuple) else value for name, value in values(text).items()}
    assert ours == {name: value if isinstance(value, list) else value.strip() for name, value in ordinary.items()}
