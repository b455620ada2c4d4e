"""Every sample site in Chromium: pages open without a complaint, search finds, nothing comes from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SITES
from tests.browser.host import hosted, size_sent

MAIN_PAGES = ("/", "/foretag/", "/evenemang/", "/marknad/", "/sok/")


def watched(page: Page, origin: str) -> list[str]:
    """What the page complains of, or asks of any other origin."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((origin, "data:")) else complaints.append(asked.url))
    return complaints


@pytest.mark.parametrize("site", SITES)
def test_main_pages_open_without_complaints_cookies_or_other_origins(dist: Path, chromium: Browser, site: str) -> None:
    with hosted(dist / site) as origin, chromium.new_context() as context:
        page = context.new_page()
        complaints = watched(page, origin)
        for path in MAIN_PAGES:
            response = page.goto(origin + path)
            assert response and response.ok, path
            expect(page.locator("h1")).to_have_count(1)
        record = page.goto(origin + "/foretag/") and page.locator("main .card a").first
        record.click()
        expect(page.locator("article h1")).to_be_visible()
        assert complaints == []
        assert context.cookies() == []


@pytest.mark.parametrize(
    ("site", "query", "found"),
    [
        ("arvidsjaur", "snickare", "/foretag/"),
        ("asele", "startare", "/trygghet/"),
        ("overkalix", "snickare", "/foretag/"),
    ],
)
def test_search_finds_compounds_by_their_parts(
    dist: Path, chromium: Browser, site: str, query: str, found: str
) -> None:
    with hosted(dist / site) as origin, chromium.new_context() as context:
        page = context.new_page()
        complaints = watched(page, origin)
        page.goto(f"{origin}/sok/?q={query}")
        links = page.locator("[data-search-results] a")
        expect(links.first).to_be_visible()
        addresses = links.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
        assert any(address.startswith(found) for address in addresses), addresses
        assert complaints == []
        links.first.click()
        expect(page.locator("h1")).to_be_visible()


FIRST_SEARCH = 160_000
"""Bytes that the first search on a page may fetch, compressed as a host sends them."""


@pytest.mark.parametrize("site", SITES)
def test_the_first_search_fetches_little_also_where_it_finds_much(dist: Path, chromium: Browser, site: str) -> None:
    with hosted(dist / site) as origin, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/sok/")
        fetched: list[str] = []
        page.on("request", lambda one: fetched.append(one.url))
        page.get_by_role("searchbox").fill("mat")
        expect(page.get_by_role("status")).to_contain_text("Antal träffar:")
        sizes = {address: size_sent(dist / site, address) for address in fetched}
        assert any("/pagefind/fragment/" in address for address in sizes)
        assert sum(sizes.values()) <= FIRST_SEARCH, sizes


def test_search_says_when_nothing_is_found(dist: Path, chromium: Browser) -> None:
    """Also where a page has the word's first letters, such as `kV`; a word that is only that long is found."""
    with hosted(dist / "asele") as origin, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/sok/")
        page.get_by_role("searchbox").fill("kvantelektrodynamik")
        expect(page.get_by_role("status")).to_contain_text("Inget hittades för")
        expect(page.locator("[data-search-results] li")).to_have_count(0)
        page.get_by_role("searchbox").fill("kV")
        expect(page.get_by_role("status")).to_contain_text("Antal träffar:")


def test_a_site_works_in_a_folder_of_its_host(dist: Path, chromium: Browser) -> None:
    """Links are relative, so a site can live anywhere; the folder of all sites is the host here."""
    (dist / "_headers").write_text("/*\n  X-Content-Type-Options: nosniff\n", "utf-8")
    with hosted(dist) as origin, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/asele/foretag/")
        page.locator("main .card a").first.click()
        expect(page.locator("article h1")).to_be_visible()
        page.goto(f"{origin}/asele/sok/?q=snickare")
        page.locator("[data-search-results] a").first.click()
        expect(page.locator("article h1")).to_be_visible()


def test_without_script_lists_and_links_lead_everywhere(dist: Path, chromium: Browser) -> None:
    with hosted(dist / "asele") as origin, chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(origin)
        page.get_by_role("link", name="Företag").first.click()
        page.locator("details.way--kategori summary").click()
        page.locator("details.way--kategori a").first.click()
        expect(page.locator("main .card").first).to_be_visible()
