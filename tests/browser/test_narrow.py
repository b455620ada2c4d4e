"""Lists that are narrowed in the page: by facet, by day, by distance; and a search that is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NOW
from tests.browser.host import hosted
from tests.tiny import build_site, write_repository


@pytest.fixture(scope="module")
def asele(dist: Path) -> Iterator[str]:
    with hosted(dist / "asele") as origin:
        yield origin


def opened(chromium: Browser, address: str, now: object = NOW, **options: object) -> Page:
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    page.clock.set_fixed_time(now)  # type: ignore[arg-type]
    page.goto(address)
    return page


def headings(page: Page) -> list[str]:
    return page.locator("[data-narrow] .card__heading").filter(visible=True).all_text_contents()


def test_ticked_boxes_narrow_the_list_and_stand_in_the_address(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/foretag/")
    everything = len(headings(page))
    page.get_by_text("Branscher", exact=True).click()
    page.get_by_role("checkbox", name="Livsmedelsbutik").check()
    narrowed = headings(page)
    assert 0 < len(narrowed) < everything
    expect(page.get_by_role("status")).to_have_text(f"Visar {len(narrowed)} av {everything}")
    assert page.url.endswith("/foretag/?kategori=livsmedelsbutik")
    page.get_by_role("button", name="Visa alla").click()
    assert len(headings(page)) == everything and page.url.endswith("/foretag/")


def test_an_address_that_is_shared_narrows_the_list_at_once(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/foretag/?kategori=handel&ort=fredrika")
    expect(page.get_by_role("status")).to_contain_text("Visar")
    assert headings(page) == ["Handelsboden Sparkstöttingen"]
    expect(page.get_by_role("checkbox", name="Fredrika")).to_be_checked()


def test_a_facet_narrows_to_the_same_records_as_its_page(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/foretag/?kategori=mat-och-dryck")
    expect(page.get_by_role("status")).to_contain_text("Visar")
    narrowed = headings(page)
    page.goto(f"{asele}/foretag/kategori/mat-och-dryck/")
    assert narrowed and narrowed == page.locator(".cards .card__heading").all_text_contents()


@pytest.mark.parametrize("address", ["?kategori=finns-inte", "?kategori=%22%3E%3Cb%3E", "?nar=i-forrgar"])
def test_an_address_that_means_nothing_harms_nothing(chromium: Browser, asele: str, address: str) -> None:
    page = opened(chromium, f"{asele}/evenemang/{address}")
    expect(page.get_by_role("button", name="Visa alla")).to_be_visible()
    page.get_by_role("button", name="Visa alla").click()
    assert headings(page)


@pytest.mark.parametrize(
    ("now", "when", "found", "missing"),
    [
        ("2026-11-26T12:00", "I helgen", "Adventsmusik i Åsele kyrka", "Dans på logen"),
        ("2026-11-29T12:00", "I helgen", "Adventsmusik i Åsele kyrka", "Dans på logen"),
        ("2026-11-27T12:00", "I dag", "Dans på logen", "Adventsmusik i Åsele kyrka"),
        ("2026-11-26T12:00", "Den här veckan", "Dans på logen", "Måndagskaffe för äldre"),
        # A recurring event is found on its later days too, in a page that was built weeks ago.
        ("2026-12-14T09:00", "I dag", "Måndagskaffe för äldre", "Språkkafé"),
    ],
)
def test_the_calendar_says_what_is_on_today_and_this_weekend(
    chromium: Browser, asele: str, now: str, when: str, found: str, missing: str
) -> None:
    page = opened(chromium, f"{asele}/evenemang/", f"{now}:00+01:00")
    page.get_by_role("button", name=when).click()
    expect(page.get_by_role("button", name=when)).to_have_attribute("aria-pressed", "true")
    assert found in headings(page) and missing not in headings(page)


def test_the_nearest_point_comes_first_and_the_position_goes_nowhere(chromium: Browser, asele: str) -> None:
    here = {"latitude": 64.0780, "longitude": 18.4090}
    page = opened(chromium, f"{asele}/trygghet/", geolocation=here, permissions=["geolocation"])
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Närmast mig").click()
    expect(page.locator(".distance")).to_have_count(6)
    assert "Fredrika" in headings(page)[0]
    away = [float(text.split()[0].replace(",", ".")) for text in page.locator(".distance").all_inner_texts()]
    assert away == sorted(away) and away[0] < 2
    assert asked == []


def test_without_a_position_the_list_stays_as_it_was(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/trygghet/")
    before = headings(page)
    page.get_by_role("button", name="Närmast mig").click()
    expect(page.get_by_text("Din position går inte att få fram")).to_be_visible()
    assert headings(page) == before


def test_a_search_is_narrowed_by_kind_category_and_village_with_the_keyboard(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/sok/?q=snickare")
    results = page.locator("[data-search-results] li")
    expect(page.get_by_role("status")).to_have_text("Antal träffar: 6")
    page.get_by_text("Begränsa listan").focus()
    page.keyboard.press("Enter")
    for label, name, value in (
        ("Slag", "kind", "Marknad"),
        ("Kategori", "category", "Tjänst"),
        ("Ort", "village", "Gafsele"),
    ):
        select = page.get_by_role("combobox", name=label)
        select.focus()
        page.keyboard.type(value)
        assert f"{name}=" in page.url
        expect(select.locator("option:checked")).to_contain_text(value)
    assert 0 < results.count() < 6
    page.reload()
    expect(page.get_by_role("combobox", name="Ort").locator("option:checked")).to_contain_text("Gafsele")
    expect(page.locator("[data-search-results] a").first).to_be_visible()


def test_a_search_lists_ten_at_a_time_and_fetches_the_others_when_they_are_asked_for(
    chromium: Browser, large: str
) -> None:
    page = opened(chromium, f"{large}/sok/")
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url) if "/fragment/" in asked.url else None)
    page.get_by_role("searchbox").fill("firma")
    results = page.locator("[data-search-results] li")
    expect(page.get_by_role("status")).to_have_text("Antal träffar: 1003")
    expect(results).to_have_count(10)
    assert len(fetched) == 10
    page.get_by_role("button", name="Visa fler").click()
    expect(results).to_have_count(20)
    expect(results.nth(10).get_by_role("link")).to_be_focused()
    assert len(fetched) == 20
    page.get_by_text("Begränsa listan").click()
    expect(page.get_by_role("combobox", name="Ort")).to_be_enabled()
    assert len(fetched) > 20


def test_a_search_that_finds_nothing_gives_advice(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/sok/?q=kvantelektrodynamik")
    expect(page.get_by_text("Prova så här:")).to_be_visible()
    expect(page.get_by_role("navigation", name="Eller bläddra")).to_be_visible()
    page.get_by_role("searchbox").fill("snickare")
    expect(page.get_by_text("Prova så här:")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Eller bläddra")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("navigation", name="Eller bläddra")).to_be_visible()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A thousand companies: ten pages of a list."""
    folder = tmp_path_factory.mktemp("large")
    report = build_site(write_repository(folder / "root", 1000, languages="sv"), folder / "out")
    assert report.target, report.problems
    with hosted(report.target) as origin:
        yield origin


def test_a_list_of_a_thousand_is_narrowed_whole_and_its_links_lead_right(chromium: Browser, large: str) -> None:
    page = opened(chromium, f"{large}/foretag/")
    page.get_by_text("Ort", exact=True).click()
    box = page.locator("[data-facet=ort] input").first
    wanted = int(page.locator("[data-facet=ort] .count").first.inner_text())
    box.check()
    expect(page.get_by_role("status")).to_have_text(f"Visar {wanted} av 1000")
    assert len(headings(page)) == wanted > 100
    expect(page.locator(".pager")).to_be_hidden()
    page.locator("[data-narrow] a").filter(visible=True).last.click()
    expect(page.locator("article h1")).to_be_visible()


def test_a_list_of_a_thousand_works_without_script(chromium: Browser, large: str) -> None:
    page = opened(chromium, f"{large}/foretag/", java_script_enabled=False)
    expect(page.locator(".card")).to_have_count(100)
    page.get_by_role("link", name="10", exact=True).click()
    expect(page.locator(".card").first).to_be_visible()


def test_a_site_without_records_still_has_its_pages(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    root = write_repository(folder / "root", 2, languages="sv")
    for kind in ("event", "offer", "service_point", "network", "notice"):
        for path in (root / "content").glob(f"*/{kind}/*"):
            path.unlink()
    report = build_site(root, folder / "out")
    assert report.target, report.problems
    with hosted(report.target) as origin:
        page = opened(chromium, origin)
        for path in ("/", "/evenemang/", "/marknad/", "/trygghet/", "/natverk/"):
            page.goto(origin + path)
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_reports_a_fault_need_not_say_where_it_is(chromium: Browser, asele: str) -> None:
    page = opened(chromium, f"{asele}/kontakt/?sida=/foretag/runda-bordets-handel-langbacken/")
    expect(page.get_by_text("Det gäller sidan /foretag/runda-bordets-handel-langbacken/")).to_be_visible()
    letter = page.locator("main a[href^='mailto:']").get_attribute("href")
    assert letter and letter.endswith(
        "?subject=Det%20g%C3%A4ller%20sidan%20%2Fforetag%2Frunda-bordets-handel-langbacken%2F"
    )


@pytest.mark.parametrize("about", ["//evil.example.com/", "<b>hej</b>", "https://evil.example.com", ""])
def test_what_is_no_page_of_the_site_is_not_named_as_one(chromium: Browser, asele: str, about: str) -> None:
    page = opened(chromium, f"{asele}/kontakt/?sida={about}")
    expect(page.locator("[data-about]")).to_be_hidden()
