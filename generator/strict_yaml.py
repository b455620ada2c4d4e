"""YAML as an officer means it: a flat list of names, each with a text or a list of texts.

Files hold text; the schema owns the types. So every scalar stays text (`17:00`, `no` and `0701234567` keep their
letters), and what makes YAML surprising or dangerous is refused by line: duplicate keys, anchors, aliases,
tags, nested values, several documents, depth and size beyond the limits.

Events of the C parser are read one by one, so that a bomb is refused where it starts and nothing recurses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from generator.plain_text import hidden_characters
from generator.problem import Problem

Value = str | tuple[str, ...]

_LINE_BREAK = re.compile("[\n\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""
MOST_NODES = 20_000
EMPTY_WORDS = frozenset({"", "~", "null"})
"""What editors write for "nothing"; only without quotes."""


@dataclass(slots=True)
class Fields:
    """The fields of one file: values, and the line of every value (of every item in a list)."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int | tuple[int, ...]] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read(path: str, text: str, first_line: int = 1) -> tuple[Fields, list[Problem]]:
    """Read one document; `first_line` is where `text` starts in its file (front matter)."""
    fields, problems = Fields(), list[Problem]()
    reader = _Reader(path, text, first_line)
    try:
        problems += reader.read_into(fields)
    except _Refused as refusal:
        problems.append(refusal.problem)
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(path, text, first_line, error))
    except yaml.YAMLError as error:
        problems.append(Problem.at(path, first_line, "bad-yaml", found=str(error).split("\n")[0]))
    suspects = list(_suspect_lines(path, text, first_line, reader.text_block_lines))
    # A tab or a hard space explains a line; what the parser then makes of it does not.
    explained = {"bad-yaml", "missing-colon", "colon-needs-quotes", "not-a-mapping"} if suspects else set()
    return fields, [*suspects, *(problem for problem in problems if problem.code not in explained)]


class _Reader:
    """Walks the events of one document; every method takes what it needs from the stream and returns a value."""

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path, self.text, self.first_line = path, text, first_line
        self.events: Iterator[Event] = iter(yaml.CBaseLoader(text).get_event, None)
        self.nodes = 0
        self.comments_cut: list[Problem] = []
        self.has_hash = "#" in text
        self.text_block_lines: set[int] = set()

    @cached_property
    def text_lines(self) -> list[str]:
        return _LINE_BREAK.split(self.text)

    def read_into(self, fields: Fields) -> list[Problem]:
        problems: list[Problem] = []
        root = self._next_node()
        if root is None:
            raise self._refused(None, "empty-file")
        if not isinstance(root, MappingStartEvent):
            raise self._refused(root, "not-a-mapping")
        while not isinstance(key := self._next(), MappingEndEvent):
            name, line = self._key(key), self._line(key)
            value = self._value(name, self._next(), fields)
            if name in fields.values:
                first = self._first_line_of(fields, name)
                problems.append(Problem.at(self.path, line, "duplicate-key", name, first=first))
                continue
            fields.values[name] = value
        self._refuse_second_document()
        return problems + self.comments_cut

    def _first_line_of(self, fields: Fields, name: str) -> int:
        line = fields.lines[name]
        return line if isinstance(line, int) else min(line, default=0)

    def _next_node(self) -> Event | None:
        for event in self.events:
            if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                if isinstance(event, ScalarEvent) and event.value in EMPTY_WORDS and not event.style:
                    return None
                self._refuse_yaml_magic(event)
                return event
        return None

    def _next(self) -> Event:
        event = next(self.events)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self._refused(event, "too-large", limit=MOST_NODES)
        # Nearly every event is a plain scalar, about which one look tells.
        if type(event) is not ScalarEvent or event.anchor is not None or event.tag is not None:
            self._refuse_yaml_magic(event)
        return event

    def _refuse_yaml_magic(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(event, "yaml-magic", found=f"&/*{getattr(event, 'anchor', '')}")
        if tag := getattr(event, "tag", None):
            raise self._refused(event, "yaml-magic", found=tag)

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._refused(event, "nested-value")
        return self._escapes_seen("", event) if event.style == '"' else str(event.value)

    def _value(self, name: str, event: Event, fields: Fields) -> Value:
        if isinstance(event, ScalarEvent):
            text = self._text(name, event)
            fields.lines.setdefault(name, self._line(event))
            return text
        if isinstance(event, SequenceStartEvent):
            items, lines = self._items(name)
            fields.lines.setdefault(name, lines or (self._line(event),))
            return items
        raise self._refused(event, "nested-value", name)

    def _items(self, name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
        items: list[str] = []
        lines: list[int] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            if isinstance(event, MappingStartEvent):
                raise self._colon_in_item(name, event)
            if not isinstance(event, ScalarEvent):
                raise self._refused(event, "nested-value", name)
            if text := self._text(name, event):
                items.append(text)
                lines.append(self._line(event))
        return tuple(items), tuple(lines)

    def _text(self, name: str, event: ScalarEvent) -> str:
        text: str = event.value
        if not event.style:
            if self.has_hash:
                self._note_cut_text(name, event)
            return "" if text in EMPTY_WORDS else text.strip()
        if event.style in ("|", ">"):
            end = event.end_mark
            assert end is not None, "the C parser marks every event"
            after = end.line + self.first_line + (1 if end.column else 0)
            self.text_block_lines.update(range(self._line(event) + 1, after))
        return (self._escapes_seen(name, event) if event.style == '"' else text).strip()

    def _escapes_seen(self, name: str, event: ScalarEvent) -> str:
        """A quoted text may hold an escape such as \\u202e, which the file's own text did not show."""
        for _, hidden in hidden_characters(event.value):
            raise self._refused(event, "hidden-character", name, found=hidden)
        return unicodedata.normalize("NFC", event.value)

    def _colon_in_item(self, name: str, event: Event) -> _Refused:
        """`- Öppet: alla dagar` is a mapping to YAML, and a sentence to whoever wrote it."""
        written = self.text_lines[self._line(event) - self.first_line].strip()
        if not re.match(r"- +\S", written):
            return self._refused(event, "nested-value", name)
        return self._refused(event, "colon-needs-quotes", name, instead=f"- {_quoted(written[1:].strip())}")

    def _note_cut_text(self, name: str, event: ScalarEvent) -> None:
        """`Café #1` loses its end; a space after the sign (` # so`) is how a comment is written on purpose."""
        end = event.end_mark
        assert end is not None, "the C parser marks every event"
        rest = "".join(self.text_lines[end.line : end.line + 1])[end.column :]  # an empty value may end past the file
        if re.match(r"\s*#\S", rest):
            line = self._line(event)
            self.comments_cut.append(Problem.at(self.path, line, "text-after-hash", name, found=rest.strip()))

    def _line(self, event: Event) -> int:
        assert event.start_mark is not None, "the C parser marks every event"
        return event.start_mark.line + self.first_line

    def _refused(self, event: Event | None, code: str, field: str = "", **facts: object) -> _Refused:
        line = self._line(event) if event is not None else self.first_line
        return _Refused(Problem.at(self.path, line, code, field, **facts))

    def _refuse_second_document(self) -> None:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                raise self._refused(event, "several-documents")


_SUSPECT = re.compile("[\t\u00a0”“„»’‘]")
_SMART_QUOTED = re.compile(r"^(?:\w+:\s+|\s*-\s+)([”“„»’‘][^”“„«»’‘]*[”“«»’‘])\s*$")
_HARD_SPACE = re.compile(r" *(?:-|[\w-]+:)\u00a0")


def _suspect_lines(path: str, text: str, first_line: int, text_blocks: set[int]) -> Iterator[Problem]:
    """Faults of the keyboard that YAML reads as something else, or reports in words nobody understands.

    Lines of `text_blocks` are running text (after `body: |`), where anything may stand.
    """
    if not _SUSPECT.search(text):
        return
    for number, line in enumerate(text.split("\n"), first_line):
        if number in text_blocks:
            continue
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            yield Problem.at(path, number, "tab-indent", found=line.strip())
        elif indent.strip(" ") or _HARD_SPACE.match(line):
            yield Problem.at(path, number, "hard-space", found=line.strip())
        elif smart := _SMART_QUOTED.match(line):
            yield Problem.at(path, number, "smart-quotes", found=smart.group(1), instead=smart.group(1)[1:-1])


def _syntax_problem(path: str, text: str, first_line: int, error: yaml.MarkedYAMLError) -> Problem:
    lines = _LINE_BREAK.split(text)
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    # Where something has no end, it is its beginning that the officer must find.
    if error.context_mark and (not lines[at].strip() or "end of stream" in (error.problem or "")):
        at = min(error.context_mark.line, len(lines) - 1)
    written = lines[at].strip()
    line = at + first_line
    match error.problem or "":
        case fault if "mapping values are not allowed" in fault:
            name, _, value = written.partition(":")
            return Problem.at(path, line, "colon-needs-quotes", name, instead=f"{name}: {_quoted(value.strip())}")
        case fault if "could not find expected ':'" in fault:
            at = _line_without_colon(lines, at)
            return Problem.at(path, at + first_line, "missing-colon", found=lines[at].strip())
        case fault:
            return Problem.at(path, line, "bad-yaml", found=written, fault=fault)


def _quoted(value: str) -> str:
    """In straight quotes, so that it can be copied into a file as it is."""
    return f'"{value}"' if not re.search(r'["\\]', value) else "'" + value.replace("'", "''") + "'"


def _line_without_colon(lines: list[str], at: int) -> int:
    """The parser notices a missing colon a line or two late: go back to the line that lacks it."""
    for number in range(at, max(at - 3, -1), -1):
        line = lines[number].strip()
        if line and ":" not in line and not line.startswith(("-", "#")):
            return number
    return at
