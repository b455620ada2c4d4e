"""What was measured, as a table in Markdown: medians, and each figure as a share of another tool's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.measure import Run
from tests.bench.tools import BYGD, Stage, Tool, stages

SEARCH = "search"
MOST_PAGES_APART, MOST_SIZE_APART = 0.01, 0.15
"""Shares by which tools may differ and still be said to make the same site."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of a tool's runs. `pages` and `mean_bytes` are of its HTML."""

    name: str
    seconds: float
    peak_mb: float
    pages: int
    mean_bytes: float


def figures(tool: Tool, runs: Sequence[Run], sizes: Mapping[str, int]) -> Figures:
    seconds, peak = median(run.seconds for run in runs), median(run.peak_mb for run in runs)
    return Figures(tool.name, seconds, peak, len(sizes), sum(sizes.values()) / max(1, len(sizes)))


def without_search(whole: Figures, runs: Sequence[Run]) -> Figures:
    """Bygd but for the search index, which other tools do not make: its time, and the memory of the process alone."""
    rests = [run.seconds - sum(one.seconds for one in stages(run.said) if one.name == SEARCH) for run in runs]
    peak = median(max(one.peak_mb for one in stages(run.said)) for run in runs)
    return Figures(whole.name, median(rests), peak, whole.pages, whole.mean_bytes)


def median_stages(runs: Sequence[Run]) -> list[Stage]:
    by_stage = zip(*(_all_stages(run) for run in runs), strict=True)
    return [Stage(of[0].name, median(s.seconds for s in of), median(s.peak_mb for s in of)) for of in by_stage]


def _all_stages(run: Run) -> list[Stage]:
    """The stages that Bygd names, and last what stands outside them: starting Python, imports, leaving."""
    named = stages(run.said)
    return [*named, Stage("outside", run.seconds - sum(one.seconds for one in named), named[-1].peak_mb)]


def faults(one: Figures, other: Figures) -> Iterator[str]:
    """Why two tools have not made the same site."""
    if abs(one.pages / other.pages - 1) > MOST_PAGES_APART:
        yield f"{one.name} made {one.pages} pages, {other.name} {other.pages}"
    if abs(one.mean_bytes / other.mean_bytes - 1) > MOST_SIZE_APART:
        yield f"a page of {one.name} is {one.mean_bytes:.0f} bytes, one of {other.name} {other.mean_bytes:.0f}"


def table(companies: int, results: Mapping[str, tuple[Tool, Sequence[Run], Mapping[str, int]]]) -> Iterator[str]:
    """The lines of one size of corpus. Ratios are of Bygd without its search index to each other tool."""
    count = len(next(iter(results.values()))[1])
    yield f"### {companies:,} companies, {companies // 5:,} events, {companies // 20:,} service points"
    yield ""
    yield f"Medians of {count}; {os.cpu_count()} cores; load at the end {os.getloadavg()[0]:.1f}."
    yield ""
    yield "| | time, s | peak memory, MB | pages | kB a page |"
    yield "|---|---:|---:|---:|---:|"
    whole = {name: figures(*result) for name, result in results.items()}
    runs = results[BYGD.name][1]
    rest = without_search(whole[BYGD.name], runs)
    yield _row(f"{rest.name}, without search", rest)
    yield _row(f"{rest.name}, with search", whole[BYGD.name])
    for name, other in whole.items():
        if name != BYGD.name:
            yield _row(name, other)
            yield _ratios(rest, other)
            yield from (f"\nNOT THE SAME SITE: {fault}" for fault in faults(rest, other))
    yield from _stage_table(median_stages(runs))


def _row(title: str, of: Figures) -> str:
    return f"| {title} | {of.seconds:.2f} | {of.peak_mb:.0f} | {of.pages:,} | {of.mean_bytes / 1000:.1f} |"


def _ratios(one: Figures, other: Figures) -> str:
    shares = (
        one.seconds / other.seconds,
        one.peak_mb / other.peak_mb,
        one.pages / other.pages,
        one.mean_bytes / other.mean_bytes,
    )
    return f"| **{one.name} / {other.name}** | {' | '.join(f'**{share:.2f}**' for share in shares)} |"


def _stage_table(of: Sequence[Stage]) -> Iterator[str]:
    yield ""
    yield "| stage of bygd | time, s | peak until then, MB |"
    yield "|---|---:|---:|"
    yield from (f"| {stage.name} | {stage.seconds:.2f} | {stage.peak_mb:.0f} |" for stage in of)
