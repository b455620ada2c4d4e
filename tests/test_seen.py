"""What was told of a site is told again where it would be made from the very files that are there, else never."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator import seen
from generator.order import Order, Report
from generator.seen import looks_at
from generator.sign import signs_of_site
from generator.user_cache import cache_folder
from tests import tiny
from tests.warm import built, order, replaced, settle, site_of

pytestmark = pytest.mark.usefixtures("cache", "quickly_indexed")
COMPANY = f"content/{tiny.SITE}/company/firma-001.yaml"


@pytest.fixture
def root(settled_root: Path) -> Path:
    return settled_root


def told(one: Order) -> Report | None:
    [look] = looks_at([one])
    assert look
    return look.report_as_before()


def test_of_a_site_that_is_not_there_nothing_is_told(root: Path) -> None:
    assert told(order(root)) is None


def test_what_is_to_be_made_anew_is_not_looked_at(root: Path) -> None:
    assert looks_at([order(root, reuse=False)]) == [None]


def test_each_folder_has_a_site_of_its_own(root: Path) -> None:
    built(root)
    elsewhere = order(root, root.parent / "elsewhere")
    assert told(order(root)) and not told(elsewhere)
    built(root, out=elsewhere.out)
    assert told(order(root)) and told(elsewhere)


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
    again = told(order(root, **asked))
    assert bool(again) is same
    if again:
        assert again.is_unchanged and (again.problems, again.published) == (first.problems, first.published)


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
    assert told(order(root))
    CHANGES[change](root)
    assert told(order(root)) is None


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
    assert told(order(root, now=tiny.NOW.replace(hour=13, minute=59)))
    for later in (timedelta(seconds=1), timedelta(hours=3)):
        assert told(order(root, now=tiny.NOW.replace(hour=14) + later)) is None


def test_what_is_seen_to_be_unchanged_is_known_the_next_time(root: Path) -> None:
    """A file that is written with what it held has to be read once, and then no more."""
    built(root)
    (root / COMPANY).touch()
    settle()
    assert told(order(root)) is None
    assert built(root).is_unchanged
    assert told(order(root))


@pytest.mark.parametrize("damage", [b"", b"\0" * 200])
def test_what_is_told_and_what_is_noted_are_each_enough(root: Path, damage: bytes) -> None:
    """To see that nothing has changed, where one of them is lost."""
    built(root)
    for entry in [*cache_folder(seen.FOLDER).iterdir()]:
        whole = entry.read_bytes()
        entry.write_bytes(damage)
        assert built(root).is_unchanged
        entry.write_bytes(whole)
    for entry in cache_folder(seen.FOLDER).iterdir():
        entry.write_bytes(damage)
    assert not built(root).is_unchanged


def test_several_processes_see_what_one_sees(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(root)
    monkeypatch.setattr(seen, "WORTH_A_COPY", 1)
    [look] = looks_at([order(root, jobs=2)])
    assert look and look.report_as_before() and look.there == signs_of_site(site_of(root))
    tiny.write(site_of(root) / "foretag/firma-001/more.html", "x")
    assert told(order(root, jobs=2)) is None


HEAVY = ("pydantic", "yaml", "jinja2", "pelican", "generator.build", "generator.content", "generator.config")
"""What a build in which nothing has changed has no need of, and what would take most of its time."""


def test_what_makes_a_site_is_not_imported_where_none_is_made(root: Path) -> None:
    command = ("build", tiny.SITE, "--root", root, "--out", root.parent / "out", "--now", tiny.NOW_TEXT)
    assert tiny.run(*command).code == 0
    program = f"""
import sys
sys.argv[1:] = {[*map(str, command)]!r}
from generator.cli import main
try:
    main()
finally:
    print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=tiny.environment(), capture_output=True, timeout=60, check=True
    )
    assert done.stdout.decode().splitlines()[1:] == ["[]"] and "(oförändrad)" in done.stdout.decode()
