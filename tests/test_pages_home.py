"""The front page, and what stands on it when little is going on."""

from __future__ import annotations

from generator.pages.card import card
from generator.pages.home import SOON, TRADES, home_page
from generator.pages.page import Page
from tests import tiny
from tests.cut_short import NOTICE

PAST = """name: Fjolårets marknad
summary: Den är över.
category: marknad
start: 2025-08-02
organiser_company: firma-002
village: moskosel
"""


def home(root, **options) -> Page:
    _, edition = tiny.portal_and_edition(root, **options)
    voice = tiny.voice_in(root, **options)
    return home_page(voice, edition.config, lambda record: card(record, voice), ())


def test_the_front_page_leads_to_every_kind_that_has_records(tmp_path):
    page = home(tiny.write_repository(tmp_path / "root"))
    assert {door.icon: door.count for door in page.data["doors"]} == {
        "company": 3,
        "event": 1,
        "offer": 1,
        "service_point": 1,
        "network": 1,
        "notice": 1,
    }


def test_where_nothing_is_planned_those_who_arrange_things_stand_in_its_place(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    (root / f"content/{tiny.SITE}/event/stickkafe.yaml").unlink()
    tiny.add(root, "event", "fjol.yaml", PAST)
    section = home(root).data["sections"]["event"]
    assert section.title == "Arrangörer" and "Fråga dem" in section.lead
    assert [one.heading for one in section.cards] == ["Firma 002"]


def test_a_portal_that_never_had_an_event_says_nothing_of_events(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    for path in (root / f"content/{tiny.SITE}/event").iterdir():
        path.unlink()
    assert "event" not in home(root).data["sections"]


def test_more_events_stand_in_the_page_than_are_shown_at_first_so_that_an_old_page_is_not_empty(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    for day in range(1, 20):
        text = PAST.replace("2025-08-02", f"2026-12-{day:02d}")
        tiny.add(root, "event", f"dag-{day}.yaml", text)
    assert len(home(root).data["sections"]["event"].cards) == SOON > 6


def test_in_a_crisis_nothing_but_what_is_needed_stands_on_the_front_page(tmp_path):
    root = tiny.write_repository(tmp_path / "root", 14)
    assert {"event", "service_point"} <= home(root).data["sections"].keys()
    tiny.add(root, "notice", "kris.yaml", NOTICE)
    page = home(root)
    assert list(page.data["sections"]) == ["service_point"] and page.data["trades"] == ()
    assert page.data["crisis"] and {link.url for link in page.data["doors"]} >= {"/foretag/", "/evenemang/"}


def test_the_trades_with_most_firms_come_first(tmp_path):
    trades = home(tiny.write_repository(tmp_path / "root", 14)).data["trades"]
    assert 0 < len(trades) <= TRADES
    assert [link.count for link in trades] == sorted((link.count for link in trades), reverse=True)
