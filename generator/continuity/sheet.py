"""One self-contained HTML file of what matters in a crisis: notices, all service points, how to reach the municipality.

Small enough to mail, and made to be printed. Taken from the built pages, with the site's own style sheet inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import join, normpath

from generator.stop import Stop

MOST_BYTES = 200_000
CRISIS_FOLDERS = ("meddelanden", "trygghet")
"""Folders of the site whose pages of single records are in the file."""
CONTACT = "kontakt"

_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_LANGUAGE = re.compile(r'<html lang="([\w-]+)"')
_SITE_NAME = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_ID = re.compile(r'\b(id|aria-labelledby|for)="([^"]*)"')
_LINK = re.compile(r'\bhref="([^"]*)"')
_PICTURE = re.compile(r"<(?:img|use)\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Part:
    """One page's article. `address` is its folder below the site, `canonical` where it stands on the web."""

    address: str
    title: str
    article: str
    canonical: str

    @property
    def anchor(self) -> str:
        return self.address.strip("/").replace("/", "-")


def crisis_sheet(site: Path) -> str:
    """The file's text. Raises `Stop` where it would be larger than MOST_BYTES."""
    parts = {part.address: part for part in _parts(site)}
    front = (site / "index.html").read_text("utf-8")
    style = next((site / "static").glob("*/site.css")).read_text("utf-8")
    name = _first(_SITE_NAME, front)
    articles = "\n".join(_standing_alone(part, parts) for part in parts.values())
    links = "\n".join(f'<li><a href="#{part.anchor}">{part.title}</a></li>' for part in parts.values())
    text = (
        f'<!doctype html>\n<html lang="{_first(_LANGUAGE, front)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}</title>\n'
        f'<meta name="color-scheme" content="light dark">\n<style>\n{style}\narticle {{ break-inside: avoid; }}\n'
        f'</style>\n</head>\n<body>\n<main class="page">\n<h1>{name}</h1>\n<nav aria-label="{name}"><ul>\n{links}\n'
        f"</ul></nav>\n{articles}\n</main>\n</body>\n</html>\n"
    )
    if len(text.encode()) > MOST_BYTES:
        raise Stop("sheet-too-large", f"{len(text.encode()) // 1000} kB")
    return text


def _first(pattern: re.Pattern[str], html: str) -> str:
    match = pattern.search(html)
    return match[1].strip() if match else ""


def _parts(site: Path) -> Iterator[Part]:
    for folder in CRISIS_FOLDERS:
        for page in sorted((site / folder).glob("*/index.html")):
            html = page.read_text("utf-8")
            if "<article" in html and "data-pagefind-body" in html:
                yield _part(site, page, html)
    contact = site / CONTACT / "index.html"
    if contact.is_file():
        yield _part(site, contact, contact.read_text("utf-8"))


def _part(site: Path, page: Path, html: str) -> Part:
    article = _ARTICLE.search(html)
    address = f"{page.parent.relative_to(site).as_posix()}/"
    return Part(address, _first(_TITLE, html), article.group() if article else "", _first(_CANONICAL, html))


def _standing_alone(part: Part, parts: Mapping[str, Part]) -> str:
    """The article with ids of its own, and links that lead within the file or to the portal on the web."""
    html = _PICTURE.sub("", part.article)
    html = _ID.sub(lambda found: f'{found[1]}="{part.anchor}-{found[2]}"', html)
    html = _LINK.sub(lambda link: f'href="{escape(_target(link[1], part, parts))}"', html)
    html = _TITLE.sub(lambda title: f"<h2>{title[1]}</h2>", html)
    return html.replace("<article", f'<article id="{part.anchor}"', 1)


def _target(address: str, part: Part, parts: Mapping[str, Part]) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
        return address
    if address.startswith("#"):
        return f"#{part.anchor}-{address[1:]}"
    path = normpath(join(part.address, address.partition("#")[0].partition("?")[0])) + "/"
    if path in parts:
        return f"#{parts[path].anchor}"
    base = part.canonical.removesuffix(part.address)
    return f"{base}{path.removeprefix('./')}"
