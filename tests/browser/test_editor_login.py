"""Logging in to the web editor with GitHub: the window that opens, the function at Netlify, the key that comes back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.host import _Host, read_headers
from tests.browser.test_editor import PATIENCE
from tests.editor_programs import lend
from tests.intake.served import free_port
from tests.test_auth_function import _GitHub, ended, started
from tests.tiny import NOW, SITE, build_site, write, write_repository

KEPT_BACK = ("content-encoding", "content-length", "transfer-encoding", "connection", "date", "keep-alive")


class _LoginPage(_GitHub):
    """Says yes to whoever asks, and sends them back with the code."""

    def do_GET(self) -> None:  # noqa: N802 - so http.server calls it
        asked = parse_qs(urlsplit(self.path).query)
        back = urlencode({"code": "rätt", "state": asked["state"][0]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri'][0]}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()


class _WithFunction(_Host):
    """The site's host, where /admin/auth is the function."""

    function: str

    def do_GET(self) -> None:  # noqa: N802 - so http.server calls it
        if not self.path.startswith("/admin/auth"):
            return super().do_GET()
        headers = {"Host": self.headers["Host"], "Cookie": self.headers.get("Cookie", "")}
        answer = httpx.get(f"{self.function}{self.path}", headers=headers)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name not in KEPT_BACK:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        super(_Host, self).end_headers()
        self.wfile.write(answer.content)
        return None


def serve(server: ThreadingHTTPServer) -> threading.Thread:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    return thread


def close(server: ThreadingHTTPServer, thread: threading.Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal whose editor is at GitHub, with the function, and a GitHub on this computer."""
    folder: Path = tmp_path_factory.mktemp("login")
    root = lend(write_repository(folder / "root"))
    settings = root / f"sites/{SITE}/site.yaml"
    write(settings, settings.read_text("utf-8") + "editor: github\neditor_repository: kommunen/portalen\n")
    site = build_site(root, folder / "out", now=NOW).target
    assert site
    port = free_port()
    # The portal's own address is that of this test, which no setting can hold.
    config = json.loads((site / "admin/config.json").read_text("utf-8"))
    config["cms"]["backend"]["base_url"] = f"http://127.0.0.1:{port}"
    write(site / "admin/config.json", json.dumps(config))
    github = ThreadingHTTPServer(("127.0.0.1", 0), type("GitHub", (_LoginPage,), {"asked": []}))
    answering = serve(github)
    address = f"http://127.0.0.1:{github.server_port}"
    process, function = started(BYGD_GITHUB_ID="id", BYGD_GITHUB_SECRET="hemligt", BYGD_GITHUB=address)
    facts = {"rules": read_headers(site), "function": function.removesuffix("/admin/auth")}
    host = ThreadingHTTPServer(("127.0.0.1", port), partial(type("Host", (_WithFunction,), facts), directory=str(site)))
    hosting = serve(host)
    yield f"http://127.0.0.1:{port}"
    close(host, hosting)
    close(github, answering)
    ended(process)


def test_the_key_reaches_the_editor_and_nobody_else(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(locale="sv-SE")
    asked: list[tuple[str, str]] = []

    def api(route: Route) -> None:
        """GitHub's API: knows the person, and has no content for them."""
        asked.append((urlsplit(route.request.url).path, route.request.headers.get("authorization", "")))
        route.fulfill(status=401, json={"message": "no"}, headers={"Access-Control-Allow-Origin": "*"})

    context.route("https://api.github.com/**", api)
    page = context.new_page()
    page.goto(f"{origin}/admin/")
    with page.expect_request("https://api.github.com/user", timeout=PATIENCE), context.expect_page() as opened:
        page.get_by_role("button", name="Logga in med GitHub").click()
    expect(page.get_by_role("button", name="Loggar in")).to_be_visible(timeout=PATIENCE)
    assert opened.value.is_closed()
    assert {key for _, key in asked} == {'token nyckel"<&'}
    context.close()
