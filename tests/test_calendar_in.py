"""Others' calendars: imported by UID, never twice, and whatever can't be is named with the reason."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest

from generator.exchange.calendar_in import Whose, read_calendar
from generator.exchange.plan import write
from tests import tiny
from tests.tiny import NOW

CORPUS = sorted((Path(icalendar.__file__).parent / "tests/calendars").glob("*.ics"))


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:Byaföreningen\n{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


PLAIN = "UID:ett@example.com\nDTSTAMP:20261101T000000Z\nSUMMARY:Pubkväll\nDTSTART:20261205T190000\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "content/arvidsjaur").mkdir(parents=True)
    return tmp_path


def read(root, *events: str):
    return read_calendar(root, "by.ics", calendar(*events), Whose("arvidsjaur"), NOW)


def reasons(result) -> list[str]:
    assert all(problem.code == "calendar-event-left-out" for problem in result.problems), result.problems
    return [dict(problem.facts)["reason_en"] for problem in result.problems]


def test_an_event_becomes_a_record_that_is_sound_and_is_changed_not_doubled_the_next_time(root):
    first = read(root, PLAIN + "DTEND:20261205T230000\nLOCATION:Bygdegården\nDESCRIPTION:Musik och mat.")
    assert not first.problems and [change.is_new for change in first.changes] == [True]
    write(root, first.changes)
    assert tiny.run("check", "--root", root, "--now", tiny.NOW_TEXT).code == 0
    file = root / "content/arvidsjaur/event/pubkvall.yaml"
    file.write_text(
        "# vår anteckning\n" + file.read_text("utf-8").replace("category: annat", "category: musik"), "utf-8"
    )
    again = read(root, PLAIN + "DTEND:20261205T230000\nLOCATION:Bygdegården\nDESCRIPTION:Musik och mat.")
    assert not again.changes and again.unchanged == 1
    moved = read(
        root, PLAIN.replace("T19", "T20") + "DTEND:20261205T230000\nLOCATION:Bygdegården\nDESCRIPTION:Musik och mat."
    )
    write(root, moved.changes)
    text = file.read_text("utf-8")
    assert text.startswith("# vår anteckning\n") and "start: 2026-12-05 20:00" in text and "category: musik" in text
    assert len(list(file.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (PLAIN.replace("UID:ett@example.com\n", ""), "it has no UID"),
        (PLAIN + "RRULE:FREQ=WEEKLY", "its repetition has no end"),
        (PLAIN + "RRULE:FREQ=SOMETIMES;COUNT=3", ""),
        (PLAIN + "RRULE:FREQ=HOURLY;COUNT=3", "its rule for repetition cannot be read"),
        (PLAIN + "RRULE:FREQ=DAILY;COUNT=100000", "the record would have a fault"),
        (PLAIN + "CLASS:PRIVATE", "it is marked as private"),
        (PLAIN + "RECURRENCE-ID:20261205T190000", "a change of a single occurrence"),
        (PLAIN.replace("DTSTART:20261205T190000\n", ""), "it has no start"),
        (PLAIN + "DESCRIPTION:Ring 811218-9876", "the record would have a fault"),
    ],
)
def test_what_can_not_be_imported_is_named_with_the_reason_and_the_rest_is_imported(root, event, told):
    result = read(root, event, PLAIN.replace("ett@", "annat@").replace("Pubkväll", "Loppis"))
    assert [change.name for change in result.changes] == ["Loppis"]
    (reason,) = reasons(result)
    assert told in reason


def test_a_foreign_zone_is_converted_and_html_becomes_text(root):
    event = PLAIN.replace("DTSTART:2026", "DTSTART;TZID=America/New_York:2026") + (
        "DESCRIPTION:<p>Hej<br>där</p><script>alert(1)</script><a href='javascript:x'>läs</a>"
    )
    (change,) = read(root, event).changes
    text = change.raw.decode()
    assert "start: 2026-12-06 01:00" in text
    assert "<" not in text and "alert" not in text and "javascript" not in text and "Hej" in text


def test_the_last_whole_day_is_the_one_before_the_end(root):
    (change,) = read(
        root, PLAIN.replace("DTSTART:20261205T190000", "DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261207")
    ).changes
    assert "start: 2026-12-05\nend: 2026-12-06\n" in change.raw.decode()


@pytest.mark.parametrize("raw", [b"", b"hej", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n", b"x" * 5_000_001])
def test_what_is_no_calendar_is_refused(root, raw):
    result = read_calendar(root, "by.ics", raw, Whose("arvidsjaur"), NOW)
    assert not result.changes and [problem.code for problem in result.problems] == ["calendar-unreadable"]


def test_the_corpus_of_icalendar_is_read_without_a_crash(root):
    assert len(CORPUS) > 100
    for path in CORPUS:
        result = read_calendar(root, path.name, path.read_bytes(), Whose("arvidsjaur"), NOW)
        assert all(problem.message("sv") and problem.message("en") for problem in result.problems)
