"""An officer keeps the portal right at /admin/: Decap CMS in Chromium, on a git repository through decap-server."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from generator.survey import check
from tests.browser.host import hosted
from tests.browser.test_accessibility import PHONE
from tests.editor_programs import lend
from tests.intake.served import free_port
from tests.intake.way import git, under_git
from tests.tiny import NOW, PROGRAM, SITE, add, build_site, run, write, write_repository

DECAP_SERVER = PROGRAM / "tests/node_modules/decap-server/dist/index.js"
LAPTOP = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds that a step may take on a machine that does other things too."""
PLACE = f"content/{SITE}"
COMMENTED = """\
# Ring växeln, inte mobilen.
name: Granlunds Snickeri
categories: [snickeri]
summary: Kök på mått.
services:
  # det viktigaste
  - Kök
  - "Trappor: raka"
sni: '43.320'
sni_version: "2007"
village: moskosel
opening_hours: mån-fre 07:00-16:00  # inte på fredagar i juli
phone: 0980-319 201
body: |
  Vi är *fyra*.

  - Kök
  - Trappor
# Slut.
"""


@dataclass(frozen=True)
class Desk:
    """A portal with the editor, and the clone that decap-server works in for it."""

    origin: str
    clone: Path
    server: str

    def diff(self, name: str) -> str:
        """Wait for a branch of the editor's, and give its diff against main without context."""
        for _ in range(100):
            if f"cms/{name}" in git(self.clone, "branch", "--format=%(refname:short)"):
                return git(self.clone, "diff", "-U0", "main", f"cms/{name}")
            time.sleep(0.1)
        raise AssertionError(f"no branch cms/{name}")

    def holds_sound(self, name: str) -> None:
        """What the branch holds has no fault, and putting it in order changes nothing that was not edited."""
        folder = self.clone.parent / f"of-{name.replace('/', '-')}"
        git(self.clone, "worktree", "add", "-q", "--detach", str(folder), f"cms/{name}")
        before = git(folder, "diff", "main")
        assert faults(folder) == []
        ran = run("format", "--root", folder)
        assert ran.code == 0, ran.err
        assert faults(folder) == []
        assert git(folder, "diff", "main") == before, ran.out


def faults(root: Path) -> list[str]:
    """Of all files but the one that is broken on purpose."""
    return [f"{problem.path}: {problem.code}" for problem in check(root, NOW) if "trasig" not in problem.path]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("editor")
    root = write_repository(folder / "root")
    port = free_port()
    server = f"http://127.0.0.1:{port}"
    settings = root / f"sites/{SITE}/site.yaml"
    write(settings, settings.read_text("utf-8") + f"editor: local\neditor_forge: {server}\n")
    write(root / ".gitignore", "/build/\n/dist/\n")
    add(root, "company", "granlunds.yaml", COMMENTED)
    add(root, "company", "trasig.yaml", "name: Trasig\n<<<<<<< HEAD\nphone: 112\n")
    under_git(root)
    assert run("format", "--root", root).code == 0
    if git(root, "status", "--porcelain"):
        git(root, "commit", "-qam", "I ordning")
    clone = folder / "clone"
    git(folder, "clone", "-q", str(root), str(clone))
    git(clone, "config", "user.name", "Redigeraren")
    git(clone, "config", "user.email", "redigeraren@example.com")
    report = build_site(lend(root), folder / "out")
    assert report.target, report.problems
    env = {**os.environ, "MODE": "git", "GIT_REPO_DIRECTORY": str(clone), "PORT": str(port), "BIND_HOST": "127.0.0.1"}
    process = subprocess.Popen(["node", str(DECAP_SERVER)], cwd=clone, env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(server)
        with hosted(report.target) as origin:
            yield Desk(origin, clone, server)
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(server: str) -> None:
    for _ in range(100):
        try:
            httpx.post(f"{server}/api/v1", json={"action": "info", "params": {}}, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("decap-server does not answer")


@dataclass
class Seen:
    """What the browser asked for outside the portal and its forge, and what went wrong in it."""

    outside: list[str]
    wrong: list[str]


@contextmanager
def logged_in(chromium: Browser, desk: Desk, **options: Any) -> Iterator[Page]:
    """Somebody who has logged in. Whatever they do, nobody else is asked and no rule is broken."""
    context = chromium.new_context(locale="sv-SE", **options)
    page = context.new_page()
    seen = Seen([], [])
    ours = (desk.origin, desk.server, "blob:", "data:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else seen.outside.append(asked.url))
    page.on("console", lambda said: seen.wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{desk.origin}/admin/")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_test_id("company")).to_have_text("Företag", timeout=PATIENCE)
    yield page
    context.close()
    assert seen == Seen([], [])


@pytest.fixture
def officer(chromium: Browser, desk: Desk) -> Iterator[Page]:
    with logged_in(chromium, desk, viewport=LAPTOP) as page:
        yield page


@pytest.fixture
def on_call(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """Somebody with a telephone, in a hurry."""
    with logged_in(chromium, desk, viewport=PHONE, is_mobile=True, has_touch=True) as page:
        yield page


def opened(page: Page, collection: str, entry: str) -> None:
    page.get_by_test_id(collection).click()
    page.get_by_role("link", name=entry).click()
    expect(page.get_by_role("button", name="Spara")).to_be_visible(timeout=PATIENCE)


def begun(page: Page, kind: str) -> None:
    page.get_by_role("link", name=f"Skapa ett inlägg av typen {kind}").click()
    expect(page.get_by_role("button", name="Spara")).to_be_visible(timeout=PATIENCE)


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^{label}( \(frivillig\))?$")).last


def choose(page: Page, label: str, *words: str) -> None:
    """In a list to choose from: write the beginning, take what is found."""
    for word in words:
        field(page, label).fill(word)
        page.get_by_role("option", name=word, exact=True).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Inlägg sparat").first).to_be_visible(timeout=PATIENCE)


def changed_lines(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if re.match(r"[+-](?!(?:\+\+|--) )", line)]


def test_one_field_is_edited_and_nothing_else_in_the_file_changes(officer: Page, desk: Desk) -> None:
    opened(officer, "company", "Granlunds Snickeri")
    field(officer, "Telefon").fill("0701740605")
    save(officer)
    diff = desk.diff("company/granlunds")
    assert changed_lines(diff) == ["-phone: 0980-319 201", "+phone: '0701740605'"]
    assert diff.count("diff --git") == 1
    desk.holds_sound("company/granlunds")


def test_the_text_of_a_markdown_file_is_edited(officer: Page, desk: Desk) -> None:
    opened(officer, "page", "About this site")
    expect(field(officer, "Text")).to_have_value("Run by the municipality.")
    field(officer, "Text").fill("Run by the municipality.\n\n- Call us")
    save(officer)
    assert changed_lines(desk.diff("page/about")) == ["+", "+- Call us"]
    desk.holds_sound("page/about")


def test_a_new_firm_and_its_picture_are_one_proposal(officer: Page, desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "IMG_2034.JPG"
    Image.new("RGB", (400, 300), "#1d5449").save(picture)
    begun(officer, "Företag")
    field(officer, "Namn").fill("Å & Ö Bageri")
    choose(officer, "Branscher", "Bageri")
    field(officer, "Kort beskrivning").fill("Bröd: varje dag.")
    choose(officer, "Ort", "Moskosel")
    officer.get_by_role("button", name="Lägg till: bilder").click()
    officer.get_by_label("Välj en bild").set_input_files(picture)
    officer.get_by_label("Vad bilden visar, med ord").fill("En limpa på ett bord")
    officer.get_by_role("button", name="Lägg till: tjänster").click()
    field(officer, "Tjänster och varor").fill("Limpor, kakor")
    choose(officer, "Nätverk", "Mat härifrån")
    field(officer, "Latitud").fill("65.9")
    field(officer, "Longitud").fill("19.4")
    field(officer, "Kontrollerad").fill("2026-11-20")
    choose(officer, "Exempel", "Ja")
    save(officer)
    diff = desk.diff("company/a-o-bageri")
    (name,) = set(re.findall(rf"{PLACE}/images/(img-2034-[0-9a-f]{{6}}\.jpg)", diff))
    assert [line[1:] for line in changed_lines(diff)] == [
        "name: Å & Ö Bageri",
        "categories: [bageri]",
        'summary: "Bröd: varje dag."',
        "images:",
        f"  - {name} En limpa på ett bord",
        "services:",
        "  - Limpor, kakor",
        "networks: [mat-harifran]",
        "village: moskosel",
        "lat: 65.9",
        "lon: 19.4",
        "assured_date: 2026-11-20",
        "example: ja",
    ]
    desk.holds_sound("company/a-o-bageri")


def test_a_notice_is_written_on_a_telephone(on_call: Page, desk: Desk) -> None:
    on_call.goto(f"{desk.origin}/admin/#/collections/notice/new")
    expect(on_call.get_by_role("button", name="Spara")).to_be_visible(timeout=PATIENCE)
    assert on_call.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field(on_call, "Rubrik").fill("Strömmen är borta")
    field(on_call, "Text").fill("Vi vet inte när den kommer tillbaka.")
    choose(on_call, "Allvar", "Allvarligt")
    choose(on_call, "Brådska", "Nu genast")
    choose(on_call, "Verkligt eller övning", "Övning")
    moment(on_call, "Gäller till", "2026-11-25", "12:00")
    field(on_call, "Avsändare").fill("Kommunens krisledning")
    moment(on_call, "Gäller från", "2026-11-24", "11:30")
    save(on_call)
    assert [line[1:] for line in changed_lines(desk.diff("notice/strommen-ar-borta"))] == [
        "headline: Strömmen är borta",
        "body: Vi vet inte när den kommer tillbaka.",
        "severity: severe",
        "urgency: immediate",
        "cap_status: exercise",
        "onset: 2026-11-24 11:30",
        "expires: 2026-11-25 12:00",
        "sender: Kommunens krisledning",
    ]
    desk.holds_sound("notice/strommen-ar-borta")
    on_call.get_by_text("Status: Utkast").click()
    on_call.get_by_text("Under granskning", exact=True).click()
    expect(on_call.get_by_text("Status: Under granskning")).to_be_visible(timeout=PATIENCE)
    for button in on_call.locator("[class*=ToolbarSectionMain] [role=button]").all():
        place = button.bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"], button.inner_text()


def moment(page: Page, label: str, day: str, clock: str) -> None:
    field(page, label).fill(day)
    field(page, label).locator("xpath=following-sibling::input").fill(clock)


def test_what_must_be_there_is_asked_for_before_it_is_saved(officer: Page, desk: Desk) -> None:
    before = git(desk.clone, "branch", "--format=%(refname:short)")
    begun(officer, "Företag")
    field(officer, "Namn").fill("Halv firma")
    officer.get_by_role("button", name="Spara").click()
    expect(officer.get_by_text("Branscher är obligatoriskt.")).to_be_visible(timeout=PATIENCE)
    assert git(desk.clone, "branch", "--format=%(refname:short)") == before


def test_a_file_that_cannot_be_read_is_not_saved_over(officer: Page, desk: Desk) -> None:
    opened(officer, "company", "Filen går inte att läsa")
    for label in ("Namn", "Kort beskrivning"):
        field(officer, label).fill("Skulle skriva över allt")
    choose(officer, "Branscher", "Bageri")
    choose(officer, "Ort", "Moskosel")
    officer.get_by_role("button", name="Spara").click()
    expect(officer.get_by_text("Kunde inte spara").first).to_be_visible(timeout=PATIENCE)
    assert "cms/company/trasig" not in git(desk.clone, "branch")
