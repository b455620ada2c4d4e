"""What follows from what: a change is seen in the basis of everything that it touches, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from generator.basis import Bases
from generator.pages.plan import chapters
from generator.press import families
from tests import tiny
from tests.test_pages_planned import plans
from tests.warm import made_of, replaced

PLACE = f"content/{tiny.SITE}"
SITE, EVERYWHERE = "the site", "all files"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(root / f"sites/{tiny.SITE}/templates/parts/report.html", "<p>Säg till</p>")
    return root


def bases_of(root: Path, now: datetime = tiny.NOW) -> dict[str, bytes]:
    """The basis of the site, of every page by its file, and of every family by its name."""
    portal, edition = tiny.portal_and_edition(root, now=now)
    bases = Bases(made_of(root, now), portal, edition)
    pages = {page.file: bases.of_page(page) for page in plans(portal, edition)}
    some = {
        one.name: bases.of_family(one.records, one.also) for one in families(portal, edition) if one.records is not None
    }
    return {SITE: bases.of_site, EVERYWHERE: bases.everywhere, **pages, **some}


def chapters_of(root: Path) -> dict[tuple[str, bytes], dict[str, bytes]]:
    """The name and the basis of each chapter, with the bases of its pages."""
    portal, edition = tiny.portal_and_edition(root)
    bases = Bases(made_of(root), portal, edition)
    named = (one for one in chapters(portal, edition) if one.name)
    return {(one.name, bases.of_chapter(one)): {page.file: bases.of_page(page) for page in one.plan()} for one in named}


def touched(root: Path, change: Callable[[], object]) -> set[str]:
    """What has another basis after a change, or is new, or is gone."""
    before, chapters_before = bases_of(root), chapters_of(root)
    change()
    after, chapters_after = bases_of(root), chapters_of(root)
    for chapter in chapters_before.keys() & chapters_after.keys():
        assert chapters_before[chapter] == chapters_after[chapter], f"not all in {chapter} is as before"
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def pages_of(names: set[str]) -> set[str]:
    return {name.removesuffix("/index.html") for name in names if name.endswith("/index.html")}


def edited(root: Path, path: str, old: str, new: str) -> Callable[[], None]:
    return lambda: replaced(root / PLACE / path, old, new)


def appended(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_nothing_is_touched_by_nothing(root):
    assert touched(root, lambda: None) == set()
    assert chapters_of(root) == chapters_of(root) != {}


def test_a_record_touches_the_chapter_that_its_page_is_in_and_those_that_tell_of_it(root):
    before = chapters_of(root)
    replaced(root / PLACE / "company/firma-001.yaml", "Firma 001", "Firma ett")
    same = {name for name, _ in before.keys() & chapters_of(root).keys()}
    gone = {name for name, _ in before} - same
    assert {"sv company 0", "en company 0"} <= gone and {"sv page 0", "sv notice 0"} & same


def test_a_record_touches_its_own_page_and_those_that_tell_of_it(root):
    found = touched(root, edited(root, "company/firma-003.yaml", "Vi hjälper", "Nu hjälper"))
    assert SITE in found and EVERYWHERE not in found
    assert {"foretag", "foretag/firma-003", "en/foretag/firma-003", "foretag/kategori/stugor"} <= pages_of(found)
    assert {"open data company", "contacts 0", "sitemap ", "feeds "} <= found
    assert not {page for page in pages_of(found) if "firma-001" in page or "evenemang" in page or "marknad" in page}
    assert not {"open data event", "open data offer", "assets ", "pictures "} & found


def test_a_record_touches_those_that_name_it_and_those_that_it_names(root):
    found = pages_of(touched(root, edited(root, "company/firma-001.yaml", "Firma 001", "Nya namnet")))
    assert {"evenemang/stickkafe", "marknad/slapvagn", "natverk/mat-harifran"} <= found
    assert not {"evenemang/forra-arets-fest", "marknad/soker-ved", "trygghet/sot-moskosel"} & found
    found = touched(root, edited(root, "event/stickkafe.yaml", "name: Stickkafé", "name: Syjunta"))
    assert {"foretag/firma-001", "evenemang/manad/2026-12"} <= pages_of(found)
    assert "foretag/firma-002" not in pages_of(found) and "calendar /evenemang/" in found
    assert {"open data event", "feeds /evenemang/"} <= found and "feeds /foretag/" not in found


@pytest.mark.parametrize("path", ["notice/koka-vattnet.yaml", "page/om-portalen.yaml"])
def test_what_stands_on_every_page_touches_every_page(root, path):
    found = touched(root, lambda: appended(root / PLACE / path, "#\n"))
    every = {name for name in bases_of(root) if name.endswith("/index.html")}
    assert every <= found and "open data company" not in found


def test_a_record_that_comes_or_goes_touches_the_lists_that_it_stood_in(root):
    def remove() -> None:
        (root / PLACE / "company/firma-003.yaml").unlink()

    found = pages_of(touched(root, remove))
    assert {"foretag", "foretag/firma-003", "foretag/kategori", "foretag/kategori/stugor"} <= found
    assert not {"foretag/firma-001", "evenemang"} & found


def test_a_record_that_moves_to_another_place_is_touched_though_its_file_says_the_same(root):
    replaced(root / f"sites/{tiny.SITE}/site.yaml", "place: arvidsjaur\n", "place: arvidsjaur\nplaces: [asele]\n")
    tiny.write(root / "content/asele/company/x.yaml", tiny.company(9))

    def move() -> None:
        there = root / "content/asele/company/firma-003.yaml"
        (root / PLACE / "company/firma-003.yaml").rename(there)

    found = touched(root, move)
    assert {"foretag/firma-003/index.html", "open data company", "editor "} <= found
    assert "foretag/firma-001/index.html" not in found


def test_a_template_touches_the_pages_that_it_is_part_of(root):
    own = root / f"sites/{tiny.SITE}/templates"
    found = touched(root, lambda: tiny.write(own / "records/company/detail.html", "<p>{{ page.title }}</p>"))
    assert {"foretag/firma-001", "foretag/firma-002", "foretag/firma-003"} <= pages_of(found)
    assert not {name for name in pages_of(found) if "/firma-" not in name}
    assert SITE in found and not {EVERYWHERE, "open data company", "feeds "} & found
    found = pages_of(touched(root, lambda: tiny.write(own / "parts/report.html", "<p>Säg gärna till</p>")))
    assert "evenemang/stickkafe" in found and "evenemang" not in found, "it is included by pages of records"
    found = pages_of(touched(root, lambda: tiny.write(own / "parts/footer.html", "<footer></footer>")))
    assert {"evenemang/stickkafe", "evenemang", "foretag/bokstav"} <= found, "a part of the frame is on every page"


@pytest.mark.parametrize(
    "change",
    [
        lambda root: replaced(root / f"sites/{tiny.SITE}/site.yaml", "title: ", "title: Nya "),
        lambda root: tiny.write(root / f"sites/{tiny.SITE}/logo.svg", "<svg/>"),
        lambda root: tiny.write(root / "kinds/README.md", "x"),
        lambda root: appended(root / f"{PLACE}/network/mat-harifran.yaml", "withdrawn: 2026-01-01\n"),
    ],
    ids=["a setting", "a file of the site", "a file beside the kinds", "the last record of a kind"],
)
def test_what_all_files_follow_from_touches_all(root, change):
    found = touched(root, lambda: change(root))
    assert found >= {*bases_of(root)}


def test_another_day_touches_all_and_another_hour_nothing(root):
    before = bases_of(root)
    assert bases_of(root, tiny.NOW + timedelta(hours=1)) == before
    tomorrow = bases_of(root, tiny.NOW + timedelta(days=1))
    assert all(before[name] != tomorrow[name] for name in before.keys() & tomorrow.keys())


def test_what_has_begun_or_ended_since_touches_what_tells_of_it(root):
    replaced(root / PLACE / "offer/soker-ved.yaml", "valid_to: 2026-11-10", "valid_to: 2026-11-24")
    replaced(root / PLACE / "event/forra-arets-fest.yaml", "2025-08-02", "2026-11-24 13:00\nend: 2026-11-24 14:00")
    before, after = bases_of(root), bases_of(root, tiny.NOW + timedelta(hours=3))
    found = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert {"evenemang/forra-arets-fest", "evenemang", "evenemang/tidigare"} <= pages_of(found)
    assert {SITE, "open data event", "calendar /evenemang/"} <= found
    assert not {"marknad", "foretag", "evenemang/stickkafe"} & pages_of(found)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("event/forra-arets-fest.yaml", "2025-08-02", "2025-11-24 13:00\nend: 2025-11-24 14:00"),
        ("notice/koka-vattnet.yaml", "2026-11-26 20:00", "2026-11-24 09:00"),
    ],
    ids=["an event leaves the calendars", "a notice is no longer told to open pages"],
)
def test_what_is_over_for_long_touches_the_site(root, path, old, new):
    replaced(root / PLACE / path, old, new)
    if "notice" in path:
        replaced(root / PLACE / path, "2026-11-24 08:00", "2026-11-21 08:00")
        replaced(root / PLACE / path, "2026-11-24 09:00", "2026-11-21 13:00")
    before, after = bases_of(root), bases_of(root, tiny.NOW + timedelta(hours=3))
    assert before[SITE] != after[SITE]


def test_another_program_touches_all(root, monkeypatch):
    before = bases_of(root)
    monkeypatch.setattr("generator.seen.program", lambda: "another")
    after = bases_of(root)
    assert all(before[name] != after[name] for name in before)


def test_a_site_in_another_order_of_records_is_another(root):
    """Lists show it."""
    found = touched(root, edited(root, "company/firma-001.yaml", "name: Firma 001", "name: Ö"))
    assert "foretag/index.html" in found and "open data company" in found
