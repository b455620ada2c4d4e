"""The continuity gate: would this built site be of use when the host, the network or the power is gone?

A function of the site's folder, its settings and the moment; each finding says what was found and what cures it.
The demands are those of RELIABILITY.md (T1 copies elsewhere, T2 no network, T3 truth of content).
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from generator.continuity.bundle import bundle
from generator.continuity.crisis_page import CrisisPage, Needs, crisis_kinds, crisis_pages, needs, rows, value_of
from generator.schema import Kind, Label
from generator.settings import SiteConfig
from generator.stop import Stop

MOST_BYTES = 14_000
"""Compressed, of the first response: what a server sends before it must wait for an answer (10 packets)."""
LEAST_MIRRORS = 3
POINTS = "service_point"


@dataclass(frozen=True, slots=True)
class Words:
    found: Label
    cure: Label


WORDS: Mapping[str, Words] = {
    "no-page": Words(
        Label("Sidan finns inte i den byggda portalen.", "The page is not in the built site."),
        Label("Bygg om portalen.", "Build the site again."),
    ),
    "other-origin": Words(
        Label("Sidan hämtar något från {}.", "The page fetches something from {}."),
        Label("Lägg filen i temat, och länka till den där.", "Put the file in the theme, and link to it there."),
    ),
    "needs-script": Words(
        Label("Utan skript står inte {} på sidan.", "Without scripts the page does not say {}."),
        Label("Skriv texten i mallen, inte i ett skript.", "Write the text in the template, not in a script."),
    ),
    "blocking-script": Words(
        Label("Sidan väntar på {} skript innan den visas.", "The page waits for {} scripts before it is shown."),
        Label('Ladda skript med type="module".', 'Load scripts with type="module".'),
    ),
    "too-heavy": Words(
        Label(
            "Första svaret är {} byte; högst 14 000 går fram direkt.", "The first response is {} bytes, over 14,000."
        ),
        Label("Korta texten, eller gör temats stilmall mindre.", "Shorten the text, or make the style sheet smaller."),
    ),
    "not-offline": Words(
        Label("Går inte att läsa utan nät: {} sparas inte.", "Cannot be read without a network: {} is not kept."),
        Label(
            "Korta startsidan och listorna, så får fler sidor plats i de 300 kB som sparas vid första besöket.",
            "Shorten the front page and the lists, so that more fits in the 300 kB kept at the first visit.",
        ),
    ),
    "offline-off": Words(
        Label("Portalen går inte att läsa utan nät.", "The site cannot be read without a network."),
        Label("Ta bort service_worker: nej i site.yaml, och bygg om.", "Remove service_worker: no in site.yaml."),
    ),
    "not-in-sitemap": Words(
        Label("Saknas i webbplatskartan.", "Missing from the sitemap."),
        Label("Bygg om hela portalen, inte bara --crisis-only.", "Build the whole site, not just --crisis-only."),
    ),
    "not-in-bundle": Words(
        Label("Saknas i kopian att bära med sig (zip).", "Missing from the copy to carry (zip)."),
        Label("Bygg om hela portalen, och gör kopian igen.", "Build the whole site, and make the copy again."),
    ),
    "not-in-print": Words(
        Label("Saknas i sidan att skriva ut.", "Missing from the page to print."),
        Label("Sidan behöver en <article> i temats mall.", "The page needs an <article> in the theme's template."),
    ),
    "no-bundle": Words(
        Label("Det går inte att göra kopior: {}", "No copies can be made: {}"),
        Label("Rätta det som står där, och bygg om.", "Correct that, and build again."),
    ),
    "unchecked": Words(
        Label("Ingen har kontrollerat uppgifterna.", "Nobody has checked what is said."),
        Label("Ring punkten, och skriv assured_date.", "Call the point, and write assured_date."),
    ),
    "check-too-old": Words(
        Label("Uppgifterna kontrollerades för {} dagar sedan.", "What is said was checked {} days ago."),
        Label("Ring punkten, och skriv dagens datum i assured_date.", "Call the point, and renew assured_date."),
    ),
    "untested": Words(
        Label("Inget prov av utrustningen är publicerat.", "No test of the equipment is published."),
        Label("Prova reservkraft och utrustning, och skriv last_test.", "Test the equipment, and write last_test."),
    ),
    "test-too-old": Words(
        Label("Utrustningen provades för {} dagar sedan.", "The equipment was tested {} days ago."),
        Label("Prova igen, och skriv dagens datum i last_test.", "Test again, and renew last_test."),
    ),
    "too-few-mirrors": Words(
        Label(
            "{} speglar på andra värdar är inställda; tre behövs.", "{} mirrors on other hosts are set; three needed."
        ),
        Label(
            "Ordna speglar (docs/how-to/spegla-och-bar-med.md), och skriv deras adresser i mirrors i site.yaml.",
            "Arrange mirrors (docs/how-to/spegla-och-bar-med.md), and write their addresses in mirrors in site.yaml.",
        ),
    ),
}
"""Code -> what was found, with the fact in its place, and what to do."""


NO_FACT = Label("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """`page`: its address from the root of the site, or "" for what is about all of it. `fact` in both languages."""

    page: str
    code: str
    fact: Label = NO_FACT

    def found(self, language: str) -> str:
        return WORDS[self.code].found[language].format(self.fact[language])

    def cure(self, language: str) -> str:
        return WORDS[self.code].cure[language]


@dataclass(frozen=True, slots=True)
class Copies:
    """Where else a page is: None in `kept` where nothing is kept offline."""

    kept: frozenset[str] | None
    mapped: frozenset[str]
    zipped: frozenset[str]
    printed: frozenset[str]


def gate(site: Path, config: SiteConfig, kinds: Mapping[str, Kind], now: datetime) -> tuple[Finding, ...]:
    """What is wrong with the built site in `site`; nothing, where it will do. What is about all of it comes first."""
    pages = tuple(crisis_pages(site, config, kinds, now))
    zipped, printed, refused = _bundled(site)
    copies = Copies(_kept(site), _mapped(site), zipped, printed)
    found = [*_of_the_site(config, copies), *refused]
    for page in pages:
        found += _of_page(site, page, config, copies, is_bundled=not refused)
    for kind in crisis_kinds(config, kinds):
        if kind.name == POINTS:
            found += _of_points(site, config, kind, now.date())
    return tuple(found)


def _finding(page: CrisisPage, code: str, fact: object = "") -> Finding:
    return Finding(f"/{page.address}", code, Label(str(fact), str(fact)))


def _of_the_site(config: SiteConfig, copies: Copies) -> Iterator[Finding]:
    hosts = {urlsplit(mirror).netloc for mirror in config.mirrors} - {urlsplit(config.base_url).netloc}
    if len(hosts) < LEAST_MIRRORS:
        yield Finding("", "too-few-mirrors", Label(str(len(hosts)), str(len(hosts))))
    if copies.kept is None:
        yield Finding("", "offline-off")


def _of_page(
    site: Path, page: CrisisPage, config: SiteConfig, copies: Copies, *, is_bundled: bool
) -> Iterator[Finding]:
    if not (site / page.file).is_file():
        yield _finding(page, "no-page")
        return
    needed = needs(site, page)
    yield from _by_itself(page, needed)
    if copies.kept is not None:
        for missing in sorted({page.address, *needed.styles} - copies.kept):
            yield _finding(page, "not-offline", f"/{missing}")
    if f"{config.base_url}/{page.address}" not in copies.mapped:
        yield _finding(page, "not-in-sitemap")
    if is_bundled and page.file not in copies.zipped:
        yield _finding(page, "not-in-bundle")
    if is_bundled and page.is_printed and page.anchor not in copies.printed:
        yield _finding(page, "not-in-print")


def _by_itself(page: CrisisPage, needed: Needs) -> Iterator[Finding]:
    """One light answer of this site's own, readable as it comes."""
    for origin in needed.origins:
        yield _finding(page, "other-origin", origin)
    if not needed.text or page.must_say not in needed.text:
        fact = page.must_say
        yield Finding(f"/{page.address}", "needs-script", Label(fact or "texten", fact or "its text"))
    if needed.blocking_scripts:
        yield _finding(page, "blocking-script", needed.blocking_scripts)
    if needed.weight > MOST_BYTES:
        yield _finding(page, "too-heavy", needed.weight)


def _kept(site: Path) -> frozenset[str] | None:
    """What the service worker keeps at the first visit; None where there is none that keeps anything."""
    worker = site / "sw.js"
    told = re.search(r"^const SITE = (\{.*?^\});", worker.read_text("utf-8"), re.M | re.S) if worker.is_file() else None
    return frozenset(json.loads(told[1])["core"]) if told else None


def _mapped(site: Path) -> frozenset[str]:
    file = site / "sitemap.xml"
    text = file.read_text("utf-8") if file.is_file() else ""
    return frozenset(unescape(address) for address in re.findall(r"<loc>(.*?)</loc>", text))


def _bundled(site: Path) -> tuple[frozenset[str], frozenset[str], list[Finding]]:
    """(files of the zip, anchors of the page to print, why there are none), from copies made and thrown away."""
    with TemporaryDirectory() as folder:
        try:
            made = {path.suffix: path for path in bundle(site, Path(folder), with_zim=False)}
        except Stop as stop:
            return frozenset(), frozenset(), [Finding("", "no-bundle", Label(stop.message("sv"), stop.message("en")))]
        with zipfile.ZipFile(made[".zip"]) as archive:
            zipped = frozenset(archive.namelist())
        articles = re.findall(r'<article id="([^"]+)"', made[".html"].read_text("utf-8"))
        return zipped, frozenset(articles), []


def _of_points(site: Path, config: SiteConfig, kind: Kind, today: date) -> Iterator[Finding]:
    """A point's particulars are checked; the equipment of one that is in use in a crisis is tested as well."""
    for row in rows(site, kind):
        page = CrisisPage(row["visit_url"].removeprefix(f"{config.base_url}/"))
        yield from _age(page, value_of(row, kind, "assured_date"), kind, today, "unchecked", "check-too-old")
        is_in_use = row.get("lifecycle") in (None, "established") and row.get("crisis_functions")
        tested = value_of(row, kind, "last_test")
        if tested or is_in_use:
            yield from _age(page, tested, kind, today, "untested", "test-too-old")


def _age(page: CrisisPage, day: object, kind: Kind, today: date, never: str, too_old: str) -> Iterator[Finding]:
    if not isinstance(day, str):
        yield _finding(page, never)
    elif (age := (today - date.fromisoformat(day)).days) > kind.assured_for:
        yield _finding(page, too_old, age)
