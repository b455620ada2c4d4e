"""What a page follows from is known before it is made: no page tells of a record that its plan does not name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.config import site_names
from generator.edition import Edition
from generator.outputs.pages import write_in_a_hurry
from generator.pages.page import Page
from generator.pages.plan import chapters
from generator.pages.planned import Planned, always
from generator.portal import Key, Portal
from tests import tiny
from tests.bench import corpus
from tests.spied import forget_cards, on_every_page, spied_site, told_by

BENCH, TINY = "the benchmark's", "the smallest"
COMPANIES = 60
SITES = (*site_names(tiny.PROGRAM), BENCH, TINY)
RENDERED = ("arvidsjaur", TINY)
"""Of these the pages are rendered too, though a template is given no records: that takes most of the time."""


def site_named(name: str, folder: Path) -> tuple[Portal, Edition, set[Key]]:
    root, site = tiny.PROGRAM, name
    if name == BENCH:
        root, site = folder / "root", corpus.SITE
        corpus.write(root, COMPANIES)
    elif name == TINY:
        root, site = tiny.write_repository(folder / "root"), tiny.SITE
    return spied_site(root, site, folder / "out")


def plans(portal: Portal, edition: Edition) -> Iterator[Planned]:
    """Of the pages that are not always made."""
    return (one for chapter in chapters(portal, edition) for one in chapter.plan() if one.records is not None)


def unnamed(site: tuple[Portal, Edition, set[Key]], some: Iterable[Planned], out: Path | None) -> dict[str, set[Key]]:
    """File -> records that are read while the page is made, and that its plan does not name. With `out`, it is rendered
    there too."""
    portal, edition, read = site
    found: dict[str, set[Key]] = {}

    def pages() -> Iterator[Page]:
        for planned in some:
            read.clear()
            page = planned.make()
            yield page  # and it is rendered, before the next is asked for
            if missing := read - told_by(planned.records or (), portal) - on_every_page(portal):
                found[planned.file] = missing

    if out:
        write_in_a_hurry(portal, edition, out, pages())
    else:
        deque(pages(), maxlen=0)
    return found


@pytest.mark.parametrize("name", SITES)
def test_a_page_reads_no_record_that_its_plan_does_not_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_cards(monkeypatch)
    site = site_named(name, tmp_path)
    out = tmp_path / "pages" if name in RENDERED else None
    assert unnamed(site, plans(*site[:2]), out) == {}


@pytest.mark.parametrize("kind", ["company", "event", "service_point", "network", "offer"])
def test_a_plan_that_names_too_little_would_be_noticed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_cards(monkeypatch)
    site = site_named(TINY, tmp_path)
    poor = [replace(one, records=()) for one in plans(*site[:2]) if one.templates[0].startswith(f"records/{kind}/")]
    noticed = unnamed(site, poor, None)
    silent = {one.file for one in poor if one.templates[0].endswith("/shelves.html")}
    assert noticed.keys() == {one.file for one in poor} - silent


def test_a_page_is_at_the_address_and_of_the_templates_that_its_plan_tells(tmp_path: Path) -> None:
    portal, edition, _ = site_named(TINY, tmp_path)
    for planned in plans(portal, edition):
        page = planned.make()
        assert (page.file, page.url, page.templates) == (planned.file, planned.url, planned.templates)


def test_a_chapter_with_a_name_tells_of_all_that_its_pages_tell_of(tmp_path: Path) -> None:
    portal, edition, _ = site_named(TINY, tmp_path)
    named = [one for one in chapters(portal, edition) if one.name]
    assert len({one.name for one in named}) == len(named) > 1
    for chapter in named:
        pages = [*chapter.plan()]
        told = {record.key for page in pages for record in page.records or ()}
        assert {record.key for record in chapter.told()} >= told
        assert all(page.records and page.also is None and page.templates == chapter.templates for page in pages)


def test_a_chapter_with_pages_that_are_always_made_has_no_name(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    assert "sv company 0" in {one.name for one in chapters(*tiny.portal_and_edition(root))}
    tiny.add(root, "company", "firma-009.yaml", tiny.company(9) + "former_ids: [firma-008]\n")
    assert "sv company 0" not in {one.name for one in chapters(*tiny.portal_and_edition(root))}


def test_a_site_plans_every_file_once(tmp_path: Path) -> None:
    portal, edition, _ = site_named(TINY, tmp_path)
    files = [one.file for chapter in chapters(portal, edition) for one in chapter.plan()]
    assert sorted(files) == sorted(set(files))


def test_what_is_always_made_is_planned_as_it_is() -> None:
    pages = [Page(url=f"/{name}/", templates=("x.html",), title=name, language="sv") for name in ("a", "b")]
    planned = [*always(pages)]
    assert [one.make() for one in planned] == pages and [one.records for one in planned] == [None, None]
    assert [(one.url, one.templates) for one in planned] == [(page.url, page.templates) for page in pages]
