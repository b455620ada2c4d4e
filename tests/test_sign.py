"""What the file system says of files is enough to see that one has changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import sign
from generator.sign import DOUBTFUL_NS, packed, parts_of_site, signs_below, signs_of_parts, signs_of_site, unpacked
from tests.tiny import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in ("a.txt", "b/c.txt", "b/d/e.txt"):
        write(tmp_path / "folder" / path, path)
    time.sleep(DOUBTFUL_NS / 1e9 + 0.01)
    return tmp_path / "folder"


def test_every_file_and_folder_has_a_sign(folder):
    assert sorted(signs_below(folder)) == ["a.txt", "b/", "b/c.txt", "b/d/", "b/d/e.txt"]
    assert sorted(signs_of_site(folder)) == ["a.txt", "b/c.txt", "b/d/e.txt"]
    assert signs_of_site(folder, ["b/c.txt"]) == {"b/c.txt": signs_of_site(folder)["b/c.txt"]}


def test_what_stays_keeps_its_sign(folder):
    assert signs_below(folder) == signs_below(folder)


def anew(path: Path, text: str) -> None:
    """Another file by the same name."""
    write(path.with_name("new"), text)
    os.replace(path.with_name("new"), path)


def with_its_old_time(path: Path, text: str) -> None:
    before = path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "more": lambda path: path.write_text("more than before", "utf-8"),
    "as much": lambda path: path.write_text("A.TXT", "utf-8"),
    "as much, with the old time": lambda path: with_its_old_time(path, "A.TXT"),
    "another file": lambda path: anew(path, "A.TXT"),
    "nothing but the time": lambda path: path.touch(),
    "a link": lambda path: (path.unlink(), path.symlink_to("b/c.txt")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_written_gives_another_sign(folder, change):
    before = signs_below(folder)
    CHANGES[change](folder / "a.txt")
    after = signs_below(folder)
    assert {path for path in before if before[path] != after[path]} == {"a.txt"}


def test_what_was_written_just_now_has_a_sign_that_it_never_has_again(folder):
    write(folder / "a.txt", "now")
    assert signs_below(folder)["a.txt"] != signs_below(folder)["a.txt"]
    time.sleep(DOUBTFUL_NS / 1e9 + 0.01)
    assert signs_below(folder)["a.txt"] == signs_below(folder)["a.txt"]


def test_a_folder_is_there_or_not(folder):
    before = signs_below(folder)
    (folder / "empty").mkdir()
    assert signs_below(folder).keys() - before.keys() == {"empty/"}
    write(folder / "b/new.txt", "")
    assert signs_below(folder)["b/"] == before["b/"]


def test_more_names_of_a_file_of_a_site_are_no_change_of_it(folder):
    before = signs_of_site(folder)
    os.link(folder / "a.txt", folder.with_name("spare"))
    assert signs_of_site(folder) == before


@pytest.mark.parametrize(("most", "wanted"), [(1000, 4), (4, 4), (2, 2), (1, 1)])
def test_the_parts_of_a_site_make_the_whole(folder, monkeypatch, most, wanted):
    for number in range(5):
        write(folder / f"b/{number}/f/g/h.txt", "")
    monkeypatch.setattr(sign, "BATCH", 2)
    monkeypatch.setattr(sign, "MOST_PARTS", most)
    parts = parts_of_site(folder)
    assert len(parts) == wanted
    found = [signs_of_parts(folder, [part]) for part in parts]
    assert {path: one for some in found for path, one in some.items()} == signs_of_site(folder)
    assert sum(map(len, found)) == len(signs_of_site(folder))


def test_signs_are_packed_by_what_they_are(folder):
    signs = signs_of_site(folder)
    turned = dict(reversed(signs.items()))
    assert packed(signs) == packed(turned) != packed({**signs, "a.txt": (1, 2, 3)})
    strange = {"\udcff/å": (-1, 2**63, 0), "folder/": ()}
    for one in (signs, strange, {}):
        assert unpacked(packed(one)) == one


def test_no_link_is_followed(folder, tmp_path):
    write(tmp_path / "outside/secret.txt", "")
    (folder / "out").symlink_to(tmp_path / "outside")
    assert signs_of_parts(folder, parts_of_site(folder)) == signs_of_site(folder)
    assert "out" in signs_below(folder) and not any(path.startswith("out/") for path in signs_below(folder))


def test_what_is_not_there_has_no_files(tmp_path):
    assert signs_below(tmp_path / "nowhere") == {} == signs_of_site(tmp_path / "nowhere")
    assert signs_of_parts(tmp_path / "nowhere", parts_of_site(tmp_path / "nowhere")) == {}
    with pytest.raises(OSError, match="x"):
        signs_of_site(tmp_path, ["x"])
