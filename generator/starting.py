"""A new repository for any of Sweden's municipalities: settings, sample records, workflows, help for the editor.

What the files say stands in `generator/starter/`; names like @ID@ in them are filled in here. A file or folder that
begins with `dot-` there begins with a point in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator import __version__, yaml_text
from generator.editor_schema import as_json, editor_schema
from generator.packaged import PROGRAM, own_or_packaged
from generator.record_text import new_text
from generator.schema import Kind, load_kinds
from generator.source import nearest, proposed_id
from generator.strict_yaml import Value
from generator.template import example_of
from generator.vocabulary import Term, load_vocabularies
from generator.workflows import FOLDER, PACKAGE, workflows

STARTER = PROGRAM / "starter"
SAMPLE_PLACES = re.compile(r"Glommersträsk|Moskosel|Arvidsjaur")
"""Places that the kinds' examples speak of."""
OF_AN_ADDRESS = frozenset({"address", "postal_code", "post_town"})
EDITOR_LATER = """\
# Webbredigeraren på /admin/ prövas på den egna datorn (local). När förrådet finns på GitHub:
# editor: github
# editor_repository: ägare/förråd
"""
RUNS = frozenset({"pre-commit"})
"""Files that are programs."""


@dataclass(frozen=True, slots=True)
class Start:
    """One municipality and its new portal, which begins with one village: the one of the same name."""

    municipality: Term
    title: str
    owner: str
    today: date
    has_editor: bool = False

    @property
    def id(self) -> str:
        return self.municipality.id

    @property
    def name(self) -> str:
        return self.municipality.label.sv

    @property
    def village(self) -> str:
        return proposed_id(self.name)


def find_municipality(said: str) -> tuple[Term | None, str]:
    """The municipality that is meant by a name, an id or a code; or None and the names most like it."""
    known = load_vocabularies(own_or_packaged(PROGRAM, "data"))["municipalities"]
    wanted = re.sub(r"\s+kommun$", "", said.strip(), flags=re.IGNORECASE).casefold()
    for term in known.values():
        names = (term.id, term.row["code"], term.label.sv, re.sub(r" kommun$", "", term.row["genitive"]))
        if wanted in {name.casefold() for name in names}:
            return term, ""
    by_name = {term.label.sv.casefold(): term.label.sv for term in known.values()}
    close = nearest(wanted, by_name)
    return None, by_name.get(close, close)


def start_of(municipality: Term, today: date) -> Start:
    """What a portal is called until somebody calls it something else."""
    return Start(municipality, f"Bygdeportalen {municipality.label.sv}", municipality.row["genitive"], today)


def files(start: Start) -> Iterator[tuple[str, str]]:
    """(path, text) of every file of the new repository."""
    kinds = load_kinds()
    words = dict(load_vocabularies(own_or_packaged(PROGRAM, "data")))
    filled = _filled_in(start, kinds)
    yield from workflows(PACKAGE)
    for path in sorted(one for one in STARTER.rglob("*") if one.is_file() and FOLDER not in one.parents):
        name = path.relative_to(STARTER).as_posix().replace("dot-", ".")
        text = path.read_text("utf-8")
        for sign, meant in filled.items():
            text = text.replace(f"@{sign}@", meant)
        yield name, text
    words["villages"] = {**words["villages"], start.village: Term(start.village, start.municipality.label, {})}
    for kind in kinds.values():
        yield f"schemas/{kind.name}.json", as_json(editor_schema(kind, words))
        yield f"content/{start.id}/{kind.name}/exempel-{kind.address}.yaml", _sample(start, kind)
    yield f"sites/{start.id}/site.yaml", _settings(start)


def _filled_in(start: Start, kinds: Mapping[str, Kind]) -> Mapping[str, str]:
    schemas = (f'    "schemas/{name}.json": "content/*/{name}/*.yaml"' for name in kinds)
    return {
        "ID": start.id,
        "VILLAGE": start.village,
        "MUNICIPALITY": start.name,
        "TITLE": start.title,
        "OWNER": start.owner,
        "LAT": start.municipality.row["lat"],
        "LON": start.municipality.row["lon"],
        "VERSION": __version__,
        "SCHEMAS": ",\n".join(schemas),
    }


def _settings(start: Start) -> str:
    settings: dict[str, Value] = {
        "title": start.title,
        "description": f"Företag, evenemang och service i {start.name}.",
        "owner": start.owner,
        "base_url": f"https://{start.id}.example.com",
        "place": start.id,
        "languages": ("sv", "en"),
        "contact_email": f"portalen@{start.id}.example.com",
        "contact_phone": "0980-319 210",
    }
    if start.has_editor:
        settings["editor"] = "local"
    head = "# Portalens inställningar. Adress, e-post och telefon är påhittade: byt dem innan portalen öppnas.\n"
    return (
        head
        + "".join(yaml_text.field(name, value) for name, value in settings.items())
        + (EDITOR_LATER if start.has_editor else "")
    )


def _sample(start: Start, kind: Kind) -> str:
    """The kind's example, moved to the municipality."""
    values = {
        name: moved
        for name, value in example_of(kind).items()
        if name not in OF_AN_ADDRESS and (moved := _moved(start, kind, name, value))
    }
    return new_text(values, kind)


def _moved(start: Start, kind: Kind, name: str, value: Value) -> Value:
    if name == "assured_date":
        return start.today.isoformat()
    if name in ("lat", "lon"):
        return start.municipality.row[name]
    target = kind.fields[name].target
    if target in ("villages", "municipalities"):
        here = start.village if target == "villages" else start.id
        return here if isinstance(value, str) else (here,)
    if isinstance(value, str):
        return SAMPLE_PLACES.sub(start.name, value)
    return tuple(SAMPLE_PLACES.sub(start.name, one) for one in value)


def write(folder: Path, start: Start) -> list[str]:
    """Write the repository into an empty or new folder; returns the paths."""
    written = []
    for name, text in files(start):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        if path.name in RUNS:
            path.chmod(0o755)
        written.append(name)
    return sorted(written)


def is_free(folder: Path) -> bool:
    """Whether a repository may be written there: nothing is, or only git's own folder."""
    return not folder.exists() or (folder.is_dir() and all(one.name == ".git" for one in folder.iterdir()))
