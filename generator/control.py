"""What a form asks with: one `Control` per way to answer, and how forgivingly the answer is read.

People write "24/12 2026", "1 250 kr" and "www.example.com". A control's `forgive` turns that into what a file
holds; what it can't make sense of it leaves alone, so that the check can say what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


def as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Control:
    """`widget`: text, area or tick. `input`, `mode` and `autocomplete` are the attributes of HTML by those names.

    `autocomplete` is of the person who fills in, so only what people know by heart has one (WCAG 1.3.5).
    """

    widget: str = "text"
    input: str = "text"
    mode: str = ""
    autocomplete: str = ""
    rows: int = 0
    forgive: Callable[[str], str] = as_it_is


_MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = (
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[ /.-]+(?P<year>\d{4})(?!\d)"),
    re.compile(
        r"(?:\w+dag(?:en)?,? )?(?:den )?(?P<day>\d{1,2})[.:]?(?:e)? (?P<name>[a-z]{3})[a-z]*\.? (?P<year>\d{4})(?!\d)"
    ),
    re.compile(r"(?P<year>\d{4})[-/. ]?(?P<month>\d\d)[-/. ]?(?P<day>\d\d)(?!\d)"),
)
_CLOCK = re.compile(r"[ ,t]*(?:kl(?:ockan)?\.? ?)?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d))?(?::00)?")


def day_and_rest(text: str) -> tuple[str, str] | None:
    """(the day that a text in lower case begins with, the text after it), if there is such a day."""
    for pattern in _DAYS:
        if not (match := pattern.match(text)):
            continue
        parts = match.groupdict()
        if (name := parts.get("name")) and name not in _MONTHS:
            return None
        month = _MONTHS.index(name) % 12 + 1 if name else int(parts["month"])
        try:
            day = date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            return None
        return day.isoformat(), text[match.end() :].strip()
    return None


def forgive_day(text: str) -> str:
    """`24/12 2026`, `24 december 2026` and `20261224` as `2026-12-24`."""
    found = day_and_rest(text.strip().lower())
    return found[0] if found and not found[1] else text


def forgive_moment(text: str) -> str:
    """A day as above, and perhaps a time after it: `24/12 2026 kl 18` as `2026-12-24 18:00`."""
    found = day_and_rest(text.strip().lower())
    if not found:
        return text
    day, rest = found
    if not rest:
        return day
    clock = _CLOCK.fullmatch(rest)
    return f"{day} {int(clock['hour']):02d}:{clock['minute'] or '00'}" if clock else text


_UNITS = re.compile(r"\s*(?:kr(?:onor)?\.?|:-|sek|kg|kilo|st)\s*$", re.IGNORECASE)


def forgive_number(text: str) -> str:
    """`1 250,50 kr` as `1250.50`."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", _UNITS.sub("", text)).replace(",", ".")
    return bare if re.fullmatch(r"-?\d+(\.\d+)?", bare) else text


def forgive_url(text: str) -> str:
    """`www.example.com` as `https://www.example.com`."""
    bare = text.strip()
    return f"https://{bare}" if re.fullmatch(r"(?!https?:)[\w.-]+\.[a-z]{2,24}(/\S*)?", bare, re.IGNORECASE) else bare


def forgive_email(text: str) -> str:
    """Without the `mailto:` and the blanks that pasting brings."""
    return re.sub(r"\s", "", text).removeprefix("mailto:")


def forgive_tick(text: str) -> str:
    """What a browser sends of a ticked box."""
    return "ja" if text in ("on", "1") else text


TEXT = Control()
AREA = Control(widget="area", rows=8)
TICK = Control(widget="tick", forgive=forgive_tick)
DAY = Control(forgive=forgive_day)
MOMENT = Control(forgive=forgive_moment)
DECIMAL = Control(mode="decimal", forgive=forgive_number)
WHOLE_NUMBER = Control(mode="numeric", forgive=forgive_number)
PHONE = Control(input="tel", autocomplete="tel")
EMAIL = Control(input="email", autocomplete="email", forgive=forgive_email)
WEB_ADDRESS = Control(input="text", mode="url", forgive=forgive_url)
POSTAL_CODE = Control(mode="numeric", autocomplete="postal-code")
ORG_NUMBER = Control(mode="numeric")
