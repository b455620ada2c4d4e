"""Rules across the fields of a company."""

from __future__ import annotations

from collections.abc import Iterator

from generator.kinds import Setting
from generator.problem import Problem
from generator.record import Record


def rules(record: Record, setting: Setting) -> Iterator[Problem]:
    yield from sole_traders_number(record)
    yield from sni_needs_edition(record)


def sole_traders_number(record: Record) -> Iterator[Problem]:
    """A sole trader's organisation number is the owner's personal number (DOMAIN.md 4.2)."""
    if record["legal_form"] == "sole_trader" and record["org_number"]:
        yield record.problem("org_number", "sole-traders-number")


def sni_needs_edition(record: Record) -> Iterator[Problem]:
    """The same code means different things in SNI 2007 and SNI 2025."""
    if record["sni"] and not record["sni_version"]:
        yield record.problem("sni", "sni-without-edition", found=record["sni"])
