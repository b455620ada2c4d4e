"""The comparison bench: what it says of two sites that differ, and what it gives to the other tools."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.bench import corpus
from tests.bench.alike import faults, samples, seen
from tests.bench.eleventy import convert as eleventy
from tests.bench.hugo import convert as hugo
from tests.bench.pelican import convert as pelican
from tests.tiny import build_site, write

COMPANIES = 25
RECORDS = {"foretag": COMPANIES, "evenemang": COMPANIES // 5, "trygghet": COMPANIES // 20}


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus as Bygd builds it in `site`, and as `hugo`, `eleventy` and `pelican` are given it."""
    folder = tmp_path_factory.mktemp("bench")
    corpus.write(folder / "corpus", COMPANIES)
    built = build_site(folder / "corpus", folder / "site", now=corpus.NOW, site=corpus.SITE).target
    assert built
    hugo.convert(folder / "corpus", corpus.SITE, corpus.NOW, built, folder / "hugo")
    eleventy.convert(folder / "corpus", corpus.SITE, corpus.NOW, folder / "hugo", folder / "eleventy")
    pelican.convert(folder / "hugo", folder / "pelican")
    return folder


@pytest.mark.parametrize("tool", ["hugo", "eleventy", "pelican"])
def test_every_tool_is_given_a_file_for_each_record(projects: Path, tool: str) -> None:
    content = projects / tool / "content"
    found = {name: sum(1 for file in (content / name).rglob("*.md") if file.name != "_index.md") for name in RECORDS}
    assert found == RECORDS


def test_hugo_is_given_something_for_each_page_of_bygd(projects: Path) -> None:
    content = projects / "hugo" / "content"
    files = sum(1 for file in content.rglob("*.md") if file.parent.name != "affisch" or file.name != "_index.md")
    folders_only = 1  # of the pages of fixed number
    not_found = 1  # 404.html is a layout
    assert files - folders_only + not_found == len([*(projects / "site").rglob("*.html")])


@pytest.mark.parametrize("section", RECORDS)
def test_hugo_is_given_each_field_that_bygd_shows(projects: Path, section: str) -> None:
    for file in (projects / "hugo/content" / section).glob("*-*.md"):
        front = yaml.safe_load(file.read_text("utf-8").split("---\n")[1])
        page = (projects / "site" / corpus.SITE / section / file.stem / "index.html").read_text("utf-8")
        assert {*re.findall(r'"field field--(\w+)"', page)} <= front["params"].keys()


def test_what_stands_around_a_page_is_bygds_own(projects: Path) -> None:
    from tests.bench.hugo.frame import frame

    around = frame(projects / "site" / corpus.SITE)["around"]["foretag"]
    assert '<a href="/foretag/" aria-current="true">Företag</a>' in around["before"]
    assert "Frågor om portalen:" in around["after"] and "<main" not in around["after"]


@pytest.fixture
def two_sites(tmp_path: Path) -> dict[str, Path]:
    sites = {name: tmp_path / name for name in ("bygd", "hugo")}
    for site in sites.values():
        write(site / "foretag/a-1/index.html", '<main><h1>Bageriet</h1> <a href="../">Alla</a></main>')
        write(site / "index.html", "<p>Start</p>")
    return sites


def test_equal_sites_have_no_faults(two_sites: dict[str, Path]) -> None:
    write(two_sites["hugo"] / "foretag/a-1/index.html", '<main><h1>Bageriet</h1>\n<a href="/foretag/">Alla</a></main>')
    assert [*faults("bygd", "hugo", two_sites)] == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<main><h1>Bageriet</h1> <a href="../b/">Alla</a></main>', "bygd says “/foretag”, hugo “/foretag/b”"),
        ('<main><h1>Kaféet.</h1> <a href="../">Alla</a></main>', "bygd says “Bageriet”, hugo “Kaféet.”"),
        ('<main><h1 hidden>Bageriet</h1> <a href="../">Alla</a></main>', "bygd says “Bageriet”, hugo “”"),
    ],
)
def test_another_word_or_link_is_told(two_sites: dict[str, Path], html: str, said: str) -> None:
    write(two_sites["hugo"] / "foretag/a-1/index.html", html)
    assert any(fault == f"foretag/a-1/index.html: {said}" for fault in faults("bygd", "hugo", two_sites))


def test_a_page_that_only_one_has_is_told(two_sites: dict[str, Path]) -> None:
    write(two_sites["bygd"] / "sok/index.html", "<p>Sök</p>")
    assert "bygd made 3 pages, hugo 2; only one has sok/index.html" in [*faults("bygd", "hugo", two_sites)]


def test_pages_that_are_much_larger_are_told(two_sites: dict[str, Path]) -> None:
    write(two_sites["hugo"] / "index.html", f"<p>Start</p>{' ' * 100}")
    (fault,) = faults("bygd", "hugo", two_sites)
    assert fault.startswith("a page of bygd is ")


def test_samples_are_two_of_every_sort_of_page() -> None:
    companies = [f"foretag/firma-{number}/index.html" for number in range(9)]
    lists = [f"foretag/bokstav/{letter}/index.html" for letter in "abc"]
    found = samples(["index.html", "foretag/index.html", "foretag/sida/2/index.html", *companies, *lists])
    assert found == sorted(
        [
            "index.html",
            "foretag/index.html",
            "foretag/sida/2/index.html",
            companies[0],
            companies[-1],
            lists[0],
            lists[-1],
        ]
    )


def test_what_is_not_seen_is_not_compared() -> None:
    assert seen("<p>Ett</p><script>två</script><div hidden>tre <p>fyra</p></div>", "index.html") == ["Ett"]
