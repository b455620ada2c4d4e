"""The static files of the theme in a built site."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.edition import STYLES
from generator.outputs.assets import compact
from tests import tiny

THEME = tiny.PROGRAM / "themes" / "bas"


@pytest.fixture
def own_theme(tmp_path):
    """A repository with its own copy of the theme."""
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    shutil.copytree(THEME, root / "themes" / "bas")
    return root


def static_of(site: Path) -> Path:
    folders = list((site / "static").iterdir())
    assert len(folders) == 1
    return folders[0]


def test_the_style_sheets_become_one_in_their_order(tmp_path):
    static = static_of(tiny.built(tmp_path).site)
    css = (static / "site.css").read_text("utf-8")
    places = [css.find(compact((THEME / "static/css" / f"{name}.css").read_text("utf-8")).strip()) for name in STYLES]
    assert -1 not in places and places == sorted(places)
    assert sorted(path.name for path in static.rglob("*.css")) == ["forms.css", "poster.css", "site.css"]


MOST_CSS = 20_000
"""Bytes of all style sheets of a site together, as they stand there."""


def test_all_style_sheets_of_a_site_are_light(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    settings = root / "sites" / tiny.SITE / "site.yaml"
    settings.write_text(settings.read_text("utf-8") + "accent: '#0b6e4f'\n", "utf-8")
    site = tiny.build_site(root, tmp_path / "out").target
    sheets = list(static_of(site).rglob("*.css"))
    assert len(sheets) == 3 and sum(path.stat().st_size for path in sheets) <= MOST_CSS


def test_a_style_sheet_loses_only_what_people_need():
    css = '/* Ord; { */\n.a b , c:is(d, e) { content: " ; { "; margin: 0 calc(1rem + 2px); }\n'
    css += "@media (a: b) and (c) { f { g: h; } }\n"
    assert compact(css) == '.a b,c:is(d,e){content:" ; { ";margin:0 calc(1rem + 2px)}@media (a:b) and (c){f{g:h}}'


def test_the_land_is_drawn_with_a_light_for_every_service_point(tmp_path):
    drawing = (tiny.built(tmp_path).site / "land.svg").read_text("utf-8")
    root = ElementTree.fromstring(drawing)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}g[@transform]")) == 1
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_a_logo_stands_in_every_header_in_place_of_the_land(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "logo: logo.svg\n", "utf-8")
    tiny.write(settings.with_name("logo.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None, report.problems
    assert (report.target / "logo.svg").is_file()
    for html in tiny.pages(report.target).values():
        assert 'class="site-mark" src=' in html and '<svg class="site-mark"' not in html


def test_everything_else_is_copied_as_it_is(own_theme, tmp_path):
    picture = tiny.write(own_theme / "themes/bas/static/bilder/inre/logga.svg", "<svg/>")
    report = tiny.build_site(own_theme, tmp_path / "out")
    assert report.target is not None
    static = static_of(report.target)
    assert (static / "bilder/inre/logga.svg").read_bytes() == picture.read_bytes()
    for path in (own_theme / "themes/bas/static").rglob("*.js"):
        assert (static / path.relative_to(own_theme / "themes/bas/static")).read_bytes() == path.read_bytes()


def test_every_page_asks_for_files_that_are_there(tmp_path):
    built = tiny.built(tmp_path)
    for page, html in built.pages.items():
        wanted = [tag.attributes["href"] for tag in tiny.tags(html, "link") if tag.attributes["rel"] == "stylesheet"]
        wanted += [tag.attributes["src"] for tag in tiny.tags(html, "script") if "src" in tag.attributes]
        assert any(link.endswith("/site.css") for link in wanted), page
        for link in wanted:
            base = built.site if link.startswith("/") else (built.site / page).parent
            assert (base / link.lstrip("/")).resolve().is_file(), (page, link)


def test_new_contents_get_a_new_address_so_that_old_ones_may_be_kept_for_ever(own_theme, tmp_path):
    first = tiny.build_site(own_theme, tmp_path / "out").target
    assert first is not None
    before = static_of(first).name
    again = tiny.build_site(own_theme, tmp_path / "again").target
    assert again is not None and static_of(again).name == before
    css = own_theme / "themes/bas/static/css/parts.css"
    css.write_text(css.read_text("utf-8") + "\n.ny{color:red}\n", "utf-8")
    changed = tiny.build_site(own_theme, tmp_path / "out").target
    assert changed is not None and static_of(changed).name != before
    (own_theme / "themes/bas/static/js/search.js").rename(own_theme / "themes/bas/static/js/sok.js")
    renamed = tiny.build_site(own_theme, tmp_path / "out").target
    assert renamed is not None and static_of(renamed).name not in (before, static_of(again).name)


def test_a_site_names_another_theme(own_theme, tmp_path):
    (own_theme / "themes/bas").rename(own_theme / "themes/egen")
    settings = own_theme / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "theme: egen\n", "utf-8")
    css = own_theme / "themes/egen/static/css/parts.css"
    css.write_text(".bara-i-egen{color:red}\n", "utf-8")
    report = tiny.build_site(own_theme, tmp_path / "out")
    assert report.target is not None, report.problems
    assert ".bara-i-egen" in (static_of(report.target) / "site.css").read_text("utf-8")
