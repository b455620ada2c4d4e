"""Local time and the two nights a year when it is not what it seems."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

SWEDEN = "Europe/Stockholm"
_FIRST, _LAST = datetime.min + timedelta(days=1), datetime.max - timedelta(days=1)  # noqa: DTZ901 - of any zone
"""Beyond these a moment may have no counterpart on another zone's clock; and no clock is changed there."""


@cache
def zone_info(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def after_gap(local: datetime, zone: str = SWEDEN) -> datetime | None:
    """The same moment on the new clock, when `local` falls in the hour that is skipped in spring; else None."""
    if not _FIRST <= local <= _LAST:
        return None
    there = local.replace(tzinfo=zone_info(zone))
    back = there.astimezone(UTC).astimezone(zone_info(zone)).replace(tzinfo=None)
    return back if back != local else None


def ambiguous(local: datetime, zone: str = SWEDEN) -> bool:
    """Whether `local` happens twice, in the night when clocks go back."""
    info = zone_info(zone)
    first = local.replace(tzinfo=info, fold=0).utcoffset()
    second = local.replace(tzinfo=info, fold=1).utcoffset()
    return first != second and not after_gap(local, zone)


def still_holds(since: datetime, until: datetime, now: datetime) -> bool:
    """Whether what was found out at one moment holds at another: on the same day, and before the next thing changes."""
    return since.date() == now.date() and since <= now < until


def instant(moment: date | datetime, zone: str = SWEDEN, *, end_of_day: bool = False) -> datetime:
    """The point in time, in UTC, that a local day or time means; the first of two where it happens twice.

    In UTC, because Python subtracts and compares two times of the same zone by what their clocks show.
    """
    return _instant(moment, zone) if isinstance(moment, datetime) else _edge_of_day(moment, zone, end_of_day)


@lru_cache(maxsize=10_000)
def _edge_of_day(day: date, zone: str, is_end: bool) -> datetime:
    """Thousands of records name the same few hundred days."""
    return _instant(datetime.combine(day, time(23, 59, 59) if is_end else time()), zone)


def _instant(moment: datetime, zone: str) -> datetime:
    return min(max(moment, _FIRST), _LAST).replace(tzinfo=zone_info(zone)).astimezone(UTC)
