"""Whether a published site is the one that a build would make now: then it is left as it is.

A site follows from its records, its settings and theme, the day, and the program. All of these in one digest are its
*basis*. The basis of the last build into a folder lies in the user's cache, beside the digest of the manifest that
was written then; where either is another, or a file of the site is, the site is built. So what is kept can be lost or
damaged at any time, and a site that has been left alone differs from one built now in the time of its build alone.

Why whole sites, and no single pages: most of a build is reading records, checking them and making files of all of them
together, and a page that is not rendered saves little of that. Where it pays is among many portals of one repository.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain
from pathlib import Path

from generator import publish
from generator.edition import Edition
from generator.outputs.calendar import is_kept
from generator.outputs.status import has_just_ended
from generator.packaged import PROGRAM, own_or_packaged
from generator.portal import Portal
from generator.record import Record
from generator.user_cache import cache_folder, keep, kept

DISTRIBUTION = "bygdeportal"
FOLDER = "sites"
"""Of the user's cache."""
_NAME = re.compile(r"[\w.-]+")


def basis_of(root: Path, portal: Portal, edition: Edition) -> str:
    """The digest of everything that the site follows from."""
    digest = hashlib.sha256()
    for part in chain(
        [program(), repr(edition.config), repr(edition.alerts), edition.now.date().isoformat()],
        *(files_of(folder) for folder in _folders(root, edition)),
        [repr(sorted(portal.present))],
        (repr(_told(record, edition)) for record in chain(portal.all_records(), portal.withdrawn)),
    ):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@cache
def program() -> str:
    """Ours, as it was when this process began, and the versions of those that sites are made with."""
    versions = (f"{name} {_version(name)}" for name in (_NAME.findall(one)[0] for one in requires(DISTRIBUTION) or ()))
    return "\n".join((sys.version, *versions, *files_of(PROGRAM)))


def _version(name: str) -> str:
    with suppress(PackageNotFoundError):
        return version(name)
    return ""


def files_of(folder: Path) -> Iterator[str]:
    """Path below the folder, and SHA-256, of every file in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{path.relative_to(folder).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _folders(root: Path, edition: Edition) -> Iterator[Path]:
    """What a site is made from, beside its records."""
    yield edition.theme.folder
    yield from dict.fromkeys(own_or_packaged(one, "data") for one in (root, PROGRAM))
    yield root / "kinds"
    yield root / "sites" / edition.config.name
    if edition.editor:
        yield edition.editor


def _told(record: Record, edition: Edition) -> tuple[object, ...]:
    """All that is published of a record, and whether it stands where only what was over lately does."""
    late = record.values.get("over", False) and (has_just_ended(record, edition.now), is_kept(record, edition.now))
    return record.key, record.path, late, sorted(record.values.items())


def is_current(target: Path, basis: str) -> bool:
    """Whether the site in `target` was built on this basis, and every file of it is as it was built."""
    return kept(cache_folder(FOLDER), _place(target)) == _claim(target, basis) and not publish.damaged_files(target)


def remember(target: Path, basis: str) -> None:
    """The site in `target` was just built on this basis."""
    keep(cache_folder(FOLDER), _place(target), _claim(target, basis))


def _place(target: Path) -> str:
    return str(target.resolve())


def _claim(target: Path, basis: str) -> bytes:
    manifest, signature = target / publish.MANIFEST, target / publish.SIGNATURE
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
    return f"{basis} {digest} {signature.exists()}".encode()
