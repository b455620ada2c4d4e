"""Publishing without a host that builds: to a folder, and over ssh with rsync, in one step and back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator import publish
from generator.continuity import delivery
from generator.continuity.signature import new_key
from generator.continuity.verify import verify
from generator.continuity.versions import KEPT, earlier, roll_back
from generator.stop import Stop
from tests import tiny
from tests.continuity.conftest import flip_a_bit

# ssh to this very computer: the command is run by a shell in place of the far one's.
LOCAL_SSH = '#!/bin/sh\nshift\nexec sh -c "$*"\n'


def test_a_folder_shows_the_new_site_and_goes_back_to_the_old(built, newer, tmp_path):
    target = tmp_path / "www"
    delivery.to_folder(built.site, target)
    delivery.to_folder(newer.site, target)
    assert tiny.digests(target) == tiny.digests(newer.site)
    roll_back(target)
    assert tiny.digests(target) == tiny.digests(built.site)


def test_no_more_than_the_last_few_are_kept(built, newer, tmp_path):
    target = tmp_path / "www"
    for number in range(KEPT + 3):
        delivery.to_folder((built, newer)[number % 2].site, target)
    assert len(earlier(target)) == KEPT


def test_a_damaged_site_and_a_foreign_folder_are_refused(built, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(built.site, broken)
    flip_a_bit(broken / "index.html")
    tiny.write(tmp_path / "photos" / "x.jpg", "x")
    for site, target, reason in (
        (broken, tmp_path / "www", "damaged-site"),
        (built.site, tmp_path / "photos", "not-ours"),
    ):
        with pytest.raises(Stop) as caught:
            delivery.to_folder(site, target)
        assert caught.value.reason == reason


def test_what_is_published_with_a_key_is_signed(built, tmp_path, ssh):
    key, site = new_key(), tmp_path / "site"
    shutil.copytree(built.site, site)
    delivery.to_folder(site, tmp_path / "www", key)
    delivery.over_ssh(site, delivery.Destination("host", str(tmp_path / "srv")), ssh, key)
    assert verify(tmp_path / "www", key.public).sound
    assert verify(tmp_path / "srv" / "current", key.public).sound


def test_the_version_that_is_shown_is_never_taken_away_to_be_sent_again(built, tmp_path, ssh):
    destination = delivery.Destination("host", str(tmp_path / "srv"))
    delivery.over_ssh(built.site, destination, ssh)
    shown = (tmp_path / "srv" / "current").resolve()
    before = shown.stat().st_ino
    delivery.over_ssh(built.site, destination, ssh)
    assert shown.stat().st_ino == before and publish.damaged_files(shown) == []
    assert [path.name for path in (tmp_path / "srv" / "versions").iterdir()] == [shown.name]


def test_there_is_nothing_to_go_back_to_at_first(built, tmp_path):
    delivery.to_folder(built.site, tmp_path / "www")
    with pytest.raises(Stop) as caught:
        roll_back(tmp_path / "www")
    assert caught.value.reason == "nothing-to-roll-back-to"


@pytest.mark.parametrize(
    "text", ["", "host", "-oProxyCommand=x:/a", "host:relative", "host:/a/../../etc", "h:/a b", "h:/$(x)"]
)
def test_a_destination_is_a_host_and_a_folder_and_nothing_that_a_shell_would_do(text):
    with pytest.raises(Stop) as caught:
        delivery.read_destination(text)
    assert caught.value.reason == "bad-destination"


@pytest.fixture
def ssh(tmp_path: Path) -> str:
    script = tmp_path / "ssh"
    script.write_text(LOCAL_SSH)
    script.chmod(0o755)
    return str(script)


def test_over_ssh_the_link_is_switched_and_switched_back(built, newer, tmp_path, ssh):
    destination = delivery.Destination("host", str(tmp_path / "srv"))
    delivery.over_ssh(built.site, destination, ssh)
    delivery.over_ssh(newer.site, destination, ssh)
    current = tmp_path / "srv" / "current"
    assert current.is_symlink() and publish.damaged_files(current) == []
    assert tiny.digests(current) == tiny.digests(newer.site)
    delivery.roll_back_over_ssh(destination, ssh)
    assert tiny.digests(current) == tiny.digests(built.site)
    with pytest.raises(Stop) as caught:
        delivery.roll_back_over_ssh(destination, ssh)
    assert caught.value.reason == "publish-failed" and os.path.islink(current)
