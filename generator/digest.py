"""One digest of several things."""

from __future__ import annotations

import hashlib

SIZE = 16
"""Bytes."""


def digest(*parts: bytes) -> bytes:
    """Of all parts together, each known by its length: ("a", "bc") is not ("ab", "c")."""
    whole = hashlib.blake2b(digest_size=SIZE)
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.digest()
