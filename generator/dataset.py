"""Which files of open data a site has: what they are called, what they hold, and on which terms.

One list for those who write the files, describe them to people, and describe them to catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.media_type import GEOJSON
from generator.portal import Portal
from generator.record import Record
from generator.schema import Kind

FOLDER = "/data"
PACKAGE = f"{FOLDER}/datapackage.json"
CATALOGUE = "/datasets/dcat"
"""The address at which Sveriges dataportal looks for a catalogue by default (DOMAIN.md 2.2)."""


@dataclass(frozen=True, slots=True)
class Licence:
    """`iri` is the exact name in DCAT-AP-SE (http, slash at the end); `page` is what people read."""

    name: str
    title: str
    iri: str
    page: str


LICENCES: Mapping[str, Licence] = {
    "cc0": Licence(
        "CC0-1.0",
        "Creative Commons CC0 1.0",
        "http://creativecommons.org/publicdomain/zero/1.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/deed.sv",
    ),
    "cc-by": Licence(
        "CC-BY-4.0",
        "Creative Commons BY 4.0",
        "http://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/4.0/deed.sv",
    ),
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """`path` from the root of the site; `format` is a name of the EU's vocabulary file-type."""

    path: str
    format: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All records of one kind, in one or more formats."""

    kind: Kind
    files: tuple[DataFile, ...]

    def file(self, format: str) -> DataFile:
        return next(one for one in self.files if one.format == format)


def datasets(portal: Portal) -> tuple[Dataset, ...]:
    """One for every kind of the site, also one without records yet: an address that somebody uses stays."""
    return tuple(Dataset(kind, _files(kind)) for kind in portal.kinds.values())


def _files(kind: Kind) -> tuple[DataFile, ...]:
    files = (
        DataFile(f"{FOLDER}/{kind.name}.csv", "CSV", "text/csv"),
        DataFile(f"{FOLDER}/{kind.name}.json", "JSON", "application/json"),
    )
    placed = DataFile(f"{FOLDER}/{kind.name}.geojson", "GEOJSON", GEOJSON)
    return (*files, placed) if kind.called("latitude") and kind.called("longitude") else files


CARD_KIND = "company"
"""The kind whose records are also business cards."""


def card_url(record: Record) -> str:
    """Where a record's vCard stands: /foretag/<id>.vcf."""
    return record.url.rstrip("/") + ".vcf"
