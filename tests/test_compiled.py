"""Compiled templates are kept between builds, and never trusted further than their digest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from generator.compiled import DIGEST, MOST_FILES, Compiled, cache_folder
from tests import tiny

GREETING = {"greeting.html": "Hej {{ name }}!"}


def rendered(folder: Path, templates: dict[str, str] = GREETING, **options: object) -> str:
    environment = Environment(loader=DictLoader(templates), bytecode_cache=Compiled(folder, options), **options)
    return environment.get_template("greeting.html").render(name="<Åsa>")


@pytest.fixture
def compilings(monkeypatch):
    """The templates that had to be compiled."""
    done: list[str | None] = []
    compiled = Environment.compile

    def noted(self, source, name=None, *more, **named):
        done.append(name)
        return compiled(self, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", noted)
    return done


def test_a_template_is_compiled_once(tmp_path, compilings):
    assert [rendered(tmp_path), rendered(tmp_path)] == ["Hej <Åsa>!"] * 2
    assert compilings == ["greeting.html"]


def test_another_text_or_another_option_is_compiled_anew(tmp_path, compilings):
    rendered(tmp_path)
    assert rendered(tmp_path, {"greeting.html": "Hejdå {{ name }}!"}) == "Hejdå <Åsa>!"
    assert rendered(tmp_path, autoescape=True) == "Hej &lt;Åsa&gt;!"
    assert len(compilings) == 3


def test_another_version_of_the_program_compiles_anew(tmp_path, compilings, monkeypatch):
    rendered(tmp_path)
    monkeypatch.setattr("generator.compiled.__version__", "99.0")
    rendered(tmp_path)
    assert len(compilings) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: DIGEST - 1],
        lambda raw: raw[:-20],
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: bytes([raw[0] ^ 1]) + raw[1:],
        lambda raw: bytes(len(raw)),
    ],
    ids=["empty", "short", "cut off", "last bit", "first bit", "zeros"],
)
def test_what_is_damaged_is_compiled_anew_and_mended(tmp_path, compilings, damage):
    rendered(tmp_path)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert rendered(tmp_path) == "Hej <Åsa>!"
    assert file.read_bytes() == whole and len(compilings) == 2


def test_nothing_is_kept_where_nothing_can_be(tmp_path, compilings):
    occupied = tiny.write(tmp_path / "file", "")
    assert rendered(occupied / "templates") == "Hej <Åsa>!"
    full = tmp_path / "full"
    full.mkdir()
    (full / "taken").mkdir()
    assert rendered(full) == "Hej <Åsa>!"


def test_a_cache_that_has_grown_is_emptied(tmp_path):
    for number in range(MOST_FILES):
        tiny.write(tmp_path / str(number), "")
    rendered(tmp_path)
    assert len(os.listdir(tmp_path)) == 1


def test_the_cache_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "bygd/templates"
    rendered(cache_folder())
    assert cache_folder().stat().st_mode & 0o777 == 0o700
    for given in ("", "here"):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert cache_folder() == Path.home() / ".cache/bygd/templates"
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert rendered(cache_folder()) == "Hej <Åsa>!" and not os.path.lexists("~")


def test_a_site_is_the_same_with_and_without_a_cache(tmp_path, monkeypatch):
    root = tiny.write_repository(tmp_path / "root")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first, second = (tiny.build_site(root, tmp_path / name).target for name in ("first", "second"))
    assert os.listdir(tmp_path / "cache/bygd/templates")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    third = tiny.build_site(root, tmp_path / "third").target
    assert first and second and third and tiny.digests(first) == tiny.digests(second) == tiny.digests(third)
