"""Commands of continuity that are killed or run out of disk: a short run of what `make bench-kills` does at length."""

from __future__ import annotations

import random

import pytest

from generator import publish
from tests import tiny
from tests.continuity.conftest import flip_a_bit
from tests.cut_short import deeds, fill_disk, kill_often, prepare

KILLS = 8
STEPS = 5


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("made"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["crisis-only", "crisis-only with a spare", "mirror", "publish", "rollback", "ssh"])
def test_kills_leave_the_old_or_the_new_site_whole(prepared, tmp_path, name):
    """fault-49; the build itself is killed in tests/test_kill.py."""
    tally = kill_often(deeds(prepared, tmp_path / "disk")[name], KILLS, random.Random(20261124))
    assert tally.faults == []
    assert tally.interrupted


@pytest.mark.slow
@pytest.mark.parametrize("name", ["crisis-only", "crisis-only with a spare", "mirror", "publish", "ssh"])
def test_a_full_disk_leaves_the_old_site(prepared, tmp_path, name):
    """fault-48; the build itself is tried in tests/test_kill.py."""
    tally = fill_disk(deeds(prepared, tmp_path / "disk")[name], STEPS)
    assert tally.faults == []
    assert tally.interrupted


def test_a_broken_and_a_mixed_site_would_be_noticed(prepared, tmp_path):
    deed = deeds(prepared, tmp_path / "disk")["publish"]
    deed.do()
    assert deed.fault() == ""
    flip_a_bit(deed.shown / "index.html")
    assert "index.html" in deed.fault()
    files = dict(publish.file_digests(deed.shown))
    publish.put_manifest(deed.shown, tiny.NOW, (), (), files)
    assert deed.fault() == "neither the old nor the new"
