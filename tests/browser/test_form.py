"""A firm fills in the form on a telephone, with script and without, and sees it on the portal when it is approved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.survey import check
from tests.browser.host import hosted
from tests.browser.test_accessibility import AXE, PHONE, faults
from tests.browser.test_sites import watched
from tests.intake.served import Served, branches, prepare, serving
from tests.intake.way import git
from tests.test_picture import photo
from tests.tiny import NOW, build_site

ANSWERS = {
    "name": "Björkviks Snickeri",
    "summary": "Kök, trappor och fönster på mått.",
    "services": "Kök\nFönster",
    "phone": "0980-319 201",
    "website": "www.bjorkvik.example.com",
    "submitter_email": "hemlig@example.com",
    "images_text": "Fyra personer vid en svarv",
}
PHOTO = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo((3000, 2000))}


@dataclass(frozen=True)
class Portal:
    served: Served
    origin: str
    out: Path


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A built portal on a host of its own, and its receiver on another."""
    folder = tmp_path_factory.mktemp("forms")
    out = folder / "out"
    served = prepare(folder)
    report = build_site(served.root, out, now=NOW)
    assert report.target, report.problems
    with hosted(report.target) as origin:
        served = Served(served.root, served.state, served.address, served.env, (*served.options, "--origin", origin))
        with serving(served):
            yield Portal(served, origin, out)


def approve(portal: Portal, receipt: str) -> str:
    """Merge the proposal, build again, and give the record's page."""
    branches(portal.served.root, 1)
    for _ in range(300):
        if f"anmalan/{receipt}" in branches(portal.served.root, 1):
            break
    git(portal.served.root, "merge", "-q", "--no-edit", f"anmalan/{receipt}")
    assert check(portal.served.root, NOW) == ()
    report = build_site(portal.served.root, portal.out, strict=True)
    assert report.target, report.problems
    return (report.target / "foretag" / receipt / "index.html").read_text("utf-8")


def choose(page: Page, name: str, value: str) -> None:
    """Tick a choice, whose group may be folded."""
    box = page.locator(f"input[name={name}][value={value}]")
    fold = page.locator("details", has=box)
    if fold.count() and not box.is_visible():
        fold.locator("summary").click()
    box.check()


def fill(page: Page, only_visible: bool) -> None:
    for name, text in ANSWERS.items():
        field = page.locator(f"[name={name}]")
        if not only_visible or field.is_visible():
            field.fill(text)
    picture = page.locator("input[type=file]")
    if not only_visible or picture.is_visible():
        picture.set_input_files(PHOTO)
    category = page.locator("input[name=categories][value=snickeri]")
    if not only_visible or page.locator(".step", has=category).is_visible():
        choose(page, "categories", "snickeri")
    village = page.locator("[name=village]").first
    if not only_visible or page.locator(".step", has=village).is_visible():
        page.locator("select[name=village]").select_option("moskosel")


def test_with_script_one_thing_at_a_time_to_a_receipt(portal: Portal, chromium: Browser) -> None:
    with chromium.new_context(viewport=PHONE) as context:
        page = context.new_page()
        complaints = watched(page, portal.origin)
        page.goto(f"{portal.origin}/anmal/foretag/")
        forward = page.locator(".form__steps button").first
        expect(page.locator(".step:visible")).to_have_count(1)

        forward.click()
        expect(page.locator(".error-summary")).to_be_focused()
        expect(page.locator(".error-summary")).to_contain_text("Namn: Det här måste fyllas i.")

        for _ in range(30):
            fill(page, only_visible=True)
            if "Skicka" in (forward.text_content() or ""):
                break
            forward.click()
        expect(page.locator(".answers")).to_contain_text("Björkviks Snickeri")
        expect(page.locator(".card__heading")).to_have_text("Björkviks Snickeri")
        assert "hemlig" not in page.evaluate("JSON.stringify(localStorage)")
        expect(page.locator(".card img")).to_be_visible()
        with page.expect_request(re.compile("/intake/arvidsjaur/company$")) as sending:
            forward.click()
        assert len(sending.value.post_data or "") < 250_000, "made small before it is sent"
        receipt = page.locator(".receipt strong")
        expect(receipt).to_have_text(re.compile(r"\w{5}-\w{5}"), timeout=30_000)
        number = receipt.text_content() or ""
        expect(page.locator(".receipt")).to_be_focused()
        assert page.evaluate("localStorage.length") == 0
        assert [said for said in complaints if not said.startswith(portal.served.address)] == []
    html = approve(portal, number)
    assert "Björkviks Snickeri" in html and "hemlig" not in html
    assert 'alt="Fyra personer vid en svarv"' in html


def test_without_script_one_page_then_the_answers_then_a_receipt(portal: Portal, chromium: Browser) -> None:
    """fault-84: without script it works too, by a page more."""
    with chromium.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{portal.origin}/anmal/foretag/")
        page.get_by_role("button", name="Kontrollera dina svar").click()
        expect(page.locator(".error-summary")).to_contain_text("Namn: Det här måste fyllas i.")

        fill(page, only_visible=False)
        page.locator("[name=name]").fill("Utan skript AB")
        page.get_by_role("button", name="Kontrollera dina svar").click()
        expect(page.locator(".answers")).to_contain_text("Utan skript AB")
        assert page.locator(".answers img").evaluate("picture => picture.naturalWidth") == 1200
        page.get_by_role("button", name="Ändra").click()
        expect(page.locator("[name=name]")).to_have_value("Utan skript AB")
        page.get_by_role("button", name="Kontrollera dina svar").click()
        page.wait_for_timeout(3100)
        page.get_by_role("button", name="Skicka").click()
        number = page.locator(".receipt strong").text_content() or ""
        page.locator("a[href*='/mitt/']").click()
        expect(page.get_by_role("button", name="Ta tillbaka")).to_be_visible()
    html = approve(portal, number)
    assert "Utan skript AB" in html and 'alt="Fyra personer vid en svarv"' in html


def test_what_is_no_picture_is_told_at_once_and_can_be_chosen_anew(portal: Portal, chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = open_form(context, portal)
        page.evaluate("for (const step of document.querySelectorAll('.step')) step.hidden = false")
        picture = page.locator("input[type=file]")
        picture.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"hej"})
        expect(page.locator("#images-error")).to_have_text(
            "Bilden gick inte att använda. Välj en annan: JPEG, PNG eller WebP."
        )
        assert picture.evaluate("field => field.files.length") == 0


def test_a_draft_is_there_when_one_comes_back_and_nothing_is_lost_when_the_receiver_is_away(
    portal: Portal, chromium: Browser
) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.route(f"{portal.served.address}/**", lambda route: route.abort())
        address = f"{portal.origin}/anmal/rattelse/?post=/foretag/firma-001/"
        page.goto(address)
        expect(page.locator("[name=record]")).to_have_value("/foretag/firma-001/")
        forward = page.locator(".form__steps button").first
        forward.click()
        page.locator("[name=wrong]").fill("Telefonnumret är gammalt.")
        forward.click()
        forward.click()
        forward.click()
        expect(page.locator(".error-summary")).to_contain_text("Dina svar finns kvar här")
        page.goto(address)
        assert page.locator("[name=wrong]").input_value() == "Telefonnumret är gammalt."


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_axe_finds_no_fault_in_a_form(portal: Portal, chromium: Browser, script: bool) -> None:
    """Without script the page is read as it stands: it is taken off by a context that may not run the form's."""
    with chromium.new_context(viewport=PHONE) as context:
        if not script:
            context.route("**/form.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page = open_form(context, portal)
        page.evaluate(AXE)
        assert faults(page) == []
        if script:
            page.locator(".form__steps button").first.click()
            assert faults(page) == []


def open_form(context: BrowserContext, portal: Portal) -> Page:
    page = context.new_page()
    page.goto(f"{portal.origin}/anmal/foretag/")
    expect(page.locator("h1")).to_be_visible()
    return page
