"""A folder of files: each is read, or named with the reason why not; none is followed, guessed at or lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import source
from generator.schema import load_kinds
from generator.source import ID, LARGEST_FILE, LONGEST_ID, WINDOWS_DEVICES, load, nearest, proposed_id
from tests.tiny import NOW_TEXT, environment

KINDS = tuple(load_kinds())
FOLDER = "content/arvidsjaur/page"
PAGE = "title: Om portalen\nbody: Kommunen driver den.\n"


def page(title):
    return f"title: {title}\nbody: Text.\n"


def titles(root):
    return [one.values["title"] for one in load(root, KINDS).sources]


def faults(root):
    """(path, line, code) of everything that was found wrong, by the files alone."""
    return [(problem.path, problem.line, problem.code) for problem in load(root, KINDS).problems]


def test_a_file_is_a_source_with_its_place_kind_id_values_and_lines(repository):
    path = repository.write("content/asele/company/mitt-foretag.yaml", "# hej\nname: Mitt\nlanguages: [sv, en]\n")
    (found,) = load(repository.root, KINDS).sources
    assert (found.path, found.place, found.kind, found.id) == (path, "asele", "company", "mitt-foretag")
    assert found.values == {"name": "Mitt", "languages": ("sv", "en")}
    assert (found.line("name"), found.line("languages", 1), found.line("nowhere")) == (2, 3, 1)


def test_sources_come_in_the_order_of_their_paths_whatever_order_the_disk_has(repository, monkeypatch):
    for place in ("b", "a"):
        for name in ("z.yaml", "a.md", "m.yml"):
            repository.write(f"content/{place}/page/{name}", f"---\n{PAGE}---\n" if name == "a.md" else PAGE)
    straight = load(repository.root, KINDS)
    listdir = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: listdir(folder)[::-1])
    assert load(repository.root, KINDS) == straight
    assert [one.path for one in straight.sources] == sorted(one.path for one in straight.sources)


def test_several_processes_read_what_one_reads(repository):
    for number in range(1100):
        repository.write(f"content/arvidsjaur/company/firma-{number}.yaml", f"name: Firma {number}\n")
    repository.write("content/arvidsjaur/company/fel.yaml", "name: [\n")
    assert load(repository.root, KINDS, jobs=3) == load(repository.root, KINDS)


def test_reading_writes_nothing_and_works_where_nothing_may_be_written(repository):
    """fault-54"""
    repository.add("page")
    folders = [folder for folder, _, _ in os.walk(repository.root)]
    before = {str(path): path.stat().st_mtime_ns for path in repository.root.rglob("*")}
    try:
        for folder in folders:
            os.chmod(folder, 0o555)
        assert repository.problems() == ()
        assert len(repository.read().records) == 1
    finally:
        for folder in folders:
            os.chmod(folder, 0o755)
    assert {str(path): path.stat().st_mtime_ns for path in repository.root.rglob("*")} == before


@pytest.mark.parametrize(
    ("link", "target"),
    [
        pytest.param(f"{FOLDER}/link.yaml", "outside/secret.yaml", id="fault-37: a file"),
        pytest.param(f"{FOLDER}/link.yaml", "outside/none.yaml", id="fault-37: a file that is not there"),
        pytest.param(f"{FOLDER}/link.yaml", f"{FOLDER}/ett.yaml", id="fault-37: a file beside"),
        pytest.param(f"{FOLDER}/link.yaml", f"{FOLDER}/link.yaml", id="fault-37: itself"),
        pytest.param(f"{FOLDER}/link", FOLDER, id="fault-37: a loop"),
        pytest.param("content/arvidsjaur/company", "outside", id="fault-37: a folder of a kind"),
        pytest.param("content/arvidsjaur/event", "content", id="fault-37: a loop through a kind"),
        pytest.param("content/link", "outside", id="fault-37: a folder of a place"),
        pytest.param("content/link", "content", id="fault-37: a loop through a place"),
    ],
)
def test_a_link_is_never_followed(repository, link, target):
    repository.write(f"{FOLDER}/ett.yaml", PAGE)
    repository.write("outside/secret.yaml", page("Hemlig"))
    repository.write("outside/page/secret.yaml", page("Hemlig"))
    (repository.root / link).symlink_to(repository.root / target)
    assert faults(repository.root) == [(link, 0, "symlink")]
    assert titles(repository.root) == ["Om portalen"]


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(repository):
    """fault-37"""
    repository.write("outside.yaml", page("Hemlig"))
    (repository.root / FOLDER).mkdir(parents=True)
    (repository.root / FOLDER / "ett.yaml").symlink_to(repository.root / "outside.yaml")
    found = source.read_file(repository.root, f"{FOLDER}/ett.yaml")
    assert (found.sources, [problem.code for problem in found.problems]) == ((), ["unreadable-file"])


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(os.mkfifo, id="a pipe that nobody writes to"),
        pytest.param(os.mkdir, id="a folder"),
        pytest.param(lambda path: socket.socket(socket.AF_UNIX).bind(path), id="a socket"),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_is_no_ordinary_file_is_named_and_never_waited_for(repository, make, monkeypatch):
    """fault-44"""
    repository.write(f"{FOLDER}/ett.yaml", PAGE)
    monkeypatch.chdir(repository.root / FOLDER)
    make("inte-fil.yaml")
    ((path, line, code),) = faults(repository.root)
    assert (path, line) == (f"{FOLDER}/inte-fil.yaml", 0)
    assert code in ("not-a-file", "unreadable-file")
    assert titles(repository.root) == ["Om portalen"]


def test_a_file_of_fifty_megabytes_is_refused_unread(repository):
    """fault-33"""
    path = repository.write(f"{FOLDER}/stor.yaml", PAGE)
    os.truncate(repository.root / path, 50_000_000)
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code) == (path, 0, "file-too-large")
    assert "50000 kB" in problem.message("sv") and f"{LARGEST_FILE // 1000} kB" in problem.message("sv")


def test_a_file_of_the_largest_size_is_read(repository):
    path = repository.write(f"{FOLDER}/stor.yaml", PAGE)
    repository.write(path, PAGE + "#" * (LARGEST_FILE - len(PAGE.encode())))
    assert faults(repository.root) == []


@pytest.mark.parametrize(
    ("kind", "field", "written", "code"),
    [
        pytest.param("page", "former_ids", "[../../om]", "bad-id", id="fault-38: a former address"),
        pytest.param("page", "former_ids", "[/etc/passwd]", "bad-id", id="fault-38: a path from the root"),
        pytest.param("page", "former_ids", "[..]", "bad-id", id="fault-38: the folder above"),
        pytest.param("page", "former_ids", "['a\\b']", "bad-id", id="fault-38: a backslash"),
        pytest.param("offer", "company", "../../page/om", "missing-relation", id="fault-38: a reference"),
        pytest.param("offer", "networks", "[../om]", "missing-relation", id="fault-38: a reference in a list"),
        pytest.param("offer", "category", "../item_categories", "unknown-term", id="fault-38: a term"),
        pytest.param("offer", "booking_url", "file:///etc/passwd", "bad-url", id="fault-38: an address of a file"),
        pytest.param("page", "former_ids", "[con]", "bad-id", id="fault-40: a device as a former address"),
    ],
)
def test_a_value_cannot_lead_out_of_its_folder(repository, kind, field, written, code):
    path = repository.add(kind, **{field: written})
    problem = repository.only_problem()
    assert (problem.path, problem.code, problem.field) == (path, code, field)
    assert problem.line >= 1


BAD_NAMES = [
    pytest.param("a..b.yaml", id="fault-38: dots"),
    pytest.param("a\\..\\b.yaml", id="fault-38: backslashes"),
    pytest.param("Ale.yaml", id="fault-39: a capital"),
    pytest.param("ALE.yaml", id="fault-39: capitals"),
    pytest.param("Öl.yaml", id="fault-39: a capital with dots"),
    pytest.param("öl.yaml", id="fault-39: a letter with dots"),
    pytest.param("con.yaml", id="fault-40: a device"),
    pytest.param("nul.md", id="fault-40: another device"),
    pytest.param("lpt1.yml", id="fault-40: a device with a number"),
    pytest.param("ett..yaml", id="fault-40: a dot at the end"),
    pytest.param("ett .yaml", id="fault-40: a space at the end"),
    pytest.param("a:b.yaml", id="fault-40: a stream"),
    pytest.param("åle.yaml", id="fault-41: a name that would become another's"),
    pytest.param(unicodedata.normalize("NFD", "åle.yaml"), id="fault-41: the same in two parts"),
    pytest.param("🎉.yaml", id="fault-42: nothing that an address can hold"),
    pytest.param("---.yaml", id="fault-42: only hyphens"),
    pytest.param("a" * 81 + ".yaml", id="fault-46: a name that is too long"),
    pytest.param("å" * 120 + ".yaml", id="fault-46: a very long name"),
    pytest.param("två ord.yaml", id="a space"),
    pytest.param("a_b.yaml", id="an underscore"),
    pytest.param("a\nb.yaml", id="a new line"),
    pytest.param("a\u202eb.yaml", id="a sign that turns the text round"),
    pytest.param("<b>.yaml", id="markup"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_no_address_can_hold_is_refused_with_one_that_can(repository, name):
    """The other files are read as ever, and what is proposed could be the name of a file."""
    repository.write(f"{FOLDER}/ale.yaml", PAGE)
    repository.write(f"{FOLDER}/{name}", page("Annan"))
    (problem,) = load(repository.root, KINDS).problems
    assert (problem.line, problem.code) == (0, "bad-id")
    assert problem.path.startswith(f"{FOLDER}/")
    proposal = dict(problem.facts)["instead"]
    assert f'"{proposal}"' in problem.message("sv")
    assert ID.fullmatch(proposal) and len(proposal) <= LONGEST_ID and proposal not in WINDOWS_DEVICES
    assert titles(repository.root) == ["Om portalen"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_the_report_of_a_file_with_any_name_is_one_line_that_can_be_printed(repository, name):
    from generator.problem import REPORTERS

    repository.write(f"{FOLDER}/{name}", PAGE)
    problems = load(repository.root, KINDS).problems
    for reporter in ("text", "github"):
        assert REPORTERS[reporter](problems, "sv").count("\n") == 0
        assert REPORTERS[reporter](problems, "sv").isprintable()
    assert REPORTERS["markdown"](problems, "sv").count("\n") == 2


def test_a_name_that_is_not_even_utf8_can_be_reported(repository):
    folder = os.fsencode(repository.root / FOLDER)
    os.makedirs(folder)
    with open(folder + b"/\xff\xfe.yaml", "wb") as file:
        file.write(PAGE.encode())
    (problem,) = repository.problems()
    assert (problem.code, problem.line) == ("bad-id", 0)
    assert json.dumps(problem.path).encode("ascii")
    assert problem.path.encode("utf-8") and problem.message("sv").encode("utf-8")


@pytest.mark.parametrize(
    "place",
    ["Arvidsjaur", "åsele", "två ord", "con", "a.b", "-", "a" * 81, "a\nb", "811218-9876"],
    ids=[
        "fault-39: capital",
        "letter with a ring",
        "space",
        "fault-40: device",
        "dot",
        "hyphen",
        "long",
        "line",
        "pnr",
    ],
)
def test_a_place_that_no_site_could_name_is_refused_and_its_records_are_not_lost_in_silence(repository, place):
    repository.add("page", place=place)
    repository.add("page", "annan.yaml")
    problems = repository.problems()
    assert [problem.level for problem in problems] == ["error"]
    assert [record.place for record in repository.read().records] == ["arvidsjaur"]


@pytest.mark.parametrize(("name", "proposal"), [("Ale", "ale"), ("Åle", "ale"), ("Öl & Mat AB", "ol-mat-ab")])
def test_the_name_that_is_proposed_is_always_the_same(name, proposal):
    """fault-41"""
    assert proposed_id(name) == proposal


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.text(max_size=200))
def test_whatever_a_file_is_called_the_name_that_is_proposed_will_do(text):
    proposal = proposed_id(text)
    assert ID.fullmatch(proposal) and len(proposal) <= LONGEST_ID and proposal not in WINDOWS_DEVICES


def test_a_title_that_no_address_can_hold_is_no_fault_because_the_file_name_is_the_address(repository):
    """fault-42"""
    repository.add("page", "jubileum.yaml", title="'🎉'")
    assert repository.problems() == ()
    assert [(record.url, record.heading) for record in repository.read().records] == [("/sidor/jubileum/", "🎉")]


def test_two_files_that_give_the_same_id_are_both_named_and_the_first_is_published(repository):
    """fault-43"""
    first = repository.add("page", "om.yaml")
    second = repository.add("page", "om.yaml", place="asele")
    third = repository.add("page", "om.yml", place="asele")
    content = repository.read()
    assert repository.faults() == [(second, 1, "duplicate-id", ""), (third, 1, "duplicate-id", "")]
    assert first in content.problems[0].message("sv") and second in content.problems[1].message("sv")
    assert [record.path for record in content.records] == [first]


@pytest.mark.parametrize("failing", ["open", "listdir"])
def test_what_may_not_be_read_is_named_with_the_reason_and_the_rest_is_read(repository, monkeypatch, failing):
    """fault-44"""
    repository.write("content/asele/page/annan.yaml", PAGE)
    forbidden = repository.write(f"{FOLDER}/ett.yaml", page("Hemlig")) if failing == "open" else FOLDER
    repository.write(f"{FOLDER}/ett.yaml", page("Hemlig"))
    real = getattr(os, failing)

    def refusing(path, *rest):
        if str(path) == str(repository.root / forbidden):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest)

    monkeypatch.setattr(os, failing, refusing)
    assert faults(repository.root) == [(forbidden, 0, "unreadable-file")]
    assert "Permission denied" in load(repository.root, KINDS).problems[0].message("sv")
    assert titles(repository.root) == ["Om portalen"]


@pytest.mark.parametrize("files", [[], ["content/README.md"], ["content/arvidsjaur/page/.gitkeep"], ["annat/ett.yaml"]])
def test_a_folder_without_content_is_a_problem_and_not_an_empty_success(repository, files):
    """fault-45"""
    repository.root.mkdir()
    for path in files:
        repository.write(path, "")
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code, problem.level) == ("content", 0, "no-content", "error")


def test_content_that_is_a_file_is_a_problem(repository):
    """fault-45"""
    repository.write("content", PAGE)
    assert repository.faults() == [("content", 0, "unreadable-file", "")]


def test_a_title_of_three_hundred_letters_is_told_with_its_length_and_the_room_there_is(repository):
    """fault-46"""
    path = repository.add("page", title="a" * 300)
    problem = repository.only_problem()
    assert (problem.path, problem.line, problem.code, problem.field) == (path, 1, "too-long", "title")
    assert "300" in problem.message("sv") and "120" in problem.message("sv")


@pytest.mark.parametrize(
    "name",
    [
        ".ett.yaml.swp",
        "ett.yaml~",
        "ett.yaml.bak",
        "ett.yaml.orig",
        "ett (1).yaml",
        ".hemlig.yaml",
        "ett.tmp",
        "#ett#~",
    ],
)
def test_a_hidden_file_or_a_backup_is_left_alone_with_a_note(repository, name):
    """fault-47"""
    repository.write(f"{FOLDER}/ett.yaml", PAGE)
    repository.write(f"{FOLDER}/{name}", page("Gammal"))
    assert faults(repository.root) == [(f"{FOLDER}/{name}", 0, "ignored-file")]
    assert load(repository.root, KINDS).problems[0].level == "warning"
    assert titles(repository.root) == ["Om portalen"]


def test_what_git_and_systems_keep_beside_the_content_is_not_worth_a_note(repository):
    """fault-47"""
    repository.write(f"{FOLDER}/ett.yaml", PAGE)
    for path in ("content/.gitattributes", "content/arvidsjaur/.DS_Store", f"{FOLDER}/.gitkeep", f"{FOLDER}/README.md"):
        repository.write(path, "")
    assert faults(repository.root) == []


@pytest.mark.parametrize(
    ("path", "found_at", "code"),
    [
        ("content/ett.yaml", "content/ett.yaml", "misplaced-file"),
        ("content/arvidsjaur/ett.yaml", "content/arvidsjaur/ett.yaml", "misplaced-file"),
        (f"{FOLDER}/mapp/ett.yaml", f"{FOLDER}/mapp", "misplaced-file"),
        ("content/arvidsjaur/pages/ett.yaml", "content/arvidsjaur/pages", "unknown-kind"),
        (f"{FOLDER}/bild.jpg", f"{FOLDER}/bild.jpg", "unknown-file-type"),
        (f"{FOLDER}/utan-andelse", f"{FOLDER}/utan-andelse", "unknown-file-type"),
    ],
)
def test_a_file_in_the_wrong_place_is_named_and_not_lost(repository, path, found_at, code):
    repository.write(f"{FOLDER}/ale.yaml", PAGE)
    repository.write(path, PAGE)
    assert faults(repository.root) == [(found_at, 0, code)]


def test_a_kind_that_is_spelled_wrong_is_told_the_nearest(repository):
    repository.write("content/arvidsjaur/compny/ett.yaml", PAGE)
    assert "company" in repository.only_problem().message("sv")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("name", ["ett.yaml", "ett.md"])
def test_line_ends_make_no_difference_to_values_lines_or_problems(repository, name, end):
    """fault-34"""
    text = "title: Om\nlanguage: sv\ntittle: x\n"
    text = f"---\n{text}---\n\nHej\n\n- då\n" if name == "ett.md" else text + "body: |\n  Hej\n\n  - då\n"
    path = repository.write(f"{FOLDER}/{name}", text.replace("\n", end).encode())
    (found,) = load(repository.root, KINDS).sources
    shift = name == "ett.md"
    assert found.values == {"title": "Om", "language": "sv", "tittle": "x", "body": "Hej\n\n- då"}
    assert found.lines == {"title": 1 + shift, "language": 2 + shift, "tittle": 3 + shift, "body": 7 if shift else 4}
    assert repository.faults() == [(path, 3 + shift, "unknown-field", "tittle")]


def test_the_text_of_a_markdown_file_may_hold_what_yaml_could_not(repository):
    body = "# Rubrik\n\n---\n\n\tkod: &x *y !z\n\n”citat”: a: b\n=======\n"
    repository.write(f"{FOLDER}/ett.md", f"---\ntitle: Om\n---\n{body}")
    (found,) = load(repository.root, KINDS).sources
    assert found.values["body"] == body.strip()
    assert faults(repository.root) == []


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        pytest.param("title: Om\n", 1, "no-front-matter", id="no fields first"),
        pytest.param("", 1, "no-front-matter", id="fault-28: nothing"),
        pytest.param("# Rubrik\n\ntext\n", 1, "no-front-matter", id="only text"),
        pytest.param("---\ntitle: Om\n\ntext\n", 1, "open-front-matter", id="fault-36: fields without an end"),
        pytest.param("---\n---\ntext\n", 2, "empty-file", id="no fields at all"),
        pytest.param("---\ntitle: Om\nbody: a\n---\n\ntext\n", 5, "duplicate-key", id="fault-1: two texts"),
        pytest.param("---\ntitle: Om\ntitle: An\n---\ntext\n", 3, "duplicate-key", id="fault-1: a field twice"),
        pytest.param("---\ntitle: a: b\n---\ntext\n", 2, "colon-needs-quotes", id="fault-17: a colon"),
    ],
)
def test_the_faults_of_a_markdown_file_have_the_lines_of_the_file(repository, text, line, code):
    path = repository.write(f"{FOLDER}/ett.md", text)
    assert (path, line, code) in faults(repository.root)
    assert load(repository.root, KINDS).sources == ()


def test_the_nearest_name_is_the_most_alike_or_else_some_to_choose_from():
    """fault-30"""
    assert nearest("nmae", ["name", "summary"]) == "name"
    assert nearest("xyzzy", ["name", "summary"]) == "name, summary"
    assert len(nearest("xyzzy", [f"n{number}" for number in range(1000)])) < 200


BOMBS = {
    "100,000 brackets": ("company", "[" * 100_000),
    "100,000 brackets in a value": ("company", "name: " + "[" * 100_000),
    "100,000 braces": ("company", "{" * 100_000),
    "deep indentation": ("company", "".join(" " * depth + "a:\n" for depth in range(600))),
    "aliases of aliases": ("company", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(99))),
    "a number of 5,000 digits": ("offer", "price: " + "9" * 5000),
    "a number with a large exponent": ("offer", "price: 1e9999999"),
    "a number with an enormous exponent": ("offer", "price: 1e999999999999999"),
    "a date of 5,000 digits": ("offer", "valid_to: 2026-12-" + "9" * 5000),
    "a telephone number of 5,000 digits": ("offer", "phone: 0" + "9" * 5000),
    "9,000 unknown fields": ("company", "".join(f"naem{n}: x\n" for n in range(9000))),
    "9,000 unknown terms": ("company", "categories:\n" + "".join(f"- snickare{n}\n" for n in range(9000))),
    "18,000 items": ("company", "services:\n" + "- x\n" * 18_000),
    "190,000 hidden characters": ("company", "\0" * 190_000),
    "16,000 personal numbers": ("company", "811218-9876\n" * 16_000),
    "50,000 brackets of Markdown": ("page", "body: '" + "[" * 50_000 + "'"),
    "50,000 links of Markdown": ("page", "body: '" + "[a](" * 12_500 + "'"),
    "a list in a list in a list": ("page", "body: '" + "- " * 9000 + "x'"),
    "opening hours without an end": ("company", "opening_hours: " + "mån-fre 10-18; " * 10_000),
    "a second that never comes": ("event", "repeat: FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"),
    "a step of nothing": ("event", "repeat: FREQ=YEARLY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30;COUNT=1"),
    "a count without measure": ("event", "repeat: FREQ=DAILY;COUNT=99999999999999999999"),
    "a step backwards": ("event", "repeat: FREQ=DAILY;INTERVAL=-1;COUNT=5"),
    "an hour that is none": ("event", "repeat: FREQ=MINUTELY;BYHOUR=25;COUNT=5"),
}


@pytest.mark.parametrize(
    ("kind", "text"), BOMBS.values(), ids=[f"fault-25 fault-26 fault-27: {name}" for name in BOMBS]
)
def test_a_bomb_is_refused_in_a_moment_and_the_other_files_are_checked(repository, kind, text):
    """In a process of its own, with 20 seconds where 2 should do, so that a slow machine fails nothing but a bomb."""
    bomb = repository.write(f"content/arvidsjaur/{kind}/bomb.yaml", text)
    if kind == "event":
        bomb = repository.add(kind, "bomb.yaml", repeat=text.removeprefix("repeat: "))
    other = repository.add("page", "annan.yaml", tittle="x")
    command = [sys.executable, "-m", "generator", "check", "--format", "json", "--now", NOW_TEXT]
    done = subprocess.run(command, cwd=repository.root, env=environment(), capture_output=True, timeout=20, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1, done.stderr.decode()
    assert {found["path"] for found in json.loads(done.stdout) if found["level"] == "error"} == {bomb, other}
