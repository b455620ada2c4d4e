"""Thirty mistakes that people make on an ordinary day: each is answered with file, line, field and what to write."""

from __future__ import annotations

import pytest

from generator.content import read_content
from generator.problem import as_text
from tests.tiny import NOW, PROGRAM, write

GOOD = """\
name: Granlunds
categories: [snickeri]
summary: Kök på mått.
opening_hours: mån-fre 7-16
village: moskosel
phone: 0980-319 201
website: https://www.example.com
assured_date: 2026-10-01
example: ja
"""

MISTAKES = {
    # name: (line in the file, what it becomes, line told, field, words that say what to write)
    "the day first": ("assured_date: 2026-10-01", "assured_date: 1/10 2026", 8, "assured_date", "2026-10-01"),
    "the day in words": ("assured_date: 2026-10-01", "assured_date: 1 oktober 2026", 8, "assured_date", "2026-10-01"),
    "a day without dashes": ("assured_date: 2026-10-01", "assured_date: 20261001", 8, "assured_date", "2026-10-01"),
    "a day that is not there": ("2026-10-01", "2026-02-30", 8, "assured_date", "2026-12-24"),
    "a day to come": ("2026-10-01", "2027-10-01", 8, "assured_date", ""),
    "hours without an end": ("mån-fre 7-16", "mån-fre 7-", 4, "opening_hours", "mån"),
    "hours in words": ("mån-fre 7-16", "alla dagar utom lunch", 4, "opening_hours", "mån"),
    "hours as a sum": ("mån-fre 7-16", "mån-fre 7-25", 4, "opening_hours", ""),
    "a telephone with text": ("0980-319 201", "0980-319 201 (fråga efter Eva)", 6, "phone", "0980-319 200"),
    "two telephones": ("0980-319 201", "0980-319 201, 0980-319 202", 6, "phone", "0980-319 200"),
    "a telephone without its zero": ("0980-319 201", "980319201", 6, "phone", "0980-319 200"),
    "no telephone at all": ("0980-319 201", "ring oss", 6, "phone", "0980-319 200"),
    "an address without https": ("https://www.example.com", "www.example.com", 7, "website", "https://www.example.com"),
    "an address with a space": ("https://www.example.com", "https://www. example.com", 7, "website", "https://"),
    "a village that is not there": ("moskosel", "moskosell", 5, "village", "moskosel"),
    "a village by its name": ("village: moskosel", "village: Moskosel", 5, "village", "moskosel"),
    "a category that is not there": ("[snickeri]", "[snickare]", 2, "categories", "snickeri"),
    "a list with commas alone": ("[snickeri]", "snickeri, stugor", 2, "categories", "[snickeri, stugor]"),
    "a field misspelt": ("village:", "vilage:", 5, "vilage", "village"),
    "a field in Swedish": ("phone:", "telefon:", 6, "telefon", "phone"),
    "a field forgotten": ("summary: Kök på mått.\n", "", 1, "summary", "summary: "),
    "a field twice": ("example: ja", "example: ja\nname: Granlunds", 10, "name", ""),
    "a colon in the text": ("Kök på mått.", "Vi gör: kök på mått.", 3, "summary", '"Vi gör: kök på mått."'),
    "a missing colon": ("phone: 0980-319 201", "phone 0980-319 201", 6, "", 'namn: värde'),
    "a tab": ("[snickeri]", "\n\t- snickeri", 3, "", "mellanslag"),
    "a hard space from Word": ("[snickeri]", "\n\u00a0\u00a0- snickeri", 3, "", "mellanslag"),
    "curly quotes from Word": ("Kök på mått.", "”Kök på mått”", 3, "", '"Kök på mått"'),
    "an invisible sign from Word": ("Kök på mått.", "Kök\u200b på mått.", 3, "", "skriv om raden"),
    "half a merge conflict": ("example: ja", "<<<<<<< HEAD\nexample: ja", 9, "", "Välj vilken version"),
    "a quotation without an end": ("Kök på mått.", '"Kök på mått.', 3, "", "Ett citattecken måste ha ett slut"),
    "a yes in another word": ("example: ja", "example: japp", 9, "example", "Skriv ja eller nej"),
    "a personal number": ("Kök på mått.", "Ring 811218-9876.", 3, "", "Ta bort det"),
    "letters of another encoding": ("Kök på mått.", "KÃ¶k pÃ¥ mÃ¥tt.", 3, "", "Kök på mått"),
    "text after a hash": ("Kök på mått.", "Kök #1 i byn", 3, "summary", "raka citattecken"),
}  # fmt: skip
PATH = "content/arvidsjaur/company/granlunds.yaml"


def told(tmp_path, text):
    write(tmp_path / PATH, text)
    return read_content(tmp_path, NOW).problems


def test_without_a_mistake_nothing_is_said(tmp_path):
    assert told(tmp_path, GOOD) == () and len(MISTAKES) >= 30 and PROGRAM.is_dir()


@pytest.mark.parametrize(("before", "after", "line", "field", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_the_answer_names_file_line_field_and_what_to_write(tmp_path, before, after, line, field, words):
    assert before in GOOD
    problems = told(tmp_path, GOOD.replace(before, after, 1))
    about = [problem for problem in problems if (problem.line, problem.field) == (line, field)]
    assert about, as_text(problems, "sv")
    swedish, english = (as_text(about, language) for language in ("sv", "en"))
    assert swedish.startswith(f"{PATH}:{line}: ") and words in swedish
    assert english.startswith(f"{PATH}:{line}: ") and english != swedish
    assert len(problems) <= 2, "one mistake is not a shower of faults"


def test_hours_without_a_day_are_no_mistake(tmp_path):
    """`07:00-18` is what people write for every day, so that is what it means."""
    assert told(tmp_path, GOOD.replace("mån-fre 7-16", "07:00-18")) == ()
