"""/sitemap.xml and /robots.txt: what is to be found by search engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from generator.back_end import FOLDER
from generator.edition import Edition
from generator.pages.duty import DUTIES
from generator.pages.plan import voices
from generator.pages.shelves import current
from generator.portal import Portal


def write(portal: Portal, edition: Edition, out: Path) -> None:
    base = edition.config.base_url
    entries = "".join(
        f"<url><loc>{escape(base + address)}</loc>{_changed(changed)}</url>\n"
        for address, changed in _addresses(portal, edition)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    (out / "sitemap.xml").write_text(f"{head}{entries}</urlset>\n", "utf-8")
    closed = f"Disallow: /{FOLDER}/\n" if edition.config.editor else ""
    (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{closed}\nSitemap: {base}/sitemap.xml\n", "utf-8")


def _addresses(portal: Portal, edition: Edition) -> Iterator[tuple[str, str]]:
    """(address, day it was last checked or ""), in every language, without what is over."""
    for voice in voices(portal, edition):
        yield voice.url("/"), ""
        yield voice.url(DUTIES["contact"][0]), ""
        for kind in portal.kinds.values():
            yield voice.url(f"/{kind.address}/"), ""
        for record in current(filter(voice.speaks, portal.all_records())):
            yield voice.url(record.url), record["assured_date"].isoformat() if record["assured_date"] else ""


def _changed(day: str) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""
