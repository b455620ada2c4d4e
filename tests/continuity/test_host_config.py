"""A site on a web server of one's own answers as its `_headers` and `_redirects` say: tried with Debian's nginx and
Caddy."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from generator.continuity.host_config import HOSTS, HostRules, over_http, read_rules
from generator.outputs.headers import HEADERS
from tests import tiny
from tests.caddy import NAME, caddy_running
from tests.nginx import nginx_running

PATHS = [
    *("/", "/sok/", "/en/sok/", "/foretag/firma-001/", "/pagefind/pagefind.js", "/finns-inte/", "/sitemap.xml"),
    *("/feed.xml", "/foretag/feed.xml", "/feed.json", "/meddelanden/cap.xml", "/meddelanden/koka-vattnet.cap.xml"),
    *("/evenemang/kalender.ics", "/foretag/firma-001.vcf", "/data/service_point.geojson", "/datasets/dcat"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hosted")
    root = tiny.write_repository(folder / "root")
    tiny.add(root, "company", "nya.yaml", tiny.company(7) + "former_ids: [gamla]\n")
    target = tiny.build_site(root, folder / "out").target
    assert target is not None
    return target


@contextmanager
def running(host: str, rules: HostRules, site: Path, folder: Path) -> Iterator[int]:
    """The port at which the site is served as we would have that host configured."""
    run, name = {"nginx": (nginx_running, "localhost"), "caddy": (caddy_running, NAME)}[host]
    with run(HOSTS[host](rules, name, str(site)), folder) as number:
        yield number


@pytest.fixture(scope="module", params=HOSTS)
def port(request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(request.param, read_rules(site), site, tmp_path_factory.mktemp("host")) as number:
        yield number


def answer(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def wanted(rules: HostRules, path: str) -> dict[str, str]:
    return {
        header: [value for pattern, value in values if fnmatchcase(path, pattern)][-1]
        for header, values in rules.headers.items()
        if any(fnmatchcase(path, pattern) for pattern, _ in values)
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_host_sends_the_headers_that_the_site_asks_for(site, port, path):
    response = answer(port, path)
    assert response.status == (404 if path == "/finns-inte/" else 200)
    for header, value in wanted(read_rules(site), path).items():
        assert response.getheader(header) == value, header


def test_a_host_leads_on_from_a_former_address_and_knows_the_types(port):
    response = answer(port, "/foretag/gamla/")
    assert response.status == 301 and str(response.getheader("Location")).endswith("/foretag/nya/")
    for path in ("/sok/", "/finns-inte.ics", "/finns-inte/feed.xml"):
        assert str(answer(port, path).getheader("Content-Type")).startswith("text/html; charset=utf-8")
    for path, kind in (("/data/company.json", "application/json"), ("/sitemap.xml", "application/xml")):
        assert answer(port, path).getheader("Content-Type") == kind
    assert answer(port, "/manifest.webmanifest").getheader("Content-Type") == "application/manifest+json"


@pytest.mark.parametrize("host", HOSTS)
def test_a_box_without_https_sends_nobody_to_https_and_keeps_every_other_guard(site, tmp_path, host):
    rules = over_http(read_rules(site))
    with running(host, rules, site, tmp_path / "host") as port:
        for path in PATHS:
            response = answer(port, path)
            policy = str(response.getheader("Content-Security-Policy"))
            assert "upgrade-insecure-requests" not in policy and "default-src 'none'" in policy
            assert policy.rstrip("; ") == policy and "frame-ancestors 'none'" in policy
            assert response.getheader("Strict-Transport-Security") is None
            for header, value in wanted(rules, path).items():
                assert response.getheader(header) == value, header
    assert HEADERS["/*"].keys() - rules.headers.keys() == {"Strict-Transport-Security", "Cross-Origin-Opener-Policy"}


@pytest.mark.parametrize("host", HOSTS)
def test_the_command_writes_for_a_box_without_https(site, host):
    command = ("host-config", host, tiny.SITE, "--from", site.parent, "--name", "portalen.lan")
    plain, usual = tiny.run(*command, "--http").out, tiny.run(*command).out
    assert "upgrade-insecure-requests" in usual and "upgrade-insecure-requests" not in plain
    assert "Strict-Transport-Security" in usual and "Strict-Transport-Security" not in plain
    assert ("http://portalen.lan {" in plain) == (host == "caddy")
