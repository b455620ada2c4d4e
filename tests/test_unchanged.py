"""A site that would be the same is left as it is; whatever it follows from makes it be built."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator import program, publish, seen
from generator.order import Report
from generator.packaged import PROGRAM
from generator.profile import Profile
from generator.several import build_every
from generator.user_cache import cache_folder
from tests import tiny, warm
from tests.warm import replaced, site_of


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    return cache_folder(seen.FOLDER)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root", languages="sv")


def built(root: Path, now: datetime = tiny.NOW) -> Report:
    """By the way of the command, where what is the same is left."""
    report = tiny.build_site(root, root.parent / "out", now=now, reuse=True)
    assert report.target, report.problems
    return report


def test_a_site_that_would_be_the_same_is_left_as_it_is(root: Path) -> None:
    first = built(root)
    before = {path: path.stat() for path in sorted(site_of(root).rglob("*"))}
    second = built(root, tiny.NOW + timedelta(minutes=5))
    assert (first.is_unchanged, second.is_unchanged) == (False, True)
    assert {path: path.stat() for path in sorted(site_of(root).rglob("*"))} == before
    assert (second.published, second.problems) == (first.published, first.problems)


def test_nothing_is_left_as_it_is_unless_that_is_asked_for(root: Path) -> None:
    built(root)
    assert not tiny.build_site(root, root.parent / "out").is_unchanged


def test_a_site_that_is_signed_is_built_each_time(root: Path) -> None:
    built(root)
    sealed: list[Path] = []
    assert not tiny.build_site(root, root.parent / "out", reuse=True, seal=sealed.append).is_unchanged
    assert len(sealed) == 1


COMPANY = f"content/{tiny.SITE}/company/firma-001.yaml"
CHANGES: dict[str, Callable[[Path], object]] = {
    "a record": lambda root: replaced(root / COMPANY, "Firma 001", "Firma 1"),
    "a new record": lambda root: tiny.add(root, "company", "ny.yaml", tiny.company(77)),
    "a lost record": lambda root: (root / f"content/{tiny.SITE}/company/firma-003.yaml").unlink(),
    "a setting": lambda root: replaced(root / f"sites/{tiny.SITE}/site.yaml", "title: ", "title: Nya "),
    "a template of the site": lambda root: tiny.write(
        root / f"sites/{tiny.SITE}/templates/parts/footer.html", "<footer>en egen</footer>"
    ),
    "a file of the site": lambda root: tiny.write(root / f"sites/{tiny.SITE}/logo.svg", "<svg/>"),
    "a file of the site's own": lambda root: (site_of(root) / "index.html").write_text("hacked", "utf-8"),
    "a file that is gone": lambda root: (site_of(root) / "index.html").unlink(),
    "a file too many": lambda root: tiny.write(site_of(root) / "more.html", "more"),
    "the manifest": lambda root: replaced(site_of(root) / publish.MANIFEST, "\n", "\n\n"),
    "a signature": lambda root: tiny.write(site_of(root) / publish.SIGNATURE, "somebody's"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_site_follows_from_makes_it_be_built(root: Path, change: str) -> None:
    built(root)
    assert built(root).is_unchanged
    CHANGES[change](root)
    assert not built(root).is_unchanged
    assert publish.damaged_files(site_of(root)) == []
    assert built(root).is_unchanged


def test_another_program_builds_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(root)
    monkeypatch.setattr(program, "installed", lambda: ["jinja2-99.0.dist-info"])
    program.program.cache_clear()
    assert not built(root).is_unchanged
    program.program.cache_clear()


def test_the_program_is_all_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [line.split()[0] for line in program.files_of(PROGRAM)]
    assert {"build.py", "kinds/company/schema.yaml", "pages/plan.py"} <= set(names)
    assert not any(name.endswith(".pyc") for name in names)


@pytest.mark.parametrize(
    ("later", "same"),
    [
        (timedelta(minutes=1), True),
        (timedelta(hours=8), True),
        (timedelta(days=1), False),  # dates stand on pages and in feeds
        (timedelta(days=30), False),
    ],
)
def test_another_day_builds_anew(root: Path, later: timedelta, same: bool) -> None:
    built(root)
    assert built(root, tiny.NOW + later).is_unchanged is same


def test_a_notice_that_has_ended_since_makes_the_site_be_built(root: Path) -> None:
    ends = tiny.NOW + timedelta(hours=2)
    notice = root / f"content/{tiny.SITE}/notice/koka-vattnet.yaml"
    replaced(notice, "expires: 2026-11-26 20:00", f"expires: {ends:%Y-%m-%d %H:%M}")
    built(root)
    assert built(root, ends - timedelta(minutes=1)).is_unchanged
    assert not built(root, ends + timedelta(minutes=1)).is_unchanged


def test_a_hurried_build_between_is_followed_by_a_whole_one(root: Path) -> None:
    from generator.continuity.crisis_build import build_crisis
    from generator.order import Order
    from generator.profile import Profile

    built(root)
    assert build_crisis(Order(root, tiny.SITE, root.parent / "out", tiny.NOW), Profile()).target
    assert not built(root).is_unchanged


@pytest.mark.parametrize("damage", [b"", b"\0" * 200])
def test_a_cache_that_is_damaged_is_as_none(root: Path, cache: Path, damage: bytes) -> None:
    built(root)
    for entry in cache.iterdir():
        entry.write_bytes(damage)
    assert not built(root).is_unchanged
    assert built(root).is_unchanged


def test_without_a_cache_everything_is_built(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    built(root)
    assert not built(root).is_unchanged


EXAMPLES = int(os.environ.get("BYGD_WALKS", "8"))
"""Walks through edits. More are worth an evening after a change of what is left as it is: BYGD_WALKS=200."""
OWN_THEME = "themes/bas"
TEMPLATES = ("parts/banner.html", "parts/report.html", "parts/value.html", "records/event/list.html", "base.html")
"""Of the site's own or of a theme in the repository: on every page, on some, and brought in by others."""
NUMBERS = st.integers(0, 15)
STEPS = st.one_of(
    st.tuples(st.just("edit"), NUMBERS, st.text("abcåäö <&\"'", min_size=1, max_size=20)),
    st.tuples(st.just("heading"), NUMBERS, st.sampled_from(["A", "Ö", "Firma 002"])),
    st.tuples(st.just("rename"), NUMBERS, st.sampled_from(["ny", "annan"])),
    st.tuples(st.just("rename, and all who name it"), NUMBERS, st.sampled_from(["ny", "annan"])),
    st.tuples(st.just("remove"), NUMBERS, st.just("")),
    st.tuples(st.just("withdraw"), NUMBERS, st.just("")),
    st.tuples(st.just("new"), NUMBERS, st.just("")),
    st.tuples(st.just("fault"), NUMBERS, st.sampled_from(["name: [", "okänt: x"])),
    st.tuples(st.just("setting"), st.integers(0, 1), st.just("")),
    st.tuples(st.just("template"), st.integers(0, 3), st.sampled_from(TEMPLATES)),
    st.tuples(st.just("theme"), st.integers(0, 3), st.sampled_from(TEMPLATES)),
    st.tuples(st.just("file of the site"), NUMBERS, st.sampled_from(["hacked", ""])),
    st.tuples(st.just("wait"), st.integers(1, 2000), st.just("")),
)
WALKS = st.lists(st.lists(STEPS, min_size=1, max_size=2), min_size=1, max_size=4)
"""Of one or two edits before each build."""


def taken(root: Path, step: tuple[str, int, str]) -> timedelta:
    """Do what a step says; how much time passes."""
    what, number, text = step
    if what == "wait":
        return timedelta(minutes=number)
    paths = sorted((root / f"content/{tiny.SITE}").rglob("*.*"))
    TAKEN[what](root, paths[number * 7 % len(paths)] if paths else root / COMPANY, number, text)
    return timedelta()


def headed(root: Path, path: Path, number: int, text: str) -> None:
    was = path.read_text("utf-8") if path.exists() else ""
    tiny.write(path, re.sub(r"(name|title|headline): .*", rf"\1: {text}", was, count=1))


def renamed(root: Path, path: Path, number: int, text: str) -> None:
    if path.exists():
        path.rename(path.with_name(f"{text}-{number}{path.suffix}"))


def renamed_everywhere(root: Path, path: Path, number: int, text: str) -> None:
    for one in (root / "content").rglob("*.*"):
        one.write_text(one.read_text("utf-8").replace(path.stem, f"{text}-{number}"), "utf-8")
    renamed(root, path, number, text)


def set_otherwise(root: Path, path: Path, number: int, text: str) -> None:
    """Back and forth between two titles."""
    settings_ = root / f"sites/{tiny.SITE}/site.yaml"
    settings_.write_text(re.sub(r"title: \d?", f"title: {number}", settings_.read_text("utf-8")), "utf-8")


def templated(root: Path, path: Path, number: int, text: str) -> None:
    edited_template(text, root / f"sites/{tiny.SITE}/templates", number)


def themed(root: Path, path: Path, number: int, text: str) -> None:
    if not (root / OWN_THEME).exists():
        shutil.copytree(tiny.PROGRAM / OWN_THEME, root / OWN_THEME)
    edited_template(text, root / OWN_THEME / "templates", number)


def hacked(root: Path, path: Path, number: int, text: str) -> None:
    if pages := sorted(site_of(root).rglob("*.html")):
        tiny.write(pages[number * len(pages) // 16], text)


TAKEN: dict[str, Callable[[Path, Path, int, str], object]] = {
    "edit": lambda root, path, number, text: added(path, f"search_words: ['{text.replace(chr(39), '')}x']\n"),
    "heading": headed,
    "rename": renamed,
    "rename, and all who name it": renamed_everywhere,
    "remove": lambda root, path, number, text: path.unlink(missing_ok=True),
    "withdraw": lambda root, path, number, text: added(path, "withdrawn: 2026-11-01\n"),
    "new": lambda root, path, number, text: tiny.add(root, "company", f"till-{number}.yaml", tiny.company(number)),
    "fault": lambda root, path, number, text: added(path, f"{text}\n"),
    "setting": set_otherwise,
    "template": templated,
    "theme": themed,
    "file of the site": hacked,
}


def added(path: Path, text: str) -> None:
    """In the front matter, where the file has one."""
    was = path.read_text("utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(was.replace("---\n", f"---\n{text}", 1) if path.suffix == ".md" else was + text, "utf-8")


def edited_template(name: str, folder: Path, number: int) -> None:
    """It says the number, or, at 0, what it said at first."""
    text = (tiny.PROGRAM / OWN_THEME / "templates" / name).read_text("utf-8")
    said = f"{{# {number} #}}<!-- {number} -->"
    # What stands outside the blocks of a template that extends another says nothing.
    tiny.write(folder / name, re.sub(r"$|(?=\{% end(?:block|macro))", said if number else "", text, count=1))


# Two builds a step: a failing walk is told as it is, for to make it shorter would take minutes.
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=WALKS, languages=st.sampled_from(["sv", "sv, en"]))
def test_whatever_happens_a_site_is_as_one_that_is_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    walk: list[list[tuple[str, int, str]]],
    languages: str,
) -> None:
    warm.quick_index(monkeypatch)
    root = tiny.write_repository(tmp_path_factory.mktemp("edited") / "root", languages=languages)
    now = tiny.NOW
    built(root)
    for steps in walk:
        for step in steps:
            now += taken(root, step)
        orders = [warm.order(root, now=now), warm.order(root, root.parent / "anew", now=now, reuse=False)]
        [renewed], [anew] = (build_every([order], Profile()) for order in orders)
        assert (renewed.problems, bool(renewed.target)) == (anew.problems, bool(anew.target))
        if renewed.target and anew.target:
            assert publish.damaged_files(renewed.target) == [], steps
            assert warm.lasting(renewed.target) == warm.lasting(anew.target), steps
            assert warm.empty_folders(renewed.target) == []
    shutil.rmtree(root.parent)
