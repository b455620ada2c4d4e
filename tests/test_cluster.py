"""Portals on a real Dask cluster: a scheduler and two workers on this computer, one of which dies."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator import publish
from tests import tiny

SITES = ("norr", "soder", "oster", "vaster")
DASK = [sys.executable, "-m", "dask"]
QUIETLY = tiny.environment(DASK_DISTRIBUTED__DASHBOARD__LINK="", DASK_DISTRIBUTED__WORKER__DAEMON="False")


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Dask's that writes what it says to `folder/said`."""
    folder.mkdir()
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [*DASK, *arguments], env=QUIETLY, cwd=tiny.PROGRAM, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(happened):
    deadline = time.monotonic() + 60
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return found


def said_by(folder: Path, pattern: str) -> str:
    """What stands in the first group of the pattern, once the program has said it."""
    return wait_until(lambda: re.search(pattern, (folder / "said").read_text("utf-8")))[1]


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
    with running(tmp_path / "scheduler", "scheduler", *options):
        yield said_by(tmp_path / "scheduler", r"Scheduler at: +(tcp://[\d.:]+)")


@contextmanager
def worker(folder: Path, scheduler: str) -> Iterator[subprocess.Popen[bytes]]:
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder / "scratch"))
    with running(folder, "worker", scheduler, *options) as process:
        said_by(folder, r"(Registered to)")
        yield process


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of four sites of one place."""
    root = tiny.write_repository(tmp_path / "root", 60)
    settings = (root / "sites" / tiny.SITE / "site.yaml").read_text("utf-8")
    for site in SITES:
        tiny.write(root / "sites" / site / "site.yaml", settings)
    return root


def command(root: Path, out: Path, *options: str) -> list[str]:
    return tiny.command("build", *SITES, "--root", root, "--out", out, "--now", tiny.NOW_TEXT, *options)


def contents(folder: Path) -> dict[str, dict[str, str]]:
    return {site: tiny.digests(folder / site) for site in SITES}


def test_a_cluster_builds_what_one_computer_builds_also_when_a_worker_dies(tmp_path, root, scheduler):
    out = tmp_path / "out"
    with worker(tmp_path / "one", scheduler) as first, worker(tmp_path / "two", scheduler):
        building = subprocess.Popen(
            command(root, out, "--cluster", scheduler),
            env=tiny.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        wait_until(lambda: len(list(out.glob(".*.next"))) == 2)
        first.kill()
        report, said = building.communicate(timeout=120)
    assert building.returncode == 0, said.decode()
    assert [line.split(":")[0] for line in report.decode().splitlines()] == list(SITES)
    assert [publish.damaged_files(out / site) for site in SITES] == [[]] * len(SITES)
    assert not list(out.glob(".*.next"))
    alone = tmp_path / "alone"
    subprocess.run(command(root, alone), env=tiny.environment(), check=True, capture_output=True)
    assert contents(out) == contents(alone)


def test_a_cluster_that_is_not_there_is_a_sentence(tmp_path, root):
    result = tiny.run("build", SITES[0], "--root", root, "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    assert result.code == 3 and "Klustret svarar inte: tcp://127.0.0.1:9" in result.err
    assert "Traceback" not in result.err and not (tmp_path / "out" / SITES[0]).exists()


def test_a_site_with_faults_is_told_of_as_by_one_computer(tmp_path, root, scheduler):
    tiny.add(root, "company", "trasig.yaml", "name: [\n")
    with worker(tmp_path / "one", scheduler):
        options = ("--root", root, "--out", tmp_path / "out", "--now", tiny.NOW_TEXT, "--strict")
        result = tiny.run("build", SITES[0], *options, "--cluster", scheduler)
    assert result.code == 1 and "content/arvidsjaur/company/trasig.yaml:2" in result.err
