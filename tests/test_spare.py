"""A spare tree of names: the files of the site, whatever it was before, and never a byte of them changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import publish, spare
from tests import tiny


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return made(tmp_path / "site", {"index.html": "front", "a/b/index.html": "b", "a/c/index.html": "c", "x.css": "x"})


def made(site: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        tiny.write(site / path, text)
    publish.put_manifest(site, tiny.NOW, (), (), dict(publish.file_digests(site)))
    return site


def renewed(site: Path, *fresh: str) -> Path:
    """The spare of a site, in which the files `fresh` are new ones."""
    place, folder = spare.place_of(site), site.with_name("fresh")
    publish.remove(folder)
    folder.mkdir()
    new = {path: str(tiny.write(folder / path, "fresh")) for path in fresh}
    staying = {path: digest for path, digest in spare.files_of(site).items() if path not in fresh}
    spare.renew(place, site, staying, new, folder)
    tiny.write(place / publish.MANIFEST, (site / publish.MANIFEST).read_bytes())
    return place


def inodes(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_ino for name in tiny.digests(folder) if name != publish.MANIFEST}


def test_a_spare_has_the_files_of_the_site_themselves(site):
    assert inodes(renewed(site)) == inodes(site)


def test_a_spare_follows_what_has_changed_and_leaves_the_rest_as_it_is(site, tmp_path):
    place = renewed(site)
    stays = (place / "x.css").stat().st_ino
    for path in ("a/b/index.html", "index.html"):
        (site / path).unlink()
    publish.remove(site / "a" / "b")
    made(site, {"index.html": "new front", "d/e/f/index.html": "f"})
    before = tiny.digests(site)
    place = renewed(site)
    assert inodes(place) == inodes(site) and (place / "x.css").stat().st_ino == stays
    assert not (place / "a" / "b").exists(), "a host would answer for the empty folder"
    assert publish.damaged_files(place) == [] and tiny.digests(site) == before


def test_a_spare_that_was_cut_off_is_not_trusted(site):
    place = renewed(site)
    (place / publish.MANIFEST).unlink()
    (place / "x.css").unlink()
    tiny.write(place / "x.css", "not ours")
    assert inodes(renewed(site)) == inodes(site)


def test_a_spare_that_is_thrown_away_is_worthless_from_the_first_moment(site, monkeypatch):
    """Found by killing: half of it removed, and a manifest that promised all of it."""
    place, described = renewed(site), []
    monkeypatch.setattr(spare, "remove", lambda folder: described.append((folder / publish.MANIFEST).exists()))
    spare.drop(place)
    assert described == [False]


def test_new_files_take_the_place_of_linked_ones_and_the_site_keeps_its_own(site):
    renewed(site)
    before = tiny.digests(site)
    place = renewed(site, "index.html", "new/page/index.html")
    assert (place / "index.html").read_text() == (place / "new/page/index.html").read_text() == "fresh"
    assert (place / "x.css").samefile(site / "x.css")
    assert tiny.digests(site) == before


def test_a_signature_of_the_former_site_does_not_stay(site):
    place = renewed(site)
    tiny.write(place / publish.SIGNATURE, "old")
    assert not (renewed(site) / publish.SIGNATURE).exists()


@pytest.mark.parametrize("worth", [4, 5])
def test_only_a_large_site_keeps_one(site, monkeypatch, worth):
    monkeypatch.setattr(spare, "WORTH_IT", worth)
    spare.keep(site)
    assert spare.place_of(site).exists() == (worth == 4)
    if worth == 4:
        assert json.loads((spare.place_of(site) / publish.MANIFEST).read_bytes()) == publish.read_manifest(site)
        monkeypatch.setattr(spare, "WORTH_IT", 5)
        spare.keep(site)
        assert not spare.place_of(site).exists()


def test_no_room_for_a_spare_is_no_reason_to_fail(site, monkeypatch):
    monkeypatch.setattr(spare, "WORTH_IT", 1)
    (site / "x.css").unlink()
    spare.keep(site)
    assert not spare.place_of(site).exists()
