"""/sitemap.xml and /robots.txt."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests import tiny

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "https://prov.example.com"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("sitemap") / "root")
    tiny.add(root, "company", "borta.yaml", tiny.company(4) + "withdrawn: 2026-11-01\n")
    tiny.add(root, "company", "firma-003.yaml", tiny.company(3) + "former_ids: [trean]\n")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


def entries(site) -> dict[str, str]:
    """Address -> day of last change."""
    urls = ElementTree.parse(site / "sitemap.xml").getroot().findall("s:url", NAMESPACE)
    found = [(url.findtext("s:loc", "", NAMESPACE), url.findtext("s:lastmod", "", NAMESPACE)) for url in urls]
    assert len(dict(found)) == len(found), "an address stands twice"
    return dict(found)


def test_every_address_is_a_page_of_the_site_that_may_be_found(built):
    for address in entries(built.site):
        assert address.startswith(f"{BASE}/")
        page = built.pages[address.removeprefix(f"{BASE}/") + "index.html"]
        assert 'content="noindex"' not in page, address
        canonical = [t.attributes["href"] for t in tiny.tags(page, "link") if t.attributes.get("rel") == "canonical"]
        assert canonical == [address]


def test_front_page_lists_and_records_are_there(built):
    for path in (
        "",
        "kontakt/",
        "foretag/",
        "foretag/firma-001/",
        "evenemang/stickkafe/",
        "trygghet/sot-moskosel/",
        "sidor/om-portalen/",
    ):
        assert f"{BASE}/{path}" in entries(built.site)


def test_pages_in_other_languages_are_there(built):
    for path in ("en/", "en/foretag/firma-001/", "en/sidor/about/"):
        assert f"{BASE}/{path}" in entries(built.site)


def test_what_is_over_withdrawn_or_moved_is_not_there(built):
    for path in (
        "evenemang/forra-arets-fest/",
        "marknad/soker-ved/",
        "foretag/borta/",
        "foretag/trean/",
        "sidor/about/",
    ):
        assert f"{BASE}/{path}" not in entries(built.site)


def test_the_day_of_the_last_check_is_given(built):
    assert entries(built.site)[f"{BASE}/foretag/firma-001/"] == "2026-10-01"
    assert entries(built.site)[f"{BASE}/evenemang/stickkafe/"] == ""


def test_robots_are_let_in_and_told_of_the_map(built):
    text = (built.site / "robots.txt").read_text("ascii")
    assert text.splitlines()[:2] == ["User-agent: *", "Allow: /"] and f"Sitemap: {BASE}/sitemap.xml" in text


def test_signs_in_the_sites_address_are_escaped(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace(BASE, f"{BASE}/a&b"), "utf-8")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None
    assert f"{BASE}/a&b/foretag/" in entries(report.target)
