"""What `bygd serve` answers: the files of the built site, and three addresses of its own.

    /__bygd/events      a stream with the newest State, and every one after it
    /__bygd/problems    the newest State
    /__bygd/reload.js   what every served page runs (serve.js): it reloads the page, and shows the faults in it

Only this computer is answered, and nothing is written: the script's tag is put into a page on its way out.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from generator.back_end import FOLDER as EDITOR
from generator.media_type import BYTES, OF_ENDING, media_type, with_letters
from generator.outputs.headers import read_rules
from generator.problem import Language


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem as `build --format json` tells it, in one language. A crash has neither path nor code."""

    message: str
    path: str = ""
    line: int = 0
    code: str = ""
    field: str = ""
    level: str = "error"

    @property
    def place(self) -> str:
        """`path:line field:`, as far as they are known."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        return " ".join(part for part in (where, self.field and f"{self.field}:") if part)


@dataclass(frozen=True, slots=True)
class State:
    """What came of the newest build. A page that was served from another edition reloads."""

    edition: str
    title: str
    problems: tuple[Fault, ...]

    def as_json(self) -> str:
        return json.dumps(asdict(self))


class Board:
    """Holds the newest state, and wakes those who wait for it."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._number, self._newest = 0, State("", "", ())
        self.closed = False

    def post(self, state: State) -> None:
        with self._news:
            self._number, self._newest = self._number + 1, state
            self._news.notify_all()

    def close(self) -> None:
        with self._news:
            self.closed = True
            self._news.notify_all()

    def after(self, seen: int, timeout: float | None = None) -> tuple[int, State]:
        """The newest state and its number, as soon as that is above `seen`, or the time is out, or the board closed."""
        with self._news:
            self._news.wait_for(lambda: self.closed or self._number > seen, timeout)
            return self._number, self._newest


class Server(ThreadingHTTPServer):
    """Serves the site at `target` on this computer only; port 0 is any free one."""

    def __init__(self, port: int, target: Path, board: Board, language: Language) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.target, self.board, self.language = target, board, language

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up in the middle of an answer is nothing to tell of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


OWN = "/__bygd/"
SCRIPT = Path(__file__).with_name("serve.js")
HTML = with_letters(OF_ENDING[".html"])
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it lives, and so notices that its page has gone."""

ABOUT_A_PUBLIC_HOST = {"Cache-Control", "Strict-Transport-Security"}
"""Headers that the served site has no use for: nothing here is kept, and nothing is encrypted."""

LOCAL_NAMES = {"127.0.0.1", "localhost", "::1", None}


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0].partition("#")[0], errors="replace")
        if not _is_local(self.headers.get("Host", "")):
            # Another site's name that was made to point here would read the files as its own.
            self._send(421, b"", BYTES, path)
        elif path == f"{OWN}events":
            self._stream(path)
        elif path == f"{OWN}problems":
            self._send(200, self._state().as_json().encode(), OF_ENDING[".json"], path)
        elif path == f"{OWN}reload.js":
            self._send(200, SCRIPT.read_bytes(), with_letters(OF_ENDING[".js"]), path)
        else:
            self._send_file(path)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _state(self) -> State:
        return self.server.board.after(0)[1]

    def _send_file(self, path: str) -> None:
        file = find_file(self.server.target, path)
        if file is None and path.strip("/") and find_file(self.server.target, f"{path}/"):
            folder = quote("/".join(part for part in path.split("/") if part))
            self._send(301, b"", BYTES, path, f"/{folder}/{''.join(self.path.partition('?')[1:])}")
        elif file is not None:
            self._send(200, *self._contents(file), path)
        elif (missing := find_file(self.server.target, "/404.html")) is not None:
            self._send(404, *self._contents(missing), path)
        else:
            bare = bare_page(self._state(), self.server.language)
            self._send(503, with_script(bare.encode(), self._state().edition), HTML, path)

    def _contents(self, file: Path) -> tuple[bytes, str]:
        edition = self._state().edition
        mime_type = with_letters(media_type(file.name))
        contents = file.read_bytes()
        # The editor is left alone: what is being written in it would be lost when its page reloads.
        is_ours = mime_type == HTML and not file.is_relative_to(os.path.realpath(self.server.target / EDITOR))
        return (with_script(contents, edition) if is_ours else contents), mime_type

    def _send(self, status: int, body: bytes, mime_type: str, path: str, location: str = "") -> None:
        more = headers_for(path, self.server.target)
        # What the site says of a file's type is not true of the page that says that there is no such file.
        mime_type = more.pop("Content-Type", mime_type) if status == 200 else mime_type
        headers = {**more, "Content-Type": mime_type, "Content-Length": str(len(body))}
        self._begin(status, headers | ({"Location": location} if location else {}))
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, path: str) -> None:
        """Send the newest state, and every later one, until the page is closed."""
        self.close_connection = True
        self._begin(
            200, {"Content-Type": "text/event-stream", "Connection": "close", **headers_for(path, self.server.target)}
        )
        seen = 0
        while self.command != "HEAD" and not self.server.board.closed:
            number, state = self.server.board.after(seen, HEARTBEAT)
            text = f"data: {state.as_json()}\n\n" if number > seen else ":\n\n"
            seen = number
            try:
                self.wfile.write(text.encode())
            except OSError:  # the page has gone
                return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only `cli.py` prints."""


def _is_local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOCAL_NAMES
    except ValueError:
        return False


def find_file(site: Path, path: str) -> Path | None:
    """The file of a site that an address names: its index.html for a folder, nothing outside it whatever is asked."""
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") or "\0" in part or "\\" in part for part in parts):
        return None
    top = os.path.realpath(site)
    file = os.path.realpath(os.path.join(top, *parts, *(["index.html"] if path.endswith("/") else [])))
    return Path(file) if file.startswith(top + os.sep) and os.path.isfile(file) else None


def headers_for(path: str, site: Path) -> dict[str, str]:
    """What the site's real host would add, but for what is about a public host only."""
    headers: dict[str, str] = {}
    for pattern, more in read_rules(site).items():
        if fnmatchcase(path, pattern):
            headers |= more
    return {name: value for name, value in headers.items() if name not in ABOUT_A_PUBLIC_HOST}


def with_script(page: bytes, edition: str) -> bytes:
    """A page that knows which edition it is of, and runs our script."""
    before, end, after = page.rpartition(b"</body>")
    tag = f'<script src="{OWN}reload.js?edition={edition}"></script>\n'.encode()
    return before + tag + end + after if end else page


def bare_page(state: State, language: Language) -> str:
    """What is shown when there is no site: why there is none."""
    faults = "".join(f"<li>{escape(fault.place)} {escape(fault.message)}</li>\n" for fault in state.problems)
    title = escape(state.title)
    return (
        f'<!doctype html>\n<html lang="{language}" data-bygd-bare>\n<head><meta charset="utf-8"><title>{title}</title>'
        f"</head>\n<body>\n<h1>{title}</h1>\n<ul>\n{faults}</ul>\n</body>\n</html>\n"
    )
