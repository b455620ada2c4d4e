"""A web server whose network can be made to fail in the ways that RELIABILITY.md names (faults 98 to 102).

A browser's own offline mode imitates none of them: there, a request fails at once. Here it stalls, is answered by
somebody else, comes with an error, in part, as something else, or slowly.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests.browser.host import _Host, read_headers

PORTAL = b"<!doctype html><html><head><title>Gratis wifi</title></head><body><h1>Logga in</h1></body></html>"
UNAVAILABLE = b"<!doctype html><html><body><h1>503 Service Unavailable</h1></body></html>"
SLOW = 50_000 / 8
"""Bytes a second of a poor mobile connection."""


@dataclass
class Network:
    """How the host answers: `well`, or with one of FAULTS; always 503 for the path `failing`.

    `asked` are the paths that it was asked for.
    """

    mode: str = "well"
    failing: str = ""
    asked: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class _FaultyHost(_Host):
    protocol_version = "HTTP/1.0"  # a connection that is kept open would outlive a server that is taken down
    network: Network

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server asks for
        path = self.path.partition("?")[0]
        self.network.asked.append(path)
        getattr(self, "unavailable" if path == self.network.failing else self.network.mode)()

    def well(self) -> None:
        super().do_GET()

    def stalls(self) -> None:
        """Lie-fi: the connection is there, and nothing ever comes."""
        self.network.ended.wait(60)

    def captive_portal(self) -> None:
        """A borrowed network answers everything with its own page."""
        self._answer(HTTPStatus.OK, PORTAL)

    def redirects(self) -> None:
        """Another sort of borrowed network sends everyone to its login."""
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "/login-of-somebody-else/")
        self.end_headers()

    def unavailable(self) -> None:
        self._answer(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE)

    def cut_body(self) -> None:
        """Half of the page, and no word of how long it should have been."""
        body = self._body()
        self._answer(HTTPStatus.OK, body[: len(body) // 2], length=False)

    def wrong_type(self) -> None:
        self._answer(HTTPStatus.OK, self._body(), content_type="text/plain; charset=utf-8")

    def slow(self) -> None:
        body = self._body()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(self._path()))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        step = int(SLOW / 10)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            if self.network.ended.wait(0.1):
                return

    def _path(self) -> str:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        return str(path / "index.html" if path.is_dir() else path)

    def _body(self) -> bytes:
        path = Path(self._path())
        return path.read_bytes() if path.is_file() else b""

    def _answer(
        self, status: HTTPStatus, body: bytes, content_type: str = "text/html; charset=utf-8", length: bool = True
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


FAULTS = ("stalls", "captive_portal", "redirects", "unavailable", "cut_body", "wrong_type", "slow")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that has waited long enough hangs up."""


@dataclass
class Faulty:
    """A running host: its address, its network, and a way to take it down for good."""

    origin: str
    network: Network
    server: _Server

    def serve(self, site: Path) -> None:
        """Publish another site at the same address."""
        self.server.RequestHandlerClass = _handler(site, self.network)  # type: ignore[assignment]

    def down(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(site: Path, network: Network) -> object:
    handler = type("Host", (_FaultyHost,), {"rules": read_headers(site), "network": network})
    return partial(handler, directory=str(site))


@contextmanager
def faulty_host(site: Path) -> Iterator[Faulty]:
    network = Network()
    server = _Server(("127.0.0.1", 0), _handler(site, network))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Faulty(f"http://127.0.0.1:{server.server_port}", network, server)
    finally:
        network.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
