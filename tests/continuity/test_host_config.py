"""A site on a web server of one's own answers as its `_headers` and `_redirects` say: tried with Debian's nginx."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from generator.continuity.host_config import HOSTS, HostRules, caddy, nginx, over_http, read_rules
from generator.outputs.headers import HEADERS
from tests import tiny
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


@pytest.fixture(scope="module")
def port(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with nginx_running(nginx(read_rules(site), "localhost", str(site)), tmp_path_factory.mktemp("nginx")) as number:
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
def test_nginx_sends_the_headers_that_the_site_asks_for(site, port, path):
    response = answer(port, path)
    assert response.status == (404 if path == "/finns-inte/" else 200)
    for header, value in wanted(read_rules(site), path).items():
        assert response.getheader(header) == value, header


def test_nginx_leads_on_from_a_former_address_and_knows_the_types(port):
    response = answer(port, "/foretag/gamla/")
    assert response.status == 301 and str(response.getheader("Location")).endswith("/foretag/nya/")
    for path in ("/sok/", "/finns-inte.ics"):
        assert str(answer(port, path).getheader("Content-Type")).startswith("text/html; charset=utf-8")
    assert answer(port, "/data/company.json").getheader("Content-Type") == "application/json"


def test_a_rule_in_a_caddyfile_leaves_alone_what_a_later_one_says_otherwise(site):
    text = caddy(read_rules(site), "asele.example.com", "/srv/www/asele")
    assert text.count("{") == text.count("}") and "redir /foretag/gamla/* /foretag/nya/ permanent" in text
    first = text.index("header @h0_0")
    assert "not path /sok/*" in text[:first] and "wasm-unsafe-eval" in text[first:]


def test_a_box_without_https_sends_nobody_to_https_and_keeps_every_other_guard(site, tmp_path):
    rules = over_http(read_rules(site))
    with nginx_running(nginx(rules, "localhost", str(site)), tmp_path / "nginx") as port:
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
