"""How old a check may be before a reader is told so, label by label, kind by kind; and what never leaves the search."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.freshness import Stage, doubted_from, reached
from generator.pages.card import card
from generator.pages.show import badges
from generator.portal import CRISIS_KINDS
from generator.schema import NEVER_HIDDEN, load_kinds
from tests import tiny

KINDS = load_kinds()
TODAY = tiny.NOW.date()
COMPANY = KINDS["company"]
LIMITS = (COMPANY.assured_for, COMPANY.doubted_after, COMPANY.unsearched_after)


def checked(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def only(repository):
    (record,) = repository.read().records
    return record


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_ages_of_a_kind_come_in_order(kind):
    ages = [age for age in (kind.assured_for, kind.doubted_after, kind.unsearched_after) if age is not None]
    assert ages == sorted(set(ages)) and ages[0] > 0


def test_what_is_needed_in_a_disruption_never_leaves_the_search():
    assert all(KINDS[name].unsearched_after is None for name in CRISIS_KINDS)
    assert "service_point" in NEVER_HIDDEN


@pytest.mark.parametrize("limit", range(3))
def test_a_stage_is_reached_on_the_day_after_its_limit(repository, limit):
    assert LIMITS[limit] is not None
    repository.add("company", assured_date=checked(LIMITS[limit]))
    assert reached(only(repository)) == Stage(limit)
    repository.add("company", assured_date=checked(LIMITS[limit] + 1))
    assert reached(only(repository)) == Stage(limit + 1)


def test_what_was_never_checked_has_no_age(repository):
    repository.add("company")
    assert reached(only(repository)) is Stage.SOUND and doubted_from(only(repository)) is None


def test_the_day_of_doubt_is_the_first_on_which_the_label_stands(repository):
    repository.add("company", assured_date=checked(LIMITS[1]))
    assert doubted_from(only(repository)) == TODAY + timedelta(days=1)
    repository.add("company", assured_date=checked(LIMITS[1] + 1))
    assert reached(only(repository)) is Stage.DOUBTED and doubted_from(only(repository)) == TODAY


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    """A site with a firm of every stage, and a service point that nobody has been to for twenty years."""
    root = tiny.write_repository(tmp_path_factory.mktemp("aged") / "root")
    for name, days in {"sund": 1, "tveksam": LIMITS[1] + 1, "gammal": LIMITS[2] + 1}.items():
        text = tiny.company(1).replace("Firma 001", name.title()).replace("2026-10-01", checked(days))
        tiny.add(root, "company", f"{name}.yaml", text)
    point = root / f"content/{tiny.SITE}/service_point/sot-moskosel.yaml"
    point.write_text(point.read_text("utf-8") + f"assured_date: {checked(7300)}\n", "utf-8")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target, report.problems
    return root, report.target


def page(aged, path: str) -> str:
    return (aged[1] / path / "index.html").read_text("utf-8")


def test_a_doubted_record_has_its_label_on_its_page_and_in_lists(aged):
    voice = tiny.voice_in(aged[0])
    labels = {
        name: [badge.text for badge in badges(voice.portal.by_key["company", name], voice) if badge.tone == "watch"]
        for name in ("sund", "tveksam", "gammal")
    }
    assert labels == {"sund": [], "tveksam": ["Kan vara inaktuellt"], "gammal": ["Kan vara inaktuellt"]}
    assert page(aged, "foretag").count(">Kan vara inaktuellt<") == 2


def test_a_page_that_is_built_before_the_day_carries_the_day(aged):
    voice = tiny.voice_in(aged[0])
    made = card(voice.portal.by_key["company", "sund"], voice)
    day = date.fromisoformat(checked(1)) + timedelta(days=LIMITS[1] + 1)
    assert made.doubted == day.isoformat()
    assert f'data-doubted="{day}"' in page(aged, "foretag/sund")
    assert "data-doubted" not in page(aged, "foretag/gammal"), "its badge says so already"


def test_the_oldest_leave_the_search_and_a_service_point_never_does(aged):
    assert "data-pagefind-body" in page(aged, "foretag/tveksam")
    assert "data-pagefind-body" not in page(aged, "foretag/gammal")
    point = page(aged, "trygghet/sot-moskosel")
    assert "data-pagefind-body" in point and ">Kan vara inaktuellt<" in point
