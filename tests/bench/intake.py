"""`python -m tests.bench.intake`: a flood of forms, most of them spam, on a receiver that is killed again and again.

Counts what must hold: every receipt is one entry on the branches, no entry is there twice, no spam got through,
and there are no more proposals than one a day. Exit code 1 where something does not.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.intake.served import Served, prepare
from tests.intake.way import EVENT, fields, git, in_a_loop, receipt_in
from tests.tiny import SITE

AT_ONCE = 12
PATIENCE = 60
"""Times that a person, or their browser, tries again."""


@dataclass
class Flood:
    """What was sent and answered. `receipts` by the number of the valid form."""

    served: Served
    process: subprocess.Popen[bytes]
    receipts: dict[int, str] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    kills: int = 0


@dataclass(frozen=True)
class Figures:
    posts: int
    valid: int
    kills: int
    seconds: float
    p95: float
    lost: int
    doubled: int
    spam: int
    proposals: int

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.spam) and self.proposals <= 1

    def line(self) -> str:
        return (
            f"{self.posts} posts ({self.valid} valid), {self.kills} kills, {self.seconds:.0f} s, "
            f"95 % of valid ones answered within {self.p95:.2f} s: "
            f"{self.lost} lost, {self.doubled} doubled, {self.spam} spam taken, {self.proposals} proposals"
        )


def flood(folder: Path, posts: int, kills: int, seed: int = 1) -> Figures:
    """Send `posts` forms, nine of ten spam, to a receiver in `folder` that is killed `kills` times."""
    options = ("--rolling", "--per-hour", "100000", "--per-day", "100000", "--trusted-proxy", "127.0.0.1")
    served = prepare(folder, *options)
    run = Flood(served, served.start())
    started = time.monotonic()
    try:
        in_a_loop(_send_all(run, posts, kills, random.Random(seed)))
        seconds = time.monotonic() - started
        taken = _settled(served, len(run.receipts))
    finally:
        run.process.kill()
        run.process.wait()
        run.process.stderr.close()
    wanted = Counter(run.receipts.values())
    late = sorted(run.seconds)
    return Figures(
        posts=posts,
        valid=posts // 10,
        kills=run.kills,
        seconds=seconds,
        p95=late[int(len(late) * 0.95)] if late else 0.0,
        lost=posts // 10 - len(run.receipts) + len(wanted.keys() - taken.keys()),
        doubled=sum(number - 1 for number in taken.values()),
        spam=len(taken.keys() - wanted.keys()),
        proposals=len(_branches(served)),
    )


def _branches(served: Served) -> list[str]:
    return git(served.root, "for-each-ref", "--format=%(refname:short)", "refs/heads/anmalan").split()


def _settled(served: Served, wanted: int) -> Counter[str]:
    """The entries on all branches, by receipt, once there are enough of them or nothing more comes."""
    taken: Counter[str] = Counter()
    unchanged = 0
    while unchanged < 100 and sum(taken.values()) < wanted:
        before = sum(taken.values())
        files = [
            git(served.root, "log", "--format=", "--name-only", "--diff-filter=A", f"main..{branch}").split()
            for branch in _branches(served)
        ]
        taken = Counter(path.rpartition("/")[2].removesuffix(".yaml") for branch in files for path in branch)
        unchanged = 0 if sum(taken.values()) > before else unchanged + 1
        time.sleep(0.2)
    return taken


async def _send_all(run: Flood, posts: int, kills: int, dice: random.Random) -> None:
    numbers = list(range(posts))
    dice.shuffle(numbers)
    killed_at = set(dice.sample(range(posts), kills))
    gate = asyncio.Semaphore(AT_ONCE)
    limits = httpx.Limits(max_connections=AT_ONCE * 2)
    async with httpx.AsyncClient(base_url=run.served.address, timeout=60, limits=limits) as client:

        async def one(place: int, number: int) -> None:
            async with gate:
                if place in killed_at:
                    await _kill(run)
                await (_valid(run, client, number) if number % 10 == 0 else _spam(run, client, number, dice))

        await asyncio.gather(*(one(place, number) for place, number in enumerate(numbers)))


async def _kill(run: Flood) -> None:
    """kill -9, and a service manager that starts it again."""
    run.process.kill()
    run.process.wait()
    run.process.stderr.close()
    run.kills += 1
    run.process = await asyncio.to_thread(run.served.start)


async def _post(run: Flood, client: httpx.AsyncClient, number: int, answers: dict[str, object]) -> httpx.Response:
    """Sent again while nobody answers, as a browser's user does."""
    headers = {"Origin": run.served.address, "X-Forwarded-For": f"2001:db8:{number // 65536:x}:{number % 65536:x}::1"}
    for _ in range(PATIENCE):
        try:
            return await client.post(f"/intake/{SITE}/event", data=answers, headers=headers)
        except httpx.TransportError:
            await asyncio.sleep(0.5)
    raise AssertionError("the receiver is gone")


async def _valid(run: Flood, client: httpx.AsyncClient, number: int) -> None:
    looked = await _post(run, client, number, {**EVENT, "name": f"Dans nummer {number}"})
    sent = fields(looked.text)
    await asyncio.sleep(3.1)
    started = time.monotonic()
    done = await _post(run, client, number, sent)
    run.seconds.append(time.monotonic() - started)
    run.statuses[f"valid {done.status_code}"] += 1
    if done.status_code == 200:
        run.receipts[number] = receipt_in(done.text)


SPAM = (
    {"homepage": "https://spam.example.com"},
    {"nonce": "0" * 24 + ".1." + "0" * 32},
    {"nonce": "x"},
    {"redirect": "https://spam.example.com"},
    {"summary": "x" * 250_000},
    {"name": ""},
    {"summary": "Ring 811218-9876"},
    {"start": "snart"},
)


async def _spam(run: Flood, client: httpx.AsyncClient, number: int, dice: random.Random) -> None:
    answers = {**EVENT, "name": f"Köp nu {number}", **dice.choice(SPAM)}
    done = await _post(run, client, number, answers)
    run.statuses[f"spam {done.status_code}"] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.intake", description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="posts, of which a tenth is valid (10000)")
    parser.add_argument("--kills", type=int, default=20, help="times the receiver is killed (20)")
    wanted = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="bygd-flood-") as folder:
        figures = flood(Path(folder), wanted.n, wanted.kills)
    print(figures.line())
    return 0 if figures.sound else 1


if __name__ == "__main__":
    sys.exit(main())
