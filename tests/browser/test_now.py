"""What now.js says is current, in Chromium at set times: open, over, today, too old; and where it says nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from playwright.sync_api import Browser, Page, Route, expect

from generator.hours import as_data, parse, spans_on, state_on
from tests.browser.host import hosted
from tests.browser.test_sites import watched
from tests.test_hours import WRITTEN
from tests.tiny import SETTINGS, SITE, add, build_site, write

BUILT = "2026-01-15 12:00"

HOURS = {
    "kafeet": "mån-fre 10-18; lör 10-14; 24-26/12 stängt; röda dagar stängt",
    "puben": "fre-lör 20-02",
    "natten": "lör 22-02:30",
    "sena-natten": "lör 22-04",
    "macken": "dygnet runt",
    "verkstaden": "mån-fre dygnet runt",
    "teatern": "fre 10-24",
    "salongen": "mån-fre 8-16; lör efter överenskommelse",
    "lunchen": "mån-fre 10-12, 13-17",
    "campingen": "jun-aug 10-18",
    "butiken": "mån-fre 10-18; tillfälligt stängt till 2026-06-01",
    "okant": "24/12 stängt",
}

OFFER = """name: Släpvagn {number:03d}
direction: offer
exchange: rent
item_type: equipment
category: fordon
summary: Lastar 750 kilo.
price: 250
price_unit: dygn
valid_to: {valid_to}
company: kafeet
village: moskosel
"""

EVENT = """name: {name}
summary: Kom som du är.
category: kultur
start: {start}
end: {end}
organiser_name: Byaföreningen
village: moskosel
{more}
"""

POINT = """name: {name}
point_type: service_point
summary: Här finns värme och besked.
functions: [groceries]
activation: {activation}
opening_hours: mån-fre 9-18
crisis_hours: dygnet runt
operator: Byaföreningen
village: moskosel
lat: 65.871
lon: 19.453
assured_date: {assured}
assured_by: Kommunens säkerhetssamordnare
"""

NOTICE = """headline: Vattnet stängs av
body: Vi lagar en ledning.
severity: minor
urgency: expected
cap_status: actual
areas: [glommerstrask]
onset: 2026-01-10 08:00
expires: 2026-02-01 20:00
sender: Tekniska avdelningen
"""


GRAVE = """headline: Storm väntas
body: Det blåser upp.
instruction: Håll dig inne.
severity: severe
urgency: expected
cap_status: exercise
onset: 2026-01-16 08:00
expires: 2026-01-18 20:00
sender: Krisledningen
"""


def sweden(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def write_content(root: Path) -> None:
    write(root / "sites" / SITE / "site.yaml", SETTINGS.format(site=SITE, languages="sv, en"))
    company = "categories: [kafe]\nsummary: Vi finns här.\nvillage: arvidsjaur\n"
    for name, hours in HOURS.items():
        add(root, "company", f"{name}.yaml", f"name: Firman {name}\n{company}opening_hours: {hours}\n")
    add(
        root,
        "company",
        "renoveras.yaml",
        f"name: Renoveras\n{company}status: temporarily_closed\nopening_hours: 10-18\n",
    )
    for number in range(1, 102):
        valid_to = "2026-11-10" if number == 1 else "2027-04-30"
        add(root, "offer", f"slap-{number:03d}.yaml", OFFER.format(number=number, valid_to=valid_to))
    events = {
        "midnatt": ("2026-11-20 22:00", "2026-11-21 01:00", "example: ja"),
        "sang": ("2026-11-24 18:00", "2026-11-24 20:00", "repeat: FREQ=WEEKLY;COUNT=3"),
        "forra-aret": ("2025-08-02 18:00", "2025-08-02 20:00", ""),
    }
    for name, (start, end, more) in events.items():
        add(root, "event", f"{name}.yaml", EVENT.format(name=name, start=start, end=end, more=more))
    opened = "open\nactivation_from: 2026-01-10 08:00\ndecided_by: Krisledningen"
    for_a_while = opened.replace("decided", "activation_to: 2026-01-18 18:00\ndecided")
    points = {
        "hallen": (for_a_while, "2026-01-15"),
        "lanthandeln": ("normal", "2026-01-10"),
        "skolan": (opened, "2026-01-15"),
    }
    for name, (activation, assured) in points.items():
        text = POINT.format(name=name, activation=activation, assured=assured)
        add(root, "service_point", f"{name}.yaml", text)
    add(root, "notice", "vattnet.yaml", NOTICE)
    add(root, "notice", "stormen.yaml", GRAVE)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("now")
    write_content(root)
    report = build_site(root, root / "dist", now=sweden(BUILT), strict=True)
    assert report.target, report.problems
    with hosted(report.target) as address:
        yield address


@pytest.fixture(scope="module")
def reader(chromium: Browser, origin: str) -> Iterator[Page]:
    """One visitor for all tests that need no other; a new one takes half a second."""
    with chromium.new_context(base_url=origin, timezone_id="Europe/Stockholm") as context:
        yield context.new_page()


def read(page: Page, path: str, moment: str | datetime) -> Page:
    """Open a page at a moment, by Swedish time where it is only written."""
    page.clock.set_fixed_time(sweden(moment) if isinstance(moment, str) else moment)
    page.goto(path)
    return page


@pytest.mark.parametrize(
    ("company", "moment", "said"),
    [
        ("kafeet", "2026-11-24 09:59", "Öppnar 10:00"),
        ("kafeet", "2026-11-24 10:00", "Öppet nu – stänger 18:00"),
        ("kafeet", "2026-11-24 17:59", "Öppet nu – stänger 18:00"),
        ("kafeet", "2026-11-24 18:00", "Stängt nu – öppnar onsdag 10:00"),
        ("lunchen", "2026-11-24 12:30", "Öppnar 13:00"),
        # over a weekend
        ("kafeet", "2026-11-21 13:00", "Öppet nu – stänger 14:00"),
        ("kafeet", "2026-11-21 14:00", "Stängt nu – öppnar måndag 10:00"),
        ("salongen", "2026-11-21 10:00", "Efter överenskommelse – öppnar måndag 08:00"),
        ("salongen", "2026-11-22 10:00", "Stängt nu – öppnar måndag 08:00"),
        # holidays
        ("kafeet", "2026-12-23 18:30", "Stängt nu – öppnar måndag 10:00"),
        ("kafeet", "2026-12-24 12:00", "Stängt nu – öppnar måndag 10:00"),
        ("kafeet", "2026-12-26 12:00", "Stängt nu – öppnar måndag 10:00"),
        ("kafeet", "2026-12-31 12:00", "Öppet nu – stänger 18:00"),
        ("kafeet", "2027-01-01 12:00", "Stängt nu – öppnar lördag 10:00"),
        ("kafeet", "2026-06-06 12:00", "Stängt nu – öppnar måndag 10:00"),
        ("kafeet", "2026-06-19 12:00", "Öppet nu – stänger 18:00"),
        ("kafeet", "2026-06-20 12:00", "Stängt nu – öppnar måndag 10:00"),
        ("kafeet", "2026-04-02 19:00", "Stängt nu – öppnar lördag 10:00"),
        # past midnight
        ("puben", "2026-11-20 21:00", "Öppet nu – stänger 02:00"),
        ("puben", "2026-11-21 01:00", "Öppet nu – stänger 02:00"),
        ("puben", "2026-11-21 02:00", "Öppnar 20:00"),
        ("puben", "2026-11-20 01:00", "Öppnar 20:00"),
        ("teatern", "2026-11-20 12:00", "Öppet nu – stänger 24:00"),
        ("teatern", "2026-11-21 00:00", "Stängt nu – öppnar fredag 10:00"),
        ("verkstaden", "2026-11-24 23:00", "Öppet nu – stänger fredag 24:00"),
        ("macken", "2026-11-24 03:00", "Öppet nu"),
        # far away
        ("campingen", "2026-11-24 12:00", "Stängt nu – öppnar tisdag 1 juni 10:00"),
        ("butiken", "2026-05-20 12:00", "Tillfälligt stängt – öppnar tisdag 2 juni 10:00"),
        ("butiken", "2026-05-29 12:00", "Tillfälligt stängt – öppnar tisdag 10:00"),
        ("butiken", "2026-06-02 12:00", "Öppet nu – stänger 18:00"),
    ],
)
def test_the_hours_say_what_holds_now_and_when_that_changes(reader: Page, company: str, moment: str, said: str) -> None:
    page = read(reader, f"/foretag/{company}/", moment)
    expect(page.locator(".hours-now")).to_have_text(said)


@pytest.mark.parametrize(
    ("company", "instant", "said"),
    [
        # 29 March: after 01:59 comes 03:00
        ("natten", "2026-03-29T00:59Z", "Öppet nu – stänger 02:30"),
        ("natten", "2026-03-29T01:00Z", "Stängt nu – öppnar lördag 22:00"),
        ("puben", "2026-03-29T00:59Z", "Öppet nu – stänger 02:00"),
        ("puben", "2026-03-29T01:00Z", "Stängt nu – öppnar fredag 20:00"),
        ("sena-natten", "2026-03-29T01:59Z", "Öppet nu – stänger 04:00"),
        ("sena-natten", "2026-03-29T02:00Z", "Stängt nu – öppnar lördag 22:00"),
        # 25 October: 02:00 to 02:59 come twice
        ("puben", "2026-10-24T23:59Z", "Öppet nu – stänger 02:00"),
        ("puben", "2026-10-25T00:00Z", "Stängt nu – öppnar fredag 20:00"),
        ("natten", "2026-10-25T00:15Z", "Öppet nu – stänger 02:30"),
        ("natten", "2026-10-25T00:45Z", "Stängt nu – öppnar lördag 22:00"),
        ("natten", "2026-10-25T01:15Z", "Stängt nu – öppnar lördag 22:00"),
        ("sena-natten", "2026-10-25T02:59Z", "Öppet nu – stänger 04:00"),
        ("sena-natten", "2026-10-25T03:00Z", "Stängt nu – öppnar lördag 22:00"),
    ],
)
def test_hours_hold_in_the_nights_when_clocks_are_changed(reader: Page, company: str, instant: str, said: str) -> None:
    page = read(reader, f"/foretag/{company}/", datetime.fromisoformat(instant))
    expect(page.locator(".hours-now")).to_have_text(said)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_swedish_time_holds_wherever_the_reader_is(chromium: Browser, origin: str, zone: str) -> None:
    with chromium.new_context(base_url=origin, timezone_id=zone) as context:
        page = read(context.new_page(), "/foretag/kafeet/", "2026-11-24 17:30")
        assert page.evaluate("new Date().getDay() * 24 + new Date().getHours()") != 2 * 24 + 17
        expect(page.locator(".hours-now")).to_have_text("Öppet nu – stänger 18:00")
        expect(page.locator("tr[aria-current=date] th")).to_have_text("måndag–fredag")
        page.goto("/evenemang/sang/")
        expect(page.locator(".field--start dd")).to_have_text("i dag, tisdag 24 november 2026 kl. 18:00")


@pytest.mark.parametrize(
    ("company", "moment", "row"),
    [
        ("kafeet", "2026-11-27 12:00", "måndag–fredag"),
        ("kafeet", "2026-11-28 12:00", "lördag"),
        ("kafeet", "2026-11-29 12:00", "söndag"),
        ("kafeet", "2026-12-25 12:00", "24 december–26 december"),
        ("kafeet", "2026-06-06 12:00", "helgdagar"),
        ("puben", "2026-11-21 01:00", "fredag–lördag"),
        ("macken", "2026-11-21 01:00", "måndag–söndag"),
    ],
)
def test_the_row_that_holds_today_is_marked(reader: Page, company: str, moment: str, row: str) -> None:
    page = read(reader, f"/foretag/{company}/", moment)
    expect(page.locator("tr[aria-current=date] th")).to_have_text([row])


def test_no_row_holds_while_it_is_temporarily_closed(reader: Page) -> None:
    page = read(reader, "/foretag/butiken/", "2026-05-20 12:00")
    expect(page.locator(".hours-now")).to_be_visible()
    expect(page.locator("tr[aria-current]")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["foretag/okant", "foretag/renoveras", "trygghet/skolan"], ids=["unknown", "closed by status", "activated"]
)
def test_nothing_is_said_where_the_hours_do_not_tell(reader: Page, path: str) -> None:
    page = read(reader, f"/{path}/", "2026-11-24 12:00")
    expect(page.locator("table.hours").first).to_be_visible()
    expect(page.locator(".hours-now")).to_have_count(0)


def test_crisis_hours_do_not_say_open_on_an_ordinary_day(reader: Page) -> None:
    page = read(reader, "/trygghet/lanthandeln/", "2026-11-24 20:00")
    expect(page.locator(".hours-now")).to_have_text(["Stängt nu – öppnar onsdag 09:00"])
    expect(page.locator(".field--opening_hours .hours-now")).to_have_count(1)


def test_paper_says_the_hours_and_not_what_held_when_it_was_printed(reader: Page) -> None:
    page = read(reader, "/trygghet/lanthandeln/", "2026-11-24 12:00")
    expect(page.locator(".hours-now")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".hours-now")).to_be_hidden()
    expect(page.locator(".checked")).to_have_text(re.compile("10 januari 2026"), use_inner_text=True)
    expect(page.locator(".age")).to_be_hidden()
    expect(page.locator("table.hours").first).to_be_visible()
    page.emulate_media(media="screen")


def test_the_words_are_in_the_language_of_the_page(reader: Page) -> None:
    page = read(reader, "/en/foretag/kafeet/", "2026-12-24 12:00")
    expect(page.locator(".hours-now")).to_have_text("Closed now, opens Monday 10:00")
    read(page, "/en/evenemang/sang/", "2026-11-23 12:00")
    expect(page.locator(".field--start dd")).to_have_text("tomorrow, Tuesday 24 November 2026, 18:00")


def test_an_open_page_is_kept_current_by_the_minute(chromium: Browser, origin: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.clock.install(time=sweden("2026-11-24 17:58:30"))
        page.goto(f"{origin}/foretag/kafeet/")
        expect(page.locator(".hours-now")).to_have_text("Öppet nu – stänger 18:00")
        page.clock.run_for("01:40")
        expect(page.locator(".hours-now")).to_have_text(["Stängt nu – öppnar onsdag 10:00"])


def open_in_list(page: Page) -> set[str]:
    cards = page.locator(".card--company").filter(has=page.locator(".open-now").filter(visible=True))
    return set(cards.locator(".card__heading").all_inner_texts())


def test_a_list_says_which_are_open_and_nothing_of_the_others(reader: Page) -> None:
    page = read(reader, "/foretag/", "2026-11-24 12:30")
    expect(page.locator(".open-now").first).to_have_text("Öppet nu")
    # Not who is at lunch, closed by the state of the firm, or has not said when it is open.
    open_now = {"kafeet", "macken", "verkstaden", "salongen", "butiken"}
    assert open_in_list(page) == {f"Firman {name}" for name in open_now}
    read(page, "/foretag/", "2026-11-21 01:00")
    assert open_in_list(page) == {"Firman macken", "Firman puben"}


def test_a_list_that_stays_open_follows_the_clock(chromium: Browser, origin: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.clock.install(time=sweden("2026-11-24 17:58:30"))
        page.goto(f"{origin}/foretag/")
        assert "Firman kafeet" in open_in_list(page)
        page.clock.run_for("01:40")
        assert open_in_list(page) == {"Firman macken", "Firman verkstaden"}


def test_a_list_says_the_hours_of_a_point_only_on_an_ordinary_day(reader: Page) -> None:
    page = read(reader, "/trygghet/", "2026-11-24 12:00")
    cards = page.locator(".card--service_point").filter(has=page.locator(".open-now"))
    assert cards.locator(".card__heading").all_inner_texts() == ["lanthandeln"]


def shown(page: Page, selector: str) -> list[str]:
    return page.locator(f"{selector} .card__heading").filter(visible=True).all_inner_texts()


def test_an_event_leaves_its_list_when_it_ends_after_midnight(reader: Page) -> None:
    """fault-71"""
    page = read(reader, "/evenemang/", "2026-11-21 00:59")
    assert shown(page, ".card--event") == ["midnatt", "sang"]
    expect(page.locator("p.lead")).to_have_text("2 i listan")
    read(page, "/evenemang/", "2026-11-21 01:01")
    assert shown(page, ".card--event") == ["sang"]
    expect(page.locator("p.lead")).to_have_text("1 i listan")
    page.goto("/en/evenemang/")
    expect(page.locator("p.lead")).to_have_text("1 entry")


def test_an_offer_leaves_its_list_after_its_last_day_and_a_count_that_cannot_be_known_goes_too(reader: Page) -> None:
    """fault-71"""
    page = read(reader, "/marknad/", "2026-11-10 23:59")
    expect(page.locator("p.lead")).to_have_text("101 i listan")
    assert shown(page, ".card--offer")[0] == "Släpvagn 001"
    read(page, "/marknad/", "2026-11-11 00:01")
    assert shown(page, ".card--offer")[0] == "Släpvagn 002"
    expect(page.locator("p.lead")).to_be_hidden()


def test_the_page_of_what_has_ended_says_so_once(reader: Page) -> None:
    """fault-71: it is there still, for whoever has its address."""
    over = ".badge--stop:text-is('Förbi')"
    page = read(reader, "/evenemang/midnatt/", "2026-11-21 00:59")
    expect(page.locator("article .badge")).to_have_text(["Exempel"])
    for path in ("/evenemang/midnatt/", "/evenemang/sang/", "/evenemang/forra-aret/", "/meddelanden/vattnet/"):
        read(page, path, "2027-01-01 12:00")
        expect(page.locator("article header").locator(over).filter(visible=True)).to_have_count(1)


def test_what_was_over_when_the_site_was_built_stays_where_it_was_put(reader: Page) -> None:
    page = read(reader, "/evenemang/tidigare/", "2026-11-24 12:00")
    assert shown(page, ".card--event") == ["forra-aret"]
    expect(page.locator("p.lead")).to_have_text("1 i listan")


def test_the_front_page_loses_what_is_over_and_keeps_its_service_points(reader: Page) -> None:
    page = read(reader, "/", "2026-02-01 20:00")
    expect(page.locator(".notices")).to_be_visible()
    read(page, "/", "2026-02-01 20:01")
    expect(page.locator(".notices")).to_be_hidden()
    read(page, "/", "2028-12-01 12:00")
    expect(page.locator(".section--offer")).to_be_hidden()
    assert shown(page, ".card--service_point") == ["hallen", "lanthandeln", "skolan"]


def test_times_that_have_been_leave_the_list_of_coming_times(reader: Page) -> None:
    page = read(reader, "/evenemang/sang/", "2026-12-01 12:00")
    expect(page.locator(".times li").filter(visible=True)).to_have_text(
        ["i dag, tisdag 1 december 2026 kl. 18:00", "tisdag 8 december 2026 kl. 18:00"]
    )
    read(page, "/evenemang/sang/", "2026-12-09 12:00")
    expect(page.locator("section:has(.times)")).to_be_hidden()


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-22 23:59", "tisdag 24 november 2026 kl. 18:00"),
        ("2026-11-23 00:00", "i morgon, tisdag 24 november 2026 kl. 18:00"),
        ("2026-11-24 23:59", "i dag, tisdag 24 november 2026 kl. 18:00"),
        ("2026-11-25 00:00", "tisdag 24 november 2026 kl. 18:00"),
    ],
)
def test_an_event_is_today_or_tomorrow_and_keeps_its_date(reader: Page, moment: str, said: str) -> None:
    page = read(reader, "/evenemang/", moment)
    expect(page.locator(".card--event:has-text('sang') .fact--next_start")).to_have_text(said)


@pytest.mark.parametrize(
    ("point", "moment", "age", "old"),
    [
        ("skolan", "2026-01-15 00:00", "i dag", False),
        ("skolan", "2026-01-16 00:00", "i går", False),
        ("lanthandeln", "2026-01-14 18:00", "för 4 dagar sedan", False),
        ("lanthandeln", "2026-03-11 23:59", "för 60 dagar sedan", False),
        ("lanthandeln", "2026-01-24 12:00", "för 14 dagar sedan", False),
        ("lanthandeln", "2026-03-12 00:00", "för 2 månader sedan", False),
        ("lanthandeln", "2026-06-15 12:00", "för 5 månader sedan", False),
        ("lanthandeln", "2026-07-09 23:59", "för 5 månader sedan", False),
        ("lanthandeln", "2026-07-10 00:00", "för 5 månader sedan", True),
        ("lanthandeln", "2027-01-11 00:00", "för 12 månader sedan", True),
        ("lanthandeln", "2028-12-01 12:00", "för 2 år sedan", True),
    ],
)
def test_a_check_tells_its_age_and_after_its_limit_that_it_may_be_out_of_date(
    reader: Page, point: str, moment: str, age: str, old: bool
) -> None:
    page = read(reader, f"/trygghet/{point}/", moment)
    expect(page.locator(".checked")).to_have_text(
        re.compile(f"^Kontrollerad (lör|tors)dag 1[05] januari 2026, {age} · Kommunens säkerhetssamordnare$")
    )
    label = page.locator("article > .badge--watch").filter(visible=True)
    expect(label).to_have_text(["Kan vara inaktuellt"] if old else [])


@pytest.mark.parametrize(("moment", "old"), [("2027-01-05 12:00", False), ("2027-01-06 12:00", True)])
def test_after_the_second_limit_a_label_stands_wherever_a_point_is_shown_and_the_point_stays(
    reader: Page, moment: str, old: bool
) -> None:
    """fault-72. Checked on 10 January 2026, and doubted after 360 days: on a page that was built long before."""
    page = read(reader, "/trygghet/", moment)
    card = page.locator(".card").filter(has=page.locator("a[href*='lanthandeln']"))
    expect(card).to_be_visible()
    expect(card.locator(".badge--watch").filter(visible=True)).to_have_text(["Kan vara inaktuellt"] if old else [])
    read(page, "/trygghet/lanthandeln/", moment)
    label = page.locator("article > header .badge--watch").filter(visible=True)
    expect(label).to_have_text(["Kan vara inaktuellt"] if old else [])


@pytest.mark.parametrize("moment", ["1970-01-01 12:00", "2025-12-30 11:59", "2029-02-01 12:00", "2099-12-31 12:00"])
def test_a_clock_that_is_wrong_makes_nothing_vanish_and_is_told(reader: Page, moment: str) -> None:
    """fault-108"""
    page = read(reader, "/evenemang/", moment)
    expect(page.locator(".clock-note")).to_contain_text("Enhetens klocka verkar gå fel")
    assert shown(page, ".card--event") == ["midnatt", "sang"]
    expect(page.locator("p.lead")).to_have_text("2 i listan")
    for path in ("/evenemang/midnatt/", "/trygghet/lanthandeln/"):
        page.goto(path)
        expect(page.locator(".clock-note")).to_be_visible()
        expect(page.locator(".hours-now, .age, .badge--watch, .badge--stop, .day-word")).to_have_count(0)
        expect(page.locator("[aria-current=date]")).to_have_count(0)


def test_a_clock_that_is_put_right_is_believed_again(chromium: Browser, origin: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.clock.install(time=sweden("1970-01-01 12:00"))
        page.goto(f"{origin}/foretag/kafeet/")
        expect(page.locator(".clock-note")).to_be_visible()
        page.clock.set_system_time(sweden("2026-11-24 12:00"))
        page.clock.run_for("01:01")
        expect(page.locator(".clock-note")).to_be_hidden()
        expect(page.locator(".hours-now")).to_have_text("Öppet nu – stänger 18:00")


def test_a_clock_some_hours_slow_is_not_called_wrong(reader: Page) -> None:
    page = read(reader, "/evenemang/", "2026-01-14 13:00")
    expect(page.locator(".card--event").first).to_be_visible()
    expect(page.locator(".clock-note")).to_have_count(0)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-01-16 12:00", []),
        ("2026-01-18 18:00", []),
        ("2026-01-18 18:01", ["Tiden för läget har gått ut"]),
        ("2027-06-01 12:00", ["Kan vara inaktuellt", "Tiden för läget har gått ut"]),
        ("1970-01-01 12:00", []),
        ("2099-01-01 12:00", []),
    ],
)
def test_a_state_whose_time_is_up_says_so_and_its_point_stays(reader: Page, moment: str, said: list[str]) -> None:
    page = read(reader, "/trygghet/", moment)
    card = page.locator(".card--service_point:has-text('hallen')")
    expect(card).to_be_visible()
    expect(card.locator(".badge--good")).to_have_text("Öppen till söndag 18 januari 2026 kl. 18:00")
    expect(card.locator(".badge--watch").filter(visible=True)).to_have_text(said)


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        ("2026-01-16 07:59", False),
        ("2026-01-16 08:00", True),
        ("2026-01-18 20:00", True),
        ("2026-01-18 20:01", False),
        ("1970-01-01 12:00", True),
        ("2099-01-01 12:00", True),
    ],
)
def test_a_grave_notice_stands_while_it_holds_and_whenever_the_clock_is_wrong(
    reader: Page, moment: str, stands: bool
) -> None:
    page = read(reader, "/foretag/kafeet/", moment)
    expect(page.locator(".banner")).to_be_visible(visible=stands)
    expect(page.locator(".banner .banner__mark")).to_have_text("Övning")


PAINTED = """() => new Promise((done) => {
    new PerformanceObserver(done).observe({ type: "paint", buffered: true });
}).then(() => {})"""
SHIFTS = """() => new Promise((done) => {
    const seen = [];
    const note = (list) => seen.push(...list.getEntries().map((entry) => entry.value));
    new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(seen))));
})"""


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        ("2026-01-15 12:30", False),
        ("2026-01-17 12:00", True),
        ("2026-01-18 20:01", False),
    ],
)
def test_a_notice_that_does_not_hold_is_gone_before_the_page_is_painted_and_nothing_jumps(
    chromium: Browser, origin: str, moment: str, stands: bool
) -> None:
    """The slowest line: the modules come when the page has been read for a while."""
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        complaints = watched(page, origin)
        page.clock.set_fixed_time(sweden(moment))
        held: list[Route] = []
        page.route("**/now.js", lambda route: held.append(route))
        page.goto(f"{origin}/sok/", wait_until="commit")
        page.evaluate(PAINTED)
        expect(page.locator("footer")).to_be_attached()
        expect(page.locator(".banner")).to_be_visible(visible=stands)
        held[0].continue_()
        page.wait_for_load_state()
        assert page.evaluate(SHIFTS) == []
        expect(page.locator(".banner")).to_be_visible(visible=stands)
        assert [one for one in complaints if "blocked by Playwright" not in one] == []


def test_a_notice_stands_at_once_where_the_clock_is_slow(chromium: Browser, origin: str) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.route("**/now.js", lambda route: route.abort())
        read(page, f"{origin}/sok/", "1970-01-01 12:00")
        expect(page.locator(".banner")).to_be_visible()


def answering(page: Page, *notices: dict[str, str], ended: tuple[str, ...] = ()) -> list[str]:
    """Have /status.json say this; the addresses that asked for it are listed."""
    asked: list[str] = []
    body = json.dumps({"notices": notices, "ended": ended})

    def answer(route: Route) -> None:
        asked.append(page.url)
        route.fulfill(body=body, content_type="application/json")

    page.route("**/status.json", answer)
    return asked


NEWS = {
    "url": "/meddelanden/nytt/",
    "headline": "Strömmen är <b>borta</b>",
    "instruction": "Spara på telefonen.",
    "severity": "extreme",
    "status": "exercise",
    "onset": "2026-01-20T07:00:00Z",
    "expires": "2026-01-21T07:00:00Z",
    "language": "sv",
}


def test_an_open_page_gets_new_notices_and_asks_at_most_once_a_minute(chromium: Browser, origin: str) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.clock.install(time=sweden("2026-01-20 11:59:30"))
        asked = answering(page, NEWS, {**NEWS, "url": "/meddelanden/smatt/", "severity": "minor"})
        page.goto(f"{origin}/foretag/kafeet/")
        notice = page.locator(".banner__notice").filter(visible=True)
        expect(notice).to_have_text(
            "Övning Strömmen är <b>borta</b> Spara på telefonen. Gäller till onsdag 21 januari 2026 kl. 08:00"
        )
        expect(notice.locator("b")).to_have_count(0)
        assert notice.locator("a").get_attribute("href") == f"{origin}/meddelanden/nytt/"
        page.goto(f"{origin}/en/foretag/kafeet/")
        expect(notice.locator("a")).to_have_attribute("href", f"{origin}/en/meddelanden/nytt/")
        expect(notice.locator("strong")).to_have_text("Exercise")
        assert len(asked) == 1, "another page in the same minute uses the same answer"
        with page.expect_response("**/status.json"):
            page.clock.run_for("05:00")
        expect(notice).to_have_count(1)
        assert 2 <= len(asked) <= 6
        page.clock.set_system_time(sweden("2026-01-21 08:00:30"))
        page.clock.run_for("01:00")
        expect(page.locator(".banner")).to_be_hidden()


def test_a_notice_that_is_ended_early_leaves_pages_that_are_open(chromium: Browser, origin: str) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.clock.set_fixed_time(sweden("2026-01-17 12:00"))
        answering(page, ended=("/meddelanden/stormen/",))
        page.goto(f"{origin}/foretag/kafeet/")
        expect(page.locator(".banner")).to_be_hidden()


@pytest.mark.parametrize(
    "answer", ["<!doctype html><h1>Logga in</h1>", "null", '{"notices": [{"severity": "extreme"}]}']
)
def test_an_answer_that_is_not_ours_changes_nothing(chromium: Browser, origin: str, answer: str) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        complaints = watched(page, origin)
        page.clock.set_fixed_time(sweden("2026-01-17 12:00"))
        page.route("**/status.json", lambda route: route.fulfill(body=answer, content_type="application/json"))
        with page.expect_response("**/status.json"):
            page.goto(f"{origin}/foretag/kafeet/")
        expect(page.locator(".banner__notice")).to_have_count(1)
        expect(page.locator(".hours-now")).to_be_visible()
        assert [one for one in complaints if "blocked by Playwright" not in one] == []


def test_without_script_dates_and_hours_stand_as_printed(chromium: Browser, origin: str) -> None:
    """fault-109"""
    with chromium.new_context(base_url=origin, java_script_enabled=False) as context:
        page = read(context.new_page(), "/evenemang/", "2028-01-01 12:00")
        assert shown(page, ".card--event") == ["midnatt", "sang"]
        page.goto("/foretag/kafeet/")
        expect(page.locator("table.hours tr").first).to_have_text("måndag–fredag10:00–18:00")
        page.goto("/trygghet/lanthandeln/")
        expect(page.locator(".checked")).to_contain_text("lördag 10 januari 2026")


def test_the_script_runs_on_every_sort_of_page_without_a_complaint(chromium: Browser, origin: str) -> None:
    with chromium.new_context(base_url=origin) as context:
        page = context.new_page()
        complaints = watched(page, origin)
        for path in ("/", "/marknad/", "/evenemang/sang/", "/trygghet/", "/meddelanden/vattnet/", "/sok/", "/404.html"):
            read(page, path, "2026-11-24 12:00")
        assert complaints == []


IMPORT = "const {%s} = await import(document.querySelector('script[src$=\"now.js\"]').src.replace('now', '%s'));"


def holidays(year: int) -> set[date]:
    """The days that the law names, by another way than the script's."""
    sunday = easter(year)
    moving = {sunday + timedelta(days) for days in (-2, 0, 1, 39, 49)}
    midsummer = {date(year, 6, day) for day in range(20, 27)}
    saints = {date(year, 10, 31) + timedelta(days) for days in range(7)}
    saturdays = {day for day in midsummer | saints if day.isoweekday() == 6}
    fixed = {date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))}
    return fixed | moving | saturdays


def every_day(first: int, last: int) -> list[date]:
    return [date(first, 1, 1) + timedelta(day) for day in range((date(last + 1, 1, 1) - date(first, 1, 1)).days)]


def test_public_holidays_are_those_of_the_law(reader: Page) -> None:
    days = every_day(2000, 2099)
    page = read(reader, "/", BUILT)
    script = "async (days) => {" + IMPORT % ("isHoliday", "holidays") + "return days.filter(isHoliday)}"
    found = page.evaluate(script, [day.isoformat() for day in days])
    assert found == [day.isoformat() for year in range(2000, 2100) for day in sorted(holidays(year))]


def test_the_script_reckons_swedish_time_as_the_tables_of_the_world_have_it(reader: Page) -> None:
    """Every quarter of an hour of the days around which clocks are changed, for fifty years."""
    sweden = ZoneInfo("Europe/Stockholm")
    lasts = [datetime(year, month, 31, tzinfo=UTC) for year in range(2020, 2070) for month in (3, 10)]
    sundays = [last - timedelta(days=last.isoweekday() % 7) for last in lasts]
    moments = [sunday + timedelta(minutes=15 * step) for sunday in sundays for step in range(-96, 2 * 96)]
    script = "async (moments) => {" + IMPORT % ("localTime", "opening") + "return moments.map(localTime)}"
    found = read(reader, "/", BUILT).evaluate(script, [int(moment.timestamp() // 60) for moment in moments])
    shown = [moment.astimezone(sweden).replace(tzinfo=UTC) for moment in moments]
    assert found == [int(moment.timestamp() // 60) for moment in shown]


def test_the_script_reads_hours_as_the_program_does_on_every_day(reader: Page) -> None:
    texts = [text for text, _ in WRITTEN] + list(HOURS.values())
    every = [parse(text) for text in texts]
    days = every_day(2026, 2026)
    script = (
        "async ([all, first, count]) => {"
        + IMPORT % ("ruleOn", "opening")
        + """
        const days = [...Array(count).keys()].map((day) => first + day);
        const said = ({state, spans}) => JSON.stringify([state, spans]);
        return all.map((hours) => days.map((day) => said(ruleOn(hours, day))));
    }"""
    )
    page = read(reader, "/", BUILT)
    first = (days[0] - date(1970, 1, 1)).days
    found = page.evaluate(script, [[as_data(hours) for hours in every], first, len(days)])
    red = holidays(2026)
    for text, hours, by_script in zip(texts, every, found, strict=True):
        by_program = [
            [state_on(hours, day, day in red).value, [[s.opens, s.closes] for s in spans_on(hours, day, day in red)]]
            for day in days
        ]
        assert [json.loads(said) for said in by_script] == by_program, text
