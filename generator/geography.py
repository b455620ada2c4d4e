"""Where municipalities are: their boundaries, and whether a point lies inside one.

Boundaries are simplified (data/municipalities.geojson), so a point within `MARGIN` of one counts as inside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Ring = tuple[tuple[float, float], ...]
"""Corners as (longitude, latitude) in degrees, WGS84, in the order of RFC 7946."""

MARGIN = 0.03
"""Degrees, about 1.5 to 3 km here: how far the simplified boundary may be from the real one."""

SWEDEN = ((55.0, 69.2), (10.5, 24.3))
"""(south, north) latitude and (west, east) longitude."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outer rings of one municipality."""

    code: str
    name: str
    rings: tuple[Ring, ...]

    def contains(self, lat: float, lon: float) -> bool:
        corners = ((0.0, 0.0), (MARGIN, 0.0), (-MARGIN, 0.0), (0.0, MARGIN * 2), (0.0, -MARGIN * 2))
        return any(_inside(ring, lat + up, lon + right) for up, right in corners for ring in self.rings)


def _inside(ring: Ring, lat: float, lon: float) -> bool:
    """Whether a ray eastwards from the point crosses the ring an odd number of times."""
    odd = False
    previous_lon, previous_lat = ring[-1]
    for corner_lon, corner_lat in ring:
        if (corner_lat > lat) != (previous_lat > lat):
            share = (lat - corner_lat) / (previous_lat - corner_lat)
            odd ^= lon < corner_lon + share * (previous_lon - corner_lon)
        previous_lon, previous_lat = corner_lon, corner_lat
    return odd


def in_sweden(lat: float, lon: float) -> bool:
    (south, north), (west, east) = SWEDEN
    return south <= lat <= north and west <= lon <= east


def load_boundaries(path: Path) -> Mapping[str, Boundary]:
    """Boundaries of all municipalities by their four-digit SCB code."""
    features = json.loads(path.read_bytes())["features"]
    return {feature["properties"]["code"]: _boundary(feature) for feature in features}


def _boundary(feature: dict[str, dict[str, object]]) -> Boundary:
    properties, geometry = feature["properties"], feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    assert isinstance(polygons, list)
    rings = tuple(tuple((lon, lat) for lon, lat in polygon[0]) for polygon in polygons)
    return Boundary(str(properties["code"]), str(properties["name"]), rings)
