"""Small sound repositories, each with something that must be let through: checked, built, and read as a page."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import build, survey
from tests.tiny import NOW, build_site, pages, tags, visible_text

SITES = Path(__file__).with_name("sites_ok")
NAMES = sorted(path.name for path in SITES.iterdir() if path.is_dir())
SITE = "portalen"


@dataclass(frozen=True)
class Site:
    report: build.Report
    pages: dict[str, str]

    def text(self, address):
        return visible_text(self.pages[f"{address}/index.html"])

    def tags(self, address, *names):
        return tags(self.pages[f"{address}/index.html"], *names)

    def texts(self, address, *names):
        return [" ".join(tag.text.split()) for tag in self.tags(address, *names)]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Builds the named repository once for all tests that read it."""
    made = {}

    def of(name):
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            report = build_site(SITES / name, folder, site=SITE)
            made[name] = Site(report, pages(folder / SITE))
        return made[name]

    return of


@pytest.mark.parametrize("name", NAMES)
def test_the_check_finds_nothing(name):
    assert survey.check(SITES / name, NOW) == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_build_publishes_everything(name, built):
    report = built(name).report
    records = sum(path.is_file() for path in (SITES / name / "content").rglob("*"))
    assert report.target is not None
    assert report.problems == ()
    assert (report.left_out, report.elsewhere) == (0, 0)
    assert report.published + report.withdrawn == records


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_one_heading_a_language_and_a_title(name, built):
    for file, html in built(name).pages.items():
        assert [tag.attributes["lang"] for tag in tags(html, "html")] == ["en" if file.startswith("en/") else "sv"], (
            file
        )
        assert len(tags(html, "h1")) == 1, file
        assert tags(html, "title")[0].text.strip(), file


@pytest.mark.parametrize("name", NAMES)
def test_every_link_between_pages_leads_somewhere(name, built):
    site = built(name)
    for file, html in site.pages.items():
        for link in tags(html, "a"):
            address = link.attributes.get("href", "").partition("#")[0]
            if address and ":" not in address and file != "404.html":
                assert (site.report.target / target(file, address)).is_file(), f"{file}: {address}"


def target(file, address):
    address = address.partition("?")[0]
    parts = file.split("/")[:-1]
    for step in address.split("/"):
        if step == "..":
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join([*parts, "index.html"] if address.endswith("/") else parts)


@pytest.mark.parametrize("name", NAMES)
def test_every_address_of_the_sitemap_is_a_page(name, built):
    site = built(name)
    listed = re.findall("<loc>(.*?)</loc>", (site.report.target / "sitemap.xml").read_text("utf-8"))
    files = {url.removeprefix("https://portalen.example.com/") + "index.html" for url in listed}
    assert files and files <= site.pages.keys()


def test_building_changes_nothing_in_the_repository(tmp_path):
    shutil.copytree(SITES / "minimal", tmp_path / "root")
    before = {path: path.read_bytes() for path in (tmp_path / "root").rglob("*") if path.is_file()}
    build_site(tmp_path / "root", tmp_path / "out", site=SITE)
    assert {path: path.read_bytes() for path in (tmp_path / "root").rglob("*") if path.is_file()} == before


def test_one_page_is_enough_for_a_portal(built):
    site = built("minimal")
    assert site.texts("sidor/om", "h1") == ["Om portalen"]
    assert "Här finns ortens företag." in site.text("sidor/om")
    assert tags(site.pages["index.html"], "h1")[0].text.strip() == "Portalen"


def test_a_record_is_shown_in_every_language_and_a_page_in_its_own(built):
    site = built("two-languages")
    assert site.texts("foretag/snickeriet", "h1") == site.texts("en/foretag/snickeriet", "h1") == ["Snickeriet"]
    assert site.texts("foretag", "h1") == ["Företag"]
    assert site.texts("en/foretag", "h1") == ["Companies"]
    assert "sidor/om/index.html" in site.pages and "en/sidor/om/index.html" not in site.pages
    assert "en/sidor/about/index.html" in site.pages and "sidor/about/index.html" not in site.pages


def test_each_language_points_at_the_other(built):
    links = built("two-languages").tags("foretag/snickeriet", "link")
    others = {tag.attributes["hreflang"]: tag.attributes["href"] for tag in links if "hreflang" in tag.attributes}
    assert others["en"] == "https://portalen.example.com/en/foretag/snickeriet/"
    assert others["sv"] == "https://portalen.example.com/foretag/snickeriet/"


def test_files_from_windows_are_read_to_their_last_letter(built):
    """A byte order mark, CRLF, and a last line without an end."""
    site = built("from-windows")
    assert site.texts("foretag/snickeriet", "h1") == ["Snickeriet i Åsträsk"]
    assert "tel:+46980319201" in [tag.attributes.get("href") for tag in site.tags("foretag/snickeriet", "a")]
    body = [tag.text for tag in site.tags("foretag/snickeriet", "p")]
    assert "Vi är fyra." in body and "Ring oss." in body
    assert "ortens företag. Och mer." in site.text("sidor/om")
    assert not any("\r" in html or "\ufeff" in html for html in site.pages.values())


def test_the_text_of_a_markdown_file_is_the_body_of_its_page(built):
    site = built("front-matter")
    assert site.texts("sidor/om", "h1") == ["Om portalen: så fungerar den"]
    assert "ortens" in site.texts("sidor/om", "strong")
    assert "Så kommer du med" in site.texts("sidor/om", "h2", "h3")
    assert site.texts("sidor/om", "th")[:2] == ["När", "Var"]
    assert "Efter linjen ovan är det fortfarande text: den delar inte filen." in site.text("sidor/om")
    assert "fyra" in site.texts("foretag/snickeriet", "em")


def test_a_kind_of_ones_own_is_two_files_and_has_lists_and_pages(built):
    site = built("own-kind")
    assert site.texts("behov", "h1") == ["Behov"]
    assert site.texts("behov/frisor", "h1") == ["En frisör"]
    named = dict(zip(site.texts("behov/frisor", "dt"), site.texts("behov/frisor", "dd"), strict=True))
    assert named["Arbetstillfällen"] == "1"
    assert named["Företag som redan försöker"] == "Snickeriet"
    assert "En frisör" in site.text("behov/ort/moskosel")
    assert "En frisör" in site.text("foretag/snickeriet")


def test_a_template_of_which_most_is_left_empty_shows_only_what_is_filled_in(built):
    named = built("empty-fields").texts("foretag/snickeriet", "dt")
    assert sorted(named) == ["Branscher", "Ort"]


def test_a_withdrawn_record_leaves_a_notice_that_does_not_say_what_it_was(built):
    site = built("withdrawn")
    assert (site.report.published, site.report.withdrawn) == (2, 1)
    robots = [
        tag.attributes["content"] for tag in site.tags("foretag/snickeriet", "meta") if "content" in tag.attributes
    ]
    assert "noindex" in robots
    assert not any("Hemlig" in html for html in site.pages.values())


def test_a_record_that_is_withdrawn_later_is_there_until_then(built):
    assert built("withdrawn").texts("foretag/smedjan", "h1") == ["Smedjan"]


def test_former_addresses_lead_to_the_record(built):
    site = built("former-ids")
    for former in ("snickeriet", "granlund-och-son"):
        assert "../../foretag/granlunds-snickeri/" in [
            tag.attributes.get("href") for tag in site.tags(f"foretag/{former}", "a")
        ]
        refresh = [
            t.attributes["content"] for t in site.tags(f"foretag/{former}", "meta") if "http-equiv" in t.attributes
        ]
        assert len(refresh) == 1 and refresh[0].endswith("/foretag/granlunds-snickeri/")
    redirects = (site.report.target / "_redirects").read_text("utf-8").splitlines()
    assert "/foretag/snickeriet/* /foretag/granlunds-snickeri/ 301" in redirects
