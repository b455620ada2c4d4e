"""Whatever the content and the settings: a site holds only what it selects, and no record vanishes without a word."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import renewal
from generator.build import build
from generator.content import read_content
from generator.order import Order
from generator.portal import Portal, relate, select
from generator.profile import Profile
from generator.record import Record
from generator.settings import SiteConfig
from tests.tiny import NOW, write
from tests.written import KINDS, PLAIN, config, content

PLACES = ("arvidsjaur", "asele", "region")
NAMES = ("a", "b", "c", "kategori", "d")
TERMS = ("snickeri", "el")
IDS = st.sampled_from(NAMES)
LISTS = st.lists(IDS, max_size=3, unique=True).map(tuple)

FIELDS = {
    "company": {"categories": st.lists(st.sampled_from(TERMS), min_size=1, max_size=2).map(tuple), "networks": LISTS},
    "network": {"members": LISTS},
    "event": {"organiser_company": IDS, "organiser_network": IDS, "networks": LISTS},
    "offer": {"company": IDS, "networks": LISTS},
    "page": {"networks": LISTS},
}
COMMON = {"former_ids": LISTS, "withdrawn": st.sampled_from([NOW.date(), NOW.date().replace(year=2030)])}
HEADING = {"name": "Namn", "title": "Namn", "start": NOW.date(), "valid_to": NOW.date(), "next_start": None}


@st.composite
def records(draw: st.DrawFn) -> Record:
    kind = KINDS[draw(st.sampled_from(sorted(FIELDS)))]
    given_fields = {**FIELDS[kind.name], **COMMON}
    chosen = draw(st.sets(st.sampled_from(sorted(given_fields))))
    values = {name: draw(given_fields[name]) for name in sorted(chosen)}
    values |= {name: value for name, value in HEADING.items() if name in kind.fields or name == "next_start"}
    name, place = draw(IDS), draw(st.sampled_from(PLACES))
    return Record(kind, name, place, values, f"content/{place}/{kind.name}/{name}.yaml", {})


MOST_RECORDS = 12
CONTENTS = st.lists(records(), max_size=MOST_RECORDS, unique_by=lambda record: record.key).map(
    lambda some: content(*some)
)
CONFIGS = st.builds(
    config,
    place=st.sampled_from(PLACES),
    places=st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
    networks=LISTS,
    categories=st.lists(st.sampled_from(TERMS), max_size=1).map(tuple),
    kinds=st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True).map(tuple),
)


def asked_for(record: Record, settings_: SiteConfig, everything: dict[tuple[str, str], Record]) -> bool:
    """DESIGN.md 1: everything of the own place; of others what the settings name, by itself."""
    if record.place == settings_.place or not (settings_.networks or settings_.categories):
        return record.place in settings_.all_places
    listed = {
        member
        for name in settings_.networks
        if (network := everything.get(("network", name))) and network.place in settings_.all_places
        for member in network["members"]
    }
    by_network = record.kind.name == "network" and record.id in settings_.networks
    member = record.kind.name == "company" and record.id in listed
    named = "networks" in record.kind.fields and set(record["networks"]) & set(settings_.networks)
    in_category = "categories" in record.kind.fields and set(record["categories"]) & set(settings_.categories)
    return record.place in settings_.all_places and bool(by_network or member or named or in_category)


def belongs(record: Record, settings_: SiteConfig, everything: dict[tuple[str, str], Record]) -> bool:
    """Asked for, or arranged or offered by somebody who is."""
    if settings_.kinds and record.kind.name not in settings_.kinds:
        return False
    if asked_for(record, settings_, everything):
        return True
    single = [(f.target, target) for f, target in record.references() if not f.is_list]
    hosts = [everything[key] for key in single if key in everything]
    return record.place in settings_.all_places and any(asked_for(host, settings_, everything) for host in hosts)


def all_of(portal: Portal) -> list[Record]:
    return [*portal.all_records(), *portal.withdrawn]


@given(CONTENTS, CONFIGS)
def test_a_site_holds_what_it_selects_and_nothing_else(whole, settings_):
    everything = {record.key: record for record in whole.records}
    portal, problems = relate(whole, settings_, NOW)
    held = {record.path for record in all_of(portal)}
    selected = {record.path for record in whole.records if belongs(record, settings_, everything)}
    refused = {problem.path for problem in problems if problem.leaves_record_out}
    assert held <= selected
    assert selected - held <= refused


@given(CONTENTS, CONFIGS)
def test_every_link_of_a_site_leads_to_a_record_on_the_site_and_back(whole, settings_):
    portal, _ = relate(whole, settings_, NOW)
    there = set(portal.by_key.values())
    assert there == set(portal.all_records())
    for record in there:
        for field in record.kind.fields.values():
            if field.target in portal.kinds and field.name in record.values:
                for other in portal.linked(record, field.name):
                    assert other in there
                    assert other is record or record in portal.linking(other, record.kind.name)
    for key, linking in portal.back_links.items():
        assert set(linking) <= there
        assert len(set(linking)) == len(linking), key


@given(CONTENTS, CONFIGS)
def test_no_two_records_of_a_site_share_an_address(whole, settings_):
    portal, _ = relate(whole, settings_, NOW)
    addresses = [record.url for record in all_of(portal)]
    moved = [f"/{r.kind.address}/{former}/" for r in portal.all_records() for former in r["former_ids"]]
    assert len(set(addresses)) == len(addresses)
    assert not set(moved) & set(addresses)
    assert len(set(moved)) == len(moved)


@given(CONTENTS, CONFIGS, st.permutations(range(MOST_RECORDS)))
def test_the_order_in_which_records_are_found_changes_nothing(whole, settings_, order):
    shuffled = [whole.records[number] for number in order if number < len(whole.records)]
    one, problems = relate(whole, settings_, NOW)
    other, same_problems = relate(content(*shuffled), settings_, NOW)
    assert [record.key for record in one.all_records()] == [record.key for record in other.all_records()]
    assert [record.key for record in one.withdrawn] == [record.key for record in other.withdrawn]
    assert problems == same_problems


@given(CONTENTS, CONFIGS)
def test_asking_for_more_places_takes_nothing_away(whole, settings_):
    """Of what is selected; a record from a new place may still claim an address first."""
    less = select(whole.records, settings_)
    more = select(whole.records, replace(settings_, places=PLACES))
    assert {record.key for record in less} <= {record.key for record in more}


# The whole way, from files to the account of a build

FAULTY = (
    "name: \n",
    "name: [\n",
    "",
    "nmae: Fel\n",
    PLAIN["company"] + "lat: 65.59\n",
    PLAIN["company"] + "org_number: 811218-9876\n",
    PLAIN["company"].replace("snickeri", "trolleri"),
    PLAIN["company"].replace("categories: [snickeri]\n", ""),
)
SOUND = tuple(
    PLAIN["company"] + more
    for more in (
        "",
        "withdrawn: 2026-01-01\n",
        "withdrawn: 2026-01-01\nformer_ids: [a]\n",
        "former_ids: [b, gammal]\n",
        "networks: [finns-inte]\n",
        "phone: 0980-319 201\n",
        "search_words: [x, x]\n",
    )
)
FILES = st.dictionaries(
    st.tuples(st.sampled_from(PLACES[:2]), st.sampled_from(NAMES)),
    st.sampled_from(SOUND + FAULTY),
    min_size=1,
    max_size=8,
)
SITE = "title: Portalen\ndescription: Firmor.\nowner: Kommunen\nbase_url: https://a.example.com\nplace: arvidsjaur\n"


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch):
    """What pages look like is tested elsewhere; here the spine, until a site would be made."""
    monkeypatch.setattr(renewal, "make", lambda portal, edition, order, report, *_: report)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, more=st.sampled_from(["", "places: [asele]\n", "places: [asele]\ncategories: [el]\n"]))
def test_published_left_out_withdrawn_and_elsewhere_are_all_the_records_there_are(files, more):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for place in PLACES[:2]:
            (root / "content" / place).mkdir(parents=True)
        for (place, name), text in files.items():
            write(root / f"content/{place}/company/{name}.yaml", text)
        write(root / "sites/portalen/site.yaml", SITE + more)
        read = read_content(root, NOW)
        report = build(Order(root, "portalen", root / "dist", NOW), Profile(), read)
    faulty = {problem.path for problem in report.problems if problem.leaves_record_out}
    near = {path for path in read.left_out if "/arvidsjaur/" in path or more}
    assert near <= faulty
    assert len(read.records) + len(read.left_out) == len(files)
    sound = [record for record in read.records if record.place == "arvidsjaur" or more]
    assert (report.target is None) == (not read.records or bool(near and not sound))
    if report.target:
        assert report.published + report.left_out + report.withdrawn + report.elsewhere == len(files)
        assert len(near) <= report.left_out <= len(faulty)
