"""What every tool is asked to do: build from nothing, then again when nothing, one file or one template has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import corpus
from tests.bench.measure import Failed, Run, run
from tests.bench.tools import PROGRAM, Tool, out_of

COMPANY = 8
"""The number of the company whose file is changed; corpus.write makes it a Markdown file."""
NEWS = "Det här är nytt."


def cold(tool: Tool, folder: Path) -> Run:
    """The tool finds nothing of the build before, neither its site nor what it keeps in the user's cache."""
    for there in (out_of(tool, folder), cache(folder)):
        shutil.rmtree(there, ignore_errors=True)
    return again(tool, folder)


def cache(folder: Path) -> Path:
    """Where the tools keep what they want to know the next time; the bench gives them none of the user's."""
    return folder / "cache"


def again(tool: Tool, folder: Path) -> Run:
    inside = folder / tool.inside if tool.inside else PROGRAM
    return run(tool.command(folder, out_of(tool, folder)), inside)


def one_file(tool: Tool, folder: Path) -> Run:
    """One more sentence in a company's text, for as long as it takes to build; it must be on the company's page."""
    company = corpus.company(COMPANY)
    done = _changed(folder / tool.company(company), f"\n{NEWS}\n", tool, folder)
    page = out_of(tool, folder) / tool.below / "foretag" / company.id / "index.html"
    if NEWS not in page.read_text("utf-8"):
        raise Failed(f"{tool.name} built without what was changed")
    return done


def one_template(tool: Tool, folder: Path) -> Run:
    """An empty line more in the template of a record's page."""
    return _changed(folder / tool.template, "\n\n", tool, folder)


def _changed(file: Path, more: str, tool: Tool, folder: Path) -> Run:
    before = file.read_bytes()
    file.write_bytes(before + more.encode())
    try:
        return again(tool, folder)
    finally:
        file.write_bytes(before)


TASKS: Mapping[str, Callable[[Tool, Path], Run]] = {
    "cold": cold,
    "no change": again,
    "one file": one_file,
    "one template": one_template,
}
