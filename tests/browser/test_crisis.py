"""The portal in a crisis, as people with other senses, means and networks meet it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from generator.continuity.host_config import nginx, over_http, read_rules
from generator.continuity.sheet import crisis_sheet
from tests import tiny
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.faulty_host import Faulty
from tests.browser.test_accessibility import faults_in_every_light
from tests.browser.test_offline import visit, visitor
from tests.browser.test_sites import watched
from tests.nginx import nginx_running
from tests.test_continuity_crisis_build import EXTREME

UNREACHED = {"/": "", "/kontakt/": "Kontakt", "/foretag/firma-003/": "Utan internet"}
"""Path -> heading of what is shown for it when the host is away."""
PAGES = ("/", "/en/", "/foretag/firma-001/", "/trygghet/sot-moskosel/", "/meddelanden/kris/")


@pytest.fixture(scope="module", params=["actual", "exercise"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tiny.write_repository(tmp_path_factory.mktemp("crisis") / "root")
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status=request.param))
    target = tiny.build_site(root, root.parent / "out").target
    assert target is not None
    return target


def test_axe_finds_no_fault_under_a_banner_and_on_a_front_page_of_the_crisis(chromium: Browser, host: Faulty) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.clock.set_fixed_time(tiny.NOW)
        for path in PAGES:
            page.goto(host.origin + path)
            expect(page.locator(".banner__headline").first).to_be_visible()
            assert faults_in_every_light(page) == {}, path


def test_axe_finds_no_fault_on_kept_pages_and_on_the_offline_page(chromium: Browser, host: Faulty) -> None:
    with visitor(chromium) as context:
        page = visit(context, host)
        page.goto(f"{host.origin}/offline/")
        expect(page.get_by_role("button", name="Spara hela portalen")).to_be_visible()
        assert faults_in_every_light(page) == {}
        host.network.mode = "unavailable"
        for path, heading in UNREACHED.items():
            page.goto(host.origin + path)
            expect(page.locator("h1").first).to_contain_text(heading)
            assert page.locator(".kept-note").is_visible() == (heading != "Utan internet")
            assert faults_in_every_light(page) == {}, path


def test_axe_finds_no_fault_in_the_page_to_mail_and_print(chromium: Browser, site: Path, tmp_path: Path) -> None:
    file = tiny.write(tmp_path / "kris.html", crisis_sheet(site))
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        assert faults_in_every_light(page) == {}


def test_a_box_without_https_shows_pages_with_their_style_and_complains_of_nothing(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    """At a name of its own: localhost is trusted as if it had https, and a box at a service point is not."""
    config = nginx(over_http(read_rules(site)), "portalen.lan", str(site))
    with nginx_running(config, tmp_path / "nginx") as port:
        mapped = f"--host-resolver-rules=MAP portalen.lan:80 127.0.0.1:{port}"
        browser = chromium.browser_type.launch(executable_path="/usr/bin/chromium", args=[*CHROMIUM_FLAGS, mapped])
        try:
            page = browser.new_page(locale="sv-SE")
            complaints = watched(page, "http://portalen.lan")
            for path in (*PAGES, "/sok/?q=taxi", "/offline/"):
                page.goto(f"http://portalen.lan{path}")
                assert page.evaluate("isSecureContext") is False
                assert page.locator("link[rel=stylesheet]").first.evaluate("link => link.sheet.cssRules.length > 10")
            page.goto("http://portalen.lan/sok/?q=taxi")
            expect(page.locator("[data-search-results] a").first).to_be_visible()
            page.locator("[data-search-results] a").first.click()
            expect(page.locator("h1")).to_contain_text("Firma")
            assert complaints == []
        finally:
            browser.close()
