"""The press makes every file of a site, or those that would not be as they were, and notes what each follows from."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.basis import Bases
from generator.edition import Edition
from generator.ledger import Former, Notes
from generator.portal import Portal
from generator.press import Task, families, print_files
from generator.profile import Profile
from generator.renewal import WRITTEN_LAST
from tests import tiny
from tests.test_pages_planned import plans
from tests.warm import made_of, quick_index, replaced

COMPANY = f"content/{tiny.SITE}/company/firma-003.yaml"


@pytest.fixture(autouse=True)
def index(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_index(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root", languages="sv")


def task_of(root: Path, out: Path, former: Former | None = None, *, noting: bool = True) -> Task:
    portal, edition = tiny.portal_and_edition(root)
    out.mkdir()
    bases = Bases(made_of(root), portal, edition) if noting else None
    return Task(portal, edition, out, bases, former) if former else Task(portal, edition, out, bases)


def former_of(task: Task, notes: Notes) -> Former:
    """The site that a task has made, as another build finds it."""
    return Former(task.out, notes, frozenset(tiny.digests(task.out)))


def on_their_own(portal: Portal, edition: Edition) -> set[str]:
    return {one.name for one in families(portal, edition) if one.records is not None}


def test_everything_is_made_and_noted(root, tmp_path):
    task = task_of(root, tmp_path / "out")
    notes, staying = print_files(task, Profile())
    files = {*tiny.digests(task.out)}
    assert staying == set()
    assert notes.pages.keys() == {one.file for one in plans(task.portal, task.edition)} <= files
    assert notes.families.keys() == on_their_own(task.portal, task.edition)
    written = [file for _, some in notes.families.values() for file in some]
    assert len(written) == len({*written}) and {*written} <= files
    assert {"index.html", "status.json", "pagefind/pagefind-entry.json"} <= files - {*written} - notes.pages.keys()
    assert not [path for path in task.out.iterdir() if path.name.startswith(".") and path.name != ".well-known"]


def test_without_a_ledger_the_same_is_made_and_nothing_noted(root, tmp_path):
    with_it, without = task_of(root, tmp_path / "one"), task_of(root, tmp_path / "two", noting=False)
    print_files(with_it, Profile())
    assert print_files(without, Profile()) == (Notes(), set())
    assert tiny.digests(with_it.out) == tiny.digests(without.out)


def test_what_is_as_before_is_not_made(root, tmp_path):
    first = task_of(root, tmp_path / "first")
    before = former_of(first, print_files(first, Profile())[0])
    second = task_of(root, tmp_path / "second", before)
    notes, staying = print_files(second, Profile())
    made = {*tiny.digests(second.out)}
    assert not made & staying and notes == before.notes
    assert staying == before.notes.pages.keys() | {one for _, some in before.notes.families.values() for one in some}
    assert notes.chapters and {one for _, some in notes.chapters.values() for one in some} <= staying
    assert made | staying == {path for path in tiny.digests(first.out) if not path.startswith("pagefind/")}


@pytest.mark.parametrize("lacking", ["foretag/firma-001/index.html", "data/company.csv", "evenemang/kalender.ics"])
def test_what_is_not_there_as_it_was_written_is_made(root, tmp_path, lacking):
    first = task_of(root, tmp_path / "first")
    notes, _ = print_files(first, Profile())
    before = Former(first.out, notes, frozenset(tiny.digests(first.out).keys() - {lacking}))
    second = task_of(root, tmp_path / "second", before)
    _, staying = print_files(second, Profile())
    assert lacking not in staying and (lacking in notes.pages) <= ("foretag/firma-002/index.html" in staying)
    assert (second.out / lacking).read_bytes() == (first.out / lacking).read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_has_changed_is_made_as_in_a_site_from_nothing(root, tmp_path, jobs):
    tiny.write_repository(root, 120, languages="sv")
    first = task_of(root, tmp_path / "first")
    before = former_of(first, print_files(first, Profile(), jobs)[0])
    replaced(root / COMPANY, "Firma 003", "Nya | firman\\nmed; flera = tecken")
    second, whole = task_of(root, tmp_path / "second", before), task_of(root, tmp_path / "whole")
    notes, staying = print_files(second, Profile(), jobs)
    assert notes == print_files(whole, Profile())[0]
    new, there, anew = (tiny.digests(one.out) for one in (second, first, whole))
    renewed = {**{path: there[path] for path in staying}, **new}
    assert renewed == {path: digest for path, digest in anew.items() if not path.startswith("pagefind/")}
    assert "foretag/firma-003/index.html" in new and "foretag/firma-001/index.html" in staying


@pytest.mark.parametrize("noting", [True, False])
def test_one_process_or_several_make_the_same(root, tmp_path, noting):
    tiny.write_repository(root, 110)
    one, other = task_of(root, tmp_path / "one", noting=noting), task_of(root, tmp_path / "other", noting=noting)
    assert print_files(one, Profile(), jobs=1) == print_files(other, Profile(), jobs=3)
    assert tiny.digests(one.out) == tiny.digests(other.out)


def test_open_data_takes_the_lines_of_other_records_from_the_file_before(root, tmp_path):
    """Also where a record is new, gone or in another place of the order, and where a line is empty."""
    for number in (4, 5):
        text = tiny.company(number) + ("lat: 65.59\nlon: 19.17\n" if number == 4 else "")
        tiny.add(root, "company", f"firma-{number:03d}.yaml", text)
    first = task_of(root, tmp_path / "first")
    before = former_of(first, print_files(first, Profile())[0])
    replaced(root / COMPANY, "name: Firma 003", "name: '\"Ö\", \\ och |'")
    (root / f"content/{tiny.SITE}/company/firma-002.yaml").unlink()
    replaced(root / f"content/{tiny.SITE}/service_point/sot-moskosel.yaml", "company: firma-002\n", "")
    tiny.add(root, "company", "aaa.yaml", tiny.company(6).replace("Firma 006", "AAA"))
    second, whole = task_of(root, tmp_path / "second", before), task_of(root, tmp_path / "whole")
    print_files(second, Profile())
    print_files(whole, Profile())
    for ending in ("csv", "json", "geojson"):
        name = f"data/company.{ending}"
        if (whole.out / name).exists():
            assert (second.out / name).read_bytes() == (whole.out / name).read_bytes()
    assert (second.out / "data/company.csv").exists()


def test_what_reads_all_other_files_is_left_for_the_last(root, tmp_path):
    task = task_of(root, tmp_path / "out")
    print_files(task, Profile())
    assert WRITTEN_LAST and not WRITTEN_LAST & {*tiny.digests(task.out)}
