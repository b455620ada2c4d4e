"""`bygd new` and `bygd format`: the files themselves, begun and put in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    Debug,
    Lang,
    Language,
    Root,
    explained,
    require_folder,
    require_kind,
    require_place,
)
from generator.stop import Exit, Stop

app = typer.Typer()


@app.command(name="new")
def new_record(
    kind: Annotated[str, typer.Argument(help="Slaget av innehåll.")],
    place: Annotated[str, typer.Option("--place", help="Mappen under content, till exempel asele.")] = "",
    name: Annotated[str, typer.Option("--id", help="Filens namn, till exempel granlunds-snickeri.")] = "ny",
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Börja på en ny post: en fil med alla fält förklarade. Begin a new record, every field explained."""
    with explained(lang, debug):
        from generator.source import is_id
        from generator.template import template

        require_folder(root)
        definition = require_kind(kind, root)
        require_place(place, root)
        if not is_id(name):
            raise Stop("no-id", name)
        path = root / "content" / place / kind / f"{name}.yaml"
        if path.exists() or path.with_suffix(".md").exists():
            raise Stop("taken", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template(definition), "utf-8")
        print(path)


@app.command(name="format")
def format_files(
    paths: Annotated[list[Path] | None, typer.Argument(help="Bara filer här under.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Säg bara vilka filer som skulle ändras.")] = False,
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Ställ fälten i ordning; innebörd och kommentarer är kvar. Put fields in order; meaning and comments stay."""
    with explained(lang, debug):
        from generator.record_text import formatted
        from generator.schema import PACKAGED_KINDS, load_kinds

        require_folder(root)
        kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
        untidy = []
        for name in _records(root, paths or [], list(kinds)):
            raw = (root / name).read_bytes()
            tidy = formatted(raw.decode(), name, kinds[name.split("/")[-2]]).encode()
            if tidy != raw:
                untidy.append(name)
                print(name)
                if not check:
                    (root / name).write_bytes(tidy)
        raise typer.Exit(Exit.CONTENT if check and untidy else Exit.DONE)


def _records(root: Path, paths: list[Path], kinds: list[str]) -> Iterator[str]:
    """Files that can be read as records, all or those below `paths`; what can't is for `bygd check` to tell."""
    from generator.source import load

    below = [(path if path.exists() else root / path).resolve() for path in paths]
    for path in below:
        if not path.exists():
            raise Stop("no-path", str(path))
    for one in load(root, kinds).sources:
        file = (root / one.path).resolve()
        if not below or any(file.is_relative_to(path) for path in below):
            yield one.path
