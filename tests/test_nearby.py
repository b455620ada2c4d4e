"""To check one file, little is read; what is said of it is what a check of the whole repository says."""

from __future__ import annotations

import random
import runpy
import shutil
from pathlib import Path

import pytest

from generator import source
from generator.nearby import near
from generator.schema import PACKAGED_KINDS, load_kinds
from generator.survey import check, check_files
from tests import tiny
from tests.tiny import NOW, PROGRAM

HERE = Path(__file__).parent
BAD = sorted(path.name for path in (HERE / "sites_bad").iterdir() if path.is_dir())
OK = sorted(path.name for path in (HERE / "sites_ok").iterdir() if path.is_dir())
NUMBER = "556123-4567"


def files_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.glob("content/*/*/*") if path.is_file())


def assert_one_by_one_as_all_together(root: Path) -> None:
    whole = check(root, NOW)
    for path in files_of(root):
        assert check_files(root, NOW, [path]) == tuple(one for one in whole if one.path == path)


@pytest.mark.parametrize("code", BAD)
def test_a_faulty_file_is_told_the_same_alone(code, tmp_path):
    shutil.copytree(HERE / "sites_bad" / code, tmp_path, dirs_exist_ok=True)
    if (tmp_path / "make.py").is_file():
        runpy.run_path(str(tmp_path / "make.py"))["make"](tmp_path)
    assert_one_by_one_as_all_together(tmp_path)


@pytest.mark.parametrize("name", OK)
def test_a_sound_file_is_sound_alone(name):
    assert_one_by_one_as_all_together(HERE / "sites_ok" / name)


def company(number: int, more: str = "") -> str:
    return tiny.company(number) + more


@pytest.fixture
def root(tmp_path):
    """A sound repository of two places, the first of which also shows what the second one's networks hold."""
    root = tiny.write_repository(tmp_path / "root")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "places: [granne]\nnetworks: [grannar]\n", "utf-8")
    for name in ("fjarran", "med-i-natet"):
        tiny.add(root, "company", f"{name}.yaml", company(7), place="granne")
    network = tiny.RECORDS["network/mat-harifran.yaml"].replace("firma-001", "med-i-natet")
    tiny.add(root, "network", "grannar.yaml", network, place="granne")
    return root


def event_of(organiser: str) -> str:
    return tiny.RECORDS["event/stickkafe.yaml"].replace(
        "organiser_company: firma-001", f"organiser_company: {organiser}"
    )


ONE, OTHER = "firma-001.yaml", "firma-002.yaml"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({ONE: f"org_number: {NUMBER}", OTHER: "org_number: 16556123 4567"}, "not-unique"),
        ({ONE: f"org_number: {NUMBER}", OTHER: 'org_number: "55612\\x334567"'}, "not-unique"),
        ({ONE: "former_ids: [firma-002]"}, "address-collision"),
        ({ONE: "former_ids: [gammal]", OTHER: "former_ids: gammal"}, "address-collision"),
        ({ONE: "networks: [finns-inte]"}, "missing-relation"),
    ],
)
def test_what_files_must_not_share_is_noticed_in_each_alone(root, files, code):
    for name, line in files.items():
        tiny.add(root, "company", name, company(1, f"{line}\n"))
    assert code in {one.code for one in check(root, NOW)}
    assert_one_by_one_as_all_together(root)


def test_the_same_id_in_another_place_is_noticed(root):
    tiny.add(root, "company", "firma-001.yaml", company(1), place="granne")
    assert {one.code for one in check(root, NOW)} == {"duplicate-id"}
    assert_one_by_one_as_all_together(root)


@pytest.mark.parametrize(("organiser", "codes"), [("fjarran", {"relation-not-selected"}), ("med-i-natet", set())])
def test_whether_a_site_holds_what_is_referred_to_is_known(root, organiser, codes):
    tiny.add(root, "event", "stickkafe.yaml", event_of(organiser))
    assert {one.code for one in check(root, NOW)} == codes
    assert_one_by_one_as_all_together(root)


def test_the_sample_portals_files_are_told_the_same_alone_after_any_of_some_mishaps(tmp_path):
    """Lines of one file stand in another of its kind, and files in other places: the same chance each time."""
    chance = random.Random(8)
    for name in ("content", "sites"):
        shutil.copytree(PROGRAM / name, tmp_path / name)
    changed = chance.sample([path for path in files_of(tmp_path) if "/images/" not in path], 24)
    for path in changed[::2]:
        others = sorted(tmp_path.glob(f"content/*/{path.split('/')[2]}/*.*"))
        lines = chance.choice(others).read_text("utf-8").splitlines()
        file = tmp_path / path
        file.write_text("\n".join([*file.read_text("utf-8").splitlines()[:6], *lines[6:]]) + "\n", "utf-8")
    for path in changed[1::2]:
        _, place, kind, name = path.split("/")
        to = chance.choice([one.name for one in (tmp_path / "content").iterdir() if one.name != place])
        tiny.write(tmp_path / "content" / to / kind / name, (tmp_path / path).read_bytes())
    whole = check(tmp_path, NOW)
    assert len({one.code for one in whole}) > 3
    for path in [*changed, *sorted({one.path for one in whole})[:20]]:
        assert check_files(tmp_path, NOW, [path]) == tuple(one for one in whole if one.path == path)


def test_little_is_read_for_one_file():
    kinds = load_kinds((PACKAGED_KINDS,))
    paths, _ = source.paths_below(PROGRAM, tuple(kinds))
    read = near(PROGRAM, ["content/asele/company/hotell-forsbruset.yaml"], paths, kinds)
    assert len(read) < len(paths) / 10


def test_files_and_folders_together_are_checked_whole(root):
    tiny.add(root, "company", "firma-001.yaml", company(1, "nmae: x\n"))
    wanted = "content/arvidsjaur/company/firma-001.yaml"
    for paths in ([wanted], [wanted, "content/granne"], [f"./{wanted}", f"sites/{tiny.SITE}/site.yaml"]):
        ran = tiny.run("check", *paths, "--now", tiny.NOW_TEXT, cwd=root)
        assert ran.code == 1 and ran.out.count("\n") == 1 and "[unknown-field]" in ran.out
