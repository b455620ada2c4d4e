"""The copy to carry, unpacked and opened from the disk (file://) in Chromium and in Firefox: fault-113."""

from __future__ import annotations

import time
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.continuity.bundle import bundle
from tests import tiny
from tests.browser.firefox import Firefox, firefox
from tests.browser.test_sites import watched

PAGES = {
    "index.html": "Portalen på prov",
    "trygghet/index.html": "Trygghet och service",
    "trygghet/sot-moskosel/index.html": "SOT-punkten i Moskosel",
    "trygghet/sot-moskosel/affisch/index.html": "SOT-punkten i Moskosel",
    "meddelanden/koka-vattnet/index.html": "Vattnet måste kokas",
    "foretag/index.html": "Företag",
    "evenemang/stickkafe/index.html": "Stickkafé",
    "en/index.html": "Portalen på prov",
    "offline/index.html": "Utan internet",
    "anmal/index.html": "Lägg till eller ändra",
}
HEADING = "document.querySelector('h1').textContent"
STYLED = "getComputedStyle(document.querySelector('.skip-link')).position === 'absolute'"
FOUND = "[...document.querySelectorAll('[data-search-results] a')].map(link => link.href)"
SEARCH = "(document.querySelector('#q').value = 'startare', document.querySelector('[data-search]').requestSubmit())"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the unpacked copy, in a folder with a name that addresses must spell out."""
    folder = tmp_path_factory.mktemp("carried")
    site = tiny.built(folder).site
    bundle(site, folder / "copies", with_zim=False)
    place = folder / "USB-minne på Åsele static"
    with zipfile.ZipFile(folder / "copies" / f"{tiny.SITE}.zip") as archive:
        archive.extractall(place)
    return place.as_uri()


@pytest.fixture
def page(chromium: Browser, copy: str) -> Iterator[tuple[Page, list[str]]]:
    with chromium.new_context(locale="sv-SE") as context:
        opened = context.new_page()
        yield opened, watched(opened, copy)


@pytest.fixture(scope="module")
def fox() -> Iterator[Firefox]:
    with firefox() as browser:
        yield browser


def found_in(browser: Page | Firefox, copy: str) -> list[str]:
    """What a search typed by a reader finds; the page by itself searches for what its address asks."""
    browser.goto(f"{copy}/sok/index.html?q=taxi")
    by_address = browser.evaluate(FOUND)
    assert by_address and all(address.startswith(f"{copy}/foretag/") for address in by_address)
    browser.evaluate(SEARCH)
    return list(browser.evaluate(FOUND))


def follow(browser: Firefox, address: str) -> str:
    """The heading of the page that a link leads to."""
    browser.evaluate(f"document.querySelector('a[href=\"{address}\"]').click()")
    deadline = time.monotonic() + 10
    while browser.evaluate("location.href + document.readyState") != address + "complete":
        assert time.monotonic() < deadline, address
        time.sleep(0.05)
    return str(browser.evaluate(HEADING))


def read_through(browser: Page | Firefox, copy: str) -> None:
    for path, heading in PAGES.items():
        browser.goto(f"{copy}/{path}")
        assert heading in browser.evaluate(HEADING), path
        assert browser.evaluate(STYLED), path
    browser.goto(f"{copy}/trygghet/sot-moskosel/index.html")
    assert browser.evaluate("document.querySelector('.hours-now').textContent"), "the page says what holds now"
    browser.goto(f"{copy}/trygghet/index.html")
    assert browser.evaluate("document.querySelector('main svg.map, main .map svg') !== null")


def test_in_chromium_every_sort_of_page_opens_and_search_finds(page: tuple[Page, list[str]], copy: str) -> None:
    reader, complaints = page
    read_through(reader, copy)
    found = found_in(reader, copy)
    assert found == [f"{copy}/trygghet/sot-moskosel/index.html"]
    reader.locator("[data-search-results] a").click()
    expect(reader.locator("h1")).to_have_text("SOT-punkten i Moskosel")
    assert complaints == []


@pytest.mark.parametrize(("moment", "stands"), [("2026-11-25 12:00", True), ("2026-12-24 12:00", False)])
def test_a_copy_that_is_opened_later_does_not_say_that_a_notice_still_holds(
    page: tuple[Page, list[str]], copy: str, moment: str, stands: bool
) -> None:
    reader, complaints = page
    reader.clock.set_fixed_time(f"{moment}+01:00")
    reader.goto(f"{copy}/index.html")
    expect(reader.locator(".banner")).to_be_visible(visible=stands)
    assert complaints == []


def test_in_firefox_every_sort_of_page_opens_search_finds_and_it_prints(fox: Firefox, copy: str) -> None:
    read_through(fox, copy)
    found = found_in(fox, copy)
    assert found == [f"{copy}/trygghet/sot-moskosel/index.html"]
    assert follow(fox, found[0]) == "SOT-punkten i Moskosel"
    assert b64decode(fox.pdf()).startswith(b"%PDF")
    assert fox.complaints(copy) == []


def test_a_complaint_would_be_heard(fox: Firefox, tmp_path: Path) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'unsafe-inline'\">"
    scripts = "<script>nothing()</script><script src='https://example.com/x.js'></script>"
    tiny.write(tmp_path / "bad.html", f"<!doctype html><html lang='sv'><title>x</title>{policy}{scripts}")
    fox.goto((tmp_path / "bad.html").as_uri())
    said = " ".join(fox.complaints(tmp_path.as_uri()))
    assert "nothing is not defined" in said and "https://example.com/x.js" in said
