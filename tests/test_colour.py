"""Colours that can be told apart."""

from __future__ import annotations

import pytest

from generator.colour import LEAST_CONTRAST, contrast, readable_on


def test_black_on_white_has_the_greatest_contrast_and_a_colour_on_itself_the_least() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_the_greys_at_the_border_of_wcag_fall_on_their_sides() -> None:
    assert contrast("#767676", "#ffffff") >= LEAST_CONTRAST > contrast("#777777", "#ffffff")


@pytest.mark.parametrize(("ground", "towards"), [("#ffffff", "#000000"), ("#15262b", "#ffffff")])
@pytest.mark.parametrize("colour", ["#ffee88", "#1d5449", "#7a2a55", "#808080"])
def test_a_proposed_colour_can_be_read(colour: str, ground: str, towards: str) -> None:
    assert contrast(readable_on(colour, ground, towards=towards), ground) >= LEAST_CONTRAST


def test_a_readable_colour_is_left_as_it_is() -> None:
    assert readable_on("#1d5449", "#ffffff", towards="#000000") == "#1d5449"
