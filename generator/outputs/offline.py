"""/sw.js, /manifest.webmanifest and /offline/whole.json: how a portal is read without a network.

The service worker itself is the theme's root/sw.js; here it is told what to keep. Its version is a digest of that, so
the same site gives the same worker, and a worker changes when what it keeps does. `service_worker: nej` in a site's
settings puts root/sw-off.js at the same address, which clears what browsers have kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from generator.back_end import FOLDER as EDITOR
from generator.edition import Edition
from generator.portal import CRISIS_KINDS, PAGES, Portal
from generator.stop import Stop

MOST_KEPT = 300_000
"""Bytes that a first visit may cost a reader besides the page, as they are on the disk (about a third on the wire)."""

WEB_APP, WORKER, WHOLE = "manifest.webmanifest", "sw.js", "offline/whole.json"
WRITTEN = frozenset({WEB_APP, WORKER, WHOLE})
"""Paths of all that is written here."""

STYLES_AND_SCRIPTS = (".css", ".js", ".svg")
LEFT_OUT = (
    "_headers",
    "_redirects",
    "404.html",
    f"{EDITOR}/",
    "data/",
    "feed.json",
    "feed.xml",
    "datasets/",
    "manifest.json",
    WHOLE,
    "pagefind/pagefind-component-ui",
    "pagefind/pagefind-highlight",
    "pagefind/pagefind-modular-ui",
    "pagefind/pagefind-ui",
    "robots.txt",
    "sitemap.xml",
    "status.json",
    WORKER,
)
"""Beginnings of paths that "save the whole portal" does without: what is for hosts and machines, or is never kept."""


def write(portal: Portal, edition: Edition, out: Path, paths: Iterable[str], besides: tuple[int, int] = (0, 0)) -> None:
    """The last output but the manifest: it measures what the others have written.

    `paths`: the files in `out` that have not been measured. `besides`: how many files, and bytes, the others are (see
    `size_of`).
    """
    (out / WEB_APP).write_text(_as_json(_app(edition)), "utf-8")
    workers = edition.theme.folder / "root"
    if not edition.config.service_worker:
        shutil.copyfile(workers / "sw-off.js", out / WORKER)
        return
    (out / WORKER).write_text(_worker((workers / WORKER).read_text("utf-8"), portal, edition, out), "utf-8")
    files, size = (here + there for here, there in zip(size_of(out, paths), besides, strict=True))
    built = edition.now.isoformat(timespec="seconds")
    whole = {"built": built, "files": files, "bytes": size, "left_out": LEFT_OUT}
    (out / WHOLE).write_text(_as_json(whole), "utf-8")


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _app(edition: Edition) -> dict[str, object]:
    """The web app manifest. Addresses are relative to it, as a site may live in any folder."""
    static = edition.theme.static_url[1:]
    sizes = {"icon-192.png": "192x192", "icon-512.png": "512x512", "icon.svg": "any"}
    kinds = {".png": "image/png", ".svg": "image/svg+xml"}
    return {
        "name": edition.config.title,
        "short_name": edition.config.title[:30],
        "description": edition.config.description,
        "lang": edition.config.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#f7f6f1",
        "theme_color": "#12343b",
        "icons": [
            {"src": f"{static}/{name}", "sizes": size, "type": kinds[Path(name).suffix], "purpose": purpose}
            for name, size in sizes.items()
            for purpose in ("any", "maskable")
        ],
    }


def _worker(template: str, portal: Portal, edition: Edition, out: Path) -> str:
    kept = _kept(portal, edition, out)
    prefixes = edition.config.language_folders
    site = {
        "version": hashlib.sha256("\n".join((template, *map(repr, kept.items()))).encode()).hexdigest()[:16],
        "core": {path: "" if _is_page(path) else digest for path, digest in kept.items()},
        "gone": sorted(prefix + record.url[1:] for record in portal.withdrawn for prefix in prefixes),
        "prefixes": prefixes[1:],
    }
    return template.replace('"SITE"', json.dumps(site, ensure_ascii=False, indent=2), 1)


def _is_page(path: str) -> bool:
    return path in ("", "/") or path.endswith("/")


def _kept(portal: Portal, edition: Edition, out: Path) -> dict[str, str]:
    """What is kept after one visit: path -> integrity. First what must be there, then as much as there is room for;
    each page with the styles and scripts that it is shown with.

    Raises `Stop` where there is no room for what must.
    """
    styles_and_scripts = _styles_and_scripts(edition, out)
    kept: dict[str, str] = {}
    left = MOST_KEPT
    wanted = (*_pages(portal, edition, out), *((path, False) for path in styles_and_scripts))
    for path, must in wanted:
        file = out / _file(path)
        if not file.is_file() or (not must and file.stat().st_size > left):
            continue
        new = [one for one in (path, *_shown_with(file, out, styles_and_scripts)) if one not in kept]
        size = sum((out / _file(one)).stat().st_size for one in new)
        if size <= left:
            left -= size
            kept |= {one: _integrity(out / _file(one)) for one in new}
        elif must:
            raise Stop("offline-too-large", f"{(MOST_KEPT - left + size) // 1000} kB")
    return kept


def _styles_and_scripts(edition: Edition, out: Path) -> tuple[str, ...]:
    files = sorted((out / edition.theme.static_url[1:]).rglob("*"))
    return tuple(file.relative_to(out).as_posix() for file in files if file.suffix in STYLES_AND_SCRIPTS)


def _shown_with(file: Path, out: Path, among: Iterable[str]) -> list[str]:
    """Those of the files `among` that a page or a script names, and those that they name in turn."""
    found: list[str] = []
    for asking in chain([file], (out / path for path in found)):  # which grows while it is gone through
        text = asking.read_text("utf-8")
        found += [path for path in among if path not in found and f'/{path.rpartition("/")[2]}"' in text]
    return found


def _file(path: str) -> str:
    return f"{path}index.html" if _is_page(path) else path


def _integrity(file: Path) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()}"


def _pages(portal: Portal, edition: Edition, out: Path) -> Iterator[tuple[str, bool]]:
    """(path, whether it must be there), the most important first: the site's own language before the others."""
    kinds = [portal.kinds[name] for name in CRISIS_KINDS if name in portal.kinds]
    for prefix in edition.config.language_folders:
        yield from ((prefix + path, not prefix) for path in ("offline/", "", "kontakt/"))
        yield from ((f"{prefix}{kind.address}/", not prefix) for kind in kinds)
        for kind in kinds:
            current = (record for record in portal.records[kind.name] if not record.values.get("over"))
            yield from ((prefix + record.url[1:], False) for record in current)
            pages = sorted((out / prefix / kind.address / PAGES).glob("*/"), key=lambda folder: int(folder.name))
            yield from ((f"{folder.relative_to(out).as_posix()}/", False) for folder in pages)


def size_without(site: Path, going: Iterable[str], staying: Iterable[str]) -> tuple[int, int]:
    """What the built site says that saving all of it takes, but for what is `going`; where it does not say, of all
    that is `staying`, which takes longer to find out."""
    try:
        told = json.loads((site / WHOLE).read_bytes())
        files, size = size_of(site, going)
        return told["files"] - files, told["bytes"] - size
    except (OSError, ValueError, KeyError):
        return size_of(site, staying)


def size_of(site: Path, paths: Iterable[str]) -> tuple[int, int]:
    """How many files, and bytes on the disk, saving these of the whole portal takes."""
    sizes = [os.path.getsize(f"{site}/{path}") for path in paths if not path.startswith(LEFT_OUT)]
    return len(sizes), sum(sizes)
