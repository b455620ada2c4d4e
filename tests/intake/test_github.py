"""Proposals on GitHub: by its contract, whatever it answers, each exactly once."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from generator.intake.change_set import ChangeSet, new_file
from generator.intake.forge import ForgeFault
from generator.intake.forge.github import GitHubForge, Repository
from generator.intake.forge.token import AppToken, GivenToken
from tests.intake.fake_github import API, TOKEN, FakeGitHub, Fault
from tests.intake.way import COMPANY, EVENT, Way, git, way
from tests.tiny import SITE, write

REPOSITORY = Repository("kommunen", "portalen", api=API)
PATH = f"content/{SITE}/company/b7xkq-2c3d4.yaml"


def a_change(key: str = "b7xkq-2c3d4", *, rolling: str = "", text: str = "name: Prov\n") -> ChangeSet:
    path = f"content/{SITE}/company/{key}.yaml"
    return ChangeSet(key, "Företag: Prov", f"Kvittonummer: `{key}`", {path: new_file(text)}, ("anmälan",), rolling)


@pytest.fixture
def github(tmp_path: Path) -> FakeGitHub:
    """A bare repository with one commit."""
    work = tmp_path / "work"
    write(work / f"content/{SITE}/company/firma-001.yaml", "name: Firma\n")
    git(work, "init", "-q", "-b", "main")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "Allt")
    git(work, "clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    return FakeGitHub(tmp_path / "bare")


@pytest.fixture
def forge(github: FakeGitHub) -> Iterator[GitHubForge]:
    made = GitHubForge(REPOSITORY, GivenToken(TOKEN), github.transport())
    yield made
    made.client.close()


def test_a_change_set_becomes_a_branch_and_a_pull_request_with_labels(github, forge):
    assert forge.open(a_change()) == "1"
    assert github.branches() == ["anmalan/b7xkq-2c3d4"]
    assert github.git("show", f"anmalan/b7xkq-2c3d4:{PATH}") == "name: Prov"
    assert github.git("diff", "--name-only", "main", "anmalan/b7xkq-2c3d4") == PATH
    assert github.labels == {1: ["anmälan"]}
    assert github.git("log", "-1", "--format=%an %ae", "anmalan/b7xkq-2c3d4") == "Bygd bygd@localhost.invalid"


def test_a_picture_is_a_blob_of_its_own(github, forge):
    change = a_change()
    path = f"content/{SITE}/images/{change.key}.webp"
    raw = b"RIFF\xff\xfe\x00WEBP\r\n"
    forge.open(replace(change, files={**change.files, path: new_file(raw)}))
    show = ["git", "-C", str(github.bare), "show", f"{change.branch}:{path}"]
    assert subprocess.run(show, capture_output=True, check=True).stdout == raw
    assert github.git("show", f"{change.branch}:{PATH}") == "name: Prov"


def test_only_content_can_be_changed():
    for path in (
        ".github/workflows/x.yml",
        "content/../x.yaml",
        "content/a/b/../c.yaml",
        "/etc/passwd",
        "content/a/page/x.py",
    ):
        with pytest.raises(ValueError, match="may not change"):
            ChangeSet("k", "t", "b", {path: new_file("")})


STEPS = (
    "GET .*/git/ref/",
    "GET .*/git/commits/",
    "POST .*/git/trees",
    "POST .*/git/commits",
    "POST .*/git/refs",
    "POST .*/pulls",
    "POST .*/labels",
)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("status", [0, 500, 502, 503, 429], ids=["timeout", "500", "502", "503", "429"])
def test_whatever_is_lost_at_whichever_step_there_is_one_pull_request_in_the_end(github, forge, step, late, status):
    """fault-85: GitHub is down, slow, or has done it without saying so."""
    github.faults = [Fault(step, status, late=late)]
    try:
        name = forge.open(a_change())
    except ForgeFault as fault:
        assert not fault.lasting
        name = forge.open(a_change())
    assert [pull["number"] for pull in github.pulls.values()] == [int(name)] == [1]
    assert github.branches() == ["anmalan/b7xkq-2c3d4"]
    assert forge.open(a_change()) == name


@pytest.mark.parametrize("status", [400, 404, 422])
def test_what_github_will_never_take_is_a_lasting_fault(github, forge, status):
    github.faults = [Fault("POST .*/git/trees", status)]
    with pytest.raises(ForgeFault) as caught:
        forge.open(a_change())
    assert caught.value.lasting


def test_a_conflict_is_tried_again(github, forge):
    github.faults = [Fault("POST .*/git/refs", 409)]
    with pytest.raises(ForgeFault) as caught:
        forge.open(a_change())
    assert not caught.value.lasting


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry-after": "120"}, 120),
        (403, {"retry-after": "90"}, 90),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "{soon}"}, 300),
        (429, {}, 60),
    ],
)
def test_a_limit_says_how_long_to_wait(github, forge, status, headers, wait):
    soon = str(int(time.time()) + 300)
    github.faults = [Fault("POST .*/pulls", status, {name: text.format(soon=soon) for name, text in headers.items()})]
    with pytest.raises(ForgeFault) as caught:
        forge.open(a_change())
    assert not caught.value.lasting and abs(caught.value.wait - wait) < 5


def test_a_right_that_is_missing_is_lasting(github, forge):
    github.faults = [Fault("POST .*/git/trees", 403)]
    with pytest.raises(ForgeFault) as caught:
        forge.open(a_change())
    assert caught.value.lasting


def app_key(folder: Path) -> Path:
    key = folder / "app.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    return key


def test_an_app_mints_a_token_for_one_repository_and_again_when_it_is_refused(github, tmp_path):
    """fault-86: the token has expired."""
    token = AppToken("7", "42", app_key(tmp_path), REPOSITORY, github.transport())
    forge = GitHubForge(REPOSITORY, token, github.transport())
    forge.open(a_change())
    minted = [n for n, call in enumerate(github.calls) if "access_tokens" in call]
    assert len(minted) == 1
    wanted = json.loads(github.bodies[minted[0]])
    assert wanted == {"repositories": ["portalen"], "permissions": {"contents": "write", "pull_requests": "write"}}
    github.token = "ghs_en-annan"
    assert forge.open(a_change("c7xkq-2c3d4")) == "2"
    assert sum("access_tokens" in call for call in github.calls) == 2
    forge.client.close()


def test_a_token_that_is_refused_for_good_is_no_loop(github):
    forge = GitHubForge(REPOSITORY, GivenToken("ghs_fel"), github.transport())
    with pytest.raises(ForgeFault, match="401"):
        forge.open(a_change())
    assert len(github.calls) == 2
    forge.client.close()


def test_the_apps_signature_is_one_that_its_public_key_confirms(tmp_path):
    key = app_key(tmp_path)
    head, claims, signature = AppToken("7", "42", key, REPOSITORY)._signed().split(".")
    import base64

    def raw(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    public = tmp_path / "public.pem"
    subprocess.run(["openssl", "rsa", "-in", str(key), "-pubout", "-out", str(public)], check=True, capture_output=True)
    write(tmp_path / "signature", raw(signature))
    verify = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(tmp_path / "signature")]
    subprocess.run(verify, input=f"{head}.{claims}".encode(), check=True, capture_output=True)
    assert json.loads(raw(claims))["iss"] == "7"


def test_a_branch_that_somebody_else_has_made_is_left_alone(github, forge):
    """fault-87: the name is taken, or its pull request was closed meanwhile."""
    github.git("update-ref", "refs/heads/anmalan/b7xkq-2c3d4", "main")
    theirs = github.sha("anmalan/b7xkq-2c3d4")
    forge.open(a_change())
    assert github.sha("anmalan/b7xkq-2c3d4") == theirs
    assert github.branches() == ["anmalan/b7xkq-2c3d4", "anmalan/b7xkq-2c3d4-2"]


def test_main_may_move_on_while_a_proposal_waits(github, forge):
    """fault-88: a change set holds its own files only, on what main is when it is made."""
    forge.open(a_change("b7xkq-2c3d4"))
    forge.open(a_change("c7xkq-2c3d4"))
    for number in (1, 2):
        github.merge(number)
    forge.open(a_change("d7xkq-2c3d4"))
    assert github.git("diff", "--name-only", "main", "anmalan/d7xkq-2c3d4").endswith("d7xkq-2c3d4.yaml")
    github.merge(3)
    assert len(github.git("ls-tree", "-r", "--name-only", "main").split()) == 4


def test_what_officers_decide_is_seen_with_the_reason(github, forge):
    for key in ("b7xkq-2c3d4", "c7xkq-2c3d4", "d7xkq-2c3d4"):
        forge.open(a_change(key))
    github.merge(1)
    github.close(2, "Vi publicerar inte privatpersoner.")
    states = [(forge.state(n).state, forge.state(n).reason) for n in "123"]
    assert states == [("merged", ""), ("closed", "Vi publicerar inte privatpersoner."), ("open", "")]


def test_what_is_taken_back_is_closed_and_its_branch_is_gone(github, forge):
    name = forge.open(a_change())
    forge.withdraw(name, "b7xkq-2c3d4")
    forge.withdraw(name, "b7xkq-2c3d4")
    assert github.pulls[1]["state"] == "closed" and github.branches() == []


DAY = "anmalan/arvidsjaur-2026-11-24"


def test_a_day_can_be_one_pull_request(github, forge):
    keys = ("b7xkq-2c3d4", "c7xkq-2c3d4", "d7xkq-2c3d4")
    assert {forge.open(a_change(key, rolling=DAY)) for key in (*keys, *keys)} == {"1"}
    assert len(github.git("rev-list", f"main..{DAY}").split()) == 3
    assert all(github.pulls[1]["body"].count(f"`{key}`") == 1 for key in keys)


@pytest.mark.parametrize("decide", [FakeGitHub.merge, FakeGitHub.close], ids=["merged", "closed"])
def test_when_the_days_pull_request_is_decided_the_next_one_begins(github, forge, decide):
    forge.open(a_change(rolling=DAY))
    decide(github, 1)
    assert forge.open(a_change("c7xkq-2c3d4", rolling=DAY)) == "2"
    assert github.pulls[2]["branch"] == f"{DAY}-2"


@pytest.mark.parametrize("step", ["POST .*/git/refs", "PATCH .*/git/refs", "POST .*/pulls", "PATCH .*/pulls"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_lost_answer_does_not_double_an_entry_of_the_day(github, forge, step, late):
    if step.startswith("PATCH"):
        forge.open(a_change("c7xkq-2c3d4", rolling=DAY))
    github.faults = [Fault(step, 0, late=late)]
    for _ in range(2):
        try:
            forge.open(a_change(rolling=DAY))
        except ForgeFault:
            continue
    assert len(github.pulls) == 1
    log = github.git("log", "--format=%B", f"main..{DAY}")
    assert log.count("Kvitto: b7xkq-2c3d4") == 1 and github.pulls[1]["body"].count("`b7xkq-2c3d4`") == 1


@dataclass
class Behind:
    github: FakeGitHub
    way: Way


@pytest.fixture
def behind(github, forge, tmp_path) -> Behind:
    return Behind(github, way(tmp_path / "way", forge=forge))


def test_while_github_is_down_people_get_their_receipts_and_nothing_is_lost(behind):
    github, here = behind.github, behind.way
    github.faults = [Fault(".", 503, times=10_000)]
    receipts = [here.receipt("event", {**EVENT, "name": f"Dans {n}"}) for n in range(8)]
    for _ in range(20):
        here.worker.open_all()
        here.clock.move(seconds=30)
    assert github.pulls == {}
    assert len(github.calls) < 40, "it is left alone after a few failures"
    github.faults = []
    here.clock.move(hours=1)
    here.worker.open_all()
    assert len(github.pulls) == 8
    assert {here.journal.find(receipt).status for receipt in receipts} == {"opened"}


def test_a_whole_firm_on_github_is_by_the_contract_and_holds_nothing_private(behind):
    receipt = behind.way.receipt("company", COMPANY)
    behind.way.worker.open_all()
    pull = behind.github.pulls[1]
    assert receipt in pull["body"] and "Björkviks Snickeri" in pull["title"]
    sent = "\n".join(behind.github.bodies)
    assert "HEMLIG" not in sent and "agaren@" not in sent and "070-174" not in sent


def test_a_timeout_of_the_connection_is_a_fault_to_try_again(github):
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    forge = GitHubForge(REPOSITORY, GivenToken(TOKEN), httpx.MockTransport(nobody))
    with pytest.raises(ForgeFault) as caught:
        forge.open(a_change())
    assert not caught.value.lasting
    forge.client.close()
