"""Git is asked which files differ, and what stood in them; a proposal comes in as facts, and never as a program."""

from __future__ import annotations

import os

import pytest

from generator.changes.revision import Changed, base_of, changed, commit_of, export, left_behind, take
from generator.stop import Stop
from tests.changes.given import change, commit, repository
from tests.intake.way import git, under_git
from tests.tiny import run, write, write_repository

FIRM = "content/arvidsjaur/company/firma-001.yaml"


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path)


def reason(call, *args):
    with pytest.raises(Stop) as stopped:
        call(*args)
    return stopped.value.reason


def test_changed_removed_renamed_and_new_files_are_told_apart(root):
    change(root, FIRM, "0980-319 201", "0980-319 202")
    (root / "content/arvidsjaur/offer/soker-ved.yaml").unlink()
    git(root, "mv", "content/arvidsjaur/company/firma-002.yaml", "content/arvidsjaur/company/två.yaml")
    write(root / "content/arvidsjaur/page/ny sida.yaml", "title: Ny\n")
    firms = "content/arvidsjaur/company"
    assert changed(root, "HEAD") == (
        Changed("", "content/arvidsjaur/page/ny sida.yaml"),
        Changed(FIRM, FIRM),
        Changed(f"{firms}/firma-002.yaml", f"{firms}/två.yaml"),
        Changed("content/arvidsjaur/offer/soker-ved.yaml", ""),
    )


def test_paths_are_counted_from_the_portals_folder_wherever_it_lies(tmp_path):
    root = write_repository(tmp_path / "mono/portal")
    write(tmp_path / "mono/annat.txt", "x")
    under_git(tmp_path / "mono")
    change(root, FIRM, "0980-319 201", "0980-319 202")
    write(tmp_path / "mono/annat.txt", "y")
    assert changed(root, "HEAD") == (Changed(FIRM, FIRM),)
    export(root, "HEAD", tmp_path / "ut")
    assert "0980-319 201" in (tmp_path / "ut" / FIRM).read_text("utf-8")


def test_what_is_compared_with_is_where_the_two_parted(root):
    parted = commit_of(root, "HEAD")
    write(root / "ett.txt", "ett")
    commit(root, "forslag")
    git(root, "switch", "-q", "main")
    write(root / "annat.txt", "annat")
    later = commit(root)
    assert base_of(root, "forslag") == parted and base_of(root, later) == later


@pytest.mark.parametrize("revision", ["borta", "--output=x", "", "HEAD:content", "a b"])
def test_a_revision_that_is_not_there_is_told(root, revision):
    assert reason(commit_of, root, revision) == "no-revision"


def test_a_folder_without_git_is_told(tmp_path):
    assert reason(commit_of, tmp_path, "HEAD") == "no-git"
    ran = run("check", "--since", "main", "--root", tmp_path)
    assert ran.code == 2 and "ingen historik i git" in ran.err


def test_only_ordinary_files_are_written_out(root, tmp_path):
    os.symlink("/etc/passwd", root / "content/arvidsjaur/page/lank.yaml")
    write(root / ".gitattributes", "*.yaml export-ignore\n")
    commit(root)
    export(root, "HEAD", tmp_path / "ut")
    written = {path.relative_to(tmp_path / "ut").as_posix() for path in (tmp_path / "ut").rglob("*") if path.is_file()}
    assert FIRM in written and not any("lank" in path for path in written) and ".gitattributes" not in written


def a_proposal(root):
    """A proposal that changes a fact, the program and a template, and lays a link."""
    change(root, FIRM, "0980-319 201", "0980-319 202")
    (root / "content/arvidsjaur/offer/soker-ved.yaml").unlink()
    write(root / "content/arvidsjaur/page/ny.yaml", "title: Ny\nbody: Ny.\nlanguage: sv\n")
    write(root / "generator/portal.py", "raise SystemExit\n")
    write(root / "sites/region/templates/home.html", "{{ fara }}")
    os.symlink("/etc/passwd", root / "content/arvidsjaur/page/lank.yaml")
    made = commit(root, "forslag")
    git(root, "switch", "-q", "main")
    return made


def test_a_proposals_facts_are_taken_in_and_its_program_is_not(root):
    made = a_proposal(root)
    assert "content/arvidsjaur/page/ny.yaml" in take(root, made)
    assert "0980-319 202" in (root / FIRM).read_text("utf-8")
    assert not (root / "content/arvidsjaur/offer/soker-ved.yaml").exists()
    assert not (root / "generator").exists() and not (root / "sites/region/templates").exists()
    link = root / "content/arvidsjaur/page/lank.yaml"
    assert not link.is_symlink() and link.read_text("utf-8") == "/etc/passwd"
    assert left_behind(root, made) == ("generator/portal.py", "sites/region/templates/home.html")


def test_what_has_happened_on_the_main_branch_since_is_kept(root):
    made = a_proposal(root)
    change(root, "content/asele/company/hantverk.yaml", "Vi slöjdar.", "Vi täljer.")
    commit(root)
    take(root, made)
    assert "täljer" in (root / "content/asele/company/hantverk.yaml").read_text("utf-8")
    assert "content/asele/company/hantverk.yaml" not in {one.after for one in changed(root, "HEAD")}


def test_a_conflict_is_told_by_the_file(root):
    made = a_proposal(root)
    change(root, FIRM, "0980-319 201", "0980-319 209")
    commit(root)
    ran = run("take", made, "--root", root)
    assert ran.code == 2 and f"också har ändrats på huvudgrenen: {FIRM}" in ran.err
    assert "0980-319 209" in (root / FIRM).read_text("utf-8")


def test_work_that_is_not_committed_is_not_written_over(root):
    made = a_proposal(root)
    change(root, FIRM, "0980-319 201", "0980-319 209")
    assert reason(take, root, made) == "not-committed"
    assert "0980-319 209" in (root / FIRM).read_text("utf-8")


def test_a_history_of_its_own_is_no_proposal(root):
    git(root, "switch", "-q", "--orphan", "annan")
    made = commit(root)
    git(root, "switch", "-q", "main")
    assert reason(take, root, made) == "no-common-history"
