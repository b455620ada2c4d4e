"""/pagefind/: the index is there, whole, and knows the words that people search by."""

from __future__ import annotations

import gzip
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from generator.outputs import search
from generator.stop import Exit, Stop
from tests import tiny


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("search") / "root")
    text = tiny.company(4).replace("Firma 004", "Byggnadssnickeri Norr").replace("[akeri]", "[snickeri]")
    tiny.add(root, "company", "byggnadssnickeri.yaml", text)
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def fragments(site: Path, language: str) -> list[dict]:
    """What the index knows of each page."""
    paths = sorted((site / "pagefind" / "fragment").glob(f"{language}_*.pf_fragment"))
    return [json.loads(unpacked(path).removeprefix(b"pagefind_dcd")) for path in paths]


def test_the_index_is_whole(built):
    folder = built.site / "pagefind"
    entry = json.loads((folder / "pagefind-entry.json").read_text("utf-8"))
    assert set(entry["languages"]) == {"sv", "en"}
    for language in entry["languages"].values():
        assert unpacked(folder / f"pagefind.{language['hash']}.pf_meta")
        assert unpacked(folder / f"wasm.{language['wasm']}.pagefind")
    for path in folder.rglob("*.pf_*"):
        assert unpacked(path)
    assert (folder / "pagefind.js").stat().st_size > 10_000


def test_every_record_that_is_not_over_is_searched_in_its_languages(built):
    swedish = {fragment["url"] for fragment in fragments(built.site, "sv")}
    english = {fragment["url"] for fragment in fragments(built.site, "en")}
    assert {"/foretag/byggnadssnickeri/", "/evenemang/stickkafe/", "/sidor/om-portalen/"} <= swedish
    assert {"/en/foretag/byggnadssnickeri/", "/en/sidor/about/"} <= english
    everything = swedish | english
    assert not any("forra-arets-fest" in url or "soker-ved" in url or "/sok/" in url for url in everything)
    assert not any(url.count("/") < 3 for url in swedish), "lists are not searched"


def test_results_can_be_shown_without_their_pages(built):
    (found,) = [f for f in fragments(built.site, "sv") if f["url"] == "/foretag/byggnadssnickeri/"]
    assert found["meta"]["title"] == "Byggnadssnickeri Norr" and found["meta"]["lead"].startswith("Vi hjälper dig")
    assert "Företag" in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("/foretag/byggnadssnickeri/", "snickeri"),
        ("/foretag/byggnadssnickeri/", "snickare"),
        ("/trygghet/sot-moskosel/", "startare"),
        ("/trygghet/sot-moskosel/", "hjärtstartare"),
    ],
)
def test_a_record_is_found_by_the_last_part_of_a_compound_and_by_its_kin(built, url, word):
    """`snickare` finds "Byggnadssnickeri" and `startare` finds "Hjärtstartare", though neither stands on the page."""
    (found,) = [fragment for fragment in fragments(built.site, "sv") if fragment["url"] == url]
    assert word in found["meta"]["sokord"].split()
    index = b"".join(unpacked(path) for path in (built.site / "pagefind" / "index").glob("sv_*"))
    assert word[:6].encode() in index


def test_search_words_are_not_seen(built):
    html = built.pages["trygghet/sot-moskosel/index.html"]
    assert "defibrillator" in html and "defibrillator" not in tiny.visible_text(html)


def test_a_site_without_records_has_no_index(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    portal, edition = tiny.portal_and_edition(root)
    nothing = replace(portal, records=dict.fromkeys(portal.records, ()))
    search.write(nothing, edition, tmp_path)
    assert not (tmp_path / "pagefind").exists()


def test_an_indexer_that_fails_stops_the_build(tmp_path, monkeypatch):
    root = tiny.write_repository(tmp_path / "root")
    portal, edition = tiny.portal_and_edition(root)
    real = subprocess.Popen

    def failing(command, **options):
        return real(["false"], **options)

    monkeypatch.setattr(subprocess, "Popen", failing)
    (tmp_path / "out").mkdir()
    with pytest.raises(Stop) as caught:
        search.write(portal, edition, tmp_path / "out")
    assert caught.value.reason == "search-failed" and caught.value.exit_code is Exit.ENVIRONMENT


def test_a_hidden_folder_is_not_looked_into(tmp_path):
    """Another process of the same build may be writing there, and takes it away again."""
    page = f"<main {search.SEARCHED}></main>"
    for path in ("b/index.html", "a.html", ".3/marknad/index.html"):
        tiny.write(tmp_path / path, page)
    assert [*search.searched(tmp_path)] == [("a.html", page), ("b/index.html", page)]
