"""The workflows of a repository, one definition for GitHub Actions and Forgejo Actions.

What they do stands in `generator/starter/workflows/`. Filled in here are the few things in which the two forges differ,
and how the program is installed: from its own repository, or as a package in a municipality's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.packaged import PROGRAM

FOLDER = PROGRAM / "starter/workflows"
PACKAGE = ("python -m pip install --disable-pip-version-check -r requirements.txt",)
"""In a municipality's repository: requirements.txt names the package."""
OWN = (
    "python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.txt",
    "python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .",
)
"""In the program's own repository."""

CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
SETUP_PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0"


@dataclass(frozen=True, slots=True)
class Forge:
    """`runner`: the label of a machine with git, Python and Node. `api`: where the forge's own address is told."""

    name: str
    folder: str
    runner: str
    api: str
    annotate: str
    python: str


GITHUB = Forge(
    name="github",
    folder=".github/workflows",
    runner="ubuntu-24.04",
    api="${{ github.api_url }}",
    annotate="github",
    python=f'      - uses: {SETUP_PYTHON}\n        with:\n          python-version: "3.11"',
)
FORGEJO = Forge(
    name="forgejo",
    folder=".forgejo/workflows",
    runner="docker",
    api="${{ github.server_url }}",
    annotate="text",
    python="""      - name: Python
        run: |
          python3 -m venv "$RUNNER_TEMP/python"
          echo "$RUNNER_TEMP/python/bin" >> "$GITHUB_PATH\"""",
)

_CHECKOUT = f"""      - uses: {CHECKOUT}
        with:
          persist-credentials: false"""
_WHOLE = f"{_CHECKOUT}\n          fetch-depth: 0"
_OF_A_PROPOSAL = """
          ref: refs/pull/${{ github.event.pull_request.number }}/head
      - name: Huvudgrenens program
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
        run: git checkout --quiet --detach "$BASE\""""
_OF_THE_BASE = "\n          ref: ${{ github.event.pull_request.base.sha }}"


def workflows(install: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(path, text) of every workflow of both forges; `install`: the commands after which `bygd` is there."""
    for forge in (GITHUB, FORGEJO):
        filled = _filled_in(forge, install)
        for path in sorted(FOLDER.glob("*.yml")):
            text = path.read_text("utf-8")
            for sign, meant in filled.items():
                text = text.replace(f"@{sign}@", meant)
            yield f"{forge.folder}/{path.name}", text


def _filled_in(forge: Forge, install: tuple[str, ...]) -> Mapping[str, str]:
    steps = "".join(f"\n          {command}" for command in install)
    return {
        "RUNNER": forge.runner,
        "ANNOTATE": forge.annotate,
        "CHECKOUT_PROPOSAL": _WHOLE + _OF_A_PROPOSAL,
        "CHECKOUT_BASE": _CHECKOUT + _OF_THE_BASE,
        "CHECKOUT_MAIN": _WHOLE,
        "CHECKOUT_NEWEST": _CHECKOUT,
        "SETUP": f"{forge.python}\n      - name: Installera\n        run: |{steps}",
        "FORGE": (
            f"          BYGD_FORGE: {forge.name}\n"
            f"          BYGD_FORGE_API: {forge.api}\n"
            "          BYGD_REPOSITORY: ${{ github.repository }}\n"
            "          BYGD_FORGE_TOKEN: ${{ github.token }}"
        ),
    }


def write_workflows(root: Path, install: tuple[str, ...]) -> list[str]:
    """Write them all below `root`; returns their paths."""
    written = []
    for name, text in workflows(install):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        written.append(name)
    return written
