"""Pages that the law, or good manners, ask of a portal: accessibility, privacy, open data, contact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.columns import columns
from generator.dataset import CATALOGUE, LICENCES, PACKAGE, Dataset, datasets
from generator.pages.page import Link, Page
from generator.pages.show import Voice, time_of
from generator.portal import CRISIS_KINDS
from generator.settings import SiteConfig

REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"
"""Where anyone may report faults to the supervising authority (lag 2018:1937)."""

DUTIES = {
    "accessibility": ("/tillganglighet/", "Accessibility statement"),
    "privacy": ("/integritet/", "Privacy"),
    "data": ("/om-data/", "Open data"),
    "contact": ("/kontakt/", "Contact"),
    "offline": ("/offline/", "Without the internet"),
}
"""Name of the template -> (address, title)."""

Alternates = Callable[[str, SiteConfig], tuple[tuple[str, str], ...]]


OF_ALL_RECORDS = frozenset({"data"})
"""Pages that tell of every kind's records, and so wait for a whole build."""


def duties(config: SiteConfig) -> Mapping[str, tuple[str, str]]:
    """Those of DUTIES that the site has: a portal that is not kept offline does not promise to be."""
    return {name: duty for name, duty in DUTIES.items() if name != "offline" or config.service_worker}


def duty_pages(voice: Voice, config: SiteConfig, alternates: Alternates) -> Iterator[Page]:
    for name, (address, title) in duties(config).items():
        yield Page(
            url=voice.url(address),
            templates=(f"duty/{name}.html",),
            title=voice.say(title),
            language=voice.language,
            section="duty",
            alternates=alternates(address, config),
            data=CONTENTS[name](voice, config) if name in CONTENTS else {},
        )


def duty_links(voice: Voice, config: SiteConfig) -> tuple[Link, ...]:
    return tuple(Link(voice.url(address), voice.say(title)) for address, title in duties(config).values())


def _statement(voice: Voice, config: SiteConfig) -> dict[str, object]:
    """What Digg asks of an accessibility statement (DOMAIN.md 4.1)."""
    assessed, updated = config.accessibility_assessed, config.accessibility_updated
    return {
        "status": voice.say(f"accessibility {config.accessibility_status}"),
        "method": voice.say(f"assessed {config.accessibility_method}"),
        "assessed": time_of(assessed, voice) if assessed else None,
        "updated": time_of(updated, voice) if updated else None,
        "report_to_digg": REPORT_TO_DIGG,
    }


@dataclass(frozen=True, slots=True)
class Published:
    """One kind's files of open data. `columns` are (name, title, description)."""

    name: str
    title: str
    description: str
    count: int
    files: tuple[Link, ...]
    columns: tuple[tuple[str, str, str], ...]


def _open_data(voice: Voice, config: SiteConfig) -> dict[str, object]:
    """Every file, what is in it, and on which terms."""
    licence = LICENCES[config.licence]
    found = datasets(voice.portal)
    return {
        "licence": Link(licence.page, licence.title),
        "name_the_source": config.licence != "cc0",
        "package": PACKAGE,
        "catalogue": CATALOGUE if config.has_catalogue else "",
        "datasets": tuple(_published(dataset, voice) for dataset in found),
        "example": config.base_url + found[0].file("JSON").path,
        "package_url": config.base_url + PACKAGE,
    }


def _published(dataset: Dataset, voice: Voice) -> Published:
    kind, language = dataset.kind, voice.language
    return Published(
        name=kind.name,
        title=kind.plural[language],
        description=kind.description[language],
        count=len(voice.portal.records[kind.name]),
        files=tuple(Link(file.path, file.format.replace("GEO", "Geo")) for file in dataset.files),
        columns=tuple((one.name, one.title[language], one.description[language]) for one in columns(kind)),
    )


def _kept_offline(voice: Voice, config: SiteConfig) -> dict[str, object]:
    """The lists that the service worker keeps after the first visit."""
    kinds = (voice.portal.kinds[name] for name in CRISIS_KINDS if name in voice.portal.kinds)
    return {"lists": tuple(Link(voice.url(f"/{kind.address}/"), kind.plural[voice.language]) for kind in kinds)}


CONTENTS: Mapping[str, Callable[[Voice, SiteConfig], dict[str, object]]] = {
    "accessibility": _statement,
    "data": _open_data,
    "offline": _kept_offline,
}
"""What the templates of duty/ are given besides the settings."""
