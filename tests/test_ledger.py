"""What is known of a published site holds for the very files that were written, and for no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import build, publish
from generator.basis import Bases
from generator.ledger import NOTHING, Bookkeeper, Former
from generator.order import Order
from generator.seen import looks_at
from tests import tiny
from tests.warm import built, made_of, order, replaced, site_of

pytestmark = pytest.mark.usefixtures("cache", "quickly_indexed")
COMPANY = f"content/{tiny.SITE}/company/firma-001.yaml"


@pytest.fixture
def root(settled_root: Path) -> Path:
    return settled_root


def books_of(one: Order) -> Bookkeeper:
    [books] = build.books_of(looks_at([one]))
    assert books
    return books


def bases_of(root: Path) -> Bases:
    return Bases(made_of(root), *tiny.portal_and_edition(root))


def test_of_a_site_that_is_not_there_nothing_is_known(root: Path) -> None:
    books = books_of(order(root))
    assert books.former(bases_of(root)) is NOTHING
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


@pytest.mark.parametrize("how", ["touched", "the same, copied"])
def test_where_the_manifest_is_not_the_one_that_was_written_nothing_is_known(root: Path, how: str) -> None:
    built(root)
    ALTERED[how](site_of(root) / publish.MANIFEST)
    assert books_of(order(root)).former(bases_of(root)) is NOTHING


def test_a_build_between_makes_all_unknown(root: Path) -> None:
    """It was looked at before the lock was taken."""
    built(root)
    books = books_of(order(root))
    assert books.is_current(bases_of(root).of_site)
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
    for one in (elsewhere, order(root)):
        assert books_of(one).former(bases_of(root)).sound


def test_a_site_that_has_moved_is_another(root: Path) -> None:
    built(root)
    (root.parent / "out").rename(root.parent / "moved")
    assert books_of(order(root, root.parent / "moved")).former(bases_of(root)) is NOTHING
