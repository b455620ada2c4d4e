"""The page of one record: what it says beside its fields."""

from __future__ import annotations

from typing import Any

import pytest

from generator.pages.card import card
from generator.pages.detail import record_page
from generator.pages.map import outside_map
from generator.pages.page import Page
from tests import tiny

SOUTH_SAMI = "---\ntitle: Sjeltie\nlanguage: sma\n---\nSjeltie.\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("detail") / "root", languages="sv")
    other = tiny.company(9).replace("Firma 009", "Firma i Åsele").replace("village: abborrtrask", "village: asele")
    tiny.add(root, "company", "i-asele.yaml", other + "networks: [mat-harifran]\n", place="asele")
    tiny.add(root, "page", "sjeltie.md", SOUTH_SAMI)
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "places: [asele]\n", "utf-8")
    return root


def page(root, kind: str, name: str) -> Page:
    _, edition = tiny.portal_and_edition(root)
    voice = tiny.voice_in(root)
    record = voice.portal.by_key[kind, name]
    return record_page(record, voice, edition.config, lambda one: card(one, voice), lambda *_: ())


def fields(page: Page) -> dict[str, Any]:
    groups = (*page.data["beside"], *page.data["groups"])
    return {field.name: field.value for group in groups for field in group.fields}


def test_an_event_shows_its_next_time_and_no_rule_for_machines(root):
    shown = fields(page(root, "event", "stickkafe"))
    assert shown["start"].iso >= tiny.NOW.date().isoformat() and shown["end"].iso[:10] == shown["start"].iso[:10]
    assert not {"repeat", "except_dates", "extra_dates"} & shown.keys()


def test_an_event_that_is_over_keeps_the_time_it_had(root):
    assert fields(page(root, "event", "forra-arets-fest"))["start"].iso == "2025-08-02"


def test_members_from_several_municipalities_stand_by_municipality(root):
    members = [
        section for section in page(root, "network", "mat-harifran").data["related"] if section.name == "company"
    ]
    assert {section.title: [one.heading for one in section.cards] for section in members} == {
        "Medlemmar i Arvidsjaur": ["Firma 001"],
        "Medlemmar i Åsele": ["Firma i Åsele"],
    }


def test_a_page_says_by_what_a_search_may_narrow_to_it(root):
    found = dict(page(root, "company", "firma-001").data["search_facets"])
    assert found == {"category": "Kafé och konditori", "village": "Glommersträsk"}


def test_a_place_is_shown_on_an_outside_map_by_position_else_by_address(root):
    portal = tiny.voice_in(root).portal
    assert "mlat=65.871&mlon=19.453" in outside_map(portal.by_key["service_point", "sot-moskosel"])
    assert outside_map(portal.by_key["company", "firma-001"]) == ""
    assert outside_map(portal.by_key["page", "om-portalen"]) == ""


def test_a_page_in_a_language_the_portal_does_not_speak_says_which(root):
    assert page(root, "page", "sjeltie").data["own_language"] == "sma"
    assert page(root, "page", "om-portalen").data["own_language"] == ""


def test_what_a_record_says_in_swedish_is_marked_on_an_english_page(tmp_path):
    site = tiny.build_site(tiny.write_repository(tmp_path / "root"), tmp_path / "out").target
    assert site is not None
    html = tiny.pages(site)
    for path, marked in (("foretag/firma-001", None), ("en/foretag/firma-001", "sv")):
        (heading,) = tiny.tags(html[f"{path}/index.html"], "h1")
        assert heading.attributes.get("lang") == marked
    (lead,) = (tag for tag in tiny.tags(html["en/index.html"], "p") if tag.attributes.get("class") == "lead")
    assert lead.attributes["lang"] == "sv"


def test_the_menu_names_each_further_language_by_its_own_name_and_marks_it(root, tmp_path):
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None, report.problems
    html = tiny.pages(report.target)
    links = [tag for tag in tiny.tags(html["index.html"], "a") if tag.attributes.get("lang") == "sma"]
    assert [(tag.text, tag.attributes["href"]) for tag in links] == [("Åarjelsaemien gïele", "./sidor/sjeltie/")]
    (heading,) = tiny.tags(html["sidor/sjeltie/index.html"], "h1")
    (text,) = (
        tag for tag in tiny.tags(html["sidor/sjeltie/index.html"], "div") if tag.attributes.get("class") == "text"
    )
    assert heading.attributes["lang"] == text.attributes["lang"] == "sma"
