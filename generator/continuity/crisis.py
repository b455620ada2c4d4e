"""Crisis mode: a grave notice written from words that were thought out beforehand, and ended again.

Nothing is published here. What is written is one ordinary file of the kind `notice`, checked by the kind's own rules
before it is written: it must have an end, at most 72 hours away. Two people look at it, and a build shows it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator import strict_yaml
from generator.check import check
from generator.clock import SWEDEN, zone_info
from generator.config import read_config, site_names
from generator.content import Content
from generator.kinds import Setting, examine
from generator.kinds.notice import GRAVE
from generator.problem import Problem
from generator.record import Record, model
from generator.settings import SiteConfig
from generator.source import Source
from generator.stop import Stop
from generator.vocabulary import Term

PREFIX = "kris-"
"""Of the file names of notices that are written here, and that `stop` ends."""

EXERCISE = {"sv": "Övning: {}", "en": "Exercise: {}"}
SENDER = {"sv": "Kommunens krisledning", "en": "The municipal crisis management"}
HOURS = re.compile(r"(\d{1,3})\s*(?:h|tim)")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for. `message` is an id of the vocabulary crisis_messages, `language` that of the words."""

    site: str
    message: str
    until: datetime
    language: str = ""
    exercise: bool = False
    severity: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice that is not written yet. With a problem in it, it never is."""

    path: str
    text: str
    record: Record | None
    problems: tuple[Problem, ...]
    sites: tuple[str, ...]


def until_moment(text: str, now: datetime) -> datetime:
    """`2026-12-01T18:00`, `2026-12-01 18:00` or hours from now: `12h`. Raises `Stop` for anything else."""
    if hours := HOURS.fullmatch(text.strip()):
        return now + timedelta(hours=int(hours[1]))
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Stop("bad-until", text) from None
    zone = zone_info(SWEDEN)
    return given.astimezone(zone) if given.tzinfo else given.replace(tzinfo=zone)


def draft(root: Path, call: Call, content: Content, now: datetime) -> Draft:
    """The notice that `call` asks for, checked as any other file is. Raises `Stop` for words that are not known."""
    config = _config(root, call.site, content)
    messages = content.vocabularies["crisis_messages"]
    if call.message not in messages:
        raise Stop("no-message", ", ".join(messages))
    if call.until <= now:
        raise Stop("until-is-past", f"{call.until:%Y-%m-%d %H:%M}")
    language = call.language or config.language
    path = f"content/{config.place}/notice/{_id(call, language, now)}.yaml"
    place = content.vocabularies["municipalities"].get(config.place)
    fields = _fields(call, messages[call.message], language, place.label[language] if place else config.title, now)
    text = "".join(f"{name}: {_written(value)}\n" for name, value in fields.items())
    record, problems = _examined(path, text, content, now)
    return Draft(path, text, record, problems, _shown_on(root, config, content))


def _config(root: Path, site: str, content: Content) -> SiteConfig:
    config, problems = read_config(root, site, content.kinds)
    if config is None:
        known = ", ".join(site_names(root)) or "-"
        raise Stop("bad-site", known if any(p.code == "unknown-site" for p in problems) else problems[0].path)
    return config


def _id(call: Call, language: str, now: datetime) -> str:
    """The same for the same message in the same minute, so that a second start can't hide a first one."""
    word = call.message.replace("_", "-")
    return f"{PREFIX}{'ovning-' if call.exercise else ''}{word}-{now:%Y%m%d-%H%M}-{language}"


def _fields(call: Call, message: Term, language: str, place: str, now: datetime) -> dict[str, str | Sequence[str]]:
    row = message.row
    words = {part: row[f"{language}_{part}"].replace("{place}", place) for part in ("headline", "body", "instruction")}
    if call.exercise:
        words = {part: EXERCISE[language].format(text) for part, text in words.items()}
    fields: dict[str, str | Sequence[str]] = {
        **words,
        "severity": call.severity or row["severity"],
        "urgency": row["urgency"],
        "cap_status": "exercise" if call.exercise else "actual",
        "cap_category": row["cap_category"],
        "areas": call.areas,
        "onset": f"{now:%Y-%m-%d %H:%M}",
        "expires": f"{call.until:%Y-%m-%d %H:%M}",
        "sender": SENDER[language],
        "language": language,
    }
    return {name: value for name, value in fields.items() if value}


def _written(value: str | Sequence[str]) -> str:
    """As YAML. Quoted words hold anything; a time is plain, so that a person can change it on a phone."""
    if not isinstance(value, str):
        return f"[{', '.join(value)}]"
    return value if re.fullmatch(r"[\w-]+( \d\d:\d\d)?", value) else json.dumps(value, ensure_ascii=False)


def _examined(path: str, text: str, content: Content, now: datetime) -> tuple[Record | None, tuple[Problem, ...]]:
    """The record that `text` gives, or everything that is wrong with it."""
    read, problems = strict_yaml.read(path, text)
    _, place, kind, name = path.split("/")
    source = Source(path, place, kind, name.removesuffix(".yaml"), read.values, read.lines)
    checked = check([source], content.kinds, content.vocabularies)
    found = [*problems, *checked.problems]
    bad = frozenset(problem.path for problem in found if problem.leaves_record_out)
    whole = frozenset(row.source.path for row in checked.rows if row.is_whole(content.kinds[kind]))
    examined = examine(model(checked.rows, content.kinds), Setting(now, content.boundaries), whole, bad)
    return next(iter(examined.records), None), tuple(sorted({*found, *examined.problems}))


def _shown_on(root: Path, config: SiteConfig, content: Content) -> tuple[str, ...]:
    """Every portal whose own place the notice is put in; others choose by network, and a crisis notice names none."""
    configs = (read_config(root, site, content.kinds)[0] for site in site_names(root))
    return tuple(one.name for one in configs if one and one.place == config.place)


def start(root: Path, draft: Draft) -> None:
    """Write the notice. Raises `Stop` where a file of its name is there already: nothing is ever written over."""
    path = root / draft.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(draft.text)
    except FileExistsError:
        raise Stop("notice-is-there", draft.path) from None


def stop(root: Path, site: str, content: Content, now: datetime, names: Sequence[str] = ()) -> tuple[str, ...]:
    """End the named grave notices of a site's place now, or all that crisis mode has written; their paths.

    Only the line `expires` is changed. Raises `Stop` where there is nothing to end.
    """
    place = _config(root, site, content).place
    running = {
        record.id: record
        for record in content.records
        if record.kind.name == "notice" and record.place == place and record["severity"] in GRAVE and not record["over"]
    }
    ending = list(names) or [name for name in running if name.startswith(PREFIX)]
    if not ending or set(ending) - running.keys():
        raise Stop("no-such-crisis", ", ".join(running) or "-")
    return tuple(_end(root, running[name], now) for name in sorted(ending))


def _end(root: Path, record: Record, now: datetime) -> str:
    """Put now for the end, and for the beginning of what has not begun; the file is replaced in one step."""
    path = root / record.path
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for name in ("expires",) if record["begun"] else ("expires", "onset"):
        at = record.line(name) - 1
        ending = "\r\n" if lines[at].endswith("\r\n") else "\n"
        lines[at] = f"{name}: {now:%Y-%m-%d %H:%M}{ending}"
    fresh = path.with_name(f".{path.name}.next")
    fresh.write_text("".join(lines), "utf-8")
    os.replace(fresh, path)
    return record.path
