"""The docs say what the program does: the reference is up to date, links lead somewhere, examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from generator.cli import app
from generator.problem import faults
from generator.reference import reference_pages
from generator.schema import load_kinds
from tests.browser.screens import IN_DOCS
from tests.cheat_sheet import PAPER, printed

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
REFERENCE = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/reference").glob("*.md")}


def test_reference_is_what_the_definitions_say() -> None:
    assert reference_pages(load_kinds(), typer.main.get_command(app)) == REFERENCE, "run `make docs`"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_field_and_value_is_documented(language: str) -> None:
    text = REFERENCE[f"kinds.{language}.md"]
    for kind in load_kinds().values():
        section = text.partition(f"(`{kind.name}`)")[2]
        for field in kind.fields.values():
            assert f"| `{field.name}` | {field.title[language]}" in section
            assert all(f"`{value}`" in section for value in field.labels)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_problem_code_is_documented(language: str) -> None:
    text = REFERENCE[f"problems.{language}.md"]
    assert all(f"| `{code}` | {fault.level} |" in text for code, fault in faults().items())


def test_every_command_is_documented() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {"check", "build", "serve", "schema"} <= commands.keys()
    for name, command in commands.items():
        for words in (f"{name} {inner}" for inner in command.commands) if hasattr(command, "commands") else (name,):
            assert f"## bygd {words}\n" in REFERENCE["commands.sv.md"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_papers_lead_to_files(paper: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", paper.read_text("utf-8")):
        assert (paper.parent / target).exists(), target


def test_the_tutorials_example_is_sound_and_its_fault_is_as_told(tmp_path: Path) -> None:
    from generator.commands.options import moment
    from generator.problem import as_text
    from generator.survey import check

    tutorial = (ROOT / "docs/tutorial/forsta-portalen.md").read_text("utf-8")
    example = re.findall(r"```yaml\n(.*?)```", tutorial, re.DOTALL)[0]
    file = tmp_path / "content/asele/company/min-forsta-firma.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(example, "utf-8")
    assert check(tmp_path, moment("2026-11-24")) == ()
    file.write_text(example.replace("070-174 06 05", "ring oss"), "utf-8")
    told = " ".join(tutorial.split())
    assert as_text(check(tmp_path, moment("2026-11-24")), "sv") in told


def test_every_picture_in_the_papers_is_made_by_the_script_and_shown_somewhere() -> None:
    pictures = {path.name for path in (ROOT / "docs/pictures").iterdir()}
    assert pictures == set(IN_DOCS.values())
    told = "".join(paper.read_text("utf-8") for paper in PAPERS)
    assert pictures == {Path(shown).name for shown in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", told)}


def test_the_cheat_sheet_is_one_page_when_it_is_printed(tmp_path: Path) -> None:
    assert len(printed().pages) == 1
    longer = tmp_path / "longer.md"
    longer.write_text(PAPER.read_text("utf-8") * 2, "utf-8")
    assert len(printed(longer).pages) == 2
