"""CAP 1.2: every mandatory element, in the order of the schema, and nothing made up that looks real."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import feedparser
import pytest

from generator.outputs.alerts import NAMESPACE
from tests import tiny

ORDER = {
    "alert": "identifier sender sent status msgType source scope restriction addresses code note references incidents "
    "info".split(),
    "info": "language category event responseType urgency severity certainty audience eventCode effective onset "
    "expires senderName headline description instruction web contact parameter resource area".split(),
    "area": "areaDesc polygon circle geocode altitude ceiling".split(),
    "geocode": "valueName value".split(),
}
MANDATORY = {
    "alert": {"identifier", "sender", "sent", "status", "msgType", "scope"},
    "info": {"category", "event", "urgency", "severity", "certainty"},
    "area": {"areaDesc"},
    "geocode": {"valueName", "value"},
}
VALUES = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "category": set("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other".split()),
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
MADE_UP = """headline: Isen bär inte
body: Gå **inte** ut på isen.
severity: moderate
urgency: expected
cap_status: actual
expires: 2026-12-24
sender: Kommunen
example: ja
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("alerts") / "root")
    tiny.add(root, "notice", "isen.yaml", MADE_UP)
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return tiny.Built(root, report.target, report)


def alert(built, name: str) -> ElementTree.Element:
    return ElementTree.parse(built.site / f"meddelanden/{name}.cap.xml").getroot()


def text(root: ElementTree.Element, name: str) -> str:
    return root.findtext(f".//{{{NAMESPACE}}}{name}", "")


@pytest.mark.parametrize("name", ["isen", "koka-vattnet"])
def test_a_message_has_what_the_schema_asks_for_in_its_order(built, name):
    for element in alert(built, name).iter():
        tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if tag in ORDER:
            children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
            assert [ORDER[tag].index(child) for child in children] == sorted(map(ORDER[tag].index, children))
            assert set(children) >= MANDATORY[tag]
        if tag in VALUES:
            assert element.text in VALUES[tag]
        if tag in {"sent", "onset", "expires"}:
            assert STAMP.fullmatch(element.text or "")
        if tag in {"identifier", "sender"}:
            assert not set(" ,<&") & set(element.text or " ")


def test_an_exercise_is_an_exercise_and_what_is_made_up_is_a_test(built):
    assert text(alert(built, "koka-vattnet"), "status") == "Exercise"
    assert text(alert(built, "isen"), "status") == "Test"


def test_a_day_of_expiry_lasts_until_its_end_and_marks_are_not_text(built):
    assert text(alert(built, "isen"), "expires") == "2026-12-24T23:59:59+01:00"
    assert text(alert(built, "isen"), "description") == "Gå inte ut på isen."


def test_the_municipality_has_its_number_unless_only_villages_are_meant(built):
    assert text(alert(built, "isen"), "value") == "2505"
    assert text(alert(built, "koka-vattnet"), "value") == ""
    assert text(alert(built, "koka-vattnet"), "areaDesc").startswith("Glommersträsk, ")


def test_the_index_names_the_file_of_every_notice_in_force(built):
    parsed = feedparser.parse((built.site / "meddelanden/cap.xml").read_bytes())
    assert not parsed.bozo
    files = {link.href for entry in parsed.entries for link in entry.links if link.rel == "enclosure"}
    assert files == {f"https://prov.example.com/meddelanden/{name}.cap.xml" for name in ("isen", "koka-vattnet")}
    assert all("(" in entry.title for entry in parsed.entries), "each says that it is no real warning"
