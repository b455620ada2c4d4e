"""A site that is built again: what would be the same is the very file that was there, and nothing old is left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from generator import publish, spare
from generator.continuity.crisis_build import build_crisis
from generator.outputs import offline, open_data
from generator.profile import Profile
from tests import tiny
from tests.warm import (
    TOLD_WHEN,
    built,
    empty_folders,
    inodes,
    lasting,
    order,
    quick_index,
    replaced,
    settle,
    site_of,
    unlike_one_from_nothing,
)

pytestmark = pytest.mark.usefixtures("cache")
PLACE = f"content/{tiny.SITE}"
COMPANY = f"{PLACE}/company/firma-003.yaml"


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_index(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root", languages="sv")


def appended(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def written_anew(root: Path, change: Callable[[], object]) -> set[str]:
    """The files that are others after a change and a build, though some of them may say the same."""
    before = inodes(site_of(root))
    change()
    assert not built(root).is_unchanged
    after = inodes(site_of(root))
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_only_what_has_changed_is_written(root, index, jobs):
    tiny.write_repository(root, 120 if jobs == 2 else 3, languages="sv")
    built(root, jobs=jobs)
    before = tiny.digests(site_of(root))
    anew = written_anew(root, lambda: replaced(root / COMPANY, "Vi hjälper", "Nu hjälper"))
    after = tiny.digests(site_of(root))
    says_another = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert anew - says_another <= {*TOLD_WHEN, *offline.WRITTEN, open_data.PACKAGE[1:]}, "they read all others"
    assert "foretag/firma-003/index.html" in anew and "data/company.csv" in anew
    assert not {path for path in anew if "firma-001" in path or path.startswith(("evenemang/", "static", "marknad/"))}
    assert unlike_one_from_nothing(root) == []


def test_a_change_that_no_page_shows_leaves_every_page(root, index):
    built(root)
    anew = written_anew(root, lambda: appended(root / COMPANY, "# en anteckning\n"))
    assert not {path for path in anew if path.endswith(".html") or path.startswith(("pagefind/", "data/company"))}


def test_what_is_gone_leaves_no_file_and_no_empty_folder(root, index):
    built(root)
    assert (site_of(root) / "foretag/firma-003/index.html").exists()
    anew = written_anew(root, (root / COMPANY).unlink)
    assert {"foretag/firma-003/index.html", "foretag/firma-003.vcf", "foretag/kategori/stugor/index.html"} <= anew
    assert not [path for path in site_of(root).rglob("*") if "firma-003" in path.name or "stugor" in path.name]
    assert empty_folders(site_of(root)) == [] and unlike_one_from_nothing(root) == []


def test_what_is_withdrawn_leaves_only_a_word_that_it_was_there(root, index):
    built(root)
    page = site_of(root) / "foretag/firma-003/index.html"
    assert "Firma 003" in page.read_text("utf-8")
    written_anew(root, lambda: appended(root / COMPANY, "withdrawn: 2026-11-01\n"))
    assert "Firma 003" not in page.read_text("utf-8")
    assert not (site_of(root) / "foretag/firma-003.vcf").exists() and unlike_one_from_nothing(root) == []


def test_what_is_back_is_there_again(root, index):
    built(root)
    before, text = lasting(site_of(root)), (root / COMPANY).read_text("utf-8")
    written_anew(root, (root / COMPANY).unlink)
    written_anew(root, lambda: tiny.write(root / COMPANY, text))
    assert lasting(site_of(root)) == before


def test_a_renamed_record_has_its_page_in_one_place(root, index):
    built(root)
    written_anew(root, lambda: (root / COMPANY).rename(root / f"{PLACE}/company/nya.yaml"))
    assert (site_of(root) / "foretag/nya/index.html").exists()
    assert not (site_of(root) / "foretag/firma-003").exists() and unlike_one_from_nothing(root) == []


INDEX_STAYS: dict[str, Callable[[Path], object]] = {
    "a former address": lambda root: appended(root / COMPANY, "former_ids: [gamla]\n"),
    "what is shown in no text": lambda root: appended(root / COMPANY, "# en anteckning\n"),
    "an event that is over": lambda root: replaced(
        root / f"{PLACE}/event/forra-arets-fest.yaml", "Den är över.", "Den är slut."
    ),
}
INDEX_IS_ANEW: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: replaced(root / COMPANY, "Vi hjälper", "Nu hjälper"),
    "words to be found by": lambda root: appended(root / COMPANY, "search_words: [kärra]\n"),
    "a record more": lambda root: tiny.add(root, "company", "ny.yaml", tiny.company(77)),
    "a record less": lambda root: (root / COMPANY).unlink(),
    "a record that is over": lambda root: replaced(
        root / f"{PLACE}/event/stickkafe.yaml", "repeat: FREQ=WEEKLY;BYDAY=TU;UNTIL=20270131\n", ""
    ),
    "a page that was written to": lambda root: (
        appended(root / COMPANY, "# x\n"),
        tiny.write(site_of(root) / "foretag/firma-003/index.html", "hacked"),
    ),
    "a page that nobody made": lambda root: (
        appended(root / COMPANY, "# x\n"),
        tiny.write(site_of(root) / "foretag/firma-001/index.html", "hacked"),
    ),
    "a file of the index": lambda root: (
        appended(root / COMPANY, "# x\n"),
        (site_of(root) / "pagefind/pagefind-entry.json").touch(),
    ),
}


def index_files(root: Path) -> dict[str, int]:
    return {path: inode for path, inode in inodes(site_of(root)).items() if path.startswith("pagefind/")}


@pytest.mark.parametrize("change", INDEX_STAYS)
def test_the_index_stays_where_no_page_that_is_searched_is_another(root, change):
    built(root)
    before = index_files(root)
    written_anew(root, lambda: INDEX_STAYS[change](root))
    assert index_files(root) == before and len(before) > 5
    assert unlike_one_from_nothing(root) == []


@pytest.mark.parametrize("change", INDEX_IS_ANEW)
def test_the_index_is_made_anew_where_one_is_another(root, change):
    built(root)
    before = index_files(root)
    written_anew(root, lambda: INDEX_IS_ANEW[change](root))
    assert not {*before.values()} & {*index_files(root).values()}
    assert unlike_one_from_nothing(root) == []


def test_one_process_or_two_make_the_same_site_again(root, index):
    tiny.write_repository(root, 101, languages="sv")
    built(root)
    built(root, out=root.parent / "other", jobs=2)
    replaced(root / COMPANY, "Firma 003", "Nya firman")
    replaced(root / f"{PLACE}/event/stickkafe.yaml", "Stickkafé", "Syjunta")
    built(root, jobs=2)
    built(root, out=root.parent / "other", jobs=1)
    assert tiny.digests(site_of(root)) == tiny.digests(root.parent / "other" / tiny.SITE)
    assert unlike_one_from_nothing(root) == []


def test_a_signed_site_is_published_each_time_and_signed_whole(root, index):
    sealed: list[dict[str, str]] = []

    def seal(tree: Path) -> None:
        assert publish.damaged_files(tree) == []
        sealed.append(lasting(tree))
        tiny.write(tree / publish.SIGNATURE, f"signature {len(sealed)}")

    for number, change in enumerate((lambda: None, lambda: None, lambda: replaced(root / COMPANY, "003", "3")), 1):
        change()
        assert not built(root, seal=seal).is_unchanged
        assert (site_of(root) / publish.SIGNATURE).read_text("utf-8") == f"signature {number}"
        assert len(sealed) == number
        assert sealed[-1] == {path: one for path, one in lasting(site_of(root)).items() if path != publish.SIGNATURE}
    before = inodes(site_of(root))
    built(root, seal=seal)
    same = {path for path, inode in inodes(site_of(root)).items() if before.get(path) == inode}
    assert "foretag/firma-001/index.html" in same, "the files that it is made of stay"
    assert built(root).is_unchanged, "whoever has no key leaves a signature that is right"
    replaced(root / COMPANY, "Firma 3", "Firma III")
    assert not built(root).is_unchanged and not (site_of(root) / publish.SIGNATURE).exists()


def test_a_signature_that_can_not_be_given_leaves_the_site_as_it_was(root, index):
    built(root)
    before = tiny.digests(site_of(root))
    replaced(root / COMPANY, "Firma 003", "Nya firman")

    def seal(tree: Path) -> None:
        raise OSError("no key")

    with pytest.raises(OSError, match="no key"):
        built(root, seal=seal)
    assert tiny.digests(site_of(root)) == before
    built(root)
    assert unlike_one_from_nothing(root) == []


def test_at_another_hour_only_what_has_come_or_gone_is_written(root, index):
    replaced(root / f"{PLACE}/event/forra-arets-fest.yaml", "2025-08-02", "2026-11-24 13:00\nend: 2026-11-24 14:00")
    settle()
    built(root)
    before = inodes(site_of(root))
    later = tiny.NOW + timedelta(hours=3)
    assert not built(root, now=later).is_unchanged
    anew = {path for path, inode in inodes(site_of(root)).items() if before.get(path) != inode}
    assert "evenemang/forra-arets-fest/index.html" in anew and "foretag/firma-001/index.html" not in anew
    assert unlike_one_from_nothing(root, now=later) == []


@pytest.mark.parametrize("worth", [1, 100_000])
def test_with_and_without_a_spare_the_site_is_the_same(root, index, monkeypatch, worth):
    monkeypatch.setattr(spare, "WORTH_IT", worth)
    built(root)
    for word in ("kärra", "släde", "vagn"):
        said = f"{tiny.company(3)}search_words: [{word}]\n"
        anew = written_anew(root, partial(tiny.write, root / COMPANY, said))
        assert "foretag/firma-003/index.html" in anew and "foretag/firma-001/index.html" not in anew
        assert unlike_one_from_nothing(root) == []
    assert spare.place_of(site_of(root)).exists() == (worth == 1)


def test_what_is_left_from_a_build_that_was_cut_short_does_no_harm(root, index):
    built(root)
    for name in ("next", "spare"):
        tiny.write(root.parent / "out" / f".{tiny.SITE}.{name}" / "foretag/firma-003/index.html", "debris")
    replaced(root / COMPANY, "Firma 003", "Nya firman")
    built(root)
    assert unlike_one_from_nothing(root) == []


def test_a_hurried_build_between_does_not_stay(root, index):
    built(root)
    replaced(root / f"{PLACE}/notice/koka-vattnet.yaml", "Koka vattnet tills", "Koka allt vatten tills")
    assert build_crisis(order(root), Profile()).target
    assert not built(root).is_unchanged
    assert unlike_one_from_nothing(root) == []


def test_two_sites_of_a_repository_are_renewed_each_for_itself(root, index):
    other = "asele"
    shutil.copytree(root / f"sites/{tiny.SITE}", root / f"sites/{other}")
    replaced(root / f"sites/{other}/site.yaml", f"place: {tiny.SITE}", f"place: {other}\nplaces: [{tiny.SITE}]")
    tiny.add(root, "company", "hos-oss.yaml", tiny.company(50), place=other)
    for site in (tiny.SITE, other):
        built(root, site=site)
    tiny.add(root, "company", "hos-oss.yaml", tiny.company(51), place=other)
    assert not built(root, site=other).is_unchanged and unlike_one_from_nothing(root, other) == []
    assert not built(root).is_unchanged or unlike_one_from_nothing(root) == []
    replaced(root / COMPANY, "Firma 003", "Nya firman")
    for site in (tiny.SITE, other):
        assert not built(root, site=site).is_unchanged
        assert unlike_one_from_nothing(root, site) == []
