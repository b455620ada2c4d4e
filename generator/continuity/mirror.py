"""`bygd mirror FROM TO`: a copy of a published site on another server, kept up to date and never made worse.

The manifest says which files there are. What is here already is linked, what has changed is fetched, everything is
checked against its digest, and the whole is swapped in at once. A copy that is broken, older or suspiciously small
does not replace a good one; a fetch that is cut off goes on from what it has.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from generator.continuity.signature import PublicKey, signed_by
from generator.continuity.verify import is_inside, listed_files
from generator.continuity.versions import keep_and_swap
from generator.publish import MANIFEST, SIGNATURE, building, damaged_files, is_intact, read_manifest
from generator.stop import Stop

LEAST_SHARE = 0.5
"""Of the files that are here: a site that has lost half of them overnight is looked at by a person first."""
LARGEST_MANIFEST = 50_000_000
LARGEST_FILE = 100_000_000
LARGEST_SIGNATURE = 10_000
"""Bytes. More than any file of a portal; an answer that never ends must not fill the disk."""


class Origin(Protocol):
    """Where a site is mirrored from."""

    def read(self, name: str, most: int) -> bytes:
        """A file's bytes; raises `Stop` where it is missing, larger than `most`, or can't be reached."""

    def headers(self, name: str) -> Mapping[str, str] | None:
        """What a host sends with a page; None for a folder, which has no host."""


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def read(self, name: str, most: int) -> bytes:
        try:
            content = (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise Stop("origin-lacks", str(self.path / name)) from None
        except OSError as fault:
            raise Stop("origin-unreachable", f"{self.path / name}: {fault.strerror}") from None
        return _no_larger(content, most, name)

    def headers(self, name: str) -> None:
        return None


def _no_larger(content: bytes, most: int, name: str) -> bytes:
    if len(content) > most:
        raise Stop("mirror-too-large", name)
    return content


@contextmanager
def origin(address: str) -> Iterator[Origin]:
    """A folder on this computer, or a site on the web."""
    if not address.startswith(("http://", "https://")):
        yield Folder(Path(address))
        return
    from generator.continuity.web_origin import connect

    with connect(address) as web:
        yield web


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a mirroring did: files fetched, files that were here already; neither where nothing was new."""

    built: str
    fetched: int
    kept: int


def mirror(source: Origin, target: Path, key: PublicKey | None = None, *, allow_removals: bool = False) -> Mirrored:
    """Bring `target` up to date with `source`. Raises `Stop`, and leaves the good copy, for whatever is not right."""
    raw = source.read(MANIFEST, LARGEST_MANIFEST)
    signature = _signature(source, raw, key)
    files = listed_files(raw, MANIFEST)
    if not is_intact(raw):
        raise Stop("mirror-damaged", MANIFEST)
    built = str(json.loads(raw).get("built", ""))
    here = _good_copy(target)
    if here and here.get("files") == files and signature in ("", _own_signature(target)):
        return Mirrored(built, 0, len(files))
    if here:
        _refuse_worse(here, files, built, allow_removals=allow_removals)
    cache = target.parent / f".{target.name}.partial"
    with building(target) as staged:
        fetched = sum(_put(source, name, digest, staged, target, cache) for name, digest in sorted(files.items()))
        (staged / MANIFEST).write_bytes(raw)
        if signature:
            (staged / SIGNATURE).write_text(signature, "utf-8")
        keep_and_swap(staged, target)
    shutil.rmtree(cache, ignore_errors=True)
    return Mirrored(built, fetched, len(files) - fetched)


def _good_copy(target: Path) -> Mapping[str, object]:
    """The manifest of the copy that is here, when it is whole."""
    if target.exists() and not target.is_dir():
        raise Stop("not-a-folder", str(target))
    manifest = read_manifest(target)
    if target.is_dir() and any(target.iterdir()) and not manifest:
        raise Stop("not-ours", str(target))
    return {} if damaged_files(target) else manifest


def _signature(source: Origin, raw: bytes, key: PublicKey | None) -> str:
    """The signature of the manifest `raw`, empty where there is none: it goes along, so that others can ask for it.

    With a key there must be one, and by that key. Raises `Stop` where there is not.
    """
    try:
        text = source.read(SIGNATURE, LARGEST_SIGNATURE).decode("utf-8", "replace")
    except Stop as stop:
        if key:
            raise Stop("not-signed", stop.fact) from stop
        return ""
    if key and not signed_by(raw, text, key):
        raise Stop("not-signed", SIGNATURE)
    return text


def _own_signature(target: Path) -> str:
    file = target / SIGNATURE
    return file.read_text("utf-8", "replace") if file.is_file() else ""


def _refuse_worse(here: Mapping[str, object], files: Mapping[str, str], built: str, *, allow_removals: bool) -> None:
    old, had = str(here.get("built", "")), here.get("files")
    if _is_older(built, old):
        raise Stop("mirror-older", f"{built} < {old}")
    if isinstance(had, dict) and len(files) < LEAST_SHARE * len(had) and not allow_removals:
        raise Stop("mirror-shrunk", f"{len(files)} / {len(had)}")


def _is_older(built: str, old: str) -> bool:
    """By the clock; in the autumn, an hour comes twice. What is no time counts as a text, and so as older than any."""
    try:
        return datetime.fromisoformat(built) < datetime.fromisoformat(old)
    except (ValueError, TypeError):
        return built < old


def _put(source: Origin, name: str, digest: str, staged: Path, target: Path, cache: Path) -> bool:
    """One file into `staged`: linked from the copy that is here or from what was fetched before, else fetched."""
    assert is_inside(name), "listed_files has refused it"
    place = staged / name
    place.parent.mkdir(parents=True, exist_ok=True)
    known = next((path for path in (target / name, cache / digest) if _is(path, digest)), None)
    if known is not None:
        os.link(known, place)
        return known.parent == cache
    content = source.read(name, LARGEST_FILE)
    if hashlib.sha256(content).hexdigest() != digest:
        raise Stop("mirror-damaged", name)
    cache.mkdir(parents=True, exist_ok=True)
    aside = cache / f"{digest}.next"
    aside.write_bytes(content)
    aside.replace(cache / digest)
    os.link(cache / digest, place)
    return True


def _is(path: Path, digest: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest
