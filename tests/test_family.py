"""Files that are made together: no family reads a record that it does not name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.edition import Edition
from generator.family import Family, write_all
from generator.outputs import calendar, feeds
from generator.portal import Key, Portal
from generator.press import families
from tests import tiny
from tests.spied import told_by
from tests.test_pages_planned import BENCH, TINY, site_named

NAMED = {"open data", "calendar", "feeds", "contacts", "pictures", "assets", "editor", "sitemap"}


@pytest.fixture
def nothing_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one family has made of a record would hide that another reads it."""
    for output in (calendar, feeds):
        monkeypatch.setattr(output, "cache", lambda made: made)


def unnamed(site: tuple[Portal, Edition, set[Key]], out: Path, change: Callable[[Family], Family]) -> Iterator[str]:
    portal, edition, read = site
    without_pictures = {one.key for one in portal.all_records() if not one.values.get("pictures")}
    for number, family in enumerate(map(change, families(portal, edition))):
        if family.records is None:
            continue
        named = told_by(family.records, portal)
        if family.output == "pictures":  # which looks for them; a record that gets its first one is named from then on
            named |= without_pictures
        folder = out / str(number)
        folder.mkdir(parents=True)
        read.clear()
        family.write(folder)
        if missing := read - named:
            yield f"{family.name}: {sorted(missing)}"


@pytest.mark.parametrize("name", ["arvidsjaur", "asele", "vindkraft", BENCH, TINY])
@pytest.mark.usefixtures("nothing_is_made_once")
def test_a_family_reads_no_record_that_it_does_not_name(name: str, tmp_path: Path) -> None:
    assert [*unnamed(site_named(name, tmp_path), tmp_path / "files", lambda family: family)] == []


@pytest.mark.usefixtures("nothing_is_made_once")
def test_a_family_that_names_too_little_would_be_noticed(tmp_path: Path) -> None:
    site = site_named(TINY, tmp_path)
    noticed = [*unnamed(site, tmp_path / "files", lambda family: replace(family, records=family.records and ()))]
    assert {line.split(" /")[0].split(" company")[0].partition(" 0")[0] for line in noticed} >= {"calendar", "feeds"}
    assert {"open data company", "assets "} <= {line.partition(":")[0] for line in noticed}


def test_every_output_that_can_names_its_records(tmp_path: Path) -> None:
    found = [*families(*site_named(TINY, tmp_path)[:2])]
    assert {one.output for one in found if one.records is not None} == NAMED
    assert {one.output for one in found if one.records is None}.isdisjoint(NAMED)


@pytest.mark.parametrize("name", ["arvidsjaur", TINY])
def test_no_two_families_share_a_name_or_a_file(name: str, tmp_path: Path) -> None:
    found = [*families(*site_named(name, tmp_path)[:2])]
    assert len({one.name for one in found}) == len(found)
    written: dict[str, str] = {}
    for number, family in enumerate(found):
        if family.records is not None:
            folder = tmp_path / "files" / str(number)
            folder.mkdir(parents=True)
            family.write(folder)
            for path in tiny.digests(folder):
                assert written.setdefault(path, family.name) == family.name, path
    assert len(written) > 30


def test_all_are_written_into_the_same_folder(tmp_path: Path) -> None:
    def writer(name: str) -> Callable[[Path], object]:
        return lambda folder: (folder / name).write_text(name, "utf-8")

    write_all([Family("one", writer("a")), Family("one", writer("b"), part="b")], tmp_path)
    assert sorted(tiny.digests(tmp_path)) == ["a", "b"]
