"""The records of a site as articles of plain Pelican: its own Markdown reader, categories, tags, and a plain theme.

A record's trade or type is its category, its village and its first letter are tags; months it has none. Each field is
a line of metadata, in words.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parent
SECTIONS = ("foretag", "evenemang", "trygghet")
FACETS = {"kategori": "category", "typ": "category", "ort": "tags", "bokstav": "tags"}


def convert(hugo: Path, out: Path) -> None:
    """Write the project into the new folder `out`; `hugo` is the one that was made for Hugo."""
    shutil.copytree(PROJECT / "theme", out / "theme")
    shutil.copyfile(PROJECT / "pelicanconf.py", out / "pelicanconf.py")
    data = {
        name: json.loads((hugo / "data" / f"{name}.json").read_text("utf-8")) for name in ("kinds", "terms", "frame")
    }
    (out / "bench.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    for section in SECTIONS:
        folder = out / "content" / section
        folder.mkdir(parents=True)
        for file in (hugo / "content" / section).rglob("*.md"):
            if file.name != "_index.md":
                (folder / file.name).write_text(article(file, section, data), "utf-8")


def article(file: Path, section: str, data: Mapping[str, Any]) -> str:
    _, head, body = file.read_text("utf-8").split("---\n", 2)
    front = yaml.load(head, yaml.CSafeLoader)
    params = front["params"]
    kind = data["kinds"][params["kind"]]
    lines = {
        "title": front["title"],
        "slug": file.stem,
        "date": params["assured_date"],
        "section": section,
        "kind": params["kind"],
        "summary": front["description"],
        **_terms(front, section, data["terms"]),
        "structured": params["structured"],
        "words": params["words"],
        **dict(_fields(params, kind, data["terms"])),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items()) + f"\n{body.strip()}\n"


def _terms(front: Mapping[str, Any], section: str, terms: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """`category` and `tags`: Pelican has one category an article."""
    found: dict[str, list[str]] = {"category": [], "tags": []}
    for facet, what in FACETS.items():
        found[what] += front.get(f"{section}_{facet}", [])
    return {"category": next(iter(found["category"]), section), "tags": ", ".join(found["tags"])}


def _fields(
    params: Mapping[str, Any], kind: Mapping[str, Any], terms: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    for name, field in kind["fields"].items():
        if value := params.get(name):
            yield f"field_{name}", _in_words(value, terms.get(field.get("terms", ""), {}))


def _in_words(value: Any, labels: Mapping[str, str]) -> str:
    match value:
        case list():
            return ", ".join(_in_words(one, labels) for one in value)
        case {"rows": rows, "exceptions": exceptions}:
            return "; ".join(f"{days} {times}" for days, times in (*rows, *exceptions))
        case {"text": text}:
            return str(text)
        case _:
            return labels.get(value, str(value))
