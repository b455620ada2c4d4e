"""The shared vocabularies in data/: valid, unique, and true on the map."""

import csv
import json
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import frictionless
import pytest
import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
TABLES = (
    "municipalities",
    "villages",
    "company_categories",
    "event_categories",
    "item_categories",
    "exchange_types",
    "service_functions",
    "crisis_messages",
)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_WORD = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
MULTI_VALUE = ("synonyms", "synonyms_en", "other_names", "osm")

# The simplified outline of Arjeplog leaves out the lakes on both sides of the town.
NEAR_ENOUGH_KM = {"arjeplog": 3.0}


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outlines():
    features = json.loads((DATA / "municipalities.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature["geometry"]["coordinates"] for feature in features}


def in_ring(lon, lat, ring):
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def in_polygons(lon, lat, polygons):
    return any(
        in_ring(lon, lat, outer) and not any(in_ring(lon, lat, hole) for hole in holes) for outer, *holes in polygons
    )


def km_to_outline(lon, lat, polygons):
    per_lon, per_lat = 111.32 * math.cos(math.radians(lat)), 111.13
    best = math.inf
    for polygon in polygons:
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                ax, ay = (x1 - lon) * per_lon, (y1 - lat) * per_lat
                dx, dy = (x2 - x1) * per_lon, (y2 - y1) * per_lat
                length = dx * dx + dy * dy
                t = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
                best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return best


def test_package_is_valid():
    report = frictionless.Package(str(DATA / "datapackage.yaml")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_package_lists_every_table():
    package = yaml.safe_load((DATA / "datapackage.yaml").read_text(encoding="utf-8"))
    described = {resource["path"] for resource in package["resources"]}
    assert described == {f"{name}.csv" for name in TABLES} | {"municipalities.geojson"}
    for resource in package["resources"]:
        assert resource["title"] and resource["title_en"] and resource["licenses"] and resource["sources"]
        for field in resource.get("schema", {}).get("fields", []):
            assert field["title"] and field["title_en"] and field["description"], field["name"]


@pytest.mark.parametrize("name", TABLES)
def test_file_is_plain(name):
    raw = (DATA / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_unique_slugs(name):
    ids = [row["id"] for row in rows(name)]
    shape = CODE_WORD if name in ("exchange_types", "service_functions", "crisis_messages") else SLUG
    assert [i for i in ids if not shape.fullmatch(i)] == []
    assert [i for i, count in Counter(ids).items() if count > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_multi_value_cells_have_no_empty_or_double_parts(name):
    for row in rows(name):
        for column in MULTI_VALUE:
            if row.get(column):
                parts = row[column].split("|")
                assert all(part and part == part.strip() for part in parts), (row["id"], column)
                assert len(parts) == len(set(parts)), (row["id"], column)


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_trimmed(name):
    for row in rows(name):
        assert None not in row and all(value == value.strip() for value in row.values()), row["id"]


def test_municipalities():
    table = rows("municipalities")
    assert len(table) == 290
    assert all(row["code"][:2] == row["county"] for row in table)
    assert len({row["county"] for row in table}) == 21
    assert sum(row["sami_area"] == "ja" for row in table) == 25
    assert sum(row["meankieli_area"] == "ja" for row in table) == 9


@pytest.mark.parametrize(
    ("municipality", "genitive"),
    [
        ("arvidsjaur", "Arvidsjaurs kommun"),
        ("asele", "Åsele kommun"),
        ("overkalix", "Överkalix kommun"),
        ("kalix", "Kalix kommun"),
        ("haparanda", "Haparanda stad"),
        ("stockholm", "Stockholms stad"),
        ("goteborg", "Göteborgs stad"),
        ("malmo", "Malmö stad"),
        ("boras", "Borås stad"),
        ("gotland", "Region Gotland"),
        ("falun", "Falu kommun"),
        ("kalmar", "Kalmar kommun"),
        ("orust", "Orust kommun"),
        ("lulea", "Luleå kommun"),
        ("gallivare", "Gällivare kommun"),
        ("boden", "Bodens kommun"),
        ("hofors", "Hofors kommun"),
        ("lilla-edet", "Lilla Edets kommun"),
        ("dals-ed", "Dals-Eds kommun"),
        ("habo-0305", "Håbo kommun"),
        ("habo-0643", "Habo kommun"),
    ],
)
def test_official_names(municipality, genitive):
    assert {row["id"]: row["genitive"] for row in rows("municipalities")}[municipality] == genitive


def test_no_official_name_adds_s_to_s_x_z():
    assert [
        row["genitive"] for row in rows("municipalities") if re.search(r"[sxz]s (kommun|stad)$", row["genitive"])
    ] == []


def test_every_municipality_has_its_outline():
    assert {row["code"] for row in rows("municipalities")} == set(outlines())


def test_every_village_lies_in_its_municipality():
    shapes = outlines()
    codes = {row["id"]: row["code"] for row in rows("municipalities")}
    outside = []
    for row in rows("villages"):
        lon, lat, polygons = float(row["lon"]), float(row["lat"]), shapes[codes[row["municipality"]]]
        if in_polygons(lon, lat, polygons):
            continue
        if km_to_outline(lon, lat, polygons) > NEAR_ENOUGH_KM.get(row["id"], 0.0):
            outside.append(row["id"])
    assert outside == []


def test_villages_cover_the_three_municipalities():
    count = Counter(row["municipality"] for row in rows("villages"))
    assert count["arvidsjaur"] >= 12 and count["asele"] >= 10 and count["overkalix"] >= 12
    assert {"arvidsjaur", "asele", "overkalix", "glommerstrask"} <= {row["id"] for row in rows("villages")}


def test_estimated_positions_do_not_look_exact():
    for row in rows("villages"):
        decimals = {len(row[column].partition(".")[2]) for column in ("lat", "lon")}
        assert decimals == ({2} if row["position_source"] == "estimated" else {4}), row["id"]


def test_company_categories_are_two_levels():
    table = rows("company_categories")
    groups = {row["id"] for row in table if not row["parent"]}
    assert {row["parent"] for row in table if row["parent"]} == groups


def test_exchange_types_are_the_agreed_ones():
    assert [row["id"] for row in rows("exchange_types")] == [
        "sell",
        "buy",
        "rent",
        "lend",
        "share",
        "swap",
        "give_away",
        "service",
        "booking",
    ]


def test_service_functions_are_the_agreed_ones():
    assert {row["id"] for row in rows("service_functions")} == set(
        "information warmth drinking_water electricity phone_charging emergency_call rakel first_aid aed "
        "crisis_support toilet shower rest overnight cooking meals infant_care internet_wifi groceries "
        "fuel cash pharmacy parcel reserve_power hot_air staffed accessible pets".split()
    )


def test_crisis_messages_are_the_agreed_ones_in_both_languages_and_name_the_place():
    table = {row["id"]: row for row in rows("crisis_messages")}
    assert set(table) == {"power_cut", "water", "heat", "telephony", "evacuation", "school"}
    for row in table.values():
        assert "{place}" in row["sv_headline"] and "{place}" in row["en_headline"]
        assert all(row[f"sv_{part}"] != row[f"en_{part}"] for part in ("headline", "body", "instruction"))
