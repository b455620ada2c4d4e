"""The sites of a repository built on a Dask cluster that is there already (the extra `cluster`).

Every worker sees the repository and the folder of the sites under the same paths, and has this program installed. A
site is one task: when a worker dies another takes its sites over, and nothing half-done is ever published, because a
site is swapped in whole whoever builds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from uuid import uuid4

from generator.build import build
from generator.content import Content, read_content
from generator.order import Order, Report, unsealed
from generator.profile import Profile
from generator.stop import Stop

PATIENCE = 10
"""Seconds in which a cluster must have answered."""
MOST_DEATHS = 3
"""Workers that may die, one after the other, with the same site in hand before it is given up."""


def build_on_cluster(orders: Sequence[Order], address: str) -> list[Report]:
    """Build sites on the workers of the scheduler at `address` (`tcp://host:8786`); reports in the order asked for.

    Raises `Stop` where the extra is not installed, nobody answers, or a build on a worker does.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as missing:
        raise Stop("no-cluster-extra") from missing
    run = uuid4().hex
    there = [
        replace(order, root=order.root.resolve(), out=order.out.resolve(), jobs=1, seal=unsealed) for order in orders
    ]
    try:
        with Client(address, timeout=PATIENCE, set_as_default=False) as cluster:  # type: ignore[no-untyped-call]
            cluster.run_on_scheduler(_bear, MOST_DEATHS)
            reports = list(cluster.gather(cluster.map(build_one, there, run=run, pure=False)))
    except KilledWorker as deaths:
        raise Stop("worker-died") from deaths
    except OSError as silence:
        raise Stop("cluster-unreachable", f"{address}: {silence}") from silence
    for order, report in zip(orders, reports, strict=True):
        if report.target:
            order.seal(report.target)  # here: a secret key is not sent to other computers
    return reports


def _bear(deaths: int, dask_scheduler: object) -> None:
    """On the scheduler: how often a task may lose its worker."""
    dask_scheduler.allowed_failures = deaths  # type: ignore[attr-defined]  # Dask's own class, which is not typed


_one_at_a_time = Lock()
"""Pelican keeps its listeners for the whole process, so a worker with several threads builds one site at a time."""


def build_one(order: Order, run: str) -> Report:
    """On a worker: one site. The content is read once for all the sites that the worker builds in one run."""
    with _one_at_a_time:
        return build(order, Profile(), _content(order.root, order.now, run))


@lru_cache(maxsize=1)
def _content(root: Path, now: datetime, run: str) -> Content:
    return read_content(root, now)
