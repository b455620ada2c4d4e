"""The web editor's programs, Decap CMS and js-yaml: fetched once by `bygd editor`, and copied into a site from there.

They are five megabytes that few need, so they are not in the package. `editor/programs.json` pins each by the hash of
its whole package. A build fetches nothing: it copies what lies in the repository's `build/editor/`, where it is whole.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.config import read_config, site_names
from generator.packaged import PROGRAM
from generator.problem import Problem
from generator.schema import kinds_of
from generator.settings import SiteConfig
from generator.stop import Stop

OWN = PROGRAM / "editor"
"""Our own files of the editor, and the list of the others."""
FOLDER = "build/editor"
"""Where the programs lie, below the root of a repository; nothing that git keeps."""
RECEIPT = "fetched.json"
"""Which packages were fetched, and the SHA-256 of every file of theirs."""
PATIENCE = 300
"""Seconds for fetching one package."""


@dataclass(frozen=True, slots=True)
class Package:
    """`integrity`: the SHA-512 of the whole package, as npm writes it. `files`: name in the package -> name here."""

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]


def packages() -> tuple[Package, ...]:
    listed = json.loads((OWN / "programs.json").read_text("utf-8"))
    return tuple(Package(one["package"], one["version"], one["integrity"], one["files"]) for one in listed)


def fetched(root: Path) -> Path | None:
    """The folder of the programs, or None where they are not there, are of another version, or were changed."""
    folder = root / FOLDER
    try:
        receipt = json.loads((folder / RECEIPT).read_text("utf-8"))
        whole = all(_sha256((folder / name).read_bytes()) == digest for name, digest in receipt["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return folder if whole and receipt["of"] == _of_this_version() else None


def _of_this_version() -> list[str]:
    return [package.integrity for package in packages()]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wanted(root: Path) -> bool:
    """Whether a site of the repository has the editor on. One whose settings have faults does not count."""
    kinds = kinds_of(root)
    configs = (read_config(root, site, kinds)[0] for site in site_names(root))
    return any(config and config.editor for config in configs)


def missing(config: SiteConfig, programs: Path | None) -> Iterator[Problem]:
    """A site whose editor is on, while its `programs` have not been fetched."""
    if config.editor and programs is None:
        yield Problem.at(f"sites/{config.name}/site.yaml", 0, "editor-not-fetched", "editor")


def fetch(root: Path) -> Path:
    """Fetch the programs with npm, from the registry that it is set up for. Raises `Stop`; nothing is half there."""
    npm = shutil.which("npm")
    if npm is None:
        raise Stop("no-npm")
    contents: dict[str, bytes] = {}
    for package in packages():
        contents |= _files_of(package, _packed(npm, package))
    receipt = {"of": _of_this_version(), "files": {name: _sha256(content) for name, content in contents.items()}}
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / RECEIPT).write_text(json.dumps(receipt, indent=1) + "\n", "utf-8")
    return folder


def _packed(npm: str, package: Package) -> bytes:
    """The whole package, if it is the one that is pinned. Nothing in it is run, nor fetched what it depends on."""
    wanted = f"{package.name}@{package.version}"
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", wanted, "--silent", "--ignore-scripts", "--pack-destination", folder]
        try:
            done = subprocess.run(  # noqa: S603 - npm, and no argument from outside
                command, cwd=folder, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise Stop("editor-unreachable", wanted) from None
        found = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(found) != 1:
            raise Stop("editor-unreachable", f"{wanted}: {done.stderr.strip()[-200:]}".rstrip(": "))
        content = found[0].read_bytes()
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise Stop("editor-changed", wanted)
    return content


def _files_of(package: Package, content: bytes) -> dict[str, bytes]:
    files = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for name, ours in package.files.items():
            member = archive.extractfile(f"package/{name}")
            assert member is not None, f"{package.name} is pinned by its hash, and has {name}"
            files[ours] = member.read()
    return files
