"""The words of the theme: `themes/<theme>/words/<language>.po`, read with Babel, spoken with gettext.

Templates and pages say a word in English; the table of a language says it to people. A word that a table lacks
falls back to English, so a forgotten one is readable, and a test finds it.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from generator.field_type import Moment


@cache
def load_words(theme: Path, language: str) -> GNUTranslations:
    """The table of one language; raises `FileNotFoundError` where the theme does not have it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (theme / "words" / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def spoken_date(moment: Moment, language: str) -> str:
    """`tisdag 1 december 2026 kl. 18:00`, `Tuesday 1 December 2026, 18:00`; without the hour for a day."""
    from babel.dates import format_date

    if not isinstance(moment, datetime):
        return str(format_date(moment, "EEEE d MMMM y", locale=language))
    words = spoken_date(moment.date(), language)
    return f"{words} kl. {moment:%H:%M}" if language == "sv" else f"{words}, {moment:%H:%M}"


@cache
def spoken_month(year: int, month: int, language: str) -> str:
    """`december 2026`."""
    from babel.dates import format_date

    return format_date(date(year, month, 1), "LLLL y", locale=language)


@cache
def spoken_number(number: float, language: str) -> str:
    """With the language's decimal sign and thousands."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=language)


def language_name(theme: Path, language: str) -> str:
    """A language by its own name; its code where the theme has no table of it."""
    try:
        return load_words(theme, language).gettext("language name")
    except FileNotFoundError:
        return language
