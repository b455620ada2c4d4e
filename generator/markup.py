"""The one place where text becomes HTML.

Records hold plain CommonMark, from anyone, read by a parser whose time is linear. An officer's page may have
tables, footnotes and a table of contents. HTML in either is left away before it is read, so that every tag of a
page was made by Markdown; and all ends in one allow-list: nothing that runs, loads or styles.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import nh3
from markupsafe import Markup

TAGS = frozenset(
    "p br hr em strong del sup code pre blockquote ul ol li dl dt dd a h2 h3 h4 h5 h6 "
    "table thead tbody tr th td div abbr".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"scope"},
    "ol": {"start"},
    "abbr": {"title"},
    "li": {"id"},
    "sup": {"id"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LINK_REL = "nofollow ugc noopener"
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(URL_SCHEMES),
    link_rel=LINK_REL,
)
"""The allow-list, put together once: that takes twice as long as to clean a record's text."""

_HEADING = re.compile(r"<(/?)h([1-6])\b")
_EMPTY = re.compile(r"<(h[1-6]|p)\b[^>]*>\s*</\1>\n?")
_TAG_OR_QUOTE = re.compile(r"""<[^<>"]*(?:"[^"]*"[^<>"]*)*>|\"""")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LEFT_AWAY = "\ue000"
"""Stands where HTML was until Markdown is read: without it `<scr<b>ipt>` would become a tag."""
_HEADING_WITHOUT_WORDS = re.compile(rf"^#{{1,6}}[ \t#{_LEFT_AWAY}]*$", re.MULTILINE)


@lru_cache(maxsize=4096)
def render(text: str) -> Markup:
    """A record's text: CommonMark with strikethrough. HTML in it is left away; a rule of kinds/ says so."""
    import pyromark

    options = pyromark.Options.ENABLE_STRIKETHROUGH
    return _clean(pyromark.html(_without_html(text, options), options=options))


def plain(text: str) -> str:
    """A record's text without its marks, for programs that show plain text; paragraphs stay apart."""
    paragraphs = (render(paragraph).striptags() for paragraph in text.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@lru_cache(maxsize=512)
def render_article(text: str, back: str = "") -> Markup:
    """An officer's page: also tables, footnotes, abbreviations and `[TOC]`.

    `back`: what the way back from a footnote is called, with `{}` for the footnote's number.
    """
    import markdown
    import pyromark
    from markdown.extensions.footnotes import FootnoteExtension
    from markdown.extensions.toc import TocExtension

    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
    contents, footnotes = TocExtension(slugify=_heading_id), FootnoteExtension(BACKLINK_TITLE=back)
    reader = markdown.Markdown(
        extensions=["tables", footnotes, "abbr", contents, "sane_lists", "def_list"], output_format="html"
    )
    # What only this parser takes for HTML is shown as it was written.
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    # A heading without words would stand in the table of contents.
    return _clean(reader.convert(_HEADING_WITHOUT_WORDS.sub("", _without_html(text, options))))


def _heading_id(heading: str, separator: str) -> str:
    """Where a table of contents leads. A single word, or a letter and a word, may be the page's own (`innehall`)."""
    from markdown.extensions.toc import slugify

    slug = slugify(heading, separator)
    return slug if re.fullmatch("[^-]{2,}-.+", slug) else f"avsnitt{separator}{slug}"


def _without_html(text: str, options: Any) -> str:
    """The Markdown without tags and comments; the words between them are kept, but for those of scripts and styles."""
    if "<" not in text:
        return text
    source, kept, end = text.encode(), [], 0
    for start, stop, piece in _html_pieces(text, options):
        kept += [source[end:start].decode(), _LEFT_AWAY, _words_of(piece), "\n" if piece.endswith("\n") else ""]
        end = stop
    return "".join([*kept, source[end:].decode()])


def _html_pieces(text: str, options: Any) -> Iterator[tuple[int, int, str]]:
    """(first byte, byte after the last, HTML) of every tag in a line, and of every run of lines of HTML."""
    import pyromark

    events: Iterable[tuple[Any, Any]] = pyromark.events_with_range(text, options=options, merge_text=False)
    for is_block, run in groupby(events, lambda one: _has(one[0], "Html")):
        places = list(run)
        if is_block:
            yield places[0][1]["start"], places[-1][1]["end"], "".join(event["Html"] for event, _ in places)
        else:
            tags = ((event, place) for event, place in places if _has(event, "InlineHtml"))
            yield from ((place["start"], place["end"], event["InlineHtml"]) for event, place in tags)


def _has(event: Any, name: str) -> bool:
    """Events of the parser are a name, or a dict of one name and what comes with it."""
    return isinstance(event, dict) and name in event


def _words_of(piece: str) -> str:
    """The words of some HTML as one line of Markdown in which no sign means anything."""
    words = html.unescape(nh3.clean(piece, tags=set()))
    return _PUNCTUATION.sub(r"\\\g<0>", " ".join(words.split()))


def _clean(made: str) -> Markup:
    stepped = _step_by_step(_EMPTY.sub("", made.replace(_LEFT_AWAY, "")))
    return Markup(_spelled_out(_CLEANER.clean(stepped)))  # noqa: S704 - the only place: what nh3 let through


def _spelled_out(harmless: str) -> str:
    """Quotation marks in words as `&quot;`, so that `href="/` is a link wherever it stands; links to a host in full."""
    spelled = _TAG_OR_QUOTE.sub(lambda found: "&quot;" if found[0] == '"' else found[0], harmless)
    return spelled.replace('href="//', 'href="https://')


def _step_by_step(made: str) -> str:
    """Headings below the page's own h1, each at most one step below the one before, whatever its author began with."""
    above: list[int] = []

    def step(tag: re.Match[str]) -> str:
        if not tag[1]:
            level = int(tag[2])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        return f"<{tag[1]}h{min(len(above) + 1, 6)}"

    return _HEADING.sub(step, made)
