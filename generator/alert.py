"""Public warnings (VMA) from a stored file in the format of Sveriges Radio's service: which ones hold here and now.

The same rules as themes/bas/static/js/warnings.js, which asks the service itself (DOMAIN.md 3.1 and 3.3): an exercise
or a test is never shown, an update or a cancellation does away with what it refers to, what has expired is gone, and
nothing in the file is taken for anything but text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from generator.problem import Problem
from generator.settings import SiteConfig
from generator.vocabulary import Vocabulary

LARGEST_FILE = 1_000_000
"""Bytes."""
LONGEST_TEXT = 5_000
"""Characters of a warning that are shown."""
LIFE_WITHOUT_END = timedelta(hours=24)
"""How long a stored warning is shown that doesn't say when it ends; the page may not be built again for weeks."""
NATIONAL = frozenset({"00", "0", "SE"})
"""Codes of the whole country. A warning without any code is for everybody too."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A warning in one language, as plain text."""

    language: str
    event: str
    text: str
    area: str
    sender: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning. `tellings` is never empty; `until` is when it stops to hold."""

    identifier: str
    sent: datetime
    until: datetime
    tellings: tuple[Telling, ...]

    def told(self, language: str) -> Telling:
        """In the language asked for, else in the first there is."""
        return next((one for one in self.tellings if one.language[:2] == language[:2]), self.tellings[0])


def codes_of(places: Iterable[str], municipalities: Vocabulary) -> frozenset[str]:
    """The codes that concern these places: each municipality's four digits and its county's two."""
    codes = {municipalities[place].row["code"] for place in places if place in municipalities}
    return frozenset(codes | {code[:2] for code in codes})


def read_alerts(
    root: Path, config: SiteConfig, municipalities: Vocabulary, now: datetime
) -> tuple[tuple[Alert, ...], tuple[Problem, ...]]:
    """The warnings in the site's `vma_file` that hold. A file that isn't there yet is no fault."""
    if not config.vma_file:
        return (), ()
    path = (root / config.vma_file).resolve()
    try:
        inside = path.is_relative_to(root.resolve())
        if inside and not path.exists():
            return (), ()
        if not inside or path.stat().st_size > LARGEST_FILE:
            raise ValueError
        entries = json.loads(path.read_text("utf-8"))["alerts"]
        return tuple(_holding(entries, codes_of(config.all_places, municipalities), now)), ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        path_of_site = f"sites/{config.name}/site.yaml"
        return (), (Problem.at(path_of_site, 0, "bad-warnings-file", "vma_file", found=config.vma_file),)


def _holding(entries: list[Any], codes: Collection[str], now: datetime) -> Iterator[Alert]:
    real = [one for one in entries if isinstance(one, Mapping) and one.get("status") == "Actual"]
    gone = {name for one in real for name in _superseded(one)}
    for one in real:
        if one.get("msgType") in ("Alert", "Update") and one.get("identifier") not in gone and _concerns(one, codes):
            alert = _alert(one)
            if alert is not None and alert.until > now:
                yield alert


def _superseded(entry: Mapping[str, Any]) -> Iterator[str]:
    """What an update or a cancellation refers to: `sender,identifier,sent`, separated by spaces."""
    references = entry.get("references")
    if entry.get("msgType") in ("Update", "Cancel") and isinstance(references, str):
        for reference in references.split():
            yield reference.split(",")[1] if "," in reference else reference


def _concerns(entry: Mapping[str, Any], codes: Collection[str]) -> bool:
    found = {
        str(code.get("value"))
        for info in _mappings(entry.get("info"))
        for area in _mappings(info.get("area"))
        for code in _mappings(area.get("geocode"))
    }
    return not found or bool(found & ({*codes} | NATIONAL))


def _alert(entry: Mapping[str, Any]) -> Alert | None:
    """None where it says nothing, or not when it was sent."""
    infos = _mappings(entry.get("info"))
    tellings = tuple(telling for telling in map(_telling, infos) if telling.event or telling.text)
    sent = _moment(entry.get("sent"))
    if not tellings or sent is None:
        return None
    ends = [end for info in infos if (end := _moment(info.get("expires")))]
    return Alert(str(entry.get("identifier")), sent, max(ends, default=sent + LIFE_WITHOUT_END), tellings)


def _telling(info: Mapping[str, Any]) -> Telling:
    areas = ", ".join(area for one in _mappings(info.get("area")) if (area := _text(one.get("areaDesc"))))
    texts = (_text(info.get(name)) for name in ("headline", "description", "instruction"))
    return Telling(
        language=_text(info.get("language")) or "sv",
        event=_text(info.get("event")),
        text="\n\n".join(text for text in texts if text)[:LONGEST_TEXT],
        area=areas,
        sender=_text(info.get("senderName")),
    )


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    """A time with an offset; anything else says nothing about when."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
