"""A site on the web, read for a mirror or a comparison: one connection, limits on time and size, no other host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from generator.stop import Stop

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
"""Seconds to wait for a connection, and for the next piece of an answer."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Web:
    """Files of the site at `address`."""

    address: str
    client: httpx.Client

    def read(self, name: str, most: int) -> bytes:
        for attempt in range(1, TRIES + 1):
            try:
                return self._fetch(self._at(name), most)
            except httpx.TransportError as fault:
                if attempt == TRIES:
                    raise Stop("origin-unreachable", f"{self._at(name)}: {fault}") from fault
        raise AssertionError("the last try returns or raises")

    def headers(self, name: str) -> Mapping[str, str]:
        """What the host says of the page at `name` besides its text, by names in lower case."""
        try:
            answer = self.client.head(self._at(name))
        except httpx.TransportError as fault:
            raise Stop("origin-unreachable", f"{self._at(name)}: {fault}") from fault
        return {key.lower(): value for key, value in answer.headers.items()}

    def _at(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{quote(name)}"

    def _fetch(self, address: str, most: int) -> bytes:
        with self.client.stream("GET", address) as answer:
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Stop("origin-lacks", address)
            if answer.status_code != httpx.codes.OK:
                raise Stop("origin-unreachable", f"{address}: {answer.status_code}")
            pieces, size = [], 0
            for piece in answer.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise Stop("mirror-too-large", address)
            return b"".join(pieces)


@contextmanager
def connect(address: str) -> Iterator[Web]:
    """A connection to a site; no redirect is followed, since it might lead to somebody else."""
    if not urlsplit(address).hostname:
        raise Stop("origin-unreachable", address)
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers={"User-Agent": "bygd-mirror"}) as client:
        yield Web(address, client)
