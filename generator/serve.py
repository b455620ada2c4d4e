"""`bygd serve`: a site on one's own computer, built again whenever a file changes, with its faults in the page.

    a file changes -> the site is built -> a new State on the board -> every open page reloads, or shows the faults

Every build is a child process, the very command that an officer would run: Pelican and our caches of words and
templates keep what they have read for as long as a process lives, and a crash ends the child, never the server.
A build that is asked for during a build comes after it, once, however many files changed meanwhile.

The first build is lenient, so that a repository with faults can be looked at. From the first build without a fault
on they are strict, so that a new fault leaves the last good site up instead of taking its record out of it.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from watchfiles import Change, watch

from generator.config import site_names
from generator.problem import Language
from generator.publish import safe_target
from generator.serve_pages import Board, Fault, Server, State
from generator.stop import Exit, Stop, explain

WATCHED = ("content", "sites", "data", "themes", "kinds")
"""Folders of a repository that a site is built from; a repository may lack the last three."""


def serve(
    root: Path,
    site: str,
    out: Path,
    port: int,
    language: Language,
    *,
    now: datetime | None,
    say: Callable[[str], None],
) -> None:
    """Build `site`, serve it, and keep it up to date until Ctrl-C. `now` None is the clock at each build."""
    if site not in site_names(root):
        raise Stop("no-site", ", ".join(site_names(root)) or "-")
    target = safe_target(root, out, site)
    board = Board()
    options = ["--now", now.isoformat()] if now else []
    command = [sys.executable, "-m", "generator", "build", site, "--root", str(root), "--out", str(out), *options]
    builder = Builder([*command, "--lang", language, "--format", "json", "--allow-removals"], target, board, language)
    # Also where a shell has started us in the background, with interrupts ignored; SIGTERM ends as cleanly.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    with suppress(KeyboardInterrupt), _listening(port, target, board, language) as server:
        watcher = threading.Thread(target=keep_watch, args=(root, builder.wanted, builder.ended), daemon=True)
        try:
            watcher.start()
            builder.start()
            board.after(0)
            say(WORDS[language]["address"].format(site=site, url=f"http://127.0.0.1:{server.server_port}/"))
            server.serve_forever()
        finally:
            board.close()
            builder.end()
            watcher.join()


def _listening(port: int, target: Path, board: Board, language: Language) -> Server:
    """A server on `port`, or on a free one where that is taken: the line with the address says which."""
    try:
        return Server(port, target, board, language)
    except OSError:
        return Server(0, target, board, language)


class Builder(threading.Thread):
    """Builds when it is `wanted`, one build at a time, and puts what came of it on the board."""

    def __init__(self, command: list[str], target: Path, board: Board, language: Language) -> None:
        super().__init__(daemon=True)
        self.command, self.target, self.board, self.language = command, target, board, language
        self.wanted, self.ended = threading.Event(), threading.Event()
        self.wanted.set()
        self.edition = _new_edition()
        self.strict = False
        self.child: subprocess.Popen[str] | None = None

    def run(self) -> None:
        while self.wanted.wait() and not self.ended.is_set():
            self.wanted.clear()
            built, faults = self._outcome()
            if not self.ended.is_set():
                self.board.post(self._state(built, faults))

    def end(self) -> None:
        """Interrupt the build that runs, so that it clears up after itself, and wait for it."""
        self.ended.set()
        self.wanted.set()
        if self.child is not None:
            self.child.send_signal(signal.SIGINT)
        if self.ident is not None:
            self.join()

    def _outcome(self) -> tuple[bool, list[Fault]]:
        """Whether a site was published, and everything that was found or went wrong."""
        try:
            return self._build()
        except Exception as fault:  # whatever it is: the server goes on, and the page says what happened
            return False, [Fault(explain(fault).message(self.language))]

    def _build(self) -> tuple[bool, list[Fault]]:
        with subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
            [*self.command, "--strict" if self.strict else "--lenient"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
            start_new_session=True,  # Ctrl-C in the terminal comes to us, not to the middle of a build
        ) as self.child:
            if self.ended.is_set():
                self.child.send_signal(signal.SIGINT)
            said = self.child.communicate()[1].strip()
        return self.child.returncode == Exit.DONE, _read_faults(said, self.child.returncode)

    def _state(self, built: bool, faults: list[Fault]) -> State:
        errors = sum(fault.level == "error" for fault in faults)
        if built:
            self.strict = not errors
        site_is_up = self.target.is_dir()
        if built or not site_is_up:
            self.edition = _new_edition()
        outcome = "built" if built else "kept" if site_is_up else "nothing"
        title = _title(self.language, errors, len(faults) - errors, outcome)
        errors_first = sorted(faults, key=lambda fault: fault.level != "error")
        return State(self.edition, title, tuple(errors_first))


def _new_edition() -> str:
    """A name that no site served before has had, not even by a server that ran before this one."""
    return str(time.time_ns())


def _read_faults(said: str, code: int) -> list[Fault]:
    """What a build said on stderr: problems as JSON, or in words why it could not even begin, or how it ended."""
    try:
        faults = [Fault(**problem) for problem in json.loads(said or "[]")]
    except (ValueError, TypeError):
        return [Fault(said[-LONGEST_CRASH:])]
    return faults if faults or code == Exit.DONE else [Fault(f"bygd build: {code}")]


LONGEST_CRASH = 2000
"""Characters of what a build that crashed has said last."""


def _title(language: Language, errors: int, warnings: int, outcome: str) -> str:
    words = WORDS[language]
    parts = [_counted(errors, words["error"]), _counted(warnings, words["warning"])]
    counted = ", ".join(part for part in parts if part)
    return f"{counted}. {words[outcome]}" if errors else counted


def _counted(number: int, words: str) -> str:
    one, _, more = words.partition("|")
    return f"{number} {one if number == 1 else more}" if number else ""


WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "address": "Portalen {site} visas på {url} och byggs om när en fil ändras. Avsluta med Ctrl-C.",
        "error": "fel|fel",
        "warning": "varning|varningar",
        "built": "Det som är fel är utelämnat.",
        "kept": "Portalen visas som den var före felet.",
        "nothing": "Portalen kunde inte byggas.",
    },
    "en": {
        "address": "The site {site} is shown at {url} and rebuilt when a file changes. End with Ctrl-C.",
        "error": "error|errors",
        "warning": "warning|warnings",
        "built": "What is wrong is left out.",
        "kept": "The site is shown as it was before.",
        "nothing": "The site could not be built.",
    },
}


def keep_watch(root: Path, wanted: threading.Event, ended: threading.Event) -> None:
    """Set `wanted` whenever something changes that a site is built from, until `ended`."""
    folders, polling = _folders(root), False
    while not ended.is_set():
        try:
            for changes in _changes(root, folders, ended, polling):
                now = _folders(root)
                if changes or now != folders:
                    wanted.set()
                if now != folders:
                    folders = now
                    break
        except FileNotFoundError:  # a folder has gone just now
            folders = {}
        except (OSError, RuntimeError):
            # The system has no notices for this disk, or no more to give: look for changes ourselves.
            polling = True
            ended.wait(TICK)


TICK = 1.0
"""Seconds between two looks at whether a watched folder has come, gone or been replaced."""


def _folders(root: Path) -> dict[Path, tuple[int, int]]:
    """The watched folders that exist, each with what tells it from another of the same name."""
    found = {}
    for folder in (root / name for name in WATCHED):
        with suppress(OSError):
            status = os.stat(folder)
            if stat.S_ISDIR(status.st_mode):
                found[folder] = status.st_ino, status.st_ctime_ns
    return found


def is_built_from(root: Path, path: str) -> bool:
    """Whether a file can matter to a site: not when it, or a folder that it is in, is hidden or a program's own."""
    names = os.path.relpath(path, root).split(os.sep)
    return not any(name.startswith(".") or name.endswith(("~", ".pyc", "__pycache__")) for name in names)


def _changes(
    root: Path, folders: dict[Path, tuple[int, int]], ended: threading.Event, polling: bool
) -> Iterator[set[tuple[Change, str]]]:
    """Sets of changed files, and an empty set at every tick."""
    if not folders:
        ended.wait(TICK)
        yield set()
        return

    yield from watch(
        *folders,
        watch_filter=lambda _, path: is_built_from(root, path),
        stop_event=ended,
        debounce=400,
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
        force_polling=polling or None,
    )
