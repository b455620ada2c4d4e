"""`bygd serve` as it is used: a process of its own over a tiny repository, asked as a browser would ask."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.outputs.headers import CONTENT_SECURITY_POLICY, SEARCH_POLICY
from generator.serve import Builder, is_built_from, keep_watch
from generator.serve_pages import Board, Fault, Server, State, bare_page, find_file, with_script

REPOSITORY = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds until a test gives up; a build takes about one."""

SETTINGS = """\
title: Provportalen
description: En liten portal att prova med.
owner: Provstads kommun (exempel)
base_url: https://provstad.example.com
place: asele
"""
PAGE = """\
title: Om portalen (exempel)
body: Det här är en provsida.
language: sv
menu: main
example: ja
"""
PAGE_PATH = "content/asele/page/om.yaml"


def make_repository(root: Path) -> Path:
    """One site with two pages."""
    for path, text in {
        "sites/prov/site.yaml": SETTINGS,
        PAGE_PATH: PAGE,
        "content/asele/page/till.yaml": PAGE.replace("Om portalen", "En till"),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


def rewrite(file: Path, old: str, new: str) -> None:
    """Change a file as a person with an editor would."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Served:
    """A running `bygd serve`."""

    process: subprocess.Popen[str]
    root: Path
    address: str

    def connect(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with closing(self.connect()) as connection:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace"))

    def state(self) -> dict:
        return json.loads(self.get("/__bygd/problems").text)

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(root: Path, *options: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "generator", "serve", "prov", "--root", str(root), "--out", str(root / "dist")]
    with subprocess.Popen(
        [*command, "--port", "0", "--now", "2026-11-24T12:00", *options],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            line = process.stderr.readline()
            assert "http://127.0.0.1:" in line, line + process.stderr.read()
            yield Served(process, root, next(word for word in line.split() if word.startswith("http://")))
        finally:
            if process.poll() is None:
                process.terminate()


def until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served site that no test changes."""
    with serving(make_repository(tmp_path_factory.mktemp("quiet"))) as served:
        yield served


def test_a_page_is_served_with_the_script_that_is_not_in_its_file(quiet: Served) -> None:
    page = quiet.get("/sidor/om/")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    edition = quiet.state()["edition"]
    assert f'<script src="/__bygd/reload.js?edition={edition}"></script>\n</body>' in page.text
    assert "__bygd" not in (quiet.root / "dist/prov/sidor/om/index.html").read_text("utf-8")
    assert quiet.get("/__bygd/reload.js").headers["Content-Type"].startswith("text/javascript")


def test_the_security_policy_is_that_of_the_real_host(quiet: Served) -> None:
    assert quiet.get("/").headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert quiet.get("/sok/").headers["Content-Security-Policy"] == SEARCH_POLICY


def test_nothing_is_kept_by_the_browser(quiet: Served) -> None:
    for path in ("/", "/robots.txt", "/__bygd/problems"):
        answer = quiet.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers


def test_a_missing_page_is_the_sites_own_404_with_its_status(quiet: Served) -> None:
    for path in ("/finns-inte/", "/sidor/om/index.html/", "/__bygd/okant"):
        answer = quiet.get(path)
        assert answer.status == 404
        assert "Provportalen" in answer.text


def test_a_folder_without_its_slash_is_redirected_within_the_site(quiet: Served) -> None:
    answer = quiet.get("/sidor/om?q=1")
    assert (answer.status, answer.headers["Location"]) == (301, "/sidor/om/?q=1")
    assert quiet.get("//sidor//om").headers["Location"] == "/sidor/om/"


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("app.webmanifest", "application/manifest+json"),
        ("kalender.ics", "text/calendar; charset=utf-8"),
        ("punkter.geojson", "application/geo+json"),
        ("sok.wasm", "application/wasm"),
        ("wasm.sv.pagefind", "application/octet-stream"),
        ("sv_1.pf_meta", "application/octet-stream"),
        ("bild.png", "image/png"),
        ("sidor.xml", "application/xml"),
        ("storm.cap.xml", "application/cap+xml"),
        ("feed.xml", "application/atom+xml"),
        ("firman.vcf", "text/vcard; charset=utf-8"),
    ],
)
def test_files_have_their_right_type(quiet: Served, name: str, mime_type: str) -> None:
    (quiet.root / "dist/prov" / name).write_bytes(b"x")
    answer = quiet.get(f"/{name}")
    assert (answer.status, answer.headers["Content-Type"], answer.text) == (200, mime_type, "x")


def test_head_is_answered_without_a_body(quiet: Served) -> None:
    answer = quiet.get("/", method="HEAD")
    assert (answer.status, answer.text) == (200, "")
    assert int(answer.headers["Content-Length"]) > 0


@pytest.mark.parametrize(
    "path",
    [
        "/../prov.txt",
        "/%2e%2e/prov.txt",
        "/sidor/../../prov.txt",
        "/..%2fprov.txt",
        "/..%5cprov.txt",
        "/%00",
        "/link.txt",
        "//etc/passwd",
        "/" + "a" * 5000,
        "prov.txt",
        "*",
    ],
)
def test_no_address_leads_out_of_the_site(quiet: Served, path: str) -> None:
    (quiet.root / "dist/prov.txt").write_text("hemligt", "utf-8")
    if not (link := quiet.root / "dist/prov/link.txt").is_symlink():
        link.symlink_to(quiet.root / "dist/prov.txt")
    answer = quiet.get(path)
    assert answer.status == 404
    assert "hemligt" not in answer.text


def test_only_this_computer_is_answered(quiet: Served) -> None:
    port = urlsplit(quiet.address).port
    for name in ("evil.example", f"evil.example:{port}", "[", "127.0.0.1.evil.example"):
        assert quiet.get("/", Host=name).status == 421
    for name in (f"localhost:{port}", f"127.0.0.1:{port}", "[::1]:9000"):
        assert quiet.get("/", Host=name).status == 200
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))


def test_where_the_port_is_taken_another_is_used(quiet: Served, tmp_path: Path) -> None:
    taken = urlsplit(quiet.address).port
    with serving(make_repository(tmp_path), "--port", str(taken)) as served:
        assert urlsplit(served.address).port != taken
        assert served.get("/").status == 200


def next_state(stream: HTTPResponse) -> dict:
    """The next state of an event stream."""
    while not (line := stream.readline()).startswith(b"data: "):
        assert line, "the stream has ended"
    return json.loads(line.removeprefix(b"data: "))


def test_an_edited_file_changes_its_page_and_tells_the_browser(tmp_path: Path) -> None:
    with serving(make_repository(tmp_path)) as served, closing(served.connect()) as connection:
        connection.request("GET", "/__bygd/events")
        stream = connection.getresponse()
        assert stream.getheader("Content-Type") == "text/event-stream"
        first = next_state(stream)
        rewrite(tmp_path / PAGE_PATH, "en provsida", "en ändrad sida")
        second = next_state(stream)
        assert second["edition"] != first["edition"]
        assert second["problems"] == first["problems"] == []
        assert "en ändrad sida" in served.get("/sidor/om/").text


def test_a_fault_leaves_the_last_good_site_up_until_it_is_mended(tmp_path: Path) -> None:
    with serving(make_repository(tmp_path)) as served:
        good = served.state()["edition"]
        rewrite(tmp_path / PAGE_PATH, "language: sv", "language: xx")
        until(lambda: served.state()["problems"])
        state = served.state()
        [fault] = state["problems"]
        assert (fault["path"], fault["line"], fault["field"]) == (PAGE_PATH, 3, "language")
        assert '"xx" går inte att välja' in fault["message"]
        assert (state["title"], state["edition"]) == ("1 fel. Portalen visas som den var före felet.", good)
        assert "en provsida" in served.get("/sidor/om/").text
        rewrite(tmp_path / PAGE_PATH, "language: xx", "language: sv")
        until(lambda: not served.state()["problems"])
        assert served.state()["edition"] != good


def test_a_repository_with_a_fault_is_shown_without_the_record_and_with_the_fault(tmp_path: Path) -> None:
    make_repository(tmp_path)
    rewrite(tmp_path / PAGE_PATH, "language: sv", "language: xx")
    with serving(tmp_path, "--lang", "en") as served:
        assert served.get("/sidor/om/").status == 404
        assert served.get("/sidor/till/").status == 200
        state = served.state()
        assert state["title"] == "1 error. What is wrong is left out."
        assert '"xx" cannot be chosen' in state["problems"][0]["message"]


def test_a_warning_is_told_and_stops_nothing(tmp_path: Path) -> None:
    make_repository(tmp_path)
    with serving(tmp_path) as served:
        (tmp_path / "content/asele/page/kopia.yaml~").write_text("x", "utf-8")
        rewrite(tmp_path / PAGE_PATH, "en provsida", "en ändrad sida")
        until(lambda: "en ändrad sida" in served.get("/sidor/om/").text and served.state()["problems"])
        state = served.state()
        assert (state["title"], state["problems"][0]["level"]) == ("1 varning", "warning")


def test_without_any_site_a_plain_page_lists_the_problems_until_they_are_mended(tmp_path: Path) -> None:
    make_repository(tmp_path)
    settings = tmp_path / "sites/prov/site.yaml"
    rewrite(settings, "place: asele", "place: asele\nlanguages: [<b>]")
    with serving(tmp_path) as served:
        page = served.get("/var/som/helst")
        assert page.status == 503
        assert "sites/prov/site.yaml:6" in page.text
        assert "&lt;b&gt;" in page.text and "<b>" not in page.text
        assert "/__bygd/reload.js?edition=" + served.state()["edition"] in page.text
        rewrite(settings, "[<b>]", "[sv]")
        until(lambda: not served.state()["problems"])
        assert served.get("/").status == 200


def test_a_build_that_crashes_is_shown_and_ends_nothing(tmp_path: Path) -> None:
    make_repository(tmp_path)
    with serving(tmp_path) as served:
        template = tmp_path / "sites/prov/templates/home.html"
        template.parent.mkdir()
        template.write_text("{% if %}", "utf-8")
        until(lambda: served.state()["problems"])
        [fault] = served.state()["problems"]
        assert fault["path"] == ""
        assert "TemplateSyntaxError" in fault["message"]
        assert served.get("/").status == 200
        template.unlink()
        until(lambda: not served.state()["problems"])


def test_a_deleted_record_leaves_the_site_however_many_go(tmp_path: Path) -> None:
    make_repository(tmp_path)
    for number in range(6):
        (tmp_path / f"content/asele/page/sida-{number}.yaml").write_text(PAGE, "utf-8")
    with serving(tmp_path) as served:
        assert served.get("/sidor/sida-5/").status == 200
        for number in range(6):
            (tmp_path / f"content/asele/page/sida-{number}.yaml").unlink()
        until(lambda: served.get("/sidor/sida-5/").status == 404)
        assert served.state()["problems"] == []


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    with serving(make_repository(tmp_path)) as served, closing(served.connect()) as connection:
        connection.request("GET", "/__bygd/events")
        next_state(connection.getresponse())
        assert served.end() == 0
        assert served.process.stderr.read() == ""


def test_ctrl_c_in_the_middle_of_a_build_leaves_the_old_site_and_nothing_else(tmp_path: Path) -> None:
    with serving(make_repository(tmp_path)) as served:
        before = sorted(path.name for path in (tmp_path / "dist").iterdir())
        rewrite(tmp_path / PAGE_PATH, "en provsida", "en ändrad sida")
        until(lambda: (tmp_path / "dist/.prov.next").exists() or "en ändrad sida" in served.get("/sidor/om/").text)
        assert served.end() == 0
        assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == before
        assert (tmp_path / "dist/prov/index.html").is_file()


def test_a_site_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    make_repository(tmp_path)
    command = [sys.executable, "-m", "generator", "serve", "provv", "--root", str(tmp_path), "--port", "0"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "prov" in done.stderr and "http" not in done.stderr


def fake_builder(folder: Path, program: str) -> Builder:
    """A builder whose builds are a small program in `folder`."""
    (folder / "build.py").write_text(program, "utf-8")
    return Builder([sys.executable, str(folder / "build.py"), str(folder)], folder / "site", Board(), "sv")


@contextmanager
def working(builder: Builder) -> Iterator[Board]:
    builder.start()
    try:
        yield builder.board
    finally:
        builder.end()


WAITING_BUILD = """
import pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
with (folder / "builds").open("a") as file:
    file.write(sys.argv[2] + "\\n")
while not (folder / "go").exists():
    time.sleep(0.02)
"""


def test_what_is_asked_during_a_build_is_one_build_after_it_and_strict_once_all_is_well(tmp_path: Path) -> None:
    with working(fake_builder(tmp_path, WAITING_BUILD)) as board:
        builds = tmp_path / "builds"
        builder = next(thread for thread in threading.enumerate() if isinstance(thread, Builder))
        until(builds.exists)
        for _ in range(20):
            builder.wanted.set()
        (tmp_path / "go").touch()
        until(lambda: board.after(0)[0] == 2)
        assert not builder.wanted.is_set()
        assert builds.read_text().split() == ["--lenient", "--strict"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import os; os.abort()", "bygd build: -6"),
        ("raise SystemExit('hoppsan')", "hoppsan"),
        ("import sys; sys.exit(1)", "bygd build: 1"),
        ("import sys; sys.stderr.write('[{\"a\": 1}]'); sys.exit(1)", '[{"a": 1}]'),
    ],
)
def test_however_a_build_ends_the_page_says_something(tmp_path: Path, program: str, message: str) -> None:
    with working(fake_builder(tmp_path, program)) as board:
        _, state = board.after(0, PATIENCE)
        assert [fault.message for fault in state.problems] == [message]
        assert state.title == "1 fel. Portalen kunde inte byggas."


def test_a_build_that_cannot_be_started_is_shown(tmp_path: Path) -> None:
    builder = Builder([str(tmp_path / "saknas")], tmp_path / "site", Board(), "sv")
    with working(builder) as board:
        _, state = board.after(0, PATIENCE)
        assert "No such file" in state.problems[0].message


def test_folders_that_come_later_or_are_replaced_are_watched_too(tmp_path: Path) -> None:
    wanted, ended = threading.Event(), threading.Event()

    def is_noticed(file: Path) -> bool:
        wanted.clear()
        file.write_text(str(time.monotonic_ns()))
        return wanted.wait(0.5)

    def until_watched(folder: Path) -> None:
        """More than once in a row: that a folder has come or gone is itself noticed, once."""
        until(lambda: all(is_noticed(folder / "a.yaml") for _ in range(3)))

    content, sites, away = tmp_path / "content", tmp_path / "sites", tmp_path / "away"
    watcher = threading.Thread(target=keep_watch, args=(tmp_path, wanted, ended))
    watcher.start()
    try:
        content.mkdir()
        until_watched(content)
        content.rename(away)
        sites.mkdir()
        until_watched(sites)
        content.mkdir()
        until_watched(content)
    finally:
        ended.set()
        watcher.join()


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("content/asele/page/om.yaml", True),
        ("themes/bas/static/css/base.css", True),
        ("content/asele/page/.om.yaml.swp", False),
        ("content/.git/index", False),
        ("content/asele/page/om.yaml~", False),
        ("kinds/tool/__pycache__", False),
        ("kinds/tool/__pycache__/a.cpython-311.pyc", False),
    ],
)
def test_hidden_files_and_backups_start_no_build(path: str, matters: bool) -> None:
    root = Path("/home/nn/.hidden/portal")
    assert is_built_from(root, str(root / path)) is matters


def test_the_script_is_put_before_the_end_of_the_body_only() -> None:
    page = b"<body><pre>&lt;/body></body></pre></body></html>"
    served = with_script(page, "7")
    assert served.replace(b'<script src="/__bygd/reload.js?edition=7"></script>\n', b"") == page
    assert served.endswith(b"</script>\n</body></html>")
    assert with_script(b"<p>a part of a page", "7") == b"<p>a part of a page"


def test_the_editor_is_left_alone(tmp_path: Path) -> None:
    """What is being written in it would be lost when its page reloads."""
    page = b"<!doctype html><html><body><p>x</p></body></html>"
    for folder in ("admin", "sidor"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_bytes(page)
    board = Board()
    board.post(State("7", "", ()))
    server = Server(0, tmp_path, board, "sv")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with closing(HTTPConnection("127.0.0.1", server.server_port)) as connection:
            connection.request("GET", "/admin/")
            assert connection.getresponse().read() == page
            connection.request("GET", "/sidor/")
            assert b"/__bygd/reload.js" in connection.getresponse().read()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_plain_page_shows_everything_as_text() -> None:
    fault = Fault("<script>alert(1)</script>", "content/<i>.yaml", 3, field="<b>")
    page = bare_page(State("1", "2 < 3", (fault,)), "en")
    assert "content/&lt;i&gt;.yaml:3 &lt;b&gt;: &lt;script&gt;" in page
    assert "<h1>2 &lt; 3</h1>" in page and '<html lang="en"' in page


def test_a_file_is_found_by_its_name_and_a_folder_by_its_slash(tmp_path: Path) -> None:
    (tmp_path / "foretag").mkdir()
    (tmp_path / "foretag/index.html").touch()
    assert find_file(tmp_path, "/foretag/") == tmp_path / "foretag/index.html"
    assert find_file(tmp_path, "/foretag/index.html") == tmp_path / "foretag/index.html"
    assert find_file(tmp_path, "/foretag") is None
    assert find_file(tmp_path, "/") is None
