"""A local web server that adds what a site's `_headers` says, as its real host would."""

from __future__ import annotations

import fnmatch
import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


def read_headers(site: Path) -> list[tuple[str, dict[str, str]]]:
    """[(path pattern, headers)] in the order of the file."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), {}))
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            rules[-1][1][name] = value
    return rules


COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".txt"}


def as_sent(file: Path) -> bytes:
    """A file as a host sends it to a browser: texts compressed."""
    raw = file.read_bytes()
    return gzip.compress(raw, mtime=0) if file.suffix in COMPRESSED else raw


def size_sent(site: Path, address: str) -> int:
    """Bytes of what stands at `address`. What a browser tells of sizes is wrong where a worker asked."""
    return len(as_sent(site / urlsplit(address).path.lstrip("/")))


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rules: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        """Texts compressed, as every real host sends them."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if self.path.partition("?")[0].endswith("/") else file
        if file.suffix not in COMPRESSED or not file.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().do_GET()
        body = as_sent(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        headers: dict[str, str] = {}
        for pattern, more in self.rules:
            if fnmatch.fnmatchcase(self.path.partition("?")[0], pattern):
                headers.update(more)
        for name, value in headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that has gone on to another page hangs up; all else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as they came


@contextmanager
def hosted(site: Path) -> Iterator[str]:
    """The address of a server for the built site `site`."""
    handler = type("Host", (_Host,), {"rules": read_headers(site)})
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
