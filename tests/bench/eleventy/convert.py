"""The records of a site as content of Eleventy: the Markdown files that Hugo is given, and a plain theme in JavaScript.

Which records stand in which list, a hundred a page, it is given ready, which favours it: it has no taxonomies.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from generator.pages.card import card
from generator.pages.lists import kind_lists
from generator.pages.page import Page
from generator.pages.plan import voices
from tests.tiny import portal_and_edition

PROJECT = Path(__file__).parent / "site"
DATA = ("frame", "kinds", "terms", "icons")
NOT_RECORDS = ("fasta", "affisch")
"""Folders of Hugo's content that have a template of their own."""


def convert(root: Path, site: str, now: datetime, hugo: Path, out: Path) -> None:
    """Write the project into the new folder `out`; `hugo` is the project that was made for Hugo."""
    portal, edition = portal_and_edition(root, now=now, site=site, out=out.with_name("not-written"))
    voice = next(iter(voices(portal, edition)))
    shutil.copytree(PROJECT, out / "content")
    (out / "content" / "eleventy.config.js").replace(out / "eleventy.config.js")
    data = out / "content" / "_data"
    data.mkdir()
    for name in DATA:
        shutil.copyfile(hugo / "data" / f"{name}.json", data / f"{name}.json")
    lists = [
        _list(page)
        for kind in portal.kinds.values()
        for page in kind_lists(kind, voice, lambda one: card(one, voice), edition.config.base_url)
    ]
    _write(data / "lists.json", lists)
    _write(data / "portal.json", {"title": edition.config.title, "base_url": edition.config.base_url})
    for folder in (*(kind.address for kind in portal.kinds.values()), *NOT_RECORDS):
        _copy(hugo / "content" / folder, out / "content" / folder)


def _list(page: Page) -> Mapping[str, Any]:
    shown = page.data
    return {
        "url": page.url,
        "title": page.title,
        "description": page.description,
        "section": page.url.split("/")[1],
        "crumbs": [[link.url, link.text] for link in page.crumbs],
        "count": shown.get("count"),
        "records": [one.url for one in shown.get("cards", ())],
        "links": [[link.url, link.text, link.count] for link in shown.get("links", ())],
        "ways": [
            [name, index.text, [[link.url, link.text, link.count] for link in links]]
            for name, index, links in shown.get("ways", ())
        ],
        "pages": [[link.url, link.text] for link in shown.get("pages", ())],
    }


def _copy(folder: Path, out: Path) -> None:
    """Flat, with the template that all files of the folder have."""
    out.mkdir(exist_ok=True)
    for file in folder.rglob("*.md"):
        if file.name != "_index.md":
            shutil.copyfile(file, out / file.name)
    if folder.name not in NOT_RECORDS:
        _write(out / f"{folder.name}.json", {"layout": "record.11ty.js", "section": folder.name})


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
