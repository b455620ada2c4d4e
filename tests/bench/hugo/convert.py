"""The records of a site as content of Hugo: one Markdown file each, with YAML front matter.

Lists by category, village, letter and month are Hugo's taxonomies, and it makes cards, lists and pages of records by
templates that mirror Bygd's. What it can't work out, or what stands beside the question, it is given ready, which
favours it: JSON-LD, opening hours as rows, the days of a month, QR codes, words to search by (front.py), and what is
the same on all pages, taken from a site that Bygd has built (frame.py).
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from generator.pages.card import card
from generator.pages.lists import kind_lists
from generator.pages.plan import voices
from generator.pages.poster import KIND as POINTS
from generator.pages.poster import poster_pages
from generator.pages.shelves import Shelves, all_shelves, by_field, current, over
from generator.pages.show import Voice
from generator.portal import OVER
from generator.schema import Kind
from tests.bench.hugo.frame import FixedPage, fixed_pages, frame, land, theme
from tests.bench.hugo.front import Front, front_matter, kind_table, places, term_labels
from tests.tiny import portal_and_edition

PROJECT = Path(__file__).parent / "site"
POSTERS, FIXED = "affisch", "fasta"
MOST_TRADES = 12


def convert(root: Path, site: str, now: datetime, built: Path, out: Path) -> int:
    """Write the whole Hugo site into the new folder `out`, and say how many records it has.

    `built` is the same site as Bygd has built it.
    """
    portal, edition = portal_and_edition(root, now=now, site=site, out=out.with_name("not-written"))
    voice = next(iter(voices(portal, edition)))
    shutil.copytree(PROJECT, out)
    _write_data(out / "data", voice, built, edition.config.owner, now)
    content = out / "content"
    _write(
        content / "_index.md", {"title": edition.config.title, "params": {"frame": "home", "trades": _trades(voice)}}
    )
    written = sum(_write_kind(content, kind, voice, edition.config) for kind in portal.kinds.values())
    _write_posters(content / POSTERS, voice, edition)
    _write_fixed(content / FIXED, fixed_pages(built, edition.config.title))
    return written


def _write_data(folder: Path, voice: Voice, built: Path, owner: str, now: datetime) -> None:
    kinds = {kind.name: kind_table(kind, voice, built) for kind in voice.portal.kinds.values()}
    frame_of = {**frame(built), "owner": owner, "made": now.date().isoformat()}
    files = {"kinds": kinds, "terms": term_labels(voice), "frame": frame_of, "land": land(voice), **theme(voice, built)}
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _trades(voice: Voice) -> list[str]:
    """The largest categories of companies, as the front page shows them."""
    kind = voice.portal.kinds["company"]
    shelves = by_field(kind.fields["categories"], kind, voice.portal.records[kind.name], voice).shelves
    return [_slug(one.url) for one in sorted(shelves, key=lambda one: (-len(one.records), one.title))[:MOST_TRADES]]


def _write_kind(content: Path, kind: Kind, voice: Voice, config: Any) -> int:
    records = voice.portal.records[kind.name]
    ways = all_shelves(kind, current(records), voice)
    lists = {page.url: page.data for page in kind_lists(kind, voice, lambda one: card(one, voice), config.base_url)}
    past = over(records)
    home: Front = {
        "ways": [f"/{_taxonomy(kind, way)}" for way in ways],
        **({"past": f"/{kind.address}/{OVER}"} if past else {}),
    }
    _write_list(content / kind.address, kind, kind.plural.sv, lists[f"/{kind.address}/"], home)
    if past:
        title = voice.say("%(kind)s that are over", kind=kind.plural.sv)
        _write_list(content / kind.address / OVER, kind, title, lists[f"/{kind.address}/{OVER}/"], {})
    for way in ways:
        _write_way(content / _taxonomy(kind, way), kind, way, lists)
    on_shelves, placed = _on_shelves(kind, ways), places(records, voice)
    for weight, record in enumerate(records, 1):
        front = front_matter(record, voice, config) | on_shelves.get(record.id, {})
        front["params"] |= placed.get(record.id, {})
        if kind.sort[0] != kind.heading:
            front["weight"] = weight
        folder = content / kind.address / (OVER if record in past else "")
        _write(folder / f"{record.id}.md", front, record["body"] or "")
    return len(records)


def _taxonomy(kind: Kind, way: Shelves) -> str:
    return f"{kind.address}_{way.name}"


def _slug(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _write_list(folder: Path, kind: Kind, title: str, data: Mapping[str, Any], more: Front, **front: Any) -> None:
    """A list's own page. `data` is what Bygd's page of it holds: feeds, a calendar, the table of a month."""
    params = {"lists": kind.name, **more}
    for name in ("calendar", "month"):
        if data.get(name):
            params[name] = _plain(data[name])
    if data.get("feeds"):
        params["feeds"] = [asdict(feed) for feed in data["feeds"]]
    _write(folder / "_index.md", {"title": title, "description": kind.description.sv, **front, "params": params})


def _plain(value: Any) -> Any:
    """A subscription, or a month with its weeks as mappings and its links flat."""
    plain = asdict(value)
    if "weeks" in plain:
        plain["weeks"] = [
            {"number": number, "days": [day and _day(day) for day in days]} for number, days in plain["weeks"]
        ]
        plain["weekdays"] = list(plain["weekdays"])
    return plain


def _day(day: Mapping[str, Any]) -> Front:
    happenings = [
        {"clock": one["clock"], "url": one["link"]["url"], "text": one["link"]["text"]} for one in day["happenings"]
    ]
    return {**day, "happenings": happenings}


def _write_way(folder: Path, kind: Kind, way: Shelves, lists: Mapping[str, Mapping[str, Any]]) -> None:
    """The page of a taxonomy and of each term, for their titles and their order."""
    front = {"title": f"{kind.plural.sv}: {way.title}", "linkTitle": way.title}
    _write(folder / "_index.md", {**front, "params": {"home": f"/{kind.address}", "frame": kind.address}})
    for weight, shelf in enumerate(way.shelves, 1):
        _write_list(
            folder / _slug(shelf.url), kind, shelf.title, lists[shelf.url], {"frame": kind.address}, weight=weight
        )


def _on_shelves(kind: Kind, ways: Iterable[Shelves]) -> Mapping[str, dict[str, list[str]]]:
    """Id of a record -> the terms of each taxonomy that it stands under; what is over stands on no shelf."""
    terms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for way in ways:
        for shelf in way.shelves:
            for record in shelf.records:
                terms[record.id][_taxonomy(kind, way)].append(_slug(shelf.url))
    return {record_id: dict(found) for record_id, found in terms.items()}


def _write_posters(folder: Path, voice: Voice, edition: Any) -> None:
    """A page of its own for each service point, which finds the point by its file name."""
    address = voice.portal.kinds[POINTS].address
    cascade = {"type": "poster", "params": {"frame": address, "unlisted": True}}
    _write(folder / "_index.md", {"build": {"render": "never"}, "cascade": cascade})
    for page in poster_pages(voice, edition):
        code = page.data["code"]
        params = {"print": page.data["print"], "side": code.side, "code": code.path}
        front = {"title": page.title, "description": page.description, "params": params}
        _write(folder / f"{_slug(page.url.removesuffix(f'{POSTERS}/'))}.md", front)


def _write_fixed(folder: Path, pages: Iterable[FixedPage]) -> None:
    _write(folder / "_index.md", {"build": {"render": "never"}})
    for page in pages:
        params = {"frame": page.section, "head": page.head, "main": page.main, "unlisted": page.unlisted}
        front = {"title": page.title, "description": page.description, "url": page.url, "params": params}
        _write(folder / f"{page.url.strip('/').replace('/', '-')}.md", front)


def _write(path: Path, front: Front, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.dump(front, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{head}---\n\n{body}\n", "utf-8")
