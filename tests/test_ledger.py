"""What is known of a published site holds for the very files that were written, and for no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator import publish
from generator.basis import Bases
from generator.kept_content import KeptContent
from generator.ledger import NOTHING, Bookkeeper, Former
from generator.order import Order
from tests import tiny
from tests.warm import built, made_of, order, quick_index, replaced, settle

COMPANY = f"content/{tiny.SITE}/company/firma-001.yaml"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    quick_index(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settle()
    return root


def books_of(one: Order) -> Bookkeeper:
    return Bookkeeper(one, KeptContent(one.root, one.now))


def bases_of(root: Path) -> Bases:
    return Bases(made_of(root), *tiny.portal_and_edition(root))


def site_of(root: Path) -> Path:
    return root.parent / "out" / tiny.SITE


def test_of_a_site_that_is_not_there_nothing_is_known(root: Path) -> None:
    books = books_of(order(root))
    assert books.former(bases_of(root)) is NOTHING and books.report_as_before() is None
    assert not books.is_current(bases_of(root).of_site)
    assert not NOTHING.has_page("index.html", b"basis") and not NOTHING.has_family("feeds ", b"basis")


def test_of_a_site_that_was_built_all_is_known(root: Path) -> None:
    built(root)
    former = books_of(order(root)).former(bases_of(root))
    assert former.sound == {*tiny.digests(site_of(root))}
    assert former.notes.pages.keys() <= former.sound
    assert {file for _, files in former.notes.families.values() for file in files} < former.sound
    for file, basis in former.notes.pages.items():
        assert (
            former.has_page(file, basis) and not former.has_page(file, b"another") and not former.has_page("x", basis)
        )
    for name, (basis, _) in former.notes.families.items():
        assert former.has_family(name, basis) and not former.has_family(name, b"another")


ALTERED: dict[str, Callable[[Path], object]] = {
    "written to": lambda path: path.write_text("another", "utf-8"),
    "touched": lambda path: path.touch(),
    "gone": lambda path: path.unlink(),
    "the same, copied": lambda path: tiny.write(path.with_name("copy"), path.read_bytes()).rename(path),
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_file_that_is_not_as_it_was_written_is_not_sound(root: Path, how: str) -> None:
    built(root)
    page, data = "foretag/firma-001/index.html", "data/company.csv"
    for path in (page, data):
        ALTERED[how](site_of(root) / path)
    former = books_of(order(root)).former(bases_of(root))
    assert former.sound == {*tiny.digests(site_of(root))} - {page, data, "foretag/firma-001/copy", "data/copy"}
    assert not former.has_page(page, former.notes.pages[page])
    assert not former.has_family("open data company", former.notes.families["open data company"][0])
    assert former.has_family("open data event", former.notes.families["open data event"][0])
    assert books_of(order(root)).report_as_before() is None


@pytest.mark.parametrize("how", ["touched", "the same, copied"])
def test_where_the_manifest_is_not_the_one_that_was_written_nothing_is_known(root: Path, how: str) -> None:
    built(root)
    ALTERED[how](site_of(root) / publish.MANIFEST)
    assert books_of(order(root)).former(bases_of(root)) is NOTHING


def test_a_build_between_makes_all_unknown(root: Path) -> None:
    """It was looked at before the lock was taken."""
    built(root)
    books = books_of(order(root))
    replaced(root / COMPANY, "Firma 001", "Nya firman")
    built(root)
    assert books.former(bases_of(root)) is NOTHING
    assert isinstance(books_of(order(root)).former(bases_of(root)), Former)


def test_a_setting_makes_all_unknown(root: Path) -> None:
    built(root)
    replaced(root / f"sites/{tiny.SITE}/site.yaml", "title: ", "title: Nya ")
    assert books_of(order(root)).former(bases_of(root)) is NOTHING


def test_each_folder_has_a_ledger_of_its_own(root: Path) -> None:
    built(root)
    elsewhere = order(root, root.parent / "elsewhere")
    assert books_of(elsewhere).former(bases_of(root)) is NOTHING
    built(root, out=elsewhere.out)
    assert books_of(elsewhere).report_as_before() and books_of(order(root)).report_as_before()


def test_a_site_that_has_moved_is_another(root: Path) -> None:
    built(root)
    (root.parent / "out").rename(root.parent / "moved")
    assert books_of(order(root, root.parent / "moved")).former(bases_of(root)) is NOTHING


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ({}, True),
        ({"now": tiny.NOW + timedelta(minutes=1)}, True),
        ({"now": tiny.NOW - timedelta(minutes=1)}, False),  # a clock that is put back: nobody knows what holds then
        ({"now": tiny.NOW + timedelta(days=1)}, False),
        ({"strict": True}, False),
        ({"allow_removals": False}, False),
        ({"jobs": 2}, True),
        ({"seal": print}, False),
    ],
    ids=str,
)
def test_what_was_told_is_told_again_where_the_same_is_asked(root: Path, asked: dict[str, object], same: bool) -> None:
    first = built(root)
    assert not first.is_unchanged
    told = books_of(order(root, **asked)).report_as_before()
    assert bool(told) is same
    if told:
        assert told.is_unchanged and (told.problems, told.published) == (first.problems, first.published)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a record": lambda root: replaced(root / COMPANY, "Firma 001", "Firma 100"),
    "a new record": lambda root: tiny.add(root, "company", "ny.yaml", tiny.company(77)),
    "a file beside the records": lambda root: tiny.write(root / f"content/{tiny.SITE}/x.txt", ""),
    "a setting": lambda root: replaced(root / f"sites/{tiny.SITE}/site.yaml", "title: ", "title: Nya "),
    "a template": lambda root: tiny.write(root / f"sites/{tiny.SITE}/templates/home.html", "x"),
    "a kind": lambda root: tiny.write(root / "kinds/README.md", "x"),
    "a file of the site's own": lambda root: tiny.write(site_of(root) / "index.html", "x"),
    "a file too many": lambda root: tiny.write(site_of(root) / "more.html", "x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_told_does_not_hold_where_any_file_is_another(root: Path, change: str) -> None:
    built(root)
    assert books_of(order(root)).report_as_before()
    CHANGES[change](root)
    assert books_of(order(root)).report_as_before() is None


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("notice/koka-vattnet.yaml", "expires: 2026-11-26 20:00", "expires: 2026-11-24 14:00"),
        ("notice/koka-vattnet.yaml", "onset: 2026-11-24 08:00", "onset: 2026-11-24 14:00"),
        ("event/forra-arets-fest.yaml", "start: 2025-08-02", "start: 2026-11-24 11:00\nend: 2026-11-24 14:00"),
        ("event/forra-arets-fest.yaml", "start: 2025-08-02", "start: 2025-11-24 13:00\nend: 2025-11-24 14:00"),
        (
            "notice/koka-vattnet.yaml",
            "onset: 2026-11-24 08:00\nexpires: 2026-11-26 20:00",
            "onset: 2026-11-20 14:00\nexpires: 2026-11-21 14:00",
        ),
    ],
    ids=["a notice ends", "a notice begins", "an event ends", "it leaves the calendars", "it leaves the status"],
)
def test_what_was_told_holds_until_something_begins_or_is_over(root: Path, path: str, old: str, new: str) -> None:
    replaced(root / f"content/{tiny.SITE}" / path, old, new)
    settle()
    built(root)
    assert books_of(order(root, now=tiny.NOW.replace(hour=13, minute=59))).report_as_before()
    for later in (timedelta(seconds=1), timedelta(hours=3)):
        assert books_of(order(root, now=tiny.NOW.replace(hour=14) + later)).report_as_before() is None


def test_what_is_seen_to_be_unchanged_is_known_the_next_time(root: Path) -> None:
    """A file that is written with what it held has to be read once, and then no more."""
    built(root)
    (root / COMPANY).touch()
    settle()
    assert books_of(order(root)).report_as_before() is None
    assert built(root).is_unchanged
    assert books_of(order(root)).report_as_before()
