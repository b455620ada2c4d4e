"""What a forge asks about a proposal: take its facts in, name the sites it touches, leave a comment, keep an issue."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.options import Debug, Lang, Language, Now, Root, explained, moment, require_folder, say
from generator.stop import Stop

if TYPE_CHECKING:
    from generator.intake.forge import Forge

app = typer.Typer()
Since = Annotated[str, typer.Option("--since", help="Jämför med den här versionen i git, till exempel main.")]


class Shape(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command()
def affected(
    since: Since = "",
    format: Annotated[Shape, typer.Option("--format", help="Hur det visas.")] = Shape.TEXT,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Visa vilka portaler en ändring berör; alla utan --since. Show which sites a change touches."""
    with explained(lang, debug):
        from generator.config import site_names

        require_folder(root)
        sites: dict[str, tuple[str, ...]] = dict.fromkeys(site_names(root), ())
        if since:
            from generator.changes.affected import affected as touched
            from generator.changes.compared import compared

            with compared(root, since, moment(now)) as difference:
                sites = dict(touched(difference.before, difference.after, difference.changes))
        if format is Shape.JSON:
            print(json.dumps(list(sites)))
            return
        for name, paths in sites.items():
            print(f"{name}: {', '.join(paths)}" if paths else name)


@app.command()
def take(
    revision: Annotated[str, typer.Argument(help="Förslagets gren eller version i git.")],
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Lägg in ett förslags innehåll, aldrig dess program. Take in the facts of a proposal, never its program."""
    with explained(lang, debug):
        from generator.changes.revision import left_behind
        from generator.changes.revision import take as take_in

        require_folder(root)
        left = left_behind(root, revision)
        for path in take_in(root, revision):
            print(path)
        for path in left:
            say(f"{path}: {'tas inte in' if lang is Lang.SV else 'is not taken in'}")


Text = Annotated[str, typer.Option("--file", help="Filen med texten; - är det som matas in.")]
Mark = Annotated[str, typer.Option("--mark", help="Dolt märke som texten känns igen på.")]


@app.command()
def comment(
    number: Annotated[str, typer.Argument(help="Förslagets nummer.")],
    file: Text = "-",
    mark: Mark = "forslag",
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Lämna en kommentar på ett förslag, eller skriv om den som finns. Leave a comment, or change the one there is."""
    with explained(lang, debug):
        from generator.intake.forge.standing import keep_comment

        _told(root, lambda forge: keep_comment(forge, number, mark, _read(file)))


@app.command()
def issue(
    title: Annotated[str, typer.Argument(help="Ärendets rubrik.")],
    file: Text = "-",
    mark: Mark = "oversikt",
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Håll ett ärende öppet med texten, och stäng det när den är tom. Keep one issue open; close it when empty."""
    with explained(lang, debug):
        from generator.intake.forge.standing import keep_issue

        _told(root, lambda forge: keep_issue(forge, title, mark, _read(file)))


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode(errors="replace")
    if not Path(file).is_file():
        raise Stop("no-path", file)
    return Path(file).read_bytes().decode(errors="replace")


def _told(root: Path, tell: Callable[[Any], None]) -> None:
    """`tell` the forge that the environment names (generator/intake/setup.py)."""
    from generator.intake.forge import ForgeFault
    from generator.intake.setup import forge_of

    require_folder(root)
    forge: Forge = forge_of(os.environ, root)
    try:
        tell(forge)
    except ForgeFault as fault:
        raise Stop("not-told", str(fault)) from fault
