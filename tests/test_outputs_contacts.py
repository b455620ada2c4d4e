"""/foretag/<id>.vcf: a business card that a telephone reads, with nothing on it that the page doesn't show."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.folding import LONGEST_LINE, folded
from generator.outputs.contacts import _text
from tests import tiny

FIRM = """name: "Såg, hyvel; & \\\\ Söner"
categories: [snickeri]
summary: "Vi sågar och hyvlar allt från lister till timmerstommar åt hela Norrlands inland, året om och i alla väder."
village: moskosel
address: Sågvägen 3
postal_code: 933 90
phone: 0980-319 201
email: hemlig@example.com
email_consent: nej
website: https://www.example.com/sag,hyvel
lat: 65.87
lon: 19.45
assured_date: 2026-10-01
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("contacts") / "root")
    tiny.add(root, "company", "sagen.yaml", FIRM)
    return tiny.build_site(root, root.parent / "out").target


def unfolded(card: bytes) -> list[str]:
    return card.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_card_says_who_it_is_where_and_how_to_reach_them(site):
    assert unfolded((site / "foretag/sagen.vcf").read_bytes()) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "UID;VALUE=text:2505-company-sagen",
        "FN:Såg\\, hyvel\\; & \\\\ Söner",
        "ORG:Såg\\, hyvel\\; & \\\\ Söner",
        "TEL;VALUE=uri:tel:+46980319201",
        "URL:https://www.example.com/sag,hyvel",
        "ADR:;;Sågvägen 3;Moskosel;;933 90;Sverige",
        "GEO:geo:65.87,19.45",
        "NOTE:Vi sågar och hyvlar allt från lister till timmerstommar åt hela Norrlands inland\\, året om och i alla "
        "väder.",
        "SOURCE:https://prov.example.com/foretag/sagen.vcf",
        "REV:20261001T000000Z",
        "END:VCARD",
    ]


def test_an_email_is_on_the_card_on_consent_only(site):
    assert "EMAIL:info1@example.com" in unfolded((site / "foretag/firma-001.vcf").read_bytes())
    assert b"hemlig" not in (site / "foretag/sagen.vcf").read_bytes()


def test_lines_are_short_and_end_as_the_standard_asks(site):
    for card in site.glob("foretag/*.vcf"):
        lines = card.read_bytes().split(b"\r\n")
        assert lines[-1] == b"" and all(len(line) <= LONGEST_LINE for line in lines)
        assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_page_of_a_company_leads_to_its_card_in_every_language(site):
    for page in ("foretag/sagen", "en/foretag/sagen"):
        links = [tag.attributes["href"] for tag in tiny.tags((site / page / "index.html").read_text("utf-8"), "a")]
        (card,) = (link for link in links if link.endswith(".vcf"))
        assert (site / page / card).resolve() == (site / "foretag/sagen.vcf").resolve()
    assert ".vcf" not in (site / "trygghet/sot-moskosel/index.html").read_text("utf-8")


def test_only_companies_have_cards(site):
    assert {card.parent.name for card in site.rglob("*.vcf")} == {"foretag"}


@given(st.text(alphabet="aåé😀,;\\ \n", max_size=200))
def test_a_folded_line_is_the_same_line_and_no_letter_is_cut_in_two(text):
    lines = folded(f"NOTE:{_text(text)}").removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    whole = lines[0].decode() + "".join(line.decode()[1:] for line in lines[1:])
    value = re.sub(r"\\([\\,;n])", lambda match: "\n" if match[1] == "n" else match[1], whole.removeprefix("NOTE:"))
    assert value == "\n".join(text.splitlines())
