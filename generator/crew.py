"""A crew: this process and copies of it that share out its work.

A copy (fork) has all that this process has read, at no cost and without a word between them; what it writes to files
is there for all. Only Linux makes such copies safely: elsewhere, and where there is one thing to do, one process
does everything. The same code runs either way, and no order of work may show in what comes of it.

This process works too: while it only waited, all that the copies touch would be in memory once more.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from generator.stop import Stop, explain

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

NUMBER = 2
"""Bytes of a number in a pipe."""
MOST_THINGS = 4096 // NUMBER
"""So many numbers are written at once, whatever the system lets a pipe hold (PIPE_BUF)."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Shared(Generic[Thing]):
    """Things of which each is taken once, by whichever process asks first. To be made before the crew is.

    Their numbers stand in a pipe: to take one is a single step, and no lock is left behind by a process that dies.
    """

    def __init__(self, things: Sequence[Thing]) -> None:
        assert len(things) <= MOST_THINGS, f"{len(things)} things are too many for a pipe"
        self._things = things
        self._numbers, given = os.pipe()
        os.write(given, b"".join(number.to_bytes(NUMBER) for number in range(len(things))))
        os.close(given)

    def __iter__(self) -> Iterator[Thing]:
        while number := os.read(self._numbers, NUMBER):
            yield self._things[int.from_bytes(number)]

    def __del__(self) -> None:
        os.close(self._numbers)


class Gate:
    """Opens when all of a crew have come to it. To be made before the crew is.

    Each holds an end of a pipe until it has come, or has died: so nobody waits for one that never comes.
    """

    def __init__(self, processes: int) -> None:
        self._processes = _possible(processes)
        self._seen, come = os.pipe()
        self._come: int | None = come

    def come(self) -> None:
        """Say, once, that this process has come."""
        assert self._come is not None
        os.write(self._come, b".")
        self._let_go()

    def wait(self) -> None:
        """Until all have come, this process among them. Only one may wait.

        Raises `Stop` when one has died on the way.
        """
        come = 0
        while said := os.read(self._seen, self._processes):
            come += len(said)
        if come < self._processes:
            raise Stop("worker-died")

    def _let_go(self) -> None:
        if self._come is not None:
            os.close(self._come)
            self._come = None

    def __del__(self) -> None:
        os.close(self._seen)
        self._let_go()


def hands() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _possible(processes: int) -> int:
    """How large a crew can be where so many are asked for."""
    return max(processes, 1) if sys.platform == "linux" else 1


def together(work: Callable[[], Result], processes: int) -> list[Result]:
    """Have as many processes do `work` at once, this one among them, and give what each came to.

    Raises `Stop` for what stopped one of them; also when one is killed, for nothing is known of what it had in hand.
    """
    others = _possible(processes) - 1
    if others:
        gc.freeze()  # what is there is shared as long as nobody writes to it, and the collector would
    copies = [_copy(work) for _ in range(others)]
    try:
        return [work(), *_heard([ear for _, ear in copies])]
    finally:
        for process, ear in copies:
            process.kill()
            process.join()
            ear.close()


def meanwhile(work: Callable[[], Result], processes: int) -> Callable[[], Result]:
    """Begin `work` in a copy, where there may be two processes; what it came to is given when it is asked for, once."""
    if _possible(processes) == 1:
        return work
    process, ear = _copy(work)

    def result() -> Result:
        try:
            [found] = _heard([ear])
        finally:
            process.kill()
            process.join()
            ear.close()
        return found  # type: ignore[no-any-return]  # of a pipe

    return result


FEWEST_BATCHES = 10
"""Fewer are done by one process before others have begun."""


def each(
    work: Callable[[Thing], Result], things: Sequence[Thing], processes: int = 1, batch: int = 100
) -> Iterator[Result]:
    """What `work` gives for each of the things, in their order. A process takes a batch of them at a time."""
    if _possible(processes) == 1 or len(things) < FEWEST_BATCHES * batch:
        yield from map(work, things)
        return
    batches = Shared([(first, things[first : first + batch]) for first in range(0, len(things), batch)])
    parts = together(lambda: {first: [work(thing) for thing in some] for first, some in batches}, processes)
    done = {first: some for part in parts for first, some in part.items()}
    yield from (result for first in sorted(done) for result in done[first])


def _copy(work: Callable[[], Any]) -> tuple[ForkProcess, Connection]:
    from multiprocessing import Pipe, get_context  # only here: most commands have no need of a crew

    ear, mouth = Pipe(duplex=False)
    process = get_context("fork").Process(target=_do, args=(work, mouth, os.getpid()), daemon=True)
    process.start()
    mouth.close()  # of this process: when the copy dies there is nobody left who could say anything
    return process, ear


def _do(work: Callable[[], Any], mouth: Connection, original: int) -> None:
    """In the copy: it is not asked whether to stop, but ends with its original, however that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != original:
        signal.raise_signal(signal.SIGKILL)
    try:
        mouth.send((work(), None))
    except Exception as fault:
        reason = fault if isinstance(fault, Stop) else explain(fault)  # which can be sent, as not every fault can
        reason.add_note(traceback.format_exc())
        mouth.send((None, reason))


PR_SET_PDEATHSIG = 1
"""From Linux' prctl.h: the signal that a process gets when the one that made it dies."""


def _heard(ears: list[Connection]) -> Iterator[Any]:
    """What the copies say, whoever is first; nobody waits for the others when one has failed."""
    from multiprocessing.connection import Connection, wait

    while ears:
        for ear in wait(ears):
            assert isinstance(ear, Connection)
            ears.remove(ear)
            try:
                result, reason = ear.recv()
            except EOFError as silence:
                raise Stop("worker-died") from silence
            if reason is not None:
                raise reason
            yield result
