"""One digest of several things."""

from __future__ import annotations

import hashlib

SIZE = 16
"""Bytes."""


def digest(*parts: bytes) -> bytes:
    """Of all parts together, each known by its length: ("a", "bc") is not ("ab", "c")."""
    lengths = repr([*map(len, parts)]).encode()
    return hashlib.blake2b(b"".join((lengths, *parts)), digest_size=SIZE).digest()
