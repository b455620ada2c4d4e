"""What every command shares: its options, its moment, its way to speak and to end.

Results go to stdout, everything else to stderr. Exit codes (DESIGN.md 4): 0 done, 1 faults in the content, 2 wrong
usage, 3 the environment. A traceback is for developers: only with --debug.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generator.clock import SWEDEN, zone_info
from generator.stop import Stop, explain

if TYPE_CHECKING:
    from generator.continuity.signature import SecretKey
    from generator.schema import Kind


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"


class Lang(StrEnum):
    SV = "sv"
    EN = "en"


Root = Annotated[Path, typer.Option("--root", help="Mappen med sites/, content/ och data/.")]
Language = Annotated[Lang, typer.Option("--lang", help="Meddelandenas språk.")]
Now = Annotated[str, typer.Option("--now", help="Låtsas att klockan är så här mycket (ISO 8601).")]
Debug = Annotated[bool, typer.Option("--debug", help="Visa hela felspåret om programmet självt går fel.")]


@contextmanager
def explained(lang: Lang, debug: bool) -> Iterator[None]:
    """Turn what the environment, or a fault of ours, throws into a sentence and an exit code."""
    try:
        yield
    except (typer.Exit, typer.BadParameter, KeyboardInterrupt, BrokenPipeError):
        raise  # whoever read the answer has read enough (`| head`): the program ends, and says nothing
    except Stop as stop:
        _leave(stop, lang)
    except Exception as fault:
        if debug:
            say(traceback.format_exc())
        _leave(explain(fault), lang)


def _leave(stop: Stop, lang: Lang) -> NoReturn:
    say(stop.message(lang.value))
    raise typer.Exit(stop.exit_code)


def say(text: str) -> None:
    print(text, file=sys.stderr)


def require_folder(root: Path) -> None:
    if not root.is_dir():
        raise Stop("no-folder", str(root))


def require_kind(name: str, root: Path) -> Kind:
    """The kind of that name, the program's or the repository's own."""
    from generator.schema import PACKAGED_KINDS, load_kinds

    kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
    if name not in kinds:
        raise Stop("no-kind", ", ".join(kinds))
    return kinds[name]


def require_place(name: str, root: Path) -> None:
    folder = root / "content"
    known = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    if name not in known:
        raise Stop("no-place", ", ".join(known) or "-")


SIGNING_KEY = "BYGD_SIGNING_KEY"
"""Names the file of the secret key in the environment, so that it stands in no command and no repository."""


def signing_key() -> SecretKey | None:
    """The key to sign with what is published, where there is one. Raises `Stop` for a file that holds none."""
    path = os.environ.get(SIGNING_KEY, "")
    if not path:
        return None
    from generator.continuity.signature import read_secret_key

    return read_secret_key(Path(path))


EARLIEST_CLOCK, LATEST_CLOCK = 2026, 2080
"""Years. The program was not there before the first."""


def moment(text: str) -> datetime:
    """The moment of the build: --now, else SOURCE_DATE_EPOCH, else the clock; in Swedish time.

    A clock that can't be right (1970, 2099) stops the command: by it everything would be over, or not yet begun.
    """
    zone = zone_info(SWEDEN)
    if text:
        try:
            given = datetime.fromisoformat(text)
            return given.astimezone(zone) if given.tzinfo else given.replace(tzinfo=zone)
        except (ValueError, OverflowError):
            raise Stop("bad-now", text) from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        clock = datetime.fromtimestamp(int(epoch), zone) if epoch.isdigit() else datetime.now(zone)
    except (ValueError, OverflowError, OSError):
        raise Stop("wrong-clock", f"SOURCE_DATE_EPOCH={epoch}") from None
    if not EARLIEST_CLOCK <= clock.year <= LATEST_CLOCK:
        raise Stop("wrong-clock", f"{clock:%Y-%m-%d %H:%M}")
    return clock.replace(microsecond=0)
