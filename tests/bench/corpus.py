"""A repository of N lifelike companies, N/5 events and N/20 service points, without one problem, always the same.

Record number i is the same whatever N is. Nothing here is a real firm or person: telephone numbers are of the series
kept for fiction, organisation numbers lie far beyond those that have been given out, addresses end in example.com.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from generator.clock import SWEDEN, zone_info
from generator.packaged import own_or_packaged
from generator.personal_number import passes_luhn
from generator.source import BODY, proposed_id
from generator.vocabulary import Term, load_vocabularies
from tests.bench import words

SITE = "bench"
NOW = datetime(2026, 11, 24, 12, tzinfo=zone_info(SWEDEN))
KINDS = ("company", "event", "service_point")

Fields = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to be: its fields as an officer writes them."""

    place: str
    kind: str
    id: str
    fields: Fields


def counts(companies: int) -> dict[str, int]:
    return {"company": companies, "event": companies // 5, "service_point": companies // 20}


def entries(companies: int) -> Iterator[Entry]:
    """Every record, one by one: none is kept."""
    makers = {"company": company, "event": event, "service_point": service_point}
    for kind, count in counts(companies).items():
        yield from (makers[kind](number) for number in range(count))


def write(root: Path, companies: int) -> None:
    """The repository: one site over three municipalities, and its content."""
    site = root / "sites" / SITE / "site.yaml"
    site.parent.mkdir(parents=True)
    site.write_text(as_yaml(SETTINGS), "utf-8")
    for place in words.PLACES:
        for kind in KINDS:
            (root / "content" / place / kind).mkdir(parents=True)
    for number, entry in enumerate(entries(companies)):
        write_entry(root, entry, as_markdown=number % 4 == 0)


def write_entry(root: Path, entry: Entry, *, as_markdown: bool) -> None:
    path = root / "content" / entry.place / entry.kind / entry.id
    if as_markdown:
        front = {name: value for name, value in entry.fields.items() if name != BODY}
        path.with_suffix(".md").write_text(f"---\n{as_yaml(front)}---\n\n{entry.fields[BODY]}\n", "utf-8")
    else:
        path.with_suffix(".yaml").write_text(as_yaml(entry.fields), "utf-8")


SETTINGS: Fields = {
    "title": "Inlandets portal",
    "description": "Företag, evenemang och trygghet i tre kommuner, påhittade för att mätas.",
    "owner": "Mätningen",
    "base_url": "https://bench.example.com",
    "place": "arvidsjaur",
    "places": ("asele", "overkalix"),
    "kinds": KINDS,
    "contact_email": "portalen@bench.example.com",
    "contact_phone": "0980-319 200",
}

_PLAIN = re.compile(r"[A-Za-zÅÄÖåäö0-9](?:[^:#\n]|:(?! ))*")
_PLAIN_IN_LIST = re.compile(r"[A-Za-zÅÄÖåäö0-9][\w /.-]*")


def as_yaml(fields: Mapping[str, str | tuple[str, ...]]) -> str:
    return "".join(f"{name}: {_value(value)}\n" for name, value in fields.items())


def _value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(item, _PLAIN_IN_LIST) for item in value)}]"
    if "\n" in value:
        return "|\n" + "\n".join(f"  {line}" if line else "" for line in value.split("\n"))
    return _scalar(value, _PLAIN)


def _scalar(text: str, plain: re.Pattern[str]) -> str:
    return text if plain.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@cache
def _vocabulary(name: str) -> tuple[Term, ...]:
    terms = load_vocabularies(own_or_packaged(Path(), "data"))[name].values()
    if name == "villages":
        return tuple(term for term in terms if term.row["municipality"] in words.PLACES)
    return tuple(term for term in terms if term.row.get("parent", "-"))


def _chance(kind: str, number: int) -> Random:
    return Random(f"{kind} {number}")


def company(number: int) -> Entry:
    chance = _chance("company", number)
    village = chance.choice(_vocabulary("villages"))
    trades = chance.sample(_vocabulary("company_categories"), chance.choice((1, 1, 2, 3)))
    trade = re.split(r",| och ", trades[0].label.sv)[0]
    name = f"{_family(chance)} {trade}"
    services = tuple(
        word.capitalize() for word in chance.sample(trades[0].synonyms(), min(4, len(trades[0].synonyms())))
    )
    facts = {
        "name": name,
        "trade": trade,
        "village": village.label.sv,
        "service": chance.choice(services).lower(),
    }
    form = chance.choice(words.LEGAL_FORMS)
    host = proposed_id(name)
    fields: Fields = {"name": name}
    if form != "sole_trader":
        fields["org_number"] = org_number(number)
    fields |= {
        "legal_form": form,
        "categories": tuple(term.id for term in trades),
        "summary": _fill(chance.choice(words.SUMMARIES), facts, chance),
        BODY: _body(words.SENTENCES, facts, chance, services),
        "services": services,
        "languages": chance.choice(words.LANGUAGES),
        "status": "temporarily_closed" if chance.random() < 0.03 else "active",
        "opening_hours": _opening_hours(chance),
        **_place(village, chance),
        "phone": _phone(chance),
        "email": f"info@{host}.example.com",
        "email_consent": "ja" if chance.random() < 0.7 else "nej",
        "website": f"https://www.example.com/{host}",
        "search_words": tuple(chance.sample(trades[-1].synonyms(), min(2, len(trades[-1].synonyms())))),
        **_assured(chance, "Näringslivskontoret"),
    }
    if chance.random() < 0.4:
        fields["certifications"] = tuple(chance.sample(words.CERTIFICATIONS, 2))
    if chance.random() < 0.3:
        fields["social"] = (f"https://social.example.com/{host}",)
    if chance.random() < 0.5:
        fields["accessibility"] = ("step_free", "accessible_parking")
    return Entry(village.row["municipality"], "company", f"{host}-{number}", fields)


def event(number: int) -> Entry:
    """Event i is arranged by company 5i, or by an association."""
    chance = _chance("event", number)
    village = chance.choice(_vocabulary("villages"))
    category = chance.choice(tuple(words.HAPPENINGS))
    name = f"{chance.choice(words.HAPPENINGS[category])} i {village.label.sv}"
    organiser = chance.choice(words.ORGANISERS)
    facts = {
        "name": name,
        "village": village.label.sv,
        "venue": chance.choice(words.VENUES),
        "organiser": organiser.lower(),
    }
    fields: Fields = {
        "name": name,
        "summary": _fill(chance.choice(words.EVENT_SUMMARIES), facts, chance),
        BODY: _body(words.EVENT_SENTENCES, facts, chance),
        "category": category,
        "audience": chance.choice((("everyone",), ("families", "children"), ("seniors",), ("firms", "newcomers"))),
        **_when(chance),
        "venue": facts["venue"],
        **{key: value for key, value in _place(village, chance).items() if not key.startswith("post")},
        "phone": _phone(chance),
        "website": f"https://www.example.com/{proposed_id(name)}",
        "price": chance.choice(("0", "0", "50", "120", "1250")),
        "capacity": str(chance.randrange(20, 200)),
        "accessibility": ("step_free", "hearing_loop"),
        **_assured(chance, "Biblioteket"),
    }
    if chance.random() < 0.6:
        fields["organiser_company"] = company(5 * number).id
    else:
        fields["organiser_name"] = organiser
    return Entry(village.row["municipality"], "event", f"{proposed_id(name)}-{number}", fields)


def _when(chance: Random) -> Fields:
    """Most events come within a year, one in twelve is over, one in four repeats, one in thirty is cancelled."""
    day = NOW.date() + timedelta(
        days=chance.randrange(-30, 0) if chance.random() < 1 / 12 else chance.randrange(1, 360)
    )
    hour = chance.randrange(9, 20)
    fields: Fields = {"start": f"{day} {hour:02d}:00", "end": f"{day} {hour + 2}:30", "status": "scheduled"}
    if chance.random() < 1 / 4:
        rule = chance.choice(("WEEKLY", "WEEKLY;INTERVAL=2", "MONTHLY"))
        fields["repeat"] = f"FREQ={rule};COUNT={chance.randrange(3, 20)}"
    if chance.random() < 1 / 30:
        fields |= {"status": "cancelled", "status_note": "Inställt på grund av sjukdom."}
    return fields


def service_point(number: int) -> Entry:
    """Service point i is found at company 20i, when it is the everyday kind."""
    chance = _chance("service_point", number)
    village = chance.choice(_vocabulary("villages"))
    point_type = chance.choice(tuple(words.POINT_NAMES))
    facts = {"village": village.label.sv}
    functions = [term.id for term in _vocabulary("service_functions")]
    fields: Fields = {
        "name": f"{words.POINT_NAMES[point_type]} i {village.label.sv}",
        "point_type": point_type,
        "lifecycle": "established",
        "summary": _fill(words.POINT_SUMMARY, facts, chance),
        BODY: _body(words.POINT_SENTENCES, facts, chance),
        "functions": tuple(chance.sample(functions, 4)),
        "crisis_functions": tuple(chance.sample(functions, 7)),
        "activation": "normal",
        "opening_hours": _opening_hours(chance),
        "crisis_hours": "dygnet runt",
        **{key: value for key, value in _place(village, chance).items() if key != "post_town"},
        "directions": "Mitt i byn, bredvid anslagstavlan.",
        "winter_access": "Plogas först i byn, och rampen sandas varje morgon.",
        "accessibility": ("step_free", "accessible_toilet"),
        "power": "fixed",
        "power_kva": str(chance.randrange(20, 90)),
        "power_hours": chance.choice(("24", "48", "72")),
        "heat": "Elvärme på reservkraft och en vedkamin.",
        "water": "Egen brunn med pump på reservkraft.",
        "communication": "Wifi över satellit.",
        "capacity": str(chance.randrange(20, 120)),
        "operator": "Byaföreningen och kommunen",
        "phone": _phone(chance),
        "last_test": str(date(2026, 9, 1) + timedelta(days=chance.randrange(60))),
        **_assured(chance, "Kommunens säkerhetssamordnare"),
    }
    if point_type == "service_point":
        fields["company"] = company(20 * number).id
    return Entry(village.row["municipality"], "service_point", f"{proposed_id(str(fields['name']))}-{number}", fields)


def _family(chance: Random) -> str:
    family: str = chance.choice(words.FIRST_PARTS) + chance.choice(words.LAST_PARTS)
    return family if family.endswith("s") else f"{family}s"


def _fill(sentence: str, facts: Mapping[str, str], chance: Random) -> str:
    return sentence.format(**facts, year=chance.randrange(1950, 2020), count=chance.randrange(2, 40))


def _body(sentences: tuple[str, ...], facts: Mapping[str, str], chance: Random, services: tuple[str, ...] = ()) -> str:
    """About 120 words in two or three paragraphs, with a list where there are `services`."""
    said = [_fill(sentence, facts, chance) for sentence in chance.sample(sentences, 7)]
    parts = [" ".join(said[:3]), " ".join(said[3:])]
    if services:
        parts.insert(1, "\n".join((chance.choice(words.LIST_HEADINGS), "", *(f"- {one}" for one in services))))
    return "\n\n".join(parts)


def _place(village: Term, chance: Random) -> Fields:
    """An address in the village, and a position within some 800 metres of its own."""
    lat = float(village.row["lat"]) + chance.uniform(-0.007, 0.007)
    lon = float(village.row["lon"]) + chance.uniform(-0.015, 0.015)
    return {
        "address": f"{chance.choice(words.STREETS)} {chance.randrange(1, 90)}",
        "postal_code": village.row["postal_code"] or "933 32",
        "post_town": words.PLACES[village.row["municipality"]],
        "village": village.id,
        "lat": f"{lat:.4f}",
        "lon": f"{lon:.4f}",
    }


def _opening_hours(chance: Random) -> str:
    """One of some two thousand."""
    opens = chance.choice(("6", "6.30", "7", "7.30", "8", "8.30", "9", "10"))
    closes = chance.choice(("15.30", "16", "16.30", "17", "18", "18.30", "19", "20"))
    saturday = chance.choice(("13", "13.30", "14", "14.30", "15", "16"))
    return chance.choice(words.OPENING_HOURS).format(opens=opens, closes=closes, saturday=saturday)


def _phone(chance: Random) -> str:
    """From the series that PTS keeps for books and films."""
    return f"0980-319 2{chance.randrange(100):02d}"


def _assured(chance: Random, by: str) -> Fields:
    day = date(2026, 8, 1) + timedelta(days=chance.randrange(110))
    return {"assured_date": str(day), "assured_by": by, "example": "ja"}


def org_number(number: int) -> str:
    """Number i of the series that begins with 598000."""
    nine = f"{598_000 + number // 1000:06d}{number % 1000:03d}"
    check = next(digit for digit in "0123456789" if passes_luhn(nine + digit))
    return f"{nine[:6]}-{nine[6:]}{check}"
