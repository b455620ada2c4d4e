"""`bygd check` and `bygd schema`: is the content right, and what may it hold?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import Debug, Format, Lang, Language, Now, Root, explained, moment, require_folder, say
from generator.stop import Exit, Stop

if TYPE_CHECKING:
    from generator.problem import Problem

app = typer.Typer()


@app.command()
def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Bara filer här under.")] = None,
    since: Annotated[
        str,
        typer.Option("--since", help="Bara det som har ändrats sedan den här versionen i git, och vad det har brutit."),
    ] = "",
    format: Annotated[Format, typer.Option("--format", help="Hur felen visas.")] = Format.TEXT,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Kontrollera allt innehåll. Check all content."""
    with explained(lang, debug):
        require_folder(root)
        wanted = _from_root(paths or [], root)
        problems = _below(_problems(root, since, moment(now), wanted), wanted)
        print_problems(problems, format, lang, to_stdout=True)
        raise typer.Exit(_code(problems))


def _problems(root: Path, since: str, now: datetime, wanted: list[str]) -> tuple[Problem, ...]:
    """All of them, or those of a change, or of files: rules across files see the whole content either way."""
    if since:
        from generator.changes.compared import compared

        with compared(root, since, now) as difference:
            return difference.problems
    from generator import survey

    if wanted and all((root / path).is_file() for path in wanted):
        return survey.check_files(root, now, wanted)
    return survey.check(root, now)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(help="Slaget av innehåll.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Alla slag.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Som JSON Schema, för editorn.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Mapp att skriva JSON Schema i, en fil per slag.")] = None,
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Visa ett slags fält. Show the fields of a kind."""
    with explained(lang, debug):
        from generator.editor_schema import as_json as json_text
        from generator.editor_schema import editor_schema, write_editor_schemas
        from generator.packaged import own_or_packaged
        from generator.reference import kind_reference
        from generator.schema import PACKAGED_KINDS, load_kinds
        from generator.vocabulary import load_vocabularies

        kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
        if kind not in kinds and not every:
            raise Stop("no-kind", ", ".join(kinds))
        wanted = kinds if every else {kind: kinds[kind]}
        vocabularies = load_vocabularies(own_or_packaged(root, "data"))
        if out is not None:
            write_editor_schemas(out, wanted, vocabularies)
            return
        for one in wanted.values():
            print(json_text(editor_schema(one, vocabularies)) if as_json else kind_reference(one, lang.value))


def _from_root(paths: list[str], root: Path) -> list[str]:
    """The paths of files or folders, named from here or from the root, as problems have them."""
    wanted = []
    for path in paths:
        if not (Path(path).exists() or (root / path).exists()):
            raise Stop("no-path", path)
        below = os.path.relpath(path, root) if Path(path).exists() else path
        if below.startswith(".."):
            raise Stop("path-outside", path)
        wanted.append(below.replace(os.sep, "/").rstrip("/"))
    return wanted


def _below(problems: Iterable[Problem], wanted: list[str]) -> list[Problem]:
    """The problems of some files or folders; all of them where none is named."""
    if not wanted or "." in wanted:
        return list(problems)
    return [p for p in problems if any(p.path == path or p.path.startswith(f"{path}/") for path in wanted)]


def print_problems(problems: list[Problem], format: Format, lang: Lang, *, to_stdout: bool) -> None:
    from generator.problem import REPORTERS

    stream = sys.stdout if to_stdout else sys.stderr
    text = REPORTERS[format.value](problems, lang.value)
    if text and (problems or to_stdout):
        print(text, file=stream)
    if format is Format.TEXT and to_stdout:
        say(_summary(problems, lang))


def _summary(problems: list[Problem], lang: Lang) -> str:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if lang is Lang.SV:
        return f"{errors} fel, {warnings} varningar." if problems else "Allt ser bra ut."
    return f"{errors} errors, {warnings} warnings." if problems else "All is well."


def _code(problems: list[Problem]) -> Exit:
    return Exit.CONTENT if any(problem.level == "error" for problem in problems) else Exit.DONE
