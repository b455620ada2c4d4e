"""Each report finds what it is for, asks one concrete thing, and says nothing where there is nothing to do."""

import json
from datetime import timedelta

import pytest

from generator import reports
from generator.reports import coverage, duplicates, expiring, links, stale, translations
from generator.schema import load_kinds
from tests import tiny

NOW = tiny.NOW


def test_a_record_that_was_checked_too_long_ago_is_asked_about_by_one_field(repository):
    repository.add("company", "ny.yaml", assured_date="2026-11-01")
    repository.add("company", "gammal.yaml", assured_date="2024-11-01", phone="0980-319 201")
    repository.add("company", "okand.yaml")
    found = stale.report(repository.read(), NOW)
    assert [finding.path.rpartition("/")[2] for finding in found] == ["okand.yaml", "gammal.yaml"]
    assert (found[1].field, found[1].line) == ("phone", 6)
    assert "kontrollerad för 753 dagar sedan, och en etikett säger det överallt. Stämmer telefon på rad 6?" in (
        found[1].said("sv")
    )
    assert "assured_date: 2026-11-24" in found[1].said("en")


@pytest.mark.parametrize(
    ("days", "said"),
    [(366, "the page says that it may be out of date"), (731, "a label says so"), (1461, "it has left the search")],
)
def test_a_check_grows_old_in_stages_and_the_report_says_what_readers_meet(repository, days, said):
    repository.add("company", assured_date=(NOW.date() - timedelta(days=days)).isoformat())
    (finding,) = stale.report(repository.read(), NOW)
    assert said in finding.said("en")


def test_the_fields_that_reports_look_for_are_named_by_the_schemas():
    kinds = load_kinds()
    ends = {(kind.name, field.name) for kind in kinds.values() for field in kind.fields.values() if field.ends}
    assert {("offer", "valid_to"), ("notice", "expires"), ("service_point", "activation_to")} <= ends
    for kind in kinds.values():
        ranks = [field.confirm for field in kind.fields.values() if field.confirm]
        assert len(ranks) == len(set(ranks)), "one field is asked about first"
    assert all(any(field.expected for field in kinds[name].fields.values()) for name in ("company", "service_point"))


def test_what_ends_within_two_weeks_is_told_the_soonest_first(repository):
    repository.add("offer", "snart.yaml", valid_to="2026-12-01")
    repository.add("offer", "over.yaml", valid_to="2026-11-01")
    repository.add("offer", "senare.yaml", valid_to="2027-01-01")
    assert [one.said("sv").split(": ")[1][:8] for one in expiring.report(repository.read(), NOW)] == [
        "gick ut ",
        "går ut 2",
    ]


def test_names_that_differ_in_small_words_and_shared_telephones_are_told(repository):
    repository.add("company", "a.yaml", name="Granlunds Snickeri AB", phone="0980-319 201")
    repository.add("company", "b.yaml", name="Granlunds snickeri")
    repository.add("company", "c.yaml", name="Annat", phone="+46 980 319 201")
    found = duplicates.report(repository.read(), NOW)
    assert [(one.path.rpartition("/")[2], one.field) for one in found] == [("b.yaml", "name"), ("c.yaml", "phone")]


def test_what_readers_look_for_and_is_not_there_is_asked_for(repository):
    repository.add("company", phone="0980-319 201", opening_hours="mån-fre 10-18")
    (finding,) = coverage.report(repository.read(), NOW)
    assert finding.field == "accessibility" and "lägg till raden accessibility" in finding.said("sv")


def test_a_link_to_a_record_that_is_not_there_is_told_with_the_nearest(repository):
    repository.add("company", "granlunds.yaml")
    repository.add("page", "om.yaml", body='"Se [dem](/foretag/granlund/), [alla](/foretag/) och [sök](/sok/)."')
    (finding,) = links.report(repository.read(), NOW)
    assert (finding.field, finding.line) == ("body", 2) and "/foretag/granlunds/" in finding.said("sv")


def test_a_place_without_a_page_in_english_is_told_once(repository):
    repository.add("page", "om.yaml")
    repository.add("page", "mer.yaml")
    assert len(translations.report(repository.read(), NOW)) == 1
    repository.add("page", "about.yaml", language="en")
    assert translations.report(repository.read(), NOW) == []


def test_a_comment_mentions_nobody_and_is_cut_where_the_forge_would_refuse_it():
    finding = reports.Finding.made("content/a/page/b.yaml", 1, "title", "@alla #1 **så**", "x")
    text = reports.as_markdown("stale", [finding], "sv")
    assert "@alla" not in text and "#1" not in text and "\\*\\*" in text
    assert len(reports.as_markdown("stale", [finding] * 9_000, "sv")) <= reports.LIMIT_OF_A_COMMENT + 10
    assert reports.as_markdown("stale", [], "sv") == ""


def test_the_command_speaks_in_three_shapes(tmp_path):
    root = tiny.write_repository(tmp_path)
    common = ("--root", root, "--now", tiny.NOW_TEXT)
    assert "aldrig kontrollerad" in tiny.run("report", "stale", *common).out
    rows = json.loads(tiny.run("report", "stale", "--format", "json", "--lang", "en", *common).out)
    assert rows[0].keys() == {"report", "path", "line", "field", "ask"}
    assert tiny.run("report", "all", "--format", "markdown", *common).out.startswith("## Inte kontrollerat")
