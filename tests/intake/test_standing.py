"""One comment and one issue, kept up to date in place; what others have written is never written over."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from generator.intake.forge import ForgeFault
from generator.intake.forge.forgejo import ForgejoForge
from generator.intake.forge.github import GitHubForge, Repository
from generator.intake.forge.local import LocalForge
from generator.intake.forge.standing import LONGEST, keep_comment, keep_issue
from generator.intake.forge.token import GivenToken
from tests.intake.fake_github import API, TOKEN, FakeGitHub, Fault
from tests.intake.way import git
from tests.tiny import run, write

MARKED = "<!-- bygd: forslag -->\n"


@pytest.fixture
def github(tmp_path):
    return FakeGitHub(tmp_path / "bare")


@pytest.fixture
def forge(github):
    made = GitHubForge(Repository("kommunen", "portalen", api=API), GivenToken(TOKEN), github.transport())
    yield made
    made.client.close()


def test_a_comment_is_left_once_and_then_changed_in_place(github, forge):
    for text in ("Ett fel.", "Inga fel.", "Inga fel."):
        keep_comment(forge, "7", "forslag", text)
    assert [one["body"] for one in github.comments[7]] == [MARKED + "Inga fel."]
    assert sum(call.startswith("PATCH") for call in github.calls) == 1, "what is the same is not written again"


def test_a_comment_of_somebody_else_with_our_mark_is_left_alone(github, forge):
    github.comments[7] = [{"id": 1, "login": "någon", "body": MARKED + "Lita på mig.", "author_association": "NONE"}]
    keep_comment(forge, "7", "forslag", "Ett fel.")
    assert [one["body"] for one in github.comments[7]] == [MARKED + "Lita på mig.", MARKED + "Ett fel."]


def test_our_comment_is_found_after_a_long_talk(github, forge):
    github.comments[7] = [{"id": n, "login": "någon", "body": f"{n}", "author_association": "NONE"} for n in range(130)]
    keep_comment(forge, "7", "forslag", "Ett fel.")
    keep_comment(forge, "7", "forslag", "Inga fel.")
    assert len(github.comments[7]) == 131 and github.comments[7][-1]["body"] == MARKED + "Inga fel."


def test_a_text_that_the_forge_would_refuse_is_cut_at_a_line(github, forge):
    keep_comment(forge, "7", "forslag", "åäö\n" * 20_000)
    body = github.comments[7][0]["body"]
    assert len(body.encode()) <= LONGEST + 50 and body.endswith("åäö\n\n…")


def test_an_issue_is_opened_rewritten_closed_and_opened_anew(github, forge):
    for text in ("- [ ] ett", "- [ ] två", "", "", "- [ ] tre"):
        keep_issue(forge, "Att se över", "oversikt", text)
    assert [(one["state"], one["body"][-3:]) for one in github.issues] == [("closed", "två"), ("open", "tre")]
    assert github.issues[1]["title"] == "Att se över"


def test_a_forge_that_says_no_is_a_fault(github, forge):
    github.faults = [Fault("POST .*/comments", 403)]
    with pytest.raises(ForgeFault):
        keep_comment(forge, "7", "forslag", "Ett fel.")


def test_forgejo_is_asked_on_the_same_paths():
    kept: list[dict[str, Any]] = [{"id": 9, "user": {"login": "någon"}, "body": MARKED}]

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/repos/kommunen/portalen")
        match request.method, path:
            case "GET", "/issues/7/comments":
                return httpx.Response(200, json=kept)
            case "POST", "/issues/7/comments":
                kept.append({"id": 10, "user": {"login": "forgejo-actions"}, **json.loads(request.content)})
                return httpx.Response(201, json=kept[-1])
            case "PATCH", "/issues/comments/10":
                kept[-1].update(json.loads(request.content))
                return httpx.Response(200, json=kept[-1])
        raise AssertionError(f"{request.method} {path}")

    repository = Repository("kommunen", "portalen", api="https://git.example.com")
    made = ForgejoForge(repository, GivenToken("nyckel"), httpx.MockTransport(answer))
    for text in ("Ett fel.", "Inga fel."):
        keep_comment(made, "7", "forslag", text)
    assert [one["body"] for one in kept] == [MARKED, MARKED + "Inga fel."]
    made.client.close()


def test_locally_the_text_stands_in_the_folder_of_git(tmp_path):
    git(tmp_path, "init", "-q")
    keep_comment(LocalForge(tmp_path), "7", "forslag", "Ett fel.")
    keep_issue(LocalForge(tmp_path), "Att se över", "oversikt", "- [ ] ett")
    assert (tmp_path / ".git/bygd/7-forslag.md").read_text("utf-8") == MARKED + "Ett fel."
    keep_issue(LocalForge(tmp_path), "Att se över", "oversikt", "")
    assert [path.name for path in (tmp_path / ".git/bygd").iterdir()] == ["7-forslag.md"]


def test_the_command_reads_a_file_or_what_it_is_fed_and_says_what_it_lacks(tmp_path):
    git(tmp_path, "init", "-q")
    file = write(tmp_path / "told.md", "Ett fel.")
    assert run("comment", "7", "--file", file, "--root", tmp_path).code == 0
    assert run("comment", "8", "--root", tmp_path, input="Två fel.".encode()).code == 0
    assert (tmp_path / ".git/bygd/8-forslag.md").read_text("utf-8") == MARKED + "Två fel."
    ran = run("comment", "7", "--file", tmp_path / "borta.md", "--root", tmp_path)
    assert ran.code == 2 and "borta.md finns inte" in ran.err
    ran = run("issue", "Att se över", "--root", tmp_path / "told.md", input=b"x")
    assert ran.code == 2 and "finns inte" in ran.err


def test_a_folder_without_git_and_a_token_that_is_missing_are_told_in_a_sentence(tmp_path):
    ran = run("comment", "7", "--root", tmp_path, input=b"x")
    assert ran.code == 3 and ran.err.startswith("Texten kunde inte lämnas: ")
    wanted = {"BYGD_FORGE": "github", "BYGD_REPOSITORY": "kommunen/portalen"}
    from tests.tiny import environment

    ran = run("comment", "7", "--root", tmp_path, input=b"x", env=environment(**wanted))
    assert ran.code == 2 and "BYGD_FORGE_TOKEN saknas" in ran.err
