"""Relating: what belongs to a site, how its records are linked, in what order, and at which addresses."""

from dataclasses import FrozenInstanceError, replace

import pytest

from generator.portal import LETTERS, MONTHS, OVER, PAGES, relate, reserved_ids, select
from tests.tiny import NOW
from tests.written import KINDS, config, content, places, plain

HOME, NEAR, FAR = "arvidsjaur", "asele", "overkalix"


def related(*records, now=NOW, kinds=KINDS, **settings):
    """The portal of a site in `arvidsjaur` and what is said about it."""
    return relate(content(*records, kinds=kinds), config(**settings), now)


def ids(portal, kind="company"):
    return [record.id for record in portal.records[kind]]


def found_in(problems):
    return [
        (problem.path.rpartition("/")[2], *place) for problem, place in zip(problems, places(problems), strict=True)
    ]


# Selection


def firms():
    return (
        plain("company", "", "hemma", HOME),
        plain("company", "", "nara", NEAR),
        plain("company", "networks: [byarna]\n", "med-i-natverk", NEAR),
        plain("company", "", "langt-borta", FAR),
    )


def test_a_site_holds_everything_in_its_own_place_and_nothing_else():
    portal, problems = related(*firms())
    assert ids(portal) == ["hemma"]
    assert problems == ()


def test_a_site_can_hold_everything_of_other_places_too():
    portal, _ = related(*firms(), places=(NEAR,))
    assert ids(portal) == ["hemma", "med-i-natverk", "nara"]


def test_of_other_places_only_what_belongs_to_the_networks_that_are_named():
    portal, _ = related(*firms(), places=(NEAR, FAR), networks=("byarna",))
    assert ids(portal) == ["hemma", "med-i-natverk"]


def test_of_other_places_only_firms_in_the_categories_that_are_named():
    smith = plain("company", "", "smeden", NEAR)
    smith = replace(smith, values={**smith.values, "categories": ("svets",)})
    portal, _ = related(*firms(), smith, places=(NEAR, FAR), categories=("svets", "bageri"))
    assert ids(portal) == ["hemma", "smeden"]


def test_networks_and_categories_add_to_each_other():
    portal, _ = related(*firms(), places=(NEAR,), networks=("byarna",), categories=("snickeri",))
    assert ids(portal) == ["hemma", "med-i-natverk", "nara"]


def test_a_network_that_is_named_comes_itself_and_others_stay_away():
    networks = [plain("network", "", name, NEAR) for name in ("byarna", "hantverkarna")]
    portal, _ = related(*networks, places=(NEAR,), networks=("byarna",))
    assert ids(portal, "network") == ["byarna"]


def test_firms_that_a_chosen_network_lists_itself_come_with_it():
    """Membership may stand on the firm or in the network's own list (DESIGN.md 3)."""
    network = plain("network", "members: [nara]\n", "byarna", NEAR)
    portal, _ = related(*firms(), network, places=(NEAR,), networks=("byarna",))
    assert ids(portal) == ["hemma", "med-i-natverk", "nara"]


def test_only_the_kinds_that_are_named_are_there():
    portal, _ = related(*firms(), plain("page", "", "om"), kinds=KINDS)
    assert ids(portal, "page") == ["om"]
    only, _ = relate(content(*firms(), plain("page", "", "om")), config(kinds=("page",)), NOW)
    assert list(only.records) == ["page"] and list(only.kinds) == ["page"]


EVENT = "start: 2026-12-01\n"


def test_what_a_chosen_firm_or_network_arranges_or_offers_comes_with_it():
    records = [
        *firms(),
        plain("network", "", "byarna", NEAR),
        plain("offer", "company: med-i-natverk\n", "firmans-slap", NEAR),
        plain("offer", "company: nara\n", "en-annans-slap", NEAR),
        plain("event", EVENT + "organiser_company: med-i-natverk\n", "firmans-fest", NEAR),
        plain("event", EVENT + "organiser_network: byarna\n", "natverkets-fest", NEAR),
        plain("event", EVENT, "kommunens-fest", NEAR),
    ]
    portal, problems = related(*records, places=(NEAR,), networks=("byarna",))
    assert ids(portal, "offer") == ["firmans-slap"]
    assert sorted(ids(portal, "event")) == ["firmans-fest", "natverkets-fest"]
    assert problems == ()


def test_what_a_follower_leads_to_does_not_follow_in_turn():
    """Otherwise one event with two organisers would bring in half of the next municipality."""
    shared = plain("event", EVENT + "organiser_network: byarna\norganiser_company: nara\n", "gemensam-fest", NEAR)
    network = plain("network", "", "byarna", NEAR)
    portal, problems = related(*firms(), network, shared, places=(NEAR,), networks=("byarna",))
    assert ids(portal) == ["hemma", "med-i-natverk"]
    assert found_in(problems) == [("gemensam-fest.yaml", "organiser_company", 7, "relation-not-selected")]


def test_what_a_firm_of_a_place_outside_the_site_offers_does_not_follow():
    portal, _ = related(*firms(), plain("offer", "company: hemma\n", "slap", FAR), places=(NEAR,))
    assert ids(portal, "offer") == []


def test_selecting_twice_selects_nothing_more():
    settings = config(places=(NEAR, FAR), networks=("byarna",))
    once = select(firms(), settings)
    assert select(once, settings) == once


# Links


def test_links_lead_from_a_record_to_those_it_names_in_the_order_they_are_written():
    company = plain("company", "networks: [hantverkarna, byarna]\n", "firman")
    networks = [plain("network", "", name) for name in ("byarna", "hantverkarna")]
    portal, _ = related(company, *networks)
    assert [record.id for record in portal.linked(company, "networks")] == ["hantverkarna", "byarna"]
    assert portal.linked(company, "village") == ()


def test_links_lead_back_from_a_record_to_those_that_name_it_each_once_and_in_their_order():
    network = plain("network", "", "byarna")
    events = [
        plain("event", EVENT + "organiser_network: byarna\nnetworks: [byarna]\n", "b-fest"),
        plain("event", EVENT + "networks: [byarna]\n", "a-fest"),
        plain("event", EVENT, "en-annan-fest"),
    ]
    portal, _ = related(network, *events)
    assert [record.id for record in portal.linking(network, "event")] == ["a-fest", "b-fest"]
    assert portal.linking(network, "company") == ()


def test_a_record_that_names_itself_is_not_linked_back():
    company = plain("company", "", "firman")
    odd = replace(company, values={**company.values, "networks": ("firman",)})
    portal, _ = related(odd)
    assert portal.linking(odd, "company") == ()


def test_a_link_out_of_the_site_is_left_away_and_told_once_where_it_stands():
    """A single reference; lists are memberships, and many of those are elsewhere."""
    offer = plain("offer", "company: nara\n", "slap")
    member = plain("company", "networks: [byarna]\n", "firman")
    network = plain("network", "", "byarna", NEAR)
    portal, problems = related(offer, member, network, *firms()[1:2])
    assert portal.linked(offer, "company") == () and portal.linked(member, "networks") == ()
    assert found_in(problems) == [("slap.yaml", "company", 9, "relation-not-selected")]
    assert dict(problems[0].facts) == {"found": "nara", "site": "portalen"}
    assert problems[0].level == "warning"


def test_a_link_to_a_kind_that_the_site_leaves_out_is_left_away_and_told():
    offer, firm = plain("offer", "company: firman\n", "slap"), plain("company", "", "firman")
    portal, problems = relate(content(offer, firm), config(kinds=("offer",)), NOW)
    assert portal.linked(offer, "company") == ()
    assert found_in(problems) == [("slap.yaml", "company", 9, "relation-not-selected")]


# Order


def test_records_are_in_swedish_order_whatever_order_they_are_found_in():
    names = {"a": "Östbergs", "b": "Zorns", "c": "Ålunds", "d": "andersson", "e": "Ärlas", "f": "Aa"}
    made = [plain("company", "", record_id) for record_id in names]
    made = [replace(one, values={**one.values, "name": names[one.id]}) for one in made]
    for order in (made, made[::-1], made[3:] + made[:3]):
        portal, _ = related(*order)
        assert ids(portal) == ["f", "d", "b", "c", "e", "a"]


def test_kinds_are_in_the_order_of_their_definitions_also_where_they_have_no_records():
    portal, _ = related(plain("page"))
    assert list(portal.records) == list(KINDS)
    assert [record.kind.name for record in portal.all_records()] == ["page"]


def test_events_are_in_the_order_of_their_next_time_and_those_that_are_over_last():
    events = [
        plain("event", "start: 2026-12-24\n", "jul"),
        plain("event", "start: 2025-12-01\n", "forra-aret"),
        plain("event", "start: 2025-11-25\nrepeat: FREQ=WEEKLY;COUNT=60\n", "var-vecka"),
        plain("event", "start: 2026-12-01 09:00\n", "snart"),
    ]
    portal, _ = related(*events)
    assert ids(portal, "event") == ["var-vecka", "snart", "jul", "forra-aret"]


# Withdrawn


@pytest.mark.parametrize(("day", "gone"), [("2026-11-24", True), ("2026-11-25", False), ("2020-01-01", True)])
def test_a_record_is_gone_from_the_day_it_is_withdrawn(day, gone):
    portal, problems = related(plain("company", f"withdrawn: {day}\n", "firman"))
    assert ids(portal) == ([] if gone else ["firman"])
    assert [record.id for record in portal.withdrawn] == (["firman"] if gone else [])
    assert problems == ()


def test_a_link_to_a_withdrawn_record_is_left_away():
    offer = plain("offer", "company: firman\n", "slap")
    portal, problems = related(offer, plain("company", "withdrawn: 2026-01-01\n", "firman"))
    assert portal.linked(offer, "company") == ()
    assert found_in(problems) == [("slap.yaml", "company", 9, "relation-not-selected")]


def test_a_withdrawn_record_links_to_nobody():
    network = plain("network", "", "byarna")
    portal, _ = related(network, plain("company", "networks: [byarna]\nwithdrawn: 2026-01-01\n", "firman"))
    assert portal.linking(network, "company") == ()


# Addresses


@pytest.mark.parametrize("name", [LETTERS, MONTHS, OVER, PAGES, "kategori", "ort", "natverk"])
def test_an_id_that_is_the_address_of_a_list_is_refused(name):
    portal, problems = related(plain("company", "", name), plain("company", "", "firman"))
    assert found_in(problems) == [(f"{name}.yaml", "", 1, "reserved-id")]
    assert dict(problems[0].facts)["address"] == f"/foretag/{name}/"
    assert ids(portal) == ["firman"]


def test_only_the_lists_of_its_own_kind_are_closed_to_a_record():
    assert "riktning" in reserved_ids(KINDS["offer"])
    _, problems = related(plain("company", "", "riktning"))
    assert problems == ()


@pytest.mark.parametrize("name", [LETTERS, "kategori"])
def test_a_former_id_that_is_the_address_of_a_list_is_refused(name):
    portal, problems = related(plain("company", f"former_ids:\n  - gamla\n  - {name}\n", "firman"))
    assert [(line, problem.code) for (_, _, line, _), problem in zip(found_in(problems), problems, strict=True)] == [
        (7, "reserved-id")
    ]
    assert ids(portal) == []


def two_kinds_with_one_address():
    leaflet = replace(KINDS["page"], name="leaflet")
    kinds = {**KINDS, "leaflet": leaflet}
    page = plain("page", "", "om")
    return kinds, page, replace(page, kind=leaflet, path="content/arvidsjaur/leaflet/om.yaml")


def test_of_two_records_with_one_address_the_second_names_the_first_which_stays():
    kinds, page, leaflet = two_kinds_with_one_address()
    for order in ((page, leaflet), (leaflet, page)):
        portal, problems = related(*order, kinds=kinds)
        assert [problem.code for problem in problems] == ["address-collision"]
        assert {problems[0].path, dict(problems[0].facts)["other"]} == {page.path, leaflet.path}
        assert problems[0].path == page.path
        assert [record.path for record in portal.all_records()] == [leaflet.path]


def test_a_former_address_that_another_record_has_is_told_with_both_files():
    older = plain("page", "", "om")
    newer = plain("page", "former_ids:\n  - om-foretagen\n  - om\n", "om-oss")
    portal, problems = related(older, newer)
    assert found_in(problems) == [("om-oss.yaml", "former_ids", 5, "address-collision")]
    assert dict(problems[0].facts) == {"address": "/sidor/om/", "other": older.path}
    assert ids(portal, "page") == ["om"]


def test_a_former_address_that_two_records_claim_is_told_of_the_second():
    pages = [plain("page", "former_ids: [gamla]\n", name) for name in ("a", "b")]
    _, problems = related(*pages)
    assert found_in(problems) == [("b.yaml", "former_ids", 3, "address-collision")]
    assert dict(problems[0].facts)["other"].endswith("/a.yaml")


def test_a_record_does_not_lead_from_its_own_address_to_itself():
    """Such a redirection would go round for ever, and its page would replace the record's own."""
    portal, problems = related(plain("page", "former_ids: [gamla, om]\n", "om"))
    assert found_in(problems) == [("om.yaml", "former_ids", 3, "address-collision")]
    assert ids(portal, "page") == []


def test_an_address_is_free_where_the_record_that_had_it_is_not_on_the_site():
    _, problems = related(plain("page", "", "om", NEAR), plain("page", "former_ids: [om]\n", "om-oss"))
    assert problems == ()


def test_an_address_of_a_withdrawn_record_is_not_free():
    """Its notice stands there: a link must not lead somebody who looks for it to something else."""
    gone = plain("page", "withdrawn: 2026-01-01\n", "om")
    _, problems = related(gone, plain("page", "former_ids: [om]\n", "om-oss"))
    assert [problem.code for problem in problems] == ["address-collision"]


# Frozen


def test_a_portal_cannot_be_changed():
    page = plain("page", "", "om")
    portal, _ = related(page)
    with pytest.raises(FrozenInstanceError):
        portal.records = {}
    for mapping in (portal.records, portal.by_key, portal.back_links, portal.kinds):
        with pytest.raises(TypeError):
            mapping["page"] = ()
    assert isinstance(portal.records["page"], tuple)


def test_relating_changes_nothing_in_the_content_so_that_one_reading_serves_many_sites():
    records = (*firms(), plain("page", "", "om"))
    whole = content(*records)
    before = [dict(record.values) for record in whole.records]
    first, _ = relate(whole, config(), NOW)
    relate(whole, config(place=NEAR, places=(HOME,), networks=("byarna",)), NOW)
    again, _ = relate(whole, config(), NOW)
    assert [dict(record.values) for record in whole.records] == before
    assert [record.key for record in again.all_records()] == [record.key for record in first.all_records()]
