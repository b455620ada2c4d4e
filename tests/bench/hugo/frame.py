"""What is given to Hugo ready, out of a site that Bygd has built: headers, footers, and the pages of fixed number.

Both tools make these once per section or site, so nothing that is measured lies here; and a change of Bygd's header
changes that of Hugo's pages too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from generator.packaged import own_or_packaged
from generator.pages.map import draw
from generator.pages.show import Voice

SECTIONS = {"home": "", "foretag": "foretag", "evenemang": "evenemang", "trygghet": "trygghet", "search": "sok"}
"""Section -> the folder of a page in it; the rest have the header of the page on privacy."""
OTHER = "integritet"
RECORDS = ("foretag", "evenemang", "trygghet")
LAST_OF_ALL = 'js/offline.js"></script>'
"""The end of what every page has in its head."""


@dataclass(frozen=True, slots=True)
class FixedPage:
    """A page that every site has once. `main` is what stands in <main>, `head` what only this page has in <head>."""

    url: str
    section: str
    title: str
    description: str
    head: str
    main: str
    unlisted: bool


def rooted(html: str, depth: int) -> str:
    """The links of a page `depth` folders down, from the site's root again."""
    up = "../" * depth or "./"
    return re.sub(rf'\b(href|src|srcset|action)="{re.escape(up)}', r'\1="/', html)


def _page(built: Path, folder: str) -> str:
    depth = len(Path(folder).parts)
    return rooted((built / folder / "index.html").read_text("utf-8"), depth)


def _between(text: str, first: str, last: str) -> str:
    return text.partition(first)[2].partition(last)[0]


def frame(built: Path) -> Mapping[str, Any]:
    """`around`: by section what stands before <main> and after it; `static`: the folder of styles and scripts."""
    around = {name: _around(_page(built, folder)) for name, folder in {**SECTIONS, "other": OTHER}.items()}
    page = _page(built, OTHER)
    static = re.search(r"/static/[0-9a-f]+", page)
    assert static, "Bygd's pages have no folder of static files"
    return {"around": around, "static": static[0], "built": _between(page, 'data-built="', '"')}


def _around(page: str) -> Mapping[str, str]:
    before, main, rest = page.partition("<main")
    assert main, "a page of Bygd has no <main>"
    tag = rest.partition(">")[0]
    return {
        "before": f"<body>{before.partition('<body>')[2]}<main{tag}>",
        "after": f"</main>{rest.partition('</main>')[2].removesuffix('</html>').rstrip().removesuffix('</html>')}",
    }


def fixed_pages(built: Path, site_title: str) -> Iterator[FixedPage]:
    for file in sorted(built.rglob("index.html")):
        folder = file.parent.relative_to(built)
        if folder == Path() or folder.parts[0] in RECORDS:
            continue
        page = _page(built, folder.as_posix())
        yield FixedPage(
            url=f"/{folder.as_posix()}/",
            section=next((name for name, one in SECTIONS.items() if one == folder.as_posix()), "other"),
            title=unescape(_between(page, "<title>", "</title>").removesuffix(f" – {site_title}")),
            description=unescape(_between(page, 'property="og:description" content="', '"')),
            head=_between(page, LAST_OF_ALL, "</head>").strip(),
            main=_between(page, "<main", "</main>").partition(">")[2].strip(),
            unlisted='name="robots" content="noindex"' in page,
        )


def land(voice: Voice) -> Mapping[str, Any]:
    """The outlines of a map."""
    placed = [record for record in voice.portal.records["service_point"] if record["lat"] is not None][:1]
    drawn = draw(voice.portal.boundaries, placed, "")
    assert drawn, "no boundaries"
    return {"width": drawn.width, "height": drawn.height, "outlines": asdict(drawn)["outlines"]}


def theme(voice: Voice, built: Path) -> Mapping[str, Any]:
    """Icons by name, and what the list of service points says of its types."""
    folder = own_or_packaged(Path(), "themes") / "bas" / "templates"
    module: Any = Environment(loader=FileSystemLoader(folder), autoescape=True).get_template("parts/icons.html").module
    types = {path: name for name, path in module.shapes.items()}
    kinds = _between(_page(built, "trygghet"), '<dl class="kinds">', "</dl>")
    explained = re.findall(r'<path d="([^"]+)"/></svg> (.*?)</dt><dd>(.*?)\s*</dd>', kinds, re.DOTALL)
    return {
        "icons": module.shapes,
        "explained": [{"type": types[path], "title": title, "text": text} for path, title, text in explained],
    }


def narrowing(built: Path, address: str) -> Mapping[str, str]:
    """What the list of a kind says to the scripts that narrow it."""
    page = _page(built, address)
    quick = re.search(r'<div class="quick.*?></div>', page)
    return {"quick": quick[0] if quick else "", "narrow": _between(page, '<ul class="cards"', ">")}
