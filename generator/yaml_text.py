"""How a value is written in a content file: plain where that is safe, in quotes where YAML would misread it.

`strict_yaml.read` gives back what is written here. Other readers of YAML (an editor, a script) guess at types;
so a text that they would take for a number, a day or a yes is quoted, unless its field is of that type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from generator.strict_yaml import EMPTY_WORDS, Value

WIDEST_LIST = 120
"""Characters of a line with a list in brackets; a longer list has an item on each line."""

_GUESSED = yaml.resolver.Resolver()
_STARTS_LIKE_SYNTAX = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`=<]|”|“|„|»|’|‘|\.\.\.")
_HOLDS_SYNTAX = re.compile(r": |:$| #|\t|^\s|\s$")
_HOLDS_FLOW_SYNTAX = re.compile(r"[,\[\]{}]|:(?=\S)")
_ONE_WORD = re.compile(r"[\wÀ-ž.-]+")


def scalar(text: str, *, is_text: bool = True, in_brackets: bool = False) -> str:
    """A one-line value. `is_text`: other readers must not take it for a number, a day or a yes."""
    if _is_plain(text, in_brackets) and not (is_text and _would_be_guessed(text)):
        return text
    if re.search(r'["\\]', text) or (" " not in text and "'" not in text):
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_plain(text: str, in_brackets: bool) -> bool:
    return not (
        text in EMPTY_WORDS
        or _STARTS_LIKE_SYNTAX.match(text)
        or _HOLDS_SYNTAX.search(text)
        or (in_brackets and _HOLDS_FLOW_SYNTAX.search(text))
    )


def _would_be_guessed(text: str) -> bool:
    tag = _GUESSED.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML has no types
    return str(tag) != "tag:yaml.org,2002:str"


def field(name: str, value: Value, *, is_text: bool = True) -> str:
    """The lines of one field, with the line end after the last."""
    if isinstance(value, str):
        return text_block(name, value) if "\n" in value else f"{name}: {scalar(value, is_text=is_text)}".rstrip() + "\n"
    return bracketed(name, value, is_text=is_text) or f"{name}:\n" + "".join(
        item(one, is_text=is_text) for one in value
    )


def text_block(name: str, text: str) -> str:
    """Running text of several lines, as it is: `body: |` and the text two spaces in."""
    return f"{name}: |\n" + "".join(f"  {line}\n" if line.strip() else "\n" for line in text.split("\n"))


def item(text: str, *, is_text: bool = True, indent: str = "  ") -> str:
    return f"{indent}- {scalar(text, is_text=is_text)}\n"


def bracketed(name: str, items: Sequence[str], *, is_text: bool = True, only_words: bool = True) -> str:
    """`languages: [sv, en]` where all items are single words and the line is short; else "".

    Not `only_words`: the author has chosen brackets, and they hold whatever can stand in them.
    """
    if not all(_ONE_WORD.fullmatch(one) or (not only_words and _is_plain(one, True)) for one in items):
        return ""
    line = f"{name}: [{', '.join(scalar(one, is_text=is_text, in_brackets=True) for one in items)}]\n"
    return line if len(line) <= WIDEST_LIST or not only_words else ""
