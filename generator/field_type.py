"""What a field's text means: one entry per type, read in one place.

A reader takes the text of a file and returns the value, or raises `Unreadable` with the code of the fault and
what to write instead. `column` is what Table Schema calls the type, so that Frictionless checks what it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from generator import control, personal_number
from generator.control import Control
from generator.hours import Hours, UnreadableHours
from generator.hours import parse as parse_hours
from generator.repetition import MOST_OCCURRENCES, UnreadableRule, read_rule
from generator.source import is_id, proposed_id
from generator.tangle import is_tangled

TRUE_WORDS = ("ja", "Ja", "JA", "true", "True", "yes", "Yes")
FALSE_WORDS = ("nej", "Nej", "NEJ", "false", "False", "no", "No", "NO")


class Unreadable(ValueError):
    """The text is not of the type; `code` is a code of problems.yaml."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Any] = facts


@dataclass(frozen=True, slots=True)
class Phone:
    """As people read it, and as a telephone dials it (RFC 3966)."""

    text: str
    uri: str


Moment = date | datetime
"""A day, or a local time without a zone of its own: the record's time zone says which clock."""


def _text(text: str) -> str:
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _no_date(text)
    except ValueError:
        return _no_date(text)


def _no_date(text: str) -> date:
    raise Unreadable("bad-date", found=text, instead=_likely_date(text))


EXAMPLE_DAY, EXAMPLE_CLOCK = "2026-12-24", "18:00"


def _likely_day(text: str) -> tuple[str, str]:
    """(the day that was probably meant, the text after it): `24/12 2026`, `24 december 2026`, `20261224`."""
    return control.day_and_rest(text.strip().lower()) or (EXAMPLE_DAY, "")


def _likely_date(text: str) -> str:
    return _likely_day(text)[0]


def _likely_moment(text: str) -> str:
    day, rest = _likely_day(text)
    clock = re.fullmatch(r"[ ,t]*(?:kl\.? ?)?(\d{1,2})[:.]?(\d\d)?", rest)
    hour, minute = (int(clock[1]), int(clock[2] or 0)) if clock else (24, 0)
    return f"{day} {hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else f"{day} {EXAMPLE_CLOCK}"


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]+(?:kl\.? ?)?(\d{1,2})[:.](\d\d)(?::00)?)?", re.IGNORECASE)


def _moment(text: str) -> Moment:
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise Unreadable("bad-moment", found=text, instead=_likely_moment(text))
    day, hour, minute = match.groups()
    if hour is None:
        return _date(day)
    if int(hour) > 23 or int(minute) > 59:
        raise Unreadable("bad-time", found=f"{hour}:{minute}")
    return datetime.combine(_date(day), datetime.min.time()).replace(hour=int(hour), minute=int(minute))


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "Factory", "posixrules"}


def _timezone(text: str) -> str:
    if text not in _known_zones():
        raise Unreadable("bad-timezone", found=text)
    return text


def _repeat_rule(text: str) -> str:
    try:
        return read_rule(text)
    except UnreadableRule as unreadable:
        raise Unreadable(unreadable.code, found=text, limit=MOST_OCCURRENCES) from None


_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def _number(text: str) -> int | float:
    if not _PLAIN_NUMBER.fullmatch(text):
        raise Unreadable("bad-number", found=text)
    whole, _, fraction = text.partition(".")
    return float(text) if fraction.strip("0") else int(whole)


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise Unreadable("bad-integer", found=text)
    return int(text)


def _boolean(text: str) -> bool:
    if text in TRUE_WORDS:
        return True
    if text in FALSE_WORDS:
        return False
    raise Unreadable("bad-boolean", found=text)


SHORT_NUMBERS = frozenset({"112", "1177", "11313", "11414", "116000", "116111", "116123"})


def _phone(text: str) -> Phone:
    """A number as written, and in E.164 with Sweden's +46 for a leading zero; `(0)` after a country code is none."""
    digits = re.sub(r"[\s\u00a0()./-]|[\u2010-\u2015]", "", text.replace("(0)", "") if text[:1] in "+0" else text)
    if digits in SHORT_NUMBERS:
        return Phone(text, f"tel:{digits}")
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if re.fullmatch(r"0[1-9][0-9]{5,9}", digits):
        return Phone(text, f"tel:+46{digits[1:]}")
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        return Phone(text, f"tel:{digits}")
    raise Unreadable("bad-phone", found=text)


_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)


def _email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Unreadable("bad-email", found=text)
    return text.lower()


_HOST = re.compile(r"(?:[a-z0-9åäö_](?:[a-z0-9åäö_-]{0,61}[a-z0-9åäö_])?\.)+[a-z]{2,24}", re.IGNORECASE)


_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.){1,3}[a-z]{2,24}(?:/[\w./-]{0,200})?")


def _url(text: str) -> str:
    """An address on the web; nothing a browser would run (`javascript:`, `data:`), no password in it."""
    if _PLAIN_URL.fullmatch(text):  # as most are, which need not be taken apart
        return text
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s\\<>\"]", text) or len(text) > 500:
        bare = re.fullmatch(r"[\w.-]+\.[a-z]{2,24}(/\S*)?", text, re.IGNORECASE)
        likely = f"https://{text}"
        instead = likely if bare and _HOST.fullmatch(urlsplit(likely).hostname or "") else "https://www.example.com"
        raise Unreadable("bad-url", found=text, instead=instead)
    return text


def _calendar(text: str) -> str:
    """Where others keep their calendar: an address that a browser would trust, or a file's name (source.CALENDARS)."""
    stem, dot, ending = text.rpartition(".")
    if f"{dot}{ending}" == ".ics" and is_id(stem):
        return text
    address = _url(re.sub(r"^webcals?:", "https:", text, flags=re.IGNORECASE))
    if urlsplit(address).scheme != "https":
        raise Unreadable("bad-calendar", found=text)
    return address


def _postal_code(text: str) -> str:
    digits = re.sub(r"\s|^SE-", "", text)
    if not re.fullmatch(r"[1-9][0-9]{4}", digits):
        raise Unreadable("bad-postal-code", found=text)
    return f"{digits[:3]} {digits[3:]}"


def _org_number(text: str) -> str:
    """Ten digits whose third is at least 2: a personal number, with a month there, is refused (DOMAIN.md 4.2)."""
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"(?:18|19|20)[0-9]{10}|(?:16)?[0-9]{2}[01][0-9]{7}", digits):
        raise Unreadable("personal-number", found=f"{digits[-10:-4]}-****")
    digits = digits[2:] if len(digits) == 12 and digits.startswith("16") else digits
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise Unreadable("bad-org-number", found=text)
    if not personal_number.passes_luhn(digits):
        raise Unreadable("org-number-check-digit", found=text)
    return f"{digits[:6]}-{digits[6:]}"


def _opening_hours(text: str) -> Hours:
    try:
        return parse_hours(text)
    except UnreadableHours as unreadable:
        facts = {"found": unreadable.part, "instead": unreadable.expected_sv, "instead_en": unreadable.expected_en}
        raise Unreadable("bad-opening-hours", **facts) from None


def _markdown(text: str) -> str:
    if is_tangled(text):
        raise Unreadable("tangled-markdown")
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise Unreadable("bad-colour", found=text)
    return text.lower()


def _id(text: str) -> str:
    if not is_id(text):
        raise Unreadable("bad-id", found=text, instead=proposed_id(text))
    return text


PICTURE_ENDINGS: Mapping[str, str] = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
"""Ending -> format, as Pillow calls it."""


def _picture(text: str) -> str:
    """`torget.jpg Fyra personer vid en svarv`: without the words, who can't see the picture has nothing."""
    name, _, words = text.partition(" ")
    stem, dot, ending = name.rpartition(".")
    if f"{dot}{ending}" not in PICTURE_ENDINGS or not is_id(stem):
        raise Unreadable("picture-type", found=name)
    if not words.strip():
        raise Unreadable("picture-without-text", found=name)
    return f"{name} {words.strip()}"


@dataclass(frozen=True, slots=True)
class FieldType:
    """`read` turns text into a value; `column` is the type in Table Schema; `control` is what a form asks with."""

    name: str
    read: Callable[[str], Any] = _text
    column: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    control: Control = control.TEXT


_BOOLEAN = {"type": "boolean", "trueValues": list(TRUE_WORDS), "falseValues": list(FALSE_WORDS)}

FIELD_TYPES: Mapping[str, FieldType] = {
    entry.name: entry
    for entry in (
        FieldType("string"),
        FieldType("markdown", _markdown, control=control.AREA),
        FieldType("article", _markdown),
        FieldType("field_name"),
        FieldType("date", _date, {"type": "date"}, control.DAY),
        FieldType("moment", _moment, control=control.MOMENT),
        FieldType("timezone", _timezone),
        FieldType("repeat_rule", _repeat_rule),
        FieldType("number", _number, {"type": "number"}, control.DECIMAL),
        FieldType("integer", _integer, {"type": "integer"}, control.WHOLE_NUMBER),
        FieldType("boolean", _boolean, _BOOLEAN, control.TICK),
        FieldType("phone", _phone, control=control.PHONE),
        FieldType("email", _email, control=control.EMAIL),
        FieldType("url", _url, control=control.WEB_ADDRESS),
        FieldType("calendar", _calendar, control=control.WEB_ADDRESS),
        FieldType("postal_code", _postal_code, control=control.POSTAL_CODE),
        FieldType("org_number", _org_number, control=control.ORG_NUMBER),
        FieldType("opening_hours", _opening_hours),
        FieldType("colour", _colour),
        FieldType("picture", _picture),
        FieldType("id", _id),
    )
}
