"""The records of a site as content of Hugo: one Markdown file each, with YAML front matter.

Lists by category, village, letter and month are Hugo's taxonomies. What Hugo can't work out is given to it: the
repetitions of an event, opening hours as rows, words to search by.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from generator.config import read_config
from generator.content import own_or_packaged, read_content
from generator.field_type import Phone
from generator.hours import Hours
from generator.pages.lists import Shelves, all_shelves, current, over
from generator.pages.opening import opening
from generator.pages.show import Voice, over_at
from generator.portal import OVER, relate
from generator.record import Record
from generator.schema import Field, Kind
from generator.search_words import lexicon, search_words
from generator.words import load_words

PROJECT = Path(__file__).parent / "site"
MOST_TIMES = 12

Front = dict[str, Any]


def convert(root: Path, site: str, now: datetime, out: Path) -> int:
    """Write the whole Hugo site into the new folder `out`, and say how many records it has."""
    shutil.copytree(PROJECT, out)
    voice = _voice(root, site, now)
    _write_words(out / "data", voice)
    written = 0
    for kind in voice.portal.kinds.values():
        written += _write_kind(out / "content", kind, voice)
    return written


def _voice(root: Path, site: str, now: datetime) -> Voice:
    content = read_content(root, now)
    config, problems = read_config(root, site, content.kinds, content.selectable())
    assert config is not None, problems
    portal, _ = relate(content, config, now)
    words = load_words(own_or_packaged(root, "themes") / config.theme, config.language)
    return Voice(portal, config.language, "", words, lexicon(portal.vocabularies), config.languages, now.year)


def _write_words(folder: Path, voice: Voice) -> None:
    """Labels of fields with a short list of values, and of the terms of vocabularies."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for kind in voice.portal.kinds.values():
        for field in kind.fields.values():
            labels[field.name] |= {value: label.sv for value, label in field.labels.items()}
    terms = {
        name: {term.id: term.label.sv for term in vocabulary.values()}
        for name, vocabulary in voice.portal.vocabularies.items()
    }
    folder.mkdir()
    (folder / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), "utf-8")
    (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), "utf-8")


def _write_kind(content: Path, kind: Kind, voice: Voice) -> int:
    records = voice.portal.records[kind.name]
    ways = all_shelves(kind, current(records), voice)
    front = {
        "title": kind.plural.sv,
        "description": kind.description.sv,
        "params": {"ways": [f"/{_taxonomy(kind, way)}" for way in ways]},
    }
    _write(content / kind.address / "_index.md", front)
    _write_ways(content, kind, ways)
    if past := over(records):
        _write(content / kind.address / OVER / "_index.md", {"title": f"Tidigare: {kind.plural.sv}"})
    on_shelves = _on_shelves(kind, ways)
    for weight, record in enumerate(records, 1):
        front = front_matter(record, voice) | on_shelves.get(record.id, {})
        if kind.sort[0] != kind.heading:
            front["weight"] = weight
        folder = content / kind.address / (OVER if record in past else "")
        _write(folder / f"{record.id}.md", front, record["body"] or "")
    return len(records)


def _taxonomy(kind: Kind, way: Shelves) -> str:
    return f"{kind.address}_{way.name}"


def _slug(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _write_ways(content: Path, kind: Kind, ways: Iterable[Shelves]) -> None:
    """The page of each taxonomy and of each term, for their titles and their order."""
    for way in ways:
        folder = content / _taxonomy(kind, way)
        title = f"{kind.plural.sv}: {way.title}"
        _write(folder / "_index.md", {"title": title, "linkTitle": way.title, "params": {"home": f"/{kind.address}"}})
        for weight, shelf in enumerate(way.shelves, 1):
            _write(folder / _slug(shelf.url) / "_index.md", {"title": shelf.title, "weight": weight})


def _on_shelves(kind: Kind, ways: Iterable[Shelves]) -> Mapping[str, dict[str, list[str]]]:
    """Id of a record -> the terms of each taxonomy that it stands under; what is over stands on no shelf."""
    terms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for way in ways:
        for shelf in way.shelves:
            for record in shelf.records:
                terms[record.id][_taxonomy(kind, way)].append(_slug(shelf.url))
    return {record_id: dict(found) for record_id, found in terms.items()}


def front_matter(record: Record, voice: Voice) -> Front:
    """Title, description, and every other field below `params`."""
    kind = record.kind
    leave = {kind.heading, kind.lead, "body", "search_words"}
    params = {
        field.name: _plain(field, value, voice)
        for field in kind.fields.values()
        if field.name not in leave and (value := record.values.get(field.name)) not in (None, "", ())
    }
    params["words"] = " ".join(search_words(record, voice.portal.vocabularies, voice.lexicon))
    if "occurrences" in record.values:
        params |= _times(record)
    return {"title": record.heading, "description": record[kind.lead] or "", "params": params}


def _plain(field: Field, value: Any, voice: Voice) -> Any:
    match value:
        case tuple():
            return [_plain(field, item, voice) for item in value]
        case Hours():
            shown = asdict(opening(value, voice))
            return {"text": value.text, **shown, **{name: [*map(list, shown[name])] for name in ("rows", "exceptions")}}
        case Phone():
            return {"text": value.text, "uri": value.uri}
        case date():
            return _iso(value)
        case str() if field.type.name == "url":
            return {"url": value, "host": value.split("/")[2].removeprefix("www.")}
    return value


def _times(record: Record) -> Front:
    """When an event comes next, its further times, and the first in each month."""
    starts = [start for start, _ in record["occurrences"]]
    coming = starts[starts.index(record["next_start"]) :] if record["next_start"] else []
    front: Front = {"over": record["over"], "until": over_at(record)}
    if coming:
        front["next_start"] = _iso(coming[0])
        front["month_starts"] = {f"{start:%Y-%m}": _iso(start) for start in reversed(coming)}
    if len(starts) > 1 and coming:
        front["times"] = [_iso(start) for start in coming[:MOST_TIMES]]
    return front


def _iso(moment: date | datetime) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _write(path: Path, front: Front, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.dump(front, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{head}---\n\n{body}\n", "utf-8")
