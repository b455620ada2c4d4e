"""One digest of several things."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

SIZE = 16
"""Bytes."""


def digest(*parts: bytes) -> bytes:
    """Of all parts together, each known by its length: ("a", "bc") is not ("ab", "c")."""
    lengths = repr([*map(len, parts)]).encode()
    return hashlib.blake2b(b"".join((lengths, *parts)), digest_size=SIZE).digest()


def digest_of_digests(parts: Iterable[bytes]) -> bytes:
    """Of parts that are digests themselves: as all are of one length, none need be told."""
    return hashlib.blake2b(b"".join(parts), digest_size=SIZE).digest()
