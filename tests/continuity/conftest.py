"""One built site that the tests of copies read, and never change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import tiny


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> tiny.Built:
    return tiny.built(tmp_path_factory.mktemp("copied"))


@pytest.fixture(scope="package")
def newer(tmp_path_factory: pytest.TempPathFactory) -> tiny.Built:
    """The same site an hour later, with one firm more."""
    folder = tmp_path_factory.mktemp("newer")
    root = tiny.write_repository(folder / "root", 4)
    report = tiny.build_site(root, folder / "out", now=tiny.NOW.replace(hour=13))
    assert report.target is not None
    return tiny.Built(root, report.target, report)


def flip_a_bit(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
