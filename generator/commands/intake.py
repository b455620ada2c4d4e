"""`bygd intake`: the receiver of forms, and what its officers do with the journal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.menu import Menu
from generator.commands.options import Debug, Lang, Language, Now, Root, explained, moment, require_folder, say
from generator.stop import Stop

if TYPE_CHECKING:
    from generator.intake.worker import Worker

app = typer.Typer()
intake = typer.Typer(
    cls=Menu,
    help="Ta emot formulär, och gör förslag av dem. Receive forms, and make proposals of them.",
    no_args_is_help=True,
)
app.add_typer(intake, name="intake")

State = Annotated[Path, typer.Option("--state", help="Mappen med journalen; utanför innehållet.")]
Address = Annotated[str, typer.Option("--address", help="Adressen som mottagaren nås på utifrån.")]
STATE, ADDRESS = Path("/var/lib/bygd"), "http://127.0.0.1:8100"


def _worker(root: Path, state: Path, now: str, address: str = "", *, rolling: bool = False) -> Worker:
    from generator.intake.setup import worker_of

    require_folder(root)
    return worker_of(os.environ, root, state, lambda: moment(now), say, address=address, rolling=rolling)


@intake.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Adress att lyssna på.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port att lyssna på.")] = 8100,
    address: Address = ADDRESS,
    origin: Annotated[list[str] | None, typer.Option("--origin", help="Fler värdar som får skicka.")] = None,
    trusted: Annotated[list[str] | None, typer.Option("--trusted-proxy", help="Proxy att lita på.")] = None,
    rolling: Annotated[bool, typer.Option("--rolling", help="Ett förslag per dag och plats.")] = False,
    per_hour: Annotated[int, typer.Option("--per-hour", min=1, help="Formulär per avsändare och timme.")] = 10,
    per_day: Annotated[int, typer.Option("--per-day", min=1, help="Formulär per dag i allt.")] = 500,
    state: State = STATE,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Ta emot formulär tills programmet stoppas. Receive forms until stopped."""
    with explained(lang, debug):
        try:
            import uvicorn
        except ModuleNotFoundError:
            raise Stop("no-extra", "intake") from None
        from generator.intake.application import application
        from generator.intake.limits import Limits
        from generator.intake.receiver import Receiver

        worker = _worker(root, state, now, address.rstrip("/"), rolling=rolling)
        limits = Limits(hourly=per_hour, daily=per_hour * 3, in_all=per_day)
        receiver = Receiver(
            worker.desk, worker.journal, worker, worker.keys, worker.address, limits,
            frozenset(trusted or ()), frozenset(origin or ()),
        )  # fmt: skip
        uvicorn.run(
            application(receiver), host=host, port=port, proxy_headers=False, server_header=False,
            access_log=False, log_level="warning", timeout_keep_alive=5, limit_concurrency=200,
        )  # fmt: skip


@intake.command(name="open")
def open_proposals(
    event: Annotated[Path | None, typer.Option("--event", help="Händelse från GitHub, som JSON.")] = None,
    boxes: Annotated[Path | None, typer.Option("--boxes", help="Mapp för det förseglade ur händelsen.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Försök också med det som har fastnat.")] = False,
    rolling: Annotated[bool, typer.Option("--rolling", help="Ett förslag per dag och plats.")] = False,
    address: Address = ADDRESS,
    state: State = STATE,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Gör förslag av det som väntar, och ta hem besluten. Open what waits, and bring home what was decided."""
    with explained(lang, debug):
        if event:
            from generator.intake.dispatch import open_event
            from generator.intake.setup import forge_of

            require_folder(root)
            print(open_event(event.read_bytes(), root, forge_of(os.environ, root), moment(now), boxes))
            return
        worker = _worker(root, state, now, address, rolling=rolling)
        if again:
            worker.journal.try_again(moment(now).timestamp())
        print(worker.open_all())
        worker.follow_up()


@intake.command()
def prune(state: State = STATE, lang: Language = Lang.SV, now: Now = "", debug: Debug = False) -> None:
    """Släng uppgifter vars tid är ute. Let go of details whose time is over."""
    with explained(lang, debug):
        from generator.intake.journal import Journal
        from generator.intake.setup import JOURNAL

        print(Journal(state / JOURNAL).prune(moment(now).timestamp()))


@intake.command()
def erase(
    receipt: Annotated[str, typer.Argument(help="Kvittonumret.")],
    state: State = STATE,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Radera en insändning. Det som redan är publicerat tas bort för sig. Erase a submission; not what is published."""
    with explained(lang, debug):
        worker = _worker(root, state, now)
        submission = worker.journal.find(receipt.strip().lower())
        if submission is None:
            raise Stop("no-receipt", receipt)
        worker.withdraw(submission)
        worker.journal.erase(submission.receipt, moment(now).timestamp())
        published = submission.status == "merged"
        print(_after_erasing(submission.receipt, lang) if published else submission.receipt)


def _after_erasing(receipt: str, lang: Lang) -> str:
    if lang is Lang.SV:
        return (
            f"{receipt}: posten finns i innehållet. Skriv withdrawn med dagens datum i den (docs/how-to/formular.md)."
        )
    return (
        f"{receipt}: the record is in the content. Write withdrawn with today's date in it (docs/how-to/formular.md)."
    )


@intake.command()
def remind(
    address: Address = ADDRESS,
    state: State = STATE,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Påminn dem vars uppgifter snart är gamla. Remind those whose details will soon be old."""
    with explained(lang, debug):
        from generator.intake.reminders import remind as remind_all

        print(remind_all(_worker(root, state, now, address)))


@intake.command()
def key(
    path: Annotated[Path, typer.Argument(help="Fil att skriva nyckeln i.")],
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Gör kommunens nyckel, och visa den publika halvan. Make the municipality's key; show its public half."""
    with explained(lang, debug):
        from generator.intake.keys import make_key

        print(make_key(path))


@intake.command()
def unseal(
    box: Annotated[Path, typer.Argument(help="Filen <kvitto>.box.")],
    lang: Language = Lang.SV,
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Visa avsändarens uppgifter ur en förseglad fil. Show the sender's details in a sealed file."""
    with explained(lang, debug):
        from generator.intake.keys import unseal as opened
        from generator.intake.setup import keys_of

        keys = keys_of(os.environ, root)
        try:
            fields = opened(box.read_bytes(), keys.private)
        except FileNotFoundError:
            raise Stop("no-path", str(box)) from None
        except ValueError:
            raise Stop("sealed-otherwise", str(box)) from None
        print("\n".join(f"{name}: {_one_line(text)}" for name, text in fields.items()))


def _one_line(text: str) -> str:
    """As it was written, but for signs that a terminal would act upon."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
