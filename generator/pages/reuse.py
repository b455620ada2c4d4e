"""What is saved when things are used again: the sums of the marketplace's own estimates, as figures and a plot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from generator.pages.show import Voice, label
from generator.record import Record
from generator.words import spoken_number

WIDTH = 300
"""Units of the plot that the longest bar takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One category: carbon dioxide in kilograms and value in kronor, in words, and the length of its bar."""

    title: str
    co2: str
    value: str
    length: int


@dataclass(frozen=True, slots=True)
class Reuse:
    co2: str
    value: str
    count: int
    bars: tuple[Bar, ...]


def reuse(records: Iterable[Record], voice: Voice) -> Reuse | None:
    """By category, the largest saving first. None where nobody has estimated anything."""
    counted = [record for record in records if record.values.get("co2_kg") or record.values.get("value")]
    if not counted:
        return None
    field = counted[0].kind.fields["category"]
    sums: dict[str, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for record in counted:
        title = label(record, field, record["category"], voice)
        co2, value = sums[title]
        sums[title] = co2 + float(record["co2_kg"] or 0), value + float(record["value"] or 0)
    most = max(co2 for co2, _ in sums.values()) or 1
    largest_first = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    bars = tuple(
        Bar(title, _number(co2, voice), _number(value, voice), round(co2 / most * WIDTH))
        for title, (co2, value) in largest_first
    )
    total_co2, total_value = (_number(sum(column), voice) for column in zip(*sums.values(), strict=True))
    return Reuse(total_co2, total_value, len(counted), bars)


def _number(amount: float, voice: Voice) -> str:
    return spoken_number(round(amount), voice.language)
