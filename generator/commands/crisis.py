"""`bygd crisis`: a grave notice begun from ready-made words, and ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.checking import print_problems
from generator.commands.menu import Menu
from generator.commands.options import Debug, Format, Lang, Language, Now, Root, explained, moment, require_folder, say
from generator.stop import Exit

if TYPE_CHECKING:
    from generator.continuity.crisis import Draft

app = typer.Typer()
crisis = typer.Typer(cls=Menu, no_args_is_help=True, help="Krisläge: börja och sluta. Crisis mode: start and stop.")
app.add_typer(crisis, name="crisis")

Site = Annotated[str, typer.Argument(help="Portalen.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Visa bara vad som skulle ändras.")]


@crisis.command()
def start(
    site: Site,
    message: Annotated[str, typer.Option("--message", help="Färdigt meddelande, till exempel power_cut.")],
    until: Annotated[str, typer.Option("--until", help="Slutet, högst 72 timmar bort: 2026-12-01T18:00 eller 12h.")],
    exercise: Annotated[bool, typer.Option("--exercise", help="Märk som övning på varje sida.")] = False,
    text: Annotated[Lang | None, typer.Option("--text", help="Meddelandets språk; annars portalens.")] = None,
    severity: Annotated[str, typer.Option("--severity", help="extreme eller severe, om inte meddelandets eget.")] = "",
    area: Annotated[list[str] | None, typer.Option("--area", help="En ort som det gäller; kan upprepas.")] = None,
    dry_run: DryRun = False,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Börja krisläge: skriv ett meddelande och visa vad som ändras. Start crisis mode."""
    with explained(lang, debug):
        from generator.content import read_content
        from generator.continuity import crisis as mode

        require_folder(root)
        at = moment(now)
        call = mode.Call(site, message, mode.until_moment(until, at), text or "", exercise, severity, tuple(area or ()))
        draft = mode.draft(root, call, read_content(root, at), at)
        print_problems(list(draft.problems), Format.TEXT, lang, to_stdout=False)
        if draft.record is None:
            raise typer.Exit(Exit.CONTENT)
        if not dry_run:
            mode.start(root, draft)
        print(_preview(draft, lang, dry_run))


@crisis.command()
def stop(
    site: Site,
    notices: Annotated[list[str] | None, typer.Argument(help="Meddelanden att avsluta; annars alla kris-.")] = None,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Avsluta krisläge: meddelandena slutar gälla nu. Stop crisis mode."""
    with explained(lang, debug):
        from generator.content import read_content
        from generator.continuity import crisis as mode

        require_folder(root)
        at = moment(now)
        for path in mode.stop(root, site, read_content(root, at), at, notices or ()):
            print(f"{path}: expires {at:%Y-%m-%d %H:%M}")
        say(AFTERWARDS[lang].format(site=site))


AFTERWARDS = {
    Lang.SV: "Spara ändringen i git, låt en kollega granska och bygg: bygd build {site} --crisis-only",
    Lang.EN: "Commit the change, have a colleague review it, and build: bygd build {site} --crisis-only",
}
CHANGES = {
    Lang.SV: {
        "written": "Skriven: {}",
        "dry": "Skulle skrivas: {}",
        "banner": "Det här ändras på {}:",
        "everywhere": "- Överst på varje sida står: {}",
        "home": "- Startsidan börjar med texten och trygghetspunkterna.",
        "exercise": "- Varje sida är märkt ÖVNING.",
        "actual": "- Det här är SKARPT: ingenting säger övning.",
        "open": "- Sidor som redan är öppna visar det inom någon minut.",
        "end": "- Det försvinner av sig självt {}.",
    },
    Lang.EN: {
        "written": "Written: {}",
        "dry": "Would be written: {}",
        "banner": "This changes on {}:",
        "everywhere": "- At the top of every page stands: {}",
        "home": "- The front page begins with the text and the service points.",
        "exercise": "- Every page is marked EXERCISE.",
        "actual": "- This is REAL: nothing says exercise.",
        "open": "- Pages that are already open show it within a minute or so.",
        "end": "- It goes away by itself at {}.",
    },
}


def _preview(draft: Draft, lang: Lang, dry_run: bool) -> str:
    """What the file holds, and what readers will see."""
    assert draft.record is not None
    record, words = draft.record, CHANGES[lang]
    lines = [words["dry" if dry_run else "written"].format(draft.path), "", draft.text.rstrip(), ""]
    lines.append(words["banner"].format(", ".join(draft.sites)))
    lines.append(words["everywhere"].format(f"{record.heading}. {record['instruction']}"))
    if record["severity"] == "extreme":
        lines.append(words["home"])
    lines.append(words[record["cap_status"]])
    lines += [words["open"], words["end"].format(f"{record['expires']:%Y-%m-%d %H:%M}"), ""]
    return "\n".join([*lines, AFTERWARDS[lang].format(site=draft.sites[0])])
