"""YAML as nearly every file has it, read by one pattern; all else is read by `strict_yaml`, whose word holds.

A text is read here only when every line is plainly one of a few: a field with a text, with a list in brackets or below
it, or with running text after `|`. A test holds the two readers equal.
"""

from __future__ import annotations

import re
from sys import intern

from generator import strict_yaml
from generator.problem import Problem
from generator.strict_yaml import EMPTY_WORDS, Fields

LONGEST = 10_000
"""Characters. In a longer text the strict reader counts the nodes."""
_USUAL = re.compile("[\n -~À-ɏ\u2010-\u2027]*")
"""No tab, no hard space, nothing unseen, no letter that can be written in two ways."""
_QUOTED = r"""(?: "[^"\\\n]*" | '[^'\n]*' )[ ]*"""
_SCALAR = rf"-?\w[^\n\#]* | {_QUOTED}"
_IN_BRACKETS = rf"\w[\w .-]* | {_QUOTED}"
_FIELD = re.compile(
    rf"""
    ([a-z][a-z0-9_]{{0,60}}):
    (?: [ ]+(?P<scalar>{_SCALAR})
      | [ ]+\[(?P<bracketed>(?:(?:{_IN_BRACKETS})(?:,[ ]*(?:{_IN_BRACKETS}))*)?)\][ ]*
      | [ ]+\|\n(?P<block>(?P<indent>[ ]+)[^ \n].*(?:\n+(?P=indent)[ ]*[^ \n].*)*)
      | [ ]*(?P<below>(?:\n+(?P<dash>[ ]*-)[ ]+(?:{_SCALAR})(?:\n+(?P=dash)[ ]+(?:{_SCALAR}))*)?)
    )
    (?:\n+|\Z)
    """,
    re.VERBOSE,
)
_ITEM_IN_BRACKETS = re.compile(_IN_BRACKETS, re.VERBOSE)
_ITEM_BELOW = re.compile(rf"(\n+)[ ]*-[ ]+({_SCALAR})", re.VERBOSE)


class _NotPlain(Exception):
    """Whether the text is right or wrong takes a closer look."""


def read(path: str, text: str, first_line: int = 1) -> tuple[Fields, list[Problem]]:
    """As `strict_yaml.read`, in a fraction of its time where the text is plain."""
    if len(text) <= LONGEST and _USUAL.fullmatch(text):
        try:
            return _plain_fields(text, first_line), []
        except _NotPlain:
            pass
    return strict_yaml.read(path, text, first_line)


def _plain_fields(text: str, line: int) -> Fields:
    fields, at = Fields(), 0
    values, lines = fields.values, fields.lines
    while found := _FIELD.match(text, at):
        name, written = intern(found[1]), found[found.lastindex or 0]
        if name in values:
            raise _NotPlain
        if found.lastgroup == "scalar":
            values[name], lines[name] = _scalar(written), line
        elif found.lastgroup == "bracketed":
            values[name] = items = tuple(map(_scalar, _ITEM_IN_BRACKETS.findall(written)))
            lines[name] = (line,) * max(len(items), 1)
        elif found.lastgroup == "block":
            values[name], lines[name] = written.replace(f"\n{found['indent']}", "\n").strip(), line
        elif written:
            values[name], lines[name] = _items_below(written, line)
        else:
            values[name], lines[name] = "", line
        line += text.count("\n", at, found.end())
        at = found.end()
    if at < len(text) or not values:
        raise _NotPlain
    return fields


def _items_below(written: str, line: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    items: dict[int, str] = {}
    for between, item in _ITEM_BELOW.findall(written):
        line += len(between)
        items[line] = _scalar(item)
    return tuple(items.values()), tuple(items)


def _scalar(written: str) -> str:
    """The text that is written, in quotes or without them, and is not empty. Most stand in many files: one is kept."""
    text = written.strip()
    if text[0] in "\"'":
        text = text[1:-1].strip()
    elif ": " in written or text[-1] == ":" or text in EMPTY_WORDS:
        raise _NotPlain
    if not text:
        raise _NotPlain
    return intern(text)
