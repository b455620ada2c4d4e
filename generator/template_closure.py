"""What a template is made of: its own text, and that of every template that it brings in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

THEME = "!theme/"
"""Before the name of a template of the theme, that a site's own of the same name is made from (Pelican)."""
_BRINGS_IN = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\b\s*(.*?)\s*[-+]?%\}", re.DOTALL)
_PLAIN = re.compile(
    r"""["']([^"']+)["'](?:\s+(?:ignore missing|with context|without context|as|import)\b.*)?""", re.DOTALL
)


class Closure:
    """Digests of the templates below `theme`, over which those below `own` go."""

    def __init__(self, theme: Path, own: Path | None) -> None:
        # Read before any page is made: whatever is changed while they are, the next build then sees as changed.
        self._texts = {
            (layer, path.relative_to(layer).as_posix()): path.read_bytes()
            for layer in filter(None, (own, theme))
            for path in sorted(layer.rglob("*.html"))
        }
        self._layers = dict.fromkeys(layer for layer, _ in self._texts)
        self.of = cache(self._of)
        self.of_all = cache(self._of_all)

    def _of(self, names: tuple[str, ...]) -> bytes:
        """Of the templates by these names, as many as there are, with all that they bring in."""
        whole = hashlib.sha256()
        for place in sorted(self._reached(names)):
            whole.update(repr(place).encode() + hashlib.sha256(self._texts[place]).digest())
        return whole.digest()

    def _of_all(self) -> bytes:
        return self._of(tuple(self._names()))

    def _names(self) -> list[str]:
        return sorted({name for _, name in self._texts})

    def _reached(self, names: tuple[str, ...]) -> set[tuple[Path, str]]:
        reached: set[tuple[Path, str]] = set()
        waiting = [*names]
        while waiting:
            name = waiting.pop().removeprefix(THEME)
            for place in ((layer, name) for layer in self._layers):
                if place in self._texts and place not in reached:
                    reached.add(place)
                    waiting += self._brought_in(self._texts[place].decode())
        return reached

    def _brought_in(self, text: str) -> Iterator[str]:
        """The names that a template gives; every name there is where it works one out."""
        for given in _BRINGS_IN.findall(text):
            plain = _PLAIN.fullmatch(given)
            yield from (plain[1],) if plain else self._names()
