"""`bygd poster`: one tagged A4 a point, and sentences where there is nothing to print."""

from __future__ import annotations

import re
import zlib

import pytest

from generator.commands.poster import as_pdf
from generator.stop import Exit, Stop
from tests import tiny

POINT = "sot-moskosel"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("pdf"), languages="sv")


def plain(pdf: bytes) -> bytes:
    """A PDF with its compressed streams laid open behind it."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"\x78")


@pytest.fixture(scope="module")
def pdf(site):
    return as_pdf(site.site / f"trygghet/{POINT}/affisch/index.html", site.site)


def test_a_poster_is_one_tagged_page_in_the_language_of_the_portal(pdf):
    text = plain(pdf)
    assert len(re.findall(rb"/Type /Page\b", text)) == 1
    assert b"/MediaBox [0 0 595.27" in text
    assert b"/Marked true" in text and b"/StructTreeRoot" in text
    assert b"pdfuaid" in text and b"(sv)" in text


def test_a_poster_knows_nothing_of_the_machine_that_made_it(pdf, site):
    text = plain(pdf)
    assert str(site.site).encode() not in text and b"file:" not in text


def test_the_command_makes_a_file_for_the_point_that_is_asked_for(site, tmp_path):
    ran = tiny.run("poster", tiny.SITE, POINT, "--from", site.site.parent, "--out", tmp_path / "posters")
    assert ran.code == Exit.DONE, ran
    assert [path.name for path in (tmp_path / "posters").iterdir()] == [f"{POINT}.pdf"]
    assert ran.out.strip().endswith(f"{POINT}.pdf")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((tiny.SITE, "finns-inte"), f"Den servicepunkten har ingen affisch i portalen. Välj någon av: {POINT}."),
        (("annan",), "är inte byggd. Kör bygd build först."),
        (("../..",), "är inte byggd. Kör bygd build först."),
    ],
)
def test_what_can_not_be_printed_is_said_in_a_sentence(site, tmp_path, args, said):
    ran = tiny.run("poster", *args, "--from", site.site.parent, "--out", tmp_path / "posters")
    assert ran.code == Exit.USAGE and said in ran.err
    assert not (tmp_path / "posters").exists()


def test_without_weasyprint_a_sentence_says_how_to_get_it(site, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(Stop) as stop:
        as_pdf(site.site / f"trygghet/{POINT}/affisch/index.html", site.site)
    assert 'pip install "bygdeportal[posters]"' in stop.value.message("sv")


def test_a_poster_that_asks_for_something_from_elsewhere_does_not_get_it(site, tmp_path):
    page = site.site / f"trygghet/{POINT}/affisch/prov.html"
    page.write_text('<html lang="sv"><title>x</title><img alt="" src="https://annan.example.com/x.png">', "utf-8")
    assert len(re.findall(rb"/Subtype /Image", plain(as_pdf(page, site.site)))) == 0
    page.unlink()
