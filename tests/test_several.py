"""Of several sites each is left or built by itself, and the reports come in the order of what was asked."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from generator.profile import Profile
from generator.several import build_every, unswept
from tests import tiny
from tests.warm import order, replaced, settle

OTHER = "annan"


pytestmark = pytest.mark.usefixtures("cache", "quickly_indexed")


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tiny.write_repository(tmp_path_factory.mktemp("several") / "root", languages="sv")
    settings = root / "sites" / tiny.SITE / "site.yaml"
    tiny.write(root / "sites" / OTHER / "site.yaml", settings.read_text("utf-8"))
    settle()
    return root


def unchanged(root: Path, *sites: str, **asked: object) -> dict[str, bool]:
    orders = [order(root, site=site, **asked) for site in sites]
    reports = build_every(orders, Profile())
    assert [report.site for report in reports] == [*sites] and all(report.target for report in reports)
    return {report.site: report.is_unchanged for report in reports}


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_site_is_left_or_built_by_itself(root: Path, jobs: int) -> None:
    assert unchanged(root, tiny.SITE, OTHER, jobs=jobs) == {tiny.SITE: False, OTHER: False}
    assert unchanged(root, OTHER, tiny.SITE, jobs=jobs) == {OTHER: True, tiny.SITE: True}
    replaced(root / "sites" / OTHER / "site.yaml", "title: ", "title: Nya ")
    assert unchanged(root, tiny.SITE, OTHER, jobs=jobs) == {tiny.SITE: True, OTHER: False}
    assert unchanged(root, tiny.SITE, OTHER, jobs=jobs, reuse=False) == {tiny.SITE: False, OTHER: False}


def test_the_garbage_collector_works_again_afterwards() -> None:
    with unswept():
        assert not gc.isenabled()
    assert gc.isenabled()
