"""The receiver's own pages: valid, in the portal's look and words, and their style sheet is there."""

from __future__ import annotations

import pytest

from tests.intake.way import ADDRESS, COMPANY, OFFER, fields, link_in, way
from tests.test_markup_validity import faults
from tests.tiny import SITE, write


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return way(tmp_path_factory.mktemp("screens"))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_valid_html(here, tmp_path, language):
    answers = {**COMPANY, "name": f"Firma {language}", "lang": language, "org_number": ""}
    looked = here.post("company", answers)
    here.clock.move(seconds=10)
    sent = here.post("company", fields(looked.text))
    link = link_in(sent.text).removeprefix(ADDRESS)
    pages = {
        "look": looked,
        "wrong": here.post("company", {**answers, "name": "", "website": "x"}),
        "other": here.post("offer", {**OFFER, "lang": language, "valid_to": "snart"}),
        "change": here.post("company", {**fields(looked.text), "change": "ja"}),
        "receipt": sent,
        "own": here.client.get(link),
        "taken back": here.client.post(link, headers={"Origin": ADDRESS}),
        "refused": here.post("company", {**answers, "okänt": "x"}),
        "elsewhere": here.post("company", answers, Origin="https://ond.example.org"),
        "nowhere": here.client.get("/intake/finns/inte"),
    }
    for name, page in pages.items():
        write(tmp_path / f"{name}.html", page.text)
    assert faults(tmp_path) == {}


def test_the_style_is_the_portals_with_its_forms(here):
    sheet = here.client.get(f"/intake/{SITE}/style.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert ".site-header" in sheet.text and ".error-summary" in sheet.text
    assert here.client.get("/intake/finns-inte/style.css").status_code == 404
