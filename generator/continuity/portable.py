"""A built portal made to be opened from a disk: `file://`, a USB stick, any folder of any server.

A browser that opens a file gets no folder's index page, loads no module script and asks no server. So links name
files, module scripts become plain ones, and what can't work without a server is left away. All of it is read from
the built pages, so a mirror can make the same copy as the municipality.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import Path, PurePosixPath

from generator.back_end import FOLDER as EDITOR
from generator.continuity.page_text import Searched, searched
from generator.publish import MANIFEST

NEEDS_A_SERVER = (
    "_headers",
    "_redirects",
    "404.html",
    f"{EDITOR}/",
    "manifest.webmanifest",
    "offline/whole.json",
    "pagefind/",
    "robots.txt",
    "sitemap.xml",
    "status.json",
    "sw.js",
    MANIFEST,
)
"""Beginnings of paths that are for hosts, harvesters and the service worker."""
_ASKS_A_SERVER = re.compile(r"\bfetch\(|\bimport\(|serviceWorker")
"""What a script does that can't be done from a file. The search, which does, has a plain script of its own instead."""
_KNOWS_OF_FILES = re.compile(r"\blocation\.protocol\b")
"""A script that looks at this does without the server where there is none: now.js, which takes away what is over."""
INDEX, SEARCH = "search-index.js", "search-file.js"

_MODULE = re.compile(r'<script type="module" src="([^"]*/js/)([\w-]+)\.js"></script>\n?')
_LINK = re.compile(r'\b(href|action)="([^"]*)"')
_MANIFEST_LINK = re.compile(r'<link rel="manifest"[^>]*>\n?')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def portable_files(site: Path) -> Iterator[tuple[str, bytes]]:
    """(path, contents) of every file of the copy of the built portal at `site`, sorted by path."""
    files = {name: path for name, path in _files(site) if not name.startswith(NEEDS_A_SERVER)}
    pages = {name: path.read_text("utf-8") for name, path in files.items() if name.endswith(".html")}
    scripts = {name: path for name, path in files.items() if re.fullmatch(r"static/\w+/js/[\w-]+\.js", name)}
    plain = {name: script for name, path in scripts.items() if _works_from_a_file(script := plain_script(path))}
    by_itself = {PurePosixPath(name).stem for name in plain}
    made = {f"{name[:-3]}.plain.js": script.encode() for name, script in plain.items()}
    made |= {name: portable_page(html, by_itself).encode() for name, html in pages.items()}
    folder = next((str(PurePosixPath(name).parent) for name in scripts), "static")
    made[f"{folder}/{INDEX}"] = search_index(pages).encode()
    made[f"{folder}/{SEARCH}"] = Path(__file__).with_name("search.js").read_bytes()
    kept = {name: path for name, path in files.items() if name not in made and name not in scripts}
    for name in sorted(made.keys() | kept.keys()):
        yield name, made[name] if name in made else kept[name].read_bytes()


def _works_from_a_file(script: str) -> bool:
    return not _ASKS_A_SERVER.search(script) or bool(_KNOWS_OF_FILES.search(script))


def _files(site: Path) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(site).as_posix(), path) for path in sorted(site.rglob("*")) if path.is_file())


def portable_page(html: str, by_itself: Collection[str]) -> str:
    """A page whose links name files and whose scripts are plain; `by_itself`: modules that need no server."""
    html = _MANIFEST_LINK.sub("", html)
    html = _MODULE.sub(lambda tag: _plain_script_tag(tag[1], tag[2], by_itself), html)
    return _LINK.sub(lambda link: f'{link[1]}="{_to_file(link[2])}"', html)


def _plain_script_tag(folder: str, name: str, by_itself: Collection[str]) -> str:
    if name == "search":
        return "".join(f'<script defer src="{folder}{file}"></script>\n' for file in (INDEX, SEARCH))
    return f'<script defer src="{folder}{name}.plain.js"></script>\n' if name in by_itself else ""


def _to_file(address: str) -> str:
    if _ELSEWHERE.match(address):
        return address
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", address).groups()  # type: ignore[union-attr]
    folder = path in ("", ".", "..") or path.endswith(("/", "/.", "/.."))
    return f"{path.rstrip('/') + '/' if path else ''}index.html{mark}{rest}" if folder and path else address


_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*? ?|const |let |class )(\w+)", re.MULTILINE)


def plain_script(module: Path) -> str:
    """A module of the theme, and those it imports, as one script that needs no module loader.

    Every module becomes a function that returns what it exports; the theme's modules import each other by name only.
    """
    order: dict[str, str] = {}
    _add_module(module, order)
    return "".join(f"const module_{_name(name)} = (() => {{\n{body}}})();\n" for name, body in order.items())


def _add_module(module: Path, order: dict[str, str]) -> None:
    if module.stem in order:
        return
    text = module.read_text("utf-8").replace("import.meta.url", "document.currentScript.src")
    for _, imported in _IMPORT.findall(text):
        _add_module(module.with_name(f"{imported}.js"), order)
    exported = [name for _, name in _EXPORT.findall(text)]
    body = _IMPORT.sub(lambda line: f"const {{{line[1].replace(' as ', ': ')}}} = module_{_name(line[2])};\n", text)
    body = _EXPORT.sub(r"\1\2", body)
    order[module.stem] = f"{body}return {{ {', '.join(exported)} }};\n"


def _name(stem: str) -> str:
    return stem.replace("-", "_")


def search_index(pages: Mapping[str, str]) -> str:
    """What the search of the copy finds, as a plain script: one row for each page that the site's search has too."""
    rows = [_row(name, found) for name, html in sorted(pages.items()) if (found := searched(html))]
    return f"window.bygdIndex = {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"


def _row(name: str, found: Searched) -> dict[str, str]:
    words = " ".join(sorted(set(re.findall(r"[^\W_]+", f"{found.text} {found.words}".casefold()))))
    row = {"url": name, "language": found.language, "title": found.title, "kind": found.kind, "lead": found.lead}
    return {**{field: unescape(value) for field, value in row.items()}, "words": words}
