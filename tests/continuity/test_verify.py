"""Copies are verified: every file that is altered, missing or added is named, and so is a key that does not fit."""

from __future__ import annotations

import json
import random
import shutil

import pytest

from generator.continuity.bundle import bundle
from generator.continuity.signature import new_key, sign_manifest
from generator.continuity.verify import is_inside, listed_files, verify
from generator.stop import Stop
from tests import tiny
from tests.continuity.conftest import flip_a_bit


def test_a_whole_site_is_sound_and_one_changed_bit_in_any_of_its_files_is_named(built, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(built.site, copy)
    assert verify(copy).sound
    for path in sorted(copy.rglob("*"))[::7]:
        if path.is_file() and path.name != "manifest.json" and path.stat().st_size:
            before = path.read_bytes()
            flip_a_bit(path)
            assert verify(copy).damaged == (path.relative_to(copy).as_posix(),)
            path.write_bytes(before)


def test_one_changed_bit_anywhere_in_the_manifest_itself_is_named(built, tmp_path):
    """In the time of the build, in a digest, in its own sum: there or where a file is said to be, or by a refusal."""
    copy = tmp_path / "copy"
    shutil.copytree(built.site, copy)
    manifest = copy / "manifest.json"
    whole = manifest.read_bytes()
    draw = random.Random(4)
    for at in [*range(120), *draw.sample(range(len(whole)), 120)]:
        raw = bytearray(whole)
        raw[at] ^= 1 << draw.randrange(8)
        manifest.write_bytes(raw)
        try:
            assert verify(copy).damaged[0] == "manifest.json", at
        except Stop as stop:
            assert stop.reason == "bad-manifest" and "manifest.json" in stop.fact, at


def test_a_missing_and_a_foreign_file_are_named(built, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(built.site, copy)
    (copy / "index.html").unlink()
    tiny.write(copy / "annons.html", "köp nu")
    flip_a_bit(copy / "kontakt/index.html")
    damages = {"annons.html": "added", "index.html": "missing", "kontakt/index.html": "altered"}
    assert verify(copy).damages == damages
    ran = tiny.run("verify", copy)
    assert (ran.code, ran.out.splitlines()) == (
        1,
        ["hör inte dit: annons.html", "saknas: index.html", "ändrad: kontakt/index.html"],
    )
    assert "Inte hel" in ran.err


def test_a_zip_is_verified_by_the_manifest_in_it(built, tmp_path):
    bundle(built.site, tmp_path)
    lonely = tmp_path / "usb" / "asele.zip"
    lonely.parent.mkdir()
    shutil.copy(tmp_path / f"{tiny.SITE}.zip", lonely)
    assert verify(lonely).sound
    assert not verify(lonely, new_key().public).sound, "it is not signed"
    raw = bytearray(lonely.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    lonely.write_bytes(raw)
    assert not verify(lonely).sound


def test_a_signature_is_asked_for_where_a_key_is_given(built, tmp_path):
    key = new_key()
    bundle(built.site, tmp_path / "signed", key)
    bundle(built.site, tmp_path / "unsigned")
    assert verify(tmp_path / "signed", key.public).signed is True
    assert verify(tmp_path / "signed", new_key().public).sound is False
    assert verify(tmp_path / "unsigned", key.public).sound is False
    assert verify(tmp_path / "unsigned").signed is None


def test_a_zip_by_itself_carries_its_signature(built, tmp_path):
    key = new_key()
    bundle(built.site, tmp_path, key)
    lonely = tmp_path / "usb" / "asele.zip"
    lonely.parent.mkdir()
    shutil.copy(tmp_path / f"{tiny.SITE}.zip", lonely)
    assert verify(lonely, key.public).sound
    assert verify(lonely, new_key().public).signed is False
    assert verify(lonely).damaged == ()


def test_a_signed_site_is_sound_and_a_changed_manifest_is_not(built, tmp_path):
    key, copy = new_key(), tmp_path / "copy"
    shutil.copytree(built.site, copy)
    sign_manifest(copy, key)
    assert verify(copy, key.public).sound and verify(copy).sound
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"built": "2026', '"built": "2027'), "utf-8")
    assert verify(copy, key.public).signed is False


def test_there_must_be_something_to_verify_by(tmp_path):
    tiny.write(tmp_path / "loose.txt", "x")
    for path in (tmp_path, tmp_path / "loose.txt"):
        with pytest.raises(Stop) as caught:
            verify(path)
        assert caught.value.reason == "nothing-to-verify-by"


EVIL = [
    "../x",
    "/etc/passwd",
    "a/../../b",
    "a//b",
    "",
    ".",
    "a\\b",
    "C:x",
    "a/./b",
    "a\nb",
    "con ",
    "x.",
    "manifest.json",
    "manifest.json.minisig",
]


@pytest.mark.parametrize("name", EVIL)
def test_a_path_that_leaves_the_folder_makes_a_manifest_worthless(name):
    assert not is_inside(name)
    with pytest.raises(Stop) as caught:
        listed_files(json.dumps({"files": {name: "0" * 64}}).encode(), "there")
    assert caught.value.reason == "bad-manifest"


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"a": "x"}}', b"\xff"])
def test_what_is_no_manifest_is_refused(raw):
    with pytest.raises(Stop):
        listed_files(raw, "there")


def test_every_file_of_a_site_has_a_path_that_is_taken(built):
    assert all(is_inside(name) for name in tiny.digests(built.site) if name != "manifest.json")
