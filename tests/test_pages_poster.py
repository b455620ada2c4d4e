"""Posters of service points: what stands on the sheet, and a code that leads to the point's page."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image

from generator.pages.poster import Code, code, poster_pages
from tests import tiny

POINT = "trygghet/sot-moskosel/"
POSTER = f"{POINT}affisch/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("poster"))


def drawn(found: Code) -> list[list[int]]:
    """The modules that a path covers: what a telephone's camera sees."""
    modules = [[0] * found.side for _ in range(found.side)]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", found.path)
    assert "".join(f"M{x} {y}h{width}v1h-{back}z" for x, y, width, back in runs) == found.path
    for x, y, width, back in runs:
        assert width == back
        for at in range(int(x), int(x) + int(width)):
            modules[int(y)][at] += 1
    return modules


ADDRESSES = ["https://prov.example.com/", "https://prov.example.com/trygghet/" + "a" * 80 + "/", "https://å.example/ö/"]
SCALE, MARGIN = 4, 4
"""Of a picture of a code: pixels a module, and modules of white around it, as the page's style gives it."""


def read(modules: list[list[int]]) -> zxingcpp.Barcode | None:
    """What a reader finds in the picture that a telephone takes of the poster."""
    side = (len(modules) + 2 * MARGIN) * SCALE
    picture = Image.new("L", (side, side), "white")
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + MARGIN) * SCALE, (y + MARGIN) * SCALE
                picture.paste(0, (left, top, left + SCALE, top + SCALE))
    return zxingcpp.read_barcode(picture)


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_reader_finds_the_text_in_the_drawn_code(text):
    found = read(drawn(code(text)))
    assert found and (found.format, found.text) == (zxingcpp.BarcodeFormat.QRCode, text)


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_code_is_read_when_a_part_of_it_is_scratched_away(text):
    modules = drawn(code(text))
    # The corners say where a code is; of the rest, a band through the middle is gone.
    for row in modules[len(modules) // 2 : len(modules) // 2 + 2]:
        row[9:-2] = [0] * len(row[9:-2])
    found = read(modules)
    assert found and found.text == text


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_code_is_no_larger_than_level_m_needs_and_as_strong_as_it_has_room_for(text):
    def side(level: str) -> int:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        return len(memoryview(symbol.to_image(add_quiet_zones=False)))

    found = read(drawn(code(text)))
    assert found and code(text).side == side("M")
    stronger = {"M": "Q", "Q": "H", "H": ""}[found.ec_level]
    assert not stronger or side(stronger) > code(text).side


def test_the_code_on_the_page_leads_to_the_point_in_the_language_of_the_poster(site):
    for prefix in ("", "en/"):
        html = site.pages[prefix + POSTER]
        address = f"https://prov.example.com/{prefix}{POINT}"
        assert address in tiny.visible_text(html)
        paths = [tag.attributes["d"] for tag in tiny.tags(html, "path")]
        assert code(address).path in paths


def test_a_poster_says_what_is_there_where_when_and_whom_to_call(site):
    text = tiny.visible_text(site.pages[POSTER])
    for word in ("SOT-punkten i Moskosel", "fortsätter på reservkraft", "Moskosel", "112", "113 13"):
        assert word in text, word
    assert "Affischen gjordes den tisdag 24 november 2026" in text


def test_a_poster_says_where_else_the_portal_is(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    mirrors = "mirrors: [https://a.example.com, https://b.example.org/portal]\n"
    settings.write_text(settings.read_text("utf-8") + mirrors, "utf-8")
    site = tiny.build_site(root, tmp_path / "out").target
    assert site is not None
    text = tiny.visible_text((site / POSTER).read_text("utf-8"))
    assert re.search(r"Samma portal finns också på: a\.example\.com ?, b\.example\.org/portal", text)


def test_the_page_of_the_point_leads_to_its_poster(site):
    links = {tag.attributes.get("href"): tag.text for tag in tiny.tags(site.pages[f"{POINT}index.html"], "a")}
    assert links["../../trygghet/sot-moskosel/affisch/"] == "Skriv ut affisch"


def test_a_poster_is_found_by_no_search(site):
    html = site.pages[POSTER]
    assert '<meta name="robots" content="noindex">' in html
    assert "data-pagefind-body" not in html
    assert "affisch" not in (site.site / "sitemap.xml").read_text("utf-8")


def test_there_is_a_poster_for_each_point_and_for_nothing_else(site):
    posters = {name for name in site.pages if name.endswith("affisch/index.html") and not name.startswith("en/")}
    points = sorted((site.root / "content" / tiny.SITE / "service_point").iterdir())
    assert posters == {f"trygghet/{path.stem}/affisch/index.html" for path in points}


def test_a_point_that_hides_what_it_may_has_a_poster_of_the_rest(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    path = root / f"content/{tiny.SITE}/service_point/sot-moskosel.yaml"
    hidden = "internal_fields: [water, crisis_functions, functions, opening_hours, crisis_hours]"
    path.write_text(path.read_text("utf-8").replace("internal_fields: [water]", hidden), "utf-8")
    site = tiny.build_site(root, tmp_path / "out").target
    assert site is not None
    text = tiny.visible_text((site / POSTER).read_text("utf-8"))
    assert "Service- och trygghetspunkt" in text and "Finns vid kris" not in text and "Tider" not in text


def test_a_point_that_is_planned_says_so_and_one_that_stands_says_nothing(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    path = root / f"content/{tiny.SITE}/service_point/sot-moskosel.yaml"
    planned = path.read_text("utf-8").replace("lifecycle: established", "lifecycle: planned")
    tiny.add(root, "service_point", "planerad.yaml", planned)
    _, edition = tiny.portal_and_edition(root)
    stages = {page.url: page.data["stage"] for page in poster_pages(tiny.voice_in(root), edition)}
    assert stages["/trygghet/sot-moskosel/affisch/"] is None
    assert stages["/trygghet/planerad/affisch/"].value[0].text == "Planerad"
