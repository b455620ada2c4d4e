"""Browsers that keep nothing, have no room, or have thrown away what they kept; and pages without style or search."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import tiny
from tests.browser.faulty_host import Faulty
from tests.browser.host import hosted
from tests.browser.test_offline import kept, until, visit, visitor
from tests.browser.test_sites import watched

CRISIS_PAGES = {
    "/": "Portalen på prov",
    "/trygghet/sot-moskosel/": "SOT-punkten i Moskosel",
    "/meddelanden/koka-vattnet/": "Vattnet måste kokas",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.built(tmp_path_factory.mktemp("unkept")).site


def read_all(page: Page, host: Faulty) -> None:
    for path, heading in CRISIS_PAGES.items():
        page.goto(host.origin + path)
        expect(page.locator("h1")).to_have_text(heading)


def give_room(context: BrowserContext, page: Page, host: Faulty, size: int) -> None:
    """Let the browser keep at most `size` bytes for the site."""
    client = context.new_cdp_session(page)
    client.send("Storage.overrideQuotaForOrigin", {"origin": host.origin, "quotaSize": size})


def test_without_room_from_the_start_the_portal_is_read_as_any_other(chromium: Browser, host: Faulty) -> None:
    """fault-103: the worker is not installed, and nobody is told of it."""
    with visitor(chromium) as context:
        page = context.new_page()
        # A text has no icon of its own, so the browser asks for one that no page of ours names.
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.goto(host.origin + "/robots.txt")
        give_room(context, page, host, 10_000)
        complaints = watched(page, host.origin)
        read_all(page, host)
        page.wait_for_timeout(1000)
        assert page.evaluate("navigator.serviceWorker.controller") is None
        assert complaints == []


def test_when_the_room_is_used_up_pages_are_shown_and_what_was_kept_stays(chromium: Browser, host: Faulty) -> None:
    """fault-103: on a device that has become full since."""
    with visitor(chromium) as context:
        page = visit(context, host)
        give_room(context, page, host, 1)
        complaints = watched(page, host.origin)
        for number in (1, 2, 3):
            page.goto(f"{host.origin}/foretag/firma-00{number}/")
            expect(page.locator("h1")).to_have_text(f"Firma 00{number}")
        page.goto(f"{host.origin}/offline/")
        page.get_by_role("button", name="Spara hela portalen").click()
        expect(page.get_by_text("Allt gick inte att spara.")).to_be_visible(timeout=20_000)
        assert complaints == []
        host.down()
        read_all(page, host)


@pytest.mark.parametrize("how", ["there is none", "it may not be used"])
def test_a_private_window_reads_the_portal_and_is_promised_nothing(chromium: Browser, host: Faulty, how: str) -> None:
    """fault-104: some browsers have no service worker there, others refuse it."""
    with visitor(chromium) as context:
        missing = "delete Navigator.prototype.serviceWorker"
        refused = "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('private'))"
        context.add_init_script(missing if how == "there is none" else refused)
        page = context.new_page()
        complaints = watched(page, host.origin)
        read_all(page, host)
        page.goto(f"{host.origin}/offline/")
        expect(page.locator("h1")).to_have_text("Utan internet")
        expect(page.get_by_role("button", name="Spara hela portalen")).to_be_hidden()
        assert page.evaluate("caches.keys()") == []
        assert complaints == []


def test_what_the_browser_has_thrown_away_is_kept_again_at_the_next_visit(chromium: Browser, host: Faulty) -> None:
    """fault-107: only the caches are gone; the worker, which would not be installed again, fills them."""
    with visitor(chromium) as context:
        page = visit(context, host, "/foretag/firma-001/")
        before = kept(page)
        page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
        page.goto(host.origin)
        core = next(name for name in before if " core " in name)
        until(page, "async (core) => (await (await caches.open(core)).keys()).length > 5", core)
        until(page, "async () => Boolean(await caches.match(location.origin + '/offline/'))")
        host.down()
        read_all(page, host)


def test_everything_thrown_away_is_as_a_first_visit(chromium: Browser, host: Faulty) -> None:
    """fault-107: the browser has cleared all that it had of the site, the worker too."""
    with visitor(chromium) as context:
        page = visit(context, host)
        client = context.new_cdp_session(page)
        client.send("Storage.clearDataForOrigin", {"origin": host.origin, "storageTypes": "all"})
        page = visit(context, host)
        host.down()
        read_all(page, host)


def test_with_everything_thrown_away_and_no_network_the_browser_says_so_itself(chromium: Browser, host: Faulty) -> None:
    """fault-107: there is nothing to show, and nothing is made up."""
    with visitor(chromium) as context:
        page = visit(context, host)
        host.down()
        page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
        with pytest.raises(Exception, match="ERR_FAILED"):
            page.goto(f"{host.origin}/trygghet/")


def test_without_its_style_a_page_is_read_from_top_to_bottom(chromium: Browser, site: Path) -> None:
    """fault-110"""
    with hosted(site) as origin, chromium.new_context(service_workers="block") as context:
        context.route("**/*.css", lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{origin}/trygghet/sot-moskosel/")
        expect(page.locator("h1")).to_be_visible()
        parts = page.locator("body > header, main, body > footer")
        tops = parts.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
        assert len(tops) == 3 and tops == sorted(tops)
        expect(page.locator("a[href='tel:112']").first).to_be_visible()
        widths = page.locator("svg").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert max(widths) <= page.viewport_size["width"]


def test_where_webassembly_may_not_run_the_search_leads_to_the_lists(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    """fault-114"""
    strict = Path(shutil.copytree(site, tmp_path / "strict"))
    headers = strict / "_headers"
    headers.write_text(headers.read_text("utf-8").replace(" 'wasm-unsafe-eval'", ""), "utf-8")
    with hosted(strict) as origin, chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{origin}/sok/?q=taxi")
        expect(page.locator("[data-search-status]")).to_contain_text("Sökningen gick inte att ladda", timeout=20_000)
        page.locator("main .chips a").first.click()
        expect(page.locator("h1")).to_have_text("Företag")
