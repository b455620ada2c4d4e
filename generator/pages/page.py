"""What a page is made of: small frozen values of text, so that a page is a pure function of plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """`count` is shown behind the text where there is one; `current` marks the page one is on.

    `icon` names a picture of parts/icons.html that may stand beside the text.
    """

    url: str
    text: str
    count: int | None = None
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A moment for machines (ISO 8601) and for people."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that stands out. `tone`: plain, good, watch, stop. It holds between two instants (ISO 8601), if any."""

    text: str
    tone: str = "plain"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as people read it. `widget` names the macro of parts/value.html that knows the shape of `value`."""

    name: str
    title: str
    widget: str
    value: Any


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by its address, and that of a smaller one; `text` says what it shows. Sizes in pixels."""

    url: str
    small: str
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A day as a wall calendar shows it."""

    weekday: str
    day: str
    month: str


@dataclass(frozen=True, slots=True)
class Card:
    """A record in a list. `until` is the instant (ISO 8601) at which it is over and leaves lists by itself; `doubted`
    the day from which it may be out of date. `own_language`: that of heading and lead, where it is not `language`.

    `variant`: which of a few sorts of its kind it is; `sign`: the picture that tells it apart.
    What a script narrows lists by: `facets` ("ort:moskosel"), `days` (ISO dates on which it happens) and `position`
    (latitude, longitude). `hours` (opening.brief) tell it whether to say that it is open.
    """

    kind: str
    language: str
    url: str
    heading: str
    lead: str
    facts: tuple[Shown, ...]
    badges: tuple[Badge, ...]
    own_language: str = ""
    until: str = ""
    doubted: str = ""
    variant: str = ""
    sign: str = ""
    leaf: Leaf | None = None
    facets: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    hours: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    name: str
    title: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Records under one heading; `more` leads to the whole list."""

    title: str
    cards: tuple[Card, ...]
    more: Link | None = None
    name: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `templates`: the first that the theme has is used. `url` begins with the language's prefix.

    `data` holds plain values only: text, numbers, and the dataclasses of this module.
    """

    url: str
    templates: tuple[str, ...]
    title: str
    language: str
    description: str = ""
    section: str = ""
    crumbs: tuple[Link, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    searched: bool = False
    listed: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Where the page is written, below the site's folder."""
        return file_at(self.url)


def file_at(url: str) -> str:
    """The file, below the site's folder, of the page at `url`."""
    return url[1:] + "index.html" if url.endswith("/") else url[1:]
