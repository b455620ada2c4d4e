"""What was made by another program is made anew; so it must be known which program this is."""

from __future__ import annotations

import os

import pytest

from generator import program
from tests.tiny import write


@pytest.fixture
def folder(tmp_path):
    for path in ("a.py", "b/c.py", "b/__pycache__/c.pyc", "d/e.html"):
        write(tmp_path / path, path)
    return tmp_path


def names(lines):
    return [line.rpartition(" ")[0] for line in lines]


def test_every_file_is_named_by_its_path_in_order(folder):
    assert names(program.files_of(folder)) == ["a.py", "b/c.py", "d/e.html"]
    assert names(program.files_of(folder, without=(folder / "d", None))) == ["a.py", "b/c.py"]
    assert [*program.files_of(folder / "nowhere")] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder / "a.py", "b.py"),
        lambda folder: write(folder / "new.py", ""),
        lambda folder: (folder / "a.py").unlink(),
        lambda folder: (folder / "a.py").rename(folder / "z.py"),
    ],
    ids=["changed", "new", "gone", "renamed"],
)
def test_a_change_of_a_file_is_seen(folder, change):
    before = [*program.files_of(folder)]
    change(folder)
    assert [*program.files_of(folder)] != before


def test_the_time_of_a_file_does_not_count(folder):
    before = [*program.files_of(folder)]
    os.utime(folder / "a.py", (0, 0))
    assert [*program.files_of(folder)] == before


def test_the_packages_beside_the_program_count_with_their_versions(tmp_path, monkeypatch):
    (tmp_path / "jinja2-99.1.dist-info").mkdir()
    (tmp_path / "jinja2").mkdir()
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "nowhere"), ""])
    monkeypatch.chdir(tmp_path)
    assert program.installed() == ["jinja2-99.1.dist-info"]


def test_the_program_is_known_by_its_files_its_packages_and_its_python(monkeypatch):
    program.program.cache_clear()
    told = program.program()
    assert "build.py " in told and "jinja2-" in told and told.startswith(__import__("sys").version)
    for name, other in (("installed", list), ("files_of", lambda folder: ["x 0"])):
        with monkeypatch.context() as patched:
            patched.setattr(program, name, other)
            program.program.cache_clear()
            assert program.program() != told
    program.program.cache_clear()
    assert program.program() == told
