"""PUBLISH: a site is built beside the old one and takes its place in one step.

Whatever happens in between (a fault, a full disk, `kill -9`), the old site stays whole. `manifest.json` lists every
file with its SHA-256 and every record, so that anyone can tell whether a site is whole, and so that the next
build notices when many records are about to vanish.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.crew import each
from generator.stop import Stop

if TYPE_CHECKING:  # what it brings in is not needed to see whether a folder is a site
    from generator.portal import Portal

MANIFEST = "manifest.json"
SIGNATURE = f"{MANIFEST}.minisig"
"""Of the manifest, and so of every file that it lists, where whoever publishes has a key."""
MOST_VANISHING = 3
MOST_VANISHING_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Vanishing:
    """Records that the published site has and the new one would not have."""

    records: tuple[str, ...]
    published: int


def safe_target(root: Path, out: Path, site: str) -> Path:
    """`out/site`, when it may be replaced: missing, or a folder that a build has made.

    Raises `Stop` for the root of the disk, the repository or a folder of it, a file, a link, and a folder
    with contents that no build has made.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Stop("not-a-folder", str(out))
    target = out.resolve() / site
    precious = [
        root.resolve(),
        *(root.resolve() / name for name in (".git", "content", "sites", "data", "themes", "generator")),
    ]
    if (
        out.resolve() == Path(out.resolve().anchor)
        or any(_holds(target, one) for one in precious)
        or any(_holds(one, target) for one in precious[1:])
    ):
        raise Stop("holds-sources", str(target))
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Stop("not-a-folder", str(target))
    if target.is_dir() and any(target.iterdir()) and not _is_ours(target):
        raise Stop("not-ours", str(target))
    return target


def _is_ours(site: Path) -> bool:
    """Whether a build has made it. A manifest that begins with its sum is not read to its end: it may be long."""
    with suppress(OSError), open(site / MANIFEST, "rb") as manifest:
        return bool(_SUM.match(manifest.read(100)) or read_manifest(site))
    return False


def _holds(folder: Path, path: Path) -> bool:
    return folder == path or folder in path.parents


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` to build in, held by one process; what is left in it is removed at the end.

    Raises `Stop` while another process holds it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / f".{target.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Stop("another-build", str(target)) from error
        _bring_back(target)
        staged = target.parent / f".{target.name}.next"
        remove(staged)
        staged.mkdir()
        try:
            yield staged
        finally:
            remove(staged)


def remove_later(folder: Path) -> None:
    """Remove a folder that is large, while nobody waits; with what is left of those before it."""
    # A name that nobody has: the one before may be under removal still, by a builder that lives on.
    os.rename(folder, tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    left = f"{shlex.quote(str(folder))}.*"
    subprocess.run(  # noqa: S603 - a quoted path
        ["/bin/sh", "-c", f"rm -rf -- {left} </dev/null >/dev/null 2>&1 &"], start_new_session=True, check=False
    )


def remove(folder: Path) -> None:
    """With everything in it, where it is there."""
    if folder.is_dir():
        shutil.rmtree(folder)


def names_of(portal: Portal) -> tuple[list[str], list[str]]:
    """The records of a site, and the withdrawn ones, as a manifest names them."""
    there, gone = (["/".join(record.key) for record in group] for group in (portal.all_records(), portal.withdrawn))
    return there, gone


def put_manifest(
    staged: Path,
    now: datetime,
    records: Iterable[str],
    withdrawn: Iterable[str],
    files: Mapping[str, str],
    rows: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """List every file and record of the site in `staged`. The last file to be written, but for a signature.

    `files`: path -> digest. `rows`: record -> digest of what its page says, by which a hurried build knows the pages
    that need no writing.
    """
    manifest = {
        "built": now.isoformat(timespec="seconds"),
        "records": sorted(records),
        "withdrawn": sorted(withdrawn),
        "rows": dict(rows),
        "files": dict(sorted(files.items())),
    }
    (staged / MANIFEST).write_bytes(manifest_bytes(manifest))


NO_SUM = b"0" * 64
_SUM = re.compile(rb'^\{"sum": "([0-9a-f]{64})"')


def manifest_bytes(manifest: Mapping[str, object]) -> bytes:
    """As JSON, whose `sum` is the SHA-256 of these very bytes with zeros in its place: also a bit that is changed in
    the manifest itself, where no list of files tells of it, is found."""
    rest = {name: value for name, value in manifest.items() if name != "sum"}
    # A line for each entry; `indent` would do that too, many times slower.
    text = json.dumps({"sum": NO_SUM.decode(), **rest}, separators=(",\n", ": "), ensure_ascii=False)
    raw = f"{text}\n".encode()
    return raw.replace(NO_SUM, hashlib.sha256(raw).hexdigest().encode(), 1)


def is_intact(manifest: bytes) -> bool:
    """Whether a manifest is byte for byte as it was written."""
    told = _SUM.match(manifest)
    return told is not None and hashlib.sha256(manifest.replace(told[1], NO_SUM, 1)).hexdigest().encode() == told[1]


DIGESTED_AT_ONCE = 500
"""Files that one of several processes (`jobs`) takes: to digest one takes a tenth of the time to read a record."""


def file_digests(folder: Path, jobs: int = 1) -> Iterator[tuple[str, str]]:
    """(path below `folder`, SHA-256) of every file but the manifest and its signature, sorted."""
    found = (os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names)
    paths = sorted({*found} - {f"{folder}{os.sep}{name}" for name in (MANIFEST, SIGNATURE)})
    names = (path[len(str(folder)) + 1 :].replace(os.sep, "/") for path in paths)
    return zip(names, each(digest_of, paths, jobs, DIGESTED_AT_ONCE), strict=True)


def digests_of(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of those of the files that are there."""
    return {path: digest_of(f"{folder}/{path}") for path in paths if os.path.exists(f"{folder}/{path}")}


def digest_of(path: str) -> str:
    """The SHA-256 of a file."""
    # At once: to read in pieces, the library clears a buffer that is larger than nearly every file.
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_manifest(site: Path) -> dict[str, object]:
    """The manifest of a published site; empty where there is none that can be read and that a build has written."""
    try:
        manifest = json.loads((site / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict) else {}


def damaged_files(site: Path, jobs: int = 1) -> list[str]:
    """Files of a published site that are missing, altered or not in its manifest; all is well when it is empty."""
    listed = read_manifest(site).get("files")
    if not isinstance(listed, dict):
        return [MANIFEST]
    return differing(listed, dict(file_digests(site, jobs)))


def differing(listed: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Sorted names whose digests are not the same in both, or that only one has."""
    return sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))


def vanishing(target: Path, portal: Portal) -> Vanishing | None:
    """More than 10 % and more than 3 of the published records would be gone at once, not counting withdrawn ones."""
    published = read_manifest(target).get("records")
    if not isinstance(published, list):
        return None
    return lost(published, {"/".join(record.key) for record in (*portal.all_records(), *portal.withdrawn)})


def lost(published: Collection[str], staying: Collection[str]) -> Vanishing | None:
    """What of `published` is not staying, where that is too much to be meant."""
    gone = tuple(sorted(set(published) - set(staying)))
    if len(gone) > MOST_VANISHING and len(gone) > MOST_VANISHING_SHARE * len(published):
        return Vanishing(gone, len(published))
    return None


def swap(staged: Path, target: Path) -> None:
    """Put `staged` where `target` is, in one step, and remove what was there."""
    _sync(staged)
    if not target.exists():
        os.rename(staged, target)
    else:
        exchange(staged, target)
    # `building` removes the old site, which is now in the folder that it made.


def exchange(one: Path, target: Path) -> None:
    """Let two folders change names, in one step where the system can."""
    if not _exchange(one, target):
        _exchange_by_renames(one, target)


def _sync(folder: Path) -> None:
    """Have the contents on the disk before the name points at them, so that a power cut can't come between."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).syncfs(descriptor)
        else:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""From Linux' fcntl.h and fs.h: renameat2(2) exchanges two names in one step."""


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or its file system can't."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if renameat2 is None:
        return False
    if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(fault, os.strerror(fault), str(other))


def _exchange_by_renames(one: Path, target: Path) -> None:
    """Where names can't be exchanged: a site is missing for the blink between two renames, never half."""
    former = _former(target)
    remove(former)
    os.rename(target, former)
    os.rename(one, target)
    os.rename(former, one)


def _former(target: Path) -> Path:
    """Where the old site is for the blink between two renames."""
    return target.parent / f".{target.name}.former"


def _bring_back(target: Path) -> None:
    """Mend what a build that was killed between two renames has left: the old site under another name."""
    if not target.exists() and _former(target).is_dir():
        os.rename(_former(target), target)
    remove(_former(target))
