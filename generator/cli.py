"""The command line: every family of commands under one name. Started often, so it imports little."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from generator.commands import (
    building,
    checking,
    continuity,
    crisis,
    editor,
    exchange,
    intake,
    poster,
    proposing,
    reporting,
    starting,
    writing,
)
from generator.commands.menu import LateMenu

own = typer.Typer()


@own.command(hidden=True)
def reference(folder: Annotated[Path, typer.Argument(help="Mapp att skriva i.")] = Path("docs/reference")) -> None:
    """Skriv handbokens referensdel. Write the reference part of the docs."""
    from generator.reference import reference_pages, write_reference
    from generator.schema import load_kinds

    write_reference(folder, reference_pages(load_kinds(), typer.main.get_group(app)))


@own.command(hidden=True)
def workflows(root: Annotated[Path, typer.Option("--root", help="Programmets eget förråd.")] = Path()) -> None:
    """Skriv programmets egna arbetsflöden. Write the workflows of the program's own repository."""
    from generator.workflows import OWN, write_workflows

    print("\n".join(write_workflows(root, OWN)))


@own.command(name="version")
def show_version() -> None:
    """Visa programmets version. Show the version."""
    from generator import __version__

    print(__version__)


class Commands(LateMenu):
    """All of them, in the order in which they are listed."""

    families = (
        starting.app,
        checking.app,
        writing.app,
        exchange.app,
        reporting.app,
        building.app,
        continuity.app,
        crisis.app,
        poster.app,
        editor.app,
        intake.app,
        proposing.app,
        own,
    )


app = typer.Typer(
    name="bygd",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # to import Rich takes longer than to print everything that it would draw frames around
)


@app.callback()
def bygd() -> None:
    """Bygger platsens portal av små textfiler. Builds a place's portal from small text files."""


def main() -> None:
    """Run the command that is asked for. A terminal that lacks a letter shows another sign, and is no fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    finally:
        _let_go_of_stdout()


def _let_go_of_stdout() -> None:
    """What is left to say is said now: at the very end Python would show that nobody reads it any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
