"""/status.json: what holds now, for pages that stand open."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.outputs import status
from tests import tiny


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root")


def told(root: Path, now: datetime = tiny.NOW) -> dict[str, Any]:
    portal, edition = tiny.portal_and_edition(root, now=now)
    status.write(portal, edition, root)
    return json.loads((root / "status.json").read_text("utf-8"))


def test_a_notice_that_holds_is_told_in_the_words_of_cap(root: Path) -> None:
    answer = told(root)
    assert (answer["site"], answer["built"]) == (tiny.SITE, "2026-11-24T12:00:00+01:00")
    assert answer["notices"] == [
        {
            "url": "/meddelanden/koka-vattnet/",
            "headline": "Vattnet måste kokas",
            "instruction": "Koka vattnet tills det bubblar.",
            "severity": "severe",
            "urgency": "immediate",
            "status": "exercise",
            "onset": "2026-11-24T07:00:00+00:00",
            "expires": "2026-11-26T19:00:00+00:00",
            "language": "sv",
            "languages": ["sv", "en"],
        }
    ]
    assert answer["ended"] == []


def test_what_has_ended_is_named_for_three_days_and_what_is_withdrawn_for_ever(root: Path) -> None:
    after = datetime.fromisoformat("2026-11-26T20:00+01:00") + timedelta(minutes=1)
    assert told(root, after)["ended"] == ["/meddelanden/koka-vattnet/"]
    assert told(root, after)["notices"] == []
    assert told(root, after + timedelta(hours=72))["ended"] == []
    text = tiny.RECORDS["notice/koka-vattnet.yaml"] + "withdrawn: 2026-11-24\n"
    tiny.add(root, "notice", "koka-vattnet.yaml", text)
    assert told(root)["ended"] == ["/meddelanden/koka-vattnet/"]


def test_nothing_internal_is_told_and_the_answer_is_small(root: Path) -> None:
    told(root)
    text = (root / "status.json").read_text("utf-8")
    assert "sender" not in text and "body" not in text and len(text) < 1000
