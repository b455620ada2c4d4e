"""Colours and whether they can be told apart (WCAG 2.1, relative luminance and contrast ratio)."""

from __future__ import annotations

LEAST_CONTRAST = 4.5
"""WCAG 1.4.3 for text of ordinary size."""


def contrast(one: str, other: str) -> float:
    """The ratio, from 1 to 21, between two colours written `#rrggbb`."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def readable_on(colour: str, ground: str, *, towards: str) -> str:
    """`colour`, moved towards another colour in small steps until it can be read on `ground`."""
    for step in range(21):
        mixed = _mix(colour, towards, step / 20)
        if contrast(mixed, ground) >= LEAST_CONTRAST:
            return mixed
    return towards


def _mix(one: str, other: str, share: float) -> str:
    parts = (round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)
