"""Stored public warnings: what holds is shown, an exercise never is, and nothing in the file can do any harm."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.alert import LARGEST_FILE, codes_of, read_alerts
from tests import tiny, vma
from tests.tiny import NOW, write
from tests.written import VOCABULARIES, config

MUNICIPALITIES = VOCABULARIES["municipalities"]
SENT = NOW - timedelta(minutes=10)


def read(root, contents: Any, **settings):
    text = contents if isinstance(contents, str | bytes) else json.dumps(contents)
    write(root / "data/vma.json", text)
    return read_alerts(root, config(vma_file="data/vma.json", **settings), MUNICIPALITIES, NOW)


def names(alerts) -> set[str]:
    return {alert.identifier for alert in alerts}


def test_the_codes_of_a_place_are_its_own_and_its_countys():
    assert codes_of(["arvidsjaur", "asele", "kvinnor-i-norr"], MUNICIPALITIES) == {"2505", "25", "2463", "24"}


def test_what_holds_here_and_now_is_shown_and_nothing_else(tmp_path):
    alerts, problems = read(tmp_path, vma.answer(*vma.chain(SENT)))
    assert problems == ()
    assert names(alerts) == vma.SHOWN


def test_a_warning_is_told_in_the_language_of_the_page(tmp_path):
    ((alert,), _) = read(tmp_path, vma.answer(vma.alert("EN", SENT)))
    assert alert.told("sv").text == "Det brinner på EN.\r\n\r\nGå inomhus."
    assert alert.told("sv").area == "Arvidsjaurs kommun (Norrbottens län)"
    assert alert.told("en").event == "Important Public Announcement (IPA)"
    assert alert.told("fi").language == "sv-SE"
    assert (alert.sent, alert.until) == (SENT, SENT + timedelta(hours=6))


def test_a_warning_without_an_area_or_a_code_is_for_everybody(tmp_path):
    nowhere = vma.alert("UTAN", SENT)
    for info in nowhere["info"]:
        del info["area"]
    assert names(read(tmp_path, vma.answer(nowhere))[0]) == {"UTAN"}


def test_a_stored_warning_that_never_ends_ends_after_a_day(tmp_path):
    young, old = vma.alert("UNG", NOW - timedelta(hours=23)), vma.alert("GAMMAL", NOW - timedelta(hours=25))
    for one in (young, old):
        for info in one["info"]:
            del info["expires"]
    assert names(read(tmp_path, vma.answer(young, old))[0]) == {"UNG"}


def test_a_site_shows_what_concerns_any_of_its_places(tmp_path):
    asele = vma.alert("ASELE", SENT, value="2463")
    assert names(read(tmp_path, vma.answer(asele))[0]) == set()
    assert names(read(tmp_path, vma.answer(asele), places=("asele",))[0]) == {"ASELE"}


def test_a_file_that_has_not_come_yet_is_no_fault(tmp_path):
    assert read_alerts(tmp_path, config(vma_file="data/vma.json"), MUNICIPALITIES, NOW) == ((), ())
    assert read_alerts(tmp_path, config(), MUNICIPALITIES, NOW) == ((), ())


@pytest.mark.parametrize(
    "contents",
    ["", "<html>500</html>", "[]", "{}", '{"alerts": 5}', b"\xff\xfe", "[" * 100_000, " " * (LARGEST_FILE + 1)],
    ids=["empty", "html", "list", "nothing", "number", "bytes", "deep", "large"],
)
def test_a_file_that_is_not_what_it_should_be_is_told_and_stops_nothing(contents, tmp_path):
    alerts, problems = read(tmp_path, contents)
    assert alerts == ()
    assert [(problem.code, problem.field, problem.level) for problem in problems] == [
        ("bad-warnings-file", "vma_file", "warning")
    ]


def test_a_file_outside_the_repository_is_not_read(tmp_path):
    write(tmp_path / "hemlig.json", json.dumps(vma.answer(vma.alert("UTE", SENT))))
    for path in ("../hemlig.json", str(tmp_path / "hemlig.json")):
        alerts, problems = read_alerts(tmp_path / "repo", config(vma_file=path), MUNICIPALITIES, NOW)
        assert alerts == () and [problem.code for problem in problems] == ["bad-warnings-file"]


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Actual", "Alert", "2505"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["status", "msgType", "info", "area", "geocode", "value", "references", "sent", "expires"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(SCRAPS, max_size=4))
def test_whatever_stands_in_the_list_a_real_warning_beside_it_is_shown(scraps):
    from generator.alert import _holding

    entries = [*scraps, vma.alert("SANN", SENT)]
    assert "SANN" in names(_holding(entries, codes_of(["arvidsjaur"], MUNICIPALITIES), NOW))


def test_a_built_page_shows_stored_warnings_as_text_with_their_dates(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    settings = root / "sites/arvidsjaur/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "vma_file: vma.json\n", "utf-8")
    evil = vma.alert("ELAK", SENT, text="<script>alert(1)</script>\n<img src=x onerror=alert(2)>")
    write(root / "vma.json", json.dumps(vma.answer(evil, vma.alert("OVNING", SENT, status="Exercise"))))
    site = tiny.build_site(root, tmp_path / "out").target
    html = (site / "index.html").read_text("utf-8")
    (item,) = [tag for tag in tiny.tags(html, "li") if "data-until" in tag.attributes and "class" not in tag.attributes]
    assert "<script>alert(1)</script>" in item.text and "OVNING" not in html
    assert "<script>alert" not in html and "<img" not in html
    assert "tisdag 24 november 2026 kl. 11:50" in item.text and "gäller till tisdag 24 november 2026" in item.text
    assert "Important Public Announcement" in (site / "en/index.html").read_text("utf-8")
    policy = (site / "_headers").read_text("utf-8")
    assert "connect-src 'self';" in policy, "a stored file asks nobody"


def test_a_site_that_does_not_ask_for_warnings_has_nothing_of_them(tmp_path):
    site = tiny.built(tmp_path).site
    html = (site / "index.html").read_text("utf-8")
    assert "vma" not in html and "warnings.js" not in html
    assert "Sveriges Radio" not in (site / "integritet/index.html").read_text("utf-8")
