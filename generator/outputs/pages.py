"""Pages as HTML: which template each has, and what it may read. Pelican finds and renders them (pelican_shell.py).

Links are written from the root (`/foretag/`) and made relative on the way out, so that a site works in any
folder of any server; only 404.html, shown at any address, keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template
from markupsafe import Markup

from generator.alert import codes_of
from generator.compiled import Compiled
from generator.edition import Edition
from generator.pages.banner import standing
from generator.pages.map import outlined
from generator.pages.page import Card, Page
from generator.pages.plan import menu, pages_in_more_languages, voices
from generator.pages.show import Voice
from generator.pages.warnings import shown_warnings
from generator.portal import Portal
from generator.user_cache import cache_folder
from generator.words import language_name

ROOTED = ('href="/', 'src="/', 'srcset="/', 'action="/')
"""Only tags hold these: Jinja and markup.py spell out every quotation mark of a text."""

JINJA: Mapping[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": ["jinja2.ext.i18n"],
}


def _jinja() -> dict[str, Any]:
    return {**JINJA, "bytecode_cache": Compiled(cache_folder("templates"), JINJA)}


def write(portal: Portal, edition: Edition, out: Path, pages: Iterable[Page]) -> None:
    """Render the pages below `out`, one by one as they come."""
    from generator.pelican_shell import run

    run(edition, out, _jinja(), lambda env: _typeset(env, portal, edition, pages))


def write_in_a_hurry(portal: Portal, edition: Edition, out: Path, pages: Iterable[Page]) -> None:
    """The same files as `write`, without Pelican: to start it takes longer than to render fifty pages."""
    theme, own = edition.theme.folder / "templates", edition.theme.overrides
    layers = [FileSystemLoader([*filter(None, [own]), theme]), PrefixLoader({"!theme": FileSystemLoader(theme)})]
    env = Environment(loader=ChoiceLoader(layers), **_jinja())  # noqa: S701 - autoescape is on in JINJA
    for page, template, variables in _typeset(env, portal, edition, pages):
        file = out / page.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(template.render(variables), "utf-8", newline="\n")


def _typeset(
    env: Environment, portal: Portal, edition: Edition, pages: Iterable[Page]
) -> Iterator[tuple[Page, _Relative, dict[str, Any]]]:
    """Each page with its template, and what the template may read."""
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # of jinja2.ext.i18n
    env.filters["data_block"] = data_block
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    session = _Session(env, portal, edition)
    for page in pages:
        yield page, session.template(page), session.variables(page)


class _Relative:
    """A template whose links are made relative to the page's own folder."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def render(self, context: Mapping[str, Any]) -> str:
        return relative(self._template.render(context), context["page"].file)


def relative(html: str, file: str) -> str:
    """Turn `href="/x"` into `href="../x"` for a page at `file`."""
    if file == "404.html":
        return html
    up = "../" * file.count("/") or "./"
    for rooted in ROOTED:
        html = html.replace(rooted, rooted[:-1] + up)
    return html


IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data_block(text: str) -> Markup:
    """JSON that can stand in a `<script>` element: no sign is left in it that a reader of HTML would act upon.

    In JSON these signs stand in strings only, where `\\u003c` means the same. Of any other text it makes nonsense,
    but never HTML.
    """
    for sign, written in IN_SCRIPT.items():
        text = text.replace(sign, written)
    return Markup(text)  # noqa: S704 - without < there are no tags, without & no entities


FRAME = ("head", "header", "warnings", "banner", "footer", "words")
"""Templates of parts/ that are the same on all pages of a section and language."""
CARD = "parts/card.html"
RENDERED_APART = (CARD, *(f"parts/{part}.html" for part in FRAME))
"""Templates that no other brings in, and that pages are made with."""


class _Session:
    """What is the same on many pages, rendered once: the frame, and cards."""

    def __init__(self, env: Environment, portal: Portal, edition: Edition) -> None:
        self.env = env
        self.portal, self.edition = portal, edition
        self.municipalities = portal.vocabularies["municipalities"]
        self.voices = {voice.language: voice for voice in voices(portal, edition)}
        self.spoken = {language: self._spoken(voice) for language, voice in self.voices.items()}
        self.frame = cache(self._frame)
        self.templates = cache(self._template)
        self.cards: dict[int, tuple[Card, Markup]] = {}

    def template(self, page: Page) -> _Relative:
        return self.templates(page.templates)

    def _template(self, names: tuple[str, ...]) -> _Relative:
        return _Relative(self.env.select_template(names))

    def variables(self, page: Page) -> dict[str, Any]:
        return {**self.spoken[page.language], "page": page, "frame": self.frame(page.language, page.section)}

    def _spoken(self, voice: Voice) -> dict[str, Any]:
        return {
            "site": self.edition.config,
            "static": self.edition.theme.static_url,
            "offline": self.edition.config.service_worker,
            "built": f"{self.edition.now:%Y-%m-01}",
            "warnings": shown_warnings(self.edition.alerts, voice),
            "warning_codes": " ".join(sorted(codes_of(self.edition.config.all_places, self.municipalities))),
            "prefix": voice.prefix,
            "gettext": voice.words.gettext,
            "ngettext": voice.words.ngettext,
            "_": voice.words.gettext,
            "card_html": self.card_html,
            "language_name": partial(language_name, self.edition.theme.folder),
        }

    def _frame(self, language: str, section: str) -> Mapping[str, Markup]:
        voice = self.voices[language]
        config = self.edition.config
        others = [other for other in self.voices.values() if other.language != language]
        said = {
            **self.spoken[language],
            "language": language,
            "section": section,
            "kinds_menu": menu(voice, config, "kinds"),
            "main_menu": menu(voice, config, "main"),
            "footer_menu": menu(voice, config, "footer"),
            "standing": standing(voice),
            "mark": outlined(self.portal.boundaries) if self.portal.boundaries else None,
            "other_languages": [(one.language, one.url("/")) for one in others] + pages_in_more_languages(voice),
        }
        return {part: self._rendered(f"parts/{part}.html", said) for part in FRAME}

    def _rendered(self, template: str, variables: Mapping[str, Any]) -> Markup:
        html = self.env.get_template(template).render(variables)
        return Markup(html)  # noqa: S704 - rendered by a template with autoescape on

    def card_html(self, card: Card) -> Markup:
        """A card rendered once, however many lists it stands in."""
        # By identity: the plan makes one card a record and language, and hashing its texts would cost more.
        known = self.cards.get(id(card))
        if known and known[0] is card:
            return known[1]
        html = self._rendered(CARD, {**self.spoken[card.language], "card": card})
        self.cards[id(card)] = card, html
        return html
