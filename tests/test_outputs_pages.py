"""The pages of a built site, as a browser and a reader meet them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from generator.outputs.headers import HOLDS_NOW
from generator.outputs.pages import relative
from tests import tiny

LINKS = ("href", "src", "action")
NASTY = "Sågen & <Sönerna> \"Äkta\" 'varor' {{7*7}}"

BODY = '<script>alert(1)</script>\n\n  Skriv href="/foretag/" eller `href="/x/"` {{7*7}} [a](//b.example) vi är'

NEED_SCHEMA = """name: need
title: Behov
title_en: Need
plural: Behov
plural_en: Needs
description: Något som saknas.
description_en: Something that is missing.
address: behov
heading: name
lead: summary
sort: [name]
card: [urgency]
fields:
  - {name: name, title: Namn, title_en: Name, type: string, group: about, search: true, constraints: {required: true}}
  - {name: summary, title: Kort, title_en: Summary, type: string, group: about}
  - name: urgency
    title: Brådska
    title_en: Urgency
    type: string
    group: about
    facet: bradska
    categories:
      - {value: high, sv: Stor, en: High}
  - {name: village, title: Ort, title_en: Village, type: string, group: where}
  - {name: firm, title: Gäller firman, title_en: Concerns, type: string, group: contact}
foreignKeys:
  - {fields: [village], reference: {resource: villages, fields: [id]}}
  - {fields: [firm], reference: {resource: company, fields: [id]}}
"""
NEED = "name: Barnmorska\nsummary: Behövs i vinter.\nurgency: high\nvillage: moskosel\nfirm: firma-001\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of every kind, with nasty names, records that are over, moved and withdrawn, and a kind of its own."""
    root = tiny.write_repository(tmp_path_factory.mktemp("pages") / "root", 3)
    nasty = tiny.company(4).replace("Firma 004", "'" + NASTY.replace("'", "''") + "'")
    nasty = nasty.replace("summary: Vi hjälper", "summary: Hos {{7*7}} {% raw %}").replace("Vi är", BODY)
    tiny.add(root, "company", "sagen.yaml", nasty + "former_ids: [gamla-sagen]\n")
    tiny.add(root, "company", "borta.yaml", tiny.company(5) + "withdrawn: 2026-11-01\n")
    about = tiny.RECORDS["page/about.md"].replace("menu: footer", "menu: footer\nformer_ids: [om-oss]")
    tiny.add(root, "page", "about.md", about)
    tiny.add(root, "page", "om-portalen.yaml", tiny.RECORDS["page/om-portalen.yaml"] + "networks: [mat-harifran]\n")
    tiny.write(root / "kinds/need/schema.yaml", NEED_SCHEMA)
    tiny.write(root / "kinds/need/example.yaml", NEED)
    tiny.add(root, "need", "barnmorska.yaml", NEED)
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None and report.left_out == 0, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


def links(html: str) -> Iterator[tuple[str, str]]:
    for tag in tiny.tags(html):
        for name in LINKS:
            if name in tag.attributes:
                yield tag.name, tag.attributes[name]


def file_of(site: Path, page: str, link: str) -> Path | None:
    """The file that a link on a page leads to; None where it leads out of the site, or within the page."""
    parts = urlsplit(link)
    if parts.scheme and not link.startswith("https://prov.example.com"):
        return None
    if not parts.path and not parts.scheme:
        return None
    folder = "" if parts.scheme or parts.path.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path.lstrip("/")) or "."))
    return site / path / "index.html" if parts.path.endswith("/") or (site / path).is_dir() else site / path


def test_links_are_relative_so_that_a_site_works_in_any_folder(site):
    rooted = [
        (page, link)
        for page, html in site.pages.items()
        if page != "404.html"
        for _, link in links(html)
        if link.startswith("/")
    ]
    assert rooted == []


def test_the_page_of_errors_is_shown_at_any_address_so_its_links_begin_at_the_root(site):
    inside = [
        link for _, link in links(site.pages["404.html"]) if not urlsplit(link).scheme and not link.startswith("#")
    ]
    assert inside and all(link.startswith("/") for link in inside)


def test_every_link_within_the_site_leads_to_a_file(site):
    missing = {
        (page, link)
        for page, html in site.pages.items()
        for _, link in links(html)
        if (file := file_of(site.site, page, link)) and not file.is_file()
    }
    assert sorted(missing) == []


def test_every_link_within_a_page_leads_to_a_place_on_it(site):
    for page, html in site.pages.items():
        ids = {tag.attributes["id"] for tag in tiny.tags(html) if "id" in tag.attributes}
        wanted = {link[1:] for _, link in links(html) if link.startswith("#")}
        assert wanted <= ids, page


def test_ids_are_unique_on_every_page_and_labels_point_at_them(site):
    for page, html in site.pages.items():
        found = tiny.tags(html)
        ids = [tag.attributes["id"] for tag in found if "id" in tag.attributes]
        assert len(ids) == len(set(ids)), page
        pointed = {
            tag.attributes[name] for tag in found for name in ("for", "aria-labelledby") if name in tag.attributes
        }
        assert pointed <= set(ids), page


def test_every_page_can_be_reached_from_the_front_page(site):
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        page = waiting.pop()
        for _, link in links(site.pages[page]):
            file = file_of(site.site, page, link)
            name = file.relative_to(site.site).as_posix() if file else ""
            if name in site.pages and name not in reached:
                reached.add(name)
                waiting.append(name)
    unlisted = {page for page, html in site.pages.items() if 'name="robots" content="noindex"' in html}
    assert site.pages.keys() - reached - unlisted == set()


def test_every_page_has_one_main_heading_a_title_and_a_language(site):
    for page, html in site.pages.items():
        assert html.startswith("<!doctype html>\n<html lang="), page
        assert [tag.name for tag in tiny.tags(html, "h1")] == ["h1"], page
        assert all(tag.text.strip() for tag in tiny.tags(html, "h1", "h2", "title")), page
        want = "en" if page.startswith("en/") else "sv"
        assert [tag.attributes["lang"] for tag in tiny.tags(html, "html")] == [want], page


def test_headings_go_down_one_step_at_a_time(site):
    for page, html in site.pages.items():
        levels = [int(tag.name[1]) for tag in tiny.tags(html, "h1", "h2", "h3", "h4", "h5", "h6")]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert jumps == [], page


def test_english_pages_stand_below_en_and_speak_english(site):
    swedish, english = site.pages["foretag/firma-001/index.html"], site.pages["en/foretag/firma-001/index.html"]
    assert "Öppettider" in swedish and "måndag–fredag" in swedish and "Kafé och konditori" in swedish
    assert "Opening hours" in english and "Monday–Friday" in english and "Cafés and patisseries" in english
    for word in ("Öppettider", "Kontrollerad", "Kafé och konditori", "Hoppa till innehållet", "Sök"):
        assert word not in re.sub(r'data-pagefind-meta="[^"]*"', "", english), word
    for word in ("Opening hours", "Checked", "Skip to the content", "Search"):
        assert word not in swedish, word


def test_pages_in_two_languages_name_each_other(site):
    for page in ("foretag/firma-001/index.html", "en/foretag/firma-001/index.html"):
        alternates = {
            tag.attributes["hreflang"]: tag.attributes["href"]
            for tag in tiny.tags(site.pages[page], "link")
            if tag.attributes.get("rel") == "alternate" and "hreflang" in tag.attributes
        }
        assert alternates == {
            "sv": "https://prov.example.com/foretag/firma-001/",
            "en": "https://prov.example.com/en/foretag/firma-001/",
        }


def test_a_page_in_one_language_stands_in_that_one_only(site):
    assert "sidor/om-portalen/index.html" in site.pages and "en/sidor/om-portalen/index.html" not in site.pages
    assert "en/sidor/about/index.html" in site.pages and "sidor/about/index.html" not in site.pages
    assert "Om portalen" not in tiny.visible_text(site.pages["en/sidor/index.html"])
    assert "About this site" not in tiny.visible_text(site.pages["sidor/index.html"])


def test_a_site_in_one_language_has_no_pages_in_another(tmp_path):
    built = tiny.built(tmp_path, languages="sv")
    assert not (built.site / "en").exists()
    links = tiny.tags(built.pages["index.html"], "link")
    assert not [tag for tag in links if "hreflang" in tag.attributes], "a menu may name the one page in English"


def test_a_site_may_speak_english_first(tmp_path):
    built = tiny.built(tmp_path, languages="en, sv")
    assert 'lang="en"' in built.pages["index.html"] and 'lang="sv"' in built.pages["sv/index.html"]


# -- safety


def test_signs_of_html_in_names_are_shown_as_they_were_written(site):
    html = site.pages["foretag/sagen/index.html"]
    assert [tag.text for tag in tiny.tags(html, "h1")] == [NASTY]
    assert next(tag.text for tag in tiny.tags(html, "title")).startswith(NASTY)
    listed = [tag.text for tag in tiny.tags(site.pages["foretag/index.html"], "h3")]
    assert NASTY in listed
    for page in site.pages.values():
        assert "<Sönerna>" not in page


def test_templates_in_texts_are_printed_and_never_run(site):
    html = site.pages["foretag/sagen/index.html"]
    assert "Hos {{7*7}} {% raw %}" in html and "49" not in tiny.visible_text(html).replace("0980-319", "")


def test_no_script_of_an_author_reaches_a_page(site):
    for page, html in site.pages.items():
        assert "alert(1)" not in html.replace("&lt;script&gt;alert(1)", ""), page


def test_what_looks_like_a_link_in_a_text_is_left_as_it_was_written(site):
    """Links are made relative on the way out; the words of an author are not."""
    text = tiny.visible_text(site.pages["foretag/sagen/index.html"])
    assert 'href="/foretag/"' in text and 'href="/x/"' in text


def test_nothing_is_asked_of_any_other_server(site):
    for page, html in site.pages.items():
        for tag in tiny.tags(html):
            loads = [tag.attributes.get("src", "")] if tag.name != "a" else []
            if tag.name == "link" and tag.attributes.get("rel") not in ("canonical", "alternate"):
                loads.append(tag.attributes["href"])
            assert not any(re.match(r"(https?:)?//", load) for load in loads), (page, tag)
            assert tag.name not in ("iframe", "object", "embed", "video", "audio", "base"), (page, tag)


def test_nothing_is_asked_of_any_other_server_by_styles_and_scripts(site):
    for path in [*site.site.glob("static/**/*.css"), *site.site.glob("static/**/*.js")]:
        text = path.read_text("utf-8")
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import|(?:fetch|import)\(\s*['\"`]https?:", text), (
            path.name
        )


def test_no_script_or_style_stands_in_a_page_but_what_the_policy_names(site):
    """Nor an event handler. The one script follows a notice."""
    found = [tag for html in site.pages.values() for tag in tiny.tags(html, "script") if tag.text and not is_data(tag)]
    assert {tiny.source_of(tag.text) for tag in found} == {HOLDS_NOW}
    for page, html in site.pages.items():
        for tag in tiny.tags(html):
            assert not any(name.startswith("on") or name == "style" for name in tag.attributes), (page, tag)
            assert tag.name != "style", page
            assert tag.name != "script" or bool(tag.attributes.get("src")) != bool(tag.text), page
            assert not any(re.match(r"\s*(javascript|data|vbscript):", link, re.I) for _, link in links(html)), page


def test_a_picture_has_its_size_without_the_style_sheet(site):
    icons = [
        tag for html in site.pages.values() for tag in tiny.tags(html, "svg") if tag.attributes.get("class") == "icon"
    ]
    assert icons and all((tag.attributes["width"], tag.attributes["fill"]) == ("24", "none") for tag in icons)


def is_data(tag: tiny.Tag) -> bool:
    return tag.name == "script" and tag.attributes.get("type") == "application/ld+json"


OUR_OWN = re.compile(r"https?://(prov\.example\.com|www\.openstreetmap\.org|creativecommons\.org|[\w.]*\bgoogle\.com)/")
"""What the pages themselves link to: the site's own address to subscribe to, a map, the licence."""


def test_links_out_of_the_site_are_marked_as_an_authors(site):
    outside = [
        tag
        for page, html in site.pages.items()
        if "tillganglighet" not in page
        for tag in tiny.tags(html, "a")
        if re.match(r"(https?:)?//", tag.attributes["href"]) and not OUR_OWN.match(tag.attributes["href"])
    ]
    assert outside
    assert all({"nofollow", "ugc", "noopener"} <= set(tag.attributes.get("rel", "").split()) for tag in outside)


def test_internal_fields_and_notes_are_nowhere_in_the_site(site):
    secrets = (b"INTERNK", b"HEMLIGNYCKELN", b"internal_note", b"internal_fields")
    holding = [p.name for p in site.site.rglob("*") if p.is_file() and any(one in p.read_bytes() for one in secrets)]
    assert holding == []


def test_an_email_is_shown_on_consent_only(site):
    assert "mailto:info1@example.com" in site.pages["foretag/firma-001/index.html"]
    refused = (b"visas-inte@example.com", b"utan-samtycke@example.com", b"email_consent")
    holding = [p.name for p in site.site.rglob("*") if p.is_file() and any(one in p.read_bytes() for one in refused)]
    assert holding == []


# -- what is where


def test_a_kind_without_templates_of_its_own_is_shown_by_the_generic_page(site):
    html = site.pages["behov/barnmorska/index.html"]
    assert [tag.text for tag in tiny.tags(html, "h1")] == ["Barnmorska"]
    text = tiny.visible_text(html)
    assert all(word in text for word in ("Behövs i vinter.", "Brådska", "Stor", "Ort", "Moskosel", "Firma 001"))
    english = tiny.visible_text(site.pages["en/behov/barnmorska/index.html"])
    assert "Urgency" in english and "High" in english
    assert "behov/bradska/high/index.html" in site.pages and "behov/bokstav/b/index.html" in site.pages
    assert "Barnmorska" in tiny.visible_text(site.pages["foretag/firma-001/index.html"])


def test_a_record_that_is_withdrawn_leaves_a_page_that_says_so(site):
    html = site.pages["foretag/borta/index.html"]
    assert 'content="noindex"' in html and "Firma 005" not in html
    assert not any("Firma 005" in page for page in site.pages.values())


def test_a_former_address_leads_on(site):
    html = site.pages["foretag/gamla-sagen/index.html"]
    refresh = [tag.attributes["content"] for tag in tiny.tags(html, "meta") if "http-equiv" in tag.attributes]
    assert len(refresh) == 1 and refresh[0].endswith("/foretag/sagen/") and refresh[0].startswith("0; url=")
    assert 'content="noindex"' in html


def test_what_is_over_keeps_its_page_and_leaves_the_lists(site):
    html = site.pages["evenemang/forra-arets-fest/index.html"]
    assert "Förbi" in tiny.visible_text(html) and "data-pagefind-body" not in html
    assert "Förra årets fest" not in site.pages["evenemang/index.html"]
    assert "Förra årets fest" in site.pages["evenemang/tidigare/index.html"]
    assert "Söker ved" in site.pages["marknad/tidigare/index.html"]
    assert "Söker ved" not in site.pages["index.html"] + site.pages["marknad/index.html"]


def test_records_link_to_each_other_both_ways(site):
    firm = tiny.visible_text(site.pages["foretag/firma-001/index.html"])
    assert all(name in firm for name in ("Stickkafé", "Släpvagn med kåpa", "Mat härifrån"))
    network = tiny.tags(site.pages["natverk/mat-harifran/index.html"], "a")
    assert any(tag.attributes["href"].endswith("foretag/firma-001/") for tag in network)


def test_the_front_page_holds_what_is_on_now(site):
    text = tiny.visible_text(site.pages["index.html"])
    assert all(word in text for word in ("Stickkafé", "Släpvagn med kåpa"))


def test_a_grave_notice_stands_on_every_page_with_its_end_and_says_that_it_is_an_exercise(site):
    for page, html in site.pages.items():
        (banner,) = tiny.tags(html, "aside")[:1]
        text = " ".join(banner.text.split())
        mark, end = ("Övning", "Gäller till torsdag 26 november 2026 kl. 20:00")
        if page.startswith("en/"):
            mark, end = ("Exercise", "Valid until Thursday 26 November 2026, 20:00")
        assert text == f"{mark} Vattnet måste kokas Koka vattnet tills det bubblar. {end}", page


def test_dates_are_for_machines_too(site):
    html = site.pages["evenemang/stickkafe/index.html"]
    times = {tag.attributes["datetime"]: tag.text for tag in tiny.tags(html, "time")}
    assert times["2026-12-01T18:00"] == "tisdag 1 december 2026 kl. 18:00"
    assert "2026-12-29T18:00" not in times


def test_a_sites_own_templates_come_before_the_themes(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    tiny.write(root / f"sites/{tiny.SITE}/templates/parts/footer.html", "<footer>Vår egen sidfot</footer>")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None
    assert all("Vår egen sidfot" in html for html in tiny.pages(report.target).values())


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("index.html", "./foretag/"),
        ("foretag/index.html", "../foretag/"),
        ("en/foretag/a/index.html", "../../../foretag/"),
    ],
)
def test_a_link_is_made_relative_to_the_pages_folder(file, link):
    assert relative('<a href="/foretag/">x</a>', file) == f'<a href="{link}">x</a>'


def test_links_elsewhere_are_left_alone():
    for html in ('<a href="https://a.example/">x</a>', '<a href="#b">x</a>', '<a href="tel:112">x</a>'):
        assert relative(html, "foretag/index.html") == html
    assert relative('<a href="/foretag/">x</a>', "404.html") == '<a href="/foretag/">x</a>'


def test_a_kind_of_its_own_is_in_the_menu_and_among_the_ways_in_after_those_that_come_with_the_program(site):
    home = site.pages["index.html"]
    (menu,) = [tag for tag in tiny.tags(home, "nav") if "site-menu" in tag.attributes.get("class", "")]
    (doors,) = [tag for tag in tiny.tags(home, "nav") if "doors" in tag.attributes.get("class", "")]
    assert menu.text.split()[:6] == ["Företag", "Evenemang", "Marknad", "Trygghet", "och", "service"]
    assert menu.text.index("Nätverk") < menu.text.index("Behov") and "Meddelanden" not in menu.text
    assert doors.text.index("Meddelanden") < doors.text.index("Behov")
    assert "Sidor" not in menu.text + doors.text
