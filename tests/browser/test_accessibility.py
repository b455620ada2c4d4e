"""Every type of page for those who see poorly, use no mouse, zoom in, or have only an old browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NOW, REPOSITORY
from tests.browser.host import hosted
from tests.test_markup_validity import write_hard_site
from tests.tiny import build_site

AXE = (REPOSITORY / "tests/node_modules/axe-core/axe.min.js").read_text("utf-8")
LAW = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "EN-301-549"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
AT_400_PERCENT = {"width": 320, "height": 225}
"""What is left of a desktop's window when everything in it is four times as large."""

PAGES = {
    "home": "/",
    "home in English": "/en/",
    "company list": "/foretag/",
    "company": "/foretag/runda-bordets-handel-langbacken/",
    "facet page": "/foretag/kategori/handel/",
    "shelves page": "/foretag/kategori/",
    "letter page": "/foretag/bokstav/s/",
    "event list": "/evenemang/",
    "past events": "/evenemang/tidigare/",
    "month page": "/evenemang/manad/2026-12/",
    "event": "/evenemang/mandagskaffe-langbacken/",
    "offer list": "/marknad/",
    "offer": "/marknad/slapvagn-hos-motorvarmaren/",
    "service point list": "/trygghet/",
    "service point": "/trygghet/sot-punkten-langbacken/",
    "network list": "/natverk/",
    "network": "/natverk/asele-handel/",
    "notice": "/meddelanden/asele-spolning-vattenledningar-fredrika/",
    "page": "/sidor/asele-vid-stromavbrott/",
    "search": "/sok/",
    "search results": "/sok/?q=snickare",
    "nothing found": "/sok/?q=kvantelektrodynamik",
    "accessibility statement": "/tillganglighet/",
    "contact": "/kontakt/",
    "forms": "/anmal/",
    "form without a receiver": "/anmal/foretag/",
    "rules of forms": "/anmal/regler/",
    "privacy": "/integritet/",
    "open data": "/om-data/",
    "without the internet": "/offline/",
    "poster": "/trygghet/sot-punkten-langbacken/affisch/",
    "not found": "/404.html",
    "withdrawn": "/foretag/sparvhokens-tryckeri/",
    "moved": "/foretag/langbackens-handelsforening/",
}
HARD_PAGES = (
    "/",
    "/en/",
    "/foretag/",
    "/foretag/lang/",
    "/evenemang/",
    "/evenemang/manad/2026-11/",
    "/evenemang/stickkafe/",
    "/marknad/",
    "/marknad/slapvagn/",
    "/trygghet/",
    "/trygghet/sot-moskosel/",
    "/natverk/mat-harifran/",
    "/meddelanden/koka-vattnet/",
    "/sidor/om-portalen/",
    "/sok/?q=mat",
)
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)


@pytest.fixture(scope="module")
def asele(dist: Path) -> Iterator[str]:
    """The address of the one sample site that has every type of page."""
    with hosted(dist / "asele") as origin:
        yield origin


@pytest.fixture(scope="module")
def hard_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hard")
    report = build_site(write_hard_site(folder / "root"), folder / "out")
    assert report.target, report.problems
    with hosted(report.target) as origin:
        yield origin


def opened(context: BrowserContext, address: str) -> Page:
    """A page that is ready to be read, with everything unfolded."""
    # A moved page leads on to the site's own address at once; here it is read before it does.
    context.route("https://*.example.com/**", lambda route: route.abort("aborted"))
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    if "?q=" in address:
        expect(page.locator("[data-search-status]")).to_have_text(re.compile("^(Antal träffar:|Inget hittades)"))
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    return page


# Axe.


def axe(page: Page) -> Mapping[str, list[dict[str, Any]]]:
    rules = {"runOnly": [*LAW, "best-practice"], "resultTypes": ["violations"]}
    return page.evaluate("rules => axe.run(rules)", rules)


def faults(page: Page) -> list[str]:
    """What breaks the law; what merely is not best practice is only printed."""
    found = []
    for fault in axe(page)["violations"]:
        nodes = "; ".join(node["html"] for node in fault["nodes"])
        if set(LAW) & set(fault["tags"]):
            found.append(f"{fault['id']}: {fault['help']}: {nodes}")
        else:
            print(f"{page.url} not best practice: {fault['id']}: {fault['help']}: {nodes}")
    return found


def faults_in_every_light(page: Page) -> dict[str, list[str]]:
    """What breaks the law on a phone and on a desk, by day and by night."""
    page.evaluate(AXE)
    found = {}
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[f"{size['width']} {scheme}"] = faults(page)
    return {where: what for where, what in found.items() if what}


@every_page
def test_axe_finds_no_fault(chromium: Browser, asele: str, path: str) -> None:
    with chromium.new_context(viewport=PHONE) as context:
        page = opened(context, asele + path)
        assert faults_in_every_light(page) == {}


@pytest.mark.parametrize("media", [{"contrast": "more"}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_axe_finds_no_fault_in_what_readers_ask_of_their_browser(
    chromium: Browser, asele: str, media: Mapping[str, Any]
) -> None:
    with chromium.new_context(viewport=PHONE, **media) as context:
        for path in ("/", "/evenemang/", "/trygghet/sot-punkten-langbacken/"):
            page = opened(context, asele + path)
            page.evaluate(AXE)
            assert faults(page) == [], path


def test_what_is_light_on_the_band_is_black_on_paper(chromium: Browser, asele: str) -> None:
    with chromium.new_context(viewport=DESKTOP) as context:
        page = opened(context, asele)
        page.emulate_media(media="print")
        for words in (page.locator("h1"), page.locator(".hero .lead"), page.locator(".site-footer__name")):
            expect(words).to_have_css("color", "rgb(0, 0, 0)")


# Zoom.


def too_wide(page: Page) -> int:
    """By how much a page is wider than its window: what scrolls by itself, such as a wide table, does not count."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_no_page_scrolls_sideways_at_400_percent(chromium: Browser, asele: str) -> None:
    """fault-111"""
    with chromium.new_context(viewport=AT_400_PERCENT) as context:
        found = {path: too_wide(opened(context, asele + path)) for path in PAGES.values()}
    assert {path: width for path, width in found.items() if width > 0} == {}


def test_a_month_is_read_without_scrolling_sideways_at_400_percent(chromium: Browser, asele: str) -> None:
    with chromium.new_context(viewport=AT_400_PERCENT) as context:
        page = opened(context, asele + PAGES["month page"])
        assert page.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
        expect(page.get_by_text("tisdag 1 december 2026", exact=True)).to_be_visible()
        page.set_viewport_size(DESKTOP)
        expect(page.get_by_role("columnheader", name="söndag")).to_be_visible()


def test_no_page_of_long_and_awkward_texts_scrolls_sideways(chromium: Browser, hard_site: str) -> None:
    found = {}
    for viewport in (AT_400_PERCENT, PHONE):
        with chromium.new_context(viewport=viewport) as context:
            found |= {(path, viewport["width"]): too_wide(opened(context, hard_site + path)) for path in HARD_PAGES}
    assert {where: width for where, width in found.items() if width > 0} == {}


# Keyboard.

FOCUSED = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    at: here.outerHTML.slice(0, 120),
    isPage: here === document.body,
    isVisible: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
MOST_STEPS = 400


@pytest.mark.parametrize("path", ["/", "/foretag/", "/evenemang/manad/2026-12/", "/trygghet/", "/sok/?q=snickare"])
def test_tab_reaches_everything_that_can_be_used_and_shows_where_one_is(
    chromium: Browser, asele: str, path: str
) -> None:
    with chromium.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        page = opened(context, asele + path)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        usable = page.locator("a[href], button, input, select, summary, [tabindex='0']").filter(visible=True).count()
        steps = []
        while len(steps) < MOST_STEPS:
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused["isPage"]:
                break
            steps.append(focused)
        assert [step["at"] for step in steps if not (step["isVisible"] and step["isMarked"])] == []
        assert len(steps) == usable
        assert "skip-link" in steps[0]["at"]


def test_the_skip_link_leads_past_the_menu(chromium: Browser, asele: str) -> None:
    with chromium.new_context() as context:
        page = opened(context, f"{asele}/foretag/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_menu_unfolds_by_keyboard(chromium: Browser, asele: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(asele)
        more = page.locator(".site-more summary")
        more.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".site-more li a").first).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.site-more li') !== null")
