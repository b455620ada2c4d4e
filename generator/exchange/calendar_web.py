"""A stranger's calendar fetched from the web: only over https, only from the open net, and never more than we bear.

The address stands in a record, and a machine of ours fetches it. So it must not be a way into the net that the
machine stands in: a host with an address of a closed net is not asked, wherever a redirect came from. A host that
changes its address between our question and the connection meets a certificate that it does not have.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from generator.media_type import CALENDAR

TIMEOUT = httpx.Timeout(10.0)
"""Seconds to wait for a connection, and for the next piece of an answer."""
SLOWEST = 30.0
"""Seconds for a whole calendar, redirects included."""
MOST_REDIRECTS = 3
HTTPS_PORT = 443
CLIENT = {"User-Agent": "bygd-calendar", "Accept": CALENDAR, "Accept-Encoding": "identity"}

REASONS: Mapping[str, tuple[str, str]] = {
    "not-https": (
        "adressen leder vidare till en som inte börjar med https://.",
        "the address leads on to one that does not begin with https://.",
    ),
    "closed-net": ("adressen leder till ett slutet nät.", "the address leads to a closed network."),
    "no-answer": ("servern svarar inte.", "the server does not answer."),
    "refused": ("servern svarar med fel {}.", "the server answers with error {}."),
    "redirects": ("adressen leder vidare för många gånger.", "the address leads on too many times."),
    "too-large": ("den är för stor.", "it is too large."),
    "too-slow": ("det tar för lång tid.", "it takes too long."),
    "no-file": ("filen finns inte i mappen calendars.", "there is no such file in the folder calendars."),
}


class Unreachable(Exception):
    """A calendar can't be had, for one of REASONS."""

    def __init__(self, reason: str, fact: object = "") -> None:
        super().__init__(reason)
        self.sv, self.en = (sentence.format(fact) for sentence in REASONS[reason])
        self.reason = reason


def is_open(host: str, port: int) -> bool:
    """Whether everything that the name stands for is on the open net. Raises `Unreachable` for no such name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("no-answer") from None
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)


@dataclass(frozen=True, slots=True)
class Web:
    """The net as seen from here. `may_ask`: (host, port) -> whether it may be asked at all."""

    client: httpx.Client
    may_ask: Callable[[str, int], bool] = is_open

    def read(self, address: str, most: int) -> bytes:
        """What is at `address`, `most` bytes of it at the most. Raises `Unreachable`."""
        until = time.monotonic() + SLOWEST
        try:
            for _ in range(MOST_REDIRECTS + 1):
                found = self._ask(address, most, until)
                if isinstance(found, bytes):
                    return found
                address = urljoin(address, found)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            raise Unreachable("too-slow" if isinstance(fault, httpx.TimeoutException) else "no-answer") from None
        raise Unreachable("redirects")

    def _ask(self, address: str, most: int, until: float) -> bytes | str:
        """The calendar, or where it is instead."""
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise Unreachable("not-https")
        if not self.may_ask(parts.hostname, parts.port or HTTPS_PORT):
            raise Unreachable("closed-net")
        with self.client.stream("GET", address, headers=CLIENT, timeout=TIMEOUT, follow_redirects=False) as answer:
            if answer.has_redirect_location:
                return answer.headers["Location"]
            if answer.status_code != httpx.codes.OK:
                raise Unreachable("refused", answer.status_code)
            return _body(answer, most, until)


def _body(answer: httpx.Response, most: int, until: float) -> bytes:
    pieces, size = [], 0
    for piece in answer.iter_raw():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Unreachable("too-large")
        if time.monotonic() > until:
            raise Unreachable("too-slow")
    return b"".join(pieces)
