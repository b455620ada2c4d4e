"""A change touches the sites that hold the record before it or after it, and no other."""

from __future__ import annotations

import json

import pytest

from generator.changes.affected import affected
from generator.changes.compared import compared
from generator.changes.revision import Changed
from tests.changes.given import change, repository
from tests.intake.way import git
from tests.tiny import NOW, NOW_TEXT, add, run, write

FIRM, POINT = "content/arvidsjaur/company/firma-001.yaml", "content/arvidsjaur/service_point/sot-moskosel.yaml"
ASELE = "content/asele/company/hantverk.yaml"


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path)


def touched(root):
    with compared(root, "HEAD", NOW) as difference:
        return affected(difference.before, difference.after, difference.changes)


def test_nothing_changed_touches_nothing(root):
    assert touched(root) == {}


def test_a_record_touches_every_site_that_holds_it(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    assert touched(root) == {"arvidsjaur": (FIRM,), "region": (FIRM,)}


def test_a_kind_that_a_site_leaves_out_does_not_touch_it(root):
    change(root, POINT, "Tank i", "Tank under")
    assert touched(root) == {"arvidsjaur": (POINT,)}


def test_a_new_file_that_git_does_not_know_yet_touches(root):
    add(root, "page", "ny.yaml", "title: Ny\nbody: Ny.\nlanguage: sv\n", "asele")
    assert touched(root) == {"asele": ("content/asele/page/ny.yaml",)}


def test_a_removed_record_touches_the_sites_that_held_it(root):
    (root / "content/arvidsjaur/offer/soker-ved.yaml").unlink()
    assert list(touched(root)) == ["arvidsjaur", "region"]


def test_a_record_that_moves_touches_those_it_leaves_and_those_it_comes_to(root):
    new = "content/arvidsjaur/company/hantverk.yaml"
    git(root, "mv", ASELE, new)
    assert touched(root) == {"arvidsjaur": (new,), "asele": (ASELE,), "region": (new,)}


def test_a_record_that_comes_into_a_selection_touches_its_site(root):
    settings = (root / "sites/region/site.yaml").read_text("utf-8")
    write(root / "sites/region/site.yaml", settings + "networks: [mat-harifran]\n")
    git(root, "commit", "-qam", "Ett urval")
    change(root, "content/arvidsjaur/company/firma-003.yaml", "phone:", "networks: [mat-harifran]\nphone:")
    assert list(touched(root)) == ["arvidsjaur", "region"]
    git(root, "checkout", "-q", ".")
    change(root, "content/arvidsjaur/company/firma-003.yaml", "0980-319 201", "0980-319 202")
    assert list(touched(root)) == ["arvidsjaur"]


def test_a_record_with_a_fault_touches_all_that_select_from_its_place(root):
    change(root, POINT, "lat: 65.871", "lat: norr")
    assert list(touched(root)) == ["arvidsjaur", "region"]


def test_settings_touch_their_own_site_and_a_site_that_is_gone_is_not_built(root):
    change(root, "sites/asele/site.yaml", "title: Portalen på prov", "title: Åsele")
    assert list(touched(root)) == ["asele"]
    (root / "sites/asele/site.yaml").unlink()
    assert touched(root) == {}


def test_a_picture_touches_the_sites_whose_records_show_it(root):
    write(root / "content/arvidsjaur/images/torget.jpg", b"ingen bild")
    write(root / "content/arvidsjaur/images/annat.jpg", b"ingen bild")
    assert touched(root) == {}
    change(root, POINT, "lat:", "images: [torget.jpg Vid vägen]\nlat:")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "En bild som inte går att läsa")
    write(root / "content/arvidsjaur/images/torget.jpg", b"en annan")
    assert touched(root) == {}, "it is shown nowhere, before or after"


@pytest.mark.parametrize(
    ("path", "sites"),
    [
        ("data/villages.csv", ["arvidsjaur", "asele", "region"]),
        ("generator/portal.py", ["arvidsjaur", "asele", "region"]),
        ("kinds/need/schema.yaml", ["arvidsjaur", "asele", "region"]),
        ("requirements.txt", ["arvidsjaur", "asele", "region"]),
        ("themes/bas/templates/base.html", ["arvidsjaur", "asele", "region"]),
        ("themes/egen/templates/base.html", []),
        ("sites/region/templates/home.html", ["region"]),
        ("docs/README.md", []),
        ("data/README.md", []),
        ("content/README.md", []),
        (".github/workflows/intake.yml", []),
    ],
)
def test_what_decides_how_sites_look_touches_them(root, path, sites):
    with compared(root, "HEAD", NOW) as difference:
        assert list(affected(difference.before, difference.after, [Changed("", path)])) == sites


def test_the_command_gives_a_list_for_a_matrix(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    asked = ("affected", "--root", root, "--now", NOW_TEXT)
    ran = run(*asked, "--since", "HEAD", "--format", "json")
    assert (ran.code, json.loads(ran.out)) == (0, ["arvidsjaur", "region"])
    assert run(*asked, "--since", "main").out == f"arvidsjaur: {FIRM}\nregion: {FIRM}\n"
    assert json.loads(run(*asked, "--format", "json").out) == ["arvidsjaur", "asele", "region"]
