"""The faults that a portal must survive, 1 to 54, 71, 72 and 81 to 122: each has a test that names it, or a reason.

A test names its fault as `fault-12` in its docstring, in the id of a case, or in a comment beside it. What each
number means stands below in a few words, so that nobody has to look it up.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NAMED = re.compile(r"\bfault-(\d+)\b")

FAULTS = dict(
    enumerate(
        (
            "duplicate key",
            "no and on stay text",
            "10:30 stays text",
            "telephone number with a leading zero",
            "postal code and organisation number keep their zeros",
            "# cuts off text",
            "a day that does not exist",
            "an hour that does not exist",
            "the hour that is skipped in spring",
            "the hour that comes twice in autumn",
            "end before start",
            "over midnight and over the change of clocks",
            "repetition without end, or with too many times",
            "tab indentation",
            "no-break space indentation",
            "typographic quotes",
            "colon in a value",
            "byte order mark",
            "another encoding than UTF-8",
            "garbled letters",
            "control, bidirectional and zero-width characters",
            "lone surrogate",
            "letters in two parts (NFD)",
            "alias, anchor, tag, merge",
            "alias bomb and 100,000 brackets",
            "recursion",
            "number of 5,000 digits",
            "empty file, list at the top, several documents",
            "conflict marks",
            "unknown field",
            "missing required field",
            "field too long",
            "file of 50 MB",
            "CRLF and CR",
            "no final newline",
            "file cut off while it was written",
            "links to files, to folders, to themselves",
            "../ in an id, a slug, an image",
            "names that differ only in case",
            "names that Windows reserves",
            "two slugs that are alike",
            "empty slug",
            "two records with the same id",
            "file that may not be read",
            "folder missing or empty",
            "name of 300 characters",
            "hidden files and backups",
            "disk full at each write",
            "killed at any point",
            "two builds at once",
            "output folder that is a file, a link, the root, the content",
            "clock that is wrong",
            "no git",
            "checkout that can't be written in",
        ),
        1,
    )
)

FAULTS |= {71: "an offer or event that is over, on a page that was built before", 72: "nobody has checked it for long"}

FAULTS |= dict(
    enumerate(
        (
            "the trap is filled in",
            "sent twice, reloaded, replayed",
            "body too large, too many fields, wrong type, invalid UTF-8, doubled fields",
            "no script",
            "the forge is down, slow, or has lost its answer",
            "the token has expired",
            "the branch exists, or its pull request was closed",
            "main has moved on",
            "mentions, references, comments and tables in what was sent",
            "line breaks and colons that would be fields",
            "a path in what was sent",
            "a target to lead on to in the request",
            "sent from another host",
            "an address that the sender made up",
            "another firm's record",
            "clocks that differ",
            "the sender takes it back",
        ),
        81,
    )
)

FAULTS |= dict(
    enumerate(
        (
            "a network that is there and gives nothing",
            "a borrowed network that wants a login",
            "an error of the host",
            "half a page",
            "a page of the wrong type",
            "no room to keep anything in",
            "a private window",
            "a new worker while one reads",
            "an old worker and new pages",
            "what was kept is thrown away",
            "the reader's clock is wrong",
            "scripts do not run",
            "the style does not come",
            "as large as 400 percent",
            "printed in black and white",
            "opened from the disk",
            "WebAssembly may not run",
            "the worker is turned off",
            "a mirror that is a day older",
            "a mirror that says something else",
            "a host that leaves headers away",
            "a proposal that takes very much away",
            "a dependency that is not what it was",
            "no network to build with",
            "another locale, time zone and hash seed",
        ),
        98,
    )
)

REASONS: dict[int, str] = {}
"""Fault -> why nothing can be tested. Empty, and meant to stay so."""


def named_in_tests() -> dict[int, set[str]]:
    """Number -> the test files that name it."""
    files: dict[int, set[str]] = {}
    for path in TESTS.rglob("*.py"):
        if path != Path(__file__) and "node_modules" not in path.parts:
            for number in NAMED.findall(path.read_text("utf-8")):
                files.setdefault(int(number), set()).add(path.name)
    return files


@pytest.mark.parametrize("number", FAULTS, ids=lambda number: f"{number} {FAULTS[number]}")
def test_every_fault_of_the_list_has_a_test_or_a_reason(number):
    assert number in named_in_tests() or REASONS.get(number), FAULTS[number]


def test_only_faults_of_the_list_are_named_and_no_reason_outlives_its_need():
    assert len(FAULTS) == 54 + 2 + 42
    assert named_in_tests().keys() <= FAULTS.keys()
    assert not REASONS.keys() & named_in_tests().keys()
