"""A map without tiles: the outline of the site's municipalities, and a point for every record with a position.

Drawn by a template as one inline picture that prints, follows the page's colours and asks nobody for anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, islice, product
from math import cos, hypot, radians, sin, sqrt
from urllib.parse import urlencode

from generator.geography import Boundary
from generator.record import Record

WIDTH = 640
"""Units of the drawing; its height follows from the shape of the land."""
MARGIN = 24
MOST_POINTS = 250
"""More points than this say nothing on a picture of this size."""
APART = 23
"""Between the middles of two points: a point that lies under another can be neither read nor reached."""


@dataclass(frozen=True, slots=True)
class Point:
    """`number` is shown beside the point and in the list under the map."""

    x: float
    y: float
    number: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Map:
    """`outlines` are SVG paths, each with the name of its municipality."""

    width: int
    height: int
    outlines: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """An equidistant projection that is true in the middle of the land: fine for a few hundred kilometres."""

    west: float
    north: float
    across: float
    scale: float
    height: int

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        x = MARGIN + (lon - self.west) * self.across * self.scale
        y = MARGIN + (self.north - lat) * self.scale
        return round(x, 1), round(y, 1)


def draw(boundaries: Sequence[Boundary], records: Iterable[Record], prefix: str) -> Map | None:
    """A map of the records that have a position; None without a boundary, without points, or with too many."""
    placed = drawable(records)
    if not boundaries or not placed:
        return None
    frame = _frame(boundaries)
    outlines = tuple((boundary.name, _path(boundary, frame)) for boundary in boundaries)
    places = _apart(frame.place(record["lat"], record["lon"]) for record in placed)
    points = tuple(
        Point(x, y, number, record.heading, prefix + record.url)
        for number, (record, (x, y)) in enumerate(zip(placed, places, strict=True), 1)
    )
    return Map(WIDTH, frame.height, outlines, points)


def drawable(records: Iterable[Record]) -> tuple[Record, ...]:
    """Those that have a position; none where they are too many."""
    placed = (record for record in records if record.values.get("lat") is not None and record["lon"] is not None)
    some = tuple(islice(placed, MOST_POINTS + 1))
    return some if len(some) <= MOST_POINTS else ()


def _apart(places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Every place, or the first free one in a spiral around it: two points in one village stand side by side."""
    found: list[tuple[float, float]] = []
    taken = _Taken()
    for x, y in places:
        spiral = ((x + 6 * sqrt(turn) * cos(2.4 * turn), y + 6 * sqrt(turn) * sin(2.4 * turn)) for turn in count())
        free = next(place for place in spiral if taken.leaves(*place))
        found.append((round(free[0], 1), round(free[1], 1)))
        taken.add(*found[-1])
    return found


class _Taken:
    """Places by the square of a grid in which they lie: what is too near a place lies in its own or in the next."""

    def __init__(self) -> None:
        self._in: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)

    def add(self, x: float, y: float) -> None:
        """The place is near its own square and those around it."""
        column, row = int(x // APART), int(y // APART)
        for square in product(range(column - 1, column + 2), range(row - 1, row + 2)):
            self._in[square].append((x, y))

    def leaves(self, x: float, y: float) -> bool:
        """Whether there is room at the place."""
        near = self._in.get((int(x // APART), int(y // APART)), ())
        return all(hypot(x - a, y - b) >= APART for a, b in near)


def outside_map(record: Record) -> str:
    """The address of the record's place on OpenStreetMap, by its position, else by its address; empty without both."""
    if record.values.get("lat") is not None and record.values.get("lon") is not None:
        lat, lon = record["lat"], record["lon"]
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=15/{lat}/{lon}"
    if not record.values.get("address"):
        return ""
    place = (record["address"], record.values.get("postal_code"), record.values.get("post_town"))
    return "https://www.openstreetmap.org/search?" + urlencode({"query": ", ".join(filter(None, place))})


def outlined(boundaries: Sequence[Boundary], records: Iterable[Record] = ()) -> Map:
    """The land with its corners rounded off, and a point for every record with a position: not a map, an ornament."""
    frame = _frame(boundaries)
    outlines = tuple((boundary.name, _rounded(boundary, frame)) for boundary in boundaries)
    placed = (record for record in records if record["lat"] is not None and record["lon"] is not None)
    points = (frame.place(record["lat"], record["lon"]) for record in placed)
    return Map(WIDTH, frame.height, outlines, tuple(Point(x, y, 0, "", "") for x, y in points))


def _frame(boundaries: Sequence[Boundary]) -> _Frame:
    corners = [corner for boundary in boundaries for ring in boundary.rings for corner in ring]
    west, east = min(lon for lon, _ in corners), max(lon for lon, _ in corners)
    south, north = min(lat for _, lat in corners), max(lat for _, lat in corners)
    across = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * across)
    return _Frame(west, north, across, scale, round((north - south) * scale) + 2 * MARGIN)


def _path(boundary: Boundary, frame: _Frame) -> str:
    rings = ([frame.place(lat, lon) for lon, lat in ring] for ring in boundary.rings)
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings)


def _rounded(boundary: Boundary, frame: _Frame) -> str:
    """From the middle of each side to that of the next, bent around the corner between. Short: it is on every page."""
    path = []
    for ring in boundary.rings:
        corners = [frame.place(lat, lon) for lon, lat in ring[:-1]]
        middles = [_middle(*side) for side in zip(corners, (*corners[1:], corners[0]), strict=True)]
        steps = [
            coordinate - origin[axis]
            for origin, corner, end in zip((middles[-1], *middles), corners, middles, strict=False)
            for point in ((round(corner[0]), round(corner[1])), end)
            for axis, coordinate in enumerate(point)
        ]
        path.append(f"M{middles[-1][0]} {middles[-1][1]}q{' '.join(map(str, steps)).replace(' -', '-')}Z")
    return "".join(path)


def _middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[int, int]:
    return round((one[0] + other[0]) / 2), round((one[1] + other[1]) / 2)
