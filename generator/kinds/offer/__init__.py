"""Rules across the fields of an offer or a want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.clock import instant
from generator.kinds import Setting, ends_before_start
from generator.problem import Problem
from generator.record import Record


def rules(record: Record, setting: Setting) -> Iterator[Problem]:
    yield from ends_before_start(record, "valid_from", "valid_to")
    yield from somebody_to_ask(record)
    yield from giving_away_is_free(record)


def somebody_to_ask(record: Record) -> Iterator[Problem]:
    """Whoever is interested must know whom to turn to."""
    if not record["company"] and not record["contact_role"]:
        yield record.problem("contact_role", "nobody-to-ask")


def giving_away_is_free(record: Record) -> Iterator[Problem]:
    if record["exchange"] in ("give_away", "lend") and record["price"]:
        yield record.problem("price", "price-on-gift", found=record["price"])


def derive(record: Record, setting: Setting) -> dict[str, Any]:
    """`over_at`: when it ends. `over`: whether that was before the site was built."""
    over_at = instant(record["valid_to"], end_of_day=True)
    return {"over_at": over_at, "over": over_at < setting.now}
