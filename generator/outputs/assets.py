"""The theme's static files: its style sheets joined into one, everything else as it is; the site's mark and land."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from generator.edition import STYLES, Edition, static_files
from generator.pages.map import Map, outlined
from generator.portal import Portal

LINES = (190, 150, 114, 82, 54, 30, 12)
"""How far out the lines around the land are drawn, twice over: a stroke lies on both sides of its path."""


def write(portal: Portal, edition: Edition, out: Path) -> None:
    folder = edition.theme.folder / "static"
    target = out / edition.theme.static_url[1:]
    sheets = [folder / "css" / f"{name}.css" for name in STYLES]
    (target).mkdir(parents=True)
    styles = "".join(sheet.read_text("utf-8") for sheet in sheets) + edition.theme.tokens
    (target / "site.css").write_text(compact(styles), "utf-8")
    for path in static_files(edition.theme.folder):
        if path not in sheets:
            _publish(path, target / path.relative_to(folder))
    if edition.theme.logo:
        shutil.copyfile(edition.theme.logo, out / edition.theme.logo.name)
    if portal.boundaries:
        drawn = outlined(portal.boundaries, portal.records.get("service_point", ()))
        (out / "land.svg").write_text(_land(drawn), "utf-8")


def _publish(path: Path, copy: Path) -> None:
    """A file of the theme; a style sheet that only some pages ask for is as compact as the one they all have."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".css":
        copy.write_text(compact(path.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(path, copy)


def compact(css: str) -> str:
    """Without comments and what only people need, for a slow line: spaces, and the 0 of 0.5.

    Texts in quotation marks are left.
    """
    parts = re.split(r'("[^"]*")', re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    parts[::2] = (re.sub(r"\s*([{};,>])\s*|(?<=:) +| (?=!)|(?<![\w.])0(?=\.\d)", r"\1", part) for part in parts[::2])
    return "".join(parts).replace(";}", "}").strip()


def _land(drawn: Map) -> str:
    """The land as a chart shows an island: lines at growing distances, and a light for every service point.

    White and see-through, to lie on the theme's dark band. It stands at the root and not in the static folder,
    whose name knows of the theme's files only.
    """
    path = "".join(outline for _, outline in drawn.outlines)
    rings = "".join(
        f'<use href="#l" stroke="#{shade}" stroke-width="{width}"/>'
        for out_at in LINES
        for shade, width in (("fff", out_at), ("000", out_at - 2.4))
    )
    lights = "".join(
        f'<g transform="translate({point.x:g} {point.y:g})"><circle r="13" opacity=".22"/><circle r="4.5"/></g>'
        for point in drawn.points
    )
    around = LINES[0] // 2
    box = f"{-around} {-around} {drawn.width + 2 * around} {drawn.height + 2 * around}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><defs>'
        f'<path id="l" d="{path}" stroke-linejoin="round"/>'
        f'<mask id="m" maskUnits="userSpaceOnUse" x="{-around}" y="{-around}" width="100%" height="100%">{rings}</mask>'
        f'</defs><rect x="{-around}" y="{-around}" width="100%" height="100%" fill="#fff" opacity=".2" mask="url(#m)"/>'
        f'<use href="#l" fill="#fff" opacity=".1"/><g fill="#f0a94a">{lights}</g></svg>\n'
    )
