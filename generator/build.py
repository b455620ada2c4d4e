"""The spine: from a repository of text files to a published portal, step by step.

    config -> sources -> (rows, problems) -> records -> portal -> outputs -> dist/<site>

Everything is gathered and checked before the first file is written. Every step takes what the one before gave.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from generator import editor_program, publish, spare
from generator.alert import read_alerts
from generator.columns import row_digests
from generator.config import read_config
from generator.content import Content, read_content
from generator.crew import Gate, Shared, together
from generator.edition import Edition, load_theme
from generator.packaged import own_or_packaged
from generator.pages.plan import chapters
from generator.portal import Portal, relate
from generator.problem import Problem, has_errors
from generator.profile import Profile
from generator.settings import SiteConfig


def unsealed(staged: Path) -> None:
    """A site that nobody signs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `strict`: any error stops the build; otherwise bad records are left out and reported.

    `seal` is given the folder of the whole new site before it is published; it may add the manifest's signature.
    `jobs`: how many processes may work at once. `reuse`: a site that would be the same is left as it is.
    """

    root: Path
    site: str
    out: Path
    now: datetime
    strict: bool = False
    allow_removals: bool = False
    jobs: int = 1
    seal: Callable[[Path], object] = unsealed
    reuse: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. Of the records in the content, `published`, `left_out`, `withdrawn` and `elsewhere` make all.

    `is_unchanged`: the site that was there is the one that would have been built, and was left as it is.
    """

    site: str
    target: Path | None
    problems: tuple[Problem, ...]
    published: int = 0
    left_out: int = 0
    withdrawn: int = 0
    elsewhere: int = 0
    is_unchanged: bool = False


def build(order: Order, profile: Profile, content: Content | None = None) -> Report:
    """Build and publish one site. Nothing is written, and the old site stays, when the report has no target.

    `content` may be given where it is read already, for other sites of the same repository.
    """
    from generator import unchanged  # here, as outputs are: a hurried build needs none of what it brings in

    step = profile.step
    target = publish.safe_target(order.root, order.out, order.site)
    content = content or read_content(order.root, order.now, step, jobs=order.jobs)
    with step("config"):
        config, problems = read_config(order.root, order.site, content.kinds, content.selectable())
    if config is None:
        return Report(order.site, None, tuple(problems))
    with step("relate"):
        portal, unrelated = relate(content, config, order.now)
        alerts, unread = read_alerts(order.root, config, content.vocabularies["municipalities"], order.now)
    editor = editor_program.fetched(order.root) if config.editor else None
    lacking = editor_program.missing(config, editor)
    found = concerning((*problems, *content.problems, *unrelated, *unread, *lacking), config)
    report = account(content, config, portal, target, found)
    if stops(order, content, config, report):
        return refused(report)
    vanishing = publish.vanishing(target, portal)
    if vanishing and not order.allow_removals:
        return refused(report, vanishing_problem(order.site, vanishing))
    overrides = order.root / "sites" / order.site / "templates"
    theme = load_theme(own_or_packaged(order.root, "themes") / config.theme, overrides, config)
    edition = Edition(config, theme, order.now, alerts, editor)
    # Whether a signature is by today's key cannot be seen: what is to be signed is built.
    with step("unchanged"):
        basis = unchanged.basis_of(order.root, portal, edition) if order.reuse and order.seal is unsealed else ""
        if basis and unchanged.is_current(target, basis):
            return replace(report, is_unchanged=True)
    _write_and_publish(portal, edition, order, target, profile)
    if basis:
        unchanged.remember(target, basis)
    return report


def _write_and_publish(portal: Portal, edition: Edition, order: Order, target: Path, profile: Profile) -> None:
    with publish.building(target) as staged:
        write(portal, edition, staged, profile, order.jobs)
        with profile.step("publish"):
            publish.write_manifest(staged, portal, order.now, row_digests(portal, edition.config), order.jobs)
            order.seal(staged)
            publish.swap(staged, target)
            spare.keep(target)


def build_every(orders: Sequence[Order], profile: Profile) -> list[Report]:
    """Build sites of the same repository, whose content is read once: several at once, or one by several processes."""
    content = _read_for_good(orders[0], profile)
    if len(orders) == 1:
        return [build(orders[0], profile, content)]
    numbered = Shared([*enumerate(orders)])

    def part() -> tuple[Profile, dict[int, Report]]:
        mine = Profile()
        return mine, {number: build(replace(order, jobs=1), mine, content) for number, order in numbered}

    parts = together(part, min(orders[0].jobs, len(orders)))
    profile.add(done for done, _ in parts)
    reports = {number: report for _, some in parts for number, report in some.items()}
    return [reports[number] for number in range(len(orders))]


@contextmanager
def unswept() -> Iterator[None]:
    """What is made here stays to the end. The garbage collector does not look it through, which costs up to a fifth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _read_for_good(order: Order, profile: Profile) -> Content:
    with unswept():
        return read_content(order.root, order.now, profile.step, jobs=order.jobs)


Output = Callable[[Portal, Edition, Path], None]
Named = tuple[str, Output]

WORTH_SHARING = 100
"""Records. A site of fewer is written by one process before others have found their templates."""


def write(portal: Portal, edition: Edition, out: Path, profile: Profile, jobs: int = 1) -> None:
    """Write every file of the site but its manifest: the pages, then all that does not read them, and the search
    index beside it; last what reads all those files."""
    from generator.outputs.pages import write as write_pages

    processes = jobs if len(portal.by_key) >= WORTH_SHARING else 1
    beside, last = outputs()
    families, pages, written = Shared(beside), Shared(chapters(portal, edition)), Gate(processes)

    def part() -> Profile:
        mine = Profile()
        with mine.step("pages"):
            write_pages(portal, edition, out, chain.from_iterable(chapter() for chapter in pages))
        written.come()
        for name, write_family in families:
            if name in READING_PAGES:
                written.wait()
            with mine.step(name):
                write_family(portal, edition, out)
        return mine

    profile.add(together(part, processes))
    for name, write_family in last:
        with profile.step(name):
            write_family(portal, edition, out)


READING_PAGES = frozenset({"search"})


def outputs() -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Every family of files but the pages: those that read no files but maybe the pages, and those that read all."""
    from generator.outputs import (
        alerts,
        assets,
        calendar,
        catalogue,
        contacts,
        editor,
        feeds,
        headers,
        offline,
        open_data,
        pictures,
        search,
        security,
        sitemap,
        status,
    )

    beside = (
        # Not the very first, for which one process would wait while another writes its last pages.
        ("open data", open_data.write),
        ("search", search.write),
        ("calendar", calendar.write),
        ("feeds", feeds.write),
        ("contacts", contacts.write),
        ("pictures", pictures.write),
        ("assets", assets.write),
        ("catalogue", catalogue.write),
        ("alerts", alerts.write),
        ("sitemap", sitemap.write),
        ("editor", editor.write),
        ("headers", headers.write),
        ("status", status.write),
        ("security", security.write),
    )
    return beside, (("offline", offline.write),)


def stops(order: Order, content: Content, config: SiteConfig, report: Report) -> bool:
    """A strict build stops for any error. No build publishes a site from which everything has disappeared."""
    sound = any(record.place in config.all_places for record in content.records)
    if not content.records or (report.left_out and not sound):
        return True
    return order.strict and has_errors(report.problems)


def concerning(problems: Iterable[Problem], config: SiteConfig) -> tuple[Problem, ...]:
    """Problems of the site and of the places it selects from; a fault in another place does not stop it."""
    near = _folders(config)
    return tuple(p for p in problems if p.path.count("/") < 2 or p.path.startswith(("sites/", *near)))


def _folders(config: SiteConfig) -> tuple[str, ...]:
    """Of the places that a site selects from."""
    return tuple(f"content/{place}/" for place in config.all_places)


def account(
    content: Content, config: SiteConfig, portal: Portal, target: Path, problems: tuple[Problem, ...]
) -> Report:
    """Say what became of every record: none may vanish without a word (RELIABILITY.md, silent loss)."""
    published = {record.path for record in portal.all_records()}
    withdrawn = {record.path for record in portal.withdrawn}
    folders = _folders(config)
    near = {path for path in content.paths if path.startswith(folders)}
    reported = {problem.path for problem in problems if problem.leaves_record_out} & near
    left_out = (content.left_out & near) | (reported - published - withdrawn)
    elsewhere = content.paths - published - withdrawn - left_out
    assert left_out <= reported, f"left out without a problem: {sorted(left_out - reported)}"
    assert not (published | withdrawn) & left_out
    return Report(
        site=target.name,
        target=target,
        problems=tuple(sorted(set(problems))),
        published=len(published),
        left_out=len(left_out),
        withdrawn=len(withdrawn),
        elsewhere=len(elsewhere),
    )


def refused(report: Report, *more: Problem) -> Report:
    return Report(report.site, None, (*report.problems, *more), 0, report.left_out)


def vanishing_problem(site: str, vanishing: publish.Vanishing) -> Problem:
    found = publish.names(vanishing.records)
    facts: dict[str, Any] = {"count": len(vanishing.records), "published": vanishing.published, "found": found}
    return Problem.at(f"sites/{site}", 0, "records-vanish", **facts)
