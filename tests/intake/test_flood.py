"""A small flood, as tests/bench/intake.py sends a large one."""

from __future__ import annotations

import pytest

from tests.bench.intake import flood


@pytest.mark.slow
def test_in_a_flood_of_spam_with_kills_nothing_valid_is_lost_doubled_or_joined_by_spam(tmp_path):
    figures = flood(tmp_path, 200, 2)
    assert figures.sound, figures.line()
    assert figures.kills == 2 and figures.valid == 20
