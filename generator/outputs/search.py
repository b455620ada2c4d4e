"""/pagefind/: the search index, made by Pagefind's program over the built pages.

The program is asked over its pipes and hands the files over (`pagefind --service`: JSON in base64, a comma after
each message). Written by itself, a full disk went unnoticed, and a program whose build was killed wrote on into the
next one; so it ends with its build, and what is written is written here. Asked for a whole folder, it numbers pages
as the disk happens to list them, and the bytes of the index with them; so each page is handed to it, in order.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from generator.edition import Edition
from generator.portal import Portal
from generator.stop import Stop

FOLDER, ENTRY = "pagefind", "pagefind-entry.json"
PIECE = 1 << 20
"""Bytes that are read of an answer at a time."""
MOST_WAITING = 100
"""Questions that are asked before the first is answered: so many short answers fit in a pipe that nobody reads."""
SEARCHED = "data-pagefind-body"


def write(portal: Portal, edition: Edition, out: Path) -> None:
    """Index every page whose main text is marked `data-pagefind-body`, by the language of the page.

    Pages carry no Pagefind filters: version 1.5.2 writes a filter's values in an order of its own each time, and
    the same commit must give the same bytes. So are the languages of its entry file, which is put in order here.

    One index for all kinds: one for each would be little cheaper after a change, as most records are of one kind, and
    the first search would fetch a fifth more (tests/bench/search.py).
    """
    if not any(portal.records.values()):
        return
    files = index_of(searched(out))
    if ENTRY not in files:
        raise Stop("search-failed", f"Pagefind: {ENTRY}")
    for name, content in sorted(files.items()):
        path = out / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_in_order(content) if name == ENTRY else content)


def _in_order(content: bytes) -> bytes:
    """The list of languages, which Pagefind gives in an order of chance."""
    return json.dumps(json.loads(content), sort_keys=True, separators=(",", ":")).encode()


def index_of(pages: Iterable[tuple[str, str]]) -> Mapping[str, bytes]:
    """The files of an index, by their path. `pages`: (path below the site, HTML)."""
    from pagefind_bin import get_executable

    with subprocess.Popen(  # noqa: S603 - the program that came with the package, and no argument from outside
        [get_executable(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as pagefind:
        assert pagefind.stdin and pagefind.stdout
        try:
            service = _Service(pagefind.stdin, pagefind.stdout)
            index = service.ask("NewIndex", config={})["index_id"]
            for path, html in pages:
                service.tell("AddFile", index_id=index, file_path=path, file_contents=html, url=None)
            files = service.ask("GetFiles", index_id=index)["files"]
        finally:
            pagefind.kill()
            with suppress(BrokenPipeError):  # what was not sent to a program that has ended needs no sending
                pagefind.stdin.close()
    return {file["path"]: b64decode(file["content"]) for file in files}


def searched(site: Path) -> Iterator[tuple[str, str]]:
    """(path below `site`, HTML) of every page that is found by searching."""
    for page in sorted(_pages_below(site)):
        html = page.read_text("utf-8")
        if SEARCHED in html:
            yield page.relative_to(site).as_posix(), html


def _pages_below(site: Path) -> Iterator[Path]:
    """But for those in hidden folders, in which others may be at work (press.py), and which may go at any time."""
    for parent, folders, names in os.walk(site):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if is_page(name))


def is_searched(file: str) -> bool:
    """Whether a file of a site is a page that is found by searching."""
    return is_page(file) and SEARCHED in Path(file).read_text("utf-8")


def is_page(path: str) -> bool:
    return path.endswith(".html")


class _Service:
    """Pagefind at the other end of two pipes. It answers in the order in which it is asked."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self.questions, self.answers, self.asked = questions, answers, 0
        self.waiting: deque[str] = deque()
        self.read = b""

    def ask(self, what: str, **about: object) -> dict[str, Any]:
        self._send(what, about)
        while len(self.waiting) > 1:
            self._answer()
        return self._answer()

    def tell(self, what: str, **about: object) -> None:
        """Ask without waiting for the answer, unless many wait already."""
        self._send(what, about)
        if len(self.waiting) >= MOST_WAITING:
            self._answer()

    def _send(self, what: str, about: Mapping[str, object]) -> None:
        self.asked += 1
        message = {"message_id": self.asked, "payload": {"type": what, **about}}
        try:
            self.questions.write(b64encode(json.dumps(message).encode()) + b",")
            self.questions.flush()
        except BrokenPipeError as fault:
            raise Stop("search-failed", f"Pagefind, {what}: {fault}") from fault
        self.waiting.append(what)

    def _answer(self) -> dict[str, Any]:
        what = self.waiting.popleft()
        try:
            answer: dict[str, Any] = json.loads(b64decode(self._next_message()))["payload"]
        except ValueError as fault:
            raise Stop("search-failed", f"Pagefind, {what}: {fault}") from fault
        if answer["type"] == "Error":
            raise Stop("search-failed", f"Pagefind, {what}: {answer['message']}")
        return answer

    def _next_message(self) -> bytes:
        """Up to the next comma. A message may be large, so it is read in large pieces."""
        pieces = [self.read]
        while b"," not in pieces[-1]:
            piece = self.answers.read1(PIECE)  # type: ignore[attr-defined]
            if not piece:
                raise ValueError("no answer")
            pieces.append(piece)
        last, _, self.read = pieces[-1].partition(b",")
        return b"".join((*pieces[:-1], last))
