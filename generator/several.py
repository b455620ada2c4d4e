"""Sites of the same repository: what is there as it would be made is left, and the content is read once for the rest.

What makes a site is imported only where there is one to be made.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from generator.crew import Shared, together
from generator.order import Order, Report
from generator.profile import Profile
from generator.seen import looks_at


def build_every(orders: Sequence[Order], profile: Profile) -> list[Report]:
    """Build those that need it: several at once, or one by several processes."""
    first = orders[0]
    with unswept():
        looks = looks_at(orders)
        reports = {n: report for n, look in enumerate(looks) if look and (report := look.report_as_before())}
        waiting = [n for n in range(len(orders)) if n not in reports]
        if not waiting:
            return [*reports.values()]
        from generator.build import books_of, build, content_of  # here: it brings in all that makes a site

        books = books_of(looks)
        content = content_of(first, books[0], profile.step)
        if len(waiting) > 1:
            for one in filter(None, books):
                one.settle()
    jobs = first.jobs if len(waiting) == 1 else 1
    numbers = Shared(waiting)

    def part() -> tuple[Profile, dict[int, Report]]:
        mine = Profile()
        return mine, {n: build(replace(orders[n], jobs=jobs), mine, content, books[n]) for n in numbers}

    parts = together(part, 1 if len(waiting) == 1 else min(first.jobs, len(waiting)))
    profile.add(done for done, _ in parts)
    reports |= {n: report for _, some in parts for n, report in some.items()}
    return [reports[n] for n in range(len(orders))]


@contextmanager
def unswept() -> Iterator[None]:
    """What is made here stays to the end. The garbage collector does not look it through, which costs up to a fifth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
