"""The web editor with Forgejo: Decap's own back end, on a Forgejo of this computer that keeps all in a git repository.

Each record that is edited is a branch and a proposal of its own, made as the officer; so the proposal's workflow runs
as for any other (tests/test_workflows.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from generator.survey import check
from tests.browser.host import hosted
from tests.browser.test_editor import LAPTOP, PATIENCE, begun, changed_lines, choose, field, opened, save
from tests.browser.test_editor_login import close, serve
from tests.editor_programs import lend
from tests.intake.fake_forgejo import FakeForgejo
from tests.intake.way import git, under_git
from tests.tiny import NOW, SITE, add, build_site, write, write_repository

FIRM = (
    "name: Granlunds Snickeri\ncategories: [snickeri]\nsummary: Kök på mått.\nvillage: moskosel\nphone: 0980-319 201\n"
)
ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
}
"""What the documentation tells the administrator of a Forgejo to allow ([cors])."""


class _Forgejo(BaseHTTPRequestHandler):
    """Its login page, which says yes to whoever asks, and its API."""

    protocol_version = "HTTP/1.1"
    fake: FakeForgejo

    def answer(self) -> None:
        asked = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.command == "OPTIONS":
            self.send(204, None)
        elif asked.path == "/login/oauth/authorize":
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            assert query["client_id"] == "6f1c" and query["code_challenge_method"] == "S256"
            back = urlencode({"code": "rätt", "state": query["state"]})
            self.send(302, None, Location=f"{query['redirect_uri']}?{back}")
        elif asked.path == "/login/oauth/access_token":
            told = json.loads(body)
            is_known = told["code"] == "rätt" and told["code_verifier"] and "client_secret" not in told
            self.send(200 if is_known else 400, {"access_token": self.fake.key, "token_type": "bearer"})
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send(*self.fake.answer(self.command, self.path, headers, body))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - so http.server calls them

    def send(self, status: int, told: object, **headers: str) -> None:
        content = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        more = {"Content-Type": "application/json"} if content else {}
        for name, value in {**ANYBODY, **more, **headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""


@dataclass(frozen=True)
class Desk:
    """A portal with the editor, and its Forgejo."""

    origin: str
    forge: FakeForgejo
    folder: Path

    def diff(self, branch: str) -> str:
        return self.forge.git("diff", "-U0", f"main...{branch}")

    def faults(self, branch: str) -> list[str]:
        """Of everything that the branch holds."""
        tree = self.folder / branch.replace("/", "-")
        git(self.folder, "clone", "-q", "-b", branch, str(self.forge.bare), str(tree))
        return [f"{problem.path}: {problem.code}" for problem in check(tree, NOW)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    root = write_repository(tmp_path / "root")
    add(root, "company", "granlunds.yaml", FIRM)
    write(root / ".gitignore", "/build/\n/dist/\n")
    forge = FakeForgejo(tmp_path / "bare")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Forgejo", (_Forgejo,), {"fake": forge}))
    answering = serve(server)
    settings = root / f"sites/{SITE}/site.yaml"
    more = "editor: forgejo\neditor_repository: kommunen/portalen\neditor_app: 6f1c\n"
    address = f"editor_forge: http://127.0.0.1:{server.server_port}\n"
    write(settings, settings.read_text("utf-8") + more + address)
    git(tmp_path, "clone", "-q", "--bare", str(under_git(root)), str(forge.bare))
    report = build_site(lend(root), tmp_path / "out")
    assert report.target, report.problems
    with hosted(report.target) as origin:
        yield Desk(origin, forge, tmp_path)
    close(server, answering)


@contextmanager
def logged_in(chromium: Browser, desk: Desk) -> Iterator[Page]:
    context = chromium.new_context(locale="sv-SE", viewport=LAPTOP)
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{desk.origin}/admin/")
    page.get_by_role("button", name="Logga in med Forgejo").click()
    expect(page.get_by_test_id("company")).to_have_text("Företag", timeout=PATIENCE)
    yield page
    context.close()
    assert broken == []


def test_what_is_edited_is_one_proposal_with_the_state_of_its_card(chromium: Browser, desk: Desk) -> None:
    with logged_in(chromium, desk) as officer:
        opened(officer, "company", "Granlunds Snickeri")
        field(officer, "Telefon").fill("0980-319 202")
        save(officer)
        field(officer, "Kort beskrivning").fill("Kök och trappor.")
        with officer.expect_response(lambda answer: answer.request.method == "POST" and "contents" in answer.url):
            save(officer)
        (pull,) = desk.forge.pulls
        assert (pull["head"], pull["base"], pull["state"]) == ("cms/company/granlunds", "main", "open")
        assert pull["title"] == "Ändra Företag: granlunds"
        assert [label["name"] for label in pull["labels"]] == ["decap-cms/draft"]
        assert changed_lines(desk.diff(pull["head"])) == [
            "-summary: Kök på mått.", "+summary: Kök och trappor.", "-phone: 0980-319 201", "+phone: 0980-319 202",
        ]  # fmt: skip
        assert desk.faults(pull["head"]) == []
        officer.get_by_text("Status: Utkast").click()
        officer.get_by_text("Redo", exact=True).click()
        expect(officer.get_by_text("Status: Redo")).to_be_visible(timeout=PATIENCE)
        assert [label["name"] for label in pull["labels"]] == ["decap-cms/pending_publish"]
        published = f"main:content/{SITE}/company/granlunds.yaml"
        assert "phone: 0980-319 201" in desk.forge.git("show", published), "nothing is published unseen"
        officer.on("dialog", lambda dialog: dialog.accept())
        officer.get_by_role("button", name="Publicera", exact=True).click()
        with officer.expect_response(lambda answer: answer.request.method == "DELETE", timeout=PATIENCE):
            officer.get_by_text("Publicera nu", exact=True).click()
        assert pull["merged"] and "phone: 0980-319 202" in desk.forge.git("show", published)
        assert not desk.forge.tip(pull["head"]), "its branch is gone"


def test_a_picture_and_an_odd_title_are_in_the_same_proposal(chromium: Browser, desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "IMG_2034.JPG"
    Image.new("RGB", (400, 300), "#1d5449").save(picture)
    with logged_in(chromium, desk) as officer:
        officer.get_by_test_id("company").click()
        begun(officer, "Företag")
        field(officer, "Namn").fill("🎉 _~_")
        choose(officer, "Branscher", "Bageri")
        field(officer, "Kort beskrivning").fill("Bröd varje dag.")
        choose(officer, "Ort", "Moskosel")
        officer.get_by_role("button", name="Lägg till: bilder").click()
        officer.get_by_label("Välj en bild").set_input_files(picture)
        officer.get_by_label("Vad bilden visar, med ord").fill("En limpa på ett bord")
        save(officer)
    (pull,) = desk.forge.pulls
    assert pull["head"] == "cms/company/foretag"
    files = desk.forge.git("diff", "--name-only", f"main...{pull['head']}").split("\n")
    assert len(files) == 2 and files[0] == f"content/{SITE}/company/foretag.yaml"
    assert files[1].startswith(f"content/{SITE}/images/img-2034-")
    assert desk.forge.git("rev-list", "--count", f"main..{pull['head']}") == "1", "one commit has both"
    assert desk.faults(pull["head"]) == []


@pytest.mark.parametrize("compares_files", [True, False], ids=["forgejo", "gitea"])
def test_what_is_proposed_is_found_again_the_next_day(chromium: Browser, desk: Desk, *, compares_files: bool) -> None:
    desk.forge.compares_files = compares_files
    with logged_in(chromium, desk) as officer:
        opened(officer, "company", "Granlunds Snickeri")
        field(officer, "Telefon").fill("0980-319 202")
        save(officer)
    with logged_in(chromium, desk) as officer:
        officer.get_by_role("link", name="Arbetsflöde").click()
        officer.get_by_role("link", name="Granlunds Snickeri").click()
        expect(field(officer, "Telefon")).to_have_value("0980-319 202", timeout=PATIENCE)
        field(officer, "Telefon").fill("0980-319 203")
        save(officer)
    (pull,) = desk.forge.pulls
    assert changed_lines(desk.diff(pull["head"])) == ["-phone: 0980-319 201", "+phone: 0980-319 203"]
    assert desk.forge.git("rev-list", "--count", f"main..{pull['head']}") == "2"
    assert ("GET pulls/1/files" in desk.forge.calls) is not compares_files
