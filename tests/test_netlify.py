"""Netlify's own build program on the real netlify.toml, over a copy of the program with a tiny site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.test_serve import PAGE_PATH, make_repository, rewrite

REPOSITORY = Path(__file__).parents[1]
NETLIFY = REPOSITORY / "tests/node_modules/.bin/netlify"
CONFIG = tomllib.loads((REPOSITORY / "netlify.toml").read_text("utf-8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What Netlify would have of this repository, with two pages for content."""
    for folder in ("generator", "data", "themes", "netlify"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("netlify.toml", "requirements.txt"):
        shutil.copy(REPOSITORY / file, tmp_path)
    return make_repository(tmp_path)


def run(copy: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy, for the site `prov`, with the interpreter that runs the tests."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("BYGD_", "NETLIFY", "VIRTUAL_ENV"))
    }
    chosen = {"HOME": str(copy / "home"), "CI": "1", "BYGD_SITE": "prov", "BYGD_PYTHON": sys.executable}
    return subprocess.run(
        command,
        cwd=copy,
        env={**ours, **chosen, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )


def netlify_build(copy: Path, context: str) -> subprocess.CompletedProcess[str]:
    return run(copy, str(NETLIFY), "build", "--offline", "--context", context)


def published(copy: Path) -> set[str]:
    """The addresses of the pages in the folder that Netlify publishes."""
    folder = copy / CONFIG["build"]["publish"]
    return {f"/{page.parent.relative_to(folder).as_posix()}/" for page in folder.rglob("index.html")}


@pytest.mark.slow
def test_a_proposal_with_a_fault_fails_and_says_where_and_production_does_without_the_record(copy: Path) -> None:
    whole = netlify_build(copy, "deploy-preview")
    assert whole.returncode == 0, whole.stdout
    assert {"/sidor/om/", "/sidor/till/"} <= published(copy)

    rewrite(copy / PAGE_PATH, "language: sv", "language: xx")
    for context in ("deploy-preview", "branch-deploy"):
        refused = netlify_build(copy, context)
        assert refused.returncode != 0
        assert f'{PAGE_PATH}:3: fel: language: "xx" går inte att välja' in refused.stdout
        assert "/sidor/om/" in published(copy)

    lenient = netlify_build(copy, "production")
    assert lenient.returncode == 0, lenient.stdout
    assert f"{PAGE_PATH}:3: fel" in lenient.stdout
    assert "/sidor/till/" in published(copy)
    assert "/sidor/om/" not in published(copy)


def test_a_wrong_site_name_fails_and_leaves_the_published_folder(copy: Path) -> None:
    assert run(copy, "sh", "netlify/build.sh", "--lenient").returncode == 0
    before = published(copy)
    for name in ("provv", "../prov", "--all", ""):
        refused = run(copy, "sh", "netlify/build.sh", "--lenient", BYGD_SITE=name)
        assert refused.returncode == 1
        assert f'Det finns ingen portal som heter "{name or "asele"}"' in refused.stdout
    assert published(copy) == before


def test_what_the_build_needs_is_installed_by_its_hash(copy: Path) -> None:
    """fault-120. Into the environment that is active. A stand-in writes down what pip is asked, and builds for real."""
    python = copy / "active/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >>asked\n[ "$2" = pip ] || exec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    built = run(copy, "sh", "netlify/build.sh", "--strict", BYGD_PYTHON="", VIRTUAL_ENV=str(copy / "active"))
    assert built.returncode == 0, built.stdout
    installed, *rest = (copy / "asked").read_text("utf-8").splitlines()
    assert "--require-hashes" in installed and installed.endswith("-r requirements.txt")
    assert rest[0] == "-m generator editor" and len(rest) == 2 and rest[1].startswith("-m generator build")
    assert "/sidor/om/" in published(copy)


def test_every_requirement_has_a_hash() -> None:
    """fault-120: the installer stops where a file has another one, or where one is missing."""
    wanted = re.split(r"\n(?=\S)", (REPOSITORY / "requirements.txt").read_text("utf-8").strip())
    assert wanted
    assert [one for one in wanted if "==" not in one or "--hash=sha256:" not in one] == []


def test_netlify_is_given_the_headers_of_the_site_it_builds_and_no_others() -> None:
    """Two policies on one answer would both hold, and a site that shows warnings allows more than the others do."""
    assert "headers" not in CONFIG


def test_production_is_lenient_and_proposals_are_strict() -> None:
    commands = {context: settings["command"] for context, settings in CONFIG["context"].items()}
    assert commands == {
        "production": "sh netlify/build.sh --lenient",
        "deploy-preview": "sh netlify/build.sh --strict",
        "branch-deploy": "sh netlify/build.sh --strict",
    }
    assert CONFIG["build"]["command"] == commands["production"]


def test_the_site_is_chosen_in_netlify_and_not_overridden_here() -> None:
    assert CONFIG["build"]["environment"] == {"PYTHON_VERSION": "3.11"}


def test_a_missing_page_is_the_sites_own_404() -> None:
    assert CONFIG["redirects"] == [{"from": "/*", "to": "/404.html", "status": 404}]


def test_netlify_finds_nothing_to_install_with_npm() -> None:
    assert [name for name in ("package.json", "package-lock.json") if (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("folder", ["tests", "tests/bench/eleventy"])
def test_the_lock_of_the_tests_programs_pins_contents_and_no_address(folder: str) -> None:
    text = (REPOSITORY / folder / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert packages
    assert '"resolved"' not in text
    assert [name for name, entry in packages.items() if "integrity" not in entry and not entry.get("inBundle")] == []
    wanted = json.loads((REPOSITORY / folder / "package.json").read_text("utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["devDependencies"].values())
