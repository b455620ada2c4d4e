"""One field's value as people read it, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from gettext import GNUTranslations
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.freshness import Stage, reached
from generator.markup import render, render_article
from generator.pages.opening import opening
from generator.pages.page import Badge, Group, Link, Shown, Time
from generator.portal import Portal
from generator.record import Record, is_given
from generator.schema import Field
from generator.words import spoken_date, spoken_number

PICTURED = frozenset({"service_functions"})
"""Vocabularies whose every term has a picture in parts/icons.html."""

GROUPS = ("about", "service", "members", "booking", "when", "where", "supply", "contact", "reuse")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: a portal in one language. `prefix` stands before every address in that language.

    `year` is the one in which it speaks.
    """

    portal: Portal
    language: str
    prefix: str
    words: GNUTranslations
    lexicon: frozenset[str]
    languages: tuple[str, ...]
    year: int

    def say(self, word: str, **facts: object) -> str:
        text = self.words.gettext(word)
        return text % facts if facts else text

    def speaks(self, record: Record) -> bool:
        """A page in a language of its own is shown in that one only; all other records in every language."""
        own = record.values.get("language") if record.kind.name == "page" else None
        return own is None or own == self.language or own not in self.languages

    def foreign(self, record: Record) -> str:
        """The language of a record's own words where it is not the one spoken, so that a screen reader says them
        right; else empty. They are in the portal's first language unless the record says otherwise.
        """
        own = record.values.get("language") or self.languages[0]
        return "" if own == self.language else own

    def url(self, address: str) -> str:
        return self.prefix + address


def show(record: Record, field: Field, voice: Voice) -> Shown | None:
    """The field with its title, or None where the record has nothing to show in it."""
    value = record.values.get(field.name)
    if not is_given(value):
        return None
    widget, shown = _value(record, field, value, voice)
    return Shown(field.name, field.title[voice.language], widget, shown) if shown not in (None, ()) else None


def _value(record: Record, field: Field, value: Any, voice: Voice) -> tuple[str, Any]:
    if field.name == "price":
        return "text", price(record, voice)
    if field.target in voice.portal.kinds:
        others = filter(voice.speaks, voice.portal.linked(record, field.name))
        return "links", tuple(Link(voice.url(other.url), other.heading) for other in others)
    items = value if field.is_list else (value,)
    if field.target or field.labels:
        return "links", tuple(_term_link(record, field, item, voice) for item in items)
    if field.is_list:
        shown = tuple(_plain(field, item, voice) for item in items)
        return f"list of {shown[0][0]}", tuple(item for _, item in shown)
    return _plain(field, value, voice)


def _term_link(record: Record, field: Field, value: str, voice: Voice) -> Link:
    """A term's label; with the address of its facet page where the record stands on one: what is over does not."""
    is_listed = field.facet and not record.values.get("over")
    url = voice.url(f"/{record.kind.address}/{field.facet}/{value}/") if is_listed else ""
    return Link(url, label(record, field, value, voice), icon=value if field.target in PICTURED else "")


def label(record: Record, field: Field, value: str, voice: Voice, *, neutral: bool = False) -> str:
    """A term of a vocabulary, or a value of the field's own short list, in words.

    A want says an exchange in its own words ("Vill köpa"), unless one word shall do for offers and wants.
    """
    if field.labels:
        return field.labels[value][voice.language]
    term = voice.portal.vocabularies[field.target].get(value) if field.target in voice.portal.vocabularies else None
    if term is None:
        return value
    if field.target == "exchange_types" and record["direction"] == "want" and not neutral:
        return term.row["sv_want" if voice.language == "sv" else "en_want"]
    return term.label[voice.language]


def _plain(field: Field, value: Any, voice: Voice) -> tuple[str, Any]:
    in_words = PLAIN.get(field.type.name)
    return in_words(value, voice) if in_words else ("text", str(value))


def _time(value: date | datetime, voice: Voice) -> tuple[str, Any]:
    return "time", time_of(value, voice)


def time_of(value: date | datetime, voice: Voice) -> Time:
    iso = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return Time(iso, spoken_date(value, voice.language))


def _url(value: str, voice: Voice) -> tuple[str, Any]:
    """Shown as its host: a reader sees where a link leads before following it (RELIABILITY.md T10)."""
    return "outside", Link(value, (urlsplit(value).hostname or value).removeprefix("www."))


def article(text: str, voice: Voice) -> Markup:
    """An officer's page as HTML."""
    return render_article(text, voice.say("Back to footnote %(number)s in the text", number="{}"))


PLAIN: Mapping[str, Callable[[Any, Voice], tuple[str, Any]]] = {
    "markdown": lambda value, voice: ("html", str(render(value))),
    "article": lambda value, voice: ("html", str(article(value, voice))),
    "date": _time,
    "moment": _time,
    "number": lambda value, voice: ("text", spoken_number(value, voice.language)),
    "integer": lambda value, voice: ("text", spoken_number(value, voice.language)),
    "boolean": lambda value, voice: ("text", voice.say("Yes") if value else voice.say("No")),
    "phone": lambda value, voice: ("outside", Link(value.uri, value.text)),
    "email": lambda value, voice: ("outside", Link(f"mailto:{value}", value)),
    "url": _url,
    "opening_hours": lambda value, voice: ("hours", opening(value, voice)),
}


def over_at(record: Record) -> str:
    """The instant at which the record will be over, in ISO 8601; empty for what has no end, or has had it."""
    instant = record.values.get("over_at")
    return instant.isoformat() if instant and not record.values["over"] else ""


def price(record: Record, voice: Voice) -> str:
    """`250 kr per dygn`; nothing to pay is said in a word."""
    amount = record["price"]
    if amount == 0:
        return voice.say("Free")
    unit = record["price_unit"] if "price_unit" in record.kind.fields else None
    kronor = f"{spoken_number(amount, voice.language)} kr"
    return voice.say("%(price)s per %(unit)s", price=kronor, unit=unit) if unit else kronor


TONES = {
    "cancelled": "stop",
    "postponed": "watch",
    "moved_online": "watch",
    "temporarily_closed": "watch",
    "closed": "stop",
    "reserved": "watch",
    "gone": "stop",
    "open": "good",
    "standby": "watch",
    "on_demand": "watch",
    "exercise": "watch",
    "test": "watch",
}
QUIET = frozenset({"active", "scheduled", "available", "normal", "actual", "established"})
"""States that go without saying."""
STATES = ("status", "activation", "lifecycle", "cap_status")


def badges(record: Record, voice: Voice) -> tuple[Badge, ...]:
    """What one must know before reading on: a state other than the usual, over, made up."""
    found: list[Badge] = []
    for name in STATES:
        value = record.values.get(name)
        if value and value not in QUIET:
            found += _state(record, name, value, voice)
    if record.values.get("over"):
        found.append(Badge(voice.say("Over"), "stop"))
    elif reached(record) >= Stage.DOUBTED:
        found.append(Badge(voice.say("May be out of date"), "watch"))
    if record["example"]:
        found.append(Badge(voice.say("Example"), "plain"))
    return tuple(found)


def _state(record: Record, name: str, value: str, voice: Voice) -> Iterator[Badge]:
    """A state in words, with its end where it has one; when the end has passed, that nobody knows what holds."""
    text, tone = label(record, record.kind.fields[name], value, voice), TONES.get(value, "plain")
    since, until = (record.values.get(one) for one in ("state_since", "state_until"))
    if name != "activation" or not (since or until):
        yield Badge(text, tone)
        return
    if until:
        end = record["activation_to"]
        said = "%(state)s until %(time)s" if isinstance(end, datetime) else "%(state)s until %(day)s"
        text = voice.say(said, state=text, time=time_of(end, voice).text, day=time_of(end, voice).text)
    expired = record["state_expired"]
    yield Badge(text, tone, _iso(since), "" if expired else _iso(until))
    if expired:
        yield Badge(voice.say("The time of this state is up"), "watch")


def unusual(told: Iterable[Badge], voice: Voice) -> bool:
    """Whether a badge says that something else holds than what the fields say."""
    return any(badge.text != voice.say("Example") for badge in told)


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _goes_without_saying(record: Record, field: Field) -> bool:
    """What the price is for is said with the price; the usual state of a thing is not said at all."""
    return field.name == "price_unit" or (
        field.name in STATES and field.name != "activation" and record.values.get(field.name) in QUIET
    )


def groups(record: Record, voice: Voice, leave: frozenset[str]) -> tuple[Group, ...]:
    """All fields to show but those in `leave`, by group, in the order of GROUPS and of the schema."""
    shown: dict[str, list[Shown]] = {name: [] for name in GROUPS}
    for field in record.kind.fields.values():
        if field.name not in record.values or field.name in leave or _goes_without_saying(record, field):
            continue
        if one := show(record, field, voice):
            shown[field.group].append(one)
    return tuple(Group(name, voice.say(f"group {name}"), tuple(fields)) for name, fields in shown.items() if fields)
