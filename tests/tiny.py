"""A small sound repository of every kind, and what tests do with it: build, run `bygd`, read the site."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from generator.build import build
from generator.edition import Edition
from generator.order import Order, Report
from generator.pages.plan import voices
from generator.pages.show import Voice
from generator.portal import Portal
from generator.profile import Profile
from generator.record import Record

PROGRAM = Path(__file__).resolve().parent.parent
NOW_TEXT = "2026-11-24T12:00"
NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
SITE = "arvidsjaur"

VILLAGES = ("arvidsjaur", "glommerstrask", "moskosel", "abborrtrask", "auktsjaur")
CATEGORIES = ("snickeri", "kafe", "taxi", "stugor", "akeri", "mejeri")

SETTINGS = """title: Portalen på prov
description: Företag, evenemang och service på prov.
owner: Provkommunen
base_url: https://prov.example.com
place: {site}
languages: [{languages}]
contact_email: portalen@example.com
contact_phone: 0980-319 210
owner_org_number: 212000-9994
"""

COMPANY = """name: Firma {number:03d}
categories: [{category}]
summary: Vi hjälper dig med det mesta i {village}.
body: |
  Vi är **fyra** och finns vid *torget* nummer {number}.
village: {village}
opening_hours: mån-fre 10-18; lör 10-14; 24/12 stängt
phone: 0980-319 201
email: info{number}@example.com
email_consent: ja
website: https://www.example.com/{number}
assured_date: 2026-10-01
example: ja
"""

RECORDS: Mapping[str, str] = {
    "event/stickkafe.yaml": """name: Stickkafé
summary: Ta med ditt handarbete.
category: kultur
start: 2026-11-03 18:00
end: 2026-11-03 20:00
repeat: FREQ=WEEKLY;BYDAY=TU;UNTIL=20270131
except_dates: [2026-12-29]
organiser_company: firma-001
village: arvidsjaur
price: 0
""",
    "event/forra-arets-fest.yaml": """name: Förra årets fest
summary: Den är över.
category: dans-och-fest
start: 2025-08-02
organiser_name: Byaföreningen
village: auktsjaur
""",
    "service_point/sot-moskosel.yaml": """name: SOT-punkten i Moskosel
point_type: sot_point
lifecycle: established
summary: Här finns värme, vatten och besked när det är strömavbrott.
functions: [groceries, fuel]
crisis_functions: [warmth, drinking_water, aed]
activation: normal
opening_hours: mån-fre 9-18; helgdagar stängt
crisis_hours: dygnet runt
village: moskosel
lat: 65.871
lon: 19.453
power: fixed
water: Tank i INTERNKÄLLAREN.
operator: Byaföreningen
company: firma-002
internal_fields: [water]
internal_note: HEMLIGNYCKELN ligger enligt rutin.
""",
    "network/mat-harifran.yaml": """name: Mat härifrån
summary: Gårdar och butiker som säljer varandras mat.
purpose: Fler ska köpa mat från trakten.
owner: Näringslivskontoret
municipalities: [arvidsjaur]
members: [firma-001]
email: utan-samtycke@example.com
""",
    "offer/slapvagn.yaml": """name: Släpvagn med kåpa
direction: offer
exchange: rent
item_type: equipment
category: fordon
summary: Lastar 750 kilo.
price: 250
price_unit: dygn
valid_from: 2026-11-01
valid_to: 2027-04-30
company: firma-001
village: moskosel
email: visas-inte@example.com
email_consent: nej
""",
    "offer/soker-ved.yaml": """name: Söker ved
direction: want
exchange: buy
item_type: material
category: ved
summary: Fem kubik björk.
valid_to: 2026-11-10
contact_role: Privatperson i Moskosel
village: moskosel
""",
    "notice/koka-vattnet.yaml": """headline: Vattnet måste kokas
body: Prover visar bakterier.
instruction: Koka vattnet tills det bubblar.
severity: severe
urgency: immediate
cap_status: exercise
areas: [glommerstrask]
onset: 2026-11-24 08:00
expires: 2026-11-26 20:00
sender: Tekniska avdelningen
""",
    "page/om-portalen.yaml": """title: Om portalen
summary: Här finns allt samlat.
body: |
  Portalen drivs av kommunen.

  ## Så kommer du med

  Ring växeln, eller läs om [företagen](/foretag/).
language: sv
menu: footer
""",
    "page/about.md": """---
title: About this site
language: en
menu: footer
---
Run by the municipality.
""",
}


def write_repository(
    root: Path, companies: int = 3, *, languages: str = "sv, en", site: str = SITE, backwards: bool = False
) -> Path:
    """A sound repository below `root`: one site, every kind, and as many companies as asked for (two at least).

    `backwards` writes the files in the opposite order, so that a disk may list them in another.
    """
    place = f"content/{site}"
    files = {f"{place}/{path}": text for path, text in RECORDS.items()}
    files |= {f"{place}/company/firma-{number:03d}.yaml": company(number) for number in range(1, companies + 1)}
    files[f"sites/{site}/site.yaml"] = SETTINGS.format(site=site, languages=languages)
    for path in sorted(files, reverse=backwards):
        write(root / path, files[path])
    return root


def company(number: int) -> str:
    village, category = VILLAGES[number % len(VILLAGES)], CATEGORIES[number % len(CATEGORIES)]
    return COMPANY.format(number=number, village=village, category=category)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def add(root: Path, kind: str, name: str, text: str | bytes, place: str = SITE) -> Path:
    """One more file of a kind; `name` with its ending."""
    return write(root / "content" / place / kind / name, text)


def build_site(root: Path, out: Path, *, now: datetime = NOW, site: str = SITE, **asked: Any) -> Report:
    return build(Order(root, site, out, now, **asked), Profile())


@dataclass(frozen=True)
class Ran:
    """What a finished command left behind."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child that finds the program and nothing of this test run's moment."""
    inherited = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return {**inherited, "PYTHONPATH": str(PROGRAM), **changes}


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "generator", *map(str, args)]


def run(*args: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """Run `bygd` as people do, in a process of its own. Whatever it is asked, it never shows a traceback."""
    done = subprocess.run(
        command(*args), cwd=cwd, env=env or environment(), capture_output=True, timeout=120, check=False, **options
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    if "--debug" not in args:
        assert "Traceback" not in ran.out + ran.err, ran
    return ran


def digests(folder: Path) -> dict[str, str]:
    """Every file below `folder`, the manifest too, by its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pages(site: Path) -> dict[str, str]:
    """Every HTML page of a site by its file name."""
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    text: str = ""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Tag] = []
        self.open: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "link", "input", "br", "hr", "img"}:
            self.open.append(self.found[-1])

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            tag.text += data


def tags(html: str, *names: str) -> list[Tag]:
    """The tags of a page, all or those named, each with the text inside it."""
    parser = _Tags()
    parser.feed(html)
    return [tag for tag in parser.found if not names or tag.name in names]


def source_of(script: str) -> str:
    """What a policy names a script by that stands in a page."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def visible_text(html: str) -> str:
    return " ".join(" ".join(tag.text for tag in tags(html, "main")).split())


@dataclass(frozen=True)
class Built:
    """A site that is built once for many tests that only read it."""

    root: Path
    site: Path
    report: Report
    pages: dict[str, str] = field(default_factory=dict)


def built(folder: Path, companies: int = 3, **options: Any) -> Built:
    root = write_repository(folder / "root", companies, **options)
    report = build_site(root, folder / "out")
    assert report.target is not None, report.problems
    return Built(root, report.target, report, pages(report.target))


def portal_and_edition(
    root: Path, *, now: datetime = NOW, site: str = SITE, out: Path | None = None
) -> tuple[Portal, Edition]:
    """What the outputs of a site are given, without any of them being written; `out`, where there is nothing yet."""
    given: list[tuple[Portal, Edition]] = []

    def keep(portal: Portal, edition: Edition, order: Order, report: Report, *_: object) -> Report:
        given.append((portal, edition))
        return report

    with patch("generator.renewal.make", keep):
        out = out or root.parent / f"{root.name}-unwritten"
        report = build_site(root, out, now=now, site=site, allow_removals=True)
    assert report.target is not None, report.problems
    return given[0]


def voice_in(root: Path, language: str = "sv", **options: Any) -> Voice:
    """Who speaks on a site's pages in one of its languages."""
    portal, edition = portal_and_edition(root, **options)
    return next(voice for voice in voices(portal, edition) if voice.language == language)


def record_in(voice: Voice, kind: str, name: str, **values: Any) -> Record:
    """A record of a site, with other values than its file gives."""
    found = voice.portal.by_key[kind, name]
    return replace(found, values={**found.values, **values})
