"""From the bytes of a file to clean text, or to the problems that make it unsafe to read on.

Accepted as they are: a byte order mark, CRLF and CR line ends, a missing final newline, text that is not in
NFC. Refused by line: other encodings, control, bidirectional and invisible characters, merge-conflict marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from generator import personal_number
from generator.problem import Problem

_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u3164\uffa0")
"""Letters and marks by their category that show nothing all the same."""
_SPACES = frozenset("\t\n\u00a0\u2002\u2003\u2009\u202f")
_USUAL = re.compile("[\t\n -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027]*")
"""Signs that nearly every file is made of, all of them seen: a text of nothing else need not be looked through."""
MOST_HIDDEN = 10
"""Hidden characters told of one file: a file full of them is one fault, not thousands."""
_CONFLICT_MARKS = ("<" * 7, ">" * 7, "|" * 7)
_CONFLICT = re.compile(rf"^(?:{'|'.join(map(re.escape, _CONFLICT_MARKS))})(?: .*)?$", re.MULTILINE)
_MOJIBAKE_BEGINS = "ÃÂâ"
_MOJIBAKE = re.compile("Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]|Â[\xa0-\xbf]|â€.")


def read(path: str, raw: bytes) -> tuple[str, list[Problem]]:
    """Decode and normalise. The text is empty when a problem forbids reading on."""
    if _looks_like_utf16(raw):
        return "", [Problem.at(path, 1, "not-utf8", guess="UTF-16", shown="")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(path, raw, error)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    problems = list(_unsafe(path, text))
    return ("" if any(problem.leaves_record_out for problem in problems) else text), problems


def _looks_like_utf16(raw: bytes) -> bool:
    """Every other byte of Western text in UTF-16 is zero, mark or no mark."""
    head = raw[:400]
    return raw[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        0 in head
        and any(
            len(half) > 3 and half.count(0) > len(half) * 0.8 and other.count(0) < len(other) * 0.2
            for half, other in ((head[::2], head[1::2]), (head[1::2], head[::2]))
        )
    )


def _not_utf8(path: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    before = raw[: error.start].decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    written = raw.removeprefix(b"\xef\xbb\xbf").decode("cp1252", "replace").splitlines()[line - 1]
    return Problem.at(path, line, "not-utf8", guess="Windows-1252", shown=written.strip())


def line_of(text: str, offset: int) -> int:
    """The line, from 1, that holds the character at `offset`."""
    return text.count("\n", 0, offset) + 1


def hidden_characters(text: str) -> Iterator[tuple[int, str]]:
    """(offset, name) of every character that can't be seen: controls, bidirectional and zero-width signs, fillers."""
    if _USUAL.fullmatch(text):
        return
    for offset, sign in enumerate(text):
        if (not sign.isprintable() and sign not in _SPACES and sign != " ") or sign in _UNSEEN_LETTERS:
            yield offset, f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


def _unsafe(path: str, text: str) -> Iterator[Problem]:
    for offset, name in islice(hidden_characters(text), MOST_HIDDEN):
        yield Problem.at(path, line_of(text, offset), "hidden-character", found=name)
    if any(mark in text for mark in _CONFLICT_MARKS) and (conflict := _CONFLICT.search(text)):
        yield Problem.at(path, line_of(text, conflict.start()), "merge-conflict", found=conflict.group())
    for offset, masked in personal_number.find(text):
        yield Problem.at(path, line_of(text, offset), "personal-number", found=masked)
    if any(sign in text for sign in _MOJIBAKE_BEGINS) and (garbled := _MOJIBAKE.search(text)):
        yield _mojibake(path, text, garbled.start())


def _mojibake(path: str, text: str, offset: int) -> Problem:
    line = line_of(text, offset)
    written = text.split("\n")[line - 1].strip()
    return Problem.at(path, line, "garbled-letters", found=written, repaired=_MOJIBAKE.sub(_repaired, written))


def _repaired(garbled: re.Match[str]) -> str:
    try:
        return garbled.group().encode("cp1252").decode("utf-8")
    except UnicodeError:
        return garbled.group()
