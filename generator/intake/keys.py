"""The municipality's key, and what follows from it. It is never in the repository, in a log or in an answer.

One file holds one X25519 key. What is private is sealed to its public half, which may be known to all; the keys
that sign nonces and links are derived from its private half.
"""

from __future__ import annotations

import json
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nacl.encoding import HexEncoder, RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox

from generator.stop import Stop


@dataclass(frozen=True, slots=True)
class Keys:
    """`sealing` may be known to all. The others sign: nonces, secret links, senders' addresses, challenges."""

    private: PrivateKey = field(repr=False)
    nonces: bytes = field(repr=False)
    links: bytes = field(repr=False)
    addresses: bytes = field(repr=False)
    challenges: bytes = field(repr=False)

    @property
    def sealing(self) -> PublicKey:
        return self.private.public_key


def keys_from(private: PrivateKey) -> Keys:
    raw = bytes(private)

    def derived(purpose: str) -> bytes:
        return blake2b(b"", key=raw, person=purpose.encode(), digest_size=32, encoder=RawEncoder)

    return Keys(
        private, derived("bygd nonces"), derived("bygd links"), derived("bygd addresses"), derived("bygd tasks")
    )


def make_key(path: Path) -> str:
    """Write a new key, readable by its owner only; the public half as hexadecimal digits. Never overwrites."""
    private = PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(private.encode(HexEncoder) + b"\n")
    return private.public_key.encode(HexEncoder).decode()


def read_keys(path: Path, root: Path) -> Keys:
    """The keys of a file that only its owner may read, and that is outside the repository `root`."""
    if path.resolve().is_relative_to(root.resolve()):
        raise Stop("key-in-repository", str(path))
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Stop("key-open-to-others", str(path))
        return keys_from(PrivateKey(path.read_bytes().strip(), HexEncoder))
    except (OSError, ValueError, TypeError, CryptoError):
        raise Stop("no-key", str(path)) from None


def seal(private: Mapping[str, str], key: PublicKey) -> bytes:
    """What is private as a box that only the private half of `key` opens; empty where nothing is."""
    kept = {name: text for name, text in private.items() if text}
    return SealedBox(key).encrypt(json.dumps(kept, sort_keys=True).encode()) if kept else b""


def unseal(box: bytes, key: PrivateKey) -> dict[str, str]:
    """What `seal` put into the box. Raises `ValueError` for one that is not for this key, or was changed."""
    if not box:
        return {}
    try:
        opened = json.loads(SealedBox(key).decrypt(box))
    except CryptoError:
        raise ValueError("the box was sealed for another key, or has been changed") from None
    return {str(name): str(text) for name, text in opened.items()}


RECEIPT_SIGNS = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels and nothing that is mistaken for something else, so that a receipt can be read out on the telephone."""
RECEIPT_LENGTH = 5


def new_receipt() -> str:
    """Two groups of five signs: 27^10 of them. It begins with a letter, so that nobody takes it for a number."""
    first, second = ("".join(secrets.choice(RECEIPT_SIGNS) for _ in range(RECEIPT_LENGTH)) for _ in range(2))
    return f"{secrets.choice(RECEIPT_SIGNS[8:])}{first[1:]}-{second}"
