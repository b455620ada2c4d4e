"""The change report: everything an officer needs to know of a proposal before saying yes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from generator.changes.affected import affected
from generator.changes.compared import Compared
from generator.changes.pages import PageChange, SiteChange, site_changes
from generator.changes.records import How, RecordChange, record_changes
from generator.problem import Problem, has_errors
from generator.reports import Finding
from generator.reports.links import new_dead_links

OF_A_PERSON = frozenset({"personal-number", "sole-traders-number"})
"""Codes of problems that are about a person's data: they are told first."""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """`others`: changed files that are not records, which only someone who knows the program can judge.

    `previews`: site -> the address of a preview of it, without a slash at the end.
    """

    base: str
    today: str
    records: tuple[RecordChange, ...]
    sites: tuple[SiteChange, ...]
    problems: tuple[Problem, ...]
    dead_links: tuple[Finding, ...]
    others: tuple[str, ...]
    previews: Mapping[str, str]

    def showing(self, record: RecordChange) -> list[PageChange]:
        """The changed pages on which a record stands, or stood."""
        wanted = set(record.addresses)
        return [page for site in self.sites for page in site.pages if wanted & page.shows]

    @property
    def errors(self) -> int:
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def personal(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.code in OF_A_PERSON)

    @property
    def vanishing(self) -> int:
        """Records that go without leaving a word in their place."""
        return sum(record.how is How.REMOVED for record in self.records)


def change_report(
    difference: Compared,
    now: datetime,
    language: str,
    previews: Mapping[str, str],
    others: tuple[str, ...] = (),
) -> ChangeReport:
    """`others`: files that the proposal changes and that are not here to be compared. Pages only where no error is."""
    records = record_changes(difference, language)
    # What has errors is built by nobody: what its pages would be without it is not what the author means.
    is_sound = not has_errors(difference.problems)
    sites = affected(difference.before, difference.after, difference.changes) if is_sound else {}
    addresses = {address for record in records for address in record.addresses}
    told = {path for record in records for path in (record.path, record.former)}
    outside = {path for one in difference.changes for path in one.paths if path not in told}
    return ChangeReport(
        base=difference.base,
        today=now.date().isoformat(),
        records=records,
        sites=site_changes(difference, list(sites), addresses, now),
        problems=difference.problems,
        dead_links=tuple(new_dead_links(difference.before.content, difference.after.content)),
        others=tuple(sorted({*outside, *others})),
        previews=previews,
    )
