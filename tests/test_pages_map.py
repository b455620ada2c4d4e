"""A map without tiles: where its points stand."""

from __future__ import annotations

from math import dist

from generator.geography import Boundary
from generator.pages.map import APART, Map, draw
from tests import tiny

LAND = Boundary("2505", "Arvidsjaur", (((18.0, 65.0), (20.0, 65.0), (20.0, 66.0), (18.0, 66.0), (18.0, 65.0)),))


def drawn(root, *places: tuple[float, float]) -> Map:
    voice = tiny.voice_in(root)
    records = [tiny.record_in(voice, "service_point", "sot-moskosel", lat=lat, lon=lon) for lat, lon in places]
    found = draw((LAND,), records, "")
    assert found
    return found


def test_points_of_one_village_stand_beside_each_other_and_the_others_where_they_are(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    alone = drawn(root, (65.2, 18.2), (65.8, 19.8)).points
    crowd = drawn(root, (65.2, 18.2), (65.8, 19.8), *[(65.8, 19.8)] * 20).points
    assert [(point.x, point.y) for point in crowd[:2]] == [(point.x, point.y) for point in alone]
    places = [(point.x, point.y) for point in crowd]
    nearest = min(dist(one, other) for at, one in enumerate(places) for other in places[:at])
    assert nearest >= APART - 0.2, "rounded to a tenth"
    assert max(dist(place, places[1]) for place in places[2:]) < 4 * APART
