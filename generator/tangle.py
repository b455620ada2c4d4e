"""Markdown that no person writes, and that keeps a parser busy for minutes: refused before anything reads it."""

from __future__ import annotations

import re

_SIGNS = frozenset("[](){}<>*_`~!")
LONGEST_RUN = 40
_RUN = re.compile(f"[{re.escape(''.join(sorted(_SIGNS)))}]{{{LONGEST_RUN},}}")
_MARKERS = re.compile(r"(?:[ \t>]|[-+*] |[0-9]{1,9}[.)] ){30,}")
"""Thirty levels of quotes, lists or indentation before a line's text begins."""
MOST_OPEN_BRACKETS = 40
"""Brackets that wait for their end: from each of them a parser looks through all that follows."""


def is_tangled(text: str) -> bool:
    """Whether the text has long runs of signs, lists in too many levels, or too many brackets without an end."""
    return (
        _has_long_run(text)
        or any(_MARKERS.match(line) for line in text.split("\n"))
        or any(_most_open(text, *pair) > MOST_OPEN_BRACKETS for pair in ("[]", "()"))
    )


def _has_long_run(text: str) -> bool:
    """Every fortieth character is a part of any run of forty: to look at these is to look through most texts."""
    return not _SIGNS.isdisjoint(text[LONGEST_RUN - 1 :: LONGEST_RUN]) and bool(_RUN.search(text))


def _most_open(text: str, opening: str, closing: str) -> int:
    """The greatest number of brackets that are open at once; one that closes nothing is a sign like others."""
    if text.count(opening) <= MOST_OPEN_BRACKETS:
        return 0
    most = depth = 0
    for sign in text:
        if sign == opening:
            depth += 1
            most = max(most, depth)
        elif sign == closing and depth:
            depth -= 1
    return most
