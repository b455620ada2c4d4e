"""Atom and JSON Feed: well formed, dated, and of the site's own records only."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings

from generator.edition import Edition
from generator.outputs import alerts, calendar, feeds
from generator.portal import relate
from tests import tiny
from tests.test_selection_properties import CONFIGS, CONTENTS


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("feeds"))


def feed(built, path: str = "feed.xml"):
    parsed = feedparser.parse((built.site / path).read_bytes())
    assert not parsed.bozo, (path, parsed.get("bozo_exception"))
    return parsed


def test_every_feed_is_well_formed_and_its_addresses_are_pages(built):
    paths = [path.relative_to(built.site).as_posix() for path in built.site.rglob("*.xml")]
    found = [path for path in paths if path.endswith(("feed.xml", "/cap.xml"))]
    assert {"feed.xml", "foretag/feed.xml", "foretag/kategori/kafe/feed.xml", "meddelanden/cap.xml"} <= set(found)
    for path in found:
        parsed = feed(built, path)
        assert parsed.version == "atom10" and parsed.feed.updated_parsed and parsed.feed.author
        for entry in parsed.entries:
            assert entry.updated_parsed and entry.id == entry.link
            assert (built.site / entry.link.removeprefix("https://prov.example.com/") / "index.html").is_file()


def test_what_is_over_is_not_news(built):
    titles = " ".join(entry.title for entry in feed(built).entries)
    assert "Stickkafé" in titles and "Förra årets fest" not in titles and "Söker ved" not in titles


def test_the_newest_stands_first_and_nothing_is_from_the_future(built):
    stamps = [datetime.fromisoformat(entry.updated) for entry in feed(built).entries]
    assert stamps == sorted(stamps, reverse=True) and stamps[0] <= tiny.NOW


def test_links_in_texts_lead_to_the_site_from_anywhere(built):
    page = next(entry for entry in feed(built, "sidor/feed.xml").entries if "Om portalen" in entry.title)
    assert 'href="https://prov.example.com/foretag/"' in page.content[0].value


def test_the_json_feed_holds_what_the_atom_feed_holds(built):
    whole = json.loads((built.site / "feed.json").read_bytes())
    assert whole["version"] == "https://jsonfeed.org/version/1.1"
    assert whole["feed_url"] == "https://prov.example.com/feed.json"
    assert [item["id"] for item in whole["items"]] == [entry.id for entry in feed(built).entries]
    for item in whole["items"]:
        assert {"id", "url", "title", "content_html", "date_modified"} <= item.keys()
        assert datetime.fromisoformat(item["date_modified"]).tzinfo


def test_nothing_private_leaves_by_a_feed_or_a_calendar(built):
    for path in built.site.rglob("*"):
        if path.suffix in {".xml", ".json", ".ics"} and path.is_file():
            text = path.read_text("utf-8")
            for secret in ("HEMLIGNYCKELN", "INTERNKÄLLAREN", "utan-samtycke", "visas-inte"):
                assert secret not in text, path


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("theme") / "root")
    return tiny.portal_and_edition(root)[1].theme


@settings(deadline=None, max_examples=25)
@given(whole=CONTENTS, settings_=CONFIGS)
def test_no_feed_holds_a_record_that_the_site_does_not_select(theme, whole, settings_):
    portal, _ = relate(whole, settings_, tiny.NOW)
    urls = {f"{settings_.base_url}{record.url}" for record in portal.all_records()}
    with tempfile.TemporaryDirectory() as folder:
        feeds.write(portal, Edition(settings_, theme, tiny.NOW), Path(folder))
        for path in Path(folder).rglob("feed.xml"):
            assert {entry.link for entry in feedparser.parse(path.read_bytes()).entries} <= urls


def test_the_three_outputs_write_the_same_bytes_each_time(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    portal, edition = tiny.portal_and_edition(root)
    for name in ("one", "other"):
        for output in (calendar, feeds, alerts):
            output.write(portal, edition, tmp_path / name)
    assert tiny.digests(tmp_path / "one") == tiny.digests(tmp_path / "other")
