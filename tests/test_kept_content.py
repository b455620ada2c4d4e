"""Content that is brought up to date is the content that would have been read, whatever has happened in between."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache as cache_of
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from generator import content, schema, source
from generator.content import Content, read_content
from generator.kept_content import FOLDER, MOST_EDITED, KeptContent
from generator.record import Record
from generator.schema import Kind
from generator.sign import DOUBTFUL_NS
from generator.user_cache import cache_folder
from tests import tiny

PLACE = f"content/{tiny.SITE}"
COMPANY = f"{PLACE}/company/firma-001.yaml"
EVENT = f"{PLACE}/event/stickkafe.yaml"
NOTICE = f"{PLACE}/notice/koka-vattnet.yaml"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    return cache_folder(FOLDER)


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """What stands beside the content is the program's own in nearly all of these tests, and takes longer to read."""
    kinds, known = schema.load_kinds, {name: cache_of(getattr(content, name)) for name in BESIDE}

    def own_kinds(folders: tuple[Path, Path]) -> Mapping[str, Kind]:
        return kinds(folders) if folders[1].exists() else program_kinds(folders[0])

    program_kinds = cache_of(lambda folder: kinds((folder,)))
    with patch.multiple(content, **known), patch.object(schema, "load_kinds", own_kinds):
        yield


BESIDE = ("load_vocabularies", "load_boundaries")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root")


class Opened:
    """The content files that have been read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths: list[str] = []
        real = source.read_bytes

        def read_bytes(root: Path, path: str) -> Any:
            self.paths.append(path)
            return real(root, path)

        monkeypatch.setattr(source, "read_bytes", read_bytes)

    def during(self, work: Callable[[], object]) -> list[str]:
        self.paths.clear()
        work()
        return sorted(self.paths)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(monkeypatch)


def told(record: Record) -> dict[str, object]:
    """Everything that a record is."""
    parts = {name: getattr(record, name) for name in Record.__dataclass_fields__}
    return parts | {"kind": record.kind.name, "values": dict(record.values), "lines": dict(record.lines)}


def whole(found: Content) -> dict[str, object]:
    """Everything that content is, to be compared."""
    around = {"kinds": sorted(found.kinds), "places": [*found.boundaries], "words": [*found.vocabularies]}
    files = {"order": [record.path for record in found.records], "left out": found.left_out, "paths": found.paths}
    records = {f"{one.path} {name}": part for one in found.records for name, part in told(one).items()}
    return {**around, **files, **records, "problems": found.problems}


def difference(root: Path, now: datetime = tiny.NOW) -> list[str]:
    """Wherein what is kept is not as what is read anew. It is asked twice, for it keeps what it has found."""
    anew = whole(read_content(root, now))
    asked = [whole(KeptContent(root, now).read()) for _ in range(2)]
    return [name for one in asked for name in one.keys() | anew if one.get(name) != anew.get(name)]


def settled(root: Path) -> Path:
    """The repository as it is when nobody has written in it lately: a file that has not changed is known as such."""
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    time.sleep(DOUBTFUL_NS / 1e9 + 0.01)
    return root


def changed(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def appended(root: Path, path: str, text: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(text)


def picture(root: Path, name: str, colour: str = "red") -> None:
    raw = BytesIO()
    Image.new("RGB", (40, 30), colour).save(raw, "PNG")
    tiny.write(root / f"{PLACE}/images/{name}", raw.getvalue())


def test_what_has_not_changed_is_not_read(root: Path, opened: Opened) -> None:
    settled(root)
    everything = opened.during(lambda: KeptContent(root, tiny.NOW).read())
    assert len(everything) == len([path for path in (root / "content").rglob("*") if path.is_file()])
    assert opened.during(lambda: KeptContent(root, tiny.NOW).read()) == []
    changed(root, COMPANY, "Firma 001", "Nya firman")
    assert opened.during(lambda: KeptContent(root, tiny.NOW).read()) == [COMPANY]
    assert difference(root) == []


def test_what_has_just_been_written_may_be_written_once_more(root: Path, opened: Opened) -> None:
    """Within one tick of the file system's clock an edit of the same size leaves no trace."""
    settled(root)
    KeptContent(root, tiny.NOW).read()
    changed(root, COMPANY, "Firma 001", "Firma 002")
    KeptContent(root, tiny.NOW).read()
    assert opened.during(lambda: KeptContent(root, tiny.NOW).read()) == [COMPANY]


Change = Callable[[Path], object]
BROUGHT_UP_TO_DATE: dict[str, Change] = {
    "a heading": lambda root: changed(root, COMPANY, "Firma 001", "Nya firman"),
    "a line more": lambda root: changed(root, COMPANY, "name:", "# en rad\nname:"),
    "the text of a page": lambda root: appended(root, f"{PLACE}/page/about.md", "Mer text.\n"),
    "a notice that lasts longer": lambda root: changed(root, NOTICE, "2026-11-26 20", "2026-11-26 21"),
    "an event that repeats otherwise": lambda root: changed(root, EVENT, "BYDAY=TU", "BYDAY=TU,TH"),
    "a record that is withdrawn": lambda root: appended(root, COMPANY, "withdrawn: 2026-11-01\n"),
    "another reference": lambda root: changed(root, f"{PLACE}/offer/slapvagn.yaml", "firma-001", "firma-002"),
    "the same words, written anew": lambda root: (root / COMPANY).write_bytes((root / COMPANY).read_bytes()),
    "two files": lambda root: [
        appended(root, path, "search_words: [mer]\n") for path in (COMPANY, f"{PLACE}/company/firma-002.yaml")
    ],
}
READ_AS_A_WHOLE: dict[str, Change] = {
    "a fault": lambda root: changed(root, COMPANY, "name:", "nmae:"),
    "a file that can't be read": lambda root: (root / COMPANY).write_text("name: [\n", "utf-8"),
    "a warning": lambda root: appended(root, COMPANY, "nyckel: x\n"),
    "HTML in a text": lambda root: changed(root, COMPANY, "Vi hjälper", "Vi <b>hjälper</b>"),
    "a reference that leads nowhere": lambda root: changed(root, f"{PLACE}/offer/slapvagn.yaml", "firma-001", "borta"),
    "a number that another has": lambda root: appended(root, COMPANY, "org_number: 559000-0005\n"),
    "a former address": lambda root: appended(root, COMPANY, "former_ids: [gamla]\n"),
    "a former address that another has": lambda root: appended(root, COMPANY, "former_ids: [firma-002]\n"),
    "another picture": lambda root: appended(root, COMPANY, "images: [en.png En skylt]\n"),
    "a picture that is not there": lambda root: appended(root, COMPANY, "images: [borta.png En skylt]\n"),
    "a picture in the place of another": lambda root: picture(root, "en.png", "blue"),
    "a picture that is gone": lambda root: (root / f"{PLACE}/images/en.png").unlink(),
    "a new file": lambda root: tiny.add(root, "company", "ny.yaml", tiny.company(77)),
    "a file that is gone": lambda root: (root / f"{PLACE}/company/firma-003.yaml").unlink(),
    "a file that others name is gone": lambda root: (root / COMPANY).unlink(),
    "a file with another name": lambda root: (root / COMPANY).rename(root / f"{PLACE}/company/annan.yaml"),
    "a file with another ending": lambda root: (root / COMPANY).rename((root / COMPANY).with_suffix(".yml")),
    "a file in another place": lambda root: shutil.move(root / PLACE / "network", root / "content/asele/network"),
    "a link in the place of a file": lambda root: (
        (root / COMPANY).rename(root / "aside.yaml"),
        (root / COMPANY).symlink_to(root / "aside.yaml"),
    ),
    "a folder in the place of a file": lambda root: ((root / COMPANY).unlink(), (root / COMPANY).mkdir()),
    "a file that is no record": lambda root: tiny.write(root / f"{PLACE}/company/anteckning.txt", "x"),
    "a folder that is no kind": lambda root: (root / f"{PLACE}/compny").mkdir(),
    "no content at all": lambda root: shutil.rmtree(root / "content"),
    "a kind of the repository's own": lambda root: tiny.write(
        root / "kinds/bod/schema.yaml",
        (tiny.PROGRAM / "generator/kinds/network/schema.yaml")
        .read_text("utf-8")
        .replace("name: network", "name: bod", 1)
        .replace("address: natverk", "address: bodar"),
    ),
    "a vocabulary": lambda root: shutil.copytree(tiny.PROGRAM / "data", root / "data"),
}


def prepared(root: Path) -> Path:
    """With a picture that nobody names, and a number that another firm may not have."""
    picture(root, "en.png")
    appended(root, f"{PLACE}/company/firma-002.yaml", "org_number: 559000-0005\n")
    return settled(root)


@pytest.mark.parametrize("change", BROUGHT_UP_TO_DATE)
def test_a_change_that_no_other_record_can_mind_is_read_alone(root: Path, opened: Opened, change: str) -> None:
    KeptContent(prepared(root), tiny.NOW).read()
    BROUGHT_UP_TO_DATE[change](root)
    read = opened.during(lambda: KeptContent(root, tiny.NOW).read())
    assert 0 < len(read) <= 2
    assert difference(root) == []


@pytest.mark.parametrize("change", READ_AS_A_WHOLE)
def test_any_other_change_is_told_as_if_everything_were_read(root: Path, opened: Opened, change: str) -> None:
    KeptContent(prepared(root), tiny.NOW).read()
    READ_AS_A_WHOLE[change](root)
    assert difference(root) == []


@pytest.mark.parametrize("change", READ_AS_A_WHOLE)
def test_what_was_wrong_and_is_mended_is_right(tmp_path: Path, change: str) -> None:
    root = prepared(tiny.write_repository(tmp_path / "root"))
    sound = Path(shutil.copytree(root, tmp_path / "sound"))
    READ_AS_A_WHOLE[change](root)
    KeptContent(root, tiny.NOW).read()
    shutil.rmtree(root)
    shutil.copytree(sound, root)
    assert difference(root) == []


def test_a_warning_goes_with_the_words_that_it_is_about(root: Path) -> None:
    appended(root, COMPANY, "nyckel: x\n")
    assert difference(settled(root)) == []
    changed(root, f"{PLACE}/company/firma-002.yaml", "Firma 002", "Firma 2")
    assert difference(root) == [], "the warning stays where another file has changed"
    assert any(problem.path == COMPANY for problem in KeptContent(root, tiny.NOW).read().problems)
    changed(root, COMPANY, "nyckel: x\n", "")
    assert difference(root) == []
    assert not any(problem.path == COMPANY for problem in KeptContent(root, tiny.NOW).read().problems)


@pytest.mark.parametrize(
    "later",
    [timedelta(seconds=1), timedelta(hours=3), timedelta(days=1), timedelta(days=90), -timedelta(minutes=1)],
    ids=str,
)
def test_at_another_moment_it_is_as_it_is_then(root: Path, later: timedelta) -> None:
    settled(root)
    KeptContent(root, tiny.NOW).read()
    assert difference(root, tiny.NOW + later) == []


def test_a_clock_of_another_zone_reads_anew(root: Path, opened: Opened) -> None:
    settled(root)
    KeptContent(root, tiny.NOW).read()
    elsewhere = tiny.NOW.astimezone(ZoneInfo("Pacific/Auckland"))
    assert opened.during(lambda: KeptContent(root, elsewhere).read())
    assert difference(root, elsewhere) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (NOTICE, "expires: 2026-11-26 20:00", "expires: 2026-11-24 14:00"),
        (NOTICE, "onset: 2026-11-24 08:00", "onset: 2026-11-24 14:00"),
        (EVENT, "03 18:00\nend: 2026-11-03 20:00", "03 13:00\nend: 2026-11-03 14:00"),
        (EVENT, "03 18:00\nend: 2026-11-03 20:00", "03 14:00"),
        (
            f"{PLACE}/event/forra-arets-fest.yaml",
            "start: 2025-08-02",
            "start: 2026-11-24 12:30\nend: 2026-11-24 15:00\ntimezone: Europe/Helsinki",
        ),
        (
            f"{PLACE}/service_point/sot-moskosel.yaml",
            "activation: normal",
            "activation: open\nactivation_from: 2026-11-24 08:00\nactivation_to: 2026-11-24 14:00\ndecided_by: Chefen",
        ),
    ],
    ids=[
        "a notice ends",
        "a notice begins",
        "an event ends",
        "no end is given",
        "in another zone",
        "a point is closed",
    ],
)
@pytest.mark.parametrize("how", ["from the first", "by an edit"])
def test_a_moment_that_passes_is_noticed(root: Path, path: str, old: str, new: str, how: str) -> None:
    settled(root)
    if how == "by an edit":
        KeptContent(root, tiny.NOW).read()
    changed(root, path, old, new)
    kept = KeptContent(root, tiny.NOW)
    kept.read()
    assert kept.until is not None and kept.until > tiny.NOW
    around = tiny.NOW.replace(hour=14)
    for now in (tiny.NOW.replace(hour=13), around, around + timedelta(microseconds=1), around + timedelta(hours=2)):
        assert difference(root, now) == [], now


def test_it_holds_until_the_next_moment_that_a_record_names(root: Path) -> None:
    changed(root, NOTICE, "expires: 2026-11-26 20:00", "expires: 2026-11-24 14:00")
    kept = KeptContent(settled(root), tiny.NOW)
    kept.read()
    assert kept.until == tiny.NOW.replace(hour=14)


@pytest.mark.parametrize("damage", [b"", b"\0" * 300, None], ids=["empty", "zeros", "cut off"])
@pytest.mark.parametrize("entries", ["the first", "the second", "both"])
def test_what_is_kept_and_damaged_is_as_nothing(root: Path, cache: Path, damage: bytes | None, entries: str) -> None:
    settled(root)
    KeptContent(root, tiny.NOW).read()
    found = sorted(cache.iterdir())
    assert len(found) == 2
    for entry in {"the first": found[:1], "the second": found[1:], "both": found}[entries]:
        entry.write_bytes(entry.read_bytes()[:-9] if damage is None else damage)
    assert difference(root) == []


def test_two_halves_of_different_readings_are_not_put_together(root: Path, cache: Path) -> None:
    settled(root)
    KeptContent(root, tiny.NOW).read()
    before = {entry: entry.read_bytes() for entry in cache.iterdir()}
    tiny.add(root, "company", "ny.yaml", tiny.company(77))
    KeptContent(root, tiny.NOW).read()
    for entry, raw in before.items():
        now = entry.read_bytes()
        entry.write_bytes(raw)
        assert difference(root) == []
        entry.write_bytes(now)


@pytest.mark.parametrize("nowhere", [os.devnull, "a file"])
def test_where_nothing_can_be_kept_everything_is_read(
    root: Path, monkeypatch: pytest.MonkeyPatch, opened: Opened, nowhere: str
) -> None:
    place = nowhere if nowhere == os.devnull else str(tiny.write(root.parent / "file", ""))
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    for _ in range(2):
        assert COMPANY in opened.during(lambda: KeptContent(root, tiny.NOW).read())
    assert difference(root) == []


def test_an_edit_that_hides_its_size_and_its_time_is_noticed(root: Path) -> None:
    settled(root)
    KeptContent(root, tiny.NOW).read()
    before = (root / COMPANY).stat()
    changed(root, COMPANY, "Firma 001", "Firma 100")
    os.utime(root / COMPANY, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (root / COMPANY).stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert "Firma 100" in [one.heading for one in KeptContent(root, tiny.NOW).read().records]
    assert difference(root) == []


@pytest.mark.parametrize("together", [True, False])
def test_many_edits(root: Path, opened: Opened, together: bool) -> None:
    """One by one they are kept beside the records; when they are too many, everything is read and kept anew."""
    tiny.write_repository(root, MOST_EDITED + 3)
    settled(root)
    KeptContent(root, tiny.NOW).read()
    all_at_once = []
    for number in range(1, MOST_EDITED + 2):
        changed(root, f"{PLACE}/company/firma-{number:03d}.yaml", "Firma", "Nya")
        if not together and number % 10 in (0, 1):
            all_at_once.append(len(opened.during(lambda: KeptContent(root, tiny.NOW).read())) > MOST_EDITED)
    if together:
        all_at_once.append(len(opened.during(lambda: KeptContent(root, tiny.NOW).read())) > MOST_EDITED)
    assert all_at_once[-1] and not any(all_at_once[:-1])
    assert difference(root) == []


def test_several_processes_keep_the_same(root: Path) -> None:
    tiny.write_repository(root, 1000)
    settled(root)
    KeptContent(root, tiny.NOW).read(jobs=2)
    changed(root, COMPANY, "Firma 001", "Nya firman")
    assert [*map(told, KeptContent(root, tiny.NOW).read(jobs=2).records)] == [
        *map(told, read_content(root, tiny.NOW).records)
    ]


def test_two_repositories_do_not_know_each_others_content(root: Path, tmp_path: Path) -> None:
    other = tiny.write_repository(tmp_path / "other", 5)
    for one in (root, other, root, other):
        assert difference(one) == []


def test_content_that_is_read_is_not_the_programs_to_change(root: Path) -> None:
    """What is kept for the next time is a copy."""
    settled(root)
    KeptContent(root, tiny.NOW).read()
    again = KeptContent(root, tiny.NOW).read().records[0]
    with pytest.raises(TypeError):
        again.values["name"] = "x"  # type: ignore[index]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["append", "heading", "fault", "mend", "new", "remove", "touch", "number", "former", "wait"]),
        st.integers(1, 4),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def edited(root: Path, what: str, number: int) -> timedelta:
    """One edit of a company; how much time passes."""
    path = root / f"{PLACE}/company/firma-{number:03d}.yaml"
    if what == "wait":
        return timedelta(hours=3 * number)
    if what == "remove":
        path.unlink(missing_ok=True)
    elif what in ("new", "mend") or not path.exists():
        path.write_text(tiny.company(number), "utf-8")
    elif what == "heading":
        path.write_text(f"{path.read_text('utf-8')}".replace("Firma", "Firman", 1), "utf-8")
    elif what == "touch":
        path.touch()
    else:
        more = {"append": f"search_words: [ord{number}]", "fault": "name: [", "number": "org_number: 559000-0005"}
        text = more.get(what, f"former_ids: [gammal-{number % 2}]")
        path.write_text(f"{path.read_text('utf-8')}{text}\n", "utf-8")
    return timedelta()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_whatever_is_edited_the_content_is_as_if_it_were_read(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, bool]]
) -> None:
    """Some edits come together, before the next look."""
    root, now = tiny.write_repository(tmp_path_factory.mktemp("edited") / "root"), tiny.NOW
    KeptContent(root, now).read()
    for what, number, is_looked_at in edits:
        now += edited(root, what, number)
        if is_looked_at:
            assert whole(KeptContent(root, now).read()) == whole(read_content(root, now)), what
    assert difference(root, now) == []
