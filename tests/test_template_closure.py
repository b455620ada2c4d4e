"""A page follows from its template, and from every template that that one brings in, and from no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.template_closure import Closure
from tests.tiny import PROGRAM, write

THEME = {
    "base.html": "<main>{% block main %}{% endblock %}</main>",
    "home.html": '{% extends "base.html" %}\n{% import "parts/value.html" as value %}',
    "list.html": "{%- extends 'base.html' -%}{% include \"parts/card.html\" ignore missing with context %}",
    "parts/card.html": '{% from "parts/icons.html" import icon, other as another with context %}',
    "parts/icons.html": "icon",
    "parts/value.html": "value",
    "alone.html": "words that include nothing",
    "any.html": "{% include page.part %}",
    "some.html": '{% include ["parts/icons.html", "borta.html"] %}',
    "round.html": '{% include "round.html" %}',
}


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    for path, text in THEME.items():
        write(tmp_path / "theme" / path, text)
    return tmp_path / "theme"


def follows_from(theme: Path, own: Path | None, *names: str) -> set[str]:
    """The templates whose change gives another digest of those named."""
    before = Closure(theme, own).of(names)
    found = set()
    for folder, sign in ((theme, ""), (own, "own ")):
        for path in sorted(folder.rglob("*.html")) if folder else ():
            text = path.read_text("utf-8")
            path.write_text(f"{text} ", "utf-8")
            if Closure(theme, own).of(names) != before:
                found.add(sign + path.relative_to(folder).as_posix())  # type: ignore[arg-type]
            path.write_text(text, "utf-8")
    return found


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("alone.html", {"alone.html"}),
        ("home.html", {"home.html", "base.html", "parts/value.html"}),
        ("list.html", {"list.html", "base.html", "parts/card.html", "parts/icons.html"}),
        ("round.html", {"round.html"}),
        ("any.html", {*THEME}),
        ("some.html", {*THEME}),
        ("borta.html", set()),
    ],
)
def test_what_a_template_brings_in_counts(theme, name, reached):
    assert follows_from(theme, None, name) == reached


def test_several_templates_count_together(theme):
    assert follows_from(theme, None, "alone.html", "round.html", "borta.html") == {"alone.html", "round.html"}


def test_a_template_of_the_sites_own_counts_beside_the_themes(theme, tmp_path):
    own = tmp_path / "own"
    before = Closure(theme, own).of(("alone.html",))
    write(own / "alone.html", '{% extends "!theme/alone.html" %}{% include "only.html" %}')
    write(own / "only.html", "")
    write(own / "other.html", "")
    assert Closure(theme, own).of(("alone.html",)) != before
    assert follows_from(theme, own, "alone.html") == {"alone.html", "own alone.html", "own only.html"}
    assert follows_from(theme, own, "borta.html", "only.html") == {"own only.html"}


def test_a_template_that_appears_where_one_was_looked_for_counts(theme, tmp_path):
    """Of `records/company/detail.html` and `records/_any/detail.html` the first that there is is taken."""
    before = Closure(theme, None).of(("special.html", "alone.html"))
    write(theme / "special.html", "special")
    assert Closure(theme, None).of(("special.html", "alone.html")) != before


def test_all_together_is_every_template(theme, tmp_path):
    own = tmp_path / "own"
    write(own / "more.html", "")
    before = Closure(theme, own).of_all()
    for path in [*theme.rglob("*.html"), own / "more.html"]:
        text = path.read_text("utf-8")
        path.write_text(f"{text} ", "utf-8")
        assert Closure(theme, own).of_all() != before, path
        path.write_text(text, "utf-8")
    assert Closure(theme, own).of_all() == before
    write(own / "new.html", "")
    assert Closure(theme, own).of_all() != before


def test_it_is_known_once_it_is_worked_out(theme):
    """A site is made with the templates that it began with."""
    closure = Closure(theme, None)
    before = closure.of(("alone.html",))
    write(theme / "alone.html", "other")
    assert closure.of(("alone.html",)) == before


def test_no_template_of_ours_brings_in_one_that_is_worked_out():
    """It would make every page follow from every template."""
    for path in PROGRAM.glob("themes/*/templates/**/*.html"):
        for given in re.findall(r"\{%-?\s*(?:include|extends|import|from)\b\s*(\S+)", path.read_text("utf-8")):
            assert re.fullmatch(r"""["'][^"']+["']""", given), (path, given)
