"""What the receiver knows of the portals: their settings, their forms, and the records that are there already.

Read from the repository's files, and again when they have changed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.config import read_config
from generator.content import Content, read_content
from generator.edition import Edition, load_theme
from generator.packaged import own_or_packaged
from generator.pages.forms import Form, all_forms
from generator.pages.plan import voices
from generator.pages.show import Voice
from generator.portal import relate
from generator.record import Record

LOOK_AGAIN = 10.0
"""Seconds between two looks at whether a file has changed."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One site as its forms see it: in each of its languages a voice, and every form by its name."""

    edition: Edition
    content: Content
    voices: Mapping[str, Voice]
    forms: Mapping[str, Mapping[str, Form]]

    def language(self, asked: str) -> str:
        return asked if asked in self.voices else self.edition.config.language

    def record_at(self, address: str) -> Record | None:
        """The record whose page has this address, given in full or from the root, in any language."""
        path = "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address.strip()
        path = path.partition("?")[0].partition("#")[0]
        for voice in self.voices.values():
            path = path.removeprefix(voice.prefix) if voice.prefix and path.startswith(f"{voice.prefix}/") else path
        wanted = f"/{path.strip('/')}/"
        return next((record for record in self.records() if record.url == wanted), None)

    def records(self) -> Iterator[Record]:
        return next(iter(self.voices.values())).portal.all_records()


class Desk:
    """The counters of every site of a repository. Safe to ask from several threads."""

    def __init__(self, root: Path, now: Callable[[], datetime]) -> None:
        self.root, self.now = root, now
        self._lock = threading.Lock()
        self._looked, self._seen = 0.0, -1
        self._counters: dict[str, Counter | None] = {}
        self._content: Content | None = None

    def counter(self, site: str) -> Counter | None:
        """The site's counter, or None where there is no such site."""
        with self._lock:
            self._look_again()
            if site not in self._counters:
                self._counters[site] = self._open(site)
            return self._counters[site]

    def _look_again(self) -> None:
        if self._content is not None and time.monotonic() - self._looked < LOOK_AGAIN:
            return
        self._looked = time.monotonic()
        seen = max(_changes(self.root), default=0)
        if seen != self._seen or self._content is None:
            self._content, self._counters, self._seen = read_content(self.root, self.now()), {}, seen

    def _open(self, site: str) -> Counter | None:
        content = self._content
        assert content is not None, "a look came first"
        config, _ = read_config(self.root, site, content.kinds, content.selectable())
        if config is None:
            return None
        theme = load_theme(
            own_or_packaged(self.root, "themes") / config.theme, self.root / "sites" / site / "templates", config
        )
        edition = Edition(config, theme, self.now())
        portal, _ = relate(content, config, self.now())
        spoken = {voice.language: voice for voice in voices(portal, edition)}
        forms = {
            language: {form.name: form for form in all_forms(voice, config.all_places)}
            for language, voice in spoken.items()
        }
        return Counter(edition, content, spoken, forms)


def _changes(root: Path) -> Iterator[int]:
    """When each file and folder of the content and the settings last changed."""
    for top in ("content", "sites", "kinds"):
        for folder, _, files in os.walk(root / top):
            yield os.stat(folder).st_mtime_ns
            for name in files:
                yield os.lstat(os.path.join(folder, name)).st_mtime_ns
