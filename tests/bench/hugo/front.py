"""A record as front matter: the values of its fields as they are, and what Hugo can't work out, ready."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from generator.pages.card import card
from generator.pages.detail import FRONT_FIELDS, SHOWN_OTHERWISE, record_page
from generator.pages.map import MOST_POINTS, draw
from generator.pages.page import Group, Shown
from generator.pages.shelves import coming_starts
from generator.pages.show import GROUPS, PICTURED, Voice
from generator.record import Record
from generator.schema import Field, Kind
from tests.bench.hugo.frame import narrowing

Front = dict[str, Any]

BESIDE = ("when", "booking", "contact", "where")
"""The groups that stand beside the text, in the order of records/_any/detail.html."""


def kind_table(kind: Kind, voice: Voice, built: Path) -> Front:
    """Which fields a page of the kind shows, in which group, and how."""
    leave = FRONT_FIELDS | SHOWN_OTHERWISE | {kind.heading, kind.lead}
    fields = {name: _described(field, kind, voice) for name, field in kind.fields.items() if name not in leave}
    groups = [
        {
            "name": group,
            "title": voice.say(f"group {group}"),
            "fields": [shown for name, shown in fields.items() if kind.fields[name].group == group],
        }
        for group in (*BESIDE, *(group for group in GROUPS if group not in BESIDE))
    ]
    filled = [group for group in groups if group["fields"]]
    return {
        "name": kind.name,
        "plural": kind.plural.sv,
        "assured_for": kind.assured_for,
        "map": kind.map,
        "fields": fields,
        "card": [fields.get(name) or {"name": name, "widget": "time"} for name in kind.card],
        "beside": [group for group in filled if group["name"] in BESIDE],
        "below": [group for group in filled if group["name"] not in BESIDE],
        **narrowing(built, kind.address),
    }


def _described(field: Field, kind: Kind, voice: Voice) -> Front:
    about = {"name": field.name, "title": field.title.sv}
    if field.target in voice.portal.kinds:
        return {**about, "widget": "record", "address": voice.portal.kinds[field.target].address}
    if field.target or field.labels:
        terms = field.target or f"{kind.name}.{field.name}"
        return {**about, "widget": "terms", "terms": terms, "facet": field.facet, "pictured": field.target in PICTURED}
    widget = WIDGETS.get(field.type.name, "text") if field.name != "price" else "text"
    return {**about, "widget": f"list of {widget}" if field.is_list else widget}


WIDGETS = {"date": "time", "moment": "time", "phone": "outside", "email": "outside", "url": "outside"} | {
    "opening_hours": "hours"
}


def term_labels(voice: Voice) -> Mapping[str, Mapping[str, str]]:
    """Labels of the terms of vocabularies, and of fields with a short list of values (`company.legal_form`)."""
    terms = {
        name: {term.id: term.label.sv for term in vocabulary.values()}
        for name, vocabulary in voice.portal.vocabularies.items()
    }
    for kind in voice.portal.kinds.values():
        own = {f"{kind.name}.{name}": field.labels for name, field in kind.fields.items() if field.labels}
        terms |= {name: {value: label.sv for value, label in labels.items()} for name, labels in own.items()}
    return terms


def front_matter(record: Record, voice: Voice, config: Any) -> Front:
    """Title, description, and everything else below `params`."""
    kind = record.kind
    data = record_page(record, voice, config, lambda other: card(other, voice), lambda *_: ()).data
    fields = {one.name: _plain(record, one) for group in _groups(data) for one in group.fields}
    params: Front = {"kind": kind.name, **fields}
    params |= {
        name: data[name] for name in ("until", "doubted", "structured", "outside_map", "contact_card") if data[name]
    }
    params["words"] = data["search_words"]
    params["search_facets"] = [f"{name}:{text}" for name, text in data["search_facets"]]
    params["badges"] = [{"tone": badge.tone, "text": badge.text} for badge in data["badges"]]
    params["states"] = [badge.text for badge in data["badges"]]
    params |= {"assured_date": record["assured_date"].isoformat(), "assured_by": record["assured_by"]}
    if calendar := data.get("calendar"):
        params |= {"calendar": asdict(calendar), "feeds": [asdict(feed) for feed in data["feeds"]]}
    params |= _of_card(record, voice)
    if "occurrences" in record.values:
        params |= _times(record, [time.iso for time in data["times"]])
    return {"title": record.heading, "description": record[kind.lead] or "", "type": "record", "params": params}


def _groups(data: Mapping[str, Any]) -> Iterator[Group]:
    """All groups of fields on a page, beside its text and below it."""
    lists = (value for value in data.values() if isinstance(value, tuple))
    return (one for value in lists for one in value if isinstance(one, Group))


def _plain(record: Record, shown: Shown) -> Any:
    """A value as an officer's file has it; hours by rows, and what leads to other sites with its text."""
    own = record.values[shown.name]
    if shown.widget == "links":
        if record.kind.fields[shown.name].target in TARGETS:
            return own
        return list(own) if isinstance(own, tuple) else [own]
    if shown.widget.startswith("list of "):
        return [_one(shown.widget.removeprefix("list of "), item) for item in shown.value]
    return _one(shown.widget, shown.value)


TARGETS = ("company", "network")
"""Kinds that other records name."""


def _one(widget: str, value: Any) -> Any:
    match widget:
        case "time":
            return value.iso
        case "outside":
            return {"url": value.url, "text": value.text}
        case "hours":
            rows = {name: [list(row) for row in getattr(value, name)] for name in ("rows", "exceptions")}
            return {
                "summary": value.summary,
                **rows,
                "data": json.dumps(value.data, separators=(",", ":"), sort_keys=True),
            }
        case _:
            return str(value)


def _of_card(record: Record, voice: Voice) -> Front:
    """What a list's scripts know a card by."""
    shown = card(record, voice)
    found: Front = {
        "variant": shown.variant,
        "sign": shown.sign,
        "facets": list(shown.facets),
        "days": list(shown.days),
        "position": " ".join(map(str, shown.position or ())),
        "brief_hours": json.dumps(shown.hours, separators=(",", ":"), sort_keys=True) if shown.hours else "",
    }
    return {name: value for name, value in found.items() if value}


def _times(record: Record, times: list[str]) -> Front:
    """When an event comes next, its further times, and the first in each month."""
    front: Front = {"over": True} if record["over"] else {}
    if record["next_start"]:
        coming = list(coming_starts(record))
        front["next_start"] = _iso(coming[0])
        front["month_starts"] = {f"{start:%Y-%m}": _iso(start) for start in reversed(coming)}
    return {**front, **({"times": times} if times else {})}


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="minutes") if hasattr(moment, "hour") else moment.isoformat()


def places(records: Iterable[Record], voice: Voice) -> Mapping[str, Front]:
    """Where in the drawing of a map each record of a kind with a map stands."""
    placed = [record for record in records if record.kind.map and record["lat"] is not None]
    found: dict[str, Front] = {}
    for first in range(0, len(placed), MOST_POINTS):
        some = placed[first : first + MOST_POINTS]
        drawn = draw(voice.portal.boundaries, some, "")
        assert drawn, "no boundaries"
        found |= {record.id: {"place": [point.x, point.y]} for record, point in zip(some, drawn.points, strict=True)}
    return found
