"""What a user's computer keeps between runs is never trusted further than its digest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.user_cache import DIGEST, MOST_FILES, cache_folder, keep, keep_object, kept, kept_object
from tests import tiny


def test_what_is_kept_is_found_by_its_name(tmp_path):
    keep(tmp_path / "cache", "/a/b", b"one")
    keep(tmp_path / "cache", "/a/c", b"two")
    keep(tmp_path / "cache", "/a/b", b"three")
    assert [kept(tmp_path / "cache", name) for name in ("/a/b", "/a/c", "/a")] == [b"three", b"two", None]
    assert len(os.listdir(tmp_path / "cache")) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: DIGEST - 1],
        lambda raw: raw[:-20],
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: bytes([raw[0] ^ 1]) + raw[1:],
        lambda raw: bytes(len(raw)),
    ],
    ids=["empty", "short", "cut off", "last bit", "first bit", "zeros"],
)
def test_what_is_damaged_is_not_there(tmp_path, damage):
    keep(tmp_path, "name", b"what was kept, at some length")
    [file] = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert kept(tmp_path, "name") is None


def test_nothing_is_kept_where_nothing_can_be(tmp_path):
    occupied = tiny.write(tmp_path / "file", "")
    keep(occupied / "cache", "name", b"content")
    assert kept(occupied / "cache", "name") is None
    full = tmp_path / "full"
    full.mkdir()
    (full / "taken").mkdir()
    keep(full, "name", b"content")


def test_a_cache_that_has_grown_is_emptied(tmp_path):
    for number in range(MOST_FILES):
        tiny.write(tmp_path / str(number), "")
    keep(tmp_path, "name", b"content")
    assert len(os.listdir(tmp_path)) == 1


def test_the_cache_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("sites") == tmp_path / "bygd/sites"
    keep(cache_folder("sites"), "name", b"content")
    assert cache_folder("sites").stat().st_mode & 0o777 == 0o700
    for given in ("", "here"):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert cache_folder("sites") == Path.home() / ".cache/bygd/sites"
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    keep(cache_folder("sites"), "name", b"content")
    assert kept(cache_folder("sites"), "name") is None and not os.path.lexists("~")


def test_an_object_is_found_as_it_was(tmp_path):
    value = {"one": (1, b"2", frozenset({"3"})), "two": None}
    keep_object(tmp_path, "name", "this program", value)
    again = kept_object(tmp_path, "name", "this program")
    assert again == value and again is not value
    assert kept_object(tmp_path, "another name", "this program") is None


def test_what_another_program_has_kept_is_not_even_looked_at(tmp_path):
    """What it means may have changed, and what it is made of need not be there any more."""
    keep_object(tmp_path, "name", "that program", Gone())
    assert kept_object(tmp_path, "name", "this program") is None
    assert Gone.revived == 0
    kept_object(tmp_path, "name", "that program")
    assert Gone.revived == 1
    keep_object(tmp_path, "name", "this program", 1)
    assert (kept_object(tmp_path, "name", "that program"), kept_object(tmp_path, "name", "this program")) == (None, 1)


class Gone:
    """Tells when it is read from what was kept."""

    revived = 0

    def __reduce__(self):
        return Gone.revive, ()

    @staticmethod
    def revive():
        Gone.revived += 1


@pytest.mark.parametrize("cut", [0, DIGEST - 1, DIGEST, DIGEST + 1, 2 * DIGEST, -1])
def test_an_object_that_is_cut_off_is_not_there(tmp_path, cut):
    keep_object(tmp_path, "name", "this program", [*range(100)])
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:cut])
    assert kept_object(tmp_path, "name", "this program") is None


def test_no_object_is_kept_where_nothing_can_be(tmp_path):
    occupied = tiny.write(tmp_path / "file", "")
    keep_object(occupied / "cache", "name", "this program", 1)
    assert kept_object(occupied / "cache", "name", "this program") is None
