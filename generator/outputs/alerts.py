"""Notices as messages of the Common Alerting Protocol 1.2, one file each, and an Atom feed of those in force.

/meddelanden/<id>.cap.xml and /meddelanden/cap.xml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from generator.atom import Entry, Feed, atom
from generator.clock import SWEDEN, instant, zone_info
from generator.edition import Edition
from generator.field_type import Moment
from generator.markup import plain
from generator.media_type import CAP
from generator.pages.plan import voices
from generator.pages.show import Voice, label
from generator.pages.subscribe import alert_of_record, alerts_of_list, has_alerts
from generator.portal import Portal
from generator.record import Record
from generator.schema import Kind
from generator.site_file import write_file
from generator.vocabulary import Term

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
Part = tuple[str, str]
"""(element, text), in the order of the protocol's schema."""


@dataclass(frozen=True, slots=True)
class _Sender:
    voice: Voice
    edition: Edition


def write(portal: Portal, edition: Edition, out: Path) -> None:
    sender = _Sender(next(voices(portal, edition)), edition)
    for kind in (kind for kind in portal.kinds.values() if has_alerts(kind)):
        files = {record.key: alert(record, sender) for record in portal.records[kind.name]}
        for record in portal.records[kind.name]:
            write_file(out, alert_of_record(record), files[record.key])
        entries = [_entry(one, len(files[one.key]), sender) for one in portal.records[kind.name] if not one["over"]]
        url = alerts_of_list(f"/{kind.address}/")
        write_file(out, url, atom(_feed(kind, entries, sender), f"{edition.config.base_url}{url}"))


def alert(record: Record, sender: _Sender) -> bytes:
    """The notice as a message. Every one stands for itself: the files do not know what they said before."""
    root = ElementTree.Element("alert", {"xmlns": NAMESPACE})
    sent = _sent(record, sender.edition)
    host = urlsplit(sender.edition.config.base_url).hostname or ""
    _add(root, ("identifier", f"{host}.{record.place}.{record.id}.{sent:%Y%m%dT%H%M}"), ("sender", host))
    _add(root, ("sent", _stamp(sent)), ("status", _status(record)))
    _add(root, ("msgType", "Alert"), ("scope", "Public"))
    _add(ElementTree.SubElement(root, "info"), *_info(record, sender))
    area = ElementTree.SubElement(root[-1], "area")
    _add(area, *_area(record, sender))
    if geocode := tuple(_geocode(record, sender)):
        _add(ElementTree.SubElement(area, "geocode"), *geocode)
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _status(record: Record) -> str:
    """A notice that is made up, to show what one looks like, is never actual to a machine."""
    status: str = record["cap_status"].capitalize()
    return "Test" if record["example"] and status == "Actual" else status


def _add(parent: ElementTree.Element, *parts: Part) -> None:
    for name, text in parts:
        if text:
            ElementTree.SubElement(parent, name).text = text


def _sent(record: Record, edition: Edition) -> datetime:
    """When it was sent: the day it was last checked, or when it began; else the day of the build."""
    days = (day for day in (record["onset"], record["assured_date"]) if day and instant(day) <= edition.now)
    return max((instant(day) for day in days), default=instant(edition.now.date())).astimezone(zone_info(SWEDEN))


def _stamp(moment: Moment, *, end_of_day: bool = False) -> str:
    """With the offset from UTC, which the protocol asks for."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        moment = instant(moment, end_of_day=end_of_day).astimezone(zone_info(SWEDEN))
    return moment.isoformat(timespec="seconds")


def _info(record: Record, sender: _Sender) -> Iterator[Part]:
    """How sure it is, nobody has written down: certainty is unknown."""
    kind, voice, config = record.kind, sender.voice, sender.edition.config
    subject = record["cap_category"]
    yield "language", record["language"] or voice.language
    yield "category", (subject or "other").capitalize()
    yield "event", label(record, kind.fields["cap_category"], subject, voice) if subject else kind.title[voice.language]
    yield "urgency", record["urgency"].capitalize()
    yield "severity", record["severity"].capitalize()
    yield "certainty", "Unknown"
    yield "onset", _stamp(record["onset"]) if record["onset"] else ""
    yield "expires", _stamp(record["expires"], end_of_day=True)
    yield "senderName", record["sender"]
    yield "headline", record.heading
    yield "description", plain(record["body"])
    yield "instruction", record["instruction"] or ""
    yield "web", f"{config.base_url}{record.url}"
    yield "contact", config.contact_phone.text if config.contact_phone else ""


def _area(record: Record, sender: _Sender) -> Iterator[Part]:
    """The villages by name, or the whole municipality."""
    town = _town(record, sender)
    name = town.row["genitive"] if town else sender.edition.config.owner
    field = record.kind.fields["areas"]
    villages = (label(record, field, village, sender.voice) for village in record["areas"])
    yield "areaDesc", ", ".join((*villages, name))


def _town(record: Record, sender: _Sender) -> Term | None:
    return sender.voice.portal.vocabularies["municipalities"].get(record.place)


def _geocode(record: Record, sender: _Sender) -> Iterator[Part]:
    """The municipality's number, as Sveriges Radio gives it; of a few villages it would say too much."""
    town = _town(record, sender)
    if town and not record["areas"]:
        yield "valueName", "Kommun"
        yield "value", town.row["code"]


def _feed(kind: Kind, entries: list[Entry], sender: _Sender) -> Feed:
    config = sender.edition.config
    return Feed(
        title=f"{kind.plural[sender.voice.language]} (CAP) – {config.title}",
        description=kind.description[sender.voice.language],
        home=f"{config.base_url}/{kind.address}/",
        language=sender.voice.language,
        author=config.owner,
        updated=instant(sender.edition.now.date().replace(day=1)),
        entries=tuple(sorted(entries, key=lambda one: (-one.updated.timestamp(), one.url))),
    )


def _entry(record: Record, size: int, sender: _Sender) -> Entry:
    """An exercise or a test says so before its name, for programs that show nothing but the title."""
    base, kind = sender.edition.config.base_url, record.kind
    status = _status(record).lower()
    word = "" if status == "actual" else f" ({label(record, kind.fields['cap_status'], status, sender.voice).lower()})"
    return Entry(
        url=f"{base}{record.url}",
        title=record.heading + word,
        lead=str(record[kind.lead] or ""),
        html="",
        updated=_sent(record, sender.edition),
        language=record["language"] or sender.voice.language,
        file=(f"{base}{alert_of_record(record)}", CAP, size),
    )
