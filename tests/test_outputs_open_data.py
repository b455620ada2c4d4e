"""/data/: read by the tools that others will read it with, harmless in a spreadsheet, and nothing private in it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from frictionless import Package
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from generator.columns import columns, identifier
from generator.columns import rows as rows_of
from generator.outputs.open_data import harmless
from generator.portal import relate
from tests import tiny
from tests.browser.host import hosted
from tests.test_selection_properties import CONFIGS, CONTENTS
from tests.tiny import NOW

FORMULA = '=HYPERLINK("http://example.com";"x")'
NASTY = f"""name: {json.dumps(FORMULA)}
categories: [snickeri]
summary: "Vi snickrar;=1+1 och mer | allt"
body: |
  - Kök
  - Trappor

  +46 är Sverige. "Citat", komma; semikolon.
services: ["@SUM(1)", "Kök | bad"]
village: moskosel
phone: "+46 980 319 201"
lat: 65.87
lon: 19.45
accessibility: [step_free]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("open-data") / "root")
    tiny.add(root, "company", "formeln.yaml", NASTY)
    tiny.add(root, "company", "borta.yaml", tiny.company(4) + "withdrawn: 2026-11-01\n")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return report.target


def rows(site, kind):
    text = (site / f"data/{kind}.csv").read_bytes().decode("utf-8")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def objects(site, kind):
    return {row["id"]: row for row in json.loads((site / f"data/{kind}.json").read_bytes())}


NASTY_ID = "2505-company-formeln"


def test_frictionless_accepts_the_folder(site):
    report = Package(str(site / "data/datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} == {
        "company", "event", "network", "notice", "offer", "page", "service_point",
    }  # fmt: skip


def test_frictionless_accepts_it_over_http(site):
    with hosted(site) as origin:
        report = Package(f"{origin}/data/datapackage.json").validate()
    assert report.valid, report.to_summary()


def test_the_package_would_notice_a_file_that_did_not_arrive_whole(site, tmp_path):
    for file in (site / "data").iterdir():
        tiny.write(tmp_path / file.name, file.read_bytes())
    whole = (tmp_path / "company.csv").read_bytes()
    tiny.write(tmp_path / "company.csv", whole[: len(whole) // 2])
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_every_column_is_described_and_codes_are_explained(site):
    package = json.loads((site / "data/datapackage.json").read_bytes())
    assert package["licenses"][0]["name"] == "CC0-1.0"
    for resource in package["resources"]:
        header = next(csv.reader(io.StringIO((site / "data" / resource["path"]).read_text("utf-8"))))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(field["title"] and field["type"] for field in fields)
    company = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert company["village"]["labels"]["moskosel"] == "Moskosel"
    assert company["status"]["constraints"]["enum"] == ["active", "temporarily_closed", "closed"]


def test_the_same_records_stand_in_every_format_and_no_withdrawn_one(site):
    for kind in ("company", "event", "service_point"):
        assert rows(site, kind).keys() == objects(site, kind).keys()
        features = json.loads((site / f"data/{kind}.geojson").read_bytes())["features"]
        placed = {name for name, row in objects(site, kind).items() if row["latitude"] is not None}
        assert {feature["id"] for feature in features} == placed
    assert "2505-company-firma-001" in rows(site, "company")
    assert not any("borta" in name for name in rows(site, "company"))


def test_positions_are_where_shapely_finds_them(site):
    collection = json.loads((site / "data/service_point.geojson").read_bytes())
    assert collection["type"] == "FeatureCollection" and "crs" not in collection
    (point,) = (shape(feature["geometry"]) for feature in collection["features"])
    assert (point.geom_type, point.x, point.y) == ("Point", 19.453, 65.871)
    properties = collection["features"][0]["properties"]
    assert properties["name"] == "SOT-punkten i Moskosel" and "latitude" not in properties


def test_only_what_may_be_published_leaves(site):
    secrets = (b"INTERNK", b"HEMLIGNYCKELN", b"internal", b"visas-inte@", b"utan-samtycke@", b"consent")
    files = [*(site / "data").iterdir(), *site.glob("datasets/*"), *site.rglob("*.vcf")]
    assert len(files) > 15
    assert [(file.name, one) for file in files for one in secrets if one in file.read_bytes()] == []
    point = objects(site, "service_point")["2505-service_point-sot-moskosel"]
    assert point["water"] is None and point["power"] == "fixed"


def test_formulas_are_made_harmless_in_csv_and_left_as_written_in_json(site):
    row, whole = rows(site, "company")[NASTY_ID], objects(site, "company")[NASTY_ID]
    assert row["name"] == "'" + FORMULA and whole["name"] == FORMULA
    assert row["description"] == "Vi snickrar;'=1+1 och mer | allt"
    assert row["services"] == "'@SUM(1)|Kök / bad" and whole["services"] == ["@SUM(1)", "Kök | bad"]
    assert row["phone"] == whole["phone"] == "tel:+46980319201"
    assert row["body"].startswith("'- Kök\n- Trappor\n") and "\n'+46 är Sverige" in row["body"]


def test_no_cell_of_any_file_begins_like_a_formula_also_where_semicolons_part_cells(site):
    for file in (site / "data").glob("*.csv"):
        text = file.read_bytes().decode("utf-8")
        for delimiter in ",;\t":
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                for cell in row:
                    assert not re.match(r"\s*(?:[=@]|[+-](?![\s\d.]))", cell), (file.name, cell)


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n;'|, aå1＝－"), max_size=12))
def test_a_text_made_harmless_is_so_and_loses_nothing(text):
    made = harmless(text)
    assert made[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert not re.search(r"(?:\A|[;\t\n])[ \t]*[=@＝＠]", made)
    assert made.replace("'", "") == text.replace("\r\n", "\n").replace("\r", "\n").replace("'", "")


def test_prose_is_left_alone():
    for text in ("Öppet 10-14", "Kök + bad", "a@example.com", "1 = 1", "Rad\n- punkt", "Öppet; - ring först"):
        assert harmless(text) == text


def test_an_empty_kind_is_a_header_and_an_empty_list(tmp_path):
    root = tmp_path / "root"
    tiny.write(root / "sites/arvidsjaur/site.yaml", tiny.SETTINGS.format(site="arvidsjaur", languages="sv"))
    tiny.add(root, "page", "om.yaml", "title: Om\nbody: Här.\n")
    site = tiny.build_site(root, tmp_path / "out").target
    assert rows(site, "event") == {} and objects(site, "event") == {}
    assert json.loads((site / "data/event.geojson").read_bytes())["features"] == []
    assert Package(str(site / "data/datapackage.json")).validate().valid


@settings(deadline=None)
@given(CONTENTS, CONFIGS)
def test_a_row_is_of_a_record_that_the_site_selects_and_names_no_other(whole, settings_):
    portal, _ = relate(whole, settings_, NOW)
    there = {identifier(record, portal) for record in portal.all_records()}
    for kind in portal.kinds.values():
        found = rows_of(kind, portal, settings_)
        assert [row["id"] for row in found] == [identifier(record, portal) for record in portal.records[kind.name]]
        for column in columns(kind):
            if column.field and column.field.target and column.field.target not in portal.vocabularies:
                values = (row[column.name] for row in found)
                named = {one for value in values for one in (value if isinstance(value, list) else [value])}
                assert named - {None} <= there
