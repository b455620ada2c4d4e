"""Crisis mode: what `bygd crisis` writes, shows, refuses and ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.content import read_content
from tests import tiny
from tests.tiny import Ran

NOW = "2026-11-24T12:00"
NOTICES = f"content/{tiny.SITE}/notice"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root", 2)


def bygd(root: Path, *args: object, now: str = NOW) -> Ran:
    return tiny.run("crisis", *args, "--root", root, "--now", now)


def files(root: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (root / NOTICES).iterdir()}


def test_start_writes_one_sound_notice_that_a_build_shows(root: Path, tmp_path: Path) -> None:
    before = files(root)
    ran = bygd(root, "start", tiny.SITE, "--message", "power_cut", "--until", "12h", "--area", "moskosel")
    assert ran.code == 0, ran
    (name,) = files(root).keys() - before.keys()
    assert name == "kris-power-cut-20261124-1200-sv.yaml" and f"Skriven: {NOTICES}/{name}" in ran.out
    assert "SKARPT" in ran.out and "Startsidan börjar med texten och trygghetspunkterna." in ran.out
    assert "försvinner av sig självt 2026-11-25 00:00" in ran.out
    report = tiny.build_site(root, tmp_path / "out", strict=True)
    assert report.target, report.problems
    pages = tiny.pages(report.target)
    for page in ("index.html", "foretag/firma-001/index.html", "en/trygghet/index.html", "404.html"):
        assert "Strömmen är borta i Arvidsjaur" in tiny.tags(pages[page], "aside")[0].text, page
    main = tiny.visible_text(pages["index.html"])
    assert main.index("Strömmen är borta.") < main.index("SOT-punkten i Moskosel") and "Stickkafé" not in main
    assert "hero--plain" in pages["index.html"]


@pytest.mark.parametrize("message", ["power_cut", "water", "heat", "telephony", "evacuation", "school"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_ready_made_message_is_a_sound_notice_in_both_languages(root: Path, message: str, language: str) -> None:
    from generator.clock import SWEDEN, zone_info
    from generator.continuity.crisis import Call, draft

    content = read_content(root, tiny.NOW)
    until = tiny.NOW.replace(hour=23, tzinfo=zone_info(SWEDEN))
    made = draft(root, Call(tiny.SITE, message, until, language, exercise=True), content, tiny.NOW)
    assert made.problems == () and made.record is not None
    assert made.record["cap_status"] == "exercise" and made.record["language"] == language
    word = {"sv": "Övning: ", "en": "Exercise: "}[language]
    assert all(made.record[field].startswith(word) for field in ("headline", "body", "instruction"))
    assert "{place}" not in made.text and "Arvidsjaur" in made.record.heading
    assert made.sites == (tiny.SITE,)


def test_a_dry_run_shows_and_writes_nothing(root: Path) -> None:
    before = files(root)
    ran = bygd(root, "start", tiny.SITE, "--message", "water", "--until", "2026-11-25 08:00", "--exercise", "--dry-run")
    assert ran.code == 0 and "Skulle skrivas" in ran.out and "märkt ÖVNING" in ran.out
    assert "Startsidan" not in ran.out, "only an extreme notice changes the front page"
    assert files(root) == before


def test_nothing_is_written_over(root: Path) -> None:
    asked = ("start", tiny.SITE, "--message", "heat", "--until", "6h")
    assert bygd(root, *asked).code == 0
    before = files(root)
    again = bygd(root, *asked)
    assert again.code == 2 and "finns redan och skrivs aldrig över" in again.err
    assert files(root) == before


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--until", "73h"), 1, "notice-too-long"),
        (("--until", "2026-11-24 11:59"), 2, "har redan varit"),
        (("--until", "i morgon"), 2, "är ingen tidpunkt"),
        (("--until", "6h", "--area", "atlantis"), 1, "unknown-term"),
        (("--until", "6h", "--severity", "fruktansvärt"), 1, "not-one-of"),
    ],
)
def test_what_could_not_be_published_is_refused_and_not_written(
    root: Path, asked: tuple[str, ...], code: int, said: str
) -> None:
    before = files(root)
    ran = bygd(root, "start", tiny.SITE, "--message", "power_cut", *asked)
    assert ran.code == code and said in ran.err, ran
    assert files(root) == before


def test_a_message_or_site_that_is_not_there_is_named_with_those_that_are(root: Path) -> None:
    ran = bygd(root, "start", tiny.SITE, "--message", "zombies", "--until", "6h")
    assert ran.code == 2 and "power_cut, water, heat, telephony, evacuation, school" in ran.err
    ran = bygd(root, "start", "../x", "--message", "heat", "--until", "6h")
    assert ran.code == 2 and tiny.SITE in ran.err
    assert bygd(root, "start", tiny.SITE, "--message", "heat").code == 2, "an end is required"


def test_stop_ends_what_start_began_and_changes_one_line(root: Path, tmp_path: Path) -> None:
    bygd(root, "start", tiny.SITE, "--message", "power_cut", "--until", "12h")
    before = files(root)
    ran = bygd(root, "stop", tiny.SITE, now="2026-11-24T14:30")
    assert ran.code == 0 and "kris-power-cut" in ran.out and "koka-vattnet" not in ran.out
    after = files(root)
    (name,) = (name for name in before if before[name] != after[name])
    lines = zip(before[name].splitlines(), after[name].splitlines(), strict=True)
    assert [new for old, new in lines if old != new] == ["expires: 2026-11-24 14:30"]
    site = tiny.build_site(root, tmp_path / "out", now=tiny.NOW.replace(hour=15)).target
    assert site and "Strömmen är borta" not in (site / "index.html").read_text("utf-8")
    again = bygd(root, "stop", tiny.SITE, now="2026-11-24T15:00")
    assert again.code == 2 and "koka-vattnet" in again.err


def test_a_notice_written_by_hand_is_ended_by_its_name(root: Path) -> None:
    ran = bygd(root, "stop", tiny.SITE, "koka-vattnet", now="2026-11-24T14:30")
    assert ran.code == 0
    assert "expires: 2026-11-24 14:30\n" in files(root)["koka-vattnet.yaml"]
