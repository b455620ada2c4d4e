"""Local git and Forgejo: the same change sets as GitHub, each exactly once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from generator.intake.change_set import new_file, withdrawing
from generator.intake.forge import ForgeFault
from generator.intake.forge.forgejo import ForgejoForge
from generator.intake.forge.github import Repository
from generator.intake.forge.local import LocalForge
from generator.intake.forge.token import GivenToken
from generator.intake.setup import forge_of, post_of
from generator.stop import Stop
from tests.intake.fake_forgejo import FakeForgejo
from tests.intake.test_github import DAY, a_change
from tests.intake.way import git, under_git
from tests.tiny import NOW, SITE, environment, write, write_repository


@pytest.fixture
def root(tmp_path):
    return under_git(write_repository(tmp_path / "root"))


def test_a_proposal_touches_neither_the_work_tree_nor_the_index(root):
    write(root / "content" / SITE / "company" / "halvfardig.yaml", "name: Ännu inte klar\n")
    before = git(root, "status", "--porcelain")
    name = LocalForge(root).open(a_change())
    assert git(root, "status", "--porcelain") == before and git(root, "branch", "--show-current") == "main"
    assert name.startswith("anmalan/b7xkq-2c3d4 ")
    assert git(root, "log", "-1", "--format=%an %ae", "anmalan/b7xkq-2c3d4") == "Bygd bygd@localhost.invalid"
    assert "Kvittonummer" in (root / ".git/bygd/anmalan-b7xkq-2c3d4.md").read_text("utf-8")


def test_the_same_change_set_again_is_the_one_that_is_there(root):
    forge = LocalForge(root)
    assert len({forge.open(a_change()) for _ in range(3)}) == 1
    assert git(root, "rev-list", "--count", "main..anmalan/b7xkq-2c3d4") == "1"


def test_states_are_read_from_git_and_the_reason_from_the_description(root):
    forge = LocalForge(root)
    names = [forge.open(a_change(key)) for key in ("b7xkq-2c3d4", "c7xkq-2c3d4", "d7xkq-2c3d4")]
    git(root, "merge", "-q", "anmalan/b7xkq-2c3d4")
    git(root, "branch", "-q", "-D", "anmalan/c7xkq-2c3d4")
    forge.comment(names[1], "Svar: Det är en dubblett.")
    assert [forge.state(name).state for name in names] == ["merged", "closed", "open"]
    assert forge.state(names[1]).reason == "Det är en dubblett."


def test_of_a_shared_branch_only_what_is_taken_back_goes(root):
    forge = LocalForge(root)
    keys = ("b7xkq-2c3d4", "c7xkq-2c3d4", "d7xkq-2c3d4")
    names = {key: forge.open(a_change(key, rolling=DAY)) for key in keys}
    forge.withdraw(names[keys[1]], keys[1])
    left = git(root, "diff", "--name-only", "main", DAY)
    assert keys[0] in left and keys[1] not in left and keys[2] in left
    assert keys[1] not in git(root, "log", "-p", "--all")
    forge.withdraw(names[keys[0]], keys[0])
    forge.withdraw(names[keys[2]], keys[2])
    assert git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads") == "main"


def test_what_is_left_of_a_shared_branch_keeps_its_pictures_as_they_were(root):
    forge, raw = LocalForge(root), b"RIFF\xff\xfe\x00WEBP\r\n\n"
    first, second = a_change(rolling=DAY), a_change("c7xkq-2c3d4", rolling=DAY)
    path = f"content/{SITE}/images/{second.key}.webp"
    name = forge.open(first)
    forge.open(replace(second, files={**second.files, path: new_file(raw)}))
    forge.withdraw(name, first.key)
    show = ["git", "-C", str(root), "show", f"{DAY}:{path}"]
    assert subprocess.run(show, capture_output=True, check=True).stdout == raw


def test_when_the_days_branch_is_merged_the_next_one_begins(root):
    forge = LocalForge(root)
    forge.open(a_change(rolling=DAY))
    git(root, "merge", "-q", DAY)
    assert forge.open(a_change("c7xkq-2c3d4", rolling=DAY)).startswith(f"{DAY}-2 ")


def test_a_file_that_is_gone_is_a_lasting_fault(root):
    change = a_change()
    gone = type(change)(change.key, "t", "b", {f"content/{SITE}/page/borta.yaml": withdrawing(NOW.date())})
    with pytest.raises(ForgeFault) as caught:
        LocalForge(root).open(gone)
    assert caught.value.lasting


def test_a_folder_without_git_is_a_fault_to_try_again(tmp_path):
    with pytest.raises(ForgeFault) as caught:
        LocalForge(tmp_path).open(a_change())
    assert not caught.value.lasting


@pytest.fixture
def forgejo(tmp_path):
    write(tmp_path / "root" / f"content/{SITE}/page/om.yaml", "title: Om\n")
    git(tmp_path, "clone", "-q", "--bare", str(under_git(tmp_path / "root")), "bare")
    fake = FakeForgejo(tmp_path / "bare")
    forge = ForgejoForge(
        Repository("kommunen", "portalen", api="https://git.example.com"), GivenToken("nyckel"), fake.transport()
    )
    yield fake, forge
    forge.client.close()


@pytest.mark.parametrize("lose", ["", "POST contents", "POST pulls", "GET branches"])
def test_forgejo_has_one_pull_request_whatever_answer_is_lost(forgejo, lose):
    fake, forge = forgejo
    fake.lose = lose
    for _ in range(2):
        try:
            name = forge.open(a_change())
        except ForgeFault as fault:
            assert not fault.lasting
    assert name == "1" and len(fake.pulls) == 1
    assert f"content/{SITE}/company/b7xkq-2c3d4.yaml" in fake.paths("anmalan/b7xkq-2c3d4")


def test_a_picture_comes_to_forgejo_as_it_is(forgejo):
    fake, forge = forgejo
    change = a_change()
    path = f"content/{SITE}/images/{change.key}.webp"
    forge.open(replace(change, files={**change.files, path: new_file(b"\xff\x00\r\n")}))
    assert fake.raw("show", f"{change.branch}:{path}") == b"\xff\x00\r\n"


def test_forgejo_tells_what_was_decided_and_takes_back_what_was_not(forgejo):
    fake, forge = forgejo
    first, second = forge.open(a_change()), forge.open(a_change("c7xkq-2c3d4"))
    forge.withdraw(first, "b7xkq-2c3d4")
    assert not fake.tip("anmalan/b7xkq-2c3d4")
    assert forge.state(first).state == "closed"
    forge.comment(second, "Tack!")
    fake.pulls[1].update(state="closed", merged=True)
    assert forge.state(second).state == "merged"


@pytest.mark.parametrize("lose", ["", "POST contents", "POST pulls", "PATCH pulls", "GET compare"])
def test_a_day_can_be_one_pull_request_on_forgejo_whatever_answer_is_lost(forgejo, lose):
    fake, forge = forgejo
    keys = ("b7xkq-2c3d4", "c7xkq-2c3d4", "d7xkq-2c3d4")
    fake.lose = lose
    for key in (*keys, *keys):
        try:
            assert forge.open(a_change(key, rolling=DAY)) == "1"
        except ForgeFault as fault:
            assert not fault.lasting
    assert len(fake.pulls) == 1 and fake.git("rev-list", "--count", f"main..{DAY}") == "3"
    assert all(fake.pulls[0]["body"].count(f"`{key}`") == 1 for key in keys)
    assert all(f"content/{SITE}/company/{key}.yaml" in fake.paths(DAY) for key in keys)


def test_when_the_days_pull_request_is_decided_forgejo_gets_the_next_one(forgejo):
    fake, forge = forgejo
    forge.open(a_change(rolling=DAY))
    fake.pulls[0].update(state="closed", merged=True)
    assert forge.open(a_change("c7xkq-2c3d4", rolling=DAY)) == "2"
    assert fake.pulls[1]["head"] == f"{DAY}-2"


def test_of_a_shared_pull_request_on_forgejo_the_officer_is_told_what_was_taken_back(forgejo):
    fake, forge = forgejo
    for key in ("b7xkq-2c3d4", "c7xkq-2c3d4"):
        forge.open(a_change(key, rolling=DAY))
    forge.withdraw("1", "c7xkq-2c3d4")
    assert fake.pulls[0]["state"] == "open" and "c7xkq-2c3d4" in fake.comments[0]["body"]
    alone = forge.open(a_change("d7xkq-2c3d4", rolling=f"{DAY}-x"))
    forge.withdraw(alone, "d7xkq-2c3d4")
    assert fake.pulls[1]["state"] == "closed" and not fake.tip(f"{DAY}-x")


def test_an_existing_file_is_changed_on_forgejo_by_what_stands_there_now(forgejo):
    fake, forge = forgejo
    path = f"content/{SITE}/page/om.yaml"
    change = a_change()
    forge.open(type(change)(change.key, "t", "b", {path: withdrawing(NOW.date())}))
    assert fake.raw("show", f"anmalan/b7xkq-2c3d4:{path}") == b"title: Om\nwithdrawn: 2026-11-24\n"


def test_the_environment_says_which_forge_and_mail_server(root):
    assert isinstance(forge_of({}, root), LocalForge)
    wanted = {"BYGD_FORGE": "forgejo", "BYGD_REPOSITORY": "a/b", "BYGD_FORGE_TOKEN": "t"}
    forge = forge_of({**wanted, "BYGD_FORGE_API": "https://git.example.com/"}, root)
    assert str(forge.client.base_url) == "https://git.example.com/api/v1/repos/a/b/"
    forge.client.close()
    for missing in wanted:
        less = {name: value for name, value in wanted.items() if name != missing}
        if missing != "BYGD_FORGE":
            with pytest.raises(Stop, match=missing):
                forge_of(less, root)
    with pytest.raises(Stop, match="no-forge"):
        forge_of({"BYGD_FORGE": "svn"}, root)
    assert post_of({}) is None
    assert post_of({"BYGD_SMTP": "mail.example.com:587", "BYGD_SMTP_FROM": "p@example.com"}).port == 587


def test_the_trial_of_a_real_forge_passes_on_local_git(root):
    """`make try-forge`, with the one forge that is always there."""
    trial = [sys.executable, "-m", "tests.bench.forge", "--root", str(root)]
    done = subprocess.run(trial, env=environment(BYGD_FORGE="local"), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok  ") == 10
    assert git(root, "branch", "--show-current") == "main"
