"""/foretag/<id>.vcf: a company as a business card that a telephone can keep (vCard 4.0, RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from generator.columns import identifier
from generator.dataset import CARD_KIND, card_url
from generator.edition import Edition
from generator.family import Family, write_all
from generator.folding import folded
from generator.portal import Portal
from generator.record import Record
from generator.site_file import write_file

CARDS_TOGETHER = 500


def write(portal: Portal, edition: Edition, out: Path) -> None:
    write_all(families(portal, edition), out)


def families(portal: Portal, edition: Edition) -> Iterator[Family]:
    """Of the cards some together."""
    companies = portal.records.get(CARD_KIND, ())
    for first in range(0, len(companies), CARDS_TOGETHER):
        some = companies[first : first + CARDS_TOGETHER]
        yield Family("contacts", partial(_write, some, portal, edition), some, part=str(first))


def _write(records: Iterable[Record], portal: Portal, edition: Edition, out: Path) -> None:
    for record in records:
        lines = _lines(record, portal, edition.config.base_url)
        write_file(out, card_url(record), b"".join(map(folded, lines)))


def _lines(record: Record, portal: Portal, base_url: str) -> Iterator[str]:
    """The card, a property a line. Nobody's name is in it: FN is what the company is called."""
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:org"
    yield f"UID;VALUE=text:{_text(identifier(record, portal))}"
    yield f"FN:{_text(record.heading)}"
    yield f"ORG:{_text(record.heading)}"
    if phone := record.called("telephone"):
        yield f"TEL;VALUE=uri:{phone.uri}"
    if email := record.called("email"):
        yield f"EMAIL:{_text(email)}"
    if website := record.called("url"):
        yield f"URL:{website}"
    yield from _place(record, portal)
    if description := record.called("description"):
        yield f"NOTE:{_text(description)}"
    yield f"SOURCE:{base_url}{card_url(record)}"
    if checked := record.called("dateModified"):
        yield f"REV:{checked:%Y%m%d}T000000Z"
    yield "END:VCARD"


def _place(record: Record, portal: Portal) -> Iterator[str]:
    street, code, town = (record.called(term) for term in ("streetAddress", "postalCode", "addressLocality"))
    if village := portal.vocabularies["villages"].get(town):
        town = village.label.sv
    if street or code:
        yield f"ADR:;;{_text(street or '')};{_text(town or '')};;{_text(code or '')};{_text('Sverige')}"
    latitude, longitude = record.called("latitude"), record.called("longitude")
    if latitude is not None and longitude is not None:
        yield f"GEO:geo:{latitude},{longitude}"


def _text(text: str) -> str:
    """A value with its own commas, semicolons, backslashes and line breaks (RFC 6350, 3.4)."""
    escaped = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(escaped.splitlines())
