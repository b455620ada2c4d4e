"""`bygd export` and `bygd import`: lists in Excel and CSV, out of the files and back into them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.checking import print_problems
from generator.commands.options import (
    Debug,
    Format,
    Lang,
    Language,
    Now,
    Root,
    explained,
    moment,
    require_folder,
    require_kind,
    require_place,
    say,
)
from generator.problem import Problem, has_errors
from generator.stop import Exit, Stop

if TYPE_CHECKING:
    from generator.exchange.plan import Change, Plan

app = typer.Typer()

Place = Annotated[str, typer.Option("--place", help="Mappen under content, till exempel asele.")]


@app.command(name="export")
def export_list(
    kind: Annotated[str, typer.Argument(help="Slaget av innehåll.")],
    file: Annotated[Path, typer.Argument(help="Filen att skriva: .xlsx eller .csv.")],
    place: Place = "",
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Skriv ett slags poster till en lista. Write the records of a kind to a list."""
    with explained(lang, debug):
        from generator.exchange.export import export

        require_folder(root)
        require_kind(kind, root)
        _require_suffix(file, (".xlsx", ".csv"))
        if place:
            require_place(place, root)
        count, problems = export(root, kind, file, place)
        print_problems(list(problems), Format.TEXT, lang, to_stdout=False)
        print(f"{file}: {count} poster." if lang is Lang.SV else f"{file}: {count} records.")
        raise typer.Exit(Exit.CONTENT if problems else Exit.DONE)


@app.command(name="import")
def import_list(
    kind: Annotated[str, typer.Argument(help="Slaget av innehåll.")],
    file: Annotated[
        Path | None, typer.Argument(help="Listan: .xlsx eller .csv; för evenemang också en kalender, .ics.")
    ] = None,
    place: Place = "",
    calendars: Annotated[
        bool, typer.Option("--calendars", help="Hämta i stället alla kalendrar som posterna anger, eller platsens.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara vad som skulle ändras.")] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Skriv inget här: gör ett förslag (pull request) av ändringarna.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Dra tillbaka poster som inte finns i listan; filerna blir kvar.")
    ] = False,
    format: Annotated[Format, typer.Option("--format", help="Hur felen visas.")] = Format.TEXT,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Läs in en lista i filerna. Read a list into the files."""
    with explained(lang, debug):
        require_folder(root)
        require_kind(kind, root)
        if place or not calendars:
            require_place(place, root)
        told: list[Problem] = []
        proposed: list[Change] = []
        for path, result in _plans(root, kind, file, place, now, calendars, remove):
            told += result.problems
            if has_errors(result.problems):
                continue
            print(*([f"{path}:"] if path else []), _summary(result, lang, remove=remove, dry_run=dry_run), sep="\n")
            if propose:
                proposed += result.changes
            elif not dry_run:
                from generator.exchange.plan import write

                write(root, result.changes)
        if proposed and not dry_run:
            print(_proposed(root, proposed, lang))
        print_problems(told, format, lang, to_stdout=False)
        if has_errors(told):
            if format is Format.TEXT and not calendars:
                say("Inget är skrivet. Rätta cellerna och försök igen." if lang is Lang.SV else "Nothing is written.")
            raise typer.Exit(Exit.CONTENT)


def _plans(
    root: Path, kind: str, file: Path | None, place: str, now: str, calendars: bool, remove: bool
) -> Iterator[tuple[str, Plan]]:
    """(where it comes from, where there may be several; what it would change) of a list, or of every calendar."""
    if not calendars:
        yield "", _reader(file)(root, kind, file or Path(), place, now, remove)
        return
    import httpx

    from generator.exchange.calendar_web import Web
    from generator.exchange.calendars import read_calendars

    if kind != "event" or remove or file is not None:
        raise Stop("no-list-named")
    with httpx.Client() as client:
        yield from read_calendars(root, place, Web(client), moment(now))


def _proposed(root: Path, changes: list[Change], lang: Lang) -> str:
    """One proposal of all changes; the same changes are the same proposal, however often they are read."""
    from generator.exchange.proposal import change_set
    from generator.intake.setup import forge_of

    name = forge_of(os.environ, root).open(change_set(changes, lang.value))
    return f"Förslag: {name}" if lang is Lang.SV else f"Proposal: {name}"


Reader = Callable[[Path, str, Path, str, str, bool], "Plan"]
"""(root, kind, file, place, now, remove) -> what would change."""


def _read_table(root: Path, kind: str, file: Path, place: str, now: str, remove: bool) -> Plan:
    from generator.exchange.csv_file import read_csv
    from generator.exchange.plan import Plan, plan
    from generator.exchange.workbook_in import read_workbook

    if not file.is_file():
        raise Stop("no-path", str(file))
    sheet = require_kind(kind, root).plural.sv
    table, problems = read_csv(file) if file.suffix.lower() == ".csv" else read_workbook(file, sheet)
    if table is None or problems:
        return Plan(problems=tuple(problems))
    return plan(root, kind, table, place, moment(now), remove=remove)


def _read_calendar(root: Path, kind: str, file: Path, place: str, now: str, remove: bool) -> Plan:
    from generator.exchange.calendar_in import Whose, read_calendar

    if not file.is_file():
        raise Stop("no-path", str(file))
    if kind != "event" or remove:
        raise Stop("no-list", str(file))
    return read_calendar(root, file.name, file.read_bytes(), Whose(place), moment(now))


READERS: dict[str, Reader] = {
    ".xlsx": _read_table,
    ".xlsm": _read_table,
    ".csv": _read_table,
    ".ics": _read_calendar,
}
"""By the ending of the file's name. A workbook with macros is read far enough to be refused by its right name."""


def _reader(file: Path | None) -> Reader:
    if file is None:
        raise Stop("no-list-named")
    _require_suffix(file, tuple(READERS))
    return READERS[file.suffix.lower()]


def _require_suffix(file: Path, suffixes: tuple[str, ...]) -> None:
    if file.suffix.lower() not in suffixes:
        raise Stop("no-list", str(file))


def _summary(result: Plan, lang: Lang, *, remove: bool, dry_run: bool) -> str:
    words = WORDS[lang]
    lines = []
    for change in result.changes:
        lines.append(f"{words['new'] if change.is_new else words['changed']}: {change.path} ({change.name})")
        lines += [f"    {title}: {_short(old)} → {_short(new)}" for title, (old, new) in change.fields.items()]
    lines += [f"{words['gone'] if remove else words['missing']}: {path}" for path in result.missing]
    new = sum(change.is_new for change in result.changes)
    lines.append(words["sum"].format(new, len(result.changes) - new, result.unchanged, len(result.missing)))
    return "\n".join([*lines, *([words["dry"]] if dry_run else [])])


WORDS = {
    Lang.SV: {
        "new": "Ny",
        "changed": "Ändrad",
        "gone": "Saknas i listan, dras tillbaka",
        "missing": "Saknas i listan, lämnas som den är",
        "sum": "{} nya, {} ändrade, {} oförändrade, {} saknas i listan.",
        "dry": "Inget är skrivet. Kör samma kommando utan --dry-run för att ändra filerna.",
    },
    Lang.EN: {
        "new": "New",
        "changed": "Changed",
        "gone": "Not in the list, withdrawn",
        "missing": "Not in the list, left as it is",
        "sum": "{} new, {} changed, {} unchanged, {} not in the list.",
        "dry": "Nothing is written. Run the same command without --dry-run to change the files.",
    },
}
LONGEST_SHOWN = 60


def _short(text: str) -> str:
    shown = " ".join("".join(sign if sign.isprintable() or sign.isspace() else "?" for sign in text).split())
    return (shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…") or "–"
