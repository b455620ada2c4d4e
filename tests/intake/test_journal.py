"""Nothing valid is lost and nothing is doubled, whenever the receiver is killed; what is erased is gone."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time

import httpx

from generator.intake.journal import PRIVATE_KEPT, Journal
from generator.stop import Exit
from tests.intake.served import branches, prepare
from tests.intake.way import COMPANY, EVENT, fields, git, receipt_in, way
from tests.tiny import PROGRAM, SITE, environment, run

STEP_BY_STEP = """
import os, signal, sys
sys.path.insert(0, {program!r})
from pathlib import Path
from generator.intake import worker as module
from generator.intake.desk import Desk
from generator.intake.forge.local import LocalForge
from generator.intake.journal import Journal
from tests.intake.way import KEYS, Clock

steps = int(sys.argv[1])
def counted(function):
    def call(*args, **options):
        global steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **options)
    return call

LocalForge._git = counted(LocalForge._git)
Journal.set_status = counted(Journal.set_status)
root = Path({root!r})
clock = Clock()
clock.move(days=1)
worker = module.Worker(Journal(Path({journal!r})), Desk(root, clock), LocalForge(root), KEYS, clock, print)
worker.open_all()
"""


def test_killed_between_any_two_steps_to_the_forge_each_submission_is_one_entry(tmp_path):
    """The worker is killed after each of its steps in turn; another goes on where it was."""
    here = way(tmp_path)
    program = STEP_BY_STEP.format(program=str(PROGRAM), root=str(here.root), journal=str(here.journal.path))
    receipts = [here.receipt("event", {**EVENT, "name": f"Dans {n}"}) for n in range(6)]
    for steps in (0, 3, 6, 8, 9, 10, 11, 12):
        done = subprocess.run(
            [sys.executable, "-c", program, str(steps)], env=environment(), check=False, capture_output=True
        )
        assert done.returncode == -signal.SIGKILL, done.stderr
    here.worker.open_all()
    assert sorted(here.branches()) == sorted(f"anmalan/{receipt}" for receipt in receipts)
    for receipt in receipts:
        added = git(here.root, "log", "--format=%H", "--name-only", f"main..anmalan/{receipt}")
        assert added.count(f"{receipt}.yaml") == 1


def test_killed_while_forms_arrive_no_receipt_is_lost_and_a_repeat_is_no_second_entry(tmp_path):
    """The real process, killed again and again between sending and answering."""
    served = prepare(tmp_path, "--per-hour", "1000", "--per-day", "1000")
    dice = random.Random(3)
    process = served.start()
    receipts: dict[int, str] = {}
    headers = {"Origin": served.address}
    try:
        path = f"{served.address}/intake/{SITE}/event"
        pages = [httpx.post(path, data={**EVENT, "name": f"Dans {n}"}, headers=headers, timeout=30) for n in range(9)]
        time.sleep(3.1)
        for number, looked in enumerate(pages):
            sent = fields(looked.text)
            for attempt in range(5):
                try:
                    if attempt == 0 and number % 3 == 0:
                        # The answer is not waited for: the process is killed while it works.
                        with httpx.Client(timeout=dice.uniform(0.005, 0.08)) as hasty:
                            hasty.post(path, data=sent, headers=headers)
                    done = httpx.post(path, data=sent, headers=headers, timeout=30)
                    receipts[number] = receipt_in(done.text)
                    break
                except httpx.TransportError:
                    process.kill()
                    process.wait()
                    process.stderr.close()
                    process = served.start()
        assert len(set(receipts.values())) == 9
        found = branches(served.root, 9)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    assert sorted(found) == sorted(f"anmalan/{receipt}" for receipt in receipts.values())


def test_what_is_erased_leaves_no_trace_on_the_disk(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("company", {**COMPANY, "name": "Spårlösa AB"})
    here.worker.open_all()
    assert b"Sp\xc3\xa5rl\xc3\xb6sa" in b"".join(file.read_bytes() for file in here.journal.path.parent.iterdir())
    here.worker.withdraw(here.journal.find(receipt))
    assert here.journal.erase(receipt, 0)
    for file in here.journal.path.parent.iterdir():
        assert "Spårlösa".encode() not in file.read_bytes(), file
    assert here.branches() == []
    assert here.journal.find(receipt).status == "erased"


def test_the_command_erases_by_the_receipt(tmp_path):
    served = prepare(tmp_path)
    here = way(tmp_path / "way")
    receipt = here.receipt("event", EVENT)
    state = here.journal.path.parent
    done = run("intake", "erase", receipt, "--state", state, "--root", here.root, env=served.env)
    assert (done.code, done.out.strip()) == (Exit.DONE, receipt)
    assert here.journal.find(receipt).status == "erased"
    again = run("intake", "erase", "bbbbb-bbbbb", "--state", state, "--root", here.root, env=served.env)
    assert again.code == Exit.USAGE and "bbbbb-bbbbb" in again.err


def test_private_answers_are_let_go_when_their_time_is_over(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("company", COMPANY)
    here.worker.open_all()
    git(here.root, "merge", "-q", f"anmalan/{receipt}")
    here.worker.follow_up()
    now = here.clock().timestamp()
    assert here.journal.prune(now + PRIVATE_KEPT - 60) == 0
    assert here.journal.prune(now + PRIVATE_KEPT + 60) == 1
    kept = here.journal.find(receipt)
    assert kept.sealed == b"" and kept.answers["name"] == (COMPANY["name"],)


def test_what_waits_is_never_pruned(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("company", COMPANY)
    here.journal.prune(here.clock().timestamp() * 2)
    assert here.journal.find(receipt).sealed


def test_every_transaction_is_synced_before_it_is_answered(tmp_path):
    with Journal(tmp_path / "j.sqlite")._open() as file:
        assert file.execute("PRAGMA synchronous").fetchone() == (2,)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (tmp_path / "j.sqlite").stat().st_mode & 0o077 == 0


def test_a_journal_that_cannot_be_written_closes_the_form_and_gives_the_answers_back(tmp_path, monkeypatch):
    here = way(tmp_path)

    def full(*args, **options):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Journal, "take", full)
    told = here.send("event", EVENT)
    assert told.status_code == 503 and EVENT["name"] in told.text and "0980-319 210" in told.text


def test_a_fault_of_ours_is_a_page_with_a_number_to_call_and_its_words_go_nowhere(tmp_path, monkeypatch):
    here = way(tmp_path)

    def broken(*args, **options):
        raise RuntimeError(f"{EVENT['name']} gick sönder")

    monkeypatch.setattr("generator.intake.receiver.faults", broken)
    told = here.post("event", EVENT)
    assert told.status_code == 503 and EVENT["name"] in told.text and "0980-319 210" in told.text
    assert here.said == ["RuntimeError"]


def test_a_reader_of_the_whole_history_finds_nothing_private(tmp_path):
    here = way(tmp_path)
    receipts = [here.receipt(form, answers) for form, answers in (
        ("company", COMPANY),
        ("event", {**EVENT, "submitter_email": "HEMLIG@example.com"}),
        ("correction", {"record": "/foretag/firma-001/", "wrong": "x", "submitter_phone": "070-174 06 07"}),
    )]  # fmt: skip
    here.worker.open_all()
    for receipt in receipts:
        git(here.root, "merge", "-q", "--no-edit", f"anmalan/{receipt}")
    history = git(here.root, "log", "-p", "--all", "--format=fuller")
    described = "".join(path.read_text("utf-8") for path in (here.root / ".git/bygd").iterdir())
    assert receipts[0] in history and "Björkviks Snickeri" in history
    for secret in ("HEMLIG-avsandare", "HEMLIG@", "agaren@", "070-174"):
        assert secret not in history + described + "".join(here.said)


def test_the_key_must_be_the_owners_alone_and_outside_the_repository(tmp_path):
    served = prepare(tmp_path)
    ask = ("intake", "open", "--state", served.state, "--root", served.root)
    key = tmp_path / "key"
    key.chmod(0o644)
    assert "chmod 600" in run(*ask, env=served.env).err
    inside = served.root / "key"
    inside.write_text("07" * 32, "ascii")
    assert "ligger i förrådet" in run(*ask, env={**served.env, "BYGD_INTAKE_KEY": str(inside)}).err
    assert run(*ask, env=environment()).code == Exit.USAGE
