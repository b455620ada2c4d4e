"""The theme's table of words, and dates and numbers in words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from generator.hours import State
from generator.intake.screens import REASONS, SAID_IN_FORMS
from generator.pages.editor import PHRASES
from generator.pages.show import GROUPS
from generator.words import load_words, spoken_date, spoken_month, spoken_number
from tests import tiny

THEME = tiny.PROGRAM / "themes" / "bas"
LANGUAGES = ("sv", "en")


def table(language: str) -> dict[str, object]:
    with (THEME / "words" / f"{language}.po").open("rb") as file:
        return {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in read_po(file, locale=language) if m.id}


def words_in_templates() -> set[str]:
    text = "\n".join(path.read_text("utf-8") for path in THEME.rglob("*.html"))
    return set(re.findall(r'(?:\b_|gettext)\("([^"]+)"', text)) | set(re.findall(r'ngettext\("([^"]+)"', text))


def words_in_program() -> set[str]:
    """What is said with a plain text as its first argument; words put together are listed apart."""
    found = set()
    program = tiny.PROGRAM / "generator"
    for path in sorted((*program.glob("pages/*.py"), *program.glob("intake/*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_said = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say"
            if is_said and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


STATUSES = ("queued", "opened", "merged", "closed", "withdrawn", "stuck", "erased")
PUT_TOGETHER = (
    {f"group {name}" for name in GROUPS}
    | {f"hours {state.value}" for state in State}
    | {f"status {name}" for name in STATUSES}
    | {word for _, word in REASONS.values()}
    | set(SAID_IN_FORMS.values())
    | set(PHRASES.values())
    | {"Edit %(site)s", "The editor needs JavaScript."}
)


def test_the_words_that_are_said_are_found():
    assert {"Search", "Home"} <= words_in_templates() and {"Free", "A to Ö"} <= words_in_program()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_said_has_its_translation(language):
    said = words_in_templates() | words_in_program() | PUT_TOGETHER
    known = {word for word, spoken in table(language).items() if spoken and all(spoken)}
    assert said - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_know_the_same_words(language):
    assert set(table(language)) == set(table("sv"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_facts(language):
    for word, spoken in table(language).items():
        for one in (spoken,) if isinstance(spoken, str) else spoken:
            assert set(re.findall(r"%\(\w+\)s", one)) == set(re.findall(r"%\(\w+\)s", word)), word


def test_one_and_many_are_told_apart(tmp_path):
    po = 'msgid "%(num)s entry"\nmsgid_plural "%(num)s entries"\nmsgstr[0] "%(num)s bit"\nmsgstr[1] "%(num)s bitar"\n'
    tiny.write(tmp_path / "words" / "sv.po", po)
    words = load_words(tmp_path, "sv")
    said = [words.ngettext("%(num)s entry", "%(num)s entries", n) % {"num": n} for n in (0, 1, 2)]
    assert said == ["0 bitar", "1 bit", "2 bitar"]


def test_a_word_that_a_table_lacks_is_said_in_english():
    assert load_words(THEME, "sv").gettext("A word of tomorrow") == "A word of tomorrow"


def test_a_language_that_the_theme_does_not_speak_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_words(Path(tmp_path), "sv")


@pytest.mark.parametrize(
    ("moment", "language", "spoken"),
    [
        (date(2026, 12, 1), "sv", "tisdag 1 december 2026"),
        (date(2026, 12, 1), "en", "Tuesday 1 December 2026"),
        (datetime(2026, 5, 3, 8, 5), "sv", "söndag 3 maj 2026 kl. 08:05"),
        (datetime(2026, 5, 3, 8, 5), "en", "Sunday 3 May 2026, 08:05"),
        (datetime(2026, 5, 3), "sv", "söndag 3 maj 2026 kl. 00:00"),
    ],
)
def test_dates_are_spoken(moment, language, spoken):
    assert spoken_date(moment, language) == spoken


def test_months_are_spoken():
    assert (spoken_month(2027, 3, "sv"), spoken_month(2027, 3, "en")) == ("mars 2027", "March 2027")


@pytest.mark.parametrize(
    ("number", "language", "spoken"),
    [
        (1250, "sv", "1\xa0250"),
        (1250, "en", "1,250"),
        (0.5, "sv", "0,5"),
        (0.5, "en", "0.5"),
        (0, "sv", "0"),
    ],
)
def test_numbers_are_spoken(number, language, spoken):
    assert spoken_number(number, language) == spoken


def test_the_same_is_said_whatever_the_systems_locale(tmp_path):
    program = "from datetime import date; from generator.words import *; print(spoken_date(date(2026, 5, 3), 'sv'))"
    for locale in ("C", "tr_TR.UTF-8", "de_DE.UTF-8"):
        env = tiny.environment(LC_ALL=locale, PYTHONUTF8="1")
        done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)
        assert done.stdout.decode() == "söndag 3 maj 2026\n"
