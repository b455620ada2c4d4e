"""A poster in Chromium: one A4, however much the point has to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.packaged import own_or_packaged
from generator.vocabulary import load_vocabularies
from tests import tiny
from tests.browser.host import hosted

FUNCTIONS = load_vocabularies(own_or_packaged(Path("no-such-folder"), "data"))["service_functions"]
MUCH = f"""name: {"Trygghetspunkten i Moskosels gamla skola vid kyrkan " * 2}
point_type: safety_point
lifecycle: planned
summary: Allt som går att säga.
activation: normal
crisis_functions: [{", ".join(FUNCTIONS)}]
opening_hours: mån-fre 8-19; lör 10-16; sön 11-15; röda dagar 11-15; 24-26 dec stängt; nyårsafton 10-13; 6/6 stängt
crisis_hours: mån-fre dygnet runt; lör-sön 8-22
on_demand_phone: 0980-319 201
phone: 0980-319 202
address: {"Exempelvägen " * 9}1
postal_code: 933 94
village: moskosel
lat: 65.871
lon: 19.453
directions: {"Gula huset efter bron, in till höger. " * 13}
operator: Byaföreningen
"""


MIRRORS = [f"https://portalen-{number}.en-kommun-med-langt-namn.example.com" for number in range(4)]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tiny.write_repository(tmp_path_factory.mktemp("poster") / "root", languages="sv")
    tiny.add(root, "service_point", "mycket.yaml", MUCH)
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}mirrors: [{', '.join(MIRRORS)}]\n", "utf-8")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target and not report.left_out, report.problems
    with hosted(report.target) as address:
        yield address


@pytest.mark.parametrize("point", ["sot-moskosel", "mycket"])
def test_a_poster_prints_on_one_page(origin: str, chromium: Browser, point: str) -> None:
    """fault-112"""
    page = chromium.new_page()
    page.goto(f"{origin}/trygghet/{point}/affisch/", wait_until="networkidle")
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[...document.querySelectorAll('.poster *')].filter(one => one.getClientRects().length)"
        ".map(one => getComputedStyle(one).color)"
    )
    page.close()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert set(colours) == {"rgb(0, 0, 0)"}
