"""A new repository for any municipality is sound, builds at once, and the doctor finds nothing amiss in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from generator import doctor, starting
from generator.config import read_config
from generator.content import read_content
from generator.doctor import examine
from generator.packaged import own_or_packaged
from generator.problem import has_errors
from generator.vocabulary import load_vocabularies
from tests import tiny
from tests.editor_programs import lend
from tests.intake.way import git

TOWNS = load_vocabularies(own_or_packaged(tiny.PROGRAM, "data"))["municipalities"]
SOME = ("upplands-vasby", "habo-0305", "habo-0643", "gotland", "malmo", "asele", "kiruna", "orust", "arvidsjaur")


def begun(folder, town):
    start = starting.start_of(TOWNS[town], date(2026, 11, 24))
    starting.write(folder, start)
    return folder


def test_any_municipality_has_a_whole_set_of_files_with_nothing_left_to_fill_in():
    assert len(TOWNS) == 290
    for town in TOWNS.values():
        text = "".join(text for _, text in starting.files(starting.start_of(town, date(2026, 11, 24))))
        assert "@ID@" not in text and "@MUNICIPALITY@" not in text and "@LAT@" not in text


@pytest.mark.parametrize("town", SOME)
def test_its_sample_records_are_sound(tmp_path, town):
    content = read_content(begun(tmp_path / "ny", town), tiny.NOW)
    assert not has_errors(content.problems), content.problems
    assert len(content.records) == 7


@pytest.mark.parametrize(
    ("said", "town"),
    [("Åsele", "asele"), ("åsele kommun", "asele"), ("2463", "asele"), ("Håbo", "habo-0305"), ("Habo", "habo-0643")],
)
def test_a_municipality_is_known_by_its_name_or_code(said, town):
    found, _ = starting.find_municipality(said)
    assert found is not None and found.id == town


def test_a_municipality_that_is_misspelt_gets_the_nearest():
    assert starting.find_municipality("Arvidsjaurr") == (None, "Arvidsjaur")


def test_it_builds_and_the_doctor_is_content(tmp_path):
    ran = tiny.run("init", tmp_path / "ny", "--yes", "--municipality", "Härryda", "--now", tiny.NOW_TEXT)
    assert ran.code == 0 and "bygd serve harryda" in ran.out
    root = tmp_path / "ny"
    ran = tiny.run("build", "harryda", "--strict", "--now", tiny.NOW_TEXT, cwd=root)
    assert ran.code == 0 and (root / "dist/harryda/index.html").is_file(), ran.err
    assert tiny.run("format", "--check", cwd=root).out == ""
    subprocess.run(["git", "init", "-q", root], check=True)
    assert [finding.what.sv for finding in examine(root) if finding.cure] == []


def test_nothing_is_written_over_and_an_unknown_name_is_said(tmp_path):
    tiny.write(tmp_path / "full/fil.txt", "x")
    ran = tiny.run("init", tmp_path / "full", "--yes", "--municipality", "Åsele")
    assert ran.code == 2 and "inte tom" in ran.err and len(list((tmp_path / "full").iterdir())) == 1
    ran = tiny.run("init", tmp_path / "ny", "--yes", "--municipality", "Atlantis")
    assert ran.code == 2 and "Den kommunen finns inte" in ran.err and not (tmp_path / "ny").exists()


def test_the_doctor_names_the_cure_of_each_fault(tmp_path):
    root = begun(tmp_path / "ny", "asele")
    tiny.write(root / "netlify.toml", "[build\n")
    tiny.write(root / "schemas/company.json", "{}")
    tiny.write(root / "sites/asele/site.yaml", "title: x\n")
    ran = tiny.run("doctor", "--root", root)
    assert ran.code == 3
    for words in ("git init", "netlify.toml är inte hel", "bygd schema --all", "sites/asele/site.yaml:1:"):
        assert words in ran.out
    english = tiny.run("doctor", "--root", root, "--lang", "en").out
    assert "is not whole" in english and "Run in the folder: git init" in english


def test_the_doctor_says_that_posters_have_no_font_and_says_nothing_where_nobody_makes_them(tmp_path, monkeypatch):
    def about_fonts():
        return [one for one in examine(tmp_path) if "poster" in one.what.en or "font" in one.what.en]

    assert [(one.what.en, one.cure) for one in about_fonts()] == [("Fonts for posters", None)]
    tiny.write(tmp_path / "bin/fc-list", "#!/bin/sh\n").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (found,) = about_fonts()
    assert "fonts-dejavu-core" in found.cure.sv and not found.stops
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    assert about_fonts() == []


def test_what_is_asked_and_answered_stands_in_the_settings(tmp_path):
    answers = b'Sorsele kommun\n\nSorsele: "Byalaget" # 1\n'
    ran = tiny.run("init", tmp_path / "ny", "--now", tiny.NOW_TEXT, input=answers)
    assert ran.code == 0 and "Vem ansvarar för portalen? [Sorsele kommun]" in ran.out
    config, problems = read_config(tmp_path / "ny", "sorsele", ["company"])
    assert not has_errors(problems)
    assert (config.title, config.owner) == ("Bygdeportalen Sorsele", 'Sorsele: "Byalaget" # 1')


def test_a_question_that_nobody_answers_is_no_fault_of_ours(tmp_path):
    ran = tiny.run("init", tmp_path / "ny", input=b"")
    assert ran.code == 2 and "--yes --municipality" in ran.err and not (tmp_path / "ny").exists()


def test_a_commit_with_a_fault_is_stopped_where_the_repositorys_hook_is_on(tmp_path):
    root = begun(tmp_path / "ny", "asele")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "core.hooksPath", ".githooks")
    program = tiny.write(tmp_path / "bin/bygd", f'#!/bin/sh\nexec {sys.executable} -P -m generator "$@"\n')
    program.chmod(0o755)
    (firm,) = (root / "content/asele/company").glob("*.yaml")
    sound = firm.read_text("utf-8")
    assert sound.count("phone: ") == 1
    tries = {
        sound: "",
        re.sub("(.*)^(phone: .*?\n)", r"\2\1", sound, flags=re.DOTALL | re.MULTILINE): "bygd format",
        re.sub("phone: .*", "phone: ring oss", sound): "0980-319 200",
    }
    for text, told in tries.items():
        firm.write_text(text, "utf-8")
        git(root, "add", "-A")
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "Ändrat"]
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command, cwd=root, env=tiny.environment(PATH=path), capture_output=True, encoding="utf-8", check=False
        )
        assert (done.returncode == 0) is (told == "") and told in done.stdout + done.stderr, done


def test_a_portal_with_the_editor_says_how_to_fetch_it_and_builds_before_that(tmp_path):
    ran = tiny.run("init", tmp_path / "ny", "--yes", "--municipality", "Sorsele", "--editor", "--now", tiny.NOW_TEXT)
    root = tmp_path / "ny"
    assert ran.code == 0 and "\n  bygd editor\n" in ran.out
    ran = tiny.run("build", "sorsele", "--strict", "--now", tiny.NOW_TEXT, cwd=root)
    assert ran.code == 0 and "bygd editor" in ran.err, ran.err
    assert [finding.cure.sv for finding in examine(root) if "edigeraren" in finding.what.sv] == ["Kör: bygd editor"]
    lend(root)
    ran = tiny.run("build", "sorsele", "--strict", "--now", tiny.NOW_TEXT, cwd=root)
    assert ran.code == 0 and (root / "dist/sorsele/admin/decap-cms.js").is_file(), ran.err
    assert [finding for finding in examine(root) if "edigeraren" in finding.what.sv] == []


def test_the_lines_that_wait_for_a_forge_are_right_when_they_are_let_in(tmp_path):
    start = replace(starting.start_of(TOWNS["asele"], date(2026, 11, 24)), has_editor=True)
    starting.write(tmp_path, start)
    path = tmp_path / "sites/asele/site.yaml"
    text = path.read_text("utf-8").replace("editor: local\n", "")
    text = re.sub(r"^# (editor\w*: )", r"\1", text, flags=re.MULTILINE)
    text = text.replace("ägare/förråd", "asele-kommun/portalen")
    path.write_text(text, "utf-8")
    config, problems = read_config(tmp_path, "asele", ["company"])
    assert (
        not has_errors(problems) and config.editor == "github" and config.editor_repository == "asele-kommun/portalen"
    )


def test_every_portal_has_the_function_that_logs_in_to_github(tmp_path):
    text = (begun(tmp_path, "asele") / "netlify/functions/auth.mjs").read_text("utf-8")
    assert text == (tiny.PROGRAM / "netlify/functions/auth.mjs").read_text("utf-8")
