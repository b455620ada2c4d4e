"""The words of opening hours, in Swedish, English and OpenStreetMap's `opening_hours`. Text in, tokens out.

The kind of a token is one letter; the grammar in `hours_notation.py` is patterns over these letters:

    d weekday, g group of weekdays, h public holidays, f except holidays, o other times, m month, D date,
    Q "24/7" (24 July or round the clock), n number, y four digits, t time, A round the clock,
    c closed, a by appointment, x temporarily closed, u unknown, " a note, and - , & ; : themselves
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

LONGEST = 500  # characters; anything longer is prose
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)  # ISO weekdays, Monday is 1


class Expected(Enum):
    """What to write instead of a piece that was not understood: Swedish, English."""

    SHORTER = (f"högst {LONGEST} tecken", f"at most {LONGEST} characters")
    DAYS_AND_TIMES = (
        "dagar och tider, till exempel ”mån-fre 10-18; lör 10-14; 24/12 stängt”",
        "days and times, for example “Mo-Fr 10:00-18:00; Sa 10:00-14:00; Dec 24 off”",
    )
    TIMES = (
        "när det öppnar och stänger, till exempel ”lör 10-14” eller ”lör stängt”",
        "when it opens and closes, for example “Sa 10:00-14:00” or “Sa off”",
    )
    DAYS = (
        "vilka dagar det gäller, till exempel ”lör 10-14”; flera tider samma dag skrivs ”mån 10-12, 13-17”",
        "which days it is about, for example “Sa 10-14”; several spans a day are written “Mo 10-12, 13-17”",
    )
    CLOCK = (
        "klockslag från 00:00 till 24:00, till exempel ”10-18” eller ”07.30-16”",
        "times from 00:00 to 24:00, for example “10-18” or “07:30-16:00”",
    )
    OTHER_CLOSING = (
        "en annan stängningstid än öppningstiden; hela dygnet skrivs ”dygnet runt”",
        "a closing time other than the opening time; day and night is written “24/7”",
    )
    OPENING_FIRST = (
        "öppningstiden först; efter midnatt går det att stänga till 06:00, till exempel ”fre 20-02”",
        "the opening time first; closing after midnight is at most 06:00, for example “Fr 20-02”",
    )
    APART = (
        "tider som inte går in i varandra, till exempel ”10-12, 13-17”",
        "spans that do not overlap, for example “10-12, 13-17”",
    )
    DATE = (
        "ett datum som finns, till exempel ”24/12”, ”24-26 dec”, ”2026-12-24” eller ”1 jun-31 aug”",
        "a date that exists, for example “Dec 24”, “Dec 24-26”, “2026-12-24” or “Jun 1-Aug 31”",
    )
    WITH_YEAR = (
        "ett datum med årtal, till exempel ”tillfälligt stängt till 2026-12-01”",
        "a date with its year, for example “temporarily closed until 2026-12-01”",
    )


class UnreadableHours(ValueError):
    """`part` is the piece that was not understood; `expected_sv` and `expected_en` say what to write."""

    def __init__(self, part: str, expected: Expected) -> None:
        super().__init__(part, expected)
        self.part, self.expected = part, expected
        self.expected_sv, self.expected_en = expected.value

    def __str__(self) -> str:
        return f"kan inte läsa ”{self.part}”: skriv {self.expected_sv}"


class Token(NamedTuple):
    kind: str
    start: int
    end: int
    value: tuple[int, ...] = ()  # of a date: year or 0, month, day; of a time: hours, minutes
    note: str = ""


_WEEKDAYS = (
    "mån månd må måndag mo mon monday", "tis ti tisdag tu tue tues tuesday", "ons on onsdag we wed wednesday",
    "tor tors torsdag th thu thur thurs thursday", "fre fr fredag fri friday",
    "lör lö lörd lördag sa sat saturday", "sön sö sönd söndag su sun sunday",
)  # fmt: skip
_MONTHS = (
    "jan januari january", "feb febr februari february", "mar mars march", "apr april", "maj may",
    "jun juni june", "jul juli july", "aug augusti august", "sep sept september", "okt oktober oct october",
    "nov november", "dec december",
)  # fmt: skip
_NAMED_DATES = {
    (0, 1, 1): "nyårsdagen", (0, 1, 6): "trettondagen|trettondedag jul", (0, 5, 1): "första maj",
    (0, 6, 6): "nationaldagen", (0, 12, 24): "julafton|christmas eve", (0, 12, 25): "juldagen|christmas day",
    (0, 12, 26): "annandag jul|boxing day", (0, 12, 31): "nyårsafton|new year's eve",
}  # fmt: skip
_GROUPS = {
    (1, 2, 3, 4, 5): "vardag|vardagar|vardagarna|weekday|weekdays",
    (6, 7): "helg|helger|helgen|helgerna|weekend|weekends",
    ALL_DAYS: "dagligen|daily|dag|dagar|day|days",
}
_PHRASES = {
    "h": "röd dag|röda dagar|helgdag|helgdagar|ph|public holiday|public holidays|bank holidays",
    "f": "helgfri|helgfria",
    "o": "övriga dagar|övrig tid|övriga tider|annars|i övrigt|otherwise|other times|other days",
    "A": "dygnet runt|hela dygnet|around the clock|round the clock",
    "c": "stängt|stängd|closed|off|ej öppet|inte öppet",
    "a": "efter överenskommelse|enligt överenskommelse|enl. överenskommelse|överenskommelse|by appointment"
    "|by appointment only|tidsbokning|endast tidsbokning|efter tidsbokning|enligt tidsbokning|mot tidsbokning"
    "|bokning|efter bokning|mot bokning|vid bokning|bokas|bokas i förväg",
    "x": "tillfälligt stängt|tillfälligt stängd|temporarily closed|tills vidare stängt|stängt tills vidare",
    "u": "okänt|okänd|okända|okända tider|okända öppettider|unknown",
    "-": "till|tom|t.o.m|t o m|till och med|tills|until|through",
    "&": "och|samt|and",
    " ": "kl|klockan|öppet|öppettider|open|opening hours|den|varje|alla|every",
}


def _vocabulary() -> Iterator[tuple[str, tuple[str, tuple[int, ...]]]]:
    """Every word and phrase with its kind and value."""
    for number, names in enumerate(_WEEKDAYS, 1):
        for name in names.split():
            endings = " s en ar arna" if name.endswith("dag") else " s" if name.endswith("day") else " "
            yield from ((name + ending, ("d", (number,))) for ending in endings.split(" "))
    for number, names in enumerate(_MONTHS, 1):
        yield from ((name, ("m", (number,))) for name in names.split())
    for kind, table in (("D", _NAMED_DATES), ("g", _GROUPS)):
        yield from ((name, (kind, value)) for value, names in table.items() for name in names.split("|"))
    yield from ((name, (kind, ())) for kind, names in _PHRASES.items() for name in names.split("|"))


_WORDS = dict(_vocabulary())
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # hyphens, figure, en and em dash, minus
_LONGEST_FIRST = "|".join(re.escape(name) for name in sorted(_WORDS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""
    (?P<note>"[^"“”\n]*"|[“”][^"“”\n]*”)
  | (?P<D>20[0-9]{{2}}(?:[{_DASHES}][0-9]{{2}}){{2}}(?![0-9])
         |[0-9]{{1,2}}/[0-9]{{1,2}}(?:/20[0-9]{{2}})?(?![0-9/]))
  | (?P<t>[0-9]{{1,2}}[:.][0-9]{{2}}(?![0-9]))
  | (?P<n>(?:[0-9]{{4}}|[0-9]{{1,2}})(?![0-9])(?::[ae](?!\w))?)
  | (?P<joint>[{_DASHES}]\ ?(?:och|and|samt|&)(?!\w))
  | (?P<word>(?:{_LONGEST_FIRST})(?!\w)|[^\W\d_]+)\.?
  | (?P<mark>[{_DASHES},&/;:.\n])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile("[0-9]+")
_MARKS = {**dict.fromkeys(_DASHES, "-"), "/": "&", "\n": ";", ".": ";"}
"""Those that have the kind of another."""


def read_tokens(text: str) -> list[Token]:
    """The tokens of a tidy text."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if not found:
            raise UnreadableHours(text[at:].split(maxsplit=1)[0], Expected.DAYS_AND_TIMES)
        tokens += _read_token(found, tokens[-1].kind if tokens else ";")
        at = found.end()
    return tokens


def tidy(text: str) -> str:
    """One way to write each character, one space between words, no empty lines."""
    if len(text) > LONGEST:
        raise UnreadableHours(text[:40] + "…", Expected.SHORTER)
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def _read_token(found: re.Match[str], before: str) -> list[Token]:
    """One token as a rule; none for a word that changes nothing, several for states in quotes."""
    value: tuple[int, ...] = ()
    match found.lastgroup, found[0]:
        case "note", text:
            return _read_note(text.strip('"“” '), found.span())
        case "word", text:
            kind, value = _read_word(text, before)
        case "mark", text:
            kind = _MARKS.get(text, text)
        case "joint", _:
            kind = "&"
        case written, text:
            kind, value = _read_number(str(written), text)
    return [] if kind == " " else [Token(kind, *found.span(), value)]


def _read_number(kind: str, text: str) -> tuple[str, tuple[int, ...]]:
    """A date, a time or a plain number."""
    value = tuple(map(int, _NUMBER.findall(text)))
    if kind == "D":
        return "Q" if text == "24/7" else "D", value if value[0] > 99 else (*value, 0)[2::-1]
    return "y" if kind == "n" and len(text) == 4 and text.isdigit() else kind, value


def _read_word(text: str, before: str) -> tuple[str, tuple[int, ...]]:
    word = text.lower().removesuffix(".")
    if word == "to":  # English for "till"; where only a weekday can stand ("må-to", "må, to") Swedish for Thursday
        return ("d", (4,)) if before in "-,&;:" else ("-", ())
    if word not in _WORDS:
        raise UnreadableHours(text, Expected.DAYS_AND_TIMES)
    return _WORDS[word]


def _read_note(note: str, place: tuple[int, int]) -> list[Token]:
    """OpenStreetMap says some of our states in quotes; any other quoted text is a note."""
    try:
        inside = read_tokens(note)
    except UnreadableHours:
        inside = []
    if re.fullmatch("a|x(-D)?", "".join(token.kind for token in inside)):
        return [token._replace(start=place[0], end=place[1]) for token in inside]
    return [Token('"', *place, note=note)] if note else []
