"""Rules across the fields of a service point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.clock import instant
from generator.kinds import Setting, ends_before_start
from generator.problem import Problem
from generator.record import Record


def rules(record: Record, setting: Setting) -> Iterator[Problem]:
    yield from ends_before_start(record, "activation_from", "activation_to")
    yield from activation_is_decided(record)
    yield from opened_on_demand_by_phone(record)
    yield from sot_point_has_reserve_power(record)


def activation_is_decided(record: Record) -> Iterator[Problem]:
    """A point that is open or on standby says since when and by whose decision."""
    if record["activation"] in ("open", "standby") and not (record["activation_from"] and record["decided_by"]):
        yield record.problem("activation", "activation-without-decision", found=record["activation"])


def opened_on_demand_by_phone(record: Record) -> Iterator[Problem]:
    if record["activation"] == "on_demand" and not record["on_demand_phone"]:
        yield record.problem("activation", "on-demand-without-phone")


def sot_point_has_reserve_power(record: Record) -> Iterator[Problem]:
    """A SOT point is a place whose operation goes on with reserve power (DOMAIN.md 1.1)."""
    if record["point_type"] == "sot_point" and record["power"] in (None, "none") and record["lifecycle"] != "planned":
        yield record.problem("power", "sot-point-without-power")


def derive(record: Record, setting: Setting) -> dict[str, Any]:
    """`state_since`, `state_until`: the instants between which the point is in the state that is decided.

    A point is never over: when the time is up, nobody knows its state, and that is said.
    """
    since, until = (
        None if name in record["internal_fields"] else record[name] for name in ("activation_from", "activation_to")
    )
    state_until = instant(until, end_of_day=True) if until else None
    return {
        "state_since": instant(since) if since else None,
        "state_until": state_until,
        "state_expired": state_until is not None and state_until < setting.now,
    }
