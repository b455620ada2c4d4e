"""Grave notices, which stand on every page: above it in a banner, and in a crisis first on the front page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.pages.page import Badge, Time
from generator.pages.show import Voice, badges, over_at, show, time_of
from generator.record import Record

CRISIS = "extreme"
"""The severity that makes the front page text-first, with the service points at the top."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice as a banner shows it. `address` is the same in every language, `since` and `until` are ISO instants.

    `language` is that of the words, where it is not the page's. `body` is HTML.
    """

    address: str
    url: str
    headline: str
    instruction: str
    body: str
    severity: str
    badges: tuple[Badge, ...]
    since: str
    until: str
    expires: Time
    language: str


def standing(voice: Voice) -> tuple[Standing, ...]:
    """The grave notices that are not over, those that end first before the others."""
    return tuple(_standing(record, voice) for record in grave_notices(voice))


def in_crisis(voice: Voice) -> tuple[Standing, ...]:
    """The notices for which the front page is text-first; one that lies ahead waits for the next build."""
    extreme = (record for record in grave_notices(voice) if record["severity"] == CRISIS)
    return tuple(_standing(record, voice) for record in extreme if record["begun"])


def grave_notices(voice: Voice) -> Iterator[Record]:
    for record in voice.portal.records.get("notice", ()):
        if record.values["grave"] and not record.values["over"]:
            yield record


def _standing(record: Record, voice: Voice) -> Standing:
    body = show(record, record.kind.fields["body"], voice)
    return Standing(
        address=record.url,
        url=voice.url(record.url),
        headline=record.heading,
        instruction=record["instruction"] or "",
        body=body.value if body else "",
        severity=record["severity"],
        badges=badges(record, voice),
        since=record.values["onset_at"].isoformat(),
        until=over_at(record),
        expires=time_of(record["expires"], voice),
        language=voice.foreign(record),
    )
