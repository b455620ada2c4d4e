"""Records as an officer writes them, taken through checking and relating without a file on the disk."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator import strict_yaml
from generator.check import Checked, check
from generator.content import Content
from generator.geography import load_boundaries
from generator.kinds import Examined, Setting, examine
from generator.packaged import own_or_packaged
from generator.problem import Problem
from generator.record import Record, model
from generator.schema import Kind, load_kinds
from generator.settings import SiteConfig
from generator.source import Source
from generator.vocabulary import load_vocabularies
from tests.tiny import NOW

KINDS = load_kinds()
DATA = own_or_packaged(Path("no-such-folder"), "data")
VOCABULARIES = load_vocabularies(DATA)
BOUNDARIES = {
    town.id: boundary
    for by_code in [load_boundaries(DATA / "municipalities.geojson")]
    for town in VOCABULARIES["municipalities"].values()
    if (boundary := by_code.get(town.row["code"]))
}
SETTING = Setting(NOW, BOUNDARIES)

PLAIN: Mapping[str, str] = {
    "company": "name: Snickeriet\ncategories: [snickeri]\nsummary: Kök på mått.\nvillage: arvidsjaur\n",
    "event": "name: Stickkafé\nsummary: Ta med garn.\ncategory: kultur\norganiser_name: Biblioteket\n",
    "service_point": "name: Macken\npoint_type: service_point\nsummary: Mat och paket.\nactivation: normal\n"
    "village: moskosel\nlat: 65.871\nlon: 19.453\noperator: Byaföreningen\n",
    "network": "name: Hantverkarna\nsummary: Vi som bygger.\npurpose: Dela på jobben.\nowner: Kommunen\n",
    "offer": "name: Släpvagn\ndirection: offer\nexchange: rent\nitem_type: equipment\ncategory: fordon\n"
    "summary: Lastar 750 kilo.\nvillage: moskosel\nvalid_to: 2027-04-30\n",
    "notice": "headline: Koka vattnet\nbody: Det finns bakterier.\nurgency: expected\ncap_status: exercise\n"
    "sender: Kommunen\n",
    "page": "title: Om portalen\nbody: Här finns allt.\n",
}
"""Of every kind, the fields that all tests of the kind leave alone."""


def source(kind: str, text: str, name: str = "prov", place: str = "arvidsjaur") -> Source:
    """`text` as it stands in the file content/<place>/<kind>/<name>.yaml."""
    path = f"content/{place}/{kind}/{name}.yaml"
    fields, problems = strict_yaml.read(path, textwrap.dedent(text))
    assert not problems, problems
    return Source(path, place, kind, name, fields.values, fields.lines)


def checked(*sources: Source, kinds: Mapping[str, Kind] = KINDS, ids: Mapping[str, Any] = VOCABULARIES) -> Checked:
    return check(sources, kinds, ids)


def places(problems: Sequence[Problem]) -> list[tuple[str, int, str]]:
    """(field, line, code) of every problem: what a test says about them, but for the words."""
    return [(problem.field, problem.line, problem.code) for problem in problems]


def examined(*sources: Source, setting: Setting = SETTING) -> Examined:
    """Check, model and apply the rules; what the check finds stands before what the rules find."""
    found = checked(*sources)
    bad = frozenset(problem.path for problem in found.problems if problem.leaves_record_out)
    whole = frozenset(row.source.path for row in found.rows if row.is_whole(KINDS[row.source.kind]))
    result = examine(model(found.rows, KINDS), setting, whole, bad)
    return Examined(result.records, (*found.problems, *result.problems))


def record(kind: str, text: str, name: str = "prov", place: str = "arvidsjaur", setting: Setting = SETTING) -> Record:
    """The sound record that `text` gives."""
    result = examined(source(kind, text, name, place), setting=setting)
    assert not [problem for problem in result.problems if problem.leaves_record_out], result.problems
    return result.records[0]


def plain(kind: str, more: str = "", name: str = "prov", place: str = "arvidsjaur") -> Record:
    """A record of `kind` with little in it but `more`; nothing in it is looked up, so that it may name anything."""
    return loose(kind, PLAIN[kind] + more, name, place)


def loose(kind: str, text: str, name: str = "prov", place: str = "arvidsjaur") -> Record:
    """The record that `text` gives, whatever it names."""
    written = source(kind, text, name, place)
    rows = checked(written, ids={**VOCABULARIES, **dict.fromkeys(KINDS, tuple(_named(written)))}).rows
    return examine(model(rows, KINDS), SETTING, frozenset()).records[0]


def _named(written: Source) -> set[str]:
    values = (value if isinstance(value, tuple) else (value,) for value in written.values.values())
    return {one for value in values for one in value} - {written.id}


def content(*records: Record, kinds: Mapping[str, Kind] = KINDS) -> Content:
    """Content of nothing but sound records."""
    paths = frozenset(one.path for one in records)
    return Content(kinds, VOCABULARIES, BOUNDARIES, records, frozenset(), paths, ())


CONFIG = SiteConfig(
    name="portalen",
    title="Portalen",
    description="Ortens företag.",
    owner="Kommunen",
    base_url="https://portalen.example.com",
    place="arvidsjaur",
)


def config(**settings: Any) -> SiteConfig:
    return replace(CONFIG, **settings)
