"""`--crisis-only`: what it writes is what a whole build would, and everything else is the old site, untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import publish, spare
from generator.continuity.crisis_build import build_crisis
from generator.order import Order, Report
from generator.profile import Profile
from generator.stop import Stop
from tests import tiny

EXTREME = """headline: Strömmen är borta
body: Vi vet **inte** när den kommer.
instruction: Spara på telefonen.
severity: extreme
urgency: immediate
cap_status: {status}
onset: 2026-11-24 11:00
expires: 2026-11-25 20:00
sender: Krisledningen
language: sv
"""


RENDERED = ("index.html", "trygghet", "meddelanden", "tillganglighet", "integritet", "kontakt", "offline")
"""What stands first in the paths of pages that are written anew."""


def build_in_a_hurry(root: Path, out: Path, site: str = tiny.SITE, **asked: bool) -> Report:
    return build_crisis(Order(root, site, out, tiny.NOW, **asked), Profile())


@pytest.fixture(params=["small", "large"], autouse=True)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything holds with a spare tree of names, which large sites have, and without."""
    if request.param == "large":
        monkeypatch.setattr(spare, "WORTH_IT", 1)
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write_repository(tmp_path / "root", 4)


def hurried(pages: dict[str, str]) -> dict[str, str]:
    """The pages that a hurried build writes, but for the front page, which has less on it until the next whole one, and
    the poster of a point that has not changed, which is printed without the banner."""
    return {
        name: html
        for name, html in pages.items()
        if name.removeprefix("en/").split("/")[0] in RENDERED
        and name.removeprefix("en/") not in ("index.html", "trygghet/sot-moskosel/affisch/index.html")
    }


@pytest.mark.parametrize("status", ["actual", "exercise"])
def test_its_pages_are_byte_for_byte_those_of_a_whole_build(root: Path, tmp_path: Path, status: str) -> None:
    tiny.build_site(root, tmp_path / "out")
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status=status))
    tiny.add(root, "service_point", "ny.yaml", tiny.RECORDS["service_point/sot-moskosel.yaml"].replace("SOT", "Nya"))
    report = build_in_a_hurry(root, tmp_path / "out")
    whole = tiny.build_site(root, tmp_path / "whole").target
    assert report.target and whole, report.problems
    want = hurried(tiny.pages(whole))
    assert "meddelanden/kris/index.html" in want and "en/trygghet/ny/index.html" in want
    assert hurried(tiny.pages(report.target)) == want
    assert (report.target / "status.json").read_bytes() == (whole / "status.json").read_bytes()
    front = (report.target / "index.html").read_text("utf-8")
    assert "/evenemang/" in front and "meddelanden/kris/" in front and "trygghet/ny/" in front


def test_everything_else_is_the_old_site_and_the_manifest_tells_the_truth(root: Path, tmp_path: Path) -> None:
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    before = tiny.digests(old)
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual"))
    report = build_in_a_hurry(root, tmp_path / "out")
    assert report.target
    after = tiny.digests(report.target)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert "foretag/firma-001/index.html" not in changed and "sitemap.xml" not in changed
    folders = {name.removeprefix("en/").split("/")[0] for name in changed}
    assert folders <= {*RENDERED, "status.json", "sw.js", "manifest.json"}
    assert publish.damaged_files(report.target) == []
    assert "notice/kris" in publish.read_manifest(report.target)["records"]  # type: ignore[operator]
    assert "company/firma-001" in publish.read_manifest(report.target)["records"]  # type: ignore[operator]


def test_the_old_site_keeps_every_byte_while_the_new_one_is_made(root: Path, tmp_path: Path) -> None:
    """Links share their contents: a file opened for writing would change in both."""
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    before = tiny.digests(old)
    backup = tmp_path / "backup"
    publish_links(old, backup)
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual"))
    assert build_in_a_hurry(root, tmp_path / "out").target
    assert tiny.digests(backup) == before


def publish_links(old: Path, new: Path) -> None:
    for path in old.rglob("*"):
        if path.is_file():
            copy = new / path.relative_to(old)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.hardlink_to(path)


POINT = tiny.RECORDS["service_point/sot-moskosel.yaml"]


def test_an_unchanged_point_keeps_its_page_and_gets_the_banner(root: Path, tmp_path: Path) -> None:
    """What belongs with it and was not read, such as a meeting there, would be lost if the page were rendered."""
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    page = old / "trygghet/sot-moskosel/index.html"
    page.write_text(page.read_text("utf-8").replace("</main>", "<p>Det som hör till</p></main>"), "utf-8")
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual"))
    tiny.add(root, "service_point", "annan.yaml", POINT.replace("SOT-punkten", "Andra punkten"))
    assert build_in_a_hurry(root, tmp_path / "out").target
    for prefix, up in (("", "../../"), ("en/", "../../../")):
        html = (old / f"{prefix}trygghet/sot-moskosel/index.html").read_text("utf-8")
        assert f'href="{up}{prefix}meddelanden/kris/"' in html and "Strömmen är borta" in html
        assert ("Det som hör till" in html) == (not prefix)
    assert "Andra punkten" in (old / "trygghet/annan/affisch/index.html").read_text("utf-8")


def test_a_page_of_a_theme_that_has_no_banner_keeps_every_word(root: Path, tmp_path: Path) -> None:
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    page = old / "trygghet/sot-moskosel/index.html"
    own = '<body><aside class="banner" hidden></aside><div role="main">En egen sida</div></body>'
    page.write_text(own, "utf-8")
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual"))
    assert build_in_a_hurry(root, tmp_path / "out").target
    assert page.read_text("utf-8") == own


def test_lists_are_left_alone_as_long_as_every_point_is_the_same(root: Path, tmp_path: Path) -> None:
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    lists = [old / prefix / path / "index.html" for prefix in ("", "en") for path in ("trygghet", "trygghet/typ")]
    for page in lists:
        page.write_text(page.read_text("utf-8").replace("</main>", "<p>Som det var</p></main>"), "utf-8")
    tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual"))
    assert build_in_a_hurry(root, tmp_path / "out").target
    for page in lists:
        html = page.read_text("utf-8")
        assert "Som det var" in html and "Strömmen är borta" in html
    for change in (POINT.replace("SOT-punkten", "Punkten"), POINT + "withdrawn: 2026-11-01\n"):
        tiny.add(root, "service_point", "sot-moskosel.yaml", change)
        assert build_in_a_hurry(root, tmp_path / "out").target
        assert not any("Som det var" in page.read_text("utf-8") for page in lists if page.exists())
    assert "Punkten" not in lists[0].read_text("utf-8")


def test_a_point_that_is_changed_and_changed_back_is_told_rightly_each_time(root: Path, tmp_path: Path) -> None:
    tiny.build_site(root, tmp_path / "out")
    for summary in ("Punkten är stängd efter en brand.", "Här finns värme, vatten och besked när det är strömavbrott."):
        line = next(line for line in POINT.splitlines() if line.startswith("summary"))
        tiny.add(root, "service_point", "sot-moskosel.yaml", POINT.replace(line, f"summary: {summary}"))
        site = build_in_a_hurry(root, tmp_path / "out").target
        assert site and summary in (site / "trygghet/sot-moskosel/index.html").read_text("utf-8")


def test_what_is_no_page_stays_and_a_point_that_is_withdrawn_goes(root: Path, tmp_path: Path) -> None:
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    others = {path.name for path in (old / "trygghet").iterdir() if path.is_file() and path.name != "index.html"}
    assert "feed.xml" in others
    tiny.add(root, "service_point", "sot-moskosel.yaml", POINT + "withdrawn: 2026-11-01\n")
    site = build_in_a_hurry(root, tmp_path / "out").target
    assert site and all((site / "trygghet" / name).is_file() for name in others)
    assert "SOT-punkten" not in (site / "trygghet/sot-moskosel/index.html").read_text("utf-8")
    assert not (site / "trygghet/sot-moskosel/affisch").exists()


def test_what_saving_it_all_takes_is_measured_as_by_a_whole_build(root: Path, tmp_path: Path) -> None:
    tiny.build_site(root, tmp_path / "out")
    site = build_in_a_hurry(root, tmp_path / "out").target
    assert site
    told = json.loads((site / "offline/whole.json").read_bytes())
    paths = [path for path in tiny.digests(site) if not path.startswith(tuple(told["left_out"]))]
    assert (told["files"], told["bytes"]) == (len(paths), sum((site / path).stat().st_size for path in paths))


def test_a_spare_is_left_beside_a_large_site_only_and_one_that_is_half_made_does_no_harm(
    root: Path, tmp_path: Path, size: str
) -> None:
    site = tiny.build_site(root, tmp_path / "out").target
    assert site
    place = spare.place_of(site)
    assert place.exists() == (size == "large")
    (place / "trygghet/index.html").unlink(missing_ok=True)  # a link to the site's own file, which nobody writes to
    tiny.write(place / "trygghet/index.html", "half made")
    (place / publish.MANIFEST).unlink(missing_ok=True)
    for number in range(3):
        tiny.add(root, "notice", "kris.yaml", EXTREME.format(status="actual").replace("borta", f"borta {number}"))
        assert build_in_a_hurry(root, tmp_path / "out").target
        assert publish.damaged_files(site) == []
        assert f"borta {number}" in (site / "index.html").read_text("utf-8")
        assert place.exists() == (size == "large")


def test_a_notice_that_is_taken_away_leaves_the_site(root: Path, tmp_path: Path) -> None:
    tiny.build_site(root, tmp_path / "out")
    (root / f"content/{tiny.SITE}/notice/koka-vattnet.yaml").unlink()
    report = build_in_a_hurry(root, tmp_path / "out")
    assert report.target
    assert not (report.target / "meddelanden/koka-vattnet").exists()
    assert "koka-vattnet" not in (report.target / "index.html").read_text("utf-8")
    assert publish.damaged_files(report.target) == []


def test_without_a_whole_build_before_it_there_is_nothing_to_stand_on(root: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop) as caught:
        build_in_a_hurry(root, tmp_path / "out")
    assert caught.value.reason == "nothing-published"


def test_a_faulty_notice_stops_a_strict_build_and_is_left_out_of_another(root: Path, tmp_path: Path) -> None:
    old = tiny.build_site(root, tmp_path / "out").target
    assert old
    before = tiny.digests(old)
    endless = "".join(line for line in EXTREME.splitlines(keepends=True) if not line.startswith("expires"))
    tiny.add(root, "notice", "utan-slut.yaml", endless.format(status="actual"))
    refused = build_in_a_hurry(root, tmp_path / "out", strict=True)
    assert refused.target is None and [(p.code, p.field) for p in refused.problems] == [("missing-field", "expires")]
    assert tiny.digests(old) == before
    report = build_in_a_hurry(root, tmp_path / "out")
    assert report.target and report.left_out == 1
    assert not (report.target / "meddelanden/utan-slut").exists()


def test_many_points_do_not_vanish_at_once(root: Path, tmp_path: Path) -> None:
    point = tiny.RECORDS["service_point/sot-moskosel.yaml"]
    for number in range(5):
        tiny.add(root, "service_point", f"punkt-{number}.yaml", point)
    assert tiny.build_site(root, tmp_path / "out").target
    for path in (root / f"content/{tiny.SITE}/service_point").iterdir():
        path.unlink()
    refused = build_in_a_hurry(root, tmp_path / "out")
    assert refused.target is None and [p.code for p in refused.problems] == ["records-vanish"]
