"""`bygd init` and `bygd doctor`: a new repository, and what one lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import Debug, Lang, Language, Now, Root, explained, moment, require_folder
from generator.stop import Exit, Stop

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Mappen att skapa.")],
    municipality: Annotated[str, typer.Option("--municipality", help="Kommunens namn eller kod.")] = "",
    with_editor: Annotated[bool, typer.Option("--editor", help="Med webbredigeraren på /admin/.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Fråga ingenting.")] = False,
    lang: Language = Lang.SV,
    now: Now = "",
    debug: Debug = False,
) -> None:
    """Skapa en ny portals filer, klara att bygga. Create the files of a new site, ready to build."""
    with explained(lang, debug):
        from dataclasses import replace

        from generator.starting import find_municipality, is_free, start_of, write

        if not is_free(folder):
            raise Stop("not-empty", str(folder))
        asking = not yes
        said = municipality or (_asked(_said("Kommunens namn", "The municipality's name", lang)) if asking else "")
        found, close = find_municipality(said)
        if found is None:
            raise Stop("no-municipality", close)
        start = replace(start_of(found, moment(now).date()), has_editor=with_editor)
        if asking:
            title = _asked(_said("Portalens namn", "The site's name", lang), start.title)
            owner = _asked(_said("Vem ansvarar för portalen?", "Who is responsible?", lang), start.owner)
            start = replace(start, title=title, owner=owner)
        written = write(folder, start)
        print(_said(f"{len(written)} filer i {folder}. Nu:", f"{len(written)} files in {folder}. Now:", lang))
        fetching = "  bygd editor\n" if with_editor else ""
        print(f"  cd {folder}\n  bygd doctor\n{fetching}  bygd serve {start.id}")


def _asked(question: str, usual: str | None = None) -> str:
    """What is answered; where nobody is there to answer the command ends before anything is written."""
    try:
        return str(typer.prompt(question, default=usual))
    except typer.Abort:
        raise Stop("no-answer") from None


def _said(sv: str, en: str, lang: Lang) -> str:
    return sv if lang is Lang.SV else en


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Som JSON.")] = False,
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Se efter att allt finns som behövs, och hur det som fattas åtgärdas. Look for what is missing, and its cure."""
    with explained(lang, debug):
        from generator.doctor import examine

        require_folder(root)
        findings = examine(root)
        rows = [
            {"what": one.what[lang.value], "cure": one.cure[lang.value] if one.cure else "", "stops": one.stops}
            for one in findings
        ]
        if as_json:
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for row in rows:
                print(f"{'ok ' if not row['cure'] else '!! '} {row['what']}")
                if row["cure"]:
                    print(f"    {row['cure']}")
        raise typer.Exit(Exit.ENVIRONMENT if any(one.stops for one in findings) else Exit.DONE)
