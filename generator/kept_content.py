"""Content as it was read for the build before, brought up to date: only files that have changed are read again.

The records of a repository, once they are checked, are kept in the user's cache, with a sign of every file below
`content/`: when and as what it was last written. Where a few files of records that were sound have changed and are
sound still, in a way that no other record can mind, theirs are made anew and the others taken as they are. Whatever
else has happened (a file that is new or gone, a picture, a fault anywhere near, another program, another day),
everything is read. So there is one place where faults are found and told, and this is not it.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from generator.clock import SWEDEN, instant, still_holds
from generator.content import Beside, Content, Step, interpret, read_with_sources, surroundings
from generator.crew import meanwhile
from generator.kept_records import Kept, Own, Packed, packed
from generator.nearby import FORMER
from generator.picture import FIELD_TYPE as PICTURE
from generator.problem import Problem
from generator.record import Record
from generator.schema import Kind, kinds_of
from generator.seen import Origin
from generator.sign import Signs
from generator.source import SUFFIXES, Found, Source, read_file
from generator.user_cache import cache_folder, keep_object, kept_object

FOLDER = "content"
"""Of the user's cache."""
WORTH_A_COPY = 2000
"""Records that another process keeps, while this one goes on."""
MOST_EDITED = 50
"""Files that are brought up to date one by one; where more have changed, it is as quick to read all."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of all files together. `base` names the entry of records; `edited` are those that are newer.

    It holds from `read_at` until the moment at which the next thing begins or is over.
    """

    read_at: datetime
    until: datetime
    signs: Signs
    base: str
    problems: tuple[Problem, ...]
    edited: Packed = field(default_factory=Packed)

    def holds(self, now: datetime) -> bool:
        return still_holds(self.read_at, self.until, now)


class KeptContent:
    """The content below `root` as it is `now`, and what is kept of it. `origin` is of both, where it is known."""

    def __init__(self, root: Path, now: datetime, origin: Origin | None = None) -> None:
        self.root, self.now = root, now
        self._origin = origin or Origin(root, now)
        self._until_when: Callable[[], datetime | None] = lambda: None
        self._takes_long = False
        self.name = f"{root} {root.resolve()}"
        self.folder = cache_folder(FOLDER)
        self.made_by = self._origin.made_by

    @property
    def signs(self) -> Signs:
        """Of its files, as they are when this is first asked: before any of them is read."""
        return self._origin.signs

    def read(self, step: Step = lambda name: nullcontext(), jobs: int = 1) -> Content:
        """The same as `content.read_content`, and the quicker the less has changed since the last time."""
        self.signs  # noqa: B018 - of what is there before anything is read
        with step("kept"):
            content = self._brought_up_to_date()
        if content is not None:
            return content
        content, found = read_with_sources(self.root, self.now, step, jobs=jobs)
        own = {one.path: _own(one, content.kinds) for one in found.sources}
        self._until_when = partial(self._keep, content, own)
        self._takes_long = len(content.records) >= WORTH_A_COPY
        if not self._takes_long:
            with step("keep"):
                self.until  # noqa: B018 - kept at once
        return content

    def begin_to_keep(self, jobs: int = 1) -> None:
        """Have another process keep what was read, where that takes long and there may be two."""
        if self._takes_long:
            self._until_when = meanwhile(self._until_when, jobs)

    @cached_property
    def until(self) -> datetime | None:
        """The moment until which what was read will hold, if no file changes; None where nothing could be kept."""
        self._takes_long = False
        return self._until_when()

    def _brought_up_to_date(self) -> Content | None:
        known: _Known | None = self._entry("signs")
        if known is None or not known.holds(self.now) or known.signs.keys() != self.signs.keys():
            return None
        changed = [path for path, sign in self.signs.items() if known.signs[path] != sign]
        kinds = kinds_of(self.root)
        edited = _by_path(known.edited, kinds)
        if len(edited.keys() | changed) > MOST_EDITED or not all(map(_may_be_record, changed)):
            return None
        base, all_packed = self._entry("records") or ("", Packed())
        if base != known.base:
            return None
        rows = _by_path(all_packed, kinds) | edited
        beside = surroundings(self.root)
        made = self._made_anew(changed, rows, kinds, beside) if changed else {}
        if made is None:
            return None
        rows |= made
        problems = tuple(one for one in known.problems if one.path not in made)
        until = min(known.until, self._until(one.record for one in made.values()))
        self._until_when = lambda: until
        if made:
            newer = packed((edited | made).values())
            self._put("signs", replace(known, until=until, signs=self.signs, problems=problems, edited=newer))
        records = tuple(one.record for one in rows.values())
        return Content(kinds, *beside, records, frozenset(), frozenset(rows), problems)

    def _made_anew(
        self, changed: Iterable[str], rows: Mapping[str, Kept], kinds: Mapping[str, Kind], beside: Beside
    ) -> dict[str, Kept] | None:
        """The changed records, or None where there is anything to say of them that only a look at all can tell."""
        found = [read_file(self.root, path) for path in changed]
        sources = tuple(one for each in found for one in each.sources)
        if any(each.problems for each in found) or any(one.path not in rows for one in sources):
            return None
        own = {one.path: _own(one, kinds) for one in sources}
        if any(rows[path].own != mine for path, mine in own.items()):
            return None
        ids: dict[str, list[str]] = defaultdict(list)
        for record, _ in rows.values():
            ids[record.kind.name].append(record.id)
        content = interpret(self.root, Found(sources, ()), kinds, self.now, beyond=ids, beside=beside)
        if content.problems or len(content.records) != len(found):
            return None
        return {one.record.path: one for one in _kept(content, own)}

    def _keep(self, content: Content, own: Mapping[str, Own]) -> datetime | None:
        """Only where every file is a sound record: else it would have to be known which faults touch which."""
        if content.left_out or len(content.records) != len(own):
            return None
        base = secrets.token_hex()
        self._put("records", (base, packed(_kept(content, own))))
        until = self._until(content.records)
        self._put("signs", _Known(self.now, until, self.signs, base, content.problems))
        return until

    def _until(self, records: Iterable[Record]) -> datetime:
        """The next moment that a record names, at which it may begin or be over; a day later where none does."""
        tomorrow = self.now + timedelta(days=1)
        moments = (moment for record in records for moment in _moments(record, tomorrow.date()))
        # Whether what ends at this very moment is over, the next will tell.
        return min((moment for moment in moments if moment >= self.now), default=tomorrow)

    def _entry(self, name: str) -> Any:
        return kept_object(self.folder, f"{self.name} {name}", self.made_by)

    def _put(self, name: str, value: object) -> None:
        keep_object(self.folder, f"{self.name} {name}", self.made_by, value)


def _may_be_record(path: str) -> bool:
    return path.count("/") == RECORD_DEPTH and path.endswith(SUFFIXES)


RECORD_DEPTH = 3
"""Slashes in content/<place>/<kind>/<id>.yaml."""


def _by_path(some: Packed, kinds: Mapping[str, Kind]) -> dict[str, Kept]:
    return {one.record.path: one for one in some.unpacked(kinds)}


def _kept(content: Content, own: Mapping[str, Own]) -> Iterator[Kept]:
    return (Kept(one, own[one.path]) for one in content.records)


def _own(source: Source, kinds: Mapping[str, Kind]) -> Own:
    return tuple(source.values.get(name) for name in _own_fields(kinds[source.kind]))


def _own_fields(kind: Kind) -> Iterator[str]:
    """Fields whose values are to be a record's alone: those that are unique, former addresses, and pictures."""
    for name, one in kind.fields.items():
        if name in kind.unique or name == FORMER or one.type.name == PICTURE:
            yield name


def _moments(record: Record, latest: date) -> Iterator[datetime]:
    """Every moment not after `latest` that the record names; also those at which its days begin and end."""
    zone = record.values.get("timezone") or SWEDEN
    for one in _dates(record.values.values()):
        if isinstance(one, datetime) and one.tzinfo:
            yield one
        elif (one.date() if isinstance(one, datetime) else one) <= latest:
            yield from (instant(one, zone), instant(one, zone, end_of_day=True))


def _dates(values: Iterable[object]) -> Iterator[date]:
    for value in values:
        if isinstance(value, date):
            yield value
        elif isinstance(value, tuple):
            yield from _dates(value)
