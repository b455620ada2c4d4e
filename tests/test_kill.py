"""Builds that are cut short: by kill -9, by a signal, by a full disk. The published site is whole whatever happens."""

from __future__ import annotations

import errno
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import publish, spare
from generator.build import build
from generator.content import read_content
from generator.crew import Gate
from generator.order import Order
from generator.profile import Profile
from generator.stop import Exit, Stop
from tests import tiny, warm
from tests.cut_short import ENVIRONMENT, limited, small_disk

KILLS = 150


def start(
    root: Path, out: Path, *, asked: tuple[str, ...] = ("--no-cache",), **options: Any
) -> subprocess.Popen[bytes]:
    """A build that can be interrupted, also where these tests run in the background, where Ctrl-C is not heard."""
    options.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    return subprocess.Popen(
        tiny.command("build", tiny.SITE, "--root", root, "--out", out, "--now", tiny.NOW_TEXT, *asked),
        env=options.pop("env", tiny.environment()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **options,
    )


def finish(process: subprocess.Popen[bytes]) -> str:
    """What it said, once it has ended."""
    return process.communicate(timeout=60)[1].decode()


def debris(out: Path) -> list[str]:
    """What lies beside the site, but for the lock."""
    return sorted(path.name for path in out.iterdir() if path.name not in (tiny.SITE, f".{tiny.SITE}.lock"))


def edition(site: Path) -> str:
    """Which of the two versions of the content is published; every page of a site comes from the same one."""
    front = (site / "foretag" / "firma-001" / "index.html").read_text("utf-8")
    return "new" if "ANDRA VERSIONEN" in front else "old"


def write_version(root: Path, version: str) -> None:
    """Every company says which version it is of, so that a mixture would show."""
    for number in range(1, 141):
        text = tiny.company(number)
        said = text.replace("Vi hjälper", "ANDRA VERSIONEN hjälper") if version == "new" else text
        tiny.add(root, "company", f"firma-{number:03d}.yaml", said)


def is_whole_and_unmixed(site: Path) -> bool:
    texts = [(site / "foretag" / f"firma-{n:03d}" / "index.html").read_text("utf-8") for n in range(1, 141)]
    return publish.damaged_files(site) == [] and len({"ANDRA VERSIONEN" in text for text in texts}) == 1


@pytest.mark.slow
def test_150_random_kills_leave_the_old_or_the_new_site_whole(tmp_path):
    """fault-49: each build would replace the published version by the other one, and dies somewhere on the way."""
    root = tiny.write_repository(tmp_path / "root", 140, languages="sv")
    out, site = tmp_path / "out", tmp_path / "out" / tiny.SITE
    draw = random.Random(20261124)
    began = time.monotonic()
    assert finish(start(root, out)) == ""
    whole_build = time.monotonic() - began
    killed, seen = 0, set()
    for number in range(KILLS):
        before = edition(site)
        wanted = "new" if before == "old" else "old"
        write_version(root, wanted)
        process = start(root, out)
        time.sleep(draw.uniform(0, whole_build))
        process.kill()
        finish(process)
        killed += process.returncode == -signal.SIGKILL
        assert is_whole_and_unmixed(site), f"kill {number} broke the site: {publish.damaged_files(site)[:5]}"
        assert edition(site) in (before, wanted)
        seen.add(edition(site))
    assert killed > KILLS * 0.6, f"only {killed} builds were killed before they ended"
    assert finish(start(root, out)) == ""
    assert is_whole_and_unmixed(site) and edition(site) == wanted
    assert debris(out) == []


# Builds that leave what has not changed


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


EDITED = 20
"""Companies of which each says the version."""


def edit_some(root: Path, version: str) -> None:
    for number in range(1, EDITED + 1):
        text = tiny.company(number).replace("Vi hjälper", f"VERSION {version} hjälper")
        tiny.add(root, "company", f"firma-{number:03d}.yaml", text)


def versions(site: Path) -> set[str]:
    """Those that the pages and the open data of a site tell."""
    pages = ((site / f"foretag/firma-{n:03d}/index.html").read_text("utf-8") for n in range(1, EDITED + 1))
    return {
        found for text in (*pages, (site / "data/company.csv").read_text("utf-8")) for found in VERSION.findall(text)
    }


VERSION = re.compile(r"VERSION (\w+) hjälper")


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
def test_random_kills_of_builds_that_leave_what_is_the_same_leave_the_old_or_the_new_site_whole(tmp_path):
    root = tiny.write_repository(tmp_path / "root", 140, languages="sv")
    out, site = tmp_path / "out", tmp_path / "out" / tiny.SITE
    draw, killed = random.Random(20261127), 0
    edit_some(root, "a0")
    assert finish(start(root, out, asked=())) == ""
    edit_some(root, "a1")
    began = time.monotonic()
    assert finish(start(root, out, asked=())) == ""
    whole_build = time.monotonic() - began
    for number in range(WARM_KILLS):
        [before] = versions(site)
        edit_some(root, f"b{number}")
        process = start(root, out, asked=())
        time.sleep(draw.uniform(whole_build / 3, whole_build))
        process.kill()
        finish(process)
        killed += process.returncode == -signal.SIGKILL
        assert publish.damaged_files(site) == [], f"kill {number}"
        assert len(versions(site)) == 1 and versions(site) <= {before, f"b{number}"}, f"kill {number}"
    assert killed > WARM_KILLS / 3
    assert finish(start(root, out, asked=())) == ""
    assert versions(site) == {f"b{WARM_KILLS - 1}"}
    assert finish(start(root, tmp_path / "anew")) == ""
    assert warm.lasting(site) == warm.lasting(tmp_path / "anew" / tiny.SITE)
    assert debris(out) == []


WARM_KILLS = 10


@pytest.mark.usefixtures("cache")
def test_of_two_builds_at_once_each_leaves_a_whole_site(tmp_path):
    """The one that comes second stops, or follows the other; it leaves nothing of a site that it looked at before."""
    root = tiny.write_repository(tmp_path / "root", EDITED, languages="sv")
    out, site = tmp_path / "out", tmp_path / "out" / tiny.SITE
    edit_some(root, "a")
    assert finish(start(root, out, asked=())) == ""
    for number in range(3):
        edit_some(root, f"b{number}")
        both = [start(root, out, asked=asked) for asked in ((), ("--no-cache",) if number else ())]
        said = [finish(process) for process in both]
        assert 0 in {process.returncode for process in both} <= {0, Exit.USAGE} and "Traceback" not in "".join(said)
        assert publish.damaged_files(site) == [] and versions(site) == {f"b{number}"}
    edit_some(root, "c")
    assert finish(start(root, out, asked=())) == ""
    assert finish(start(root, tmp_path / "anew")) == ""
    assert warm.lasting(site) == warm.lasting(tmp_path / "anew" / tiny.SITE)


@pytest.mark.usefixtures("cache")
def test_a_worker_that_dies_leaves_the_old_site_and_the_next_build_is_whole(tmp_path, monkeypatch):
    warm.quick_index(monkeypatch)
    root = tiny.write_repository(tmp_path / "root", 120, languages="sv")
    edit_some(root, "a")
    site = warm.built(root, jobs=2).target
    before = tiny.digests(site)
    edit_some(root, "b")
    original, come = os.getpid(), Gate.come

    def come_or_die(gate: Gate) -> None:
        if os.getpid() != original:  # which is the one that runs this test
            os.kill(os.getpid(), signal.SIGKILL)
        come(gate)

    with monkeypatch.context() as patched:
        patched.setattr(Gate, "come", come_or_die)
        with pytest.raises(Stop) as stopped:
            warm.built(root, jobs=2)
    assert stopped.value.reason == "worker-died"
    assert tiny.digests(site) == before and debris(site.parent) == []
    warm.built(root, jobs=2)
    assert versions(site) == {"b"} and warm.unlike_one_from_nothing(root) == []


EVERY = 5
"""Writes: at each, one after the other, a whole build is tried already."""


def lasting_debris(out: Path) -> list[str]:
    """What is left when what is removed later, while nobody waits, has been (publish.remove_later)."""
    for _ in range(100):
        if not any(".next." in name for name in debris(out)):
            break
        time.sleep(0.1)
    return debris(out)


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("worth", [1, spare.WORTH_IT])
def test_a_disk_that_is_full_at_any_write_of_a_build_that_leaves_what_is_the_same(tmp_path, monkeypatch, disk, worth):
    """With and without a spare tree of names, into which the new files are moved."""
    monkeypatch.setattr(spare, "WORTH_IT", worth)
    warm.quick_index(monkeypatch)
    root = tiny.write_repository(tmp_path / "root", 2, languages="sv")
    company, out = root / f"content/{tiny.SITE}/company/firma-001.yaml", tmp_path / "out"
    site = warm.built(root).target
    before = tiny.digests(site)
    company.write_text(tiny.company(1).replace("Vi hjälper", "VERSION b hjälper"), "utf-8")
    full_at = 1 - EVERY
    while True:
        full_at += EVERY
        one = disk(out, full_at)
        try:
            warm.built(root)
        except OSError as caught:
            assert caught.errno == errno.ENOSPC, f"write {full_at}"
        if one.opened < full_at:
            break
        assert tiny.digests(site) == before, f"write {full_at}"
        assert lasting_debris(out) in ([], [f".{tiny.SITE}.spare"]), f"write {full_at}"
    assert full_at > 10 * EVERY
    assert warm.unlike_one_from_nothing(root) == []


SLOW_INDEXER = """
folder = pathlib.Path(sys.argv[sys.argv.index("--site") + 1], "pagefind") if "--site" in sys.argv else None
here.with_name("began").touch()
if folder is None:
    sys.stdin.read()
for number in range(300 if folder else 0):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"late-{number}.txt").write_text("late")
    time.sleep(0.01)
here.with_name("ended").touch()
"""
SILENT_INDEXER = """
folder = pathlib.Path(sys.argv[sys.argv.index("--site") + 1], "pagefind") if "--site" in sys.argv else None
for name in ("pagefind.js", "pagefind-entry.json", "fragment/sv_1234567.pf_fragment") if folder else ():
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()
"""
PACKAGE = """
import pathlib
def get_executable():
    return pathlib.Path(__file__).with_name("indexer")
"""
RUN_IT = """
import os, sys
from . import get_executable
os.execv(get_executable(), ["pagefind", *sys.argv[1:]])
"""


def with_indexer(folder: Path, program: str) -> tuple[Path, dict[str, str]]:
    """A stand-in for Pagefind, and the environment in which a build finds it. It can be asked, or told to write."""
    package = folder / "fake" / "pagefind_bin"
    tiny.write(package / "__init__.py", PACKAGE)
    tiny.write(package / "__main__.py", RUN_IT)
    start = f"#!{sys.executable}\nimport pathlib, sys, time\nhere = pathlib.Path(__file__)\n"
    tiny.write(package / "indexer", start + program).chmod(0o755)
    return package, tiny.environment(PYTHONPATH=f"{package.parent}{os.pathsep}{tiny.PROGRAM}")


def wait_for(path: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.01)


def test_an_indexer_that_outlives_its_killed_build_cannot_write_into_the_next_one(tmp_path):
    """`kill -9` ends the build, not the program it has started: that one still knows the folder's name."""
    built = tiny.built(tmp_path, languages="sv")
    fake, env = with_indexer(tmp_path, SLOW_INDEXER)
    process = start(built.root, tmp_path / "out", env=env)
    wait_for(fake / "began")
    process.kill()
    finish_without_reading(process)
    second = tiny.run("build", tiny.SITE, "--root", built.root, "--out", tmp_path / "out", "--now", tiny.NOW_TEXT)
    wait_for(fake / "ended")
    assert second.code in (0, 2), second
    assert publish.damaged_files(built.site) == []
    assert not list(built.site.rglob("late-*")), "the old indexer wrote into the new site"
    third = tiny.run("build", tiny.SITE, "--root", built.root, "--out", tmp_path / "out", "--now", tiny.NOW_TEXT)
    assert third.code == 0 and debris(tmp_path / "out") == []


def finish_without_reading(process: subprocess.Popen[bytes]) -> None:
    """Its pipe stays open as long as the program that it has started."""
    process.wait(timeout=60)
    assert process.stderr
    process.stderr.close()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_in_the_middle_of_the_pages_leaves_the_old_site(tmp_path, sign):
    built = tiny.built(tmp_path, 60)
    before = tiny.digests(built.site)
    tiny.add(built.root, "company", "firma-002.yaml", tiny.company(2).replace("Firma 002", "Nya namnet"))
    process = start(built.root, tmp_path / "out")
    wait_for(tmp_path / "out" / f".{tiny.SITE}.next" / "foretag")
    process.send_signal(sign)
    said = finish(process)
    assert process.returncode != 0 and "Traceback" not in said
    assert tiny.digests(built.site) == before
    assert tiny.build_site(built.root, tmp_path / "out").target == built.site
    assert debris(tmp_path / "out") == []


REAL_OPEN = io.open
"""Not that of a disk before, which would be full still."""


class Disk:
    """A disk that is full from the n-th file that is opened for writing below a folder; /dev/full plays the part."""

    def __init__(self, folder: Path, full_at: int) -> None:
        self.folder, self.full_at, self.opened = str(folder), full_at, 0

    def open(self, file: Any, mode: str = "r", *args: Any, **kept: Any) -> Any:
        if "w" in mode and str(file).startswith(self.folder) and not str(file).endswith(".lock"):
            self.opened += 1
            if self.opened >= self.full_at:
                file = "/dev/full"
        return REAL_OPEN(file, mode, *args, **kept)


@pytest.fixture
def disk(monkeypatch) -> Callable[[Path, int], Disk]:
    def make(folder: Path, full_at: int) -> Disk:
        one = Disk(folder, full_at)
        monkeypatch.setattr("builtins.open", one.open)
        monkeypatch.setattr("io.open", one.open)
        return one

    return make


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_write_leaves_the_old_site_and_no_debris(tmp_path, disk):
    """fault-48, at every single file that a build writes itself."""
    built = tiny.built(tmp_path, 2, languages="sv")
    out = tmp_path / "out"
    before = tiny.digests(built.site)
    content = read_content(built.root, tiny.NOW)
    order = Order(built.root, tiny.SITE, out, tiny.NOW)
    counting = disk(out, 1_000_000)
    assert build(order, Profile(), content).target == built.site
    assert tiny.digests(built.site).keys() == before.keys()
    before, writes = tiny.digests(built.site), counting.opened
    assert writes >= 80
    for full_at in range(1, writes + 1):
        disk(out, full_at)
        with pytest.raises(OSError) as caught:  # noqa: PT011 - its number says which
            build(order, Profile(), content)
        assert caught.value.errno == errno.ENOSPC, f"write {full_at}"
        assert tiny.digests(built.site) == before, f"write {full_at}"
        assert debris(out) == [], f"write {full_at}"


@pytest.mark.parametrize("size", [0, 1, 1000, 5000, 20_000, 40_000])
def test_a_write_that_fails_is_a_sentence_and_the_old_site_stays(tmp_path, size):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    process = start(built.root, tmp_path / "out", preexec_fn=limited(size))
    said = finish(process)
    assert process.returncode == ENVIRONMENT
    assert "Den publicerade portalen är orörd" in said and "Traceback" not in said and "Bygd, inte" not in said
    assert tiny.digests(built.site) == before
    assert debris(tmp_path / "out") == []


def test_a_really_full_disk_leaves_the_old_site(tmp_path):
    """On a tiny disk of its own where one may be mounted; elsewhere files may not grow, which is the next best."""
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    out = tmp_path / "disk"
    tiny.built(tmp_path, languages="sv")
    size = sum(-(-path.stat().st_size // 4096) * 4 for path in (tmp_path / "out").rglob("*") if path.is_file())
    for share in (1.02, 1.2, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9):
        with small_disk(out, int(size * share)) as mounted:
            shutil.copytree(tmp_path / "out" / tiny.SITE, out / tiny.SITE)
            before = tiny.digests(out / tiny.SITE)
            process = start(root, out, preexec_fn=None if mounted else limited(int(size * (share - 1) * 50)))
            said = finish(process)
            assert process.returncode == ENVIRONMENT and "Den publicerade portalen är orörd" in said, (share, said)
            assert tiny.digests(out / tiny.SITE) == before
            assert debris(out) == []


def test_the_indexers_silence_on_a_full_disk_is_not_taken_for_success(tmp_path):
    """Pagefind ends with 0 and leaves empty files when it cannot write. Such an index is not published."""
    built = tiny.built(tmp_path, languages="sv")
    before = tiny.digests(built.site)
    _, env = with_indexer(tmp_path, SILENT_INDEXER)
    process = start(built.root, tmp_path / "out", env=env)
    said = finish(process)
    assert process.returncode == ENVIRONMENT and "Den publicerade portalen är orörd" in said
    assert tiny.digests(built.site) == before
    assert debris(tmp_path / "out") == []
