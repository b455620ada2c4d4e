"""The page about open data: every file that there is, what is in it, and on which terms."""

from __future__ import annotations

import re

import pytest

from generator.columns import columns
from tests import tiny
from tests.written import KINDS


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("duty"))


@pytest.mark.parametrize("page", ["om-data", "en/om-data"])
def test_every_file_of_open_data_is_linked_and_no_link_leads_nowhere(site, page):
    folder = site.site / page
    links = [tag.attributes["href"] for tag in tiny.tags(site.pages[f"{page}/index.html"], "a")]
    linked = {(folder / link).resolve() for link in links if "/data/" in link or "/datasets/" in link}
    files = {file.resolve() for name in ("data", "datasets") for file in (site.site / name).iterdir()}
    assert linked == files and len(files) > 15


def test_every_column_is_explained_in_the_language_of_the_page(site):
    for page, language in (("om-data", "sv"), ("en/om-data", "en")):
        text = tiny.visible_text(site.pages[f"{page}/index.html"])
        for kind in KINDS.values():
            assert kind.plural[language] in text
            assert all(column.name in text and column.title[language] in text for column in columns(kind))


def test_how_many_records_there_are_is_told(site):
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d+)</td>', site.pages["om-data/index.html"])
    assert dict(rows)["Företag"] == "3" and dict(rows)["Trygghet och service"] == "1"


def test_the_licence_is_named_and_led_to(site):
    (licence,) = [
        tag for tag in tiny.tags(site.pages["om-data/index.html"], "a") if "license" in tag.attributes.get("rel", "")
    ]
    assert licence.attributes["href"].startswith("https://creativecommons.org/publicdomain/zero/1.0/")
    assert "utan villkor" in tiny.visible_text(site.pages["om-data/index.html"])


def test_the_examples_name_files_that_there_are(site):
    addresses = re.findall(r"https://prov\.example\.com(/data/[\w.]+)", site.pages["om-data/index.html"])
    assert addresses and all((site.site / address[1:]).is_file() for address in addresses)


def test_the_footer_of_every_page_leads_there(site):
    for page in ("index.html", "foretag/firma-001/index.html"):
        assert any(tag.attributes["href"].endswith("om-data/") for tag in tiny.tags(site.pages[page], "a"))
