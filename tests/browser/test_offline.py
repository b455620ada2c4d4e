"""The portal without a network, in Chromium: what is kept, that nothing false is, and how a worker is replaced."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import tiny
from tests.browser.faulty_host import FAULTS, Faulty, faulty_host
from tests.browser.test_sites import watched

READABLE = 3.0
"""Seconds within which a page must be readable, whatever the network does (RELIABILITY.md)."""
AT_ONCE = 0.2
"""Seconds, generously, that a page takes on a machine that has nothing else to do; the rest is the network's doing."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_repository(tmp_path_factory.mktemp("offline") / "root", 4)


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    target = tiny.build_site(root, root.parent / "out").target
    assert target is not None
    return target


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with so many service points that there is no room for what only other pages are shown with."""
    root = tiny.write_repository(tmp_path_factory.mktemp("crowded") / "root", 2)
    point = tiny.RECORDS["service_point/sot-moskosel.yaml"]
    for number in range(40):
        tiny.add(root, "service_point", f"punkt-{number:02d}.yaml", point)
    target = tiny.build_site(root, root.parent / "out").target
    assert target is not None
    return target


def until(page: Page, script: str, argument: object = None) -> None:
    """Wait until a script gives something true. Playwright's own way needs an eval that the site's policy forbids."""
    deadline = time.monotonic() + 15
    while not page.evaluate(script, argument):
        assert time.monotonic() < deadline, script
        page.wait_for_timeout(50)


def visitor(chromium: Browser) -> BrowserContext:
    return chromium.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")


def visit(context: BrowserContext, host: Faulty, path: str = "/") -> Page:
    """A first visit, until what is kept after it is kept."""
    page = context.new_page()
    page.goto(host.origin + path)
    until(page, "() => navigator.serviceWorker.controller !== null")
    return page


def kept(page: Page) -> dict[str, dict[str, str]]:
    """Cache -> path -> text of what is kept there."""
    return page.evaluate("""async () => {
        const found = {};
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            found[name] = {};
            for (const request of await cache.keys()) {
                found[name][new URL(request.url).pathname] = await (await cache.match(request)).text();
            }
        }
        return found;
    }""")


def read_in(page: Page, url: str) -> float:
    """Seconds until a page's heading is there."""
    began = time.monotonic()
    page.goto(url, wait_until="commit")
    expect(page.locator("h1")).to_be_visible()
    return time.monotonic() - began


def lateness(page: Page, url: str) -> float:
    """Seconds by which this machine is late just now: nothing where it is not busy.

    Measured by a page that waits for no network; added to what a reader may wait when the network fails.
    """
    return max(0.0, max(read_in(page, url) for _ in range(3)) - AT_ONCE)


def is_whole(page: str) -> bool:
    return "data-built=" in page and page.rstrip().endswith("</html>")


@pytest.mark.parametrize("fault", FAULTS)  # fault-98, fault-99, fault-100, fault-101, fault-102
def test_a_kept_page_is_readable_in_time_and_nothing_false_is_kept(chromium: Browser, site: Path, fault: str) -> None:
    with faulty_host(site) as host, visitor(chromium) as context:
        page = visit(context, host, "/foretag/firma-001/")
        allowed = READABLE + lateness(page, f"{host.origin}/foretag/firma-002/")
        before = kept(page)
        host.network.mode = fault
        for path, heading in (("/", "Portalen på prov"), ("/trygghet/sot-moskosel/", "SOT-punkten i Moskosel")):
            assert read_in(page, host.origin + path) < allowed
            expect(page.locator("h1")).to_have_text(heading)
            if fault != "slow":
                expect(page.locator(".kept-note")).to_contain_text("En sparad kopia från ")
                expect(page.locator(".kept-note")).to_contain_text(re.compile(r"\d\d:\d\d"))
            assert page.locator("link[rel=stylesheet]").evaluate("link => link.sheet !== null")
        after = kept(page)
        changed = {
            path for cache in after for path in after[cache] if before.get(cache, {}).get(path) != after[cache][path]
        }
        assert fault == "slow" or not changed, "nothing is kept of what a faulty network says"
        assert all(is_whole(text) for cache in after.values() for path, text in cache.items() if path.endswith("/"))


def test_what_was_never_read_leads_to_the_offline_page_whose_links_work(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host)
        host.network.mode = "unavailable"
        page.goto(f"{host.origin}/foretag/firma-003/")
        expect(page.locator("h1")).to_have_text("Utan internet")
        assert page.url.endswith("/foretag/firma-003/"), "to try again is to reload"
        page.locator("main").get_by_role("link", name="Trygghet och service").click()
        expect(page.locator("h1")).to_have_text("Trygghet och service")
        page.goto(f"{host.origin}/en/foretag/firma-003/")
        expect(page.locator("h1")).to_have_text("Without the internet")
        host.network.mode = "well"
        page.goto(f"{host.origin}/foretag/firma-003/")
        expect(page.locator("h1")).to_have_text("Firma 003")


def test_when_the_server_is_gone_after_one_visit_the_crisis_pages_are_there(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host, "/foretag/firma-001/?ref=mejl")
        until(page, "async () => (await caches.keys()).some((name) => name.endsWith('visited'))")
        host.down()
        for path, heading in {
            "/": "Portalen på prov",
            "/trygghet/": "Trygghet och service",
            "/trygghet/sot-moskosel/": "SOT-punkten i Moskosel",
            "/meddelanden/koka-vattnet/": "Vattnet måste kokas",
            "/kontakt/": "Kontakt",
            "/offline/": "Utan internet",
            "/en/trygghet/sot-moskosel/": "SOT-punkten i Moskosel",
            "/foretag/firma-001/": "Firma 001",
        }.items():
            assert read_in(page, host.origin + path) < READABLE
            expect(page.locator("h1")).to_have_text(heading)
            expect(page.locator(".kept-note")).to_be_visible()
        page.goto(f"{host.origin}/trygghet/")
        page.locator("main .card a").first.click()
        expect(page.locator("h1")).to_have_text("SOT-punkten i Moskosel")
        expect(page.locator("a[href='tel:112']").first).to_be_visible()


@pytest.mark.parametrize("first", ["/sok/", "/"])  # read before there is a worker, and with one
def test_a_page_that_was_read_has_its_styles_and_scripts_though_they_are_not_kept_beforehand(
    chromium: Browser, crowded: Path, first: str
) -> None:
    """Where the crisis pages take all the room, those of other pages are kept with the first page that has them."""
    script = next(crowded.glob("static/*/js/search.js")).relative_to(crowded).as_posix()
    assert script not in (crowded / "sw.js").read_text("utf-8")
    with faulty_host(crowded) as host, visitor(chromium) as context:
        page = visit(context, host, first)
        page.goto(f"{host.origin}/sok/") if first == "/" else None
        until(page, "async (path) => !!(await caches.match(path))", f"{host.origin}/{script}")
        host.down()
        page.goto(f"{host.origin}/sok/")
        expect(page.locator("h1")).to_have_text("Sök")
        read = "(script) => performance.getEntriesByType('resource').some((one) => one.name.endsWith(script))"
        until(page, read, script)
        assert page.evaluate("async (path) => (await fetch(path)).status", f"/{script}") == 200


def test_the_whole_portal_can_be_saved_and_searched_without_a_server(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host, "/offline/")
        button = page.get_by_role("button", name=re.compile(r"Spara hela portalen \(\d+,\d MB\)"))
        button.click()
        expect(page.get_by_text("Hela portalen är sparad på enheten")).to_be_visible(timeout=20_000)
        host.down()
        page.goto(f"{host.origin}/sok/?q=taxi")
        expect(page.locator("[data-search-results] a").first).to_be_visible()
        page.locator("[data-search-results] a").first.click()
        expect(page.locator("h1")).to_contain_text("Firma")
        page.goto(f"{host.origin}/evenemang/stickkafe/")
        expect(page.locator("h1")).to_have_text("Stickkafé")


def test_saving_says_when_something_is_missing_and_goes_on_where_it_was(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host, "/offline/")
        button = page.get_by_role("button", name="Spara hela portalen")
        host.network.failing = "/evenemang/stickkafe/"
        button.click()
        expect(page.get_by_text("Allt gick inte att spara.")).to_be_visible(timeout=20_000)
        host.network.failing = ""
        host.network.asked.clear()
        button.click()
        expect(page.get_by_text("Hela portalen är sparad")).to_be_visible(timeout=20_000)
        assert "/evenemang/stickkafe/" in host.network.asked
        assert not [path for path in host.network.asked if path.endswith((".pagefind", ".pf_meta", ".pf_fragment"))]


def rebuilt(root: Path, out: Path, name: str, text: str) -> Path:
    """Another edition of the site, with one service point's summary changed."""
    tiny.add(root, "service_point", "sot-moskosel.yaml", text)
    target = tiny.build_site(root, out / name).target
    assert target is not None
    return target


# fault-105, fault-106, fault-115
def test_old_worker_and_new_pages_then_an_upgrade_without_a_reload_then_the_kill_switch(
    chromium: Browser, tmp_path: Path
) -> None:
    root = tiny.write_repository(tmp_path / "root", 3)
    point = tiny.RECORDS["service_point/sot-moskosel.yaml"]
    old = rebuilt(root, tmp_path, "old", point)
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "accent: '#123a33'\n", "utf-8")
    new = rebuilt(root, tmp_path, "new", point.replace("Här finns", "Nu finns"))
    settings.write_text(settings.read_text("utf-8") + "service_worker: nej\n", "utf-8")
    off = rebuilt(root, tmp_path, "off", point)
    with faulty_host(old) as host, visitor(chromium) as context:
        page = visit(context, host)
        complaints = watched(page, host.origin)
        page.goto(f"{host.origin}/foretag/firma-001/")
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))

        # The old worker shows the new pages, with their own style, and makes room for the new worker.
        host.serve(new)
        page.goto(f"{host.origin}/trygghet/sot-moskosel/")
        expect(page.locator("main")).to_contain_text("Nu finns värme")
        assert page.locator("link[rel=stylesheet]").evaluate("link => link.sheet.cssRules.length > 10")
        version = version_of(new)
        until(
            page,
            "async (version) => (await caches.keys()).filter((n) => /core/.test(n)).every((n) => n.endsWith(version))",
            version,
        )
        assert loads == [f"{host.origin}/trygghet/sot-moskosel/"], "nobody reloads the reader's page"

        # A page that was read in the old edition still has its style.
        host.network.mode = "unavailable"
        page.goto(f"{host.origin}/foretag/firma-001/")
        expect(page.locator(".kept-note")).to_be_visible()
        assert page.locator("link[rel=stylesheet]").evaluate("link => link.sheet.cssRules.length > 10")
        page.goto(f"{host.origin}/trygghet/sot-moskosel/")
        expect(page.locator("main")).to_contain_text("Nu finns värme")
        host.network.mode = "well"
        assert [one for one in complaints if "503" not in one] == []

        # The kill switch clears what is kept and goes; the pages stay.
        host.serve(off)
        page.goto(f"{host.origin}/")
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one?.update())")
        until(page, "async () => (await caches.keys()).length === 0")
        until(page, "async () => !(await navigator.serviceWorker.getRegistration())")
        page.goto(f"{host.origin}/trygghet/")
        expect(page.locator("h1")).to_have_text("Trygghet och service")
        assert page.evaluate("navigator.serviceWorker.controller") is None
        assert page.evaluate("caches.keys()") == []


def version_of(site: Path) -> str:
    found = re.search(r'"version": "(\w+)"', (site / "sw.js").read_text("utf-8"))
    assert found
    return found[1]


def test_a_page_that_is_gone_is_not_shown_from_what_was_kept(chromium: Browser, site: Path, tmp_path: Path) -> None:
    with faulty_host(site) as host, visitor(chromium) as context:
        page = visit(context, host)
        page.goto(f"{host.origin}/foretag/firma-002/")
        gone = tiny.write_repository(tmp_path / "root", 4)
        tiny.add(gone, "company", "firma-002.yaml", tiny.company(2) + "withdrawn: 2026-11-01\n")
        target = tiny.build_site(gone, tmp_path / "out").target
        assert target is not None
        host.serve(target)
        page.goto(host.origin)
        until(
            page, "async (version) => (await caches.keys()).some((name) => name.endsWith(version))", version_of(target)
        )
        until(page, "async () => !(await caches.match(location.origin + '/foretag/firma-002/'))")
        host.network.mode = "unavailable"
        page.goto(f"{host.origin}/foretag/firma-002/")
        expect(page.locator("h1")).to_have_text("Utan internet")


def test_a_slow_page_is_shown_from_what_is_kept_and_the_newer_one_is_offered(
    chromium: Browser, root: Path, site: Path, tmp_path: Path
) -> None:
    other = tiny.write_repository(tmp_path / "root", 4)
    long = "Vi har fyllt på förråden. " * 800
    tiny.add(
        other,
        "service_point",
        "sot-moskosel.yaml",
        tiny.RECORDS["service_point/sot-moskosel.yaml"] + f"body: {long[:4900]}\n",
    )
    tiny.add(other, "page", "lang.yaml", f"title: Lång\nbody: {long}\n")
    with faulty_host(site) as host, visitor(chromium) as context:
        page = visit(context, host)
        target = tiny.build_site(other, tmp_path / "out").target
        assert target is not None
        padded = target / "trygghet/sot-moskosel/index.html"
        padded.write_text(padded.read_text("utf-8").replace("</main>", f"<p>{long}</p></main>"), "utf-8")
        host.serve(target)
        late_before = lateness(page, f"{host.origin}/kontakt/")
        host.network.mode = "slow"
        waited = read_in(page, f"{host.origin}/trygghet/sot-moskosel/")
        newer = page.get_by_role("link", name="Visa den")
        expect(newer).to_be_visible(timeout=10_000)
        host.network.mode = "well"
        newer.click()
        expect(page.locator("main")).to_contain_text("fyllt på förråden")
        # A machine that became busy in between says so afterwards.
        assert waited < READABLE + max(late_before, lateness(page, f"{host.origin}/kontakt/"))


def test_the_manifest_makes_the_portal_something_to_install(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host)
        client = context.new_cdp_session(page)
        answer = client.send("Page.getAppManifest")
        assert answer["errors"] == []
        manifest = json.loads(answer["data"])
        assert manifest["name"] == "Portalen på prov" and manifest["start_url"] == "./"
        for icon in manifest["icons"]:
            assert page.request.get(f"{host.origin}/{icon['src']}").ok, icon
