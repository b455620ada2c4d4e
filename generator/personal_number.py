"""Swedish personal numbers in any text: none may ever be published.

Rule (DOMAIN.md 4.2): ten digits, with or without a century and a separator, whose first six are a date (a
coordination number has 60 added to the day) and whose last digit is the Luhn sum of the nine before it.
A sole trader's organisation number and VAT number are made of the same ten digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_DASH = "[-+\u2010-\u2015\u2212]"
_BLANK = "[ \\t\u00a0]"
_DATE = f"(?P<year>\\d\\d)(?P<dash>{_DASH}?)(?P<month>\\d\\d)(?P=dash)(?P<day>\\d\\d)"
_BEFORE_THE_LAST = f"(?:{_BLANK}*{_DASH}{_BLANK}*(?:\\n\\s*)?|{_BLANK}*\\n\\s*|{_BLANK}{{0,3}})"
_START = r"(?<!\d)(?<!\d\.)"
_CENTURY = f"(?:16|18|19|20){_BLANK}?{_DASH}?"

# Each is looked for at every place of its own: the digits of one reading may be part of another.
_READINGS = tuple(
    re.compile(f"{_START}(?={pattern})")
    for pattern in (
        rf"{_DATE}{_BEFORE_THE_LAST}(?P<last>\d{{4}})(?:01)?(?!\d)",
        rf"{_CENTURY}{_DATE}{_BEFORE_THE_LAST}(?P<last>\d{{4}})(?:01)?(?!\d)",
    )
)
COORDINATION_DAYS = 60
DIGITS = 10
_DIGIT = re.compile(r"\d")


def passes_luhn(ten_digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the nine before it (weights 2, 1, 2 ...)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0


def _is_birth_date(year: int, month: int, day: int) -> bool:
    if day > COORDINATION_DAYS:
        day -= COORDINATION_DAYS
    try:
        date(2000 + year, month, day)
    except ValueError:
        # 29 February is only in some centuries; the year's own century is not known here.
        return month == 2 and day == 29 and year % 4 == 0
    return True


def find(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, the number with its last four digits hidden) for every personal number in `text`."""
    for match in sorted(_candidates(text), key=re.Match.start):
        born = match["year"] + match["month"] + match["day"]
        if passes_luhn(born + match["last"]):
            yield match.start(), f"{born}-****"


_RUN = re.compile(r"\d(?:\d|[-+\u2010-\u2015\u2212]|\s){8,}")
"""Where a number may stand at all: every reading is made of these signs. A text without ten digits is done at once."""


def _candidates(text: str) -> Iterator[re.Match[str]]:
    runs = [run for run in _RUN.finditer(text) if len(_DIGIT.findall(run.group())) >= DIGITS]
    for reading in _READINGS if runs else ():
        for run in runs:
            for match in reading.finditer(text, run.start(), run.end()):
                if _is_birth_date(int(match["year"]), int(match["month"]), int(match["day"])):
                    yield match


def hide(text: str) -> str:
    """`text` without the last four digits of anything like a personal number, also one that is written wrong."""
    for match in _candidates(text):
        start, end = match.span("last")
        text = text[:start] + "****" + text[end:]
    return text
