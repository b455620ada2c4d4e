"""What the bytes of a file may be, and what is said of those that can't be text."""

from __future__ import annotations

import unicodedata

import pytest

from generator import plain_text
from generator.plain_text import read

SOUND = "name: Åsas Kafé\nbody: Öppet på ön\n"


def codes(raw):
    """(line, code) of every problem of the bytes."""
    return [(problem.line, problem.code) for problem in read("p", raw)[1]]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(SOUND.encode(), id="as it should be"),
        pytest.param(SOUND.encode("utf-8-sig"), id="fault-18: a byte order mark"),
        pytest.param(SOUND.replace("\n", "\r\n").encode(), id="fault-34: CRLF"),
        pytest.param(SOUND.replace("\n", "\r").encode(), id="fault-34: CR"),
        pytest.param(unicodedata.normalize("NFD", SOUND).encode(), id="fault-23: letters in two parts"),
    ],
)
def test_what_editors_do_to_a_file_makes_no_difference(raw):
    assert read("p", raw) == (SOUND, [])


def test_a_missing_final_newline_is_no_fault():
    """fault-35"""
    assert read("p", SOUND.strip().encode()) == (SOUND.strip(), [])


def test_an_empty_file_is_empty_text():
    assert read("p", b"") == ("", [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["without BOM", "with BOM"])
def test_text_in_an_older_encoding_is_named_with_its_line_and_what_it_may_mean(end, mark):
    """fault-19"""
    raw = mark + f"name: x{end}body: Kafé på ön{end}".encode("cp1252")
    text, (problem,) = read("p", raw)
    assert text == ""
    assert (problem.line, problem.code) == (2, "not-utf8")
    assert "UTF-8" in problem.message("sv") and "Windows-1252" in problem.message("sv")
    assert '"body: Kafé på ön"' in problem.message("sv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("written", [SOUND, "name: Granlunds\nvillage: moskosel\n"], ids=["Swedish letters", "ASCII"])
def test_utf_16_with_or_without_a_mark_is_one_problem_that_says_so(written, encoding):
    """fault-19"""
    (problem,) = read("p", written.encode(encoding))[1]
    assert (problem.line, problem.code) == (1, "not-utf8")
    assert "UTF-16" in problem.message("sv")


def test_a_file_cut_off_in_the_middle_of_a_letter_is_not_utf8():
    """fault-36"""
    assert codes("name: x\nbody: Kafé".encode()[:-1]) == [(2, "not-utf8")]


def test_a_lone_surrogate_is_not_utf8():
    """fault-22"""
    assert codes(b"name: x\nbody: \xed\xa0\x80\n") == [(2, "not-utf8")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("BjÃ¶rks cafÃ©", "Björks café"),
        ("Ã…sa Ã„ngs Ã–l", "Åsa Ängs Öl"),
        ("RÃ¤ksmÃ¶rgÃ¥s â€“ 95 kr", "Räksmörgås – 95 kr"),
        ("Björk och bjÃ¶rk", "Björk och björk"),
        ("Öl â€“ 50 kr", "Öl – 50 kr"),
    ],
)
def test_garbled_letters_are_a_warning_that_proposes_what_they_were(written, meant):
    """fault-20: the text is read all the same, for it may be what was meant."""
    text, (problem,) = read("p", f"x: y\nname: {written}\n".encode())
    assert text == f"x: y\nname: {written}\n"
    assert (problem.line, problem.code, problem.level) == (2, "garbled-letters", "warning")
    assert written in problem.message("sv") and meant in problem.message("sv")


@pytest.mark.parametrize("text", ["SÃO PAULO", "À la carte", "Âme", "façade", "naïve", "Łódź", "Ærø", "Sámi čáhci"])
def test_foreign_letters_are_not_garbled_ones(text):
    assert codes(text.encode()) == []


HIDDEN = {
    "NUL": "\x00",
    "backspace": "\x08",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "C1 control": "\x9b",
    "soft hyphen": "\xad",
    "Arabic letter mark": "\u061c",
    "Mongolian vowel separator": "\u180e",
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "zero-width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "left-to-right embedding": "\u202a",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "left-to-right isolate": "\u2066",
    "pop directional isolate": "\u2069",
    "inhibit symmetric swapping": "\u206a",
    "nominal digit shapes": "\u206f",
    "byte order mark inside": "\ufeff",
    "interlinear annotation": "\ufff9",
    "noncharacter": "\ufffe",
    "noncharacter in the middle": "\ufdd0",
    "noncharacter of another plane": "\U0001fffe",
    "tag letter": "\U000e0041",
    "language tag": "\U000e0001",
    "Hangul filler": "\u3164",
    "halfwidth Hangul filler": "\uffa0",
    "Hangul choseong filler": "\u115f",
    "combining grapheme joiner": "\u034f",
    "musical begin beam": "\U0001d173",
}


@pytest.mark.parametrize("sign", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_character_that_cannot_be_seen_is_refused_with_its_number(sign):
    """fault-21"""
    text, (problem, *more) = read("p", f"x: y\nname: Ka{sign}fé\n".encode())
    assert (text, more) == ("", [])
    assert (problem.line, problem.code) == (2, "hidden-character")
    assert f"U+{ord(sign):04X}" in problem.message("sv")
    assert sign not in problem.message("sv")


@pytest.mark.parametrize("sign", ["\t", "\u00a0", "\u2009", "é", "❤️", "🇸🇪", "👍🏽", "1️⃣", "\u0301", "ᐃ", "ܐ", "漢"])
def test_what_can_be_seen_or_is_a_space_is_let_through(sign):
    assert codes(f"name: a{sign}b\n".encode()) == []


def test_a_file_full_of_hidden_characters_is_told_in_few_words():
    """fault-21: as many problems as there are letters would hide all others."""
    assert 1 <= len(codes(b"\0" * 5000)) <= 20
    assert 1 <= len(codes("name: x\u200b\n".encode() * 5000)) <= 20


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "<<<<<<<", ">>>>>>> min-gren", ">>>>>>>", "||||||| 1a2b3c4"])
def test_conflict_marks_of_git_are_refused_by_line(mark):
    """fault-29"""
    text, (problem,) = read("p", f"name: x\n{mark}\nbody: y\n".encode())
    assert text == ""
    assert (problem.line, problem.code) == (2, "merge-conflict")
    assert "konfliktmärken" in problem.message("sv") and f'"{mark}"' in problem.message("sv")


@pytest.mark.parametrize("line", ["=======", "body: <<<<<<< x", "<<<<<<<<<", "> > > > > > >", "<<<<<<<x"])
def test_lines_that_only_look_a_little_like_conflict_marks_are_text(line):
    assert codes(f"Rubrik\n{line}\n".encode()) == []


def test_every_fault_of_a_text_is_told_at_once_in_the_order_of_its_kind():
    raw = "a: x\u200b\nb: 811218-9876\n>>>>>>> c\nd: Ã¶l\n".encode()
    assert set(codes(raw)) == {
        (1, "hidden-character"),
        (2, "personal-number"),
        (3, "merge-conflict"),
        (4, "garbled-letters"),
    }


@pytest.mark.parametrize(("offset", "line"), [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_lines_are_counted_from_one(offset, line):
    assert plain_text.line_of("a\n\nbc", offset) == line
