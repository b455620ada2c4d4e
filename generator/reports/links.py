"""Links in texts to pages of the site itself that are not there. Links to other sites are never followed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from generator.content import Content
from generator.record import Record
from generator.reports import Finding
from generator.source import nearest

LINK = re.compile(r"\]\((/[^)\s#?]*)")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """In a record's field, a link to the address of a record or a list that there is not."""

    record: Record
    field: str
    target: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.record.path, self.field, self.target


def report(content: Content, now: datetime) -> list[Finding]:
    there = sorted(_addresses(content))
    return sorted(_finding(one, there) for one in dead_links(content))


def dead_links(content: Content) -> list[DeadLink]:
    """Only records and their lists are known here; other pages of a site are the build's."""
    kinds, there = {kind.address for kind in content.kinds.values()}, _addresses(content)
    return [
        DeadLink(record, name, target)
        for record in content.records
        for name, value in record.values.items()
        for target in (LINK.findall(value) if isinstance(value, str) else ())
        if target.count("/") == 3 and target.split("/")[1] in kinds and target not in there
    ]


def _addresses(content: Content) -> set[str]:
    lists = {f"/{kind.address}/" for kind in content.kinds.values()}
    return {record.url for record in content.records} | lists


def new_dead_links(before: Content, after: Content) -> list[Finding]:
    """Those that were not dead before."""
    known, there = {one.key for one in dead_links(before)}, sorted(_addresses(after))
    return sorted(_finding(one, there) for one in dead_links(after) if one.key not in known)


def _finding(link: DeadLink, there: list[str]) -> Finding:
    close = nearest(link.target, there)
    return Finding.made(
        link.record.path,
        link.record.line(link.field),
        link.field,
        f"Länken {link.target} leder ingenstans. Närmast är: {close}.",
        f"The link {link.target} leads nowhere. The nearest is: {close}.",
    )
