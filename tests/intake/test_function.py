"""The function on Netlify: a pipe to the receiver, or an event from which a workflow opens the proposal."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import yaml

from generator.intake.dispatch import open_event
from generator.intake.forge.local import LocalForge
from generator.intake.keys import make_key
from generator.stop import Stop
from tests.intake.served import free_port, prepare, serving
from tests.intake.test_receiver import solve
from tests.intake.way import COMPANY, git, under_git
from tests.test_picture import photo
from tests.tiny import NOW, PROGRAM, SITE, environment, run, write, write_repository

HOST = Path(__file__).with_name("function_host.mjs")
OURS = {"BYGD_FORGE_TOKEN": "hemlig-nyckel", "BYGD_FORM_SECRET": "formulärets", "BYGD_REPOSITORY": "kommunen/portalen"}


def with_library(folder: Path) -> Path:
    """A copy of the function beside the library that seals, as a build with a key has it; the copy's host."""
    for path in ("netlify/functions/submit.mjs", "tests/intake/function_host.mjs"):
        write(folder / path, (PROGRAM / path).read_bytes())
    (folder / "netlify/node_modules").symlink_to(PROGRAM / "tests/node_modules")
    return folder / "tests/intake/function_host.mjs"


@contextmanager
def function(host: Path = HOST, **variables: str) -> Iterator[str]:
    """The address of the function, in a process with these variables."""
    port = free_port()
    env = environment(**variables)
    process = subprocess.Popen(["node", str(host), str(port)], env=env, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"ready\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


class _GitHub(BaseHTTPRequestHandler):
    events: list[tuple[str, str, bytes]]
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.events.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def github() -> Iterator[tuple[str, type[_GitHub]]]:
    handler = type("GitHub", (_GitHub,), {"events": [], "status": 204})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()
    thread.join()


def sent(address: str, answers: dict, form: str = "company", **headers: str) -> httpx.Response:
    told = {"Origin": address, "Accept": "application/json", **headers}
    return httpx.post(f"{address}/intake/{SITE}/{form}", data=answers, headers=told, timeout=30)


def work(address: str, form: str = "company") -> dict[str, str]:
    asked = httpx.get(f"{address}/intake/{SITE}/{form}/start", timeout=30).json()
    return {"nonce": asked["nonce"], "altcha": solve(asked["challenge"])}


def test_without_a_receiver_a_form_becomes_an_event_and_the_event_a_proposal(github, tmp_path):
    api, seen = github
    with function(**OURS, BYGD_FORGE_API=api) as address:
        assert httpx.get(f"{address}/intake/{SITE}/company/start").json()["photos"] is False
        answers = {**COMPANY, **work(address)}
        receipts = {sent(address, answers).json()["receipt"] for _ in range(2)}
    assert len(receipts) == 1, "the same form twice is the same receipt"
    path, authorization, body = seen.events[0]
    assert (path, authorization) == ("/repos/kommunen/portalen/dispatches", "Bearer hemlig-nyckel")
    assert len(json.loads(body)["client_payload"]) <= 10 and len(body) < 65_000
    assert b"HEMLIG" not in body and b"agaren@" not in body and b"070-174" not in body

    root = under_git(write_repository(tmp_path / "root"))
    event = write(tmp_path / "event.json", body)
    names = {open_event(event.read_bytes(), root, LocalForge(root), NOW) for _ in range(2)}
    assert len(names) == 1
    branch = f"anmalan/{receipts.pop()}"
    assert "Björkviks Snickeri" in git(root, "show", branch)
    done = run("intake", "open", "--event", event, "--root", root, "--now", "2026-11-24T12:00")
    assert (done.code, done.out.strip()) == (0, names.pop())


def test_what_comes_from_elsewhere_without_work_or_too_large_goes_nowhere(github):
    api, seen = github
    with function(**OURS, BYGD_FORGE_API=api) as address:
        proof = work(address)
        assert sent(address, {**COMPANY, **proof}, Origin="https://ond.example.org").status_code == 403
        assert sent(address, COMPANY).status_code == 400
        assert sent(address, {**COMPANY, **work(address, "event")}).status_code == 400
        assert sent(address, {**COMPANY, **proof, "body": "x" * 70_000}).status_code == 413
        assert "receipt" in sent(address, {**COMPANY, **proof, "homepage": "x"}).json()
        page = httpx.post(f"{address}/intake/{SITE}/company", data=COMPANY, headers={"Origin": address})
        assert page.status_code == 400 and "Det skickades inte" in page.text and "It was not sent" in page.text
    assert seen.events == []


def test_when_github_does_not_take_it_the_sender_is_told(github):
    api, seen = github
    seen.status = 502
    with function(**OURS, BYGD_FORGE_API=api) as address:
        told = sent(address, {**COMPANY, **work(address)})
    assert told.status_code == 503 and "ring oss" in told.json()["text"]


def test_nothing_is_taken_where_nothing_is_set_up():
    with function(BYGD_FORGE_TOKEN="", BYGD_FORM_SECRET="") as address:
        assert httpx.get(f"{address}/intake/{SITE}/company/start", timeout=30).status_code == 503


def test_with_a_receiver_it_is_a_pipe(tmp_path):
    served = prepare(tmp_path)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    served = type(served)(served.root, served.state, served.address, served.env, (*served.options, "--origin", origin))
    with serving(served), function(BYGD_RECEIVER=served.address) as address:
        assert work(address)
        looked = sent(address, {**COMPANY, "name": ""}, Origin=origin)
        assert (looked.status_code, list(looked.json()["errors"])) == (422, ["name"])
        files = {"images": ("a.jpg", photo((3000, 2000)), "image/jpeg")}
        picture = httpx.post(
            f"{address}/intake/{SITE}/company", data={**COMPANY, "images_text": "En svarv"}, files=files,
            headers={"Origin": origin}, timeout=30,
        )  # fmt: skip
        assert 'class="sent-photo"' in picture.text
        page = httpx.post(f"{address}/intake/{SITE}/company", data=COMPANY, headers={"Origin": origin}, timeout=30)
        assert "Kontrollera dina svar" in page.text


def test_what_is_private_leaves_sealed_to_the_municipalitys_key_and_only_it_opens_it(github, tmp_path):
    api, seen = github
    key = tmp_path / "key"
    public = make_key(key)
    with function(**OURS, BYGD_FORGE_API=api, BYGD_FORM_KEY=public, host=with_library(tmp_path)) as address:
        assert "receipt" in sent(address, {**COMPANY, **work(address)}).json()
    _, _, body = seen.events[0]
    assert b"HEMLIG" not in body and b"agaren@" not in body and b"070-174" not in body
    root = under_git(write_repository(tmp_path / "root"))
    event, boxes = write(tmp_path / "event.json", body), tmp_path / "boxes"
    done = run("intake", "open", "--event", event, "--boxes", boxes, "--root", root, "--now", "2026-11-24T12:00")
    assert done.code == 0, done
    [box] = boxes.iterdir()
    assert box.stem == json.loads(body)["client_payload"]["receipt"] and b"HEMLIG" not in box.read_bytes()
    assert "HEMLIG-avsandare" not in git(root, "log", "-p", "--all")

    opened = run("intake", "unseal", box, "--root", root, env=environment(BYGD_INTAKE_KEY=str(key)))
    assert dict(line.split(": ") for line in opened.out.splitlines()) == {
        name: COMPANY[name] for name in ("email", "submitter_email", "submitter_phone")
    }
    make_key(tmp_path / "another")
    refused = run("intake", "unseal", box, "--root", root, env=environment(BYGD_INTAKE_KEY=str(tmp_path / "another")))
    assert refused.code == 2 and "annan nyckel" in refused.err


@pytest.mark.parametrize("key", ["", "inte en nyckel"])
def test_a_key_that_can_not_be_used_closes_the_form_and_none_lets_nothing_private_out(github, tmp_path, key):
    api, seen = github
    with function(**OURS, BYGD_FORGE_API=api, BYGD_FORM_KEY=key, host=with_library(tmp_path)) as address:
        told = sent(address, {**COMPANY, **work(address)})
    assert told.status_code == (503 if key else 200)
    assert len(seen.events) == (0 if key else 1)
    assert all(b"sealed" not in body and b"HEMLIG" not in body for _, _, body in seen.events)


EVENTS = {
    "not JSON": b"x",
    "no payload": b"{}",
    "a receipt of their own": json.dumps({"client_payload": {"receipt": "../x", "site": SITE, "form": "company", "answers": []}}).encode(),  # noqa: E501
    "no such site": json.dumps({"client_payload": {"receipt": "bbbbb-bbbbb", "site": "../x", "form": "company", "answers": []}}).encode(),  # noqa: E501
    "no such field": json.dumps({"client_payload": {"receipt": "bbbbb-bbbbb", "site": SITE, "form": "company", "answers": [["withdrawn", "x"]]}}).encode(),  # noqa: E501
    "answers that are wrong": json.dumps({"client_payload": {"receipt": "bbbbb-bbbbb", "site": SITE, "form": "company", "answers": [["name", "x"]]}}).encode(),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("raw", EVENTS.values(), ids=EVENTS)
def test_an_event_is_checked_as_a_form_is(raw, tmp_path):
    """fault-91: ids and paths are the server's own, whatever the event says."""
    root = under_git(write_repository(tmp_path / "root"))
    with pytest.raises(Stop):
        open_event(raw, root, LocalForge(root), NOW)
    assert git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads") == "main"


def test_the_workflow_reads_the_event_as_a_file_and_has_two_rights():
    workflow = yaml.safe_load((PROGRAM / ".github/workflows/intake.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {} and job["permissions"] == {"contents": "write", "pull-requests": "write"}
    commands = "".join(step.get("run", "") for step in job["steps"])
    assert "${{" not in commands and "client_payload" not in str(workflow)
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in job["steps"] if "uses" in step)
