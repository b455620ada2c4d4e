"""Whether two tools have made the same site: the same addresses, and in a handful of pages the same words and links."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path, PurePosixPath

from tests.bench.measure import pages

VOID = {"meta", "link", "input", "br", "hr", "img", "source"}
UNSEEN = {"script", "style", "template"}
WORDS_TOLD, ADDRESSES_TOLD, PAGES_TOLD = 8, 5, 5
MOST_SIZE_APART = 0.1
"""Share by which the mean sizes of pages may differ."""


def faults(one: str, other: str, sites: Mapping[str, Path]) -> Iterator[str]:
    """Why two tools have not made the same site; `sites` is where each has made its own."""
    first, second = pages(sites[one]), pages(sites[other])
    if apart := addresses_apart(first, second):
        yield f"{one} made {len(first)} pages, {other} {len(second)}; only one has {', '.join(apart)}"
    if abs(mean(first) / mean(second) - 1) > MOST_SIZE_APART:
        yield f"a page of {one} is {mean(first):.0f} bytes, one of {other} {mean(second):.0f}"
    both = samples(file for file in first if file in second)
    for file, mine, others in islice(pages_apart(sites[one], sites[other], both), PAGES_TOLD):
        yield f"{file}: {one} says “{mine}”, {other} “{others}”"


def mean(sizes: Mapping[str, int]) -> float:
    return sum(sizes.values()) / max(1, len(sizes))


def addresses_apart(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Files that only one of them has, some of them."""
    return sorted(set(one) ^ set(other))[:ADDRESSES_TOLD]


def samples(files: Iterable[str]) -> list[str]:
    """Of every sort of page the first and the last: a record of each kind, each facet, letter, month, further page."""
    by_shape: dict[tuple[str, ...], list[str]] = {}
    for file in sorted(files):
        by_shape.setdefault(_shape(PurePosixPath(file).parts[:-1]), []).append(file)
    return sorted({file for found in by_shape.values() for file in (found[0], found[-1])})


def _shape(folders: tuple[str, ...]) -> tuple[str, ...]:
    """`foretag/*`, `foretag/kategori/*`, `foretag/kategori/*/sida/*`, `trygghet/*/affisch`."""
    return tuple(
        "*" if (at and "-" in name) or (at > 1 and name not in ("sida", "affisch")) else name
        for at, name in enumerate(folders)
    )


def pages_apart(one: Path, other: Path, files: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(file, what only the first has, what only the other has) for each page that says something else."""
    for file in files:
        first, second = (seen((folder / file).read_text("utf-8"), file) for folder in (one, other))
        if first != second:
            yield file, *_apart(first, second)


def _apart(first: list[str], second: list[str]) -> tuple[str, str]:
    """The first place where they differ."""
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            return " ".join(first[a:b][:WORDS_TOLD]), " ".join(second[c:d][:WORDS_TOLD])
    return "", ""


def seen(html: str, file: str) -> list[str]:
    """The words of a page, and where its links lead, in order; hidden parts are left out."""
    parser = _Reader(posixpath.dirname(file))
    parser.feed(html)
    return parser.words


class _Reader(HTMLParser):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._folder = f"/{folder}"
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a" and not self._is_unseen():
            self.words.append(self._address(attributes.get("href") or ""))
        if tag not in VOID:
            self._open.append((tag, tag in UNSEEN or "hidden" in attributes))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_unseen():
            self.words += data.split()

    def _is_unseen(self) -> bool:
        return any(unseen for _, unseen in self._open)

    def _address(self, href: str) -> str:
        """From the site's root, however it is written."""
        if href.startswith("#") or ":" in href.partition("/")[0]:
            return href
        return posixpath.normpath(posixpath.join(self._folder, href.partition("?")[0]))
