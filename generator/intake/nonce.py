"""Signed, expiring words by which a form shows that it was asked for, and a person that a link is theirs.

A nonce is `<random>.<second it was made>.<signature>`, bound to one form of one site. Using it up is the journal's
part: there it is unique.
"""

from __future__ import annotations

import hmac
import re
import secrets

LEAST_SECONDS = 3
"""Nobody reads and fills in a form, or even looks through the answers, in less."""
MOST_SECONDS = 6 * 3600
GRACE = 60
"""Seconds by which the clocks of two machines may differ."""


def sign(key: bytes, *parts: str) -> str:
    """128 bits over the parts, whose lengths are part of what is signed."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


def new_nonce(key: bytes, site: str, form: str, now: float) -> str:
    made, unique = str(int(now)), secrets.token_hex(12)
    return f"{unique}.{made}.{sign(key, site, form, unique, made)}"


_NONCE = re.compile(r"([0-9a-f]{24})\.(\d{1,12})\.([0-9a-f]{32})", re.ASCII)


def fault_of(nonce: str, key: bytes, site: str, form: str, now: float) -> str:
    """Why the nonce is not good: `forged`, `early` or `expired`; empty where it is."""
    match = _NONCE.fullmatch(nonce)
    if not match or not hmac.compare_digest(match[3], sign(key, site, form, match[1], match[2])):
        return "forged"
    age = now - int(match[2])
    if age > MOST_SECONDS + GRACE or age < -GRACE:
        return "expired"
    return "early" if age < LEAST_SECONDS else ""


def link_word(key: bytes, site: str, receipt: str) -> str:
    """The secret part of the link by which a sender comes back to what was sent."""
    return sign(key, "link", site, receipt)


def is_link_word(word: str, key: bytes, site: str, receipt: str) -> bool:
    return hmac.compare_digest(word.encode(), link_word(key, site, receipt).encode())
