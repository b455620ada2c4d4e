"""Pelican, and its only importer: it finds the templates, renders pages with them and writes the files.

Pelican does not know our records: one `Generator` is given the pages, one `Content` wraps each.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.log import console
from pelican.settings import read_settings
from pelican.writers import Writer

from generator.edition import Edition
from generator.pages.page import Page


class Form(Protocol):
    """What Pelican asks of a template."""

    def render(self, context: Mapping[str, Any]) -> str: ...


Typesetting = Callable[[Environment], Iterable[tuple[Page, Form, Mapping[str, Any]]]]
"""Given the environment that finds templates: each page, with its template and what that may read."""


def run(edition: Edition, out: Path, jinja: Mapping[str, Any], typeset: Typesetting) -> None:
    """Write each page below `out` as it comes. `jinja`: how Jinja2 is set up."""
    settings = _settings(edition, out, jinja)
    settings["BYGD"] = typeset
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


def _settings(edition: Edition, out: Path, jinja: Mapping[str, Any]) -> dict[str, Any]:
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
            "JINJA_ENVIRONMENT": dict(jinja),
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
        for page, form, variables in self.settings["BYGD"](self.env):
            content = PageContent(page)
            writer.write_file(content.save_as, form, self.context, url=content.url, **variables)
