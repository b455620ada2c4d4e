"""A sample site that is edited in all that its pages tell of each other is as one that is built from nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests import tiny
from tests.warm import built, empty_folders, quick_index, unlike_one_from_nothing

SITE = "arvidsjaur"
PLACE = f"content/{SITE}"

Fields = dict[str, str | None]
"""As they stand in the file; None takes a field away."""

GONE, RENAMED = "gone", "renamed: "
ROUNDS: dict[str, dict[str, Fields | str]] = {
    "what they are called": {
        "company/hyvelspanets-snickeri": {"name": "Ängens snickeri"},
        "company/stenmurklans-vilt": {"name": "1 vilt"},
        "event/alg-fran-krok-till-korv": {"name": "Öl, älg och korv"},
        "event/fredagsfrukost-arvidsjaur": {"name": "Frukost"},
        "offer/begagnade-datorer-med-garanti": {"name": "Datorer"},
        "network/mat-fran-arvidsjaur": {"name": "Ät härifrån"},
        "service_point/trygghetspunkten-auktsjaur": {"name": "Auktsjaurs trygghetspunkt"},
    },
    "what is said of them": {
        "company/renlyktans-taxi": {"summary": "Vi kör hela natten.", "search_words": "[skjuts]"},
        "event/onsdagskaffe-abborrtrask": {"summary": "Kaffe på tisdag.", "price": "20"},
        "offer/barnklader-byteslada": {"summary": "En låda.", "co2_kg": "1", "value": "7"},
        "network/vinterprov-i-norr": {"owner": "Ingen", "purpose": "Att prova."},
        "service_point/sot-punkten-pjesker": {"summary": "Här är det varmt.", "opening_hours": "stängt"},
    },
    "what they are and where": {
        "company/kafe-angvisslan": {"categories": "[taxi]", "village": "lauker", "status": "closed"},
        "event/sprakkafe-arvidsjaur": {"category": "film", "village": "moskosel"},
        "offer/bjorkved-abborrtrask": {"direction": "want", "exchange": "buy", "village": "glommerstrask"},
        "offer/garn-och-tyg-tas-emot": {"category": "elektronik"},
        "service_point/mobila-trygghetspunkten-arvidsjaur": {"point_type": "service_point"},
        "service_point/trygghetspunkten-abborrtrask": {"lat": "65.30", "lon": "19.20"},
    },
    "whom they name": {
        "company/tolvmilens-akeri": {"networks": "[mat-fran-arvidsjaur, vinterprov-i-norr]"},
        "event/alg-fran-krok-till-korv": {"organiser_company": "renvallens-kott-och-skinn", "networks": None},
        "event/julmarknad-arvidsjaur": {"organiser_network": None, "organiser_name": "Alla"},
        "offer/begagnade-datorer-med-garanti": {"company": "verifikatets-redovisning"},
        "network/vinterprov-i-norr": {"members": "[renlyktans-taxi, hotell-nattljuset]"},
        "service_point/servicepunkten-glommerstrask": {"company": "kafe-angvisslan"},
    },
    "when they are": {
        "event/adventsvandring-lappstaden": {"start": "2027-01-29 16:00", "end": "2027-01-29 17:30"},
        "event/filmkvall-for-unga-arvidsjaur": {"repeat": "FREQ=MONTHLY;BYDAY=1TH;UNTIL=20270514"},
        "event/pimpeltavling-abborrtrask": {"start": "2026-11-01 10:00", "end": "2026-11-01 12:00", "repeat": None},
        "offer/isbad-pa-bastuflotten": {"valid_from": "2026-11-01", "valid_to": "2026-11-20"},
        "offer/lingon-kopes-ljustrask": {"valid_from": "2026-11-23", "valid_to": "2027-11-20"},
        "company/ullstrumpans-klader": {"assured_date": "2023-01-01"},
        "company/navhojdens-vindservice": {"assured_date": "2026-11-24"},
    },
    "who is there": {
        "company/stenmurklans-vilt": {"withdrawn": "2026-11-01"},
        "company/renlyktans-taxi": RENAMED + "nattens-taxi",
        "company/snoblinda-film": {"former_ids": "[gamla-filmen]"},
        "event/myrvandring-pjesker": GONE,
        "event/nyarsdans-glommerstrask": {"status": "cancelled", "status_note": "Ingen orkar."},
        "offer/takplat-fyrtio-kvadrat": {"status": "gone"},
        "network/mat-fran-arvidsjaur": {"withdrawn": "2026-11-01"},
        "service_point/trygghetspunkten-auktsjaur": GONE,
    },
    "what stands on every page": {
        "page/arvidsjaur-vid-stromavbrott": {"title": "Om strömmen går", "menu": None},
        "page/arvidsjaur-about-in-english": {"language": "fi"},
        "notice/arvidsjaur-ovning-stromavbrott-abborrtrask": {"expires": "2026-11-24 11:00"},
    },
}


def edit(path: Path, fields: Fields) -> None:
    """A field of one line, or a new one."""
    text = path.read_text("utf-8")
    for name, value in fields.items():
        line = "" if value is None else f"{name}: {value}\n"
        changed = re.sub(rf"^{name}: .*\n", lambda _, line=line: line, text, count=1, flags=re.M)
        text = changed if changed != text else text.replace("---\n", f"---\n{line}", 1)
        if changed == text and line not in text:
            text = text + line
    path.write_text(text, "utf-8")


def change(root: Path, what: str, how: Fields | str) -> None:
    [path] = (root / PLACE).glob(f"{what}.*")
    if how == GONE:
        path.unlink()
    elif isinstance(how, str):
        new = how.removeprefix(RENAMED)
        for one in (root / "content").glob("*/*/*.*"):
            if one.suffix in (".yaml", ".md"):
                one.write_text(re.sub(rf"\b{path.stem}\b", new, one.read_text("utf-8")), "utf-8")
        path.rename(path.with_stem(new))
    else:
        edit(path, how)


@pytest.mark.slow
def test_a_sample_site_that_is_edited_is_as_one_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All edits of a round together: what one of them lacks, another does not mend, for they are of different kinds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    quick_index(monkeypatch)
    root = tmp_path_factory.mktemp("sample") / "root"
    for folder in (PLACE, f"sites/{SITE}"):
        shutil.copytree(tiny.PROGRAM / folder, root / folder)
    before = tiny.digests(built(root, site=SITE).target or root)
    for name, edits in ROUNDS.items():
        for what, how in edits.items():
            change(root, what, how)
        report = built(root, site=SITE)
        faults = [(one.path, one.field, one.code) for one in report.problems if one.leaves_record_out]
        assert faults == [], name
        assert report.target and tiny.digests(report.target) != before, name
        assert unlike_one_from_nothing(root, SITE) == [], name
        assert empty_folders(report.target) == []
        before = tiny.digests(report.target)
