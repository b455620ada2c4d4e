"""The spine: from a repository of text files to a published portal, step by step.

    config -> sources -> (rows, problems) -> records -> portal -> outputs -> dist/<site>

Everything is gathered and checked before the first file is written. Every step takes what the one before gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from generator import editor_program, publish
from generator.alert import read_alerts
from generator.config import read_config
from generator.content import Content, Step, read_content
from generator.edition import Edition, load_theme
from generator.kept_content import KeptContent
from generator.ledger import Bookkeeper
from generator.order import Order, Report
from generator.packaged import own_or_packaged
from generator.portal import Portal, relate
from generator.problem import Problem, has_errors
from generator.profile import Profile
from generator.seen import Look, looks_at
from generator.settings import SiteConfig


def build(order: Order, profile: Profile, content: Content | None = None, books: Bookkeeper | None = None) -> Report:
    """Build and publish one site. Nothing is written, and the old site stays, when the report has no target.

    `content` may be given where it is read already, for other sites of the same repository; with the site's `books`
    where what would be the same is left as it is.
    """
    step = profile.step
    target = publish.safe_target(order.root, order.out, order.site)
    if content is None:
        [books] = books_of(looks_at([order]))
        content = content_of(order, books, step)
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
    from generator import renewal  # here: a hurried build needs none of what it brings in

    edition = Edition(config, theme, order.now, alerts, editor)
    return renewal.make(portal, edition, order, report, profile, books)


def books_of(looks: Sequence[Look | None]) -> list[Bookkeeper | None]:
    """Of sites of the same repository, where they have been looked at."""
    first = next(filter(None, looks), None)
    kept = KeptContent(first.order.root, first.order.now, first.origin) if first else None
    return [Bookkeeper(look, kept) if look and kept else None for look in looks]


def content_of(order: Order, books: Bookkeeper | None, step: Step) -> Content:
    """What the site is made from, as it is kept or as it is read."""
    if books:
        return books.content.read(step, order.jobs)
    return read_content(order.root, order.now, step, jobs=order.jobs)


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
    faulty = {problem.path for problem in problems if problem.leaves_record_out} & content.paths
    reported = {path for path in faulty if path.startswith(folders)}
    left_near = {path for path in content.left_out if path.startswith(folders)}
    left_out = left_near | (reported - published - withdrawn)
    # All three are of the content's own; to look at each path of a country for each of its sites would take long.
    elsewhere = len(content.paths) - len(published | withdrawn | left_out)
    assert left_out <= reported, f"left out without a problem: {sorted(left_out - reported)}"
    assert not (published | withdrawn) & left_out
    return Report(
        site=target.name,
        target=target,
        problems=tuple(sorted(set(problems))),
        published=len(published),
        left_out=len(left_out),
        withdrawn=len(withdrawn),
        elsewhere=elsewhere,
    )


def refused(report: Report, *more: Problem) -> Report:
    return Report(report.site, None, (*report.problems, *more), 0, report.left_out)


MOST_NAMED = 10
"""Of vanishing records."""


def vanishing_problem(site: str, vanishing: publish.Vanishing) -> Problem:
    named = ", ".join(vanishing.records[:MOST_NAMED])
    found = f"{named} …" if len(vanishing.records) > MOST_NAMED else named
    facts: dict[str, Any] = {"count": len(vanishing.records), "published": vanishing.published, "found": found}
    return Problem.at(f"sites/{site}", 0, "records-vanish", **facts)
