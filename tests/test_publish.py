"""Publishing: the old site stays whole until the new one takes its place, and nothing that is not ours is deleted."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator import publish
from generator.stop import Exit, Stop
from tests import tiny


def fake_portal(*ids: str, withdrawn: tuple[str, ...] = ()) -> Any:
    """As much of a portal as publishing looks at."""
    records = [SimpleNamespace(key=("company", one)) for one in ids]
    gone = tuple(SimpleNamespace(key=("company", one)) for one in withdrawn)
    return SimpleNamespace(all_records=lambda: records, withdrawn=gone)


def a_published_site(target: Path, *ids: str) -> Path:
    with publish.building(target) as staged:
        tiny.write(staged / "index.html", f"the old one: {ids}")
        tiny.write(staged / "foretag" / "a" / "index.html", "a firm")
        names = publish.names_of(fake_portal(*ids))
        publish.put_manifest(staged, tiny.NOW, *names, dict(publish.file_digests(staged)))
        publish.swap(staged, target)
    return target


def build_that_fails(target: Path) -> None:
    def build() -> None:
        with publish.building(target) as staged:
            tiny.write(staged / "index.html", "new")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        build()


def refusal(root: Path, out: Path, site: str = tiny.SITE) -> str:
    """The reason why `out` is refused as a place for the site."""
    before = tiny.digests(root.parent)
    with pytest.raises(Stop) as caught:
        publish.safe_target(root, out, site)
    assert caught.value.exit_code is Exit.USAGE
    assert str(out.resolve().name) in caught.value.message("sv")
    assert tiny.digests(root.parent) == before
    return caught.value.reason


def test_a_missing_folder_may_become_a_site(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    assert publish.safe_target(root, tmp_path / "dist", tiny.SITE) == tmp_path / "dist" / tiny.SITE


def test_the_repository_may_hold_its_own_sites_in_dist(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    assert publish.safe_target(root, root / "dist", tiny.SITE) == root / "dist" / tiny.SITE


def test_an_empty_folder_and_an_earlier_site_may_be_replaced(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    target = tmp_path / "dist" / tiny.SITE
    target.mkdir(parents=True)
    assert publish.safe_target(root, tmp_path / "dist", tiny.SITE) == target
    target.rmdir()
    a_published_site(target, "a")
    assert publish.safe_target(root, tmp_path / "dist", tiny.SITE) == target


def test_the_root_of_the_disk_is_refused(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    with pytest.raises(Stop) as caught:
        publish.safe_target(root, Path("/"), tiny.SITE)
    assert caught.value.exit_code is Exit.USAGE


@pytest.mark.parametrize("folder", ["content", "sites", "data", "themes", "generator", "content/arvidsjaur/company"])
def test_a_folder_of_sources_is_refused(tmp_path, folder):
    root = tiny.write_repository(tmp_path / "root")
    assert refusal(root, root / folder) == "holds-sources"


@pytest.mark.parametrize("folder", ["content", "sites", "data", "themes", "generator"])
def test_a_site_named_as_a_folder_of_sources_does_not_replace_it(tmp_path, folder):
    root = tiny.write_repository(tmp_path / "root")
    assert refusal(root, root, folder) == "holds-sources"


def test_the_repository_itself_is_refused(tmp_path):
    root = tiny.write_repository(tmp_path / tiny.SITE)
    assert refusal(root, tmp_path) == "holds-sources"


def test_a_folder_around_the_repository_is_refused(tmp_path):
    root = tiny.write_repository(tmp_path / tiny.SITE / "inner")
    assert refusal(root, tmp_path) == "holds-sources"


def test_sources_are_recognised_behind_dots_and_links(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    (tmp_path / "short").symlink_to(root)
    assert refusal(root, root / "dist" / ".." / "content") == "holds-sources"
    assert refusal(root, tmp_path / "short" / "content") == "holds-sources"


def test_a_file_and_a_link_are_refused_as_the_folder_for_sites(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(tmp_path / "dist", "a letter")
    (tmp_path / "link").symlink_to(tmp_path / "root")
    assert refusal(root, tmp_path / "dist") == "not-a-folder"
    with pytest.raises(Stop):
        publish.safe_target(root, tmp_path / "link", tiny.SITE)


def test_a_file_and_a_link_are_refused_as_the_site(tmp_path):
    # fault-51
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(tmp_path / "one" / tiny.SITE, "a letter")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / tiny.SITE).symlink_to(tmp_path / "one")
    (tmp_path / "three").mkdir()
    (tmp_path / "three" / tiny.SITE).symlink_to(tmp_path / "nowhere")
    assert [refusal(root, tmp_path / out) for out in ("one", "two", "three")] == ["not-a-folder"] * 3


def test_a_folder_with_foreign_files_is_refused(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(tmp_path / "dist" / tiny.SITE / "foton" / "semester.jpg", b"\xff\xd8")
    assert refusal(root, tmp_path / "dist") == "not-ours"


@pytest.mark.parametrize("text", ['{"name": "En app", "start_url": "/"}', "[]", "not json", ""])
def test_somebody_elses_manifest_does_not_make_a_folder_ours(tmp_path, text):
    """Every web app has a manifest.json; only one that lists files and records is written by a build."""
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(tmp_path / "dist" / tiny.SITE / "manifest.json", text)
    tiny.write(tmp_path / "dist" / tiny.SITE / "app.js", "start()")
    assert refusal(root, tmp_path / "dist") == "not-ours"


def test_the_repositorys_history_is_never_a_place_for_sites(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(root / ".git" / "HEAD", "ref: refs/heads/main\n")
    assert refusal(root, root / ".git") == "holds-sources"


def test_two_builds_of_a_site_cannot_run_at_once(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "a")
    with publish.building(target), pytest.raises(Stop) as caught, publish.building(target):
        raise AssertionError("the second build began")
    assert caught.value.reason == "another-build"
    assert caught.value.exit_code is Exit.USAGE
    assert publish.damaged_files(target) == []


def test_two_sites_can_be_built_at_once_in_the_same_folder(tmp_path):
    with publish.building(tmp_path / "one") as first, publish.building(tmp_path / "two") as second:
        assert first != second and first.is_dir() and second.is_dir()


def test_a_build_begins_in_an_empty_folder_whatever_a_killed_one_left(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "a")
    tiny.write(tmp_path / f".{tiny.SITE}.next" / "half" / "a.html", "half a pa")
    with publish.building(target) as staged:
        assert list(staged.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{tiny.SITE}.lock", tiny.SITE]


def test_a_fault_during_the_build_leaves_the_old_site_and_no_debris(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "a")
    before = tiny.digests(target)
    build_that_fails(target)
    assert tiny.digests(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{tiny.SITE}.lock", tiny.SITE]


def test_a_folder_may_be_removed_while_the_one_before_it_is_still_being_removed(tmp_path, monkeypatch):
    orders, run = [], subprocess.run
    monkeypatch.setattr(publish.subprocess, "run", lambda order, **_: orders.append(order))
    for number in range(3):
        tiny.write(tmp_path / ".site.next" / "index.html", f"of build {number}")
        publish.remove_later(tmp_path / ".site.next")
    assert not (tmp_path / ".site.next").exists()
    assert len(list(tmp_path.iterdir())) == 3
    run([order.removesuffix("&") for order in orders[-1]], check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_site_takes_the_place_of_the_old_one(tmp_path, monkeypatch, exchange):
    """By one exchange, or by two renames where the file system cannot exchange."""
    target = a_published_site(tmp_path / tiny.SITE, "old")
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    a_published_site(target, "new")
    assert "new" in (target / "index.html").read_text()
    assert publish.damaged_files(target) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{tiny.SITE}.lock", tiny.SITE]


def test_a_site_lost_between_two_renames_comes_back_with_the_next_build(tmp_path):
    """Where names cannot be exchanged a kill may fall between the renames; even a failing build then mends it."""
    target = a_published_site(tmp_path / tiny.SITE, "old")
    before = tiny.digests(target)
    os.rename(target, tmp_path / f".{tiny.SITE}.former")
    build_that_fails(target)
    assert tiny.digests(target) == before
    assert not (tmp_path / f".{tiny.SITE}.former").exists()


def test_an_exchange_that_the_system_refuses_is_an_error_and_changes_nothing(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "old")
    before = tiny.digests(target)
    with pytest.raises(FileNotFoundError):
        publish._exchange(tmp_path / "missing", target)
    assert tiny.digests(target) == before


def test_the_manifest_lists_every_file_and_every_record(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "b", "a")
    manifest = json.loads((target / publish.MANIFEST).read_text("utf-8"))
    assert manifest["records"] == ["company/a", "company/b"]
    assert list(manifest["files"]) == ["foretag/a/index.html", "index.html"]
    assert manifest["files"] == {k: v for k, v in tiny.digests(target).items() if k != publish.MANIFEST}
    assert manifest["built"] == tiny.NOW.isoformat()


def test_a_whole_site_has_no_damaged_files(tmp_path):
    assert publish.damaged_files(a_published_site(tmp_path / tiny.SITE, "a")) == []


def test_a_changed_bit_a_missing_file_and_a_foreign_one_are_named(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, "a")
    raw = bytearray((target / "index.html").read_bytes())
    raw[0] ^= 1
    (target / "index.html").write_bytes(raw)
    (target / "foretag" / "a" / "index.html").unlink()
    tiny.write(target / "extra.txt", "")
    assert publish.damaged_files(target) == ["extra.txt", "foretag/a/index.html", "index.html"]


def test_several_processes_digest_what_one_digests(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "DIGESTED_AT_ONCE", 2)
    for number in range(25):
        tiny.write(tmp_path / str(number % 3) / f"{number}.html", f"page {number}")
    tiny.write(tmp_path / publish.MANIFEST, "{}")
    one = list(publish.file_digests(tmp_path))
    assert [name for name, _ in one] == sorted(tiny.digests(tmp_path).keys() - {publish.MANIFEST})
    assert list(publish.file_digests(tmp_path, jobs=3)) == one


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"files": []}'])
def test_a_site_without_a_readable_manifest_is_damaged(tmp_path, text):
    target = a_published_site(tmp_path / tiny.SITE, "a")
    (target / publish.MANIFEST).unlink()
    if text is not None:
        tiny.write(target / publish.MANIFEST, text)
    assert publish.damaged_files(target) == [publish.MANIFEST]


def ids(count: int) -> tuple[str, ...]:
    return tuple(f"firm-{number:03d}" for number in range(count))


@pytest.mark.parametrize(
    ("published", "gone", "stops"),
    [(10, 3, False), (10, 4, True), (40, 4, False), (41, 5, True), (100, 10, False), (100, 11, True), (4, 4, True)],
)
def test_more_than_a_tenth_and_more_than_three_may_not_vanish(tmp_path, published, gone, stops):
    target = a_published_site(tmp_path / tiny.SITE, *ids(published))
    vanishing = publish.vanishing(target, fake_portal(*ids(published)[gone:]))
    assert (vanishing is not None) == stops
    if vanishing:
        assert vanishing.published == published
        assert vanishing.records == tuple(f"company/{one}" for one in ids(published)[:gone])


def test_withdrawn_records_do_not_count_as_vanishing(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, *ids(10))
    assert publish.vanishing(target, fake_portal(*ids(10)[6:], withdrawn=ids(10)[:6])) is None


def test_new_records_do_not_make_up_for_vanished_ones(tmp_path):
    target = a_published_site(tmp_path / tiny.SITE, *ids(10))
    assert publish.vanishing(target, fake_portal(*ids(10)[5:], "new-1", "new-2", "new-3")) is not None


def test_nothing_vanishes_from_a_site_that_was_never_published(tmp_path):
    assert publish.vanishing(tmp_path / tiny.SITE, fake_portal()) is None
