"""Sites that are built again: what is left as it is, and whether the whole is as one that is built from nothing."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from generator import publish
from generator.order import Order, Report
from generator.outputs import search
from generator.profile import Profile
from generator.seen import Look, Origin
from generator.several import build_every
from generator.sign import DOUBTFUL_NS
from tests import tiny

TOLD_WHEN = ("manifest.json", "offline/whole.json", "status.json")
"""The files that tell when a site was built: all that two builds of one day may differ in."""


def quick_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that follows from the pages as the real one does, and takes no time."""

    def index_of(pages: Iterable[tuple[str, str]]) -> Mapping[str, bytes]:
        whole = hashlib.sha256(repr([*pages]).encode()).hexdigest()
        return {search.ENTRY: json.dumps({"languages": whole}).encode(), f"fragment/{whole[:9]}.txt": b"fragment"}

    monkeypatch.setattr(search, "index_of", index_of)


def order(root: Path, out: Path | None = None, site: str = tiny.SITE, **asked: object) -> Order:
    """As the command asks for a site, where what is the same is left."""
    asked = {"now": tiny.NOW, "reuse": True, "allow_removals": True, **asked}
    return Order(root, site, out or root.parent / "out", **asked)  # type: ignore[arg-type]


def made_of(root: Path, now: datetime = tiny.NOW) -> tuple[str, ...]:
    """The files that all of a site follows from."""
    return Look(order(root, now=now), Origin(root, now)).made_of


def built(root: Path, **asked: object) -> Report:
    """By the way of the command."""
    [report] = build_every([order(root, **asked)], Profile())  # type: ignore[arg-type]
    assert report.target, report.problems
    assert publish.damaged_files(report.target) == []
    return report


def site_of(root: Path) -> Path:
    """Where it is published."""
    return root.parent / "out" / tiny.SITE


def inodes(site: Path) -> dict[str, int]:
    return {path: (site / path).stat().st_ino for path in tiny.digests(site)}


def lasting(site: Path) -> dict[str, str]:
    """The digest of every file that does not tell when the site was built."""
    return {path: digest for path, digest in tiny.digests(site).items() if path not in TOLD_WHEN}


def unlike_one_from_nothing(root: Path, site: str = tiny.SITE, **asked: object) -> list[str]:
    """Files of the published site that are not as in a site that is built now from nothing."""
    cold = built(root, out=root.parent / "anew", site=site, **{**asked, "reuse": False})
    assert cold.target
    warm, anew = lasting(root.parent / "out" / site), lasting(cold.target)
    return sorted(path for path in warm.keys() | anew.keys() if warm.get(path) != anew.get(path))


def settle() -> None:
    """Wait until what was written is known by its time: before, it might be written once more in the same tick."""
    time.sleep(DOUBTFUL_NS / 1e9 + 0.01)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), "utf-8")


def empty_folders(site: Path) -> list[Path]:
    return [path for path in site.rglob("*") if path.is_dir() and not any(path.iterdir())]
