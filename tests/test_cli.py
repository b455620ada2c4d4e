"""The commands as people run them: exit codes, which stream says what, and never a traceback."""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from generator import publish
from generator.cli import app
from tests import tiny

DONE, CONTENT, USAGE, ENVIRONMENT = 0, 1, 2, 3
QUICKLY = 8.0
"""Seconds, most of them for starting Python on a busy machine."""

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]

FAULTY = tiny.company(4).replace("name: Firma 004\n", "nmae: Firma 004\n")
FAULTY_PATH = f"content/{tiny.SITE}/company/firma-004.yaml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound repository that tests only read."""
    return tiny.write_repository(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A repository with one bad company, that tests only read."""
    root = tiny.write_repository(tmp_path_factory.mktemp("faulty"))
    tiny.add(root, "company", "firma-004.yaml", FAULTY)
    return root


def build(root: Path, out: Path, *more: str) -> tiny.Ran:
    return tiny.run("build", tiny.SITE, "--root", root, "--out", out, "--now", tiny.NOW_TEXT, *more)


def run_changed(change: str, *args: object, **env: str) -> tiny.Ran:
    """Run `bygd` in a process where `change`, a piece of Python, has been done to the program first."""
    program = (
        f"import sys\nsys.argv[1:] = {[str(arg) for arg in args]!r}\n{change}\nfrom generator.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=tiny.environment(**env), capture_output=True, timeout=60, check=False
    )
    return tiny.Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


# -- check


def test_sound_content_is_called_so_on_stderr_and_stdout_is_empty(sound):
    ran = tiny.run("check", "--root", sound, "--now", tiny.NOW_TEXT)
    assert (ran.code, ran.out, ran.err) == (DONE, "", "Allt ser bra ut.\n")
    ran = tiny.run("check", "--root", sound, "--now", tiny.NOW_TEXT, "--lang", "en")
    assert (ran.code, ran.out, ran.err) == (DONE, "", "All is well.\n")


def test_the_repository_is_where_one_stands_unless_another_is_named(faulty):
    ran = tiny.run("check", "--now", tiny.NOW_TEXT, cwd=faulty)
    assert ran.code == CONTENT and ran.out.startswith(FAULTY_PATH)


def test_faults_are_printed_one_a_line_with_path_line_field_and_code(faulty):
    ran = tiny.run("check", "--root", faulty, "--now", tiny.NOW_TEXT)
    assert ran.code == CONTENT
    lines = ran.out.splitlines()
    assert len(lines) == 2 and ran.err == "2 fel, 0 varningar.\n"
    shape = re.compile(rf"{re.escape(FAULTY_PATH)}:1: fel: (name|nmae): .+ \[(missing-field|unknown-field)\]")
    assert all(shape.fullmatch(line) for line in lines)


def test_faults_are_told_in_english_on_request(faulty):
    ran = tiny.run("check", "--root", faulty, "--now", tiny.NOW_TEXT, "--lang", "en")
    assert "error: nmae" in ran.out and "Did you mean: name?" in ran.out and ran.err == "2 errors, 0 warnings.\n"


def test_json_is_a_list_of_problems_and_nothing_else_is_said(faulty, sound):
    ran = tiny.run("check", "--root", faulty, "--now", tiny.NOW_TEXT, "--format", "json")
    problems = json.loads(ran.out)
    assert (ran.code, ran.err) == (CONTENT, "")
    assert {problem["code"] for problem in problems} == {"missing-field", "unknown-field"}
    for problem in problems:
        assert problem.keys() == {"path", "line", "code", "field", "message", "level"}
        assert (problem["path"], problem["line"], problem["level"]) == (FAULTY_PATH, 1, "error")
    assert json.loads(tiny.run("check", "--root", sound, "--now", tiny.NOW_TEXT, "--format", "json").out) == []


def test_github_gets_annotations(faulty):
    ran = tiny.run("check", "--root", faulty, "--now", tiny.NOW_TEXT, "--format", "github")
    lines = ran.out.splitlines()
    assert ran.code == CONTENT and len(lines) == 2
    assert all(line.startswith(f"::error file={FAULTY_PATH},line=1,title=") for line in lines)


def test_markdown_is_a_table(faulty):
    ran = tiny.run("check", "--root", faulty, "--now", tiny.NOW_TEXT, "--format", "markdown")
    lines = ran.out.splitlines()
    assert ran.code == CONTENT and len(lines) == 4
    assert all(line.startswith(("| ", "|-")) for line in lines)


def test_warnings_alone_are_no_failure(tmp_path):
    root = tiny.write_repository(tmp_path)
    tiny.add(root, "company", "firma-001.yaml~", "a copy")
    ran = tiny.run("check", "--root", root, "--now", tiny.NOW_TEXT)
    assert (ran.code, ran.err) == (DONE, "0 fel, 1 varningar.\n") and "varning" in ran.out


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (FAULTY_PATH, CONTENT),
        ("content/arvidsjaur/company", CONTENT),
        ("content/arvidsjaur/company/", CONTENT),
        ("content", CONTENT),
        (".", CONTENT),
        ("content/arvidsjaur/event", DONE),
        ("content/arvidsjaur/company/firma-001.yaml", DONE),
    ],
)
def test_only_faults_below_the_named_paths_count(faulty, path, code):
    assert tiny.run("check", path, "--now", tiny.NOW_TEXT, cwd=faulty).code == code


def test_paths_are_named_from_here_from_the_repository_or_from_the_root_of_the_disk(faulty, tmp_path):
    for path in (FAULTY_PATH, faulty / FAULTY_PATH, os.path.relpath(faulty / FAULTY_PATH, tmp_path)):
        ran = tiny.run("check", path, "--root", faulty, "--now", tiny.NOW_TEXT, cwd=tmp_path)
        assert ran.code == CONTENT, path
    elsewhere = tiny.run("check", "content/arvidsjaur/event", "--root", faulty, "--now", tiny.NOW_TEXT, cwd=tmp_path)
    assert elsewhere.code == DONE


def test_a_path_that_is_not_there_is_wrong_usage_and_never_called_good(sound):
    ran = tiny.run("check", "content/arvidsjaur/compny", "--root", sound)
    assert ran.code == USAGE and "content/arvidsjaur/compny" in ran.err and ran.out == ""


def test_a_path_outside_the_repository_is_wrong_usage_and_never_called_good(sound, faulty):
    ran = tiny.run("check", faulty / FAULTY_PATH, "--root", sound)
    assert ran.code == USAGE and FAULTY_PATH in ran.err and ran.out == ""


# -- wrong usage


def test_a_wrong_site_name_is_told_with_the_names_there_are(sound, tmp_path):
    ran = tiny.run("build", "arvidsjaour", "--root", sound, "--out", tmp_path)
    assert ran.code == CONTENT and '"arvidsjaour"' in ran.err and "Portalerna här är: arvidsjaur" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../root", "..", ".", "a/b", "", "A", "å"])
def test_a_site_name_is_never_a_path(sound, tmp_path, name):
    out = tmp_path / "out"
    ran = tiny.run("build", name, "--root", sound, "--out", out)
    assert ran.code in (CONTENT, USAGE) and ran.err
    assert not out.exists()


def test_no_site_name_is_wrong_usage(sound):
    ran = tiny.run("build", "--root", sound)
    assert (ran.code, ran.out) == (USAGE, "") and "arvidsjaur" in ran.err


def test_a_repository_that_is_not_there_is_wrong_usage(tmp_path):
    for command in (["check"], ["build", tiny.SITE]):
        ran = tiny.run(*command, "--root", tmp_path / "nix")
        assert (ran.code, ran.out) == (USAGE, "") and "nix" in ran.err


def test_an_unknown_option_a_format_and_a_kind_are_wrong_usage(sound):
    for args in (
        ["check", "--format", "xml"],
        ["check", "--nix"],
        ["schema", "nix"],
        ["nix"],
        ["check", "--now", "i går"],
    ):
        ran = tiny.run(*args, cwd=sound)
        assert (ran.code, ran.out) == (USAGE, "") and ran.err, args


@pytest.mark.parametrize("args", [["check"], ["build", tiny.SITE], ["build", "--all"]])
def test_an_empty_folder_is_a_fault_in_the_content(tmp_path, args):
    ran = tiny.run(*args, "--root", tmp_path)
    assert ran.code == CONTENT and re.search(r"\[(no-content|unknown-site)\]", ran.out + ran.err)


# -- bad files


def fifo(path: Path) -> None:
    os.mkfifo(path)


def socket_file(path: Path) -> None:
    """Cannot be opened by anyone, not even by root. Its address must be short, so it is bound from its folder."""
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def huge(path: Path) -> None:
    """50 MB, of which the disk holds nothing."""
    with path.open("wb") as file:
        file.truncate(50_000_000)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_a_secret(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def text(content: str | bytes) -> Callable[[Path], None]:
    return lambda path: void(tiny.write(path, content))


def void(_: object) -> None:
    return None


BAD_FILES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "not-a-file": ("x.yaml", Path.mkdir),
    "not-a-file, a pipe": ("x.yaml", fifo),
    "unreadable-file": ("x.yaml", socket_file),
    "file-too-large": ("x.yaml", huge),
    "symlink": ("x.yaml", loop),
    "symlink, out of the repository": ("x.yaml", link_to_a_secret),
    "not-utf8": ("x.yaml", text("name: Öl och vägar\n".encode("latin-1"))),
    "not-utf8, UTF-16": ("x.yaml", text("name: Öl\n".encode("utf-16"))),
    "merge-conflict": ("x.yaml", text("<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> b\n")),
    "nested-value": ("x.yaml", text("name: " + "[" * 100_000)),
    "tangled-markdown": ("x.md", text("---\n" + tiny.company(9).split("body:")[0] + "---\n" + "[" * 100_000)),
    "yaml-magic": ("x.yaml", text("a: &a [x, x]\n" + "".join(f"b{n}: *a\n" for n in range(1000)))),
    "empty-file": ("x.yaml", text("")),
    "hidden-character": ("x.yaml", text("name: a\0b\n")),
    "bad-id": ("con.yaml", text(tiny.company(9))),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_a_clear_problem_quickly_and_the_old_site_stays(tmp_path, case):
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    name, make = BAD_FILES[case]
    make(built.root / "content" / tiny.SITE / "company" / name)
    began = time.monotonic()
    checked = tiny.run("check", "--root", built.root, "--now", tiny.NOW_TEXT, "--format", "json")
    assert time.monotonic() - began < QUICKLY
    problems = [problem for problem in json.loads(checked.out) if problem["path"].endswith(f"company/{name}")]
    assert checked.code == CONTENT and case.split(",")[0] in {problem["code"] for problem in problems}
    assert all(problem["message"] for problem in problems)
    strict = build(built.root, tmp_path / "out", "--strict")
    assert strict.code == CONTENT and name in strict.err
    assert tiny.digests(built.site) == before


def test_a_folder_that_is_a_loop_of_links_is_a_problem(tmp_path):
    root = tiny.write_repository(tmp_path)
    (root / "content" / "runt").symlink_to(root / "content")
    (root / "content" / tiny.SITE / "offer" / "runt").symlink_to(root)
    ran = tiny.run("check", "--root", root, "--now", tiny.NOW_TEXT, "--format", "json")
    found = [(problem["path"], problem["code"]) for problem in json.loads(ran.out)]
    assert found == [("content/arvidsjaur/offer/runt", "symlink"), ("content/runt", "symlink")]


# -- build


def test_a_build_says_on_stdout_what_came_of_every_record(sound, tmp_path):
    ran = build(sound, tmp_path)
    assert (ran.code, ran.err) == (DONE, "")
    assert ran.out == (
        f"{tiny.SITE}: 12 publicerade, 0 utelämnade, 0 borttagna, 0 hör till andra portaler -> {tmp_path / tiny.SITE}\n"
    )


def test_a_lenient_build_publishes_and_reports_what_it_left_out(faulty, tmp_path):
    ran = build(faulty, tmp_path)
    assert ran.code == DONE and "12 publicerade, 1 utelämnade" in ran.out
    assert FAULTY_PATH in ran.err and FAULTY_PATH not in ran.out
    assert publish.damaged_files(tmp_path / tiny.SITE) == []


def test_a_strict_build_stops_for_the_same_fault(faulty, tmp_path):
    ran = build(faulty, tmp_path / "out", "--strict", "--lang", "en")
    assert ran.code == CONTENT and "not built" in ran.out and FAULTY_PATH in ran.err
    assert not (tmp_path / "out").exists()


def test_all_sites_are_built_in_one_run(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.write(root / "sites/annan/site.yaml", tiny.SETTINGS.format(site=tiny.SITE, languages="sv"))
    ran = tiny.run("build", "--all", "--root", root, "--out", tmp_path / "out", "--now", tiny.NOW_TEXT)
    assert ran.code == DONE and [line.split(":")[0] for line in ran.out.splitlines()] == ["annan", tiny.SITE]
    assert all(publish.damaged_files(tmp_path / "out" / site) == [] for site in ("annan", tiny.SITE))


def test_a_site_that_is_published_before_another_fails_is_told_of(tmp_path):
    """`bygd build a b` where b may not be written: whatever has been published has been reported."""
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(root, "company", "firma-004.yaml", FAULTY)
    tiny.write(root / "sites/zon/site.yaml", tiny.SETTINGS.format(site=tiny.SITE, languages="sv"))
    tiny.write(tmp_path / "out" / "zon" / "foton.zip", "mine")
    ran = tiny.run("build", "--all", "--root", root, "--out", tmp_path / "out", "--now", tiny.NOW_TEXT)
    assert ran.code == USAGE and "zon" in ran.err
    published = (tmp_path / "out" / tiny.SITE).exists()
    assert (f"{tiny.SITE}: 12 publicerade" in ran.out, FAULTY_PATH in ran.err) == (published, published)
    assert (tmp_path / "out" / "zon" / "foton.zip").read_text() == "mine"


def test_many_removals_stop_the_build_until_they_are_allowed(tmp_path):
    built = tiny.built(tmp_path, 8)
    before = tiny.digests(built.site)
    for number in range(3, 9):
        (built.root / f"content/{tiny.SITE}/company/firma-{number:03d}.yaml").unlink()
    ran = build(built.root, tmp_path / "out")
    assert ran.code == CONTENT and "--allow-removals" in ran.err and "inte byggd" in ran.out
    assert tiny.digests(built.site) == before
    assert build(built.root, tmp_path / "out", "--allow-removals").code == DONE


def test_a_second_build_at_once_ends_with_its_message_and_the_old_site_stays(tmp_path):
    # fault-50
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    with (tmp_path / "out" / f".{tiny.SITE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = build(built.root, tmp_path / "out")
    assert (ran.code, ran.out) == (USAGE, "")
    assert "Ett annat bygge" in ran.err and tiny.SITE in ran.err
    assert tiny.digests(built.site) == before
    assert build(built.root, tmp_path / "out").code == DONE


@pytest.mark.parametrize("case", ["disk", "content", "repository", "file", "link", "foreign"])
def test_an_unsafe_folder_is_refused_and_nothing_is_deleted(tmp_path, case):
    """`repository`: a folder in which the site would take the place of the repository itself."""
    root = tiny.write_repository(tmp_path / "here" / tiny.SITE)
    tiny.write(tmp_path / "file", "a letter")
    (tmp_path / "link").symlink_to(tmp_path / "here")
    tiny.write(tmp_path / "foreign" / tiny.SITE / "semester.jpg", b"\xff\xd8")
    outs = {"disk": Path("/"), "content": root / "content", "repository": tmp_path / "here"}
    before = tiny.digests(tmp_path)
    ran = build(root, outs.get(case, tmp_path / case))
    assert (ran.code, ran.out) == (USAGE, "") and "--out" in ran.err
    assert tiny.digests(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_environment(sound, tmp_path):
    tiny.write(tmp_path / "file", "a letter")
    ran = build(sound, tmp_path / "file" / "dist")
    assert ran.code in (USAGE, ENVIRONMENT) and "file" in ran.err and ran.out == ""


def test_a_build_needs_no_git(sound, tmp_path):
    """fault-53: nothing is asked of git, so a folder that never was a clone will do."""
    env = tiny.environment(PATH=str(tmp_path / "no-programs"))
    ran = tiny.run("build", tiny.SITE, "--root", sound, "--out", tmp_path, "--now", tiny.NOW_TEXT, env=env)
    assert ran.code == DONE and publish.damaged_files(tmp_path / tiny.SITE) == []


# -- the clock


def clock(year: int) -> str:
    return (
        "import datetime, generator.commands.options as options\n"
        "class Clock(datetime.datetime):\n"
        f"    now = classmethod(lambda cls, zone=None: cls({year}, 1, 1, 12, tzinfo=zone))\n"
        "options.datetime = Clock"
    )


@pytest.mark.parametrize("year", [1970, 2025, 2099])
def test_a_clock_that_cannot_be_right_stops_the_build(tmp_path, year):
    # fault-52
    built = tiny.built(tmp_path)
    before = tiny.digests(built.site)
    ran = run_changed(clock(year), "build", tiny.SITE, "--root", built.root, "--out", tmp_path / "out")
    assert (ran.code, ran.out) == (ENVIRONMENT, "") and f"{year}-01-01" in ran.err and "--now" in ran.err
    assert tiny.digests(built.site) == before


@pytest.mark.parametrize("epoch", ["0", "4102444800", "9" * 20])
def test_an_epoch_that_cannot_be_right_stops_the_build_too(sound, tmp_path, epoch):
    """SOURCE_DATE_EPOCH is often 0 where somebody forgot to set it."""
    env = tiny.environment(SOURCE_DATE_EPOCH=epoch)
    ran = tiny.run("build", tiny.SITE, "--root", sound, "--out", tmp_path / "out", env=env)
    assert (ran.code, ran.out) == (ENVIRONMENT, "") and "Felet ligger i Bygd" not in ran.err
    assert not (tmp_path / "out").exists()


def test_the_moment_may_be_given_by_the_environment(sound, tmp_path):
    env = tiny.environment(SOURCE_DATE_EPOCH=str(int(tiny.NOW.timestamp())))
    ran = tiny.run("build", tiny.SITE, "--root", sound, "--out", tmp_path / "one", env=env)
    assert ran.code == DONE
    assert build(sound, tmp_path / "two").code == DONE
    assert tiny.digests(tmp_path / "one" / tiny.SITE) == tiny.digests(tmp_path / "two" / tiny.SITE)


def test_the_moment_holds_whatever_the_clock_shows(sound):
    ran = run_changed(clock(1970), "check", "--root", sound, "--now", tiny.NOW_TEXT)
    assert (ran.code, ran.out) == (DONE, "")


def test_a_moment_in_another_zone_is_turned_into_swedish_time(tmp_path):
    """At half past eleven in Greenwich the next day has begun in Sweden."""
    root = tiny.write_repository(tmp_path)
    tiny.add(root, "company", "firma-004.yaml", tiny.company(4).replace("2026-10-01", "2026-11-25"))
    assert tiny.run("check", "--root", root, "--now", "2026-11-24T23:30:00+00:00").code == DONE
    assert tiny.run("check", "--root", root, "--now", "2026-11-24T22:30:00+00:00").code == CONTENT


# -- faults of ours and of the surroundings

BROKEN = """
import generator.survey
def broken(*args, **kept):
    raise RuntimeError("kaputt")
generator.survey.check = broken
"""


def test_a_fault_of_the_programs_own_is_a_sentence(sound):
    ran = run_changed(BROKEN, "check", "--root", sound)
    assert (ran.code, ran.out) == (ENVIRONMENT, "")
    assert "RuntimeError: kaputt" in ran.err and "--debug" in ran.err and "Traceback" not in ran.err


def test_debug_shows_where_a_fault_of_the_programs_own_came_from(sound):
    ran = run_changed(BROKEN, "check", "--root", sound, "--debug")
    assert (ran.code, ran.out) == (ENVIRONMENT, "")
    assert "Traceback" in ran.err and "RuntimeError: kaputt" in ran.err


def test_a_reader_that_goes_away_is_no_traceback(tmp_path):
    """`bygd check | head -1` with more to say than a pipe holds."""
    root = tiny.write_repository(tmp_path, 2)
    for number in range(600):
        tiny.add(root, "company", f"trasig-{number}.yaml", "name: " + "x" * 200 + "\nnmae: y\n")
    with subprocess.Popen(
        tiny.command("check", "--root", root), env=tiny.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert "Traceback" not in err and "Felet ligger i Bygd" not in err and "BrokenPipe" not in err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_swedish_letters_or_arrows_is_no_fault(faulty, tmp_path, encoding):
    env = tiny.environment(PYTHONIOENCODING=encoding)
    args = ("--root", faulty, "--now", tiny.NOW_TEXT)
    done = subprocess.run(tiny.command("check", *args), env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == CONTENT and b"missing-field" in done.stdout
    out = ("build", tiny.SITE, "--out", tmp_path, *args)
    assert subprocess.run(tiny.command(*out), env=env, capture_output=True, timeout=60, check=False).returncode == DONE


def test_output_that_is_no_terminal_has_no_colours(faulty):
    for args in (["check", "--root", faulty], ["--help"], ["check", "--nix"]):
        ran = tiny.run(*args)
        assert "\x1b" not in ran.out + ran.err


# -- help


def test_help_lists_every_command():
    ran = tiny.run("--help")
    names = [name for name, command in COMMANDS.items() if not command.hidden]
    assert ran.code == DONE and {"check", "build", "serve", "schema", "version"} <= set(names)
    assert re.findall(r"^  (\S+)  +\S", ran.out.partition("Commands:")[2], re.MULTILINE) == names


def test_help_tells_all_that_a_command_is_for_in_both_languages():
    told = " ".join(tiny.run("--help").out.split())
    assert all(" ".join(command.help.split()) in told for command in COMMANDS.values() if not command.hidden)
    told = " ".join(tiny.run("crisis", "--help").out.split())
    assert all(command.help in told for command in COMMANDS["crisis"].commands.values())


HEAVY = "rich frictionless pelican jinja2 icalendar PIL httpx pydantic yaml babel"
"""What commands need when they run, and nobody who only asks what there is."""


def test_help_imports_little_and_makes_no_command():
    change = f"""
import atexit, typer.main
typer.main.get_command_from_info = None
atexit.register(lambda: print("imported:", set({HEAVY.split()}).intersection(sys.modules)))
"""
    ran = run_changed(change, "--help")
    assert ran.code == DONE and ran.out.endswith("imported: set()\n"), ran


def test_every_command_explains_itself_in_both_languages():
    for name, command in COMMANDS.items():
        assert re.search(r"\. .+\.", command.help or ""), name


def test_no_command_at_all_shows_the_help():
    ran = tiny.run()
    assert ran.code == USAGE and "build" in ran.out + ran.err


def test_the_program_is_called_bygd_and_can_be_run_as_a_module():
    scripts = tomllib.loads((tiny.PROGRAM / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"bygd": "generator.cli:main"}
    ran = tiny.run("version")
    assert ran.code == DONE and re.fullmatch(r"\d+\.\d+\.\d+\n", ran.out)


def test_schema_shows_every_field_of_a_kind():
    ran = tiny.run("schema", "company", "--lang", "en")
    assert ran.code == DONE and "| `org_number` | Organisation number" in ran.out and "`assured_date`" in ran.out


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_reader_who_has_read_enough_ends_the_command_without_a_word(sound, format):
    """`bygd report all | head`: little is said in one piece at the end, much in many."""
    command = tiny.command("report", "all", "--format", format, "--root", sound, "--now", tiny.NOW_TEXT)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tiny.environment()) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
