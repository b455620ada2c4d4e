"""Signatures that anyone can check with Bygd or with minisign (Ed25519 over a BLAKE2b-512 digest).

The format is minisign's own, as its manual gives it: a key and a signature are a comment and a line of base64. The
secret key is kept without a password (`minisign -G -W`), because a scheduled job must be able to sign; so it is kept
outside the repository.
"""

from __future__ import annotations

import binascii
import hashlib
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from generator.publish import MANIFEST, SIGNATURE, read_manifest
from generator.stop import Stop

ALGORITHM, PREHASHED = b"Ed", b"ED"
NO_PASSWORD = bytes(2)
CHECKSUM = b"B2"
KEY_ID, SEED, PUBLIC = 8, 32, 32
"""Lengths in bytes."""
SALT_AND_LIMITS = bytes(32 + 8 + 8)
SUFFIX = Path(SIGNATURE).suffix


@dataclass(frozen=True, slots=True)
class PublicKey:
    id: bytes
    key: bytes

    def as_text(self) -> str:
        return f"untrusted comment: minisign public key {self.id[::-1].hex().upper()}\n{self.as_line()}\n"

    def as_line(self) -> str:
        """The one line that is printed on posters and given to mirrors."""
        return b64encode(ALGORITHM + self.id + self.key).decode()


@dataclass(frozen=True, slots=True)
class SecretKey:
    id: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.id, bytes(SigningKey(self.seed).verify_key))

    def as_text(self) -> str:
        secret = self.id + self.seed + self.public.key
        checksum = hashlib.blake2b(ALGORITHM + secret, digest_size=32).digest()
        line = b64encode(ALGORITHM + NO_PASSWORD + CHECKSUM + SALT_AND_LIMITS + secret + checksum).decode()
        return f"untrusted comment: minisign secret key\n{line}\n"


def new_key() -> SecretKey:
    return SecretKey(os.urandom(KEY_ID), os.urandom(SEED))


def write_new_key(path: Path) -> PublicKey:
    """A secret key at `path`, readable by its owner only, and its public key at `path` + `.pub`. Never overwrites."""
    key = new_key()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.as_text())
    path.with_name(path.name + ".pub").write_text(key.public.as_text(), "ascii")
    return key.public


def _line(text: str, number: int = -1) -> bytes:
    lines = [line for line in text.splitlines() if line.strip()]
    return b64decode(lines[number], validate=True)


def read_secret_key(path: Path) -> SecretKey:
    """Raises `Stop` for a file that is not there, holds no key, or one with a password."""
    start = len(ALGORITHM + NO_PASSWORD + CHECKSUM + SALT_AND_LIMITS)
    try:
        raw = _line(path.read_text("ascii"))
    except (OSError, ValueError, IndexError, binascii.Error):
        raise Stop("bad-key", str(path)) from None
    secret, checksum = raw[start : start + KEY_ID + SEED + PUBLIC], raw[start + KEY_ID + SEED + PUBLIC :]
    if raw[:4] != ALGORITHM + NO_PASSWORD or hashlib.blake2b(ALGORITHM + secret, digest_size=32).digest() != checksum:
        raise Stop("bad-key", str(path))
    return SecretKey(secret[:KEY_ID], secret[KEY_ID : KEY_ID + SEED])


def read_public_key(given: str) -> PublicKey:
    """A public key from its own line, or from the file that holds it. Raises `Stop` where it is neither."""
    try:
        text = Path(given).read_text("ascii") if Path(given).is_file() else given
        raw = _line(text)
    except (ValueError, IndexError, OSError):
        raise Stop("bad-key", given) from None
    if len(raw) != len(ALGORITHM) + KEY_ID + PUBLIC or raw[:2] != ALGORITHM:
        raise Stop("bad-key", given)
    return PublicKey(raw[2:10], raw[10:])


def sign(content: bytes, key: SecretKey, comment: str) -> str:
    """The text of a signature file. `comment` is signed too: it says what was signed, and when."""
    signing = SigningKey(key.seed)
    signature = signing.sign(hashlib.blake2b(content).digest()).signature
    whole = signing.sign(signature + comment.encode()).signature
    return (
        f"untrusted comment: signature from Bygd\n{b64encode(PREHASHED + key.id + signature).decode()}\n"
        f"trusted comment: {comment}\n{b64encode(whole).decode()}\n"
    )


def signed_by(content: bytes, signature: str, key: PublicKey) -> bool:
    """Whether `signature`, the text of a signature file, is of this content and by this key."""
    try:
        _, line, comment, whole = signature.splitlines()[:4]
        raw = b64decode(line, validate=True)
        if raw[:2] != PREHASHED or raw[2:10] != key.id or not comment.startswith("trusted comment: "):
            return False
        verify = VerifyKey(key.key)
        verify.verify(hashlib.blake2b(content).digest(), raw[10:])
        verify.verify(raw[10:] + comment.removeprefix("trusted comment: ").encode(), b64decode(whole, validate=True))
    except (ValueError, BadSignatureError, binascii.Error):
        return False
    return True


def comment_of(site: Path, name: str = "") -> str:
    """What is signed: which site, and of when. `name` where the folder is called something else."""
    return f"{name or site.name} {read_manifest(site).get('built', '')}"


def sign_manifest(site: Path, key: SecretKey, name: str = "") -> None:
    """Put the signature of a site's manifest beside it, in one step."""
    aside = site / f"{SIGNATURE}.next"
    aside.write_text(sign((site / MANIFEST).read_bytes(), key, comment_of(site, name)), "utf-8")
    aside.replace(site / SIGNATURE)
