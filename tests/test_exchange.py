"""Lists out and in again: what is not changed stays to the byte, what is wrong is told by its cell."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.exchange.csv_file import read_csv
from generator.exchange.export import export
from generator.exchange.plan import Plan, plan, write
from generator.exchange.table import Table, armed, cell_name, disarmed
from generator.exchange.workbook import CHOICES, NOTES
from generator.exchange.workbook_in import read_workbook
from generator.schema import load_kinds
from tests import tiny

KINDS = load_kinds()
SAVED = Path(__file__).with_name("exchange")
FIRMA = f"content/{tiny.SITE}/company/firma-00{{}}.yaml"


@pytest.fixture
def root(tmp_path):
    return tiny.write_repository(tmp_path / "root")


def table_in(file: Path) -> Table:
    table, problems = read_csv(file) if file.suffix == ".csv" else read_workbook(file, "Företag")
    assert table is not None and not problems, problems
    return table


def planned(root: Path, file: Path, kind: str = "company", place: str = tiny.SITE, **options: bool) -> Plan:
    return plan(root, kind, table_in(file), place, tiny.NOW, **options)


def listed(root: Path, text: str, **options: bool) -> Plan:
    """The plan of a list that is typed here, with a comma between cells."""
    return planned(root, tiny.write(root.parent / "lista.csv", text), **options)


def told(result: Plan) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.code, problem.field) for problem in result.problems]


def paths(result: Plan) -> list[str]:
    return [change.path for change in result.changes]


# Round trip


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The sample content, copied; tests of unchanged lists only read it."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copytree(tiny.PROGRAM / "content", folder / "content")
    return folder


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_of_sample_records_that_is_not_changed_changes_nothing(samples, tmp_path, kind, ending):
    count = 0
    for place in ("asele", "arvidsjaur", "region"):
        file = tmp_path / f"{place}.{ending}"
        exported, problems = export(samples, kind, file, place)
        result = planned(samples, file, kind, place)
        assert (result.changes, result.missing, result.problems, problems) == ((), (), (), ())
        assert result.unchanged == exported
        count += exported
    assert count


@pytest.mark.parametrize("file", ["untouched.xlsx", "untouched.csv"])
def test_a_list_that_libreoffice_has_saved_changes_nothing(root, file):
    result = planned(root, SAVED / file)
    assert (result.changes, result.unchanged, result.problems) == ((), 3, ())


@pytest.mark.parametrize("file", ["changed.xlsx", "changed.csv"])
def test_what_was_changed_in_libreoffice_is_changed_and_nothing_else(root, file):
    before = {number: (root / FIRMA.format(number)).read_text("utf-8") for number in (1, 2, 3)}
    result = planned(root, SAVED / file)
    assert not result.problems and result.unchanged == 1
    write(root, result.changes)
    after = {number: (root / FIRMA.format(number)).read_text("utf-8") for number in (1, 2, 3)}
    assert after[1] == before[1].replace("assured_date: 2026-10-01", "assured_date: 2026-11-20")
    assert after[2] == before[2].replace("0980-319 201", "0980-319 299")
    assert after[3] == before[3]
    new = (root / f"content/{tiny.SITE}/company/a-a-bygg.yaml").read_text("utf-8")
    assert new == (
        "name: Å & Ä Bygg\ncategories: [snickeri, taxi]\nsummary: Kök; hall – på mått\n"
        "village: moskosel\nlat: 65.871\nlon: 19.453\n"
    )


def test_a_comment_in_a_file_survives_a_change_of_another_field(root):
    file = root / FIRMA.format(1)
    file.write_text("# Ring före tio.\n" + file.read_text("utf-8").replace("example: ja", "example: ja # påhittad"))
    write(root, listed(root, "Id,Telefon\nfirma-001,0980-319 222\n").changes)
    text = file.read_text("utf-8")
    assert text.startswith("# Ring före tio.\n") and "example: ja # påhittad\n" in text and "319 222" in text


# What a list means


def test_a_row_without_an_id_is_a_new_record_named_after_its_heading(root):
    result = listed(root, "Namn,Branscher,Kort beskrivning,Ort\nÖrtagården,Kafé och konditori,Te.,Moskosel\n")
    assert paths(result) == [f"content/{tiny.SITE}/company/ortagarden.yaml"]
    assert result.changes[0].raw.decode() == "name: Örtagården\ncategories: [kafe]\nsummary: Te.\nvillage: moskosel\n"
    assert len(result.missing) == 3


@pytest.mark.parametrize("headings", ["Id,Ort", "id,village", "ID,Village", "Id,Ort*"])
@pytest.mark.parametrize("word", ["Abborrträsk", "abborrtrask", "ABBORRTRÄSK"])
def test_headings_and_words_are_understood_in_several_ways(root, headings, word):
    result = listed(root, f"{headings}\nfirma-001,{word}\n")
    assert "village: abborrtrask\n" in result.changes[0].raw.decode()
    assert result.changes[0].fields == {"Ort": ("Glommersträsk", word)}


def test_an_emptied_cell_takes_the_field_away_and_a_column_that_is_not_there_does_not(root):
    raw = listed(root, "Id,Webbplats\nfirma-001,\n").changes[0].raw.decode()
    assert "website" not in raw and "phone: 0980-319 201" in raw


def test_records_that_are_not_in_the_list_stay_unless_they_are_to_be_withdrawn(root):
    text = "Id,Namn\nfirma-001,Firma 001\n"
    assert (listed(root, text).changes, listed(root, text).missing) == ((), (FIRMA.format(2), FIRMA.format(3)))
    result = listed(root, text, remove=True)
    assert paths(result) == [FIRMA.format(2), FIRMA.format(3)]
    assert all(b"withdrawn: 2026-11-24\n" in change.raw for change in result.changes)


def test_leading_zeros_decimal_commas_and_apostrophes_come_out_right(root):
    result = listed(root, "Id;Telefon;Latitud;Longitud\nfirma-001;'+46 980 319 202;65,871;19,453\n")
    raw = result.changes[0].raw.decode()
    assert "phone: '+46 980 319 202'" in raw or "phone: +46 980 319 202" in raw
    assert "lat: 65.871\nlon: 19.453\n" in raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_every_dress_it_comes_in(tmp_path, encoding, delimiter):
    grid = [["Namn", "Kort beskrivning"], ["Åsa & Östen", 'Säger "hej", ofta; gärna\ntvå rader']]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(grid)
    table = table_in(tiny.write(tmp_path / "lista.csv", text.getvalue().encode(encoding)))
    assert [list(table.headings), [cell.text for cell in table.rows[0].cells]] == grid


# What is refused


def test_a_fault_is_told_by_the_cell_it_stands_in_and_nothing_is_planned(root):
    text = "Id,Namn,Telefon,Ort,Kontrollerad\nfirma-001,Nytt namn,ring oss,moskosel,2026-10-01\n"
    result = listed(root, text + "firma-002,Firma 002,0980-319 201,atlantis,24/12 2026\n")
    assert set(told(result)) == {
        ("lista.csv!C2", "bad-phone", "phone"),
        ("lista.csv!D3", "unknown-term", "village"),
        ("lista.csv!E3", "bad-date", "assured_date"),
    }
    assert not result.changes


def test_a_hidden_character_and_a_personal_number_are_told_by_their_cells(root):
    result = listed(root, "Id,Kort beskrivning\nfirma-001,Kök\u200bpå mått\nfirma-002,Ring 811218-9876\n")
    assert told(result) == [
        ("lista.csv!B2", "hidden-character", "summary"),
        ("lista.csv!B3", "personal-number", "summary"),
    ]


def test_a_new_record_that_lacks_a_field_is_told_by_its_row(root):
    result = listed(root, "Namn,Ort\nNytt,moskosel\n")
    assert {(path, field) for path, _, field in told(result)} == {
        ("lista.csv!A2", "categories"),
        ("lista.csv!A2", "summary"),
    }


def workbook(path: Path, *rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return book


def test_a_workbook_of_a_hundred_thousand_rows_is_refused_before_it_is_opened(tmp_path):
    file = tmp_path / "lista.xlsx"
    workbook(file, ["Namn"])
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", row * 100_000 + b"</sheetData>"
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in parts.items():
            new.writestr(name, raw)
    table, problems = read_workbook(file, "Företag")
    assert table is None and [problem.code for problem in problems] == ["table-too-large"]
    assert "100001" in problems[0].message("sv")


def test_a_workbook_that_unpacks_to_much_or_holds_entities_is_refused(tmp_path):
    for name, raw, code in (
        ("bomb", b"<row>" + b" " * 30_000_000, "table-too-large"),
        ("entity", b'<!DOCTYPE x [<!ENTITY a "b">]><row/>', "table-unreadable"),
    ):
        with zipfile.ZipFile(tmp_path / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet1.xml", raw)
        table, problems = read_workbook(tmp_path / f"{name}.xlsx", "Företag")
        assert table is None and [problem.code for problem in problems] == [code]


def test_a_formula_saved_as_text_stays_a_text(root, tmp_path):
    (root / FIRMA.format(1)).write_text(tiny.company(1).replace("name: Firma 001", "name: '=HYPERLINK(A1)'"))
    export(root, "company", tmp_path / "lista.xlsx", tiny.SITE)
    cell = openpyxl.load_workbook(tmp_path / "lista.xlsx")["Företag"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(A1)")
    export(root, "company", tmp_path / "lista.csv", tiny.SITE)
    assert ";'=HYPERLINK(A1);" in (tmp_path / "lista.csv").read_text("utf-8")
    assert planned(root, tmp_path / "lista.csv").changes == planned(root, tmp_path / "lista.xlsx").changes == ()


# How a list looks


def test_a_workbook_offers_what_may_be_chosen_and_tells_what_columns_are(root, tmp_path):
    export(root, "company", tmp_path / "lista.xlsx", tiny.SITE)
    book = openpyxl.load_workbook(tmp_path / "lista.xlsx")
    assert book.sheetnames == ["Företag", CHOICES, NOTES]
    assert [book["Företag"].cell(1, at).value for at in (1, 2)] == ["Id", "Namn*"]
    rules = book["Företag"].data_validations.dataValidation
    offered = {rule.formula1 for rule in rules}
    assert '"ja,nej"' in offered and f"'{CHOICES}'!$A$2:$A$9" in offered
    words = [cell.value for column in book[CHOICES].columns for cell in column]
    assert {"Aktiebolag", "Snickeri", "Glommersträsk"} <= set(words)
    notes = [cell.value for row in book[NOTES].rows for cell in row]
    assert {"Organisationsnummer", "org_number"} <= set(notes) and any(
        "bygd import company" in str(one) for one in notes
    )
    assert {cell.number_format for cell in book["Företag"][2]} == {"@"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_columns_of_a_kind_have_one_heading(kind, root, tmp_path):
    export(root, kind, tmp_path / "lista.csv")
    headings = (tmp_path / "lista.csv").read_text("utf-8-sig").splitlines()[0].split(";")
    assert len(set(headings)) == len(headings) and {"Id", "Mapp"} <= set(headings)


def test_cells_are_named_as_in_a_spreadsheet():
    assert [cell_name(*at) for at in ((0, 1), (25, 2), (26, 3), (701, 4), (702, 5))] == [
        "A1",
        "Z2",
        "AA3",
        "ZZ4",
        "AAA5",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+46 980", "-5", "@x", "'=1", "vanlig", "", "'citat'"])
def test_what_is_disarmed_can_be_armed_again(text):
    assert armed(disarmed(text)) == text or text == "'=1"


# The commands


def test_a_dry_run_says_what_would_change_and_changes_nothing(root, tmp_path):
    before = tiny.digests(root)
    file = tiny.write(tmp_path / "lista.csv", "Id;Namn;Branscher;Kort beskrivning;Ort;Telefon\n"
                      "firma-001;Firma 001;;;;\n;Ny firma;snickeri;Kök.;moskosel;0980-319 222\n")  # fmt: skip
    file.write_text("Id;Telefon\nfirma-001;0980-319 222\nfirma-002;0980-319 201\n", "utf-8")
    ran = tiny.run("import", "company", file, "--place", tiny.SITE, "--root", root, "--dry-run", "--now", tiny.NOW_TEXT)
    assert ran.code == 0 and tiny.digests(root) == before
    assert f"Ändrad: {FIRMA.format(1)} (Firma 001)\n    Telefon: 0980-319 201 → 0980-319 222\n" in ran.out
    assert f"Saknas i listan, lämnas som den är: {FIRMA.format(3)}\n" in ran.out
    assert "0 nya, 1 ändrade, 1 oförändrade, 1 saknas i listan." in ran.out and "Inget är skrivet" in ran.out
    ran = tiny.run("import", "company", file, "--place", tiny.SITE, "--root", root, "--now", tiny.NOW_TEXT)
    assert ran.code == 0 and "319 222" in (root / FIRMA.format(1)).read_text("utf-8")


def test_one_bad_cell_stops_the_whole_list(root, tmp_path):
    before = tiny.digests(root)
    file = tiny.write(tmp_path / "lista.csv", "Id;Telefon\nfirma-001;0980-319 222\nfirma-002;ring oss\n")
    ran = tiny.run("import", "company", file, "--place", tiny.SITE, "--root", root, "--now", tiny.NOW_TEXT)
    assert (ran.code, ran.out) == (1, "") and tiny.digests(root) == before
    assert ran.err.startswith('lista.csv!B3: fel: phone: "ring oss" är inget telefonnummer.')
    assert ran.err.endswith("Inget är skrivet. Rätta cellerna och försök igen.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("company", "lista.ods"), "ingen lista"),
        (("firma", "lista.csv"), "Det slaget finns inte"),
        (("company", "lista.csv", "--place", "nowhere"), "Platserna här är: arvidsjaur"),
        (("company", "borta.csv"), "borta.csv finns inte"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_in_a_sentence(root, arguments, words):
    place = () if "--place" in arguments else ("--place", tiny.SITE)
    ran = tiny.run("import", *arguments, *place, "--root", root)
    assert ran.code == 2 and words in ran.err
