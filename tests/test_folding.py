"""Folded lines: what calendars and business cards have in common."""

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from generator.folding import LONGEST_LINE, ROOM, folded

LINES = st.text(alphabet="aåé😀,;\\^ ", min_size=1, max_size=300)


@given(LINES)
@example("x" * 75)
@example("x" * 76)
@example("x" * 74 + "é")
def test_a_line_becomes_pieces_that_are_short_enough_and_the_same_line_together(line):
    pieces = folded(line).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= LONGEST_LINE for piece in pieces)
    assert len(pieces) == 1 or len(line.encode()) > LONGEST_LINE
    assert pieces[0].decode() + "".join(piece.decode()[1:] for piece in pieces[1:]) == line


@given(LINES)
@example("x" * 73 + "\\,")
@example("x" * 74 + "\\,")
@example("\\" * 200)
def test_a_line_of_a_calendar_is_folded_as_the_library_folds_it(line):
    assert folded(line, ROOM, bound=b"\\^") == Contentline(line).to_ical() + b"\r\n"
