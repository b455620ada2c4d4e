"""What the web editor reads and writes is what the program reads and would write: record-text.js, on real files."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest

from generator.editor_program import OWN
from generator.pages.editor import file_form
from generator.portal import reserved_ids
from generator.record_text import NotPlain, formatted, values_of, with_changes
from generator.schema import load_kinds
from generator.source import WINDOWS_DEVICES, is_id, proposed_id
from generator.survey import check
from tests import tiny
from tests.editor_programs import programs
from tests.tiny import PROGRAM

KINDS = load_kinds()
CONTENT = sorted((PROGRAM / "content").rglob("*.yaml")) + sorted((PROGRAM / "content").rglob("*.md"))
SOURCE = "bygd-source"


@dataclass(frozen=True)
class Job:
    """One file through the editor. `text` None is a new record."""

    path: str
    text: str | None
    change: dict[str, Any]

    @property
    def kind(self):
        return KINDS[self.path.split("/")[-2]]

    def asked(self) -> dict[str, Any]:
        return {"text": self.text, "form": file_form(self.kind, self.path.rpartition(".")[2]), "change": self.change}


def run(*jobs: Job) -> list[dict[str, Any]]:
    command = ["node", PROGRAM / "tests/record_text.mjs", programs() / "js-yaml.js", OWN / "record-text.js"]
    asked = json.dumps([job.asked() for job in jobs])
    done = subprocess.run(command, input=asked, capture_output=True, encoding="utf-8", timeout=300, check=True)
    return json.loads(done.stdout)


def written(path: str, text: str | None, **change: Any) -> str:
    return run(Job(path, text, change))[0]["written"]


def listed(values):
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def test_every_sample_record_is_read_as_the_program_reads_it_and_kept_to_the_byte():
    jobs = [Job(path.relative_to(PROGRAM).as_posix(), path.read_text("utf-8"), {}) for path in CONTENT]
    assert len(jobs) > 300
    for job, answer in zip(jobs, run(*jobs), strict=True):
        assert answer["written"] == job.text, job.path
        read = {name: value for name, value in answer["read"].items() if value and name != SOURCE}
        assert read == {name: value for name, value in listed(values_of(job.path, job.text)).items() if value}


def changes(job):
    """Every field of a file changed in turn, then every field taken away."""
    for name, value in values_of(job.path, job.text).items():
        yield name, [*value[1:], "ny"] if isinstance(value, tuple) else f"{value} till: 1"
        yield name, [] if isinstance(value, tuple) else ""


def test_a_changed_field_is_written_as_record_text_writes_it_and_all_others_keep_their_bytes():
    files = [Job(path.relative_to(PROGRAM).as_posix(), path.read_text("utf-8"), {}) for path in CONTENT[::9]]
    jobs = [Job(job.path, job.text, {name: value}) for job in files for name, value in changes(job)]
    assert len(jobs) > 500
    for job, answer in zip(jobs, run(*jobs), strict=True):
        ((name, value),) = job.change.items()
        wanted = {**listed(values_of(job.path, job.text)), name: value}
        assert listed(values_of(job.path, answer["written"])) == {n: v for n, v in wanted.items() if v}, job
        ours = with_changes(job.text, job.path, {name: tuple(value) if isinstance(value, list) else value}, job.kind)
        assert formatted(answer["written"], job.path, job.kind) == formatted(ours, job.path, job.kind), job


COMMENTED = """\
# yaml-language-server: $schema=../../../schemas/company.json

# Ring växeln, inte mobilen.
name: Granlunds
categories: [snickeri]
phone: 070-174 06 05  # växeln
services:
  # det viktigaste
  - Kök
  - "Trappor: raka"
sni: '43.320'
postal_code: 093 30
opening_hours: 17:00-18:00
# Sist i filen.
"""
PATH = "content/asele/company/granlunds.yaml"


def test_nothing_but_the_edited_line_changes_and_comments_stay():
    text = written(PATH, COMMENTED, phone="0980-319 201", services=["Kök", "Fönster"])
    assert text == COMMENTED.replace("070-174 06 05", "0980-319 201").replace('"Trappor: raka"', "Fönster")


def test_a_field_is_added_where_the_schema_has_it_and_cleared_fields_go_without_their_comments_going():
    text = written(PATH, COMMENTED, summary="Kök på mått.", phone="", services=None, sni=None)
    assert text == (
        COMMENTED.partition("phone:")[0] + "summary: Kök på mått.\npostal_code: 093 30\nopening_hours: 17:00-18:00\n"
        "# Sist i filen.\n"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "0701740605"),
        ("summary", "no"),
        ("summary", "Öppet: alla dagar #1"),
        ("summary", "\"Citat\" och 'apostrof'"),
        ("summary", "- börjar med streck"),
        ("summary", "17:00"),
        ("summary", "2026-12-24"),
        ("summary", "C:\\mapp"),
        ("summary", "null"),
        ("summary", "åäö 😀"),
        ("body", "Första.\n\n- ett\n- två\n\n    indraget\n"),
        ("services", ["ett, två", "tre: fyra", "[fem]", "#sex", "0123"]),
        ("lat", "65.50"),
        ("assured_date", "2026-12-24"),
        ("email_consent", "ja"),
    ],
)
def test_whatever_is_written_is_read_as_it_was_written(field, value):
    text = written(PATH, COMMENTED, **{field: value})
    expected = [one.strip() for one in value] if isinstance(value, list) else value.strip()
    assert listed(values_of(PATH, text))[field] == expected
    tidy = formatted(text, PATH, KINDS["company"])
    assert listed(values_of(PATH, tidy))[field] == expected
    assert formatted(tidy, PATH, KINDS["company"]) == tidy


def test_the_marks_of_windows_stay():
    text = "\ufeff" + COMMENTED.replace("\n", "\r\n")
    assert written(PATH, text) == text
    assert written(PATH, text, phone="0980-319 201") == text.replace("070-174 06 05", "0980-319 201")


MARKDOWN = "---\nheadline: Vattnet måste kokas\nseverity: severe\n---\n\nProver visar *bakterier*.\n"
MARKDOWN_PATH = "content/asele/notice/vattnet.md"


AS_DECAP_WRITES = """\
village: moskosel
name: "Granlunds Snickeri"
categories:
  - snickeri
org_number: ""
services: []
legal_form: null
summary: >-
  Kök på mått, trappor och
  fönster.
lat: 65.5903
lon: 19.1668
phone: "0980-319 201"
opening_hours: mån-fre 07:00-16:00
email: info@example.com
email_consent: true
assured_date: 2026-11-20
"""


@pytest.mark.parametrize("name", ["granlunds.yaml", "granlunds.md"])
def test_a_file_that_decap_itself_has_written_is_sound_and_put_in_order(tmp_path, name):
    """Whoever turns our own way of writing off, or edits with another tool, does no harm."""
    is_markdown = name.endswith(".md")
    text = f"---\n{AS_DECAP_WRITES}---\nVi är **fyra**.\n" if is_markdown else f"{AS_DECAP_WRITES}body: |-\n  Vi är.\n"
    file = tmp_path / "content/arvidsjaur/company" / name
    tiny.write(file, text)
    assert check(tmp_path, tiny.NOW) == ()
    assert tiny.run("format", "--root", tmp_path).code == 0
    assert check(tmp_path, tiny.NOW) == ()
    tidy = file.read_text("utf-8")
    assert re.findall(r"^(\w+):", tidy, re.MULTILINE)[:3] == ["name", "org_number", "legal_form"]
    assert "name: Granlunds Snickeri\n" in tidy and "phone: 0980-319 201\n" in tidy
    assert tidy.endswith("Vi är **fyra**.\n") or not is_markdown


def test_the_text_of_a_markdown_file_is_a_field_like_others():
    text = written(MARKDOWN_PATH, MARKDOWN, body="Det är över.", severity="minor")
    assert text == "---\nheadline: Vattnet måste kokas\nseverity: minor\n---\n\nDet är över.\n"
    assert written(MARKDOWN_PATH, MARKDOWN, body="") == MARKDOWN.partition("\nProver")[0].rstrip("\n") + "\n"
    assert written(MARKDOWN_PATH, None, body="Ny.", headline="Rubrik", severity="minor") == (
        "---\nheadline: Rubrik\nseverity: minor\n---\n\nNy.\n"
    )


def test_a_new_record_has_its_fields_in_the_order_of_the_kind_without_the_empty_ones():
    text = written(PATH, None, village="fredrika", summary="", name="Nya", categories=["kafe"], services=[], lat=64.5)
    assert text == "name: Nya\ncategories: [kafe]\nvillage: fredrika\nlat: 64.5\n"
    assert formatted(text, PATH, KINDS["company"]) == text


@pytest.mark.parametrize(
    "text", ["name: a\n<<<<<<< HEAD\nname: b\n", "name: {first: a}\n", "- a\n- b\n", "name: 'öppen\n"]
)
def test_a_file_that_cannot_be_read_is_never_written_over(text):
    answer = run(Job(PATH, text, {"name": "Nya"}))[0]
    assert answer["fault"] and "written" not in answer and answer["read"][SOURCE] == text


def test_one_value_where_there_may_be_many_is_a_list_in_the_editor():
    text = "name: Nya\ncategories: kafe\n"
    (answer,) = run(Job(PATH, text, {}))
    assert answer["read"]["categories"] == ["kafe"] and answer["written"] == text
    assert written(PATH, text, categories=["kafe", "taxi"]) == "name: Nya\ncategories: [kafe, taxi]\n"


def test_a_file_in_another_way_of_writing_is_written_anew_and_says_the_same():
    text = "{name: Nya, categories: [kafe], village: fredrika}\n"
    with pytest.raises(NotPlain):
        with_changes(text, PATH, {"name": "Gamla"}, KINDS["company"])
    assert written(PATH, text, name="Gamla") == "name: Gamla\ncategories: [kafe]\nvillage: fredrika\n"


ODD_TITLES = {
    "Å & Ö Bageri": "a-o-bageri",
    "_": "foretag",
    "~~~": "foretag",
    "🎉 🎄": "foretag",
    "...": "foretag",
    "Кафе Дружба": "foretag",
    "مقهى": "foretag",
    "snickeri_och_vvs~(ab)": "snickeri-och-vvs-ab",
    "Nils & Söner m.m.": "nils-soner-m-m",
    "../../etc/passwd": "etc-passwd",
    "<b>Fet</b>": "b-fet-b",
    "Café Ōkami / Łódź": "cafe-okami-lodz",
    "Sámi Áigi: Ŋ, Ŧ, Đ": "sami-aigi-n-t-d",
    "ﬁka №5": "fika-no5",
    "CON": "con-1",
    "Sida": "sida-1",
    "Bokstav": "bokstav-1",
    "-- ": "foretag",
}


@pytest.mark.parametrize("ending", ["yaml", "md"])
def test_whatever_a_record_is_called_its_file_gets_a_name_that_the_check_accepts(ending):
    path = f"content/asele/company/ny.{ending}"
    answers = run(*(Job(path, None, {"name": title}) for title in ODD_TITLES))
    assert [one["named"]["bygd-name"] for one in answers] == list(ODD_TITLES.values())
    assert all("bygd-name" not in one["written"] for one in answers)


def test_odd_titles_of_every_kind_have_names_as_the_program_would_propose_them():
    titles = [*ODD_TITLES, *WINDOWS_DEVICES, "x" * 500, "å " * 99, f"{'x' * 59} y", *(chr(n) for n in range(33, 1500))]
    jobs = [
        Job(f"content/asele/{kind.name}/ny.yaml", None, {kind.heading: title})
        for kind in KINDS.values()
        for title in (*titles, *reserved_ids(kind))
    ]
    for job, answer in zip(jobs, run(*jobs), strict=True):
        name = answer["named"]["bygd-name"]
        proposed = proposed_id(job.change[job.kind.heading])
        assert is_id(name) and name not in reserved_ids(job.kind)
        assert len(name) <= 62 and name in (proposed, f"{proposed}-1", job.kind.address, proposed[: len(name)]), job
