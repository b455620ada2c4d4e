"""Every page of every site through the Nu HTML checker, and what a page weighs on a slow line."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from generator.build import build
from generator.config import site_names
from generator.content import read_content
from generator.order import Order
from generator.profile import Profile
from tests.tiny import NOW, RECORDS, SITE, add, build_site, write, write_repository

REPOSITORY = Path(__file__).parents[1]
CHECKER = REPOSITORY / "tests/node_modules/vnu-jar/build/dist/vnu.jar"

LONG_NAME = "Mat < 5 > & \"dryck\" hos 'Ö'" + "ö" * 93
"""As long as a name may be, and most of it one word."""
LONG_WORD = "ä" * 300
LONG_TEXT = f"""
{LONG_WORD} [{LONG_WORD}](https://www.example.com/{"a" * 300})

# {LONG_WORD}

### Ett steg för långt ner

> {LONG_WORD}

1. {LONG_WORD}

`{LONG_WORD}`

    {LONG_WORD}
"""
ARTICLE = f"""
[TOC]

## Innehåll

## Ord

##

Ett ord[^1] och samma ord[^1] igen.

[^1]: Med en not.

| {"Rubrik | " * 12}
|{"---|" * 12}
| {(LONG_WORD[:60] + " | ") * 12}
"""
"""What an officer's page may have besides: headings named as the page's own parts are, notes, a wide table."""


def write_hard_site(root: Path) -> Path:
    """A sound repository of every kind, whose names and texts are as long and awkward as they may be."""
    write_repository(root, languages="sv, en")
    for path, text in RECORDS.items():
        kind, _, name = path.partition("/")
        fields = text.replace("---\n", "").splitlines()
        awkward = [line for line in fields if not line.startswith(("body:", "  ", "Run by")) and line]
        awkward[0] = f"{awkward[0].partition(':')[0]}: {json.dumps(LONG_NAME, ensure_ascii=False)}"
        article = LONG_TEXT + ARTICLE if kind == "page" else LONG_TEXT
        add(root, kind, f"{Path(name).stem}.md", "\n".join(["---", *awkward, "---", article]))
        if name.endswith(".yaml"):
            (root / "content" / SITE / path).unlink()
    bare = "categories: [kafe]\nsummary: Kaffe.\nvillage: moskosel\n"
    add(root, "company", "bara-det-som-maste-med.yaml", f"name: Kafé\n{bare}")
    add(
        root,
        "company",
        "lang.yaml",
        f"name: {json.dumps(LONG_NAME)}\n{bare}website: https://www.example.com/{'a' * 300}\n",
    )
    return root


def faults(folder: Path) -> dict[str, set[str]]:
    """By page, what the checker says is wrong with it."""
    command = ["java", "-jar", CHECKER, "--skip-non-html", "--errors-only", "--format", "json", folder]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    found: dict[str, set[str]] = {}
    for message in json.loads(done.stderr)["messages"]:
        page = message.get("url", "").partition(f"{folder}/")[2]
        found.setdefault(page, set()).add(f"{message['message']} {message.get('extract', '')}")
    return found


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample site."""
    out = tmp_path_factory.mktemp("sites")
    content = read_content(REPOSITORY, NOW)
    for site in site_names(REPOSITORY):
        report = build(Order(REPOSITORY, site, out, NOW), Profile(), content)
        assert report.target, report.problems
    return out


def test_every_page_of_every_sample_site_is_valid_html(sites: Path) -> None:
    assert len(list(sites.rglob("*.html"))) > 1000
    assert faults(sites) == {}


def test_pages_of_long_awkward_and_missing_texts_are_valid_html(tmp_path: Path) -> None:
    report = build_site(write_hard_site(tmp_path / "root"), tmp_path / "out", strict=True)
    assert report.target, report.problems
    assert faults(report.target) == {}


def test_the_checker_tells_a_fault_from_none(tmp_path: Path) -> None:
    sound = '<!doctype html><html lang="sv"><title>Prov</title><p>Text</p>'
    write(tmp_path / "sound.html", sound)
    write(tmp_path / "faulty.html", sound + "<p id=a></p><p id=a></p>")
    assert set(faults(tmp_path)) == {"faulty.html"}


def test_a_service_point_with_its_look_is_one_short_answer_on_a_slow_line(sites: Path) -> None:
    styles = {style.parents[2]: style.read_bytes() for style in sites.glob("*/static/*/site.css")}
    weights = {
        page: len(gzip.compress(page.read_bytes() + style))
        for site, style in styles.items()
        for page in site.glob("**/trygghet/*/index.html")
    }
    assert weights
    assert {page: weight for page, weight in weights.items() if weight > 14_000} == {}


def test_all_css_of_a_site_is_small(sites: Path) -> None:
    """What every page has; forms and posters have a small sheet of their own besides."""
    sizes = {
        site: sum(style.stat().st_size for style in (sites / site).glob("static/*/*.css"))
        for site in site_names(REPOSITORY)
    }
    assert max(sizes.values()) <= 20_000
