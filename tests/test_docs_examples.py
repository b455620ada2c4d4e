"""Every example in the papers for officers is sound, and every command line in them runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from generator.content import read_content
from generator.problem import has_errors
from tests import tiny
from tests.intake.way import under_git

DOCS = tiny.PROGRAM / "docs"
PAPERS = [*sorted((DOCS / "how-to").glob("*.md")), DOCS / "lathund.md"]
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\s*(bygd [^\n]+)$|`(bygd [^`]+)`", re.MULTILINE)
RECORD = re.compile(r"#\s*(content/\S+)\n")
NOT_RUN = (
    "serve",
    "intake",
    "poster",
    "bundle",
    "mirror",
    "publish",
    "verify",
    "drift",
    "key",
    "host-config",
    "crisis",
)
"""They go on until somebody stops them, or need a built site, a key or another computer; each has tests of its own."""

NEEDS_A_BUILT_SITE = {"continuity", "--crisis-only"}
"""Words of commands that are about a site built before; each has tests of its own."""


def records(paper: Path) -> list[tuple[str, str]]:
    """(path, text) of every whole record in a paper: a block of YAML whose first line names its file."""
    found = []
    for form, block in BLOCK.findall(paper.read_text("utf-8")):
        if form == "yaml":
            indent = re.match(" *", block)
            text = re.sub(f"^{indent[0] if indent else ''}", "", block, flags=re.MULTILINE)
            named = RECORD.match(text)
            assert named, f"{paper.name}: the first line of an example names its file"
            found.append((named[1], text))
    return found


def test_there_are_examples():
    assert sum(len(records(paper)) for paper in PAPERS) >= 3


@pytest.mark.parametrize("paper", [one for one in PAPERS if records(one)], ids=lambda path: path.stem)
def test_an_example_is_a_sound_record(paper, tmp_path):
    for path, text in records(paper):
        tiny.write(tmp_path / path, text)
    content = read_content(tmp_path, tiny.NOW)
    assert not has_errors(content.problems), content.problems
    assert len(content.records) == len(records(paper))


def command_lines() -> list[str]:
    texts = [paper.read_text("utf-8") for paper in PAPERS]
    return list(dict.fromkeys(block or inline for text in texts for block, inline in LINE.findall(text)))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("papers"), site="asele")
    for file in (root / "content/asele").glob("*/*"):
        # The small repository lies in another municipality: without a position it may lie anywhere.
        lines = file.read_text("utf-8").splitlines(keepends=True)
        if file.parent.name == "service_point":
            lines = [{"lat": "lat: 64.16\n", "lon": "lon: 17.35\n"}.get(line[:3], line) for line in lines]
        file.write_text("".join(lines), "utf-8")
    return under_git(root)


def test_every_command_line_in_the_papers_runs(place):
    lines = command_lines()
    assert len(lines) >= 10
    for line in lines:
        _, name, *more = shlex.split(line)
        if name not in NOT_RUN and not NEEDS_A_BUILT_SITE & set(more):
            ran = tiny.run(name, *more, cwd=place, env=tiny.environment(SOURCE_DATE_EPOCH="1795518000"))
            assert ran.code in ((0, 1) if name == "check" else (0,)), (line, ran)
        if name == "new":
            # It is not filled in yet, and the lines that follow are about content that is whole.
            (place / ran.out.strip()).unlink()
