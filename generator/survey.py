"""A look at a whole repository: its content, each of its sites as a whole, and every problem. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.alert import read_alerts
from generator.config import read_config, site_names
from generator.content import Content, read_content, read_nearby
from generator.portal import Portal, relate
from generator.problem import Problem
from generator.settings import SiteConfig


@dataclass(frozen=True, slots=True)
class Survey:
    """A repository as it is: its content, every site that its settings make possible, and every problem."""

    root: Path
    content: Content
    sites: Mapping[str, tuple[SiteConfig, Portal]]
    problems: tuple[Problem, ...]


def survey(root: Path, now: datetime) -> Survey:
    """Read a repository and relate each of its sites."""
    return _surveyed(root, now, read_content(root, now))


def _surveyed(root: Path, now: datetime, content: Content) -> Survey:
    problems = list(content.problems)
    sites = {}
    for site in site_names(root):
        config, found = read_config(root, site, content.kinds, content.selectable())
        problems += found
        if config is not None:
            portal, unrelated = relate(content, config, now)
            sites[site] = config, portal
            problems += unrelated
            problems += read_alerts(root, config, content.vocabularies["municipalities"], now)[1]
    return Survey(root, content, sites, tuple(sorted(set(problems))))


def check(root: Path, now: datetime) -> tuple[Problem, ...]:
    """Every problem of a repository: of its content, its settings, and of each site as a whole."""
    return survey(root, now).problems


MOST_FILES = 20
"""So many are checked by reading only what bears upon them; for more, everything is read."""


def check_files(root: Path, now: datetime, wanted: Collection[str]) -> tuple[Problem, ...]:
    """The problems of some files, named from `root`: those that `check` would find in them."""
    content = read_nearby(root, now, wanted) if len(wanted) <= MOST_FILES else None
    found = check(root, now) if content is None else _surveyed(root, now, content).problems
    return tuple(problem for problem in found if problem.path in wanted)
