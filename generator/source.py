"""LOAD: the files of a content folder, each read into a `Source` or into problems.

    content/<place>/<kind>/<id>.yaml        fields
    content/<place>/<kind>/<id>.md          fields as front matter, then the field `body`

No symlink is followed, nothing above the size limit is read, and no file disappears in silence: a file that is
not a source is named in a problem.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from generator import personal_number, plain_text, quick_yaml
from generator.crew import each
from generator.problem import Problem, printable
from generator.strict_yaml import Fields, Value

LARGEST_FILE = 200_000
"""Bytes. A record is a page of text at most; the largest sample record is 4 kB."""

LONGEST_ID = 80
SUFFIXES = (".yaml", ".yml", ".md")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WINDOWS_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)})
QUIETLY_IGNORED = frozenset({".gitkeep", ".gitignore", ".gitattributes", ".DS_Store", "README.md"})
PICTURES = "images"
"""A place's folder of pictures, beside those of its kinds; records name the files (picture.py)."""
CALENDARS = "calendars"
"""A place's folder of calendars that others have given as files; records name them (exchange/calendars.py)."""
BODY = "body"
"""The field that the text of a .md file fills."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as text. `lines` holds the line of every value; of every item where the value is a list.

    `digest`: of the file, where it is one.
    """

    path: str
    place: str
    kind: str
    id: str
    values: dict[str, Value]
    lines: Mapping[str, int | tuple[int, ...]]
    digest: bytes = field(default=b"", compare=False)

    def line(self, field: str, item: int = 0) -> int:
        return line_in(self.lines, field, item)

    def problem(self, field: str, code: str, *, item: int = 0, **facts: object) -> Problem:
        return Problem.at(self.path, self.line(field, item), code, field, **facts)


def line_in(lines: Mapping[str, int | tuple[int, ...]], field: str, item: int = 0) -> int:
    """The line of a field's value, or of one of its items; the first where the file has no such value."""
    line = lines.get(field, 1)
    return line if isinstance(line, int) else line[min(item, len(line) - 1)] if line else 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk through the content folder gave: every regular file is a source or has a problem."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]


def load(
    root: Path, kinds: Sequence[str], content: str = "content", only: Collection[str] = (), jobs: int = 1
) -> Found:
    """Read every source below `root/content`, sorted by path; paths in problems are relative to `root`.

    `only`: the kinds whose folders are looked into; all of them where it is empty. `jobs`: how many processes may read.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for found in each(partial(read_file, root), list(_walk(root, content, kinds, problems, only)), jobs):
        problems += found.problems
        sources += found.sources
    if not sources and not problems:
        problems.append(Problem.at(content, 0, "no-content"))
    return Found(tuple(sources), tuple(problems))


def paths_below(root: Path, kinds: Sequence[str], content: str = "content") -> tuple[list[str], list[Problem]]:
    """The paths that `load` would read, in its order, and the problems of all others."""
    problems: list[Problem] = []
    return list(_walk(root, content, kinds, problems, ())), problems


def read_file(root: Path, path: str) -> Found:
    """Read `content/<place>/<kind>/<id>.<suffix>`, a path relative to `root`."""
    raw, problems = read_bytes(root, path)
    return Found((), tuple(problems)) if raw is None else read_raw(path, raw)


def read_raw(path: str, raw: bytes) -> Found:
    """Read what stands, or is about to stand, in the file `path`."""
    place, kind, name = path.split("/")[-3:]
    record_id, _, suffix = name.rpartition(".")
    text, problems = plain_text.read(path, raw)
    if not text and problems:
        return Found((), tuple(problems))
    fields, more = _read_markdown(path, text) if suffix == "md" else quick_yaml.read(path, text)
    problems += more
    if "\\" in text:
        problems += _escaped_numbers(path, fields)
    if any(problem.leaves_record_out for problem in problems):
        return Found((), tuple(problems))
    digest, lines = hashlib.sha256(raw).digest(), _lines(*fields.lines.items())
    return Found((Source(path, place, kind, record_id, fields.values, lines, digest),), tuple(problems))


@cache
def _lines(*lines: tuple[str, int | tuple[int, ...]]) -> Mapping[str, int | tuple[int, ...]]:
    """Files of a kind mostly have the same fields in the same lines: what says so is kept once."""
    return dict(lines)


def _escaped_numbers(path: str, fields: Fields) -> Iterator[Problem]:
    """Personal numbers that an escape (`\\x38`) hid from the look at the file's own text."""
    for name, value in fields.values.items():
        for text in (name, *((value,) if isinstance(value, str) else value)):
            for _, masked in personal_number.find(text):
                line = fields.lines[name]
                yield Problem.at(path, line if isinstance(line, int) else min(line), "personal-number", found=masked)


def read_bytes(root: Path, path: str) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a regular file of a bearable size; never those behind a link."""
    try:
        descriptor = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return None, [Problem.at(path, 0, "unreadable-file", reason=error.strerror)]
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return None, [Problem.at(path, 0, "not-a-file")]
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > LARGEST_FILE:
            size = f"{status.st_size // 1000} kB"
            return None, [Problem.at(path, 0, "file-too-large", found=size, limit=f"{LARGEST_FILE // 1000} kB")]
        return file.read(), []


def _read_markdown(path: str, text: str) -> tuple[Fields, list[Problem]]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Fields(), [Problem.at(path, 1, "no-front-matter", found=lines[0])]
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return Fields(), [Problem.at(path, 1, "open-front-matter")]
    fields, problems = quick_yaml.read(path, "\n".join(lines[1:end]), first_line=2)
    body = "\n".join(lines[end + 1 :])
    if BODY in fields.values and body.strip():
        first = fields.lines[BODY]
        problems.append(Problem.at(path, end + 2, "duplicate-key", BODY, first=first))
    elif body.strip():
        fields.values[BODY] = body.strip()
        fields.lines[BODY] = end + 2 + _blank_lines_before(body)
    return fields, problems


def _blank_lines_before(body: str) -> int:
    return body[: len(body) - len(body.lstrip())].count("\n")


def _walk(
    root: Path, content: str, kinds: Sequence[str], problems: list[Problem], only: Collection[str]
) -> Iterator[str]:
    for place in _entries(root, content, problems):
        if not _is_folder(root, place, "misplaced-file", problems) or not _is_place(place, problems):
            continue
        beside = (f"{place}/{PICTURES}", f"{place}/{CALENDARS}")
        for kind in _entries(root, place, problems):
            if not _is_folder(root, kind, "misplaced-file", problems) or kind in beside:
                continue
            if not _is_known(kind, kinds, problems) or (only and kind.rpartition("/")[2] not in only):
                continue
            for path in _entries(root, kind, problems):
                if _is_source(root, path, problems):
                    yield path


def _entries(root: Path, folder: str, problems: list[Problem]) -> Iterable[str]:
    """Paths below a folder in the order of their names: never in the order the disk gives them."""
    try:
        names = sorted(os.listdir(root / folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(Problem.at(folder, 0, "unreadable-file", reason=error.strerror))
        return []
    kept = []
    for name in names:
        path = f"{folder}/{printable(name)}"
        if name.startswith(".") or name.endswith(("~", ".swp", ".bak", ".orig", ".tmp")) or " (" in name:
            if name not in QUIETLY_IGNORED:
                problems.append(Problem.at(path, 0, "ignored-file"))
        elif os.path.islink(f"{root}/{folder}/{name}"):
            problems.append(Problem.at(path, 0, "symlink"))
        elif name not in QUIETLY_IGNORED:
            kept.append(f"{folder}/{name}")
    return kept


def is_id(text: str) -> bool:
    """Whether `text` may be a file's name and a part of an address, on every system."""
    return bool(ID.fullmatch(text)) and len(text) <= LONGEST_ID and text not in WINDOWS_DEVICES


def _is_folder(root: Path, path: str, code: str, problems: list[Problem]) -> bool:
    if os.path.isdir(root / path):
        return True
    problems.append(Problem.at(printable(path), 0, code))
    return False


def _is_place(folder: str, problems: list[Problem]) -> bool:
    """A place's name is part of settings and of paths, so it is an id too, and no personal number."""
    name = folder.rpartition("/")[2]
    if masked := next(personal_number.find(name), None):
        problems.append(Problem.at(printable(folder), 0, "personal-number", found=masked[1]))
    elif not is_id(name):
        problems.append(Problem.at(printable(folder), 0, "bad-id", found=name, instead=proposed_id(name)))
    else:
        return True
    return False


def _is_known(folder: str, kinds: Sequence[str], problems: list[Problem]) -> bool:
    name = folder.rpartition("/")[2]
    if name in kinds:
        return True
    problems.append(Problem.at(printable(folder), 0, "unknown-kind", found=name, nearest=nearest(name, kinds)))
    return False


def _is_source(root: Path, path: str, problems: list[Problem]) -> bool:
    name = path.rpartition("/")[2]
    stem, _, suffix = name.rpartition(".")
    if f".{suffix}" not in SUFFIXES:
        code = "misplaced-file" if os.path.isdir(root / path) else "unknown-file-type"
        problems.append(Problem.at(printable(path), 0, code))
        return False
    if masked := next(personal_number.find(stem), None):
        problems.append(Problem.at(printable(path), 0, "personal-number", found=masked[1]))
        return False
    if not is_id(stem):
        problems.append(Problem.at(printable(path), 0, "bad-id", found=stem, instead=proposed_id(stem)))
        return False
    return True


LETTERS = str.maketrans({"đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss"})
"""Letters that are no plain letter with a mark; editor/record-text.js has the same."""


def proposed_id(text: str) -> str:
    """A file name that would do for `text`: lower case, å and ä as a, ö as o, hyphens between the words."""
    unmarked = re.sub(r"[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", text).lower()).translate(LETTERS)
    slug = re.sub(r"[^a-z0-9]+", "-", unmarked).strip("-")[:LONGEST_ID].strip("-")
    return f"{slug}-1" if slug in WINDOWS_DEVICES else slug or "namn"


MOST_NAMES = 12


def nearest(found: str, known: Iterable[str]) -> str:
    """The known name most like `found`; the first few where none is like it."""
    known = list(known)
    close = difflib.get_close_matches(found, known, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(known[:MOST_NAMES]) + (" …" if len(known) > MOST_NAMES else "")
