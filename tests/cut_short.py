"""Commands that are killed on their way, or run out of disk. Whatever happens, the site that is shown is whole, and is
one that was meant to be shown: the old one or the new one, never some of each."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from generator import publish
from tests import tiny

ENVIRONMENT = 3
"""The exit code of a command that had no room."""
NOTICE = """headline: Strömmen är borta
body: Vi vet inte när den kommer.
instruction: Spara på telefonen.
severity: extreme
urgency: immediate
cap_status: exercise
onset: 2026-11-24 11:00
expires: 2026-11-25 20:00
sender: Krisledningen
language: sv
"""
ALL_ARE_LARGE = "from generator import cli, spare; spare.WORTH_IT = 1; cli.main()"
"""The program, for which every site is large enough to keep a spare tree of names."""
SSH = '#!/bin/sh\nshift\nexec sh -c "$*"\n'
"""ssh to this very computer: the command is run by a shell in place of the far one's."""


@dataclass
class Deed:
    """Something that changes which site is shown at `shown`, in the folder `disk`.

    `turn(n)` gives the arguments of `bygd` for the n-th time; each is about another version than the one before.
    """

    shown: Path
    disk: Path
    turn: Callable[[int], list[object]]
    env: Mapping[str, str] = field(default_factory=tiny.environment)
    program: tuple[str, ...] = ("-m", "generator")
    versions: list[object] = field(default_factory=list)
    turns: int = 0

    def start(self, **options: object) -> subprocess.Popen[bytes]:
        self.turns += 1
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [sys.executable, *self.program, *map(str, self.turn(self.turns))]
        return subprocess.Popen(command, env=self.env, start_new_session=True, **{**quiet, **options})  # type: ignore[call-overload, no-any-return]

    def do(self) -> float:
        """Do it undisturbed: the site that is shown then is one that may be. Returns seconds."""
        began = time.monotonic()
        assert self.start().wait(timeout=120) == 0, self.turn(self.turns)
        self.versions.append(publish.read_manifest(self.shown)["files"])
        return time.monotonic() - began

    def fault(self) -> str:
        """What is wrong with the site that is shown; empty where nothing is."""
        # One version, looked at whole: what a killed command has started may still turn the link that shows it.
        site = self.shown.resolve()
        if damaged := publish.damaged_files(site):
            return f"damaged: {damaged[:5]}"
        return "" if publish.read_manifest(site)["files"] in self.versions else "neither the old nor the new"


def prepare(folder: Path) -> Path:
    """The repositories and built sites that deeds are about, in `folder`."""
    roots = [folder / "old", folder / "new"]
    for root, name in zip(roots, ("Gamla", "Nya"), strict=True):
        tiny.write_repository(root, 4, languages="sv")
        for number in range(1, 5):
            tiny.add(root, "company", f"firma-{number:03d}.yaml", tiny.company(number).replace("Firma", name))
        tiny.build_site(root, root / "out")
    crisis = Path(shutil.copytree(folder / "old", folder / "crisis"))
    tiny.add(crisis, "notice", "kris.yaml", NOTICE)
    tiny.write(folder / "bin" / "ssh", SSH).chmod(0o755)
    return folder


def deeds(folder: Path, disk: Path) -> dict[str, Deed]:
    """One of each, about what is prepared in `folder`, with what is shown on `disk`."""
    roots, crisis = [folder / "old", folder / "new"], folder / "crisis"
    sites = [root / "out" / tiny.SITE for root in roots]
    ssh = tiny.environment(PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")

    def build(n: int, root: Path, *more: str) -> list[object]:
        return ["build", tiny.SITE, "--root", root, "--out", disk / "build", "--now", tiny.NOW_TEXT, *more]

    def hurry(n: int) -> list[object]:
        return build(n, (roots[0], crisis)[n % 2], *(["--crisis-only"] if n > 1 else []))

    def mirror(n: int) -> list[object]:
        manifest = sites[n % 2] / publish.MANIFEST
        later = (tiny.NOW + timedelta(minutes=n)).isoformat()
        manifest.write_bytes(publish.manifest_bytes({**json.loads(manifest.read_bytes()), "built": later}))
        return ["mirror", sites[n % 2], disk / "mirror"]

    def send(n: int, to: str) -> list[object]:
        return ["publish", tiny.SITE, "--from", sites[n % 2].parent, "--to", to]

    def back(n: int) -> list[object]:
        return [*send(n, str(disk / "back")), *(["--rollback"] if n > 2 else [])]

    return {
        "build": Deed(disk / "build" / tiny.SITE, disk, lambda n: build(n, roots[n % 2])),
        "crisis-only": Deed(disk / "build" / tiny.SITE, disk, hurry),
        "crisis-only with a spare": Deed(disk / "build" / tiny.SITE, disk, hurry, program=("-c", ALL_ARE_LARGE)),
        "mirror": Deed(disk / "mirror", disk, mirror),
        "publish": Deed(disk / "www", disk, lambda n: send(n, str(disk / "www"))),
        "rollback": Deed(disk / "back", disk, back),
        "ssh": Deed(disk / "srv" / "current", disk, lambda n: send(n, f"host:{disk / 'srv'}"), ssh),
    }


@dataclass
class Tally:
    """What came of many interruptions: `faults` says of each broken site what is wrong with it."""

    tried: int = 0
    interrupted: int = 0
    faults: list[str] = field(default_factory=list)


def kill_often(deed: Deed, times: int, draw: random.Random) -> Tally:
    """Kill the deed at a random moment between the start of its own work and its end, `times` times.

    Every other time with all that it has started, as when the power goes; else alone, as `kill -9` does.
    """
    idle = time.monotonic()
    subprocess.run(tiny.command("version"), env=deed.env, check=True, stdout=subprocess.DEVNULL)
    idle = time.monotonic() - idle
    whole = min(deed.do() for _ in range(3))
    tally = Tally()
    for number in range(times):
        process = deed.start()
        time.sleep(draw.uniform(min(idle, whole / 2), whole))
        tally.interrupted += _kill(process, with_all=bool(number % 2))
        tally.tried += 1
        if fault := deed.fault():
            tally.faults.append(f"kill {number}: {fault}")
    deed.do()
    return tally


def _kill(process: subprocess.Popen[bytes], *, with_all: bool) -> bool:
    """Whether it was still running."""
    if process.poll() is None:
        if with_all:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    return process.wait(timeout=60) == -signal.SIGKILL


def limited(size: int) -> Callable[[], None]:
    """Files may not grow above `size`; also those of the indexer."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A tiny file system of its own on `folder`, where that is allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    mounted = bool(shutil.which("mount")) and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        subprocess.run(["rm", "-rf", folder], check=True)


def fill_disk(deed: Deed, steps: int) -> Tally:
    """Let the deed run out of disk at `steps` points, most of them near its first byte: some deeds write little.

    Where no disk may be mounted, files may not grow above some size instead, which is the next best.
    """
    for _ in range(3):
        deed.do()
    state, tally = deed.disk.with_name("state"), Tally()
    shutil.rmtree(state, ignore_errors=True)
    _wait_for_what_is_removed_later(deed.shown.parent)
    subprocess.run(["cp", "-a", deed.disk, state], check=True)
    shutil.rmtree(deed.disk)
    used = _kilobytes(state)
    for step in range(steps):
        with small_disk(deed.disk, used + 8 + used * step**3 // steps**3) as mounted:
            subprocess.run(["cp", "-a", f"{state}/.", deed.disk], check=True)
            before = publish.read_manifest(deed.shown)["files"]
            limit = None if mounted else limited(100 + 40_000 * step // steps)
            process = deed.start(stderr=subprocess.PIPE, preexec_fn=limit)
            said = process.communicate(timeout=120)[1].decode()
            tally.tried += 1
            tally.interrupted += process.returncode != 0
            tally.faults += [
                f"step {step}: {one}" for one in _after_a_full_disk(deed, process.returncode, said, before)
            ]
    os.rename(state, deed.disk)
    return tally


def _wait_for_what_is_removed_later(folder: Path) -> None:
    """A hurried build is done before all that it has no more use for is gone."""
    deadline = time.monotonic() + 60
    while any(folder.glob(".*.next.*")) and time.monotonic() < deadline:
        time.sleep(0.05)


def _after_a_full_disk(deed: Deed, code: int, said: str, before: object) -> Iterator[str]:
    if fault := deed.fault():
        yield fault
    if code not in (0, ENVIRONMENT) or "Traceback" in said or "Felet ligger i Bygd" in said:
        yield f"code {code}: {said}"
    if code and publish.read_manifest(deed.shown).get("files") != before:
        yield "it failed, and yet another site is shown"


def _kilobytes(folder: Path) -> int:
    """As a disk of pages of 4 kB counts; names of the same file count once."""
    sizes = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(-(-size // 4096) * 4 for size in sizes.values())
