"""`bygd publish SITE --to ...`: a built site to a folder or, over ssh, to a server; swapped in at once, and back.

On the server versions stand in `versions/`, and the link `current`, which the web server shows, is renamed from one to
the next. rsync sends what has changed and links the rest.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.continuity.signature import SecretKey, sign_manifest
from generator.continuity.versions import KEPT, keep_and_swap
from generator.publish import MANIFEST, SIGNATURE, building, damaged_files, read_manifest
from generator.stop import Stop

_DESTINATION = re.compile(r"(?P<host>(?:[\w.-]+@)?[\w.-]+):(?P<folder>/[\w./-]+)")


def to_folder(site: Path, target: Path, key: SecretKey | None = None) -> None:
    """Show the built site in `target`, which keeps its last versions."""
    _make_ready(site, key)
    if target.exists() and any(target.iterdir()) and not read_manifest(target):
        raise Stop("not-ours", str(target))
    with building(target) as staged:
        shutil.copytree(site, staged, dirs_exist_ok=True)
        if damaged := damaged_files(staged):
            raise Stop("damaged-site", ", ".join(damaged[:5]))
        keep_and_swap(staged, target)


def _make_ready(site: Path, key: SecretKey | None) -> None:
    """A site that is published is whole, and signed where there is a key."""
    if damaged := damaged_files(site):
        raise Stop("damaged-site", ", ".join(damaged[:5]))
    if key:
        sign_manifest(site, key)


@dataclass(frozen=True, slots=True)
class Destination:
    """A folder on another computer, `user@host:/srv/asele`."""

    host: str
    folder: str


def read_destination(text: str) -> Destination:
    """Raises `Stop` for what is not host:/folder: nothing of it may be read as an option or a command."""
    match = _DESTINATION.fullmatch(text)
    if not match or match["host"].startswith("-") or ".." in match["folder"].split("/"):
        raise Stop("bad-destination", text)
    return Destination(match["host"], match["folder"].rstrip("/"))


def over_ssh(site: Path, destination: Destination, ssh: str = "ssh", key: SecretKey | None = None) -> None:
    """Send the site beside the versions there, then let `current` point at it."""
    _make_ready(site, key)
    folder, version = destination.folder, _version(site)
    versions = f"{folder}/versions"
    _run([ssh, destination.host, f"mkdir -p {shlex.quote(versions)}"])
    how = ["--archive", "--delete", "--checksum", f"--rsh={ssh}", f"--link-dest={folder}/current/"]
    _run(["rsync", *how, f"{site}{os.sep}", f"{destination.host}:{versions}/{version}.next/"])
    _run([ssh, destination.host, _switch(folder, version)])


def _version(site: Path) -> str:
    """A name that sorts by the moment of the build, and is never that of other contents."""
    built = re.sub(r"[^0-9T]", "", str(read_manifest(site).get("built", "")))[:15]
    listed = b"".join((site / name).read_bytes() for name in (MANIFEST, SIGNATURE) if (site / name).is_file())
    return f"{built}-{hashlib.sha256(listed).hexdigest()[:8]}"


def _switch(folder: str, version: str) -> str:
    """The new version gets its name, `current` is exchanged by one rename, and all but the last few are removed.

    A version that is there already is whole, and may be the one that is shown: it is not touched.
    """
    new = f"versions/{version}"
    return "; ".join(
        [
            f"set -e; cd {shlex.quote(folder)}",
            f"if [ -d {new} ]; then rm -rf {new}.next; else sync; mv {new}.next {new}; fi; touch {new}",
            f"ln -sfn {new} current.next; mv -T current.next current",
            f"cd versions; ls -1t | grep -v next | tail -n +{KEPT + 2} | xargs -r rm -rf --",
        ]
    )


def roll_back_over_ssh(destination: Destination, ssh: str = "ssh") -> None:
    """Let `current` point at the version before the one that is shown. Raises `Stop` where there is none."""
    steps = [
        f"set -e; cd {shlex.quote(destination.folder)}; now=$(basename $(readlink current))",
        "before=$(ls -1 versions | sort | awk -v now=$now '$0 < now' | tail -n 1)",
        'test -n "$before"; ln -sfn "versions/$before" current.next; mv -T current.next current',
    ]
    _run([ssh, destination.host, "; ".join(steps)])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - rsync and ssh
    except FileNotFoundError:
        raise Stop("publish-failed", command[0]) from None
    if done.returncode != 0:
        raise Stop("publish-failed", (done.stderr or done.stdout).strip()[-300:] or command[0])
