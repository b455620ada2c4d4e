"""What the marketplace saves, summed."""

from __future__ import annotations

import pytest

from generator.pages.reuse import WIDTH, reuse
from tests import tiny

OFFER = tiny.RECORDS["offer/slapvagn.yaml"]


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("reuse") / "root")
    for name, category, more in (
        ("a", "fordon", "co2_kg: 1200\nvalue: 5000\n"),
        ("b", "fordon", "co2_kg: 300\n"),
        ("c", "ved", "co2_kg: 0\nvalue: 750\n"),
    ):
        tiny.add(root, "offer", f"{name}.yaml", OFFER.replace("category: fordon", f"category: {category}") + more)
    return tiny.voice_in(root)


def test_estimates_are_summed_by_category_with_the_largest_first(voice):
    saved = reuse(voice.portal.records["offer"], voice)
    assert saved is not None
    assert (saved.co2, saved.value, saved.count) == ("1\xa0500", "5\xa0750", 3)
    assert [(bar.co2, bar.length) for bar in saved.bars] == [("1\xa0500", WIDTH), ("0", 0)]


def test_where_nobody_has_estimated_anything_there_is_no_plot(voice):
    assert reuse(voice.portal.records["company"], voice) is None
    assert reuse((), voice) is None
