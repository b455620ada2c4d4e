"""The login of the web editor: to GitHub and back, and only for the browser that began it."""

from __future__ import annotations

import html
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.intake.served import free_port
from tests.tiny import environment

HOST = Path(__file__).with_name("auth_host.mjs")


class _GitHub(BaseHTTPRequestHandler):
    """Gives a key for the code `rätt`."""

    asked: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(sent)
        given = {"access_token": 'nyckel"<&'} if sent["code"] == ["rätt"] else {"error": "bad_verification_code"}
        body = json.dumps(given).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def github() -> Iterator[tuple[str, type[_GitHub]]]:
    handler = type("GitHub", (_GitHub,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()
    thread.join()


def started(**variables: str) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    command = ["node", str(HOST), str(port)]
    process = subprocess.Popen(command, env=environment(**variables), stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    return process, f"http://127.0.0.1:{port}/admin/auth"


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture(scope="module")
def address(github) -> Iterator[str]:
    process, address = started(BYGD_GITHUB_ID="id", BYGD_GITHUB_SECRET="hemligt", BYGD_GITHUB=github[0])
    yield address
    ended(process)


def begun(address: str) -> tuple[dict[str, list[str]], str]:
    """What GitHub is asked, and the cookie of the browser."""
    answer = httpx.get(f"{address}?provider=github&site_id=prov.example.com&scope=repo")
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query), answer.headers["set-cookie"]


def result_of(answer: httpx.Response) -> dict[str, str]:
    return json.loads(html.unescape(re.search(r'data-result="([^"]*)"', answer.text)[1]))


def test_a_login_goes_to_github_and_comes_back_with_a_key(address, github):
    asked, cookie = begun(address)
    assert asked["client_id"] == ["id"] and asked["scope"] == ["repo"]
    assert asked["redirect_uri"] == [f"{address}/done"]
    for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/admin/auth"):
        assert word in cookie
    came = httpx.get(
        f"{address}/done", params={"code": "rätt", "state": asked["state"][0]}, headers={"Cookie": cookie.split(";")[0]}
    )
    assert came.status_code == 200 and result_of(came) == {"token": 'nyckel"<&', "provider": "github"}
    assert github[1].asked[-1]["client_secret"] == ["hemligt"]
    assert "hemligt" not in came.text and "Max-Age=0" in came.headers["set-cookie"]
    assert (
        came.headers["cache-control"] == "no-store" and "script-src 'self'" in came.headers["content-security-policy"]
    )
    assert re.findall(r"<script[^>]*>", came.text) == ['<script src="/admin/login.js" defer>']


@pytest.mark.parametrize("cookie", ["", "__Secure-bygd-login=annan", "__Secure-bygd-login="])
def test_a_login_that_another_browser_began_is_refused(address, github, cookie):
    asked, _ = begun(address)
    before = len(github[1].asked)
    came = httpx.get(f"{address}/done", params={"code": "rätt", "state": asked["state"][0]}, headers={"Cookie": cookie})
    assert came.status_code == 403 and result_of(came) == {"error": "state"} and len(github[1].asked) == before


def test_without_state_and_code_nothing_is_asked(address):
    assert httpx.get(f"{address}/done", headers={"Cookie": "__Secure-bygd-login="}).status_code == 403
    assert httpx.post(address).status_code == 405


def test_a_code_that_github_refuses_is_told(address):
    asked, cookie = begun(address)
    params = {"code": "fel", "state": asked["state"][0]}
    came = httpx.get(f"{address}/done", params=params, headers={"Cookie": cookie.split(";")[0]})
    assert came.status_code == 403 and result_of(came) == {"error": "bad_verification_code"}


def test_a_host_that_is_not_set_up_says_what_it_lacks():
    process, address = started()
    try:
        answer = httpx.get(address)
        assert answer.status_code == 503 and "BYGD_GITHUB_SECRET" in answer.text
    finally:
        ended(process)
