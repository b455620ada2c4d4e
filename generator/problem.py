"""One fault as a value, and the reporters that show a list of them.

A `Problem` says where (path, line, field), which fault (a stable code of `problems.yaml`) and what was
found. It never prints: `cli.py` chooses a reporter and a language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from generator.personal_number import hide

Language = Literal["sv", "en"]
Level = Literal["error", "warning"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

LONGEST_FACT = 120
"""Characters of a found value that a message shows; the officer has the file, so a taste is enough."""
LONGEST_PROPOSAL = 500
"""Characters of what to write instead: it is there to be copied, so all of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a code means: an entry of `problems.yaml`.

    `keeps_record`: the fault lies in one value only, so a lenient build drops that value and keeps the record.
    """

    code: str
    level: Level
    sv: str
    en: str
    keeps_record: bool = False


@cache
def faults() -> Mapping[str, Fault]:
    """All codes, read once, at the first problem: a clean run never pays for them."""
    import yaml

    text = Path(__file__).with_name("problems.yaml").read_text("utf-8")
    entries = yaml.load(text, Loader=yaml.CSafeLoader)
    return {code: Fault(code=code, **entry) for code, entry in entries.items()}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault at a place. `path` is relative to the content root; `line` counts from 1, 0 is the whole file."""

    path: str
    line: int
    code: str
    field: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, path: str, line: int, code: str, field: str = "", **facts: object) -> Problem:
        """Build a problem; every fact becomes text that is safe to print on one line."""
        return cls(path, line, code, field, tuple((name, _shown(name, fact)) for name, fact in facts.items()))

    @property
    def fault(self) -> Fault:
        return faults()[self.code]

    @property
    def level(self) -> Level:
        return self.fault.level

    @property
    def leaves_record_out(self) -> bool:
        """Whether a lenient build must do without the record."""
        return self.level == "error" and not self.fault.keeps_record

    def message(self, language: Language) -> str:
        template = self.fault.sv if language == "sv" else self.fault.en
        return template.format_map({"field": printable(self.field), **dict(self.facts)})


def printable(text: str) -> str:
    """The text on one line, in signs that any file and screen can take: `\\u000a` for a line's end.

    A field is named by whoever wrote the file, and a file by whoever saved it: both may hold any sign.
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _shown(name: str, fact: object) -> str:
    longest = LONGEST_PROPOSAL if name.startswith("instead") else LONGEST_FACT
    text = printable(hide(str(fact)))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def _place(problem: Problem) -> str:
    path = printable(problem.path)
    return f"{path}:{problem.line}" if problem.line else path


WORDS: Mapping[Language, Mapping[Level, str]] = {
    "sv": {"error": "fel", "warning": "varning"},
    "en": {"error": "error", "warning": "warning"},
}


def as_text(problems: Iterable[Problem], language: Language) -> str:
    """One line each: `path:line: level: field: message [code]`."""
    return "\n".join(_text_line(problem, language) for problem in problems)


def _text_line(problem: Problem, language: Language) -> str:
    field = f"{printable(problem.field)}: " if problem.field else ""
    level = WORDS[language][problem.level]
    return f"{_place(problem)}: {level}: {field}{problem.message(language)} [{problem.code}]"


def as_json(problems: Iterable[Problem], language: Language) -> str:
    """A JSON list of `{path, line, code, field, message, level}`; path and field are as they are on the disk."""
    rows = [
        {
            "path": problem.path,
            "line": problem.line,
            "code": problem.code,
            "field": problem.field,
            "message": problem.message(language),
            "level": problem.level,
        }
        for problem in problems
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""What stands in for a byte of a file's name that is not UTF-8. No file can hold it, but JSON can spell it."""


def as_github(problems: Iterable[Problem], language: Language) -> str:
    """GitHub's workflow commands: an annotation on the line in the pull request."""
    return "\n".join(
        f"::{problem.level} file={_property(printable(problem.path))},line={max(problem.line, 1)},"
        f"title={_property(problem.code)}::{_escaped(problem.message(language))}"
        for problem in problems
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


TABLE_HEAD: Mapping[Language, str] = {
    "sv": "| Var | Fält | Vad | Kod |\n|---|---|---|---|",
    "en": "| Where | Field | What | Code |\n|---|---|---|---|",
}


def as_markdown(problems: Iterable[Problem], language: Language) -> str:
    """A table for a comment; what an author wrote can't end a cell, start markup, link or mention anyone."""
    rows = []
    for problem in problems:
        cells = (_place(problem), printable(problem.field), problem.message(language))
        rows.append(f"| {' | '.join(map(in_markdown, cells))} | `{problem.code}` |")
    return "\n".join([TABLE_HEAD[language], *rows]) if rows else ""


_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~!&$]")
_REFERENCE = re.compile(r"@|#|\bGH-|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
"""Where GitHub begins to see a person, an issue or an address, in the finished text, whatever stands before it."""


def in_markdown(text: str) -> str:
    """Text that starts no markup, mentions nobody and refers to nothing, wherever it is put."""
    # An empty comment divides a word for GitHub and for nobody else: what is copied out of the table is whole.
    return _REFERENCE.sub(r"\g<0><!---->", _MARKUP.sub(r"\\\g<0>", text))


REPORTERS: Mapping[str, Callable[[Iterable[Problem], Language], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "markdown": as_markdown,
}
