"""What is said of each record that a change touches: what became of it, and its fields before and after, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.changes.compared import Compared
from generator.changes.revision import Changed
from generator.field_type import TRUE_WORDS
from generator.personal_number import hide
from generator.problem import Problem, printable
from generator.record import public_values
from generator.schema import Field, Kind, Label
from generator.source import PICTURES, Source, read_file
from generator.strict_yaml import Value
from generator.survey import Survey

LONGEST_VALUE = 120
"""Characters of a value that are shown: a longer text is read on the page it stands on."""


class How(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's values as people read them, in one language; none where it is not given.

    `is_open`: what it says may be shown. `is_short`: it fits in a sentence.
    """

    name: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_list: bool
    is_open: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class RecordChange:
    """`former` is the path before; the same as `path` where it has not moved, empty where the record is new."""

    how: How
    kind: Kind
    path: str
    former: str
    heading: str
    fields: tuple[FieldChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_readable: bool = True
    leads_on: bool = True

    @property
    def addresses(self) -> tuple[str, ...]:
        """The record's addresses on a site, before and now."""
        return tuple(dict.fromkeys(_address(self.kind, path) for path in (self.former, self.path) if path))


def _address(kind: Kind, path: str) -> str:
    return f"/{kind.address}/{_id(path)}/"


def _id(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def record_changes(difference: Compared, language: str) -> tuple[RecordChange, ...]:
    """Each record whose file is new, changed, renamed or gone, in the order of their paths."""
    kinds = {**difference.before.content.kinds, **difference.after.content.kinds}
    found = [
        change
        for one in difference.changes
        for part in _parts(one)
        if (kind := kinds.get(_kind(part))) and (change := _record_change(part, kind, difference, language))
    ]
    return tuple(sorted(found, key=lambda one: one.path or one.former))


def _parts(change: Changed) -> Iterator[Changed]:
    """A renamed file is the same record only where it is of the same kind."""
    if change.before and change.after and _kind(change.before) != _kind(change.after):
        yield Changed(change.before, "")
        yield Changed("", change.after)
    else:
        yield change


def _kind(change: Changed | str) -> str:
    """The kind of `content/<place>/<kind>/<file>`; empty for any other path."""
    path = change if isinstance(change, str) else change.after or change.before
    parts = path.split("/")
    return parts[2] if len(parts) == 4 and parts[0] == "content" and parts[2] != PICTURES else ""


def _record_change(change: Changed, kind: Kind, difference: Compared, language: str) -> RecordChange | None:
    old = _source(difference.before, change.before)
    new = _source(difference.after, change.after)
    if old is None and new is None and not any(_is_record(path) for path in change.paths):
        return None
    told = new or old
    heading = told.values.get(kind.heading) if told else None
    fields = tuple(_field_changes(old, new, kind, difference, language)) if new else ()
    return RecordChange(
        how=_how(change, old, new),
        kind=kind,
        path=change.after,
        former=change.before,
        heading=_shown(heading if isinstance(heading, str) and heading else _id(change.after or change.before)),
        fields=fields,
        problems=tuple(one for one in difference.problems if change.after and one.path == change.after),
        is_readable=new is not None or not change.after,
        leads_on=not change.before or _leads_on(change, new),
    )


def _is_record(path: str) -> bool:
    return path.endswith((".yaml", ".yml", ".md"))


def _source(side: Survey, path: str) -> Source | None:
    if not path or not _is_record(path):
        return None
    return next(iter(read_file(side.root, path).sources), None)


def _how(change: Changed, old: Source | None, new: Source | None) -> How:
    if not change.after:
        return How.REMOVED
    if not change.before:
        return How.NEW
    if new and new.values.get("withdrawn") and not (old and old.values.get("withdrawn")):
        return How.WITHDRAWN
    return How.RENAMED if _id(change.before) != _id(change.after) else How.CHANGED


def _leads_on(change: Changed, new: Source | None) -> bool:
    """Whether whoever has kept the old address still comes somewhere."""
    if not change.after:
        return False
    former = new.values.get("former_ids", ()) if new else ()
    names = (former,) if isinstance(former, str) else former
    return _id(change.before) in (_id(change.after), *names)


def _field_changes(
    old: Source | None, new: Source, kind: Kind, difference: Compared, language: str
) -> Iterator[FieldChange]:
    before, after = (old.values if old else {}), new.values
    open_before, open_after = _open(before, kind), _open(after, kind)
    for name in [*kind.fields, *(sorted({*before, *after} - kind.fields.keys()))]:
        was, now = _items(before.get(name, "")), _items(after.get(name, ""))
        if was == now:
            continue
        field = kind.fields.get(name)
        texts = [
            tuple(_said(field, one, side, language) for one in items)
            for items, side in ((was, difference.before), (now, difference.after))
        ]
        yield FieldChange(
            name=name,
            title=field.title[language] if field else printable(name),
            before=texts[0],
            after=texts[1],
            is_list=field is not None and field.is_list,
            is_open=(not was or name in open_before) and (not now or name in open_after),
            is_short=all(len(one) <= LONGEST_VALUE and "\n" not in one for one in (*was, *now)),
        )


def _items(value: Value) -> tuple[str, ...]:
    return tuple(one for one in ((value,) if isinstance(value, str) else value) if one)


def _open(values: Mapping[str, Value], kind: Kind) -> set[str]:
    """Names of the fields that may be shown: what is never published is not told in a comment either."""
    typed = {
        name: value in TRUE_WORDS if kind.fields[name].type.name == "boolean" else value
        for name, value in values.items()
        if name in kind.fields
    }
    return set(public_values(typed, kind))


def _said(field: Field | None, text: str, side: Survey, language: str) -> str:
    """A term by its label, a record by its name, anything else as it is written."""
    if field is None:
        return _shown(text)
    label: Label | None = field.labels.get(text)
    if label is None and (term := side.content.vocabularies.get(field.target, {}).get(text)):
        label = term.label
    if label is not None:
        return label[language]
    if field.target in side.content.kinds:
        named = (one.heading for one in side.content.records if one.key == (field.target, text))
        return _shown(next(named, text))
    return _shown(text)


def _shown(text: str) -> str:
    """On one line, no longer than a sentence can bear, and without the end of any personal number."""
    safe = printable(hide(" ".join(text.split())))
    return safe if len(safe) <= LONGEST_VALUE else safe[: LONGEST_VALUE - 1] + "…"
