"""Public warnings as a page shows them when it is built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from generator.alert import Alert
from generator.clock import SWEDEN, zone_info
from generator.pages.page import Time
from generator.pages.show import Voice
from generator.words import spoken_date


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning in the language of the page: plain text, paragraph by paragraph."""

    event: str
    area: str
    paragraphs: tuple[str, ...]
    sender: str
    sent: Time
    until: Time


def shown_warnings(alerts: Iterable[Alert], voice: Voice) -> tuple[Warned, ...]:
    return tuple(_shown(alert, voice) for alert in alerts)


def _shown(alert: Alert, voice: Voice) -> Warned:
    telling = alert.told(voice.language)
    paragraphs = tuple(line.strip() for line in telling.text.splitlines() if line.strip())
    return Warned(
        event=telling.event or voice.say("Public warning (VMA)"),
        area=telling.area,
        paragraphs=paragraphs,
        sender=telling.sender,
        sent=_time(alert.sent, voice),
        until=_time(alert.until, voice),
    )


def _time(moment: datetime, voice: Voice) -> Time:
    """An instant, and the Swedish hour that it is then."""
    local = moment.astimezone(zone_info(SWEDEN)).replace(tzinfo=None)
    return Time(moment.isoformat(), spoken_date(local, voice.language))
