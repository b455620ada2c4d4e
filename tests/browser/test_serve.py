"""What a person sees in a page of `bygd serve` while a file is edited, broken and mended."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, expect

from tests.test_serve import PAGE_PATH, make_repository, rewrite, serving


def is_complaint(said: ConsoleMessage) -> bool:
    """Any error but that of the icon, which Chromium asks every host for."""
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


def test_a_fault_appears_over_the_page_without_a_reload_and_goes_when_it_is_mended(
    tmp_path: Path, chromium: Browser
) -> None:
    with serving(make_repository(tmp_path)) as served, chromium.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(served.address + "sidor/om/")
        problems = page.locator("bygd-problems details")
        expect(problems).to_have_count(0)

        page.evaluate("window.isTheSamePage = true")
        rewrite(tmp_path / PAGE_PATH, "language: sv", 'language: "<img src=x>"')
        expect(problems).to_be_visible(timeout=60_000)
        expect(problems).to_contain_text("Portalen visas som den var före felet.")
        fault = problems.locator("li").first
        expect(fault).to_contain_text(f"{PAGE_PATH}:3 language")
        expect(fault).to_contain_text('"<img src=x>" går inte att välja')
        expect(problems.locator("img")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("en provsida")
        assert page.evaluate("window.isTheSamePage") is True
        assert problems.evaluate("panel => getComputedStyle(panel).position") == "fixed"

        rewrite(tmp_path / PAGE_PATH, 'language: "<img src=x>"', "language: sv\nsummary: Nu är det rättat.")
        expect(page.locator("main")).to_contain_text("Nu är det rättat.", timeout=60_000)
        expect(problems).to_have_count(0)
        assert page.evaluate("window.isTheSamePage") is None
        assert complaints == []


def test_a_warning_is_a_small_count_that_can_be_opened(tmp_path: Path, chromium: Browser) -> None:
    make_repository(tmp_path)
    (tmp_path / "content/asele/page/kopia.yaml~").write_text("x", "utf-8")
    with serving(tmp_path) as served, chromium.new_context() as context:
        page = context.new_page()
        page.goto(served.address)
        count = page.locator("bygd-problems summary")
        expect(count).to_have_text("1 varning")
        message = page.locator("bygd-problems li")
        expect(message).to_be_hidden()
        count.click()
        expect(message).to_contain_text("content/asele/page/kopia.yaml~")


def test_the_page_without_a_site_becomes_the_site_by_itself(tmp_path: Path, chromium: Browser) -> None:
    make_repository(tmp_path)
    settings = tmp_path / "sites/prov/site.yaml"
    rewrite(settings, "place: asele", "place: aasele")
    with serving(tmp_path) as served, chromium.new_context() as context:
        page = context.new_page()
        page.goto(served.address)
        expect(page.locator("li")).to_contain_text("sites/prov/site.yaml:5")
        rewrite(settings, "place: aasele", "place: asele")
        expect(page.locator("h1")).to_contain_text("Provportalen", timeout=60_000)
