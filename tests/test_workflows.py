"""The workflows of both forges: one definition, safe, and their steps run here against a real repository."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.workflows import FORGEJO, GITHUB, OWN, PACKAGE, workflows
from tests.changes.given import change, commit, repository
from tests.intake.way import git
from tests.tiny import PROGRAM, add, environment, write

OURS, THEIRS = dict(workflows(OWN)), dict(workflows(PACKAGE))
NAMES = ("calendars.yml", "production.yml", "proposal.yml", "reports.yml")
PROPOSALS = Path(__file__).with_name("proposals")
NUMBER = "7"
MIDDAY = "1795518000"
"""24 November 2026, as SOURCE_DATE_EPOCH."""


def jobs(text: str) -> dict[str, Any]:
    return yaml.safe_load(text)["jobs"]


def test_the_repositorys_own_are_what_the_definition_says():
    for path, text in OURS.items():
        assert (PROGRAM / path).read_text("utf-8") == text, "run `make docs`"
    assert not re.search(r"@[A-Z_]+@", "".join([*OURS.values(), *THEIRS.values()])), "nothing is left to fill in"
    assert {path.rpartition("/")[2] for path in OURS} == set(NAMES) and len(OURS) == 2 * len(NAMES)


@pytest.mark.parametrize("made", [OURS, THEIRS], ids=["own", "package"])
@pytest.mark.parametrize("forge", [GITHUB, FORGEJO], ids=["github", "forgejo"])
def test_zizmor_has_nothing_to_say(made, forge, tmp_path):
    """Offline, and as strict as it can be. It looks for GitHub's folder only."""
    for path, text in made.items():
        if path.startswith(forge.folder):
            write(tmp_path / ".github/workflows" / path.rpartition("/")[2], text)
    assert zizmor(tmp_path / ".github/workflows") == []


def test_zizmor_has_nothing_to_say_about_any_workflow_of_the_repository():
    assert zizmor(PROGRAM / ".github/workflows") == []


def test_zizmor_would_say_something(tmp_path):
    text = (
        OURS[".github/workflows/reports.yml"].replace("permissions: {}\n", "").replace("persist-credentials", "clean")
    )
    write(tmp_path / ".github/workflows/reports.yml", text)
    assert zizmor(tmp_path / ".github/workflows")


def zizmor(folder: Path) -> list[Any]:
    program = Path(sys.executable).with_name("zizmor")
    command = [program, "--offline", "--no-progress", "--persona", "pedantic", "--format", "json", folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("path", [*OURS, ".github/workflows/intake.yml"])
def test_rights_are_given_job_by_job_and_actions_by_their_hash(path):
    text = (PROGRAM / path).read_text("utf-8")
    whole = yaml.safe_load(text)
    assert whole["permissions"] == {}
    for job in whole["jobs"].values():
        assert job["permissions"] and job["timeout-minutes"] <= 20
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}"))
            assert "${{" not in step.get("run", ""), "what others write reaches a shell as a variable only"


@pytest.mark.parametrize("path", [path for path in OURS if path.endswith("proposal.yml")])
def test_what_reads_a_proposal_has_neither_secrets_nor_rights_and_runs_the_base_branch(path):
    for job in jobs(OURS[path]).values():
        reads = any("refs/pull/" in str(step.get("with", {}).get("ref", "")) for step in job["steps"])
        if reads:
            assert job["permissions"] == {"contents": "read"}
            assert not re.search(r"secrets\.|github\.token", yaml.safe_dump(job))
            steps = [step.get("name", "") for step in job["steps"]]
            assert steps.index("Huvudgrenens program") < steps.index("Installera")
        else:
            assert job["permissions"]["pull-requests"] == "write"
            assert job["steps"][0]["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


# The steps themselves


@dataclass
class Runner:
    """A machine that a job runs on: a clone of the repository, a folder for passing things, and `bygd`."""

    work: Path
    temp: Path
    known: Mapping[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    said: str = ""

    def run(self, job: Mapping[str, Any], **overruled: str) -> bool:
        """The steps of a job in order, but for what fetches and installs; whether all went well."""
        for step in job["steps"]:
            if "run" not in step or step.get("name") in ("Python", "Installera", "Publicera på egen server"):
                continue
            given = {name: self.filled(str(value)) for name, value in step.get("env", {}).items()}
            if not self.step(step, {**given, **overruled}):
                return False
        return True

    def step(self, step: Mapping[str, Any], given: Mapping[str, str]) -> bool:
        output = write(self.temp / "output", "")
        around = {
            "PATH": f"{self.temp}:/usr/bin:/bin",
            "SOURCE_DATE_EPOCH": MIDDAY,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
        }
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=self.work, env={**environment(), **around, **given},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        self.said += done.stdout + done.stderr
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        self.outputs[step.get("id", "")] = {name: value for name, _, value in pairs}
        return done.returncode == 0

    def filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: self.known[match[1]], text)

    def output_of(self, job: Mapping[str, Any], name: str) -> str:
        """As the forge does: the first of `steps.x.outputs.y || steps.z.outputs.y` that is there."""
        asked = re.findall(r"steps\.(\w+)\.outputs\.(\w+)", job["outputs"][name])
        return next((found for step, one in asked if (found := self.outputs.get(step, {}).get(one, ""))), "")

    @property
    def comment(self) -> str:
        return base64.b64decode(self.output_of(PROPOSAL["read"], "comment")).decode()


PROPOSAL = jobs(OURS[".github/workflows/proposal.yml"])
OF_A_FORGE = {
    "github.api_url": "",
    "github.repository": "kommunen/portalen",
    "github.token": "",
    "vars.BYGD_PREVIEWS": "arvidsjaur=https://forslag-NUMMER.example.com",
    "github.event.pull_request.number": NUMBER,
}


def a_machine(folder: Path, origin: Path, **known: str) -> Runner:
    git(folder, "clone", "-q", str(origin), "work")
    bygd = write(folder / "temp/bygd", f'#!/bin/sh\nexec {sys.executable} -P -m generator "$@"\n')
    bygd.chmod(0o755)
    return Runner(folder / "work", folder / "temp", {**OF_A_FORGE, **known})


def proposed(
    folder: Path,
    make: Callable[[Path], None],
    meanwhile: Callable[[Path], None] = lambda root: None,
    before: Callable[[Path], None] = lambda root: None,
) -> Runner:
    """A machine that has fetched a proposal, as the first step of its job does."""
    origin = repository(folder)
    before(origin)
    commit(origin)
    git(origin, "switch", "-q", "-c", "forslag")
    make(origin)
    head = commit(origin)
    git(origin, "update-ref", f"refs/pull/{NUMBER}/head", head)
    git(origin, "switch", "-q", "main")
    meanwhile(origin)
    base = commit(origin)
    known = {"github.event.pull_request.head.sha": head, "github.event.pull_request.base.sha": base}
    machine = a_machine(folder, origin, **known)
    git(machine.work, "fetch", "-q", "origin", f"refs/pull/{NUMBER}/head")
    git(machine.work, "checkout", "-q", "--detach", "FETCH_HEAD")
    return machine


FIRM = "content/arvidsjaur/company/firma-001.yaml"


def good(root: Path) -> None:
    change(root, FIRM, "0980-319 201", "0980-319 202")


def bad(root: Path) -> None:
    change(root, FIRM, "0980-319 201", "ring oss")
    (root / "content/arvidsjaur/company/firma-002.yaml").unlink()


def hostile(root: Path) -> None:
    """Reaches for the shell, the comment, the program and the machine's files."""
    change(root, FIRM, "name: Firma 001", "name: '$(touch fara) @alla <!-- bygd: forslag --> ```'")
    write(root / "generator/__init__.py", "raise SystemExit(1)\n")
    write(root / "sites/arvidsjaur/templates/home.html", "{{ cycler.__init__.__globals__.os.environ }}\n")
    write(root / "sites/arvidsjaur/templates/@alla<!--.html", "x")
    (root / "content/arvidsjaur/page/lank.yaml").symlink_to("/etc/passwd")


def faraway(root: Path) -> None:
    change(root, "content/asele/company/hantverk.yaml", "Vi slöjdar.", "Vi täljer.")


CASES = {"good": (good, True), "bad": (bad, False), "hostile": (hostile, False)}


@pytest.mark.parametrize("name", CASES)
def test_a_proposal_gets_its_comment(name, tmp_path):
    make, is_sound = CASES[name]
    machine = proposed(tmp_path, make, faraway)
    assert machine.run(PROPOSAL["read"]) is is_sound, machine.said
    assert machine.comment == (PROPOSALS / f"{name}.md").read_text("utf-8")
    assert "Traceback" not in machine.said and "root:x:" not in machine.said + machine.comment
    assert not (machine.work / "fara").exists(), "what is written in a record reaches no shell"
    assert (machine.temp / "summary.md").read_text("utf-8") == machine.comment
    assert json.loads(machine.output_of(PROPOSAL["read"], "sites")) == ["arvidsjaur", "region"]


def test_faults_stand_at_their_lines(tmp_path):
    machine = proposed(tmp_path, bad)
    machine.run(PROPOSAL["read"])
    assert f"::error file={FIRM},line=8,title=bad-phone::" in machine.said


def test_a_proposal_that_can_not_be_merged_is_told_in_a_sentence(tmp_path):
    def theirs(root: Path) -> None:
        change(root, FIRM, "0980-319 201", "0980-319 209")

    machine = proposed(tmp_path, good, theirs)
    assert not machine.run(PROPOSAL["read"])
    assert machine.comment.startswith(f"Förslaget ändrar något som också har ändrats på huvudgrenen: {FIRM}. Slå ihop")
    assert machine.output_of(PROPOSAL["read"], "sites") == "", "nothing is built"


def test_the_comment_is_left_by_a_job_that_has_only_its_text(tmp_path):
    machine = proposed(tmp_path, good)
    assert machine.run(PROPOSAL["read"])
    told = machine.output_of(PROPOSAL["read"], "comment")
    machine.known = {**machine.known, "needs.read.outputs.comment": told}
    for _ in range(2):
        assert machine.run(PROPOSAL["say"], BYGD_FORGE="local"), machine.said
    left = machine.work / ".git/bygd" / f"{NUMBER}-forslag.md"
    assert left.read_text("utf-8") == "<!-- bygd: forslag -->\n" + machine.comment
    assert len(told) < 128_000, "the most that one variable may hold"


MAY_REMOVE = "contains(github.event.pull_request.labels.*.name, 'får ta bort') && '--allow-removals' || ''"
"""The expression of the label by which somebody has said that much may go."""


def sweeping(root: Path) -> None:
    for number in range(5):
        (root / f"content/arvidsjaur/page/sida-{number}.yaml").unlink()


@pytest.mark.slow
def test_a_proposal_that_takes_very_much_away_is_stopped_until_it_has_a_label(tmp_path):
    """fault-119"""

    def with_pages(root: Path) -> None:
        for number in range(5):
            add(root, "page", f"sida-{number}.yaml", f"title: Sida {number}\nbody: Text.\nlanguage: sv\n")

    for label, is_let_through in (("", False), ("--allow-removals", True)):
        (folder := tmp_path / f"med{label}").mkdir()
        machine = proposed(folder, sweeping, before=with_pages)
        machine.known = {**machine.known, "matrix.site": "arvidsjaur", MAY_REMOVE: label}
        assert machine.run(PROPOSAL["build"]) is is_let_through, machine.said
        assert ("[records-vanish]" in machine.said) is not is_let_through
    assert "labeled" in yaml.safe_load(OURS[".github/workflows/proposal.yml"])[True]["pull_request"]["types"]


@pytest.mark.slow
def test_a_site_that_is_touched_is_built_from_the_proposal(tmp_path):
    machine = proposed(tmp_path, good)
    machine.known = {**machine.known, "matrix.site": "region", MAY_REMOVE: ""}
    assert machine.run(PROPOSAL["build"]), machine.said
    assert "0980-319 202" in (machine.work / "dist/region/foretag/firma-001/index.html").read_text("utf-8")


def test_production_builds_what_the_push_touches_and_all_where_nobody_knows(tmp_path):
    origin = repository(tmp_path)
    before = git(origin, "rev-parse", "HEAD")
    faraway(origin)
    commit(origin)
    which = jobs(OURS[".github/workflows/production.yml"])["which"]
    for said, sites in ((before, ["asele"]), ("", ["arvidsjaur", "asele", "region"]), ("0" * 40, None)):
        (folder := tmp_path / f"machine-{said[:3]}").mkdir()
        machine = a_machine(folder, origin, **{"github.event.before": said})
        assert machine.run(which), machine.said
        assert json.loads(machine.output_of(which, "sites")) == (sites or ["arvidsjaur", "asele", "region"])


def test_the_weeks_report_is_kept_in_one_issue(tmp_path):
    origin = repository(tmp_path)
    add(origin, "company", "gammal.yaml", (origin / FIRM).read_text("utf-8").replace("2026-10-01", "2020-01-01"))
    commit(origin)
    machine = a_machine(tmp_path, origin)
    assert machine.run(jobs(OURS[".github/workflows/reports.yml"])["report"], BYGD_FORGE="local"), machine.said
    told = (machine.work / ".git/bygd/oversikt.md").read_text("utf-8")
    assert told.startswith("<!-- bygd: oversikt -->\n## Inte kontrollerat på länge") and "gammal.yaml" in told


@pytest.mark.parametrize("name", NAMES)
def test_the_two_forges_run_the_same_steps(name):
    ours, theirs = (
        {step["run"] for job in jobs(OURS[f"{forge.folder}/{name}"]).values() for step in job["steps"] if "run" in step}
        for forge in (GITHUB, FORGEJO)
    )
    differing = {step for step in ours ^ theirs if "venv" not in step and "check --since" not in step}
    assert differing == set()
