"""Whatever a site selects: its calendars, feeds, notices and open data hold those records and no other.

Every record has a mark in its name, its text and its id, which is then looked for in every file that is written.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.edition import Edition, load_theme
from generator.outputs import alerts, calendar, catalogue, contacts, feeds, open_data
from generator.portal import relate
from generator.record import Record
from tests.test_selection_properties import PLACES, belongs
from tests.tiny import NOW, PROGRAM
from tests.written import KINDS, PLAIN, config, content, loose

OUTPUTS = (open_data.write, contacts.write, catalogue.write, calendar.write, feeds.write, alerts.write)
THEME = load_theme(PROGRAM / "themes/bas", Path("no-such-folder"), config())
MARK = re.compile("zq[0-9]+qz", re.IGNORECASE)

WHERE = {place: f"lat: {lat}\nlon: {lon}\n" for place, lat, lon in (
    ("arvidsjaur", 65.59, 19.16), ("asele", 64.16, 17.34), ("region", 65.59, 19.16),
)}  # fmt: skip
SORTS = (
    ("company", "{where}networks: [{other}-network-0]\nbody: {mark}\n"),
    ("company", "phone: 0980-319 201\n"),
    ("network", "members: [{other}-company-0, {own}-company-1]\n"),
    ("event", "start: 2026-12-01 18:00\norganiser_company: {other}-company-0\nbody: {mark}\n"),
    ("event", "start: 2026-12-24\nrepeat: FREQ=WEEKLY;COUNT=3\nnetworks: [{own}-network-0]\n"),
    ("event", "start: 2026-12-01 18:00\norganiser_network: {other}-network-0\n"),
    ("offer", "company: {other}-company-1\nbody: {mark}\n"),
    ("offer", "networks: [{other}-network-0]\n"),
    ("service_point", "company: {other}-company-0\n"),
    ("notice", "severity: severe\nonset: 2026-11-20\nexpires: 2026-12-20\ninstruction: {mark}\n"),
    ("page", "networks: [{own}-network-0]\nmenu: footer\n"),
)
"""(kind, its further fields), one of each in every place; `other` is the place after its own."""


@cache
def pool() -> tuple[Record, ...]:
    made: list[Record] = []
    for at, place in enumerate(PLACES):
        counted: dict[str, int] = {}
        for kind, more in SORTS:
            number = counted[kind] = counted.get(kind, -1) + 1
            mark = f"zq{len(made)}qz"
            heading, _, rest = PLAIN[kind].partition("\n")
            rest = re.sub(r"lat: .*\nlon: .*\n", WHERE[place], rest)
            fields = more.format(where=WHERE[place], own=place, other=PLACES[(at + 1) % len(PLACES)], mark=mark)
            text = f"{heading.partition(':')[0]}: Namn {mark}\n{rest}{fields}former_ids: [{mark}]\n"
            made.append(loose(kind, text, f"{place}-{kind}-{number}", place))
    return tuple(made)


NETWORKS = st.lists(st.sampled_from([f"{place}-network-0" for place in PLACES]), max_size=2, unique=True).map(tuple)
DUTIES = {"owner_org_number": "212000-9994", "contact_email": "portalen@example.com"}
A_SITE = config(place=PLACES[0], places=PLACES, **DUTIES)
SITES = st.builds(
    config,
    place=st.sampled_from(PLACES),
    places=st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
    networks=NETWORKS,
    categories=st.lists(st.sampled_from(["snickeri", "el"]), max_size=1).map(tuple),
    kinds=st.lists(st.sampled_from(sorted({kind for kind, _ in SORTS})), max_size=4, unique=True).map(tuple),
    **{name: st.just(value) for name, value in DUTIES.items()},
)
NUMBERS = st.lists(st.integers(0, len(SORTS) * len(PLACES) - 1), min_size=1, max_size=20, unique=True)
"""Of records in the pool."""


def marks(text: str) -> set[str]:
    return {mark.lower() for mark in MARK.findall(text)}


def of(records: list[Record]) -> set[str]:
    return {mark for record in records for mark in marks(record.heading)}


def files_of(settings_, portal) -> dict[str, str]:
    """Every file that the outputs write, by its name; lines that a calendar or a card has folded are whole again."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for write in OUTPUTS:
            write(portal, Edition(settings_, THEME, NOW), out)
        paths = [path for path in out.rglob("*") if path.is_file()]
        return {path.relative_to(out).as_posix(): path.read_bytes().decode().replace("\r\n ", "") for path in paths}


@settings(max_examples=50, deadline=None)
@given(NUMBERS, SITES)
@example(list(range(len(SORTS) * len(PLACES))), replace(A_SITE, kinds=("event",)))  # whose networks are not selected
def test_no_file_for_others_holds_a_record_that_the_site_does_not_select(numbers, settings_):
    records = [pool()[number] for number in numbers]
    everything = {record.key: record for record in records}
    allowed = of([record for record in records if belongs(record, settings_, everything)])
    portal, _ = relate(content(*records), settings_, NOW)
    files = files_of(settings_, portal)
    for name, text in files.items():
        assert marks(text) <= allowed, name
        for record in records:
            if not belongs(record, settings_, everything):
                assert f"{record.id}/" not in text and f'-{record.id}"' not in text, (name, record.id)
    for kind in portal.records:
        held = of(list(portal.records[kind]))
        assert marks(files[f"data/{kind}.csv"]) == marks(files[f"data/{kind}.json"]) == held
        assert marks(files[f"{KINDS[kind].address}/feed.xml"]) == held


@settings(max_examples=15, deadline=None)
@given(SITES)
def test_what_is_selected_is_in_the_calendars_the_feeds_and_the_notices(settings_):
    portal, _ = relate(content(*pool()), settings_, NOW)
    files = files_of(settings_, portal)
    held = {kind: of(list(records)) for kind, records in portal.records.items()}
    if "event" in held:
        # The calendar also names who arranges an event.
        assert marks(files["evenemang/kalender.ics"]) >= held["event"]
        assert {name for name in files if name.endswith(".ics") and name.count("/") == 1} == {
            "evenemang/kalender.ics", *(f"evenemang/{one.id}.ics" for one in portal.records["event"])
        }  # fmt: skip
    if "notice" in held:
        assert marks(files["meddelanden/cap.xml"]) == held["notice"]
    placed = of([one for one in portal.records.get("company", ()) if one.values.get("lat")])
    if "company" in held:
        assert marks(files["data/company.geojson"]) == placed
        assert len(json.loads(files["data/company.geojson"])["features"]) == len(placed)
    assert marks(files["feed.json"]) <= set().union(*held.values())
