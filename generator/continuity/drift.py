"""`bygd drift A B`: do two copies of a site say the same? Every page is compared by the text that people see.

Of a copy on the web it is also told which of the site's headers its host leaves away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from math import inf

from generator.continuity.host_config import NEEDS_HTTPS
from generator.continuity.mirror import LARGEST_FILE, LARGEST_MANIFEST, Origin
from generator.continuity.page_text import visible_text
from generator.continuity.verify import listed_files
from generator.outputs.headers import EVERYWHERE
from generator.publish import MANIFEST
from generator.stop import Stop


@dataclass(frozen=True, slots=True)
class Drift:
    """Pages by what is wrong with them, and when each copy was built. `missing`: from the one copy, from the other."""

    built: tuple[str, str]
    missing: tuple[tuple[str, ...], tuple[str, ...]]
    differing: tuple[str, ...]
    pages: int

    @property
    def same(self) -> bool:
        return not any(self.missing) and not self.differing

    @property
    def hours_apart(self) -> float:
        """By how much one copy is older than the other; infinite where a manifest does not tell when it was built."""
        try:
            one, other = (datetime.fromisoformat(text) for text in self.built)
            return abs((one - other).total_seconds()) / 3600
        except (ValueError, TypeError):
            return inf


def drift(one: Origin, other: Origin) -> Drift:
    """Compare all pages, not a sample; what one has and the other has not is `missing`."""
    manifests = [origin.read(MANIFEST, LARGEST_MANIFEST) for origin in (one, other)]
    built = tuple(str(json.loads(raw).get("built", "")) for raw in manifests)
    pages = [{name for name in listed_files(raw, MANIFEST) if name.endswith(".html")} for raw in manifests]
    both = sorted(pages[0] & pages[1])
    missing, differing = (pages[1] - pages[0], pages[0] - pages[1]), []
    for page in both:
        texts = [_text(origin, page) for origin in (one, other)]
        if None not in texts and texts[0] != texts[1]:
            differing.append(page)
        for lacking, text in zip(missing, texts, strict=True):
            lacking |= {page} if text is None else set()
    lacked = (tuple(sorted(missing[0])), tuple(sorted(missing[1])))
    return Drift((built[0], built[1]), lacked, tuple(differing), len(both))


def _text(origin: Origin, page: str) -> str | None:
    """What is really there, whatever the manifest says; None where it can't be had."""
    try:
        return visible_text(origin.read(page, LARGEST_FILE).decode("utf-8", "replace"))
    except Stop:
        return None


def left_away(address: str, copy: Origin) -> tuple[str, ...]:
    """Headers that every page is to have, and that the host at `address` does not send; none of a folder, which has no
    host. Those that mean something over https only are asked of no other."""
    sent = copy.headers("")
    if sent is None:
        return ()
    not_asked = NEEDS_HTTPS if address.startswith("http://") else ()
    return tuple(name for name in EVERYWHERE if name not in not_asked and name.lower() not in sent)
