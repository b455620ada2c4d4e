"""The six sample sites, built once, and one Chromium for all browser tests (which run in one worker)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from generator.build import build
from generator.commands.options import moment
from generator.config import site_names
from generator.content import read_content
from generator.order import Order
from generator.profile import Profile
from tests.browser.faulty_host import Faulty, faulty_host

REPOSITORY = Path(__file__).parents[2]
NOW = moment("2026-11-24T12:00")
SITES = site_names(REPOSITORY)
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample site."""
    out = tmp_path_factory.mktemp("dist")
    content = read_content(REPOSITORY, NOW)
    for site in SITES:
        report = build(Order(REPOSITORY, site, out, NOW, strict=True), Profile(), content)
        assert report.target, report.problems
    return out


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def host(site: Path) -> Iterator[Faulty]:
    """A host that fails as it is told to, with the `site` of the module."""
    with faulty_host(site) as running:
        yield running
