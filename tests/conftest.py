"""A repository that a test writes the few files it needs into; `data/` and the kinds are the program's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.content import Content, read_content
from generator.problem import Problem
from tests import tiny, warm
from tests.tiny import NOW, write

SMALLEST = {
    "company": {"name": "Granlunds", "categories": "[snickeri]", "summary": "Kök på mått.", "village": "moskosel"},
    "event": {
        "name": "Stickkafé",
        "summary": "Ta med garn.",
        "category": "kultur",
        "start": "2026-12-01 18:00",
        "organiser_name": "Biblioteket",
    },
    "offer": {
        "name": "Släpvagn",
        "direction": "offer",
        "exchange": "rent",
        "item_type": "equipment",
        "category": "fordon",
        "summary": "Lastar 750 kilo.",
        "valid_to": "2027-04-30",
        "contact_role": "Byaföreningen",
        "village": "moskosel",
    },
    "page": {"title": "Om portalen", "body": "Kommunen driver den."},
}
"""The least that a record of the kind must say; its fields stand on lines 1, 2, 3 ... of the file."""


@dataclass(frozen=True)
class Repository:
    root: Path

    def write(self, path: str, text: str | bytes) -> str:
        """A file of any kind; returns its path."""
        write(self.root / path, text)
        return path

    def add(self, kind: str, file: str = "ett.yaml", place: str = "arvidsjaur", **fields: str | None) -> str:
        """The smallest record of a kind, with `fields` as YAML in place of its own or after them; None takes away."""
        lines = [f"{field}: {text}\n" for field, text in {**SMALLEST[kind], **fields}.items() if text is not None]
        return self.write(f"content/{place}/{kind}/{file}", "".join(lines))

    def read(self) -> Content:
        return read_content(self.root, NOW)

    def problems(self) -> tuple[Problem, ...]:
        return self.read().problems

    def only_problem(self) -> Problem:
        """The one problem of the repository."""
        problems = self.problems()
        assert len(problems) == 1, problems
        return problems[0]

    def faults(self) -> list[tuple[str, int, str, str]]:
        """(path, line, code, field) of every problem."""
        return [(problem.path, problem.line, problem.code, problem.field) for problem in self.problems()]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's cache that is the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def quickly_indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    warm.quick_index(monkeypatch)


@pytest.fixture
def settled_root(tmp_path: Path) -> Path:
    """A small repository whose files are known by their times."""
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    warm.settle()
    return root
