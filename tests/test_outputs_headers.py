"""/_headers and /_redirects: what the host adds, and where old addresses lead."""

from __future__ import annotations

import fnmatch
import re

import pytest

from generator.outputs import headers
from tests import tiny, written


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("headers") / "root")
    tiny.add(root, "company", "firma-003.yaml", tiny.company(3) + "former_ids: [trean, firma-tre]\n")
    tiny.add(root, "company", "borta.yaml", tiny.company(4) + "former_ids: [forr]\nwithdrawn: 2026-11-01\n")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return report.target


@pytest.fixture(scope="module")
def rules(site):
    """Pattern -> headers, read as a host reads them."""
    found: dict[str, dict[str, str]] = {}
    for line in (site / "_headers").read_text("ascii").splitlines():
        if line.startswith("/"):
            pattern = line
            assert pattern not in found
            found[pattern] = {}
        else:
            header = re.fullmatch(r"  ([A-Z][A-Za-z-]+): (\S.*)", line)
            assert header, line
            assert header[1] not in found[pattern], line
            found[pattern][header[1]] = header[2]
    return found


def headers_of(rules: dict[str, dict[str, str]], path: str) -> dict[str, str]:
    """Where several rules match, the value of the later one holds."""
    return {k: v for pattern, headers in rules.items() if fnmatch.fnmatch(path, pattern) for k, v in headers.items()}


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}


@pytest.mark.parametrize("path", ["/", "/foretag/firma-001/", "/sok/", "/en/sok/", "/static/x/site.css", "/404.html"])
def test_every_answer_is_guarded(rules, path):
    headers = headers_of(rules, path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert int(re.findall(r"max-age=(\d+)", headers["Strict-Transport-Security"])[0]) >= 63_072_000
    assert "camera=()" in headers["Permissions-Policy"] and "microphone=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/foretag/firma-001/", "/sok/", "/en/sok/", "/static/x/site.css"])
def test_the_policy_lets_nothing_in_but_the_sites_own_files(rules, path):
    csp = policy(headers_of(rules, path))
    assert csp["default-src"] == ["'none'"] and csp["base-uri"] == ["'none'"] and csp["frame-ancestors"] == ["'none'"]
    assert csp["style-src"] == csp["connect-src"] == csp["form-action"] == ["'self'"]
    sources = {source for values in csp.values() for source in values}
    assert sources <= {"'none'", "'self'", "data:", "'wasm-unsafe-eval'", headers.HOLDS_NOW}
    assert "data:" not in csp["script-src"]


def test_only_the_pages_that_search_may_run_webassembly(rules, site):
    for page in site.rglob("*.html"):
        address = "/" + page.relative_to(site).as_posix().removesuffix("index.html")
        searches = any(
            "search" in tag.attributes.get("src", "") for tag in tiny.tags(page.read_text("utf-8"), "script")
        )
        may = "'wasm-unsafe-eval'" in policy(headers_of(rules, address))["script-src"]
        assert may == searches, address


def test_files_with_a_digest_in_their_name_are_kept_for_ever_and_pages_are_asked_for_again(rules):
    for path in ("/static/0123456789/site.css", "/bilder/0123456789abcdef-480.webp"):
        assert "immutable" in headers_of(rules, path)["Cache-Control"]
    for path in ("/", "/foretag/", "/manifest.json", "/pagefind/pagefind-entry.json"):
        assert headers_of(rules, path)["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("meddelanden/koka-vattnet.cap.xml", "application/cap+xml"),
        ("meddelanden/cap.xml", "application/atom+xml"),
        ("feed.xml", "application/atom+xml"),
        ("foretag/kategori/kafe/feed.xml", "application/atom+xml"),
        ("feed.json", "application/feed+json"),
        ("evenemang/kalender.ics", "text/calendar; charset=utf-8"),
        ("evenemang/stickkafe.ics", "text/calendar; charset=utf-8"),
        ("foretag/firma-001.vcf", "text/vcard; charset=utf-8"),
        ("data/service_point.geojson", "application/geo+json"),
        ("datasets/dcat", "application/rdf+xml"),
    ],
)
def test_what_programs_fetch_says_what_it_is(site, rules, path, kind):
    assert (site / path).is_file()
    assert headers_of(rules, f"/{path}")["Content-Type"] == kind
    assert "Content-Type" not in headers_of(rules, "/sitemap.xml")


def redirects(site) -> dict[str, str]:
    lines = (site / "_redirects").read_text("ascii").splitlines()
    parts = [line.split() for line in lines]
    assert all(len(part) == 3 and part[2] == "301" for part in parts)
    return {source: target for source, target, _ in parts}


def test_former_addresses_lead_on_in_every_language(site):
    assert redirects(site) == {
        f"{prefix}/foretag/{former}/*": f"{prefix}/foretag/firma-003/"
        for prefix in ("", "/en")
        for former in ("trean", "firma-tre")
    }


def test_redirects_lead_to_pages_and_from_none_that_is_listed(site):
    for source, target in redirects(site).items():
        assert (site / target[1:] / "index.html").is_file()
        was = site / source[1:].removesuffix("*") / "index.html"
        assert 'content="noindex"' in was.read_text("utf-8")


def test_a_site_without_former_addresses_has_no_redirects(tmp_path):
    assert (tiny.built(tmp_path).site / "_redirects").read_bytes() == b""


def test_a_site_that_shows_warnings_may_ask_for_them_at_one_address_and_nothing_else(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    settings = root / "sites/arvidsjaur/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "vma: ja\n", "utf-8")
    site = tiny.build_site(root, tmp_path / "out").target
    policies = re.findall("Content-Security-Policy: (.*)", (site / "_headers").read_text("ascii"))
    assert len(policies) > 1
    for csp in policies:
        parts = policy({"Content-Security-Policy": csp})
        assert parts["connect-src"] == ["'self'", "https://vmaapi.sr.se/api/v3/alerts"]
        assert parts["default-src"] == ["'none'"] and parts["img-src"] == ["'self'", "data:"]
    assert "Sveriges Radio" in (site / "integritet/index.html").read_text("utf-8")


def test_an_address_cannot_add_to_the_policy():
    config = written.config(vma=True, vma_url="https://vma.example.com/a;script-src,*?geocode=2505;x")
    (csp,) = {rule["Content-Security-Policy"] for path, rule in headers.headers_of(config).items() if path == "/*"}
    assert policy({"Content-Security-Policy": csp})["connect-src"] == [
        "'self'",
        "https://vma.example.com/a%3Bscript-src%2C%2A",
    ]
    assert headers.headers_of(written.config()) is headers.HEADERS


def test_what_is_written_is_read_back_for_who_serves_the_site_here(site, tmp_path):
    assert headers.read_rules(site) == headers.HEADERS
    assert headers.read_rules(tmp_path / "not-built") is headers.HEADERS
