"""What was measured, as tables in Markdown: medians, and each figure as a share of Bygd's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.bench.alike import mean
from tests.bench.everyday import PROMISED
from tests.bench.measure import Run, pages
from tests.bench.tools import BYGD, SEARCHING, Stage, stages

NOT_THE_SAME = "NOT THE SAME SITE"

Measured = Mapping[str, Mapping[str, Sequence[Run]]]
"""Tool -> task -> its runs."""

NOTES = """
Wall clock, then the CPU time of all processes in brackets; a ratio is the other tool's through Bygd's, so more than 1
is more than Bygd takes. Bygd also checks every record and makes calendars, contact cards, feeds and open data; the
others do not. Hugo makes the same pages, word by word, and is given ready what it can't work out. Eleventy makes pages
at the same addresses by a plain theme, Pelican articles of the same records with its own categories and tags.
Where something has changed, Bygd makes what follows from it; where nothing has, it looks at all files and leaves them.
"""


def table(companies: int, runs: int, measured: Measured, sites: Mapping[str, Path]) -> Iterator[str]:
    """The lines of one size of corpus. Ratios are to Bygd without its search index, which no other tool makes."""
    tasks = list(measured[BYGD.name])
    yield f"### {companies:,} companies, {companies // 5:,} events, {companies // 20:,} service points"
    yield ""
    yield f"Medians of {runs}; {os.cpu_count()} cores; load at the end {os.getloadavg()[0]:.1f}."
    yield NOTES
    yield f"| | {' | '.join(f'{task}, s' for task in tasks)} | peak memory, MB | pages | kB a page |"
    yield f"|---|{'---:|' * (len(tasks) + 3)}"
    for name, of in measured.items():
        yield _row(name, of, sites[name])
        if name not in (BYGD.name, SEARCHING.name):
            yield _ratios(f"{name} / bygd", of, measured[BYGD.name], sites[name], sites[BYGD.name])
    yield ""
    yield from _stage_table(median_stages(measured[BYGD.name]["cold"]))
    yield ""


def _median(runs: Sequence[Run], name: str) -> float:
    return median(getattr(run, name) for run in runs)


def _peak(of: Mapping[str, Sequence[Run]]) -> float:
    return _median(of["cold"], "peak_mb")


def _row(title: str, of: Mapping[str, Sequence[Run]], site: Path) -> str:
    times = " | ".join(f"{_median(runs, 'seconds'):.2f} ({_median(runs, 'cpu'):.1f})" for runs in of.values())
    sizes = pages(site)
    return f"| {title} | {times} | {_peak(of):.0f} | {len(sizes):,} | {mean(sizes) / 1000:.1f} |"


def _ratios(
    title: str, of: Mapping[str, Sequence[Run]], bygd: Mapping[str, Sequence[Run]], site: Path, bygd_site: Path
) -> str:
    shares = [
        f"{_median(of[task], 'seconds') / _median(bygd[task], 'seconds'):.2f} "
        f"({_median(of[task], 'cpu') / _median(bygd[task], 'cpu'):.2f})"
        for task in of
    ]
    sizes, bygd_sizes = pages(site), pages(bygd_site)
    shares += [
        f"{_peak(of) / _peak(bygd):.2f}",
        f"{len(sizes) / len(bygd_sizes):.3f}",
        f"{mean(sizes) / mean(bygd_sizes):.2f}",
    ]
    return f"| **{title}** | {' | '.join(f'**{share}**' for share in shares)} |"


def median_stages(runs: Sequence[Run]) -> list[Stage]:
    by_stage = zip(*(_all_stages(run) for run in runs), strict=True)
    return [Stage(of[0].name, median(s.seconds for s in of), median(s.peak_mb for s in of)) for of in by_stage]


def _all_stages(run: Run) -> list[Stage]:
    """The stages that Bygd names, in order of name, for they come in the order in which processes took them."""
    return sorted(stages(run.said), key=lambda stage: stage.name)


def _stage_table(of: Sequence[Stage]) -> Iterator[str]:
    yield "| stage of bygd, in the process that took longest | time, s | peak until then, MB |"
    yield "|---|---:|---:|"
    longest = sorted(of, key=lambda stage: -stage.seconds)
    yield from (
        f"| {stage.name} | {stage.seconds:.2f} | {stage.peak_mb:.0f} |" for stage in longest if stage.seconds >= 0.05
    )


def start_table(measured: Mapping[str, float]) -> Iterator[str]:
    yield "| start | s | promised, s |"
    yield "|---|---:|---:|"
    yield from (f"| {name} | {seconds:.2f} | {PROMISED[name]:.1f} |" for name, seconds in measured.items())
