"""Pages as HTML. The only importer of Pelican, which finds the templates, renders them and writes the files.

Pelican does not know our records: one `Generator` is given the pages, one `Content` wraps each.
Links are written from the root (`/foretag/`) and made relative on the way out, so that a site works in any
folder of any server; only 404.html, shown at any address, keeps them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template
from markupsafe import Markup
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.log import console
from pelican.settings import read_settings
from pelican.writers import Writer

from generator.alert import codes_of
from generator.compiled import Compiled, cache_folder
from generator.edition import Edition
from generator.pages.banner import standing
from generator.pages.map import outlined
from generator.pages.page import Card, Page
from generator.pages.plan import menu, pages_in_more_languages, voices
from generator.pages.show import Voice
from generator.pages.warnings import shown_warnings
from generator.portal import Portal
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


def write(portal: Portal, edition: Edition, out: Path, pages: Iterable[Page]) -> None:
    """Render the pages below `out`, one by one as they come."""
    settings = _settings(edition, out)
    settings["BYGD"] = (portal, edition, pages)
    # A weak reference to a module's own function is all that Pelican keeps of a receiver.
    signals.get_generators.connect(_our_generator)
    console.quiet = True
    try:
        with warnings.catch_warnings():
            # Pelican warns of settings it would like and of its own old names; neither is ours to mend.
            warnings.simplefilter("ignore", category=DeprecationWarning)
            Pelican(settings).run()
    finally:
        console.quiet = False
        signals.get_generators.disconnect(_our_generator)


def _settings(edition: Edition, out: Path) -> dict[str, Any]:
    logging.getLogger("pelican").setLevel(logging.ERROR)
    overrides = edition.theme.overrides
    settings: dict[str, Any] = read_settings(
        path=None,
        override={
            "PATH": str(edition.theme.folder),
            "OUTPUT_PATH": str(out),
            "THEME": str(edition.theme.folder),
            "THEME_TEMPLATES_OVERRIDES": [str(overrides)] if overrides else [],
            "THEME_STATIC_PATHS": [],
            "STATIC_PATHS": [],
            "ARTICLE_PATHS": [],
            "PAGE_PATHS": [],
            "DIRECT_TEMPLATES": [],
            "PLUGINS": [],
            "SITEURL": edition.config.base_url,
            "TIMEZONE": "Europe/Stockholm",
            "DEFAULT_LANG": edition.config.language,
            "CACHE_CONTENT": False,
            "LOAD_CONTENT_CACHE": False,
            "FEED_ALL_ATOM": None,
            "CATEGORY_FEED_ATOM": None,
            "TRANSLATION_FEED_ATOM": None,
            "AUTHOR_FEED_ATOM": None,
            "AUTHOR_FEED_RSS": None,
            "JINJA_ENVIRONMENT": {**JINJA, "bytecode_cache": Compiled(cache_folder(), JINJA)},
        },
    )
    return settings


def _our_generator(_: object) -> type[Generator]:
    return PortalGenerator


class PageContent(Content):
    """A page as Pelican sees it: an address and a file. Nothing of the record is spread into it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def url(self) -> str:
        return self.page.url

    @property
    def save_as(self) -> str:
        return self.page.file


class PortalGenerator(Generator):
    """Writes the pages that it is given."""

    def generate_output(self, writer: Writer) -> None:
        portal, edition, pages = self.settings["BYGD"]
        self.env.newstyle_gettext = True
        self.env.filters["data_block"] = data_block
        session = _Session(self, portal, edition)
        for page in pages:
            content = PageContent(page)
            writer.write_file(
                content.save_as, session.template(page), self.context, url=content.url, **session.variables(page)
            )


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


IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data_block(text: str) -> Markup:
    """JSON that can stand in a `<script>` element: no sign is left in it that a reader of HTML would act upon.

    In JSON these signs stand in strings only, where `\\u003c` means the same. Of any other text it makes nonsense,
    but never HTML.
    """
    return Markup(text.translate(IN_SCRIPT))  # noqa: S704 - without < there are no tags, without & no entities


class _Session:
    """What is the same on many pages, rendered once: header and footer per section and language, cards."""

    def __init__(self, generator: Generator, portal: Portal, edition: Edition) -> None:
        self.env, self.context = generator.env, generator.context
        self.portal, self.edition = portal, edition
        self.municipalities = portal.vocabularies["municipalities"]
        self.voices = {voice.language: voice for voice in voices(portal, edition)}
        self.frame = cache(self._frame)
        self.templates = cache(self._template)
        self.cards: dict[int, tuple[Card, Markup]] = {}

    def template(self, page: Page) -> _Relative:
        return self.templates(page.templates)

    def _template(self, names: tuple[str, ...]) -> _Relative:
        return _Relative(self.env.select_template(names))

    def variables(self, page: Page) -> dict[str, Any]:
        voice = self.voices[page.language]
        return {
            **self._spoken(voice),
            "page": page,
            "header": self.frame("parts/header.html", page.language, page.section),
            "footer": self.frame("parts/footer.html", page.language, page.section),
            "banner": self.frame("parts/banner.html", page.language, ""),
        }

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

    def _frame(self, part: str, language: str, section: str) -> Markup:
        voice = self.voices[language]
        config = self.edition.config
        others = [other for other in self.voices.values() if other.language != language]
        html = self.env.get_template(part).render(
            self._spoken(voice),
            section=section,
            kinds_menu=menu(voice, config, "kinds"),
            main_menu=menu(voice, config, "main"),
            footer_menu=menu(voice, config, "footer"),
            standing=standing(voice),
            mark=outlined(self.portal.boundaries) if self.portal.boundaries else None,
            other_languages=[(other.language, other.url("/")) for other in others] + pages_in_more_languages(voice),
        )
        return Markup(html)  # noqa: S704 - rendered by a template with autoescape on

    def card_html(self, card: Card) -> Markup:
        """A card rendered once, however many lists it stands in."""
        # By identity: the plan makes one card a record and language, and hashing its texts would cost more.
        known = self.cards.get(id(card))
        if known and known[0] is card:
            return known[1]
        voice = self.voices[card.language]
        html = self.env.get_template("parts/card.html").render(self._spoken(voice), card=card)
        self.cards[id(card)] = card, Markup(html)  # noqa: S704 - rendered by a template with autoescape on
        return self.cards[id(card)][1]
