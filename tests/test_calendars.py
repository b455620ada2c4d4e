"""Calendars that records name: fetched from a real server over https, with limits, and never imported twice."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.exchange import calendar_web
from generator.exchange.calendar_in import LARGEST_CALENDAR
from generator.exchange.calendar_web import MOST_REDIRECTS, Unreachable, Web, is_open
from generator.exchange.calendars import read_calendars
from generator.exchange.plan import write
from generator.problem import Problem
from tests import tiny
from tests.test_calendar_in import PLAIN, calendar
from tests.tiny import NOW

HOST = "kalender.example.com"
NETWORK = "content/arvidsjaur/network/byn.yaml"
RECORD = """name: Byalaget
summary: Vi ordnar saker.
purpose: Något att göra på kvällarna.
owner: Byalaget
calendar: {}
"""


class Calendars(BaseHTTPRequestHandler):
    """`/by.ics` is the server's `answer`; the other addresses are the ways in which a stranger's server may behave."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        known = {
            "/by.ics": lambda: self._give(self.server.answer),
            "/moved.ics": lambda: self._send_on("/by.ics"),
            "/plain.ics": lambda: self._send_on("http://example.com/by.ics"),
            "/inside.ics": lambda: self._send_on("https://10.0.0.1/by.ics"),
            "/round.ics": lambda: self._send_on("/round.ics"),
            "/huge.ics": lambda: self._give(b"x" * (LARGEST_CALENDAR + 1)),
            "/slow.ics": self._drip,
            "/cut.ics": lambda: self._give(b"BEGIN", promised=5000),
        }
        known.get(self.path, lambda: self.send_error(404))()

    def _give(self, body: bytes, promised: int = 0) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(promised or len(body)))
        self.end_headers()
        with suppress(OSError):  # whoever asked has had enough
            self.wfile.write(body)

    def _send_on(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.closing.wait(0.02):
                self.wfile.write(b"X")

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Calendars)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer = calendar(PLAIN)
        self.closing = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that does not trust us leaves in the middle of it

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.server_port}"


@contextmanager
def serving(certificate: Path, key: Path) -> Iterator[Server]:
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -addext subjectAltName=DNS:{HOST}"
    subprocess.run(
        [*command.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(autouse=True)
def name_of_the_server(monkeypatch):
    """HOST is this machine, whoever asks in this process."""
    ask = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: ask("127.0.0.1" if host == HOST else host, *args, **more)
    )


@pytest.fixture
def server(certificate):
    with serving(*certificate) as running:
        yield running


@pytest.fixture
def web(certificate):
    """A net in which the test's own server counts as open."""
    with httpx.Client(verify=ssl.create_default_context(cafile=certificate[0]), trust_env=False) as client:
        yield Web(client, lambda host, port: host == HOST or is_open(host, port))


@pytest.fixture
def root(tmp_path):
    return tiny.write_repository(tmp_path / "root", languages="sv")


def name(root: Path, where: str, path: str = NETWORK) -> None:
    tiny.write(root / path, RECORD.format(where))


def imported(root: Path, web: Web) -> list[Problem]:
    """Import for good; the problems."""
    told: list[Problem] = []
    for _, plan in read_calendars(root, "", web, NOW):
        told += plan.problems
        write(root, plan.changes)
    return told


def events(root: Path) -> dict[str, str]:
    files = (root / "content/arvidsjaur/event").glob("*.yaml")
    return {path.stem: text for path in files if "source_uid" in (text := path.read_text("utf-8"))}


def test_a_networks_calendar_becomes_events_that_it_organises_and_is_never_doubled(root, server, web):
    name(root, f"{server.address}/by.ics")
    assert not imported(root, web)
    (event,) = events(root).values()
    assert "organiser_network: byn\n" in event and "organiser_name" not in event
    assert tiny.run("check", "--root", root, "--now", tiny.NOW_TEXT).code == 0
    assert not imported(root, web) and len(events(root)) == 1
    server.answer = calendar(PLAIN.replace("T19", "T20"), PLAIN.replace("ett@", "nytt@"))
    assert not imported(root, web)
    assert len(events(root)) == 2 and any("start: 2026-12-05 20:00" in event for event in events(root).values())


def test_the_address_is_nowhere_on_the_site(root, server):
    name(root, f"{server.address}/by.ics?key=HEMLIG")
    report = tiny.build_site(root, root.parent / "out")
    assert (report.target / "natverk/byn/index.html").is_file() and not report.problems
    assert not [path for path in report.target.rglob("*") if path.is_file() and b"HEMLIG" in path.read_bytes()]


def test_the_same_event_in_two_calendars_is_imported_once(root, server, web):
    name(root, f"{server.address}/by.ics")
    name(root, f"{server.address}/by.ics", "content/arvidsjaur/network/grannbyn.yaml")
    (problem,) = imported(root, web)
    assert dict(problem.facts)["reason_en"] == "it has been imported from another calendar already."
    assert len(events(root)) == 1
    imported(root, web)
    assert len(events(root)) == 1 and "organiser_network: byn\n" in next(iter(events(root).values()))


def test_a_firm_s_calendar_a_file_and_another_place_s(root, server, web):
    company = (root / "content/arvidsjaur/company/firma-001.yaml").read_text("utf-8")
    tiny.add(root, "company", "firma-001.yaml", company + "calendar: fester.ics\n")
    tiny.write(root / "content/arvidsjaur/calendars/fester.ics", calendar(PLAIN))
    name(root, f"webcal://{HOST}:{server.server_port}/by.ics", "content/asele/network/byn.yaml")
    server.answer = calendar(PLAIN)
    assert not imported(root, web)
    assert [("organiser_company: firma-001" in event) for event in events(root).values()] == [True]
    assert len(list((root / "content/asele/event").iterdir())) == 1
    assert tiny.run("check", "--root", root, "--now", tiny.NOW_TEXT).code == 0
    assert [path for path, _ in read_calendars(root, "asele", web, NOW)] == ["content/asele/network/byn.yaml"]


def test_a_withdrawn_record_s_calendar_is_left_alone(root, server, web):
    name(root, f"{server.address}/by.ics\nwithdrawn: 2026-11-01")
    assert not imported(root, web) and not server.asked


def test_a_redirect_over_https_is_followed(root, server, web):
    name(root, f"{server.address}/moved.ics")
    assert not imported(root, web) and len(events(root)) == 1
    assert [path for path, _ in server.asked] == ["/moved.ics", "/by.ics"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("plain.ics", "not-https"),
        ("inside.ics", "closed-net"),
        ("round.ics", "redirects"),
        ("huge.ics", "too-large"),
        ("slow.ics", "too-slow"),
        ("cut.ics", "no-answer"),
        ("none.ics", "refused"),
    ],
)
def test_what_a_strangers_server_may_not_do(server, web, path, reason, monkeypatch):
    if reason == "too-slow":
        monkeypatch.setattr(calendar_web, "SLOWEST", 0.1)
    with pytest.raises(Unreachable) as refused:
        web.read(f"{server.address}/{path}", LARGEST_CALENDAR)
    assert refused.value.reason == reason
    assert len(server.asked) <= MOST_REDIRECTS + 1


def test_a_server_that_can_not_show_who_it_is_gets_no_request(server):
    with httpx.Client(trust_env=False) as client, pytest.raises(Unreachable) as refused:
        Web(client, lambda host, port: True).read(f"{server.address}/by.ics", LARGEST_CALENDAR)
    assert refused.value.reason == "no-answer" and not server.asked


def test_a_server_that_is_not_there_is_told_of_and_the_others_are_read(root, server, web):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        name(root, f"https://{HOST}:{taken.getsockname()[1]}/by.ics", "content/arvidsjaur/network/a.yaml")
        name(root, "borta.ics", "content/arvidsjaur/network/b.yaml")
        name(root, f"{server.address}/by.ics")
        told = imported(root, web)
    assert [(one.path.rpartition("/")[2], one.line, one.code, one.field) for one in told] == [
        ("a.yaml", 5, "calendar-unreachable", "calendar"),
        ("b.yaml", 5, "calendar-unreachable", "calendar"),
    ]
    assert len(events(root)) == 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "0.0.0.0"]
)
def test_a_closed_net_is_not_open(host):
    assert not is_open(host, 443)


@pytest.mark.parametrize("host", ["192.88.99.1", "2a00:801::1"])
def test_the_open_net_is_open(host):
    assert is_open(host, 443)


def test_a_name_that_also_stands_for_a_closed_net_is_not_asked(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: both)
    assert not is_open("rebound.example.com", 443)


def test_the_command_asks_no_closed_net_writes_what_it_can_and_shows_it_first(root, server):
    name(root, f"{server.address}/by.ics")
    name(root, "by.ics", "content/arvidsjaur/network/a.yaml")
    tiny.write(root / "content/arvidsjaur/calendars/by.ics", calendar(PLAIN))
    command = ["import", "event", "--calendars", "--root", str(root), "--now", tiny.NOW_TEXT]
    shown = CliRunner().invoke(app, [*command, "--dry-run"])
    assert shown.exit_code == 0 and "pubkvall" in shown.stdout and not events(root)
    assert "slutet nät" in shown.stderr and NETWORK in shown.stderr
    done = CliRunner().invoke(app, [*command, "--place", "arvidsjaur", "--lang", "en"])
    assert done.exit_code == 0 and list(events(root)) == ["pubkvall"] and "closed network" in done.stderr
    assert not server.asked


def test_what_is_new_becomes_one_proposal_that_is_the_same_as_long_as_nothing_more_is_new(root):
    git = ["git", "-C", str(root), "-c", "user.name=Prov", "-c", "user.email=prov@example.com"]
    name(root, "by.ics")
    tiny.write(root / "content/arvidsjaur/calendars/by.ics", calendar(PLAIN))
    for step in (["init", "--quiet", "--initial-branch=main"], ["add", "."], ["commit", "--quiet", "-m", "Början"]):
        subprocess.run([*git, *step], check=True)
    command = ["import", "event", "--calendars", "--propose", "--root", str(root), "--now", tiny.NOW_TEXT]
    first, second = (CliRunner().invoke(app, command) for _ in range(2))
    assert first.exit_code == 0 and first.stdout == second.stdout and not events(root), first.output
    branches = subprocess.run([*git, "branch", "--list", "anmalan/*"], capture_output=True, text=True, check=True)
    (branch,) = branches.stdout.split()
    there = ["show", "--stat", "--format=%s", branch]
    said = subprocess.run([*git, *there], capture_output=True, text=True, check=True).stdout
    assert said.startswith("Inläst: 1 nya, 0 ändrade") and "content/arvidsjaur/event/pubkvall.yaml" in said


@pytest.mark.parametrize("more", [("--remove",), ("by.ics",)])
def test_the_command_takes_calendars_or_a_list(root, more):
    ran = tiny.run("import", "event", *more, "--calendars", "--root", root)
    assert ran.code == 2 and "--calendars" in ran.err
    assert tiny.run("import", "company", "--calendars", "--root", root).code == 2
    assert tiny.run("import", "event", "--place", "arvidsjaur", "--root", root).code == 2
