"""Whatever a file holds, the loader and the checks answer with values and problems, never with an exception.

RELIABILITY.md asks for 10,000 files a run: bits of YAML, mutilated examples of every kind, any Unicode, any bytes.
The search is derandomized, so that every run tries the same files.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.check import check
from generator.content import read_content
from generator.kinds import Setting, examine
from generator.packaged import own_or_packaged
from generator.problem import LANGUAGES, REPORTERS, Problem, faults
from generator.record import model
from generator.schema import PACKAGED_KINDS, load_kinds
from generator.source import Found, Source, load, read_file
from generator.vocabulary import load_vocabularies
from tests.tiny import NOW, PROGRAM

KINDS = load_kinds()
VOCABULARIES = load_vocabularies(own_or_packaged(PROGRAM, "data"))
EXAMPLES = {path.parent.name: path.read_text("utf-8") for path in sorted(PACKAGED_KINDS.glob("*/example.*"))}
FIELDS = sorted({name for kind in KINDS.values() for name in kind.fields})

STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

# What files are made of.

SNIPPETS = (
    """
name: x§- a§  - b§? a§?§: b§a: b: c§a: [b, c§a: [b, c]§a: {b: c}§a: &b c§a: *b§a: !!str b§!x§&x§*x§<<: *a§---§...§
%YAML 1.2§%TAG ! x§# c§a: b #c§a: b # c§a: |§> §a: >§a: >-§  indrag§\ttabb§a:\tb§a: "b§a: 'b§"a": b§'a': b§a: "b\\n"§
a: "\\u202e"§a: "\\ud800"§a: "\\x00"§a: ”b”§a:\u00a0b§\u00a0a: b§~§null§a: ~§[§]§{§}§,§:§-§!§@§`§%§&§*§>§|§'§"§\\§
a: 0701234567§a: 2026-12-24 18:00§a: 1e999§a: NaN§<<<<<<< HEAD§=======§>>>>>>> x§811218-9876§a: 811218-\n  9876§Ã¶§
[[[[[[[[§{{{{{{{{§- - - - -§a: - b§a: @x§a: %x§[a, b]: c§? [a]§a: b\n a: c§a:\n  - b\n - c§
\u2028§\x85§\x00§\x1b§\ufeff§\u200b§é§e\u0301§😀§\U0010ffff
""".replace("§\n", "§")
    .strip("\n")
    .split("§")
)
CHARACTERS = st.characters(codec="utf-8")
LINES = st.one_of(
    st.sampled_from(SNIPPETS),
    st.builds("{}: {}".format, st.sampled_from(FIELDS), st.sampled_from(SNIPPETS)),
    st.builds("{}: {}".format, st.sampled_from(FIELDS), st.text(CHARACTERS, max_size=12)),
    st.text(CHARACTERS, max_size=20),
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\x85", " "])
SOUPS = st.builds(lambda lines, end: end.join(lines), st.lists(LINES, max_size=8), ENDS)


def mutilated(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """`text` with pieces taken out and others put in."""
    for start, length, put_in in cuts:
        at = start % (len(text) + 1)
        text = text[:at] + put_in + text[at + length :]
    return text


PUT_IN = st.one_of(st.just(""), st.sampled_from(SNIPPETS), st.text(CHARACTERS, max_size=3))
CUTS = st.tuples(st.integers(0, 1500), st.integers(0, 12), PUT_IN)
MUTILATED = st.builds(mutilated, st.sampled_from(sorted(EXAMPLES.values())), st.lists(CUTS, max_size=4))
AS_MARKDOWN = st.builds("---\n{}\n---\n{}".format, SOUPS, SOUPS)
TEXTS = st.one_of(SOUPS, MUTILATED, AS_MARKDOWN, st.text(CHARACTERS, max_size=60))
ENCODINGS = st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"])
ENCODED = st.builds(lambda text, encoding: text.encode(encoding, "replace"), TEXTS, ENCODINGS)
CUT_OFF = st.builds(lambda raw, length: raw[: length % (len(raw) + 1)], ENCODED, st.integers(0, 1500))
FILES = st.one_of(ENCODED, ENCODED, CUT_OFF, st.binary(max_size=60))


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            Path(folder, "content/arvidsjaur", kind).mkdir(parents=True)
        yield Path(folder)


def assert_can_be_told(problems: tuple[Problem, ...], lines: int) -> None:
    """Every problem has a place in the file and a message in both languages, on one line."""
    for problem in problems:
        assert problem.path.startswith("content/arvidsjaur/")
        assert 0 <= problem.line <= lines
        assert problem.code in faults()
        assert all(problem.message(language).isprintable() for language in LANGUAGES)
    for reporter in REPORTERS.values():
        reporter(problems, "sv").encode("utf-8")
    assert REPORTERS["text"](problems, "sv").count("\n") == max(len(problems) - 1, 0)


def assert_values_are_texts(source: Source) -> None:
    for name, value in source.values.items():
        assert type(name) is str
        assert type(value) is str or (type(value) is tuple and all(type(item) is str and item for item in value))
        line = source.lines[name]
        assert line >= 1 if isinstance(line, int) else all(one >= 1 for one in line)


def lines_of(raw: bytes) -> int:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


@settings(STEADY, max_examples=10_000)
@given(raw=FILES, name=st.sampled_from(["ett.yaml", "ett.yml", "ett.md"]))
@example(raw=b"", name="ett.yaml")
@example(raw=b"\xef\xbb\xbf", name="ett.yaml")
@example(raw=b"a: b #x\x85", name="ett.yaml")
@example(raw=b"---", name="ett.md")
@example(raw=b"---\n---", name="ett.md")
@example(raw=b"---\n---\n---", name="ett.md")
def test_any_file_is_a_source_or_has_a_problem_that_says_why_not(root, raw, name):
    """And no reading depends on anything but the file."""
    path = f"content/arvidsjaur/page/{name}"
    (root / path).write_bytes(raw)
    found = read_file(root, path)
    assert_can_be_told(found.problems, lines_of(raw))
    assert len(found.sources) <= 1
    if not found.sources:
        assert any(problem.leaves_record_out for problem in found.problems)
    for source in found.sources:
        assert not any(problem.leaves_record_out for problem in found.problems)
        assert (source.path, source.kind, source.place) == (path, "page", "arvidsjaur")
        assert_values_are_texts(source)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_that_is_cut_off_is_read_or_refused(root, kind):
    """fault-36: what is lost with the end of a line can't be known; what makes the rest unreadable is told."""
    raw = EXAMPLES[kind].encode()
    path = f"content/arvidsjaur/{kind}/kort.yaml"
    for length in range(0, len(raw), 3):
        (root / path).write_bytes(raw[:length])
        found = read_file(root, path)
        assert found.sources or found.problems
        assert_can_be_told(found.problems, lines_of(raw))


@settings(STEADY, max_examples=500)
@given(text=st.one_of(SOUPS, MUTILATED), end=st.sampled_from(["\r\n", "\r"]))
def test_line_ends_never_matter(root, text, end):
    """fault-34"""
    text = text.replace("\r", "")
    seen: list[Found] = []
    for written in (text, text.replace("\n", end)):
        (root / "content/arvidsjaur/page/ett.yaml").write_bytes(written.encode("utf-8", "replace"))
        seen.append(read_file(root, "content/arvidsjaur/page/ett.yaml"))
    assert seen[0] == seen[1]


NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
WRITTEN = st.one_of(st.text(CHARACTERS, max_size=30), st.lists(st.text(CHARACTERS, max_size=10), max_size=4))


@settings(STEADY, max_examples=500)
@given(pairs=st.dictionaries(NAMES, WRITTEN, max_size=6))
def test_what_a_yaml_writer_writes_is_read_back_as_it_was(root, pairs):
    """Any text in quotes comes back: without the spaces around it, and normalised; or the file is refused."""
    path = "content/arvidsjaur/page/ett.yaml"
    (root / path).write_text(yaml.dump(pairs, allow_unicode=True, default_style='"', width=10**6), "utf-8")
    found = read_file(root, path)
    for source in found.sources:
        for name, value in pairs.items():
            plain = [
                unicodedata.normalize("NFC", one).strip() for one in (value if isinstance(value, list) else [value])
            ]
            expected = tuple(one for one in plain if one) if isinstance(value, list) else plain[0]
            assert source.values[name] == expected


# Values of every kind, as the checks meet them.

TRICKY = (
    """
|x|ja|nej|NO|0|-1|1e9|1e400|NaN|65.5903|19.1668|-0.0|1_000|１２|2026-12-24|2026-02-30|0001-01-01|9999-12-31 23:59|
2026-03-29 02:30|2026-10-25 02:30|2026-12-24 25:00|FREQ=DAILY;COUNT=3|FREQ=DAILY|FREQ=DAILY;COUNT=9999|
FREQ=YEARLY;INTERVAL=0;COUNT=2|Europe/Stockholm|Asia/Tokyo|../x|0701740605|112|+46 (0)980 319 200|info@example.com|
https://www.example.com|javascript:alert(1)|933 31|559999-0016|5599990016|212000-0142|811218-9875|mån-fre 10-18|
efter överenskommelse|24/7|ett|två|snickeri|snickare|moskosel|arvidsjaur|kultur|sv|no|step_free|active|scheduled|offer|
sell|severe|sot_point|open|normal|none|con|a b|a, b|[|<b>x</b>|{{7*7}}|\u00a0|\u3164|\u202e|e\u0301|😀|a\nb|a\tb
""".replace("|\n", "|")
    .strip()
    .split("|")
)
LONG = st.integers(1, 4).map(lambda times: "lång text " * 10**times)
WORDS = st.one_of(st.sampled_from(TRICKY), st.text(CHARACTERS, max_size=15), LONG)
VALUES = st.one_of(WORDS, WORDS, st.lists(WORDS.filter(bool), max_size=5).map(tuple))


def as_values(text: str) -> dict[str, Any]:
    read = yaml.load(text, Loader=yaml.CBaseLoader)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in read.items()}


SOUND = {kind: as_values(text) for kind, text in EXAMPLES.items()}


def as_lines(values: dict[str, Any]) -> dict[str, int | tuple[int, ...]]:
    """Each value on a line of its own."""
    numbered = enumerate(values.items(), 1)
    return {name: line if isinstance(one, str) else (line,) * len(one) for line, (name, one) in numbered}


@st.composite
def sources_of(draw: st.DrawFn) -> list[Source]:
    """A few records of any kinds: an example with values exchanged, taken away and added."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(SOUND)))
        names = st.one_of(st.sampled_from(sorted(KINDS[kind].fields)), st.sampled_from(FIELDS), st.text(max_size=5))
        changed = draw(st.dictionaries(names, st.one_of(st.none(), VALUES), max_size=6))
        values = {name: value for name, value in {**SOUND[kind], **changed}.items() if value is not None}
        path, record_id = f"content/arvidsjaur/{kind}/p{number}.yaml", draw(st.sampled_from(["ett", "tva"]))
        made.append(Source(path, "arvidsjaur", kind, record_id, values, as_lines(values)))
    return made


@settings(STEADY, max_examples=300)
@given(sources=sources_of())
def test_any_records_are_checked_without_an_exception_and_none_is_lost(sources):
    """Every source is a row; a row that is not whole has a problem; a record that is kept refers to nothing missing."""
    checked = check(sources, KINDS, VOCABULARIES)
    assert [row.source for row in checked.rows] == sources
    assert_can_be_told(checked.problems, 100)
    bad = frozenset(problem.path for problem in checked.problems if problem.leaves_record_out)
    whole = frozenset(row.source.path for row in checked.rows if row.is_whole(KINDS[row.source.kind]))
    assert {one.path for one in sources} <= whole | bad
    examined = examine(model(checked.rows, KINDS), Setting(NOW, {}), whole, bad)
    assert_can_be_told(examined.problems, 100)
    refused = bad | {problem.path for problem in examined.problems if problem.leaves_record_out}
    assert {record.path for record in examined.records} == {one.path for one in sources} - refused
    ids = {(kind, one) for kind, vocabulary in VOCABULARIES.items() for one in vocabulary}
    ids |= {(one.kind, one.id) for one in sources}
    for record in examined.records:
        assert all((field.target, target) in ids for field, target in record.references())


@settings(STEADY, max_examples=100)
@given(files=st.lists(st.tuples(st.sampled_from(sorted(EXAMPLES)), FILES), min_size=1, max_size=4))
def test_every_file_of_a_folder_is_a_record_or_is_left_out_for_a_reason(files):
    """RELIABILITY.md: 0 of N mutilated records disappear without report."""
    with tempfile.TemporaryDirectory() as folder:
        paths = set()
        for number, (kind, raw) in enumerate(files):
            path = f"content/arvidsjaur/{kind}/p{number}.yaml"
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_bytes(raw)
            paths.add(path)
        content = read_content(Path(folder), NOW)
        assert load(Path(folder), tuple(KINDS)) == load(Path(folder), tuple(KINDS))
    assert content.paths == paths
    assert {record.path for record in content.records} | content.left_out == paths
    assert content.left_out <= {problem.path for problem in content.problems if problem.leaves_record_out}
    assert_can_be_told(content.problems, 10**6)
