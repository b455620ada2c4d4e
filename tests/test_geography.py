"""Whether a point lies where it should: in Sweden, and in the municipality whose content it is."""

from __future__ import annotations

import json

import pytest

from generator.geography import MARGIN, Boundary, in_sweden, load_boundaries
from generator.packaged import own_or_packaged
from generator.vocabulary import load_vocabularies
from tests.tiny import PROGRAM

DATA = own_or_packaged(PROGRAM, "data")
BOUNDARIES = load_boundaries(DATA / "municipalities.geojson")
MUNICIPALITIES = load_vocabularies(DATA)["municipalities"]
SQUARE = ((16.0, 64.0), (18.0, 64.0), (18.0, 65.0), (16.0, 65.0), (16.0, 64.0))
FAR_SQUARE = ((20.0, 66.0), (21.0, 66.0), (21.0, 67.0), (20.0, 67.0), (20.0, 66.0))
ARVIDSJAUR, MALMO = (65.5903, 19.1668), (55.605, 13.0038)


def position(municipality):
    row = MUNICIPALITIES[municipality].row
    return float(row["lat"]), float(row["lon"])


def test_every_municipality_has_a_boundary_with_its_own_name():
    assert {term.row["code"] for term in MUNICIPALITIES.values()} == BOUNDARIES.keys()
    assert all(BOUNDARIES[term.row["code"]].code == term.row["code"] for term in MUNICIPALITIES.values())


def test_every_municipality_holds_its_own_point():
    outside = [
        name for name, term in MUNICIPALITIES.items() if not BOUNDARIES[term.row["code"]].contains(*position(name))
    ]
    assert outside == []


def test_a_municipality_does_not_hold_the_points_of_those_far_away():
    arvidsjaur = BOUNDARIES[MUNICIPALITIES["arvidsjaur"].row["code"]]
    holding = [name for name in MUNICIPALITIES if arvidsjaur.contains(*position(name))]
    assert holding == ["arvidsjaur"]


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (64.5, 17.0, True),
        (66.5, 20.5, True),
        (65.5, 19.0, False),
        (64.5, 18.0 + MARGIN, True),
        (64.5, 18.0 + 3 * MARGIN, False),
        (65.0 + MARGIN / 2, 17.0, True),
        (65.0 + 2 * MARGIN, 17.0, False),
        (0.0, 0.0, False),
        (-64.5, -17.0, False),
        (17.0, 64.5, False),
    ],
)
def test_a_point_is_inside_when_it_is_in_any_ring_or_very_near_one(lat, lon, inside):
    assert Boundary("1", "Två delar", (SQUARE, FAR_SQUARE)).contains(lat, lon) is inside


def test_boundaries_of_one_part_and_of_many_are_read_alike(tmp_path):
    one, many = [[SQUARE]], {"type": "MultiPolygon", "coordinates": [[SQUARE], [FAR_SQUARE]]}
    features = [
        {"properties": {"code": "0001", "name": "En"}, "geometry": {"type": "Polygon", "coordinates": one[0]}},
        {"properties": {"code": "0002", "name": "Två"}, "geometry": many},
    ]
    path = tmp_path / "some.geojson"
    path.write_text(json.dumps({"features": features}), "utf-8")
    read = load_boundaries(path)
    assert (read["0001"].rings, read["0002"].rings) == ((SQUARE,), (SQUARE, FAR_SQUARE))


@pytest.mark.parametrize(
    ("lat", "lon", "there"),
    [(*ARVIDSJAUR, True), (*MALMO, True), (69.05, 20.55, True), (19.1668, 65.5903, False), (0, 0, False)],
)
def test_sweden_is_where_sweden_is(lat, lon, there):
    assert in_sweden(lat, lon) is there


@pytest.mark.parametrize(
    ("fields", "line", "code", "told"),
    [
        ({"lat": "19.1668", "lon": "65.5903"}, 5, "coordinates-swapped", ["lat: 65.5903", "lon: 19.1668"]),
        ({"lat": "64.1603", "lon": "17.3476"}, 5, "coordinates-outside", ["64.1603", "17.3476", "Arvidsjaur"]),
        ({"lat": "0", "lon": "0"}, 5, "coordinates-outside", ["0, 0", "Arvidsjaur"]),
        ({"lat": "65.5903"}, 5, "half-position", ["lon"]),
        ({"lon": "19.1668"}, 5, "half-position", ["lat"]),
    ],
)
def test_a_position_that_cannot_be_right_is_named_with_what_was_found(repository, fields, line, code, told):
    path = repository.add("company", **fields)
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code) == (path, line, code)
    assert all(words in problem.message("sv") for words in told), problem.message("sv")


def test_a_position_in_its_own_municipality_is_sound(repository):
    repository.add("company", lat=str(ARVIDSJAUR[0]), lon=str(ARVIDSJAUR[1]))
    assert repository.problems() == ()


def test_a_folder_that_is_no_municipality_has_no_boundary_to_be_outside_of(repository):
    repository.add("company", place="kvinnor-i-norr", lat=str(MALMO[0]), lon=str(MALMO[1]))
    assert repository.problems() == ()
