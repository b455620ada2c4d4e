"""A poster for each service point: one A4 to put on a door, read when the power, and with it every screen, is gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from generator.edition import Edition
from generator.pages.page import Link, Page, Shown
from generator.pages.planned import Planned
from generator.pages.show import QUIET, Voice, label, show, time_of
from generator.portal import Key
from generator.record import Record

KIND = "service_point"
TEMPLATES = (f"records/{KIND}/poster.html",)
ADDRESS = "affisch/"
"""Below the point's own address."""
WHAT_IS_THERE = ("crisis_functions", "functions")
"""Only the first that the point has: a poster is for the day when everyday life has stopped."""
PRINTS = ((14, "large"), (22, "middle"))
"""Up to how many lines the sheet has room for in a size of print; what is longer is set in small print."""
WHEN = ("crisis_hours", "opening_hours", "on_demand_phone", "phone")


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code without its margin: dark modules as one SVG path, on a square of `side` modules."""

    side: int
    path: str


def poster_pages(voice: Voice, edition: Edition, without: Collection[Key] = ()) -> Iterator[Page]:
    return (one.make() for one in planned_posters(voice, edition, without))


def planned_posters(voice: Voice, edition: Edition, without: Collection[Key] = ()) -> Iterator[Planned]:
    for record in voice.portal.records.get(KIND, ()):
        if voice.speaks(record) and record.key not in without:
            make = partial(_poster, record, voice, edition)
            yield Planned(voice.url(record.url) + ADDRESS, TEMPLATES, make, (record,))


def _poster(record: Record, voice: Voice, edition: Edition) -> Page:
    """Made to be printed, so no search leads to it: the page of the point itself says the same, and more."""
    own = voice.url(record.url)
    address = edition.config.base_url + own
    there = next(iter(_shown(record, WHAT_IS_THERE, voice)), None)
    where = _where(record, voice)
    when = tuple(_shown(record, WHEN, voice))
    return Page(
        url=own + ADDRESS,
        templates=TEMPLATES,
        title=record.heading,
        description=record[record.kind.lead] or "",
        language=voice.language,
        section=KIND,
        crumbs=(
            Link(voice.url(f"/{record.kind.address}/"), record.kind.plural[voice.language]),
            Link(own, record.heading),
        ),
        listed=False,
        data={
            "sign": record["point_type"],
            "point_type": show(record, record.kind.fields["point_type"], voice),
            "stage": None if record["lifecycle"] in QUIET else show(record, record.kind.fields["lifecycle"], voice),
            "there": there,
            "where": where,
            "when": when,
            "print": _print(_rows(there, when, where, edition.config.mirrors)),
            "address": address,
            "code": code(address),
            "made": time_of(edition.now.date(), voice),
        },
    )


def _shown(record: Record, names: tuple[str, ...], voice: Voice) -> Iterator[Shown]:
    return (one for name in names if (one := show(record, record.kind.fields[name], voice)))


def _where(record: Record, voice: Voice) -> tuple[str, ...]:
    """The address as it stands on a letter, then the way there."""
    village = label(record, record.kind.fields["village"], record["village"], voice) if record["village"] else ""
    lines = (record["address"], f"{record['postal_code'] or ''} {village}".strip(), record["directions"])
    return tuple(line for line in lines if line)


def _rows(there: Shown | None, when: tuple[Shown, ...], where: tuple[str, ...], mirrors: tuple[str, ...]) -> float:
    """How many lines the poster takes, roughly: functions in three columns, then where and when side by side."""
    hours = (len(one.value.rows) + len(one.value.exceptions) + 2 if one.widget == "hours" else 2 for one in when)
    halves = max(sum(hours), sum(1 + len(line) / 45 for line in where))
    return (len(there.value) if there else 0) / 3 + halves + sum(map(len, mirrors)) / 60


def _print(rows: float) -> str:
    return next((name for most, name in PRINTS if rows <= most), "small")


def code(text: str) -> Code:
    """The QR code of `text`. A seventh of it may be scratched away or rained upon, and it still reads (level M); more
    where a code of that size has room for it."""
    picture = _picture(text, "M")
    for level in "QH":
        better = _picture(text, level)
        if better.shape != picture.shape:
            break
        picture = better
    side, pixels = len(picture), picture.tobytes()
    return Code(side, "".join(_row(pixels[y * side : (y + 1) * side], y) for y in range(side)))


def _picture(text: str, level: str) -> memoryview:
    """A byte for each module, in rows. `level`: of error correction, as in ISO/IEC 18004."""
    import zxingcpp  # only here: a hurried build makes few posters, and often none

    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return memoryview(symbol.to_image(add_quiet_zones=False))  # type: ignore[arg-type]  # its stubs know of no buffers


_DARK = re.compile(b"\0+")


def _row(row: bytes, y: int) -> str:
    """Each run of dark modules in a row as one rectangle."""
    runs = ((run.start(), run.end() - run.start()) for run in _DARK.finditer(row))
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, width in runs)
