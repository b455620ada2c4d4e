"""The same content and the same moment give the same bytes, wherever and however a site is built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tiny

SHUFFLED = """
import os, random
draw = random.Random(SEED)
real_listdir, real_scandir = os.listdir, os.scandir

class Shuffled:
    def __init__(self, path):
        with real_scandir(path) as entries:
            self.entries = list(entries)
        draw.shuffle(self.entries)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.close()
    def __iter__(self):
        return self
    def __next__(self):
        if not self.entries:
            raise StopIteration
        return self.entries.pop()
    def close(self):
        self.entries = []

def listdir(path="."):
    names = real_listdir(path)
    draw.shuffle(names)
    return names

os.listdir, os.scandir = listdir, lambda path=".": Shuffled(path)
"""

SURROUNDINGS = {
    "plain": {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    "turkish, far east": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"},
    "no locale, far west": {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Honolulu", "PYTHONHASHSEED": "4294967295"},
    "swedish": {"LC_ALL": "sv_SE.UTF-8", "LANGUAGE": "sv", "TZ": "Europe/Stockholm", "PYTHONHASHSEED": "77"},
}


def build_in(folder: Path, surroundings: dict[str, str], *, seed: int | None, backwards: bool, **more: str) -> Path:
    root = tiny.write_repository(folder / "root", 12, backwards=backwards)
    path = str(tiny.PROGRAM)
    if seed is not None:
        tiny.write(folder / "custom" / "sitecustomize.py", SHUFFLED.replace("SEED", str(seed)))
        path = f"{folder / 'custom'}{os.pathsep}{path}"
    env = tiny.environment(**{**surroundings, "PYTHONPATH": path, **more})
    ran = tiny.run("build", tiny.SITE, "--root", root, "--out", folder / "out", "--now", tiny.NOW_TEXT, env=env)
    assert ran.code == 0, ran
    return folder / "out" / tiny.SITE


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    return build_in(folder, SURROUNDINGS["plain"], seed=None, backwards=False)


@pytest.mark.parametrize("surroundings", [name for name in SURROUNDINGS if name != "plain"])
def test_locale_time_zone_hash_seed_and_order_of_folders_change_no_byte(plain, tmp_path, surroundings):
    """fault-122. Another folder, files made in the opposite order, every listing of a folder shuffled."""
    other = build_in(tmp_path, SURROUNDINGS[surroundings], seed=len(surroundings), backwards=True)
    there, here = tiny.digests(plain), tiny.digests(other)
    assert sorted(there) == sorted(here)
    assert [name for name in there if there[name] != here[name]] == []


NO_NETWORK = """
import socket

def refused(*_, **__):
    raise OSError("no network")

socket.socket.connect = socket.socket.connect_ex = refused
socket.getaddrinfo = socket.create_connection = refused
"""


def test_without_a_network_a_site_is_built_and_is_the_same(plain, tmp_path):
    """fault-121"""
    tiny.write(tmp_path / "custom/sitecustomize.py", NO_NETWORK)
    cut_off = {"PYTHONPATH": f"{tmp_path / 'custom'}{os.pathsep}{tiny.PROGRAM}"}
    code = "import socket; socket.create_connection(('localhost', 9))"
    asked = subprocess.run([sys.executable, "-c", code], env=tiny.environment(**cut_off), capture_output=True)
    assert b"no network" in asked.stderr
    other = build_in(tmp_path, SURROUNDINGS["plain"], seed=None, backwards=False, **cut_off)
    assert tiny.digests(other) == tiny.digests(plain)


def test_the_search_index_is_the_same_however_often_it_is_made(plain, tmp_path):
    """Pagefind gives some things in an order of chance; it must not reach the site."""
    root = tiny.write_repository(tmp_path / "root", 12)
    want = {name: digest for name, digest in tiny.digests(plain).items() if name.startswith("pagefind/")}
    assert len(want) > 10
    for _ in range(4):
        report = tiny.build_site(root, tmp_path / "out")
        assert report.target is not None
        found = tiny.digests(report.target)
        assert {name: digest for name, digest in found.items() if name.startswith("pagefind/")} == want


def test_a_site_does_not_say_where_it_was_built(plain):
    secret = str(plain.parent).encode()
    assert [path.name for path in plain.rglob("*") if path.is_file() and secret in path.read_bytes()] == []


def test_another_moment_on_the_same_day_changes_no_page_that_tells_no_time(tmp_path):
    """What depends on the moment is dated; an officer's page is not."""
    root = tiny.write_repository(tmp_path / "root")
    one = tiny.build_site(root, tmp_path / "one").target
    two = tiny.build_site(root, tmp_path / "two", now=tiny.NOW.replace(hour=13)).target
    assert one is not None and two is not None
    assert (one / "sitemap.xml").read_bytes() == (two / "sitemap.xml").read_bytes()
    assert (one / "_headers").read_bytes() == (two / "_headers").read_bytes()
    assert tiny.visible_text((one / "sidor/om-portalen/index.html").read_text("utf-8")) == tiny.visible_text(
        (two / "sidor/om-portalen/index.html").read_text("utf-8")
    )
