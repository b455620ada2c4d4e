"""Lists: the ways to divide a kind's records, and what stands on each shelf."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from generator.pages import lists
from generator.pages.card import card
from generator.pages.lists import kind_lists
from generator.pages.page import Card, Page
from generator.pages.shelves import all_shelves, by_letter, by_month, current, over
from generator.pages.show import Voice
from tests import tiny

EVENT = """name: {name}
summary: Kom och var med.
category: {category}
start: {start}
organiser_name: Byaföreningen
village: {village}
"""


def event(name: str, start: str, more: str = "", *, category: str = "kultur", village: str = "moskosel") -> str:
    return EVENT.format(name=name, start=start, category=category, village=village) + more


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("lists") / "root", 7)
    for number, name in enumerate(
        ("Åkeriet", "Ängens gård", "Öbergs", "Zinken", '"Ateljén"', "Élan", "4:ans taxi", "ärlan")
    ):
        text = tiny.company(number).replace(f"Firma {number:03d}", "'" + name + "'")
        tiny.add(root, "company", f"namn-{number}.yaml", text)
    tiny.add(root, "event", "slojd.yaml", event("Slöjd", "2026-12-05 10:00", category="kurs"))
    tiny.add(root, "event", "helg.yaml", event("Helgmarknad", "2026-12-05", "end: 2026-12-06\n", category="marknad"))
    return root


@pytest.fixture(scope="module")
def voice(root) -> Voice:
    return tiny.voice_in(root)


def titles_of(voice: Voice, kind: str, way: str) -> list[str]:
    """What the shelves of one way are called."""
    records = current(voice.portal.records[kind])
    found = {one.name: one for one in all_shelves(voice.portal.kinds[kind], records, voice)}
    return [shelf.title for shelf in found[way].shelves]


def pages_of(voice: Voice, kind: str) -> dict[str, Page]:
    cards: dict[tuple[str, str], Card] = {}

    def card_of(record):
        return cards.setdefault(record.key, card(record, voice))

    return {page.url: page for page in kind_lists(voice.portal.kinds[kind], voice, card_of, "https://prov.example.com")}


def names_on(page: Page) -> list[str]:
    return [one.heading for one in page.data["cards"]]


def test_lists_are_in_swedish_order(voice):
    names = [record.heading for record in voice.portal.records["company"]]
    assert names[-5:] == ["Zinken", "Åkeriet", "Ängens gård", "ärlan", "Öbergs"]


def test_letters_are_in_swedish_order_and_accents_count_as_their_letter(voice):
    assert titles_of(voice, "company", "bokstav") == ["#", "A", "E", "F", "Z", "Å", "Ä", "Ö"]


def test_letters_have_addresses_in_plain_ascii(voice):
    way = by_letter(voice.portal.kinds["company"], voice.portal.records["company"], voice)
    assert [shelf.url for shelf in way.shelves] == [
        f"/foretag/bokstav/{slug}/" for slug in ("0-9", "a", "e", "f", "z", "aa", "ae", "oe")
    ]


def test_every_record_stands_on_one_letter(voice):
    way = by_letter(voice.portal.kinds["company"], voice.portal.records["company"], voice)
    shelved = [record.id for shelf in way.shelves for record in shelf.records]
    assert sorted(shelved) == sorted(record.id for record in voice.portal.records["company"])


def test_a_group_of_terms_holds_the_records_of_its_terms_each_once(voice):
    pages = pages_of(voice, "company")
    group, term = pages["/foretag/kategori/bygg/"], pages["/foretag/kategori/snickeri/"]
    assert set(names_on(term)) <= set(names_on(group)) and names_on(term)
    assert len(names_on(group)) == len(set(names_on(group)))


def test_the_shelves_of_a_way_are_sorted_and_counted(voice):
    page = pages_of(voice, "company")["/foretag/ort/"]
    links = page.data["links"]
    assert [link.text for link in links] == ["Abborrträsk", "Arvidsjaur", "Auktsjaur", "Glommersträsk", "Moskosel"]
    assert sum(link.count for link in links) == len(voice.portal.records["company"])


def test_a_network_has_a_shelf_where_the_site_holds_it(root, tmp_path):
    assert not [url for url in pages_of(tiny.voice_in(root), "company") if "natverk" in url]
    member = tiny.company(4) + "networks: [mat-harifran]\n"
    own = tiny.write_repository(tmp_path / "root")
    tiny.add(own, "company", "medlem.yaml", member)
    assert "Firma 004" in names_on(pages_of(tiny.voice_in(own), "company")["/foretag/natverk/mat-harifran/"])


def test_what_is_over_stands_apart(voice):
    everything = voice.portal.records["event"]
    assert {record.id for record in over(everything)} == {"forra-arets-fest"}
    assert len(current(everything)) + len(over(everything)) == len(everything)
    pages = pages_of(voice, "event")
    assert names_on(pages["/evenemang/tidigare/"]) == ["Förra årets fest"]
    assert "Förra årets fest" not in names_on(pages["/evenemang/"])


def test_a_list_leads_to_what_is_over(voice):
    page = pages_of(voice, "event")["/evenemang/"]
    assert "/evenemang/tidigare/" in repr(page.data)


def test_an_empty_list_is_a_page_that_says_so(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    (root / f"content/{tiny.SITE}/notice/koka-vattnet.yaml").unlink()
    page = pages_of(tiny.voice_in(root), "notice")["/meddelanden/"]
    assert page.data["count"] == 0 and names_on(page) == []


def test_a_way_with_no_shelves_is_left_away(voice):
    records = voice.portal.records["notice"]
    assert all_shelves(voice.portal.kinds["notice"], records, voice) == ()


# -- pages of a long list


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 4)


def test_a_long_list_is_divided_and_holds_every_record_once(voice, short_pages):
    pages = pages_of(voice, "company")
    urls = ["/foretag/", *(f"/foretag/sida/{number}/" for number in range(2, 5))]
    assert [url for url in pages if url == "/foretag/" or "/foretag/sida/" in url] == urls
    shown = [name for url in urls for name in names_on(pages[url])]
    assert shown == [record.heading for record in voice.portal.records["company"]]
    assert all(pages[url].data["count"] == 15 for url in urls)


def test_the_pages_of_a_list_link_to_each_other(voice, short_pages):
    links = pages_of(voice, "company")["/foretag/sida/2/"].data["pages"]
    assert [link.url for link in links] == ["/foretag/", "/foretag/sida/2/", "/foretag/sida/3/", "/foretag/sida/4/"]
    assert [link.current for link in links] == [False, True, False, False]


def test_a_short_list_has_no_pages(voice):
    assert pages_of(voice, "company")["/foretag/"].data["pages"] == ()


def test_a_full_page_is_followed_by_no_empty_one(voice, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 15)
    assert "/foretag/sida/2/" not in pages_of(voice, "company")


# -- months


def time_on(page: Page, name: str) -> str:
    """The time that the card of an event shows, for machines."""
    (found,) = [one for one in page.data["cards"] if one.heading == name]
    return next(fact.value.iso for fact in found.facts if fact.name == "next_start")


def test_an_event_stands_in_every_month_in_which_it_still_happens(voice):
    urls = [url for url in pages_of(voice, "event") if "/manad/2" in url]
    assert urls == [f"/evenemang/manad/{month}/" for month in ("2026-11", "2026-12", "2027-01")]
    assert "Stickkafé" in names_on(pages_of(voice, "event")["/evenemang/manad/2027-01/"])


def test_months_are_in_order_and_spoken(voice):
    assert [title.lower() for title in titles_of(voice, "event", "manad")] == [
        "november 2026",
        "december 2026",
        "januari 2027",
    ]


def test_a_months_list_shows_the_first_time_in_that_month(voice):
    pages = pages_of(voice, "event")
    assert time_on(pages["/evenemang/manad/2026-12/"], "Stickkafé") == "2026-12-01T18:00"
    assert time_on(pages["/evenemang/manad/2027-01/"], "Stickkafé") == "2027-01-05T18:00"
    assert time_on(pages["/evenemang/"], "Stickkafé") == "2026-11-24T18:00"


def test_the_list_of_the_month_that_is_shows_no_time_that_has_passed(root):
    """On 16 December the next one is on the 22nd, though the first of the month was on the 1st."""
    voice = tiny.voice_in(root, now=tiny.NOW + timedelta(days=22))
    page = pages_of(voice, "event")["/evenemang/manad/2026-12/"]
    assert time_on(page, "Stickkafé") == "2026-12-22T18:00"


def test_events_of_a_month_are_in_the_order_in_which_they_happen(voice):
    page = pages_of(voice, "event")["/evenemang/manad/2026-12/"]
    assert names_on(page) == ["Stickkafé", "Helgmarknad", "Slöjd"]


def test_each_event_on_the_second_page_of_a_month_shows_its_own_time(tmp_path, monkeypatch):
    root = tiny.write_repository(tmp_path / "root")
    for day in range(1, 8):
        tiny.add(root, "event", f"kurs-{day}.yaml", event(f"Kurs {day}", f"2026-11-2{day % 3 + 5} 09:0{day}",
                 f"repeat: FREQ=DAILY;INTERVAL={6 + day};COUNT=3\n"))  # fmt: skip
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    voice = tiny.voice_in(root)
    pages = pages_of(voice, "event")
    by_name = {record.heading: record for record in voice.portal.records["event"]}
    looked_at = 0
    for url in ("/evenemang/manad/2026-12/", "/evenemang/manad/2026-12/sida/2/", "/evenemang/manad/2026-12/sida/3/"):
        for one in pages[url].data["cards"]:
            times = [
                start for start, _ in by_name[one.heading]["occurrences"] if (start.year, start.month) == (2026, 12)
            ]
            assert time_on(pages[url], one.heading) == times[0].isoformat(timespec="minutes"), (url, one.heading)
            looked_at += 1
    assert looked_at >= 8


def test_an_english_list_has_english_titles_and_addresses(root):
    pages = pages_of(tiny.voice_in(root, "en"), "company")
    assert pages["/en/foretag/"].title == "Companies"
    assert pages["/en/foretag/kategori/kafe/"].title == "Cafés and patisseries"
    assert all(url.startswith("/en/") for url in pages)


def test_no_two_lists_share_an_address(voice, root):
    for kind in voice.portal.kinds:
        urls = [
            page.url for page in kind_lists(voice.portal.kinds[kind], voice, lambda record: card(record, voice), "")
        ]
        assert len(urls) == len(set(urls))


def test_lists_are_the_same_each_time(root, voice):
    again = tiny.voice_in(Path(root))
    assert list(pages_of(again, "event").values()) == list(pages_of(voice, "event").values())


def test_months_of_an_event_that_is_over_are_gone(voice):
    way = by_month(voice.portal.kinds["event"], current(voice.portal.records["event"]), voice)
    assert not any("2025" in shelf.url for shelf in way.shelves)
