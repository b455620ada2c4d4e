"""From a folder of files to records and problems: everything that is true whatever the site.

sources -> (rows, problems) -> records
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from generator import source
from generator.check import check
from generator.geography import Boundary, load_boundaries
from generator.kinds import Setting, examine
from generator.nearby import near
from generator.packaged import own_or_packaged, own_or_packaged_data
from generator.picture import unnamed, with_pictures
from generator.problem import Problem
from generator.record import Record, digested, model
from generator.schema import Kind, kinds_of
from generator.vocabulary import Vocabulary, load_vocabularies


@dataclass(frozen=True, slots=True)
class Content:
    """The sound records of a repository, and everything that was found wrong.

    Every file that is a record stands in `paths`: it is either in `records`, or in `left_out` with a problem.
    """

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    boundaries: Mapping[str, Boundary]
    records: tuple[Record, ...]
    left_out: frozenset[str]
    paths: frozenset[str]
    problems: tuple[Problem, ...]

    def selectable(self) -> Mapping[str, Collection[str]]:
        """What a site may name in its settings to select by: networks, sound or not, and categories."""
        # Asked of every path of a country, once per site: so the plain question comes first.
        parts = (path.split("/") for path in self.paths if "/network/" in path)
        networks = {name.rpartition(".")[0] for *_, kind, name in parts if kind == "network"}
        return {"networks": networks, "categories": self.vocabularies["company_categories"]}


Step = Callable[[str], AbstractContextManager[object]]
"""Called with the name of each step, to time it."""


def read_content(
    root: Path, now: datetime, step: Step = lambda name: nullcontext(), only: Collection[str] = (), jobs: int = 1
) -> Content:
    """Load, validate and model all content below `root`. Paths in problems are relative to it.

    `only`: in a hurry, just these kinds, and the records that theirs refer to. `jobs`: how many processes may read.
    """
    return read_with_sources(root, now, step, only, jobs)[0]


def read_with_sources(
    root: Path, now: datetime, step: Step = lambda name: nullcontext(), only: Collection[str] = (), jobs: int = 1
) -> tuple[Content, source.Found]:
    """As `read_content`, with the sources that it was made from."""
    kinds = kinds_of(root)
    with step("load"):
        found = source.load(root, tuple(kinds), only=only, jobs=jobs)
        if only:
            found = _with_referred(root, found, kinds, only)
    content = interpret(root, found, kinds, now, step, _ids_beyond(root, found, kinds) if only else {})
    # In a hurry most records are not read, and any of those may name a picture.
    lacking = () if only else unnamed(root, found, kinds)
    return replace(content, problems=(*content.problems, *lacking)), found


def interpret(
    root: Path,
    found: source.Found,
    kinds: Mapping[str, Kind],
    now: datetime,
    step: Step = lambda name: nullcontext(),
    beyond: Mapping[str, list[str]] = MappingProxyType({}),
    beside: Beside | None = None,
) -> Content:
    """Validate and model sources that are read, be they in files already or about to be.

    `beyond`: ids of records that are there too, though they were not read. `beside`: the `surroundings`, where they
    are known.
    """
    with step("vocabularies"):
        vocabularies, boundaries = beside or surroundings(root)
    with step("validate"):
        checked = check(found.sources, kinds, {**vocabularies, **_joined(beyond, _ids_of_unread(found, kinds))})
    with step("model"):
        problems = [*found.problems, *checked.problems]
        bad = frozenset(problem.path for problem in problems if problem.leaves_record_out)
        whole = frozenset(row.source.path for row in checked.rows if row.is_whole(kinds[row.source.kind]))
        examined = examine(model(checked.rows, kinds), Setting(now, boundaries), whole, bad)
    with step("pictures"):
        shown, refused = with_pictures(root, examined.records)
        records = tuple(map(digested, shown))
    problems += (*examined.problems, *refused)
    sound = {record.path for record in examined.records}
    paths = frozenset({one.path for one in found.sources} | _record_paths(found, kinds))
    return Content(kinds, vocabularies, boundaries, records, paths - sound, paths, tuple(sorted(set(problems))))


Beside = tuple[Mapping[str, Vocabulary], Mapping[str, Boundary]]


def surroundings(root: Path) -> Beside:
    """What records are held against: the vocabularies of a repository, and the boundaries of places."""
    data = own_or_packaged(root, "data")
    vocabularies = load_vocabularies(data)
    return vocabularies, _boundaries_by_place(data, vocabularies)


def read_nearby(root: Path, now: datetime, wanted: Collection[str]) -> Content | None:
    """As much of the content as bears upon the `wanted` files, or None where one of them can't be a record.

    Of the rest only the names are known: what is found wrong here is all that is wrong with the wanted, and no more.
    """
    kinds = kinds_of(root)
    paths, problems = source.paths_below(root, tuple(kinds))
    if not wanted or not set(wanted) <= set(paths):
        return None
    read = near(root, wanted, paths, kinds)
    problems += (one for each in read.values() for one in each.problems)
    found = source.Found(tuple(one for each in read.values() for one in each.sources), tuple(problems))
    beyond: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if path not in read:
            beyond[path.split("/")[-2]].append(path.split("/")[-1].rpartition(".")[0])
    content = interpret(root, found, kinds, now, beyond=beyond)
    return replace(content, paths=content.paths | frozenset(paths))


def _joined(some: Mapping[str, list[str]], more: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    return {name: [*some.get(name, ()), *more.get(name, ())] for name in {*some, *more}}


def _boundaries_by_place(data: Path, vocabularies: Mapping[str, Vocabulary]) -> Mapping[str, Boundary]:
    by_code = load_boundaries(own_or_packaged_data(data, "municipalities.geojson"))
    municipalities = vocabularies["municipalities"].values()
    return {town.id: by_code[town.row["code"]] for town in municipalities if town.row["code"] in by_code}


def _record_paths(found: source.Found, kinds: Mapping[str, Kind]) -> set[str]:
    """Paths of files that are records by their place and ending but could not be read."""
    return {
        problem.path
        for problem in found.problems
        if problem.leaves_record_out and len(parts := problem.path.split("/")) == 4 and parts[2] in kinds
    }


def _ids_of_unread(found: source.Found, kinds: Mapping[str, Kind]) -> Mapping[str, list[str]]:
    """Ids of records whose file has a fault: what refers to them is not wrong for that."""
    ids: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_record_paths(found, kinds)):
        _, _, kind, name = path.split("/")
        ids[kind].append(name.rpartition(".")[0])
    return ids


def _with_referred(root: Path, found: source.Found, kinds: Mapping[str, Kind], only: Collection[str]) -> source.Found:
    """What was found, and the records of other kinds that it refers to."""
    wanted = sorted(ref for one in found.sources for ref in _references(one, kinds) if ref[0] not in only)
    more = [source.read_file(root, path) for path in dict.fromkeys(_files(root, wanted))]
    return source.Found(
        (*found.sources, *(one for each in more for one in each.sources)),
        (*found.problems, *(one for each in more for one in each.problems)),
    )


def _ids_beyond(root: Path, found: source.Found, kinds: Mapping[str, Kind]) -> Mapping[str, list[str]]:
    """Ids of records that are there but have not been read: to refer to them is right."""
    ids: dict[str, list[str]] = defaultdict(list)
    read = {(one.kind, one.id) for one in found.sources}
    for ref in sorted({ref for one in found.sources for ref in _references(one, kinds)} - read):
        if any(_files(root, [ref])):
            ids[ref[0]].append(ref[1])
    return ids


def _references(one: source.Source, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """(kind, id) of every record that a source names, as it is written."""
    for field in kinds[one.kind].fields.values():
        if field.target in kinds and (value := one.values.get(field.name)):
            yield from ((field.target, name) for name in ((value,) if isinstance(value, str) else value))


def _files(root: Path, references: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Paths of the files that hold records, wherever they are."""
    places = sorted(entry.name for entry in (root / "content").iterdir() if entry.is_dir())
    for kind, name in references:
        if source.is_id(name):
            paths = (f"content/{place}/{kind}/{name}{suffix}" for place in places for suffix in source.SUFFIXES)
            yield from (path for path in paths if (root / path).is_file())
