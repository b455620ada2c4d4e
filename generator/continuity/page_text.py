"""What a built page says: the text that people see, and what its marks for Pagefind say is searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = frozenset({"script", "style", "template", "head", "svg"})


@dataclass(slots=True)
class Searched:
    """A page that is searched. `words` are those that are found though they are not on the page."""

    language: str = ""
    title: str = ""
    kind: str = ""
    lead: str = ""
    words: str = ""
    text: str = ""


@dataclass(slots=True)
class _Element:
    tag: str
    unseen: bool
    body: bool
    ignored: bool
    meta: str
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Element] = []
        self.visible: list[str] = []
        self.body: list[str] = []
        self.meta: dict[str, str] = {}
        self.language = ""
        self.is_searched = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.language = self.language or given.get("lang", "")
        name, colon, value = given.get("data-pagefind-meta", "").partition(":")
        if colon:
            self.meta[name] = value
        if tag in VOID:
            return
        around = self.open[-1] if self.open else _Element("", unseen=False, body=False, ignored=False, meta="")
        self.is_searched |= "data-pagefind-body" in given
        element = _Element(
            tag,
            unseen=around.unseen or tag in UNSEEN or "hidden" in given,
            body=around.body or "data-pagefind-body" in given,
            ignored=around.ignored or "data-pagefind-ignore" in given,
            meta="" if colon else name,
        )
        self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            element = self.open.pop()
            if element.meta:
                self.meta[element.meta] = _joined(element.text)
            if element.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self.open:
            if element.meta:
                element.text.append(data)
        if self.open and not self.open[-1].unseen:
            self.visible.append(data)
            if self.open[-1].body and not self.open[-1].ignored:
                self.body.append(data)


def _joined(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def visible_text(html: str) -> str:
    """The words that a reader sees, without marks and with single spaces."""
    return " ".join(" ".join(_read(html).visible).split())


def searched(html: str) -> Searched | None:
    """What is searched of a page; None for a page that is not."""
    page = _read(html)
    if not page.is_searched:
        return None
    return Searched(
        language=page.language,
        title=page.meta.get("title", ""),
        kind=page.meta.get("kind", ""),
        lead=page.meta.get("lead", ""),
        words=page.meta.get("sokord", ""),
        text=" ".join(" ".join(page.body).split()),
    )
