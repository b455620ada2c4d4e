"""Every problem code has a tiny broken repository in sites_bad/<code>/, and `bygd` names the fault where it is.

`expected.yaml` is the whole list of what is found: path, line, code and field, and nothing besides. What git can't
hold (links, pipes, files of the wrong size) is made by the folder's `make.py`, which may also name the command
that finds the fault where `check` can't.
"""

import json
import re
import runpy
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from generator.cli import app
from generator.problem import LANGUAGES, faults
from generator.stop import Exit

SITES = Path(__file__).with_name("sites_bad")
CODES = sorted(path.name for path in SITES.iterdir() if path.is_dir())
NOW = "2026-11-24T12:00"
OF_THE_TEST = ("expected.yaml", "make.py")
PLACE = ("path", "line", "code", "field")


def prepared(code, root):
    """A copy of the broken repository in `root`, and the command that is to find its fault."""
    shutil.copytree(SITES / code, root, ignore=shutil.ignore_patterns(*OF_THE_TEST, "__pycache__"))
    script = SITES / code / "make.py"
    if not script.is_file():
        return ("check",)
    made = runpy.run_path(str(script))
    made["make"](root)
    return made.get("COMMAND", ("check",))


def problems_of(code, root, monkeypatch, *options):
    """The exit code and the problems that an officer gets who stands in the repository."""
    command = prepared(code, root)
    monkeypatch.chdir(root)
    done = CliRunner().invoke(app, [*command, "--format", "json", "--now", NOW, *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout if command == ("check",) else done.stderr)


def expected(code):
    text = (SITES / code / "expected.yaml").read_text("utf-8")
    return sorted(tuple(entry[name] for name in PLACE) for entry in yaml.safe_load(text))


def test_every_code_has_a_bad_site_and_every_bad_site_a_code():
    assert set(CODES) == set(faults())


@pytest.mark.parametrize("code", CODES)
def test_the_fault_is_found_where_it_is_and_nothing_else(code, tmp_path, monkeypatch):
    exit_code, found = problems_of(code, tmp_path / "repository", monkeypatch)
    assert sorted(tuple(problem[name] for name in PLACE) for problem in found) == expected(code)
    assert {problem["code"] for problem in found} == {code}
    has_error = any(problem["level"] == "error" for problem in found)
    assert exit_code == (Exit.CONTENT if has_error else Exit.DONE)
    for problem in found:
        assert is_line_of_the_field(tmp_path / "repository", problem), problem


def is_line_of_the_field(root, problem):
    """Whether the line exists, and is that of the field or one of its items, where the file has the field at all."""
    if not problem["line"]:
        return True
    lines = (root / problem["path"]).read_bytes().decode("utf-8", "replace").splitlines() or [""]
    names = [line.partition(":")[0] for line in lines]
    here = names[: problem["line"]]
    written = [name for name in here if name and not name.startswith((" ", "-", "#", "\t", "\u00a0"))]
    field = problem["field"]
    return problem["line"] <= len(lines) and (not field or field not in names or written[-1] == field)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_the_message_is_a_whole_sentence_with_nothing_left_to_fill_in(code, language, tmp_path, monkeypatch):
    _, found = problems_of(code, tmp_path / "repository", monkeypatch, "--lang", language)
    for problem in found:
        message = problem["message"]
        assert message[0].isupper() or not message[0].isalpha()
        assert "\n" not in message and "  " not in message
        for hole in ("{", "}", "None", '""', "()", ": ."):
            assert hole not in message.replace("{}", ""), message
        if language == "en":
            assert not re.search("[åäöÅÄÖ]", re.sub(r'"[^"]*"|\[.*\]', "", message)), message
