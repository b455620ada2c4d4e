"""From answers to a record's file, checked as `bygd check` checks it. The id and the path are the server's own.

Forgiving input has been read before this; what is left wrong is told by the field that it is in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import yaml

from generator import plain_text, strict_yaml
from generator.check import check
from generator.content import Content
from generator.intake.answers import Answers
from generator.intake.photo import file_name
from generator.kinds import Setting, examine
from generator.pages.forms import words_of
from generator.picture import FIELD_TYPE
from generator.problem import Problem
from generator.record import Record, model
from generator.schema import Kind
from generator.source import Source

Texts = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A record's file as it would stand in the repository, and every problem with it."""

    path: str
    text: str
    record: Record | None
    problems: tuple[Problem, ...]


def split_private(answers: Answers, kind: Kind) -> Answers:
    """Move what may be shown only on a consent that is not given from the public answers to the private ones."""
    consents = {name for name, items in answers.public.items() if items == ("ja",)}
    kept_back = {
        name
        for name in answers.public
        if (field := kind.fields.get(name)) and field.public_if and field.public_if not in consents
    }
    public = {name: items for name, items in answers.public.items() if name not in kept_back}
    private = {**answers.private, **{name: "\n".join(answers.public[name]) for name in sorted(kept_back)}}
    return replace(answers, public=public, private=private)


def texts_of(public: Mapping[str, tuple[str, ...]], kind: Kind, receipt: str) -> Texts:
    """The answers as a file holds them: by field, in the order of the schema. A picture is named by its receipt."""
    return {
        name: _line_of_picture(public, name, receipt) if field.type.name == FIELD_TYPE
        else public[name] if field.is_list else public[name][0]
        for name, field in kind.fields.items()
        if public.get(name)
    }  # fmt: skip


def _line_of_picture(public: Mapping[str, tuple[str, ...]], name: str, receipt: str) -> tuple[str, ...]:
    return (" ".join((file_name(receipt), *public.get(words_of(name), ()))),)


def propose(texts: Texts, kind: Kind, place: str, receipt: str, content: Content, now: datetime) -> Proposed:
    """The file of a new record of `kind`, named by its receipt."""
    path = f"content/{place}/{kind.name}/{receipt}.yaml"
    if found := tuple(unsafe(path, texts)):
        return Proposed(path, "", None, found)
    try:
        text = written(texts)
    except ValueError:
        # Nobody has found such a text, but a sender must never meet a fault of ours instead of a sentence.
        return Proposed(path, "", None, (Problem.at(path, 1, "hidden-character", next(iter(texts)), found="YAML"),))
    source = Source(path, place, kind.name, receipt, dict(texts), dict.fromkeys(texts, 1))
    record, problems = _checked(source, content, now)
    return Proposed(path, text, record, (*problems, *_taken(record, content)))


def written(texts: Texts) -> str:
    """The texts as YAML that reads back as exactly the same. Raises `ValueError` where no way to write them does."""
    ready = {name: list(value) if isinstance(value, tuple) else value for name, value in texts.items()}
    for dumper in (_Blocks, yaml.SafeDumper):
        text = yaml.dump(ready, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100_000)
        read, problems = strict_yaml.read("", text)
        if not problems and read.values == texts:
            return text
    raise ValueError("these texts can't be written so that they read back the same")


class _Blocks(yaml.SafeDumper):
    """Texts of several lines as blocks, which officers can read and change."""


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Blocks.add_representer(str, _as_block)


def unsafe(path: str, texts: Mapping[str, str | tuple[str, ...]]) -> Iterator[Problem]:
    """What no text may hold, by field: what can't be seen, personal numbers, letters that pose as others."""
    for name, value in texts.items():
        for text in (value,) if isinstance(value, str) else value:
            _, problems = plain_text.read(path, text.encode("utf-8", "replace"))
            yield from (replace(problem, field=name) for problem in problems if problem.level == "error")
            if word := mixed_scripts(text):
                yield Problem.at(path, 1, "hidden-character", name, found=word)


_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL")
"""Scripts with letters that look like one another's."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def mixed_scripts(text: str) -> str:
    """The first word whose letters come from more than one script that looks alike; empty where there is none."""
    if text.isascii():
        return ""
    for word in _WORD.findall(text):
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word} & set(_ALIKE)
        if len(scripts) > 1 or scripts & {"FULLWIDTH", "MATHEMATICAL"}:
            return str(word)
    return ""


def _checked(source: Source, content: Content, now: datetime) -> tuple[Record | None, tuple[Problem, ...]]:
    kinds = content.kinds
    ids: dict[str, list[str]] = {name: [] for name in kinds}
    for record in content.records:
        ids[record.kind.name].append(record.id)
    found = check([source], kinds, {**content.vocabularies, **ids})
    bad = frozenset(problem.path for problem in found.problems if problem.leaves_record_out)
    whole = frozenset(row.source.path for row in found.rows if row.is_whole(kinds[source.kind]))
    examined = examine(model(found.rows, kinds), Setting(now, content.boundaries), whole, bad)
    problems = (*found.problems, *examined.problems)
    return next(iter(examined.records), None), tuple(
        sorted({problem for problem in problems if problem.level == "error"})
    )


def _taken(record: Record | None, content: Content) -> Iterator[Problem]:
    """What must be unique and stands in another record already, anywhere in the content."""
    unique = [f.name for f in record.kind.fields.values() if f.constraints.get("unique")] if record else []
    for name in unique:
        assert record is not None, "only a record has unique fields"
        for other in content.records:
            if record[name] and other.kind.name == record.kind.name and other[name] == record[name]:
                yield record.problem(name, "not-unique", found=record[name], other=other.url)
