"""The spine: what is published, what is left out and reported, and when nothing is written at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from generator import publish
from generator.order import Report
from generator.stop import Exit, Stop
from tests import tiny

COMPANY = tiny.company(1)

FAULTS: dict[str, bytes] = {
    "broken-yaml": b'name: "no end\n',
    "unknown-field": (COMPANY + "nmae: x\n").encode(),
    "missing-field": COMPANY.replace("name: Firma 001\n", "").encode(),
    "missing-list": COMPANY.replace("categories: [kafe]\n", "").encode(),
    "unknown-term": COMPANY.replace("kafe", "trolleri").encode(),
    "merge-marks": (COMPANY + "<<<<<<< HEAD\nstatus: active\n=======\n>>>>>>> main\n").encode(),
    "latin-1": COMPANY.replace("hjälper", "hjälper öar").encode("latin-1"),
    "personal-number": (COMPANY + "address: 811218-9876\n").encode(),
    "empty": b"",
    "too-long": COMPANY.replace("Firma 001", "F" * 300).encode(),
    "rule": (COMPANY + "lat: 65.59\n").encode(),
    "future": COMPANY.replace("2026-10-01", "2027-10-01").encode(),
}


def write_faulty(root: Path, count: int, seed: int = 0) -> list[str]:
    """Add bad companies that nothing refers to, of every fault in turn, under names that sort among the sound ones."""
    draw = random.Random(seed)
    chosen = draw.sample(range(1, 500), count)
    faults = list(FAULTS.values())
    return [
        tiny.add(root, "company", f"firma-{number:03d}-trasig.yaml", faults[place % len(faults)]).name
        for place, number in enumerate(chosen)
    ]


def content_files(root: Path) -> int:
    return sum(path.is_file() for path in (root / "content").rglob("*"))


def adds_up(report: Report, root: Path) -> bool:
    accounted = report.published + report.left_out + report.withdrawn + report.elsewhere
    return accounted == content_files(root)


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


def test_a_sound_repository_is_published_whole(tmp_path):
    built = tiny.built(tmp_path)
    assert (built.report.published, built.report.left_out) == (content_files(built.root), 0)
    assert built.report.problems == ()
    assert publish.damaged_files(built.site) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_record_is_left_out_and_reported_and_nothing_else_changes(tmp_path, fault):
    built = tiny.built(tmp_path)
    bad = tiny.add(built.root, "company", "en-trasig-firma.yaml", FAULTS[fault])
    report = tiny.build_site(built.root, tmp_path / "with-bad")
    assert report.target is not None and adds_up(report, built.root)
    assert (report.published, report.left_out) == (built.report.published, 1)
    named = [problem for problem in report.problems if problem.path == bad.relative_to(built.root).as_posix()]
    assert any(problem.leaves_record_out for problem in named)
    assert tiny.digests(report.target) == tiny.digests(built.site)


@pytest.mark.parametrize("percent", [1, 10, 25, 50])
def test_other_pages_are_byte_equal_however_many_records_are_bad(tmp_path, percent):
    """Nothing refers to the bad records, so every file is equal: pages, lists, search index and manifest."""
    sound = 99
    built = tiny.built(tmp_path, sound, languages="sv")
    count = round(sound * percent / (100 - percent))
    write_faulty(built.root, count, seed=percent)
    report = tiny.build_site(built.root, tmp_path / "with-bad")
    assert report.target is not None and adds_up(report, built.root)
    assert report.left_out == count
    assert tiny.digests(report.target) == tiny.digests(built.site)


def test_pages_that_do_not_refer_to_a_bad_record_stay_byte_equal(tmp_path):
    """firma-001 organises, offers and is a member: those pages and the lists change, the others do not."""
    built = tiny.built(tmp_path)
    tiny.add(built.root, "company", "firma-001.yaml", FAULTS["merge-marks"])
    report = tiny.build_site(built.root, tmp_path / "with-bad")
    assert report.target is not None and report.left_out == 1
    assert not (report.target / "foretag" / "firma-001").exists()
    for page in (
        "foretag/firma-002/index.html",
        "foretag/firma-003/index.html",
        "trygghet/sot-moskosel/index.html",
        "meddelanden/koka-vattnet/index.html",
        "sidor/om-portalen/index.html",
        "marknad/soker-ved/index.html",
    ):
        assert (report.target / page).read_bytes() == (built.site / page).read_bytes()


def test_what_refers_to_a_bad_record_is_kept_without_the_link(tmp_path):
    built = tiny.built(tmp_path)
    tiny.add(built.root, "company", "firma-001.yaml", FAULTS["merge-marks"])
    report = tiny.build_site(built.root, tmp_path / "with-bad")
    assert report.target is not None
    html = (report.target / "evenemang" / "stickkafe" / "index.html").read_text("utf-8")
    assert "Stickkafé" in html and "firma-001" not in html and "Firma 001" not in html


def test_a_strict_build_stops_before_a_file_is_written(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "trasig.yaml", FAULTS["unknown-field"])
    report = tiny.build_site(root, tmp_path / "out", strict=True)
    assert report.target is None and "unknown-field" in codes(report)
    assert not (tmp_path / "out").exists()


def test_a_strict_build_lets_warnings_pass(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "firma-004.yaml~", "an editor's copy")
    report = tiny.build_site(root, tmp_path / "out", strict=True)
    assert report.target is not None and codes(report) == {"ignored-file"}


def test_a_strict_build_with_a_fault_leaves_the_old_site_untouched(tmp_path):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    tiny.add(built.root, "company", "trasig.yaml", FAULTS["empty"])
    assert tiny.build_site(built.root, tmp_path / "out", strict=True).target is None
    assert tiny.digests(built.site) == before


@pytest.mark.parametrize("strict", [True, False])
def test_many_records_do_not_vanish_unasked(tmp_path, strict):
    built = tiny.built(tmp_path, 20)
    before = tiny.digests(built.site)
    for number in range(15, 21):
        (built.root / f"content/arvidsjaur/company/firma-{number:03d}.yaml").unlink()
    refused = tiny.build_site(built.root, tmp_path / "out", strict=strict)
    assert refused.target is None and codes(refused) == {"records-vanish"}
    message = refused.problems[-1].message("sv")
    assert "6 av 29" in message and "company/firma-015" in message and "--allow-removals" in message
    assert tiny.digests(built.site) == before
    allowed = tiny.build_site(built.root, tmp_path / "out", strict=strict, allow_removals=True)
    assert allowed.target is not None and allowed.published == 23


def test_records_that_turn_bad_count_as_vanishing(tmp_path):
    built = tiny.built(tmp_path, 10)
    for number in range(1, 6):
        tiny.add(built.root, "company", f"firma-{number:03d}.yaml", FAULTS["latin-1"])
    report = tiny.build_site(built.root, tmp_path / "out")
    assert report.target is None and {"records-vanish", "not-utf8"} <= codes(report)
    assert publish.damaged_files(built.site) == []


def test_withdrawn_records_may_be_as_many_as_they_like(tmp_path):
    built = tiny.built(tmp_path, 10)
    for number in range(3, 11):
        text = tiny.company(number) + "withdrawn: 2026-11-23\n"
        tiny.add(built.root, "company", f"firma-{number:03d}.yaml", text)
    report = tiny.build_site(built.root, tmp_path / "out")
    assert report.target is not None and report.withdrawn == 8 and adds_up(report, built.root)


def test_a_record_to_be_withdrawn_later_is_still_there(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "firma-003.yaml", tiny.company(3) + "withdrawn: 2026-11-25\n")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.withdrawn == 0 and report.target is not None
    assert "Firma 003" in (report.target / "foretag/firma-003/index.html").read_text("utf-8")


def test_nothing_of_a_withdrawn_record_but_its_address_is_left(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    text = tiny.company(1).replace("Firma 001", "Hemligheten AB") + "withdrawn: 2026-11-24\n"
    tiny.add(root, "company", "firma-001.yaml", text)
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None and report.withdrawn == 1
    assert "Sidan är borttagen" in (report.target / "foretag/firma-001/index.html").read_text("utf-8")
    holding = [path for path in report.target.rglob("*") if path.is_file() and b"Hemligheten" in path.read_bytes()]
    assert holding == []


def test_a_withdrawn_record_may_have_a_former_address_that_another_has_taken(tmp_path):
    """A collision of something that is gone is no fault of the program's: the build says so and goes on."""
    root = tiny.write_repository(tmp_path / "root")
    text = tiny.company(4) + "withdrawn: 2026-11-01\nformer_ids: [firma-002]\n"
    tiny.add(root, "company", "firma-004.yaml", text)
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None and adds_up(report, root)
    assert "Firma 002" in (report.target / "foretag/firma-002/index.html").read_text("utf-8")


def test_two_records_that_want_one_address_are_both_named_and_counted(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "firma-004.yaml", tiny.company(4) + "former_ids: [firma-002]\n")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None and adds_up(report, root)
    said = [problem.message("en") for problem in report.problems if problem.code == "address-collision"]
    assert len(said) == 1 and "firma-002.yaml" in said[0]


def test_records_of_other_places_are_counted_as_being_elsewhere(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "langt-borta.yaml", tiny.company(9), place="asele")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.elsewhere == 1 and adds_up(report, root)


@pytest.mark.parametrize("missing", ["folder", "files", "content"])
def test_content_that_is_gone_stops_the_build_and_the_old_site_stays(tmp_path, missing):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    for path in sorted((built.root / "content").rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
        elif missing != "files":
            path.rmdir()
    if missing == "content":
        (built.root / "content").rmdir()
    report = tiny.build_site(built.root, tmp_path / "out", allow_removals=True)
    assert report.target is None and {"no-content", "missing-place"} & codes(report)
    assert tiny.digests(built.site) == before


def test_a_site_is_not_emptied_because_all_its_records_are_bad(tmp_path):
    """The guard begins at four records. A site of fewer is not replaced by an empty one either."""
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "langt-borta.yaml", tiny.company(9), place="asele")
    for path in (root / "content" / tiny.SITE).rglob("*.*"):
        if path.is_file():
            path.write_bytes(FAULTS["latin-1"])
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is None and "not-utf8" in codes(report)
    assert not (tmp_path / "out" / tiny.SITE).exists()


def test_faulty_settings_stop_the_build_with_every_fault(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    settings = root / "sites" / tiny.SITE / "site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("owner:", "agare:") + "places: [ingenstans]\n", "utf-8")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is None
    assert {"unknown-field", "missing-field", "missing-place"} <= codes(report)
    assert not (tmp_path / "out" / tiny.SITE).exists()


def test_a_name_of_300_characters_is_refused_with_its_line_and_the_rest_is_built(tmp_path):
    """fault-46. Names end at 120 characters, and the address is the file's name, so none is cut."""
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "lang.yaml", tiny.company(4).replace("Firma 004", "Å" * 300))
    report = tiny.build_site(root, tmp_path / "out")
    found = [problem for problem in report.problems if problem.code == "too-long"]
    assert [(problem.field, problem.line) for problem in found] == [("name", 1)]
    assert "300" in found[0].message("sv") and "120" in found[0].message("sv")
    assert report.target is not None and report.left_out == 1


def test_the_longest_name_that_is_allowed_is_shown_whole(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "a" * 80 + ".yaml", tiny.company(4).replace("Firma 004", "Å" * 120))
    report = tiny.build_site(root, tmp_path / "out", strict=True)
    assert report.target is not None
    page = (report.target / "foretag" / ("a" * 80) / "index.html").read_text("utf-8")
    assert [tag.text for tag in tiny.tags(page, "h1")] == ["Å" * 120]


def test_a_file_name_too_long_for_an_address_is_refused_with_a_proposal(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "a" * 200 + ".yaml", tiny.company(4))
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None and report.left_out == 1 and "bad-id" in codes(report)
    assert "a" * 80 in report.problems[0].message("sv")


def test_an_unsafe_folder_is_refused_before_anything_is_read(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    before = tiny.digests(root)
    with pytest.raises(Stop) as caught:
        tiny.build_site(root, root / "content")
    assert caught.value.exit_code is Exit.USAGE
    assert tiny.digests(root) == before


def test_a_second_build_of_the_same_site_is_refused_while_one_runs(tmp_path):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    with publish.building(built.site), pytest.raises(Stop) as caught:
        tiny.build_site(built.root, tmp_path / "out")
    assert caught.value.reason == "another-build"
    assert tiny.digests(built.site) == before


def test_a_build_changes_nothing_in_the_repository(tmp_path):
    """fault-54. Permissions do not bind root, so what is compared is every name, size and time."""
    root = tiny.write_repository(tmp_path / "root")
    everything = [root, *root.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: (status.st_mtime_ns, status.st_size) for path in everything if (status := path.stat())}
    report = tiny.build_site(root, tmp_path / "out")
    after = {path: (status.st_mtime_ns, status.st_size) for path in [root, *root.rglob("*")] if (status := path.stat())}
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert report.target is not None
    assert after == before


def test_the_same_site_twice_is_the_same(tmp_path):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    assert tiny.build_site(built.root, tmp_path / "out").target == built.site
    assert tiny.digests(built.site) == before
