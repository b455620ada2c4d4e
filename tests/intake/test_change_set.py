"""What officers get to read: plain words, and what a sender wrote only as text that no forge reads."""

from __future__ import annotations

import re
from pathlib import Path

import pyromark
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import strict_yaml
from generator.intake.change_set import fenced, noting, one_line, withdrawing
from generator.intake.record import mixed_scripts, written
from generator.outputs.headers import HOLDS_NOW
from generator.plain_text import hidden_characters
from tests.intake.way import COMPANY, git, way
from tests.tiny import NOW, build_site, source_of, tags

NASTY = (
    "@alla titta",
    "#123",
    "fixes #1",
    "--> ute",
    "<!-- göm",
    "| a | b |",
    "```\nute\n```",
    "````\n``````",
    "[x](javascript:alert(1))",
    "![x](https://ond.example.org/p.png)",
    "GH-12",
    "kommunen/portalen@abcdef1",
    "\\@alla",
    "</details>",
    "~~~\n@alla\n~~~",
)


@pytest.mark.parametrize("text", NASTY)
def test_what_a_sender_wrote_is_a_block_of_code_and_mentions_nobody(text):
    """fault-89: mentions, references, comments, tables and fences do nothing."""
    html = pyromark.html(f"Före\n\n{fenced(text)}\n\n**Efter**", options=pyromark.Options.ENABLE_TABLES)
    assert re.fullmatch(r"(?s)<p>Före</p>\n<pre><code[^>]*>.*</code></pre>\n<p><strong>Efter</strong></p>\n", html)
    assert not re.search(r"@\w", fenced(text))
    title = one_line(text)
    assert not re.search(r"[@#`<>\[\]|\n]", title)


LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=80
)
TEXTS = st.lists(LINES, min_size=1, max_size=5).map(lambda lines: "\n".join(lines).strip())


def is_sound(text: str) -> bool:
    return bool(text) and not any(hidden_characters(text))


@given(st.dictionaries(st.sampled_from(["name", "summary", "body", "services"]), TEXTS.filter(is_sound), min_size=1))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_reads_back_the_same_or_is_not_written(texts):
    """fault-90: line breaks, `---`, `: ` and quotes make no new field."""
    import unicodedata

    texts = {name: unicodedata.normalize("NFC", text) for name, text in texts.items()}
    try:
        text = written(texts)
    except ValueError:
        return
    read, problems = strict_yaml.read("", text)
    assert read.values == texts and not problems
    assert yaml.safe_load(text) is not None


INJECTIONS = (
    "a\nwithdrawn: 2026-01-01",
    "---\nname: x",
    "x: y",
    "'\nname: y",
    '"\nexample: ja',
    "!!python/object:os",
    "&a b",
    "*a",
    "{a: b}",
    "[a]",
    "# x",
    "x # y",
    "- x",
    "| x",
    "> x",
    "%YAML 1.2",
    "nej",
    "null",
    "~",
    "2026-02-30",
    "0x1f",
    "1e3",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_becomes_anything_but_the_text_of_its_field(text):
    for texts in ({"name": text, "summary": "Efter"}, {"services": (text, "Efter")}):
        read, problems = strict_yaml.read("", written(texts))
        assert read.values == texts and not problems


def test_a_file_is_withdrawn_by_a_line_and_keeps_its_comments():
    edit = withdrawing(NOW.date())
    assert edit("# Vem: vi\nname: A\nwithdrawn: 2020-01-01\n") == "# Vem: vi\nname: A\nwithdrawn: 2026-11-24\n"
    assert (
        edit("---\nname: A\n---\nText\n\n---\nmer\n") == "---\nname: A\nwithdrawn: 2026-11-24\n---\nText\n\n---\nmer\n"
    )


@pytest.mark.parametrize("text", ["x\nwithdrawn: 2026-01-01", "a\r\n---\r\nb: c", "# #"])
def test_a_note_is_comments_only(text):
    changed = noting([f"Fel: {text.replace(chr(13), '')}"])("name: A\n")
    assert strict_yaml.read("", changed)[0].values == {"name": "A"}
    assert all(line.startswith("#") for line in changed.split("\n")[:-2])


def test_a_file_that_is_gone_cannot_be_changed():
    for edit in (withdrawing(NOW.date()), noting(["x"])):
        with pytest.raises(ValueError, match="no longer"):
            edit(None)


@pytest.mark.parametrize(
    ("text", "found"),
    [("Bj\u043erk", "Bj\u043erk"), ("Björk АВС", ""), ("Åsele Sjeltie Árviesjávrrie", ""), ("x\u03b1y", "x\u03b1y")],
)
def test_words_of_two_scripts_that_look_alike_are_found(text, found):
    assert mixed_scripts(text) == found


# 200 vectors through the form, to the page.

CORES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](x onerror=alert(1))",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://ond.example.org'>",
    "<base href=https://ond.example.org>",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "<object data=x>",
    "<form action=https://ond.example.org>",
    "<math><mi//xlink:href=x>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
)
AROUND = (
    ("", ""),
    ('"', ""),
    ("'", ""),
    (">", "<"),
    ("</textarea>", ""),
    ("</title>", ""),
    ("-->", ""),
    ('" autofocus x="', ""),
    ("\n\n", "\n"),
    ("`", "`"),
)
SCRIPTS = [f"{before}{core}{after}" for core in CORES for before, after in AROUND]


def dangerous(html: str) -> list[str]:
    """Tags and attributes of a page that no form or page of ours has."""
    found = []
    for tag in tags(html):
        handlers = [name for name in tag.attributes if name.startswith("on") or name == "srcdoc"]
        address = tag.attributes.get("href", "") + tag.attributes.get("src", "")
        if (
            handlers
            or re.match(r"\s*(javascript|data:text)", address)
            or tag.name in ("iframe", "object", "base", "math", "style")
        ):
            found.append(f"{tag.name} {tag.attributes}")
        is_data = tag.attributes.get("type") == "application/ld+json" and "<" not in tag.text
        is_ours = "/static/" in address or source_of(tag.text) == HOLDS_NOW
        if tag.name == "script" and not is_ours and not is_data:
            found.append(tag.text)
    return found


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> tuple[list[str], Path]:
    """Every vector in every field that takes text: the receiver's pages, and the site with what got through."""
    from generator.intake.limits import Limits

    folder = tmp_path_factory.mktemp("vectors")
    here = way(folder, limits=Limits(minutely=9999, hourly=9999, daily=9999, in_all=9999, waiting=9999))
    shown = []
    plain = {**COMPANY, "org_number": "", "phone": "", "website": ""}
    for number, vector in enumerate(SCRIPTS):
        texts = {"name": f"{number} {vector}"[:120], "summary": vector, "body": vector, "services": vector}
        shown.append(here.post("company", {**plain, **texts}).text)
    for number in range(0, len(SCRIPTS), 4):
        name, summary, body, services = SCRIPTS[number : number + 4]
        texts = {"name": f"{number} {name}"[:120], "summary": summary, "body": body, "services": services}
        if here.post("company", {**plain, **texts}).status_code == 200:
            here.receipt("company", {**plain, **texts})
    here.worker.open_all()
    for branch in here.branches():
        git(here.root, "checkout", "-q", branch, "--", "content")
    report = build_site(here.root, folder / "out", allow_removals=True)
    assert report.target, report.problems
    return shown, report.target


def test_two_hundred_vectors_end_as_text_in_the_receivers_pages(attacked):
    shown, _ = attacked
    assert len(shown) == len(SCRIPTS) == 200
    assert [found for page in shown for found in dangerous(page)] == []


def test_two_hundred_vectors_end_as_text_on_the_portal(attacked):
    _, site = attacked
    pages = sorted(site.rglob("*.html"))
    assert sum("7*7" in page.read_text("utf-8") for page in pages) > 1
    assert [found for page in pages for found in dangerous(page.read_text("utf-8"))] == []
