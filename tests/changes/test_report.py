"""The change report says what an officer needs to know, shows what may be shown, and reads as it is."""

from __future__ import annotations

import json
import re

import pytest

from generator.changes import shown
from generator.changes.compared import compared
from generator.changes.report import change_report
from generator.reports import LIMIT_OF_A_COMMENT
from tests.changes.given import change, commit, repository
from tests.intake.way import git
from tests.tiny import NOW, NOW_TEXT, add, run, write

FIRM, POINT = "content/arvidsjaur/company/firma-001.yaml", "content/arvidsjaur/service_point/sot-moskosel.yaml"
PAGE = "content/asele/page/om.yaml"


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path)


def reported(root, language="sv", previews=None):
    with compared(root, "HEAD", NOW) as difference:
        return change_report(difference, NOW, language, previews or {})


def as_text(root, language="sv"):
    return shown.as_text(reported(root, language), language)


def as_markdown(root, **options):
    return shown.as_markdown(reported(root, **options), "sv")


def only_record(root):
    (record,) = reported(root).records
    return record


def test_a_changed_telephone_is_told_in_one_sentence_with_where_it_is_seen(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    text = as_text(root)
    assert text.startswith("1 post: 1 ändrad.\nInga fel. Läs vad som ändras, och godkänn om det stämmer.\n\n")
    assert (
        f"Ändrad: Firma 001 (Företag, {FIRM})\n"
        "  Telefon: ändrad från 0980-319 201 till 0980-319 202\n"
        "  Syns på 3 sidor på 2 portaler.\n"
    ) in text
    assert "arvidsjaur, region: /foretag/firma-001/\n" in text
    assert "  -0980-319 201\n  +0980-319 202" in text


def test_in_english_too(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    text = as_text(root, "en")
    assert "Telephone: changed from 0980-319 201 to 0980-319 202" in text
    assert "Is seen on 3 pages on 2 sites." in text and "No errors." in text


def test_terms_and_records_are_said_by_name_and_lists_by_what_comes_and_goes(root):
    change(root, FIRM, "categories: [kafe]", "categories: [kafe, snickeri]")
    change(root, "content/arvidsjaur/network/mat-harifran.yaml", "[firma-001]", "[firma-002, firma-003]")
    text = as_text(root)
    assert "Branscher: nu också Snickeri" in text
    assert "Medlemmar: nu också Firma 002, Firma 003; inte längre Firma 001" in text


def test_a_field_that_comes_or_goes_is_told_and_what_is_taken_away_is_not_repeated(root):
    change(root, FIRM, "phone: 0980-319 201\n", "")
    change(root, FIRM, "example: ja", "search_words: [altan]\nexample: ja")
    text = as_text(root)
    assert "Telefon: borttagen\n" in text and "Sökord: tillagd, altan" in text
    assert "319 201" not in text, "it may have been taken away for a person's sake"


def test_what_is_never_published_is_not_told_in_a_comment(root):
    change(root, POINT, "HEMLIGNYCKELN ligger", "NYAHEMLIGHETEN ligger")
    change(root, POINT, "Tank i INTERNKÄLLAREN.", "Tank i NYAKÄLLAREN.")
    change(root, "content/arvidsjaur/offer/slapvagn.yaml", "visas-inte@", "visas-aldrig@")
    for made in (as_text(root), as_markdown(root), shown.as_json(reported(root), "sv")):
        assert not any(secret in made for secret in ("HEMLIG", "KÄLLAREN", "visas-inte@", "visas-aldrig@"))
    assert "Intern anteckning: ändrad (visas inte här, för fältet publiceras inte)" in as_text(root)
    assert "Syns inte på någon sida." in as_text(root)


def test_new_withdrawn_removed_and_renamed_records_are_told_as_such(root):
    add(root, "page", "om.yaml", "title: Om Åsele\nbody: Välkommen.\nlanguage: sv\n", "asele")
    change(root, "content/asele/company/hantverk.yaml", "village:", "withdrawn: 2026-11-24\nvillage:")
    (root / "content/arvidsjaur/offer/soker-ved.yaml").unlink()
    git(root, "mv", "content/arvidsjaur/company/firma-003.yaml", "content/arvidsjaur/company/firma-tre.yaml")
    text = as_text(root)
    assert text.startswith("4 poster: 1 ny, 1 med ny adress, 1 tillbakadragen, 1 raderad.")
    assert "Ny: Om Åsele (Sida, content/asele/page/om.yaml)" in text
    assert "Tillbakadragen: Hantverk i Åsele" in text and "Raderad: Söker ved" in text
    assert "Den gamla adressen /foretag/firma-003/ slutar fungera. Skriv former_ids: [firma-003] i filen" in text
    assert "Adressen /marknad/soker-ved/ slutar fungera. Ska besökaren få ett besked: behåll filen och skriv" in text
    assert "asele: /sidor/om/ (ny sida)\n" in text
    assert "arvidsjaur, region: /marknad/soker-ved/ (sidan försvinner)" in text
    assert "slöjdar" not in text, "what a withdrawn record said is not kept in a comment"


def test_an_old_address_that_leads_on_is_no_worry(root):
    git(root, "mv", "content/arvidsjaur/company/firma-003.yaml", "content/arvidsjaur/company/firma-tre.yaml")
    change(root, "content/arvidsjaur/company/firma-tre.yaml", "example:", "former_ids: [firma-003]\nexample:")
    assert "slutar fungera" not in as_text(root)


def test_many_removals_are_asked_about(root):
    for path in sorted((root / "content/arvidsjaur/company").iterdir()):
        path.unlink()
    (root / "content/arvidsjaur/offer/soker-ved.yaml").unlink()
    assert "4 poster raderas utan att lämna ett besked efter sig. Är det meningen?" in as_text(root)


def test_only_order_and_comments_are_told_as_that(root):
    change(root, FIRM, "name: Firma 001", "# Ring först.\nname: Firma 001")
    assert "Bara ordning, kommentarer eller mellanrum." in as_text(root)
    assert only_record(root).fields == ()


def test_a_long_text_is_read_on_its_page(root):
    change(root, FIRM, "Vi är **fyra**", "Vi är *fem*")
    text = as_text(root)
    assert "Beskrivning: ändrad; texten står på sidan" in text or "Beskrivning: ändrad från" in text
    assert "+Vi är fem och finns vid torget nummer 1." in text


def test_errors_come_first_with_what_to_write_and_a_broken_file_is_told(root):
    change(root, FIRM, "phone: 0980-319 201", "phone: ring oss")
    add(root, "page", "trasig.yaml", "title Om\nbody: x\n", "asele")
    text = as_text(root)
    assert text.startswith("2 poster: 1 ny, 1 ändrad. 2 fel.\nFelen nedan behöver rättas först.")
    assert f"{FIRM}:8: fel: phone: " in text and "content/asele/page/trasig.yaml:1: fel: " in text
    assert "Filen går inte att läsa. Se felen." in text and "\n  1 fel.\n" in text and "/foretag/firma-001/" not in text


def test_a_fault_that_a_change_makes_in_another_file_is_told_and_old_faults_are_not(root):
    add(root, "page", "gammal.yaml", "title: Om\n", "asele")
    commit(root)
    (root / "content/arvidsjaur/company/firma-002.yaml").unlink()
    found = {(problem.path, problem.code) for problem in reported(root).problems}
    assert found == {(POINT, "missing-relation")}


def test_a_personal_number_is_warned_of_and_hidden(root):
    change(root, FIRM, "Vi är **fyra**", "Ring 811228-9874. Vi är **fyra**")
    text = as_text(root)
    assert "Personuppgifter:" in text and "9874" not in text and "9874" not in as_markdown(root)


def test_a_link_that_the_change_breaks_is_told_and_one_that_was_broken_is_not(root):
    write(root / PAGE, 'title: Om\nbody: "Se [dem](/foretag/borta/) och [hantverk](/foretag/hantverk/)."\n')
    commit(root)
    (root / "content/asele/company/hantverk.yaml").unlink()
    text = as_text(root)
    assert f"  {PAGE}:2: Länken /foretag/hantverk/ leder ingenstans." in text and "/foretag/borta/ leder" not in text


def test_a_grave_notice_is_said_to_stand_on_every_page(root):
    change(root, "content/arvidsjaur/notice/koka-vattnet.yaml", "Vattnet måste kokas", "Koka vattnet")
    assert "Det som står runt varje sida på arvidsjaur, meddelanden överst och menyer, ändras också." in as_text(root)


def test_files_that_are_no_records_are_named_and_not_shown(root):
    write(root / "generator/portal.py", "HEMLIGT = 1\n")
    text = as_text(root)
    assert text.startswith("Inga poster ändras.") and "  generator/portal.py" in text and "HEMLIGT" not in text


def test_a_page_leads_to_its_place_in_the_preview(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    made = as_markdown(root, previews={"arvidsjaur": "https://prov.example.com"})
    assert (
        "<https://prov.example.com/foretag/firma-001/>" in made and "arvidsjaur, region: /foretag/firma-001/<" in made
    )
    ran = run(
        "report",
        "changes",
        "--since",
        "main",
        "--root",
        root,
        "--now",
        NOW_TEXT,
        "--preview",
        "arvidsjaur=javascript:x",
    )
    assert ran.code == 2 and "--preview arvidsjaur=javascript:x går inte att använda" in ran.err


HOSTILE = "@alla <!-- bygd: forslag --> #1 ``` <img src=x> [x](http://x.se) | **fet**"


def test_what_somebody_writes_does_nothing_in_a_comment(root):
    change(root, FIRM, "name: Firma 001", f"name: '{HOSTILE}'")
    made = as_markdown(root)
    outside = _outside_code(made)
    for sign in ("@alla", "#1", r"(?<!\\)<!-- bygd", r"(?<!\\)<img", r"(?<!\\)\]\(http", r"(?<!\\)\*\*?fet"):
        assert not re.search(sign, outside), sign
    assert "````" in made, "a fence is longer than any in the text"


def _outside_code(markdown):
    """What a forge reads as Markdown: without fenced blocks and code in running text."""
    kept, fence = [], ""
    for line in markdown.split("\n"):
        run_of_ticks = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            fence = "" if line == fence else fence
        elif len(run_of_ticks) >= 3:
            fence = run_of_ticks
        else:
            kept.append(line)
    text, found = "\n".join(kept).replace("\\`", "'"), ""
    while text:
        before, tick, rest = text.partition("`")
        found += before
        if not tick:
            break
        ticks = "`" + rest[: len(rest) - len(rest.lstrip("`"))]
        _, closed, text = rest[len(ticks) - 1 :].partition(ticks)
        assert closed
    return found


def test_a_report_is_cut_where_a_forge_would_refuse_it(root):
    for number in range(4, 500):
        add(root, "page", f"sida-{number}.yaml", f"title: Sida {number}\nbody: {'ord ' * 60}\nlanguage: sv\n", "asele")
    made = as_markdown(root)
    assert len(made.encode()) <= LIMIT_OF_A_COMMENT + 100 and made.endswith("… och mer, som inte får plats här.")
    assert "496 poster: 496 nya." in made


def test_as_json_everything_is_there_to_be_read_by_a_program(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    ran = run("report", "changes", "--since", "main", "--format", "json", "--root", root, "--now", NOW_TEXT)
    told = json.loads(ran.out)
    (record,) = told["records"]
    assert (record["how"], record["path"]) == ("changed", FIRM)
    assert record["fields"] == [
        {"name": "phone", "title": "Telefon", "open": True, "before": ["0980-319 201"], "after": ["0980-319 202"]}
    ]
    assert {page["site"] for page in record["pages"]} == {"arvidsjaur", "region"}
    assert told["problems"] == [] and told["pages"][0]["difference"]


def test_without_a_revision_the_command_says_what_it_lacks(root):
    ran = run("report", "changes", "--root", root)
    assert ran.code == 2 and "--since main" in ran.err


def test_check_since_is_strict_about_the_change_and_silent_about_the_rest(root):
    add(root, "page", "gammal.yaml", "title: Om\n", "asele")
    commit(root)
    change(root, FIRM, "0980-319 201", "0980-319 202")
    asked = ("check", "--root", root, "--now", NOW_TEXT, "--since", "main")
    assert run(*asked).code == 0
    (root / "content/arvidsjaur/company/firma-002.yaml").unlink()
    ran = run(*asked, "--format", "github")
    assert ran.code == 1 and ran.out.startswith(f"::error file={POINT},line=") and "gammal" not in ran.out
