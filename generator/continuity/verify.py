"""`bygd verify`: is a copy of a portal whole, and is it ours? Every file that is missing, altered or added is named.

A copy is a folder or a .zip with the manifest that its build wrote, or a file listed in SHA256SUMS beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from generator.continuity.signature import SUFFIX, PublicKey, signed_by
from generator.publish import MANIFEST, SIGNATURE, differing, file_digests, is_intact
from generator.stop import Stop

SUMS = "SHA256SUMS"
_DIGEST = re.compile(r"[0-9a-f]{64}")


Damage = Literal["altered", "missing", "added"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a copy, file by file: nothing, when there are none. `signed`: None where no key was given."""

    damages: Mapping[str, Damage]
    signed: bool | None = None

    @property
    def damaged(self) -> tuple[str, ...]:
        return tuple(self.damages)

    @property
    def sound(self) -> bool:
        return not self.damaged and self.signed is not False


def verify(path: Path, key: PublicKey | None = None) -> Verdict:
    """Look at every byte of the copy at `path`. Raises `Stop` where there is nothing to verify it by."""
    if path.is_dir():
        return _of_folder(path, key)
    if not path.is_file():
        raise Stop("no-path", str(path))
    beside = path.with_name(SUMS)
    if path.name != SUMS and not beside.is_file() and path.suffix == ".zip":
        return _of_zip(path, key)
    return _of_sums(path, path if path.name == SUMS else beside, key)


def _of_folder(folder: Path, key: PublicKey | None) -> Verdict:
    if (folder / SUMS).is_file():
        return _of_sums(folder / SUMS, folder / SUMS, key)
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise Stop("nothing-to-verify-by", str(folder))
    raw = manifest.read_bytes()
    listed = listed_files(raw, str(manifest))
    return Verdict(dict(_differences(raw, listed, dict(file_digests(folder)))), _signed(manifest, key))


def _of_zip(path: Path, key: PublicKey | None) -> Verdict:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            manifest = next((name for name in names if PurePosixPath(name).name == MANIFEST), None)
            if manifest is None:
                raise Stop("nothing-to-verify-by", str(path))
            raw, start = archive.read(manifest), manifest.removesuffix(MANIFEST)
            listed = listed_files(raw, str(path))
            rest = [name for name in names if name not in (manifest, start + SIGNATURE)]
            found = {name.removeprefix(start): _zipped_digest(archive, name) for name in rest}
            signature = archive.read(start + SIGNATURE) if start + SIGNATURE in names else b""
    except (zipfile.BadZipFile, zlib.error) as fault:
        return Verdict({f"{path.name}: {fault}": "altered"})
    signed = signed_by(raw, signature.decode("utf-8", "replace"), key) if key else None
    return Verdict(dict(_differences(raw, listed, found)), signed)


def _zipped_digest(archive: zipfile.ZipFile, name: str) -> str:
    """Empty where the file can't be unpacked."""
    try:
        return hashlib.sha256(archive.read(name)).hexdigest()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return ""


def _of_sums(path: Path, sums: Path, key: PublicKey | None) -> Verdict:
    if not sums.is_file():
        raise Stop("nothing-to-verify-by", str(path))
    rows = (line.split("  ", 1) for line in sums.read_text("utf-8").splitlines())
    listed = {name: digest for digest, name in rows if path.name in (SUMS, name)}
    if not listed:
        raise Stop("nothing-to-verify-by", str(path))
    found = {name: digest for name in listed if (digest := _digest(sums.with_name(name)))}
    return Verdict(dict(_damages(listed, found)), _signed(sums, key))


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _signed(path: Path, key: PublicKey | None) -> bool | None:
    if key is None:
        return None
    signature = path.with_name(path.name + SUFFIX)
    return signature.is_file() and signed_by(path.read_bytes(), signature.read_text("utf-8", "replace"), key)


def _differences(manifest: bytes, listed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, Damage]]:
    if not is_intact(manifest):
        yield MANIFEST, "altered"
    yield from _damages(listed, found)


def _damages(listed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, Damage]]:
    """(name, what is wrong with it), sorted."""
    for name in differing(listed, found):
        yield name, "missing" if name not in found else "added" if name not in listed else "altered"


def listed_files(manifest: bytes, where: str) -> dict[str, str]:
    """Path -> SHA-256 of a manifest that may come from anywhere. Raises `Stop` for one that can't be trusted to be one:
    no list, a path that leaves the folder, a digest that is none."""
    try:
        files: Any = json.loads(manifest)["files"]
        sound = isinstance(files, dict) and all(is_inside(name) and _DIGEST.fullmatch(files[name]) for name in files)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise Stop("bad-manifest", where)
    return dict(files)


def is_inside(name: str) -> bool:
    """Whether a path from somebody else's list stays in the folder it is put in, on every system."""
    path = PurePosixPath(name)
    parts = name.split("/")
    odd = any(part in ("", ".", "..") or part.endswith((".", " ")) for part in parts)
    return not (odd or path.is_absolute() or re.search(r'[\\:\x00-\x1f*?"<>|]', name) or name in (MANIFEST, SIGNATURE))
