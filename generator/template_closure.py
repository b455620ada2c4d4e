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
        self._layers = (own, theme) if own else (theme,)
        self.of = cache(self._of)
        self.of_all = cache(self._of_all)

    def _of(self, names: tuple[str, ...]) -> bytes:
        """Of the templates by these names, as many as there are, with all that they bring in."""
        whole = hashlib.sha256()
        for path in sorted(self._reached(names)):
            whole.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
        return whole.digest()

    def _of_all(self) -> bytes:
        return self._of(tuple(self._names()))

    def _names(self) -> list[str]:
        return sorted({one.relative_to(layer).as_posix() for layer in self._layers for one in layer.rglob("*.html")})

    def _reached(self, names: tuple[str, ...]) -> set[Path]:
        reached: set[Path] = set()
        waiting = [*names]
        while waiting:
            name = waiting.pop().removeprefix(THEME)
            for path in (layer / name for layer in self._layers):
                if path.is_file() and path not in reached:
                    reached.add(path)
                    waiting += self._brought_in(path.read_text("utf-8"))
        return reached

    def _brought_in(self, text: str) -> Iterator[str]:
        """The names that a template gives; every name there is where it works one out."""
        for given in _BRINGS_IN.findall(text):
            plain = _PLAIN.fullmatch(given)
            yield from (plain[1],) if plain else self._names()
