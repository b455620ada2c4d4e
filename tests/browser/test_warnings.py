"""Public warnings in Chromium, fetched from a local server that speaks as Sveriges Radio's service does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.outputs import assets, headers, pages
from generator.pages.plan import chapters
from tests import tiny, vma
from tests.browser.host import hosted
from tests.browser.test_accessibility import AXE, LAW

NOW = datetime.now(UTC).replace(microsecond=0)
SENT = NOW - timedelta(minutes=10)


@dataclass
class Service:
    """What it answers, and whom it has answered."""

    status: int = 200
    body: str = json.dumps(vma.answer())
    cache: str = "max-age=20"
    asked: list[dict[str, str]] = field(default_factory=list)

    def tell(self, *alerts: dict[str, Any]) -> None:
        self.body = json.dumps(vma.answer(*alerts))


@contextmanager
def answering(service: Service) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            body = service.body.encode()
            self.send_response(service.status)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "application/json")
            self.send_header("Cache-Control", service.cache)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v3/alerts"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """The service, and the address of a portal whose pages ask it, under the policy that the portal writes."""
    root = tiny.write_repository(tmp_path_factory.mktemp("warnings") / "root")
    portal, edition = tiny.portal_and_edition(root)
    service = Service()
    with answering(service) as address:
        edition = replace(edition, config=replace(edition.config, vma=True, vma_url=address))
        site = root.parent / "site"
        site.mkdir()
        for output in (assets, headers):
            output.write(portal, edition, site)
        pages.write(
            portal,
            edition,
            site,
            (planned.make() for chapter in chapters(portal, edition) for planned in chapter.plan()),
        )
        with hosted(site) as origin:
            yield service, origin


@pytest.fixture
def service(served: tuple[Service, str]) -> Service:
    """As it is on a day when nothing has happened."""
    fresh = Service()
    for name in ("status", "body", "cache", "asked"):
        setattr(served[0], name, getattr(fresh, name))
    return served[0]


@pytest.fixture
def context(served: tuple[Service, str], chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=served[1], timezone_id="Europe/Stockholm") as context:
        yield context


def opened(context: BrowserContext, service: Service, path: str = "/") -> Page:
    """The page, when it has had its answer."""
    page = context.new_page()
    with page.expect_response("**/api/v3/alerts"):
        page.goto(path)
    return page


def shown(page: Page) -> set[str]:
    """What the shown warnings burn on: each is told to burn on its own name."""
    texts = page.locator("#vma:not([hidden]) li").all_inner_texts()
    return {text.partition("Det brinner på ")[2].partition(".")[0] for text in texts}


def complaints_of(page: Page) -> list[str]:
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text) if "Security" in said.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def test_what_holds_here_and_now_is_shown_and_nothing_else(context: BrowserContext, service: Service) -> None:
    service.tell(*vma.chain(SENT))
    page = opened(context, service)
    expect(page.locator("#vma li")).to_have_count(len(vma.SHOWN))
    assert shown(page) == vma.SHOWN
    expect(page.get_by_role("region", name="Varning just nu")).to_be_visible()
    first = page.locator("#vma li").first
    expect(first).to_contain_text("Arvidsjaurs kommun (Norrbottens län)")
    expect(first.locator("time").first).to_have_attribute("datetime", SENT.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    expect(first).to_contain_text("gäller till")


def test_a_day_without_warnings_shows_nothing_and_the_page_complains_of_nothing(
    context: BrowserContext, service: Service
) -> None:
    page = context.new_page()
    told = complaints_of(page)
    with page.expect_response("**/api/v3/alerts"):
        page.goto("/foretag/firma-001/")
    expect(page.locator("#vma")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("Firma 001")
    assert told == []
    structured = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert structured["name"] == "Firma 001", "a data block is no script: the policy leaves it alone"


def test_a_warning_is_told_in_the_language_of_the_page(context: BrowserContext, service: Service) -> None:
    service.tell(vma.alert("EN", SENT))
    page = opened(context, service, "/en/")
    expect(page.locator("#vma li h3")).to_have_text("Important Public Announcement (IPA)")


def test_html_in_a_warning_is_only_text(context: BrowserContext, service: Service) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    service.tell(vma.alert("ELAK", SENT, text=evil, area=evil))
    page = opened(context, service)
    expect(page.locator("#vma li p").nth(1)).to_have_text(evil)
    assert page.locator("#vma :is(img, script)").count() == 0
    assert page.title() == "Portalen på prov"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "fel"),
        (404, json.dumps(vma.answer(vma.alert("FEL", SENT)))),
        (200, "<html>Sidan finns inte</html>"),
        (200, "null"),
        (200, "[]"),
        (200, '{"alerts": "inga"}'),
        (200, json.dumps({"alerts": [None, 5, {"status": "Actual", "msgType": "Alert"}, {"info": 3}]})),
        (200, json.dumps({"alerts": [{"status": "Actual", "msgType": "Alert", "info": [{"event": 7, "area": "x"}]}]})),
        (200, json.dumps(vma.answer(vma.alert("STOR", SENT, text="x" * 1_000_001)))),
    ],
    ids=["500", "404", "html", "null", "list", "text", "scraps", "more scraps", "large"],
)
def test_an_answer_that_says_nothing_shows_nothing_and_breaks_nothing(
    context: BrowserContext, service: Service, status: int, body: str
) -> None:
    service.status, service.body = status, body
    page = context.new_page()
    told = complaints_of(page)
    with page.expect_response("**/api/v3/alerts"):
        page.goto("/")
    page.wait_for_function("() => sessionStorage.getItem('bygd-vma')")
    expect(page.locator("#vma")).to_be_hidden()
    assert told == []


def on_a_clock(context: BrowserContext, path: str = "/") -> Page:
    """A page whose minutes the test moves on."""
    page = context.new_page()
    page.clock.install(time=NOW)
    with page.expect_response("**/api/v3/alerts"):
        page.goto(path)
    page.wait_for_function("() => sessionStorage.getItem('bygd-vma')")
    return page


def test_a_warning_goes_when_it_expires_also_while_the_service_is_silent(
    context: BrowserContext, service: Service
) -> None:
    service.tell(vma.alert("KORT", SENT, expires=(NOW + timedelta(minutes=5)).isoformat()), vma.alert("LANG", SENT))
    page = on_a_clock(context)
    assert shown(page) == {"KORT", "LANG"}
    service.status = 500
    page.clock.run_for(4 * 60_000)
    assert shown(page) == {"KORT", "LANG"}, "what was known stays when no answer comes"
    page.clock.run_for(2 * 60_000)
    assert shown(page) == {"LANG"}


def test_what_is_called_off_goes_at_the_next_answer(context: BrowserContext, service: Service) -> None:
    fire = vma.alert("BRAND", SENT)
    service.cache = "no-store"
    service.tell(fire)
    page = on_a_clock(context)
    assert shown(page) == {"BRAND"}
    service.tell(fire, vma.alert("OVER", NOW, msgType="Cancel", references=f"x,y,z {vma.reference(fire)}"))
    with page.expect_response("**/api/v3/alerts"):
        page.clock.run_for(61_000)
    expect(page.locator("#vma")).to_be_hidden()


def test_the_service_is_asked_once_a_minute_at_most_however_many_pages_are_opened(
    context: BrowserContext, service: Service
) -> None:
    service.cache = "no-store"
    service.tell(vma.alert("BRAND", SENT))
    page = on_a_clock(context)
    for path in ("/foretag/", "/evenemang/", "/"):
        page.goto(path)
        expect(page.locator("#vma li")).to_have_count(1)
    page.clock.run_for(50_000)
    assert len(service.asked) == 1
    with page.expect_response("**/api/v3/alerts"):
        page.clock.run_for(20_000)
    assert len(service.asked) == 2


def test_an_answer_that_is_fresh_for_longer_is_not_asked_for_again_before(
    context: BrowserContext, service: Service
) -> None:
    service.cache = "public, max-age=300"
    page = on_a_clock(context)
    asked: list[str] = []
    page.on("request", lambda request: "/alerts" in request.url and asked.append(request.url))
    page.clock.run_for(290_000)
    assert asked == []
    with page.expect_request("**/api/v3/alerts"):
        page.clock.run_for(20_000)


def test_a_service_that_fails_is_asked_less_and_less_often(context: BrowserContext, service: Service) -> None:
    service.status, service.cache = 503, "no-store"
    page = on_a_clock(context)
    for _ in range(20):
        page.clock.run_for(30_000)
        page.wait_for_timeout(30)
    assert 2 <= len(service.asked) <= 4, "after 2, 4 and 8 minutes"


def test_nobody_is_asked_for_a_page_that_nobody_looks_at(context: BrowserContext, service: Service) -> None:
    page = on_a_clock(context)
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.clock.run_for(10 * 60_000)
    assert len(service.asked) == 1
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'visible', configurable: true})")
    with page.expect_response("**/api/v3/alerts"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_service_learns_neither_which_page_is_read_nor_who_reads(context: BrowserContext, service: Service) -> None:
    context.add_cookies([{"name": "x", "value": "1", "domain": "127.0.0.1", "path": "/"}])
    opened(context, service, "/foretag/firma-001/")
    (asked,) = service.asked
    assert asked["path"] == "/api/v3/alerts"
    assert not {"cookie", "referer", "authorization"} & asked.keys()


def test_a_shown_warning_is_accessible(context: BrowserContext, service: Service) -> None:
    service.tell(vma.alert("BRAND", SENT))
    page = opened(context, service)
    expect(page.locator("#vma")).to_be_visible()
    expect(page.locator("#vma ul")).to_have_attribute("aria-live", "assertive")
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", LAW)
    assert [violation["id"] for violation in found["violations"]] == []


def test_a_site_that_does_not_ask_for_warnings_may_not_ask(
    tmp_path: Path, chromium: Browser, service: Service, served: tuple[Service, str]
) -> None:
    site = tiny.built(tmp_path).site
    with answering(service) as address, hosted(site) as origin, chromium.new_context() as context:
        page = context.new_page()
        page.goto(origin)
        refused = page.evaluate("url => fetch(url).then(() => '', (error) => error.name)", address)
        assert refused == "TypeError" and service.asked == []
