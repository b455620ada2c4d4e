"""A record as schema.org says it: JSON-LD for the page's head, read by search engines and other machines.

What a field is called stands in the kind's schema (`schema_org`); here is only the shape that schema.org gives the
whole. Nothing is said that the page doesn't say: an exercise is no announcement, a planned point offers nothing yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from generator.columns import plain
from generator.field_type import Moment
from generator.pages.schedule import schedules
from generator.pages.show import Voice, label
from generator.pages.thing import (
    Thing,
    features,
    iri,
    linked,
    named,
    number,
    opening_hours,
    placed,
    places,
    reached,
    said,
    thing,
    village,
)
from generator.record import Record
from generator.settings import SiteConfig

GOODRELATIONS = "http://purl.org/goodrelations/v1#"


def structured(record: Record, voice: Voice, config: SiteConfig) -> str:
    """The record as JSON-LD, in one line. It is not yet safe inside HTML: outputs/pages.py sees to that."""
    shape = SHAPES.get(record.kind.name, _page)
    things = shape(record, voice, config)
    body: Thing = things[0] if len(things) == 1 else {"@graph": things}
    return _IN_ONE_LINE.encode({"@context": "https://schema.org", **body})


_IN_ONE_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _company(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """The type is that of the most important category; a firm that has closed, for now or for good, has no hours."""
    categories = (voice.portal.vocabularies["company_categories"].get(one) for one in record["categories"])
    type_ = next((category.row["schema_type"] for category in categories if category), "LocalBusiness")
    hours = {} if record["status"] in ("temporarily_closed", "closed") else opening_hours(record, voice)
    return [
        thing(
            type_,
            record,
            voice,
            config,
            taxID=record.called("taxID"),
            sameAs=list(record.called("sameAs") or ()),
            knowsLanguage=list(record.called("knowsLanguage") or ()),
            memberOf=[named("Organization", other, config) for other in linked(record, "memberOf", voice)],
            **reached(record),
            **placed(record, voice),
            **hours,
            amenityFeature=features(record, voice),
        )
    ]


def _event(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """The dates are those of the next time it happens; `eventSchedule` tells of all times."""
    start, end = _next_time(record)
    zone = record["timezone"] or "Europe/Stockholm"
    price = record.called("price")
    return [
        thing(
            "Event",
            record,
            voice,
            config,
            startDate=plain(start, zone),
            endDate=plain(end, zone),
            eventStatus=f"https://schema.org/Event{_in_capitals(record['status'] or 'scheduled')}",
            eventAttendanceMode=f"https://schema.org/{_attendance(record)}EventAttendanceMode",
            eventSchedule=schedules(record, zone),
            location=list(_locations(record, voice)),
            organizer=_organiser(record, voice, config),
            maximumAttendeeCapacity=record.called("maximumAttendeeCapacity"),
            isAccessibleForFree=True if price == 0 else None,
            offers=None
            if price is None
            else said({"@type": "Offer", "price": price, "priceCurrency": "SEK", "url": record["booking_url"]}),
        )
    ]


def _next_time(record: Record) -> tuple[Moment, Moment | None]:
    times = record.values.get("occurrences", ())
    following = (time for time in times if time[0] == record.values.get("next_start"))
    start, end = next(following, (record["start"], record["end"]))
    return start, end


def _in_capitals(value: str) -> str:
    """`moved_online` as schema.org writes it: `MovedOnline`."""
    return "".join(word.capitalize() for word in value.split("_"))


def _attendance(record: Record) -> str:
    if record["status"] == "moved_online":
        return "Online"
    in_a_place = record["venue"] or record["address"] or record["village"]
    return "Mixed" if record["online_url"] and in_a_place else "Online" if record["online_url"] else "Offline"


def _locations(record: Record, voice: Voice) -> Iterator[Thing]:
    mode = _attendance(record)
    place = placed(record, voice)
    if mode != "Online" and (record["venue"] or place):
        yield said({"@type": "Place", "name": record["venue"], **place})
    if record["online_url"]:
        yield {"@type": "VirtualLocation", "url": record["online_url"]}


def _organiser(record: Record, voice: Voice, config: SiteConfig) -> Thing | None:
    for field in ("organiser_company", "organiser_network"):
        for other in voice.portal.linked(record, field):
            return named("Organization", other, config)
    return {"@type": "Organization", "name": record["organiser_name"]} if record["organiser_name"] else None


def _service_point(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """A place, and the public service that is given there: never an EmergencyService, which is a fire station."""
    works = record["lifecycle"] in (None, "established")
    open_today = works and record["activation"] != "closed"
    place = thing(
        "CivicStructure",
        record,
        voice,
        config,
        **placed(record, voice),
        telephone=number(record),
        **(opening_hours(record, voice) if open_today else {}),
        amenityFeature=features(record, voice) if works else None,
        maximumAttendeeCapacity=record.called("maximumAttendeeCapacity"),
    )
    service = {
        "@type": "GovernmentService",
        "@id": f"{iri(record, config).removesuffix('this')}service",
        "name": record.heading,
        "serviceType": label(record, record.kind.fields["point_type"], record["point_type"], voice),
        "serviceOperator": {"@type": "Organization", "name": record["operator"]} if record["operator"] else None,
        "areaServed": village(record, voice),
        "availableChannel": said(
            {
                "@type": "ServiceChannel",
                "serviceLocation": {"@id": place["@id"]},
                "servicePhone": _contact_point(record),
            }
        ),
    }
    return [place, said(service)] if works else [place]


def _contact_point(record: Record) -> Thing | None:
    telephone = number(record)
    return {"@type": "ContactPoint", "telephone": telephone} if telephone else None


def _network(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    members = {other.key: other for other in voice.portal.linking(record, "company")}
    members |= {other.key: other for other in voice.portal.linked(record, "members")}
    owner = record.called("parentOrganization")
    return [
        thing(
            "Organization",
            record,
            voice,
            config,
            **reached(record),
            parentOrganization={"@type": "Organization", "name": owner} if owner else None,
            areaServed=places(record, "areaServed", voice),
            member=[named("Organization", members[key], config) for key in sorted(members)],
        )
    ]


def _offer(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """Who has something offers it; who lacks something seeks it."""
    wanted = record["direction"] == "want"
    service = record["item_type"] in ("service", "transport", "knowledge")
    exchange = voice.portal.vocabularies["exchange_types"].get(record["exchange"])
    function = exchange.row["business_function"] if exchange else ""
    price = record.called("price")
    return [
        thing(
            "Demand" if wanted else "Offer",
            record,
            voice,
            config,
            itemOffered={"@type": "Service" if service else "Product", "name": record.heading},
            category=label(record, record.kind.fields["category"], record["category"], voice),
            businessFunction=f"{GOODRELATIONS}{function}" if function else None,
            availability=f"https://schema.org/{AVAILABILITY.get(record['status'], 'InStock')}",
            validFrom=plain(record.called("validFrom")),
            validThrough=plain(record.called("validThrough")),
            price=price if not record["price_unit"] else None,
            priceCurrency="SEK" if price is not None else None,
            priceSpecification=_price_by_unit(record),
            availableAtOrFrom=said({"@type": "Place", "name": record["pickup"], **placed(record, voice)}),
            **_party(record, voice, config, wanted),
        )
    ]


AVAILABILITY = {"available": "InStock", "reserved": "LimitedAvailability", "gone": "SoldOut"}


def _price_by_unit(record: Record) -> Thing | None:
    price, unit = record.called("price"), record["price_unit"]
    if price is None or not unit:
        return None
    return {"@type": "UnitPriceSpecification", "price": price, "priceCurrency": "SEK", "unitText": unit}


def _party(record: Record, voice: Voice, config: SiteConfig, wanted: bool) -> Thing:
    """Only a firm is named. schema.org has no word for a demand's buyer, but says of a firm that it seeks."""
    for company in voice.portal.linked(record, "company"):
        firm = named("Organization", company, config)
        return {"@reverse": {"seeks": firm}} if wanted else {"seller": firm}
    return {}


def _notice(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """An exercise or a test is a page like others: nobody may take it for an announcement."""
    if record["cap_status"] != "actual":
        return _page(record, voice, config)
    return [
        thing(
            "SpecialAnnouncement",
            record,
            voice,
            config,
            text=record.called("text"),
            datePosted=plain(record.called("datePosted")),
            expires=plain(record.called("expires")),
            announcementLocation=places(record, "announcementLocation", voice),
            publisher={"@type": "Organization", "name": record["sender"]},
            inLanguage=record["language"] or "sv",
        )
    ]


def _page(record: Record, voice: Voice, config: SiteConfig) -> list[Thing]:
    """What is no more to schema.org than a page, as a kind of a site's own."""
    page = thing("WebPage", record, voice, config)
    page |= {"url": page.pop("mainEntityOfPage"), "inLanguage": record.values.get("language") or voice.language}
    return [page]


SHAPES: Mapping[str, Callable[[Record, Voice, SiteConfig], list[Thing]]] = {
    "company": _company,
    "event": _event,
    "service_point": _service_point,
    "network": _network,
    "offer": _offer,
    "notice": _notice,
}
