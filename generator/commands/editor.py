"""`bygd editor`: fetches the web editor's programs, once for each version of Bygd."""

from __future__ import annotations

from pathlib import Path

import typer

from generator.commands.options import Debug, Lang, Language, Root, explained, require_folder

app = typer.Typer()

NOT_WANTED = {
    "sv": "Ingen portal här har webbredigeraren påslagen (editor i site.yaml). Inget hämtades.",
    "en": "No site here has the web editor turned on (editor in site.yaml). Nothing was fetched.",
}


@app.command()
def editor(lang: Language = Lang.SV, root: Root = Path(), debug: Debug = False) -> None:
    """Hämta webbredigeraren med npm, om någon portal har den på. Fetch the web editor with npm, if a site has it on."""
    with explained(lang, debug):
        from generator import editor_program

        require_folder(root)
        if not editor_program.wanted(root):
            print(NOT_WANTED[lang.value])
            return
        print(editor_program.fetched(root) or editor_program.fetch(root))
