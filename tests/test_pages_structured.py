"""JSON-LD on pages: read by extruct as harvesters do, of types that schema.org has, and safe inside HTML."""

from __future__ import annotations

import json
import re

import extruct
import pytest

from generator.outputs.pages import data_block
from generator.pages.plan import voices
from generator.pages.structured import structured
from tests import tiny
from tests.tiny import NOW

EVIL = '</script><script>alert(1)</script><!-- & "citat" \\ <a href="/x/"> href='

MORE = {
    "company/evil.yaml": "name: " + json.dumps("Kafé " + EVIL) + "\ncategories: [kafe]\nsummary: "
    + json.dumps(EVIL) + "\nvillage: moskosel\n",
    "company/stangd.yaml": tiny.company(5).replace("Firma 005", "Stängda") + "status: closed\n",
    "event/digital.yaml": "name: Webbträff\nsummary: På nätet.\ncategory: kurs\nstart: 2026-12-01 10:00\n"
    "end: 2026-12-01 11:00\nstatus: moved_online\nstatus_note: Halka.\nonline_url: https://www.example.com/mote\n"
    "venue: Biblioteket\norganiser_network: mat-harifran\nprice: 100\nbooking_url: https://www.example.com/boka\n",
    "event/blandad.yaml": "name: Stämma\nsummary: Kom.\ncategory: mote\nstart: 2026-12-02\nstatus: cancelled\n"
    "status_note: Sjukdom.\nonline_url: https://www.example.com/mote\nvenue: Bygdegården\norganiser_name: Byn\n",
    "service_point/planerad.yaml": "name: Planerade punkten\npoint_type: safety_point\nlifecycle: planned\n"
    "summary: Kommer.\ncrisis_functions: [warmth]\nactivation: normal\nopening_hours: mån-fre 9-18\n"
    "village: moskosel\nlat: 65.87\nlon: 19.45\noperator: Kommunen\n",
    "offer/soker-grus.yaml": "name: Söker grus\ndirection: want\nexchange: buy\nitem_type: material\n"
    "category: byggmaterial\nsummary: Tio kubik.\nvalid_to: 2027-04-30\ncompany: firma-002\nvillage: moskosel\n",
    "notice/pa-riktigt.yaml": "headline: Vägen är avstängd\nbody: Träd över vägen.\ninstruction: Kör runt.\n"
    "severity: minor\nurgency: expected\ncap_status: actual\nareas: [moskosel]\nonset: 2026-11-24 08:00\n"
    "expires: 2026-11-26 20:00\nsender: Kommunen\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("structured") / "root")
    for path, text in MORE.items():
        kind, name = path.split("/")
        tiny.add(root, kind, name, text)
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None and not report.left_out, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


def read(site, address):
    """The one JSON-LD block of a page, as extruct gives it."""
    html = site.pages[f"{address}/index.html"]
    (found,) = extruct.extract(html, "https://prov.example.com", syntaxes=["json-ld"])["json-ld"]
    return found


def test_every_page_of_a_record_has_json_ld_in_every_language(site):
    portal, edition = tiny.portal_and_edition(site.root)
    looked_at = 0
    for voice in voices(portal, edition):
        for record in filter(voice.speaks, portal.all_records()):
            found = read(site, voice.url(record.url).strip("/"))
            assert found["@context"] == "https://schema.org"
            things = found.get("@graph", [found])
            assert things[0]["@id"] == f"https://prov.example.com{record.url}#this"
            assert things[0]["name"] == record.heading
            looked_at += 1
    assert looked_at > 30


def test_nothing_is_said_that_is_empty(site):
    for page, html in site.pages.items():
        for block in re.findall(r'ld\+json">(.*?)</script>', html, re.DOTALL):
            for value in values(json.loads(block)):
                assert value not in (None, "", [], {}), page


def values(node):
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield value
        yield from values(value)


def test_a_company_is_of_the_type_of_its_first_category(site):
    firm = read(site, "foretag/firma-001")
    assert firm["@type"] == "CafeOrCoffeeShop"
    assert firm["telephone"] == "+46980319201" and firm["email"] == "info1@example.com"
    assert firm["url"] == "https://www.example.com/1"
    assert firm["mainEntityOfPage"] == "https://prov.example.com/foretag/firma-001/"
    assert firm["address"] == {"@type": "PostalAddress", "addressLocality": "Glommersträsk", "addressCountry": "SE"}
    assert firm["openingHoursSpecification"][0]["opens"] == "10:00"
    assert firm["disambiguatingDescription"] == "Ett påhittat exempel"
    assert read(site, "en/foretag/firma-001")["disambiguatingDescription"] == "A made-up example"


def test_a_firm_that_has_closed_has_no_hours(site):
    assert "openingHoursSpecification" not in read(site, "foretag/stangd")


def test_an_event_tells_its_next_time_and_its_schedule(site):
    event = read(site, "evenemang/stickkafe")
    assert event["@type"] == "Event"
    assert (event["startDate"], event["endDate"]) == ("2026-11-24T18:00:00+01:00", "2026-11-24T20:00:00+01:00")
    assert event["eventSchedule"][0]["repeatFrequency"] == "P1W"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert event["organizer"]["name"] == "Firma 001" and event["isAccessibleForFree"] is True
    assert event["location"][0]["address"]["addressLocality"] == "Arvidsjaur"


def test_an_event_says_where_it_has_moved_and_whether_it_is_cancelled(site):
    moved = read(site, "evenemang/digital")
    assert moved["eventStatus"].endswith("/EventMovedOnline")
    assert moved["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert moved["location"] == [{"@type": "VirtualLocation", "url": "https://www.example.com/mote"}]
    assert moved["organizer"]["@id"] == "https://prov.example.com/natverk/mat-harifran/#this"
    assert moved["offers"] == {
        "@type": "Offer", "price": 100, "priceCurrency": "SEK", "url": "https://www.example.com/boka",
    }  # fmt: skip
    mixed = read(site, "evenemang/blandad")
    assert mixed["eventStatus"].endswith("/EventCancelled")
    assert mixed["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert [place["@type"] for place in mixed["location"]] == ["Place", "VirtualLocation"]
    assert mixed["organizer"] == {"@type": "Organization", "name": "Byn"}


def test_a_service_point_is_a_place_and_a_public_service_and_no_emergency_service(site):
    place, service = read(site, "trygghet/sot-moskosel")["@graph"]
    assert (place["@type"], service["@type"]) == ("CivicStructure", "GovernmentService")
    features = {(one["name"], one["description"]) for one in place["amenityFeature"]}
    assert {("Dagligvaror", "Finns i vardagen"), ("Värme", "Finns vid kris")} <= features
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 65.871, "longitude": 19.453}
    assert place["openingHoursSpecification"][0]["closes"] == "18:00", "the hours of a crisis are not today's"
    assert service["serviceOperator"]["name"] == "Byaföreningen"
    assert service["availableChannel"]["serviceLocation"] == {"@id": place["@id"]}
    assert "INTERNK" not in json.dumps([place, service])


def test_a_point_that_is_only_planned_offers_nothing_yet(site):
    planned = read(site, "trygghet/planerad")
    assert planned["@type"] == "CivicStructure"
    assert not {"amenityFeature", "openingHoursSpecification"} & planned.keys()


def test_who_has_something_offers_it_and_who_lacks_something_seeks_it(site):
    offer = read(site, "marknad/slapvagn")
    assert offer["@type"] == "Offer" and offer["seller"]["name"] == "Firma 001"
    assert offer["businessFunction"] == "http://purl.org/goodrelations/v1#LeaseOut"
    assert offer["priceSpecification"] == {
        "@type": "UnitPriceSpecification", "price": 250, "priceCurrency": "SEK", "unitText": "dygn",
    }  # fmt: skip
    assert (offer["validFrom"], offer["validThrough"]) == ("2026-11-01", "2027-04-30")
    assert offer["availability"] == "https://schema.org/InStock" and "email" not in offer
    wanted = read(site, "marknad/soker-grus")
    assert wanted["@type"] == "Demand" and "seller" not in wanted
    assert wanted["@reverse"]["seeks"]["name"] == "Firma 002"
    assert "@reverse" not in read(site, "marknad/soker-ved"), "a private person is not named"


def test_a_network_has_members_and_an_owner(site):
    network = read(site, "natverk/mat-harifran")
    assert network["@type"] == "Organization"
    assert [member["name"] for member in network["member"]] == ["Firma 001"]
    assert network["parentOrganization"]["name"] == "Näringslivskontoret"
    assert network["areaServed"] == [{"@type": "Place", "name": "Arvidsjaur"}]
    assert "email" not in network


def test_a_notice_is_an_announcement_but_an_exercise_is_only_a_page(site):
    real = read(site, "meddelanden/pa-riktigt")
    assert real["@type"] == "SpecialAnnouncement"
    assert (real["datePosted"], real["expires"]) == ("2026-11-24T08:00:00+01:00", "2026-11-26T20:00:00+01:00")
    assert real["announcementLocation"] == [{"@type": "Place", "name": "Moskosel"}]
    assert read(site, "meddelanden/koka-vattnet")["@type"] == "WebPage"


def test_a_page_is_a_page_in_its_own_language(site):
    page = read(site, "en/sidor/about")
    assert (page["@type"], page["inLanguage"]) == ("WebPage", "en")


def test_no_text_of_an_author_leaves_the_block_it_stands_in(site):
    html = site.pages["foretag/evil/index.html"]
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block)["name"] == "Kafé " + EVIL.strip()
    assert "<script>alert" not in html


def test_a_data_block_is_the_same_json_without_a_sign_that_html_knows():
    for text in (EVIL, "<!--<script>", "]]>", "&lt;", "\u2028"):
        made = data_block(json.dumps({"x": text}, ensure_ascii=False))
        assert json.loads(made) == {"x": text}
        assert not set(made) & set("<>&\u2028\u2029")


def test_what_was_held_back_is_not_in_the_block(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    portal, edition = tiny.portal_and_edition(root)
    voice = next(voices(portal, edition))
    for record in portal.all_records():
        text = structured(record, voice, edition.config)
        assert "INTERNK" not in text and "visas-inte" not in text and "utan-samtycke" not in text
        assert "\n" not in text
    assert voice.year == NOW.year


@pytest.mark.parametrize(
    ("address", "locale", "title"),
    [("foretag/firma-001", "sv_SE", "Firma 001"), ("en/foretag", "en_GB", "Companies"), ("", "sv_SE", None)],
)
def test_a_shared_link_has_a_title_a_text_and_an_address(site, address, locale, title):
    html = site.pages[f"{address}/index.html".lstrip("/")]
    (found,) = extruct.extract(html, "https://prov.example.com", syntaxes=["opengraph"])["opengraph"]
    told = dict(found["properties"])
    assert told["og:title"] == (title or told["og:site_name"]) and told["og:locale"] == locale
    assert told["og:url"].startswith("https://prov.example.com/") and told["og:description"]
    assert told["og:type"] == "website" and "og:image" not in told
