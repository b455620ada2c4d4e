"""A site's settings: `sites/<site>/site.yaml` -> a frozen `SiteConfig`, or every fault at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from difflib import SequenceMatcher
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator import plain_text, strict_yaml
from generator.back_end import NEEDS
from generator.colour import LEAST_CONTRAST, contrast, readable_on
from generator.field_type import Unreadable
from generator.packaged import own_or_packaged
from generator.problem import Problem
from generator.settings import SiteConfig
from generator.source import ID, Source, nearest, read_bytes

SETTINGS_FILE = "site.yaml"
ORIGIN = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z]{2,24}|http://(?:127\.0\.0\.1|localhost):\d{1,5}")
"""Where a receiver of forms may be: a host by https, or one's own computer."""

LIGHT_GROUND, DARK_GROUND = "#eef2f3", "#15262b"
"""The grounds of the theme on which an accent stands as text: the less forgiving of --paper and --sheet."""

REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)
"""An owner and a name; on GitLab there may be groups between."""

KNOWN_LANGUAGES = ("sv", "en")
MOST_NAMED = 12
"""Choices that a message names, the most similar first."""

Ids = Mapping[str, Collection[str]]
"""Name of a setting -> what it may hold."""


def site_names(root: Path) -> list[str]:
    """Names of the sites below `root/sites`, sorted."""
    folder = root / "sites"
    return sorted(p.name for p in folder.iterdir() if (p / SETTINGS_FILE).is_file()) if folder.is_dir() else []


def read_config(
    root: Path, site: str, kinds: Collection[str], ids: Ids = MappingProxyType({})
) -> tuple[SiteConfig | None, list[Problem]]:
    """The settings of `site`, or None with every fault in them.

    `ids`: what `networks` and `categories` may name; a setting that is not in it is not checked.
    """
    path = f"sites/{site}/{SETTINGS_FILE}"
    if not ID.fullmatch(site) or not os.path.isfile(root / path):
        known = ", ".join(site_names(root)) or "-"
        return None, [Problem.at(path, 0, "unknown-site", found=site, known=known)]
    raw, problems = read_bytes(root, path)
    text, more = plain_text.read(path, raw or b"")
    problems += more
    if not text:
        return None, problems or [Problem.at(path, 1, "empty-file")]
    read, more = strict_yaml.read(path, text)
    problems += more
    if not read.values:
        return None, problems
    source = Source(path, "", "site", site, read.values, read.lines)
    values: dict[str, Any] = {}
    problems += _read_settings(source, values)
    problems += _rules(source, values, root, {**ids, **_own_choices(root, kinds)})
    if any(problem.level == "error" for problem in problems):
        return None, problems
    return SiteConfig(name=site, **values), problems


def _read_settings(source: Source, values: dict[str, Any]) -> Iterator[Problem]:
    settings = {setting.name: setting for setting in fields(SiteConfig) if setting.metadata}
    for name in source.values.keys() - settings.keys():
        yield source.problem(name, "unknown-field", kind="site.yaml", nearest=nearest(name, settings))
    for name, setting in settings.items():
        given = source.values.get(name)
        if given:
            yield from _read_one(source, name, given, setting.metadata, values)
        elif setting.default is MISSING:
            yield source.problem(name, "missing-field")


def _read_one(
    source: Source, name: str, given: str | tuple[str, ...], words: Mapping[str, Any], values: dict[str, Any]
) -> Iterator[Problem]:
    read: Callable[[str], Any] = words["read"]
    if isinstance(given, tuple) and not words["is_list"]:
        yield source.problem(name, "expected-one-value", found=", ".join(given))
        return
    items = []
    for item, text in enumerate((given,) if isinstance(given, str) else given):
        try:
            items.append(read(text))
        except Unreadable as unreadable:
            yield source.problem(name, unreadable.code, item=item, **unreadable.facts)
    if items:
        values[name] = tuple(items) if words["is_list"] else items[0]
    choices = words["choices"]
    if choices and values.get(name) not in choices:
        yield source.problem(name, "not-one-of", found=given, allowed=", ".join(choices))


def _own_choices(root: Path, kinds: Collection[str]) -> Ids:
    themes = [folder.name for folder in own_or_packaged(root, "themes").iterdir() if (folder / "templates").is_dir()]
    return {"kinds": kinds, "languages": KNOWN_LANGUAGES, "theme": themes}


def _most_similar(known: Collection[str], found: str) -> str:
    by_likeness = sorted(known, key=lambda one: (-SequenceMatcher(None, one, found).ratio(), one))
    return ", ".join(by_likeness[:MOST_NAMED])


def _rules(source: Source, values: dict[str, Any], root: Path, ids: Ids) -> Iterator[Problem]:
    """What settings name must exist: folders, kinds, languages, networks, categories."""
    for name, known in ids.items():
        given = values.get(name, ())
        for item, found in enumerate((given,) if isinstance(given, str) else given):
            if found not in known:
                allowed = _most_similar(known, found)
                yield source.problem(name, "not-one-of", item=item, found=found, allowed=allowed)
    for name in ("place", "places"):
        given = values.get(name, ())
        for item, place in enumerate((given,) if isinstance(given, str) else given):
            if not (root / "content" / place).is_dir():
                yield source.problem(name, "missing-place", item=item, found=place)
    yield from _look(source, values, root)
    if values.get("base_url", "").endswith("/"):
        yield source.problem("base_url", "slash-at-end", found=values["base_url"])


def _look(source: Source, values: dict[str, Any], root: Path) -> Iterator[Problem]:
    """Colours that can be read, and a logo that is there."""
    for name, ground, towards in (("accent", LIGHT_GROUND, "#000000"), ("accent_dark", DARK_GROUND, "#ffffff")):
        colour = values.get(name)
        if colour and contrast(colour, ground) < LEAST_CONTRAST:
            better = readable_on(colour, ground, towards=towards)
            ratio = f"{contrast(colour, ground):.1f}"
            yield source.problem(name, "low-contrast", found=colour, ratio=ratio, ground=ground, instead=better)
    logo = values.get("logo")
    if logo and not os.path.isfile(root / "sites" / source.id / logo):
        yield source.problem("logo", "missing-logo", found=logo)
    yield from _half_a_catalogue(source)
    yield from _addresses(source, values)
    yield from _editor(source, values)


def _half_a_catalogue(source: Source) -> Iterator[Problem]:
    """A catalogue of open data needs both (DCAT-AP-SE). A site with neither has not begun with it."""
    needed = ("owner_org_number", "contact_email")
    missing = [name for name in needed if not source.values.get(name)]
    if len(missing) == 1:
        yield source.problem(missing[0], "no-catalogue", missing=missing[0])


def _addresses(source: Source, values: Mapping[str, Any]) -> Iterator[Problem]:
    if values.get("base_url", "").endswith("/"):
        yield source.problem("base_url", "slash-at-end", found=values["base_url"])
    for name in ("form_receiver", "editor_forge", "editor_login"):
        if (address := values.get(name)) and not ORIGIN.fullmatch(address):
            yield source.problem(name, "bad-receiver", found=address)
    for item, mirror in enumerate(values.get("mirrors", ())):
        if not mirror.startswith("https://"):
            yield source.problem("mirrors", "mirror-without-https", item=item, found=mirror)


def _editor(source: Source, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Whoever opens the editor can log in."""
    editor = values.get("editor", "")
    for name in NEEDS.get(editor, ()):
        if not source.values.get(name):
            yield source.problem("editor", "editor-incomplete", found=editor, missing=name)
    if (repository := values.get("editor_repository")) and not REPOSITORY.fullmatch(repository):
        yield source.problem("editor_repository", "bad-repository", found=repository)
