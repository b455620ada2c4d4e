"""The gate passes a sound site, and names each thing that would fail readers in a disruption, with its cure."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from generator.config import read_config
from generator.continuity import gate_report
from generator.continuity.crisis_page import crisis_pages
from generator.continuity.gate import WORDS, gate
from generator.publish import file_digests, put_manifest, read_manifest
from generator.schema import PACKAGED_KINDS, load_kinds
from tests import tiny

KINDS = load_kinds((PACKAGED_KINDS,))
POINT, NOTICE = "trygghet/sot-moskosel/", "meddelanden/koka-vattnet/"
MIRRORS = ("https://a.example.com", "https://b.example.org", "https://c.example.net/portal")
DAYS = KINDS["service_point"].assured_for


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("gate") / "root")
    settings = tiny.SETTINGS.format(site=tiny.SITE, languages="sv, en")
    tiny.write(root / f"sites/{tiny.SITE}/site.yaml", f"{settings}mirrors: [{', '.join(MIRRORS)}]\n")
    point = tiny.RECORDS["service_point/sot-moskosel.yaml"]
    tiny.add(root, "service_point", "sot-moskosel.yaml", f"{point}assured_date: 2026-11-01\nlast_test: 2026-11-02\n")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


@pytest.fixture(scope="module")
def config(sound):
    found, problems = read_config(sound.root, tiny.SITE, KINDS)
    assert found is not None, problems
    return found


@pytest.fixture
def changed(sound, tmp_path):
    """A copy of the sound site that may be changed."""
    return Path(shutil.copytree(sound.site, tmp_path / tiny.SITE))


def change(site: Path, file: str, old: str, new: str) -> None:
    text = (site / file).read_text("utf-8")
    assert old in text
    (site / file).write_text(text.replace(old, new, 1), "utf-8")
    make_whole(site)


def make_whole(site: Path) -> None:
    """The manifest tells of the files as they are now: the site is changed, but not damaged."""
    manifest = read_manifest(site)
    put_manifest(site, tiny.NOW, manifest["records"], manifest["withdrawn"], dict(file_digests(site)))


def codes(site, config, now=tiny.NOW) -> list[tuple[str, str]]:
    return [(one.page, one.code) for one in gate(site, config, KINDS, now)]


def test_a_sound_site_passes(sound, config):
    assert gate(sound.site, config, KINDS, tiny.NOW) == ()


@pytest.mark.parametrize("site", ["arvidsjaur", "asele", "overkalix"])
def test_the_sample_portals_of_the_municipalities_would_stand_a_disruption(site, tmp_path):
    assert passes(tiny.PROGRAM, site, tmp_path)


@pytest.mark.parametrize("site", ["arvidsjaur", "asele", "overkalix"])
def test_they_stand_it_in_the_middle_of_a_crisis_too(site, tmp_path):
    """With a banner on every page, a notice more, and all service points on the front page."""
    for folder in ("content", "sites", "data"):
        shutil.copytree(tiny.PROGRAM / folder, tmp_path / "root" / folder)
    told = ("--message", "power_cut", "--until", "48h", "--now", tiny.NOW_TEXT, "--root", tmp_path / "root")
    assert tiny.run("crisis", "start", site, *told).code == 0
    assert passes(tmp_path / "root", site, tmp_path / "out")


def passes(root: Path, site: str, out: Path) -> bool:
    built = tiny.build_site(root, out, site=site).target
    config, problems = read_config(root, site, KINDS)
    assert built is not None and config is not None, problems
    found = gate(built, config, KINDS, tiny.NOW)
    assert found == (), gate_report.as_text(found, config, tiny.NOW, "en")
    return True


def test_front_page_contact_lists_points_and_notices_are_looked_at_and_a_notice_that_is_over_is_not(sound, config):
    def addresses(now: datetime) -> set[str]:
        return {page.address for page in crisis_pages(sound.site, config, KINDS, now)}

    lists = {"", "kontakt/", "trygghet/", "meddelanden/"}
    assert addresses(tiny.NOW) == {*lists, POINT, NOTICE}
    assert addresses(tiny.NOW + timedelta(days=3)) == {*lists, POINT}


def test_a_site_without_points_and_notices_is_asked_for_none(sound, config):
    pages = crisis_pages(sound.site, replace(config, kinds=("company",)), KINDS, tiny.NOW)
    assert [page.address for page in pages] == ["", "kontakt/"]


@pytest.mark.parametrize(
    "tag",
    [
        '<script type="module" src="https://cdn.example.com/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.com/a.css">',
        '<link rel="preconnect" href="https://cdn.example.com">',
        '<img alt="" src="/a.png" srcset="/a.png 1x, https://cdn.example.com/b.png 2x">',
        '<iframe title="Karta" src="https://cdn.example.com/karta"></iframe>',
        '<svg><use href="https://cdn.example.com/i.svg#a"></use></svg>',
    ],
)
def test_a_page_that_fetches_from_elsewhere_is_named(tag, changed, config):
    change(changed, f"{POINT}index.html", "</main>", f"{tag}</main>")
    (found,) = gate(changed, config, KINDS, tiny.NOW)
    assert (found.page, found.code) == (f"/{POINT}", "other-origin") and "cdn.example.com" in found.found("sv")


def test_a_style_sheet_that_fetches_from_elsewhere_is_told_of_every_page(changed, config):
    style = next(changed.glob("static/*/site.css"))
    style.write_text(style.read_text("utf-8") + '\n@font-face { src: url("https://fonts.example.com/a.woff2"); }\n')
    make_whole(changed)
    found = codes(changed, config)
    assert found.count(("/", "other-origin")) == 1 and {code for _, code in found} == {"other-origin"}


def test_a_link_to_elsewhere_is_no_fault(changed, config):
    change(changed, f"{POINT}index.html", "</main>", '<a href="https://www.example.com/">Mer</a></main>')
    assert codes(changed, config) == []


def test_a_page_whose_text_comes_from_a_script_is_named(changed, config):
    html = (changed / POINT / "index.html").read_text("utf-8")
    title = re.search(r"<h1.*?</h1>", html)
    change(changed, f"{POINT}index.html", title[0], "<h1 data-from-script></h1><template>SOT-punkten</template>")
    assert codes(changed, config) == [(f"/{POINT}", "needs-script")]


def test_an_empty_front_page_needs_a_script(changed, config):
    html = (changed / "index.html").read_text("utf-8")
    change(changed, "index.html", re.search(r"<main.*</main>", html, re.DOTALL)[0], "<main></main>")
    assert codes(changed, config) == [("/", "needs-script")]


@pytest.mark.parametrize(
    ("script", "blocks"),
    [
        ('<script src="/a.js"></script>', True),
        ("<script>document.title = 1</script>", False),
        ('<script defer src="/a.js"></script>', False),
        ('<script type="module" src="/a.js"></script>', False),
        ('<script type="application/ld+json">{}</script>', False),
    ],
)
def test_a_script_that_the_page_waits_for_is_named(script, blocks, changed, config):
    change(changed, "kontakt/index.html", "</head>", f"{script}</head>")
    assert codes(changed, config) == ([("/kontakt/", "blocking-script")] if blocks else [])


def test_a_page_over_14_000_compressed_bytes_with_its_styles_is_too_heavy(changed, config):
    noise = random.Random(1).randbytes(6_000).hex()
    change(changed, f"{NOTICE}index.html", "</main>", f"<p>{noise}</p></main>")
    (found,) = gate(changed, config, KINDS, tiny.NOW)
    assert (found.page, found.code) == (f"/{NOTICE}", "too-heavy")
    assert 14_000 < int(re.search(r"\d{5}", found.found("en"))[0]) < 20_000


def test_a_page_that_is_not_kept_offline_is_named(changed, config):
    change(changed, "sw.js", f'    "{POINT}": "",\n', "")
    assert codes(changed, config) == [(f"/{POINT}", "not-offline")]


def test_styles_that_are_not_kept_offline_are_named(changed, config):
    worker = (changed / "sw.js").read_text("utf-8")
    change(changed, "sw.js", re.search(r'    "static/\w+/site\.css": .*\n', worker)[0], "")
    found = gate(changed, config, KINDS, tiny.NOW)
    assert {one.code for one in found} == {"not-offline"} and all("site.css" in one.found("sv") for one in found)


@pytest.mark.parametrize("worker", ["", "self.registration.unregister();\n"])
def test_a_site_that_keeps_nothing_offline_is_told_so_once(worker, changed, config):
    (changed / "sw.js").write_text(worker)
    make_whole(changed)
    assert codes(changed, config) == [("", "offline-off")]


def test_a_page_missing_from_the_sitemap_is_named(changed, config):
    change(changed, "sitemap.xml", f"<loc>{config.base_url}/{POINT}</loc>", "<loc></loc>")
    assert codes(changed, config) == [(f"/{POINT}", "not-in-sitemap")]


def test_a_page_without_an_article_is_missing_from_the_page_to_print(changed, config):
    change(changed, f"{POINT}index.html", "data-pagefind-body", "")
    assert codes(changed, config) == [(f"/{POINT}", "not-in-print")]


def test_a_damaged_site_of_which_no_copies_can_be_made_is_told_why(changed, config):
    (changed / "robots.txt").write_text("")
    (found,) = gate(changed, config, KINDS, tiny.NOW)
    assert found.code == "no-bundle" and "robots.txt" in found.found("sv") and "not whole" in found.found("en")


def test_a_page_that_was_never_written_is_named(changed, config):
    (changed / POINT / "index.html").unlink()
    make_whole(changed)
    assert codes(changed, config) == [(f"/{POINT}", "no-page")]


def test_a_page_missing_from_the_zip_is_named(changed, config, monkeypatch):
    """The zip leaves out what needs a server; were a crisis page among that, nobody would carry it."""
    from generator.continuity import portable

    monkeypatch.setattr(portable, "NEEDS_A_SERVER", (*portable.NEEDS_A_SERVER, POINT))
    assert codes(changed, config) == [(f"/{POINT}", "not-in-bundle")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(DAYS, []), (DAYS + 1, ["check-too-old"]), (DAYS + 2, ["check-too-old", "test-too-old"])],
)
def test_a_check_and_a_test_grow_too_old(days, expected, sound, config):
    day = datetime(2026, 11, 1, 12, tzinfo=tiny.NOW.tzinfo) + timedelta(days=days)
    assert codes(sound.site, config, day) == [(f"/{POINT}", code) for code in expected]


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ('"last_test":"2026-11-02"', "untested"),
        ('"updated":"2026-11-01"', "unchecked"),
    ],
)
def test_a_point_that_was_never_checked_or_tested_is_named(without, expected, changed, config):
    change(changed, "data/service_point.json", without, f"{without.partition(':')[0]}:null")
    assert codes(changed, config) == [(f"/{POINT}", expected)]


def test_a_point_that_is_only_planned_need_not_be_tested(changed, config):
    change(changed, "data/service_point.json", '"last_test":"2026-11-02"', '"last_test":null')
    change(changed, "data/service_point.json", '"lifecycle":"established"', '"lifecycle":"planned"')
    assert codes(changed, config) == []


@pytest.mark.parametrize(
    "mirrors",
    [(), MIRRORS[:2], (*MIRRORS[:2], f"{MIRRORS[0]}/en-till"), (*MIRRORS[:2], "https://prov.example.com/spegel")],
)
def test_three_mirrors_on_other_hosts_are_needed(mirrors, sound, config):
    assert codes(sound.site, replace(config, mirrors=mirrors)) == [("", "too-few-mirrors")]


def test_mirrors_stand_at_the_foot_of_every_page_in_both_languages(sound):
    for name in ("index.html", f"{POINT}index.html", "en/foretag/index.html", "404.html"):
        (footer,) = tiny.tags(sound.pages[name], "footer")
        assert (
            "The same portal is also at:" if name.startswith("en/") else "Samma portal finns också på:"
        ) in footer.text
        links = {tag.attributes["href"]: tag.text for tag in tiny.tags(sound.pages[name], "a")}
        assert [links[mirror] for mirror in MIRRORS] == ["a.example.com", "b.example.org", "c.example.net/portal"]


def test_a_site_without_mirrors_says_nothing_of_them(built):
    assert "Samma portal finns också på" not in built.pages["index.html"]


def test_every_finding_has_words_and_a_cure_in_both_languages():
    for code, words in WORDS.items():
        for label in (words.found, words.cure):
            assert label.sv and label.en and label.sv != label.en, code


def test_the_report_to_print_is_ticked_off_page_by_page_and_signed(sound, config):
    alone = replace(config, mirrors=(), title="Portalen *på* prov")
    late = tiny.NOW + timedelta(days=400)
    found = gate(sound.site, alone, KINDS, late)
    text = gate_report.as_markdown(found, alone, late, "sv")
    assert text.startswith("# Klarar portalen ett avbrott? Portalen \\*på\\* prov\n")
    assert text.count("- [ ] ") == len(found) == 3
    assert f"\n## /{POINT.replace('_', chr(92) + '_')}\n" in text and "\n## Hela portalen\n" in text
    assert "Genomgången av" in text and "Gone through by" in gate_report.as_markdown(found, alone, late, "en")


def test_a_report_of_nothing_says_that_all_is_well(config):
    for write in (gate_report.as_text, gate_report.as_markdown):
        assert "Allt är som det ska" in write((), config, tiny.NOW, "sv")
    assert json.loads(gate_report.as_json((), config, tiny.NOW, "sv"))["passed"] is True


def test_the_command_fails_with_what_it_found_as_json(sound):
    args = ("--root", sound.root, "--from", sound.site.parent, "--format", "json", "--now")
    ran = tiny.run("report", "continuity", tiny.SITE, *args, tiny.NOW_TEXT)
    assert (ran.code, json.loads(ran.out)["findings"]) == (0, [])
    ran = tiny.run("report", "continuity", tiny.SITE, *args, "2028-01-01")
    assert ran.code == 1
    assert [one["code"] for one in json.loads(ran.out)["findings"]] == ["check-too-old", "test-too-old"]


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ((), 2, "Vilken portal gäller det?"),
        ((tiny.SITE, "--from", "inte-har"), 2, "är inte byggd"),
        (("ingen-sadan",), 1, "ingen-sadan"),
    ],
)
def test_the_command_says_which_site_it_lacks(given, code, said, sound):
    ran = tiny.run("report", "continuity", *given, "--root", sound.root, "--now", tiny.NOW_TEXT)
    assert ran.code == code and said in ran.err and not ran.out
