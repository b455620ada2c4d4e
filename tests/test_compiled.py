"""Compiled templates are kept between builds, and never trusted further than their digest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from generator.compiled import Compiled
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


def test_what_is_damaged_is_compiled_anew_and_mended(tmp_path, compilings):
    rendered(tmp_path)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert rendered(tmp_path) == "Hej <Åsa>!"
    assert file.read_bytes() == whole and len(compilings) == 2


def test_nothing_is_kept_where_nothing_can_be(tmp_path, compilings):
    occupied = tiny.write(tmp_path / "file", "")
    assert rendered(occupied / "templates") == "Hej <Åsa>!"


def test_a_site_is_the_same_with_and_without_a_cache(tmp_path, monkeypatch):
    root = tiny.write_repository(tmp_path / "root")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first, second = (tiny.build_site(root, tmp_path / name).target for name in ("first", "second"))
    assert os.listdir(tmp_path / "cache/bygd/templates")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    third = tiny.build_site(root, tmp_path / "third").target
    assert first and second and third and tiny.digests(first) == tiny.digests(second) == tiny.digests(third)
