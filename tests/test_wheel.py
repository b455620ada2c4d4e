"""New municipality in fifteen minutes: the wheel is built, put in an empty folder, and makes a portal from nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.tiny import PROGRAM

TRAVELS = (
    "generator/kinds/company/schema.yaml",
    "generator/problems.yaml",
    "generator/data/municipalities.csv",
    "generator/data/municipalities.geojson",
    "generator/themes/bas/templates/base.html",
    "generator/themes/bas/words/sv.po",
    "generator/starter/workflows/proposal.yml",
    "generator/starter/dot-gitignore",
    "generator/starter/netlify/functions/auth.mjs",
    "generator/editor/index.html",
    "generator/editor/programs.json",
    "generator/editor/record-text.js",
)


def pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(installed: Path, root: Path) -> Iterator[str]:
    """The address where the portal is served, as the last of the fifteen minutes."""
    command = [sys.executable, "-P", "-m", "generator", "serve", "sorsele", "--port", "0", "--now", "2026-11-24T12:00"]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.slow
def test_from_the_wheel_to_a_portal_in_an_empty_folder(tmp_path: Path) -> None:
    pip("wheel", PROGRAM, "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    pip("install", "--no-deps", "--no-index", "--target", installed, wheel)
    assert [name for name in TRAVELS if not (installed / name).is_file()] == []

    def bygd(*arguments: str, cwd: Path) -> str:
        environment = {**os.environ, "PYTHONPATH": str(installed)}
        command = [sys.executable, "-P", "-m", "generator", *arguments]
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    now = ("--now", "2026-11-24T12:00")
    bygd("init", "portalen", "--yes", "--municipality", "Sorsele", *now, cwd=tmp_path)
    root = tmp_path / "portalen"
    assert "7 publicerade" in bygd("build", "sorsele", "--strict", *now, cwd=root)
    home = (root / "dist/sorsele/index.html").read_text("utf-8")
    assert "Bygdeportalen Sorsele" in home and (root / "dist/sorsele/pagefind").is_dir()
    bygd("export", "company", "foretag.xlsx", "--place", "sorsele", cwd=root)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    assert "!!" not in bygd("doctor", cwd=root)
    with serving(installed, root) as address, urlopen(address) as answer:
        assert "Bygdeportalen Sorsele" in answer.read().decode()
    made = bygd("new", "company", "--place", "sorsele", "--id", "annas", cwd=root).strip()
    assert "yaml-language-server" in (root / made).read_text("utf-8")
    (root / made).unlink()
    assert "1 oförändrade" in bygd("import", "company", "foretag.xlsx", "--place", "sorsele", *now, cwd=root)
