"""How much is taken: of one request, from one address, in a day. And whose address it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from generator.intake.nonce import sign


@dataclass(frozen=True, slots=True)
class Limits:
    """`body` in bytes; `upload` where it comes with a file, which may take `upload_seconds`.

    An address may ask `minutely`, and send `hourly` and `daily`; all together `in_all` a day.

    Where `waiting` submissions have not got through to the forge, the form is closed until they have.
    """

    body: int = 350_000
    upload: int = 8_000_000
    fields: int = 300
    seconds: float = 10.0
    upload_seconds: float = 60.0
    minutely: int = 30
    hourly: int = 10
    daily: int = 30
    in_all: int = 500
    waiting: int = 300


class Pace:
    """How often each address has asked in this minute: looking at answers costs, whether they are sent or not."""

    def __init__(self) -> None:
        self._minute, self._asked = 0, Counter[str]()

    def allows(self, address: str, most: int, now: float) -> bool:
        if (minute := int(now // 60)) != self._minute:
            self._minute, self._asked = minute, Counter()
        self._asked[address] += 1
        return self._asked[address] <= most


def client_address(peer: str, forwarded: Iterable[str], trusted: Collection[str]) -> str:
    """Who is asking: the nearest address that is not a proxy of ours.

    `forwarded` are the values of X-Forwarded-For, which anyone may write; what a trusted proxy added stands last.
    """
    names = [name.strip() for value in forwarded for name in value.split(",")]
    address = peer
    while address in trusted and names:
        address = names.pop()
    return address


def blurred(address: str, key: bytes, now: datetime) -> str:
    """A word for the address that can't be turned back, and is another one every day. IPv6 counts by its /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        parsed = None
    if isinstance(parsed, IPv6Address):
        address = str(ip_network((parsed, 64), strict=False))
    return sign(key, address, f"{now:%Y-%m-%d}")
