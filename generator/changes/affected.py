"""Which sites a change touches: those that hold a changed record before it or after it, and those whose own settings,
theme or program it changes. A matrix in CI then builds these and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from generator.changes.revision import Changed
from generator.config import site_names
from generator.picture import named
from generator.portal import held
from generator.source import PICTURES
from generator.survey import Survey

OF_EVERY_SITE = ("data", "kinds", "generator", "vendor", "requirements.txt", "pyproject.toml")
"""Folders and files that decide what every page looks like: vocabularies, kinds, and the program with its version."""
PAPERS = ".md"


def affected(before: Survey, after: Survey, changes: Iterable[Changed]) -> Mapping[str, tuple[str, ...]]:
    """Name of each site that is there after the change and touched by it -> the paths that touch it, sorted."""
    paths = {path for one in changes for path in one.paths}
    touching: dict[str, set[str]] = defaultdict(set)
    for side in (before, after):
        holding = _holding(side)
        for path in paths:
            for site in holding.get(path, ()) if path.startswith("content/") else _deciding(path, side):
                touching[site].add(path)
    there = site_names(after.root)
    return {site: tuple(sorted(touching[site])) for site in sorted(touching) if site in there}


def _holding(side: Survey) -> Mapping[str, set[str]]:
    """Path of a record, or of a picture that one shows -> names of the sites that hold it.

    What a faulty record would belong to nobody knows: it concerns every site that selects from its place.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for site, (config, _) in side.sites.items():
        for record in held(side.content, config):
            pictures = (f"content/{record.place}/{PICTURES}/{name}" for name in named(record.values, record.kind))
            for path in (record.path, *pictures):
                found[path].add(site)
        for path in side.content.left_out:
            if path.split("/")[1] in config.all_places:
                found[path].add(site)
    return found


def _deciding(path: str, side: Survey) -> Iterator[str]:
    """Sites whose look or settings the file decides."""
    top, _, rest = path.partition("/")
    folder = rest.partition("/")[0]
    if path.endswith(PAPERS):
        return
    if top in OF_EVERY_SITE:
        yield from {*side.sites, *_faulty(side)}
    elif top == "sites":
        yield folder
    elif top == "themes":
        yield from (site for site, (config, _) in side.sites.items() if config.theme == folder)


def _faulty(side: Survey) -> Iterator[str]:
    """Sites whose settings can't be read: a change of the program may mend them."""
    return (name for name in site_names(side.root) if name not in side.sites)
