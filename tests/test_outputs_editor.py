"""/admin/: there where it is wanted and nowhere else, with rules of its own, and known to nothing else of the site."""

from __future__ import annotations

import json
import re

import pytest

from generator.continuity.portable import portable_files
from generator.outputs.headers import headers_of, read_rules
from generator.pages.plan import voices
from tests import tiny
from tests.editor_programs import lend
from tests.test_markup_validity import faults

SETTINGS = f"sites/{tiny.SITE}/site.yaml"
GITHUB = "editor: github\neditor_repository: kommunen/portalen\n"


def repository(folder, settings):
    root = tiny.write_repository(folder / "root")
    tiny.write(root / SETTINGS, (root / SETTINGS).read_text("utf-8") + settings)
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = lend(repository(tmp_path_factory.mktemp("editor"), GITHUB))
    report = tiny.build_site(root, root.parent / "out", strict=True)
    assert report.target and not report.problems
    return report.target


def test_the_editor_is_whole_and_comes_from_the_site_itself(site):
    page = (site / "admin/index.html").read_text("utf-8")
    scripts = re.findall(r'<script src="([^"]+)"', page)
    assert scripts == ["js-yaml.js", "record-text.js", "editor.js"]
    assert all((site / "admin" / name).is_file() for name in [*scripts, "decap-cms.js", "decap-cms.js.LICENSE.txt"])
    assert not re.search(r"https?://|<script>|style=", page)
    assert "<title>Redigera Portalen på prov</title>" in page and 'lang="sv"' in page
    assert json.loads((site / "admin/config.json").read_text("utf-8"))["cms"]["backend"]["name"] == "github"
    assert not faults(page)


def test_search_engines_the_search_and_copies_leave_it_alone(site):
    assert 'name="robots" content="noindex' in (site / "admin/index.html").read_text("utf-8")
    assert "Disallow: /admin/\n" in (site / "robots.txt").read_text("utf-8")
    assert "/admin" not in (site / "sitemap.xml").read_text("utf-8")
    worker = (site / "sw.js").read_text("utf-8")
    assert '"admin/' not in worker and "admin" in re.search(r"/\^\(.*\)/\.test", worker)[0]
    assert "admin/" in json.loads((site / "offline/whole.json").read_text("utf-8"))["left_out"]
    assert not [name for name, _ in portable_files(site) if name.startswith("admin")]
    assert not [name for name, html in tiny.pages(site).items() if "/admin/" in html and not name.startswith("admin")]


def test_only_its_own_pages_have_the_freedoms_that_it_needs(site):
    rules = read_rules(site)
    editor = rules["/admin/*"]["Content-Security-Policy"]
    assert "'unsafe-eval'" in editor and "connect-src 'self' blob: https://api.github.com;" in editor
    assert "default-src 'none'" in editor and "frame-ancestors 'none'" in editor
    for pattern, headers in rules.items():
        assert pattern == "/admin/*" or " 'unsafe-eval'" not in headers.get("Content-Security-Policy", "")
    assert rules["/admin/*"]["X-Robots-Tag"].startswith("noindex")
    assert rules["/admin/*"]["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


def test_a_site_without_the_editor_has_nothing_of_it(tmp_path):
    root = lend(repository(tmp_path, ""))
    report = tiny.build_site(root, tmp_path / "out")
    assert not (report.target / "admin").exists()
    assert "admin" not in (report.target / "robots.txt").read_text("utf-8")
    assert "/admin/*" not in read_rules(report.target)


def test_without_its_programs_the_rest_is_built_and_it_is_said(tmp_path):
    root = repository(tmp_path, GITHUB)
    report = tiny.build_site(root, tmp_path / "out", strict=True)
    assert report.target and not (report.target / "admin").exists()
    assert [problem.code for problem in report.problems] == ["editor-not-fetched"]


def test_the_same_site_gives_the_same_editor(site, tmp_path):
    root = lend(repository(tmp_path, GITHUB))
    again = tiny.build_site(root, tmp_path / "out").target
    assert tiny.digests(again / "admin") == tiny.digests(site / "admin")


def test_the_rules_of_every_back_end_name_its_own_origins(tmp_path):
    root = repository(tmp_path, "editor: local\n")
    portal, edition = tiny.portal_and_edition(root)
    assert next(voices(portal, edition)).language == "sv"
    policy = headers_of(edition.config)["/admin/*"]["Content-Security-Policy"]
    assert "connect-src 'self' blob: http://127.0.0.1:8081;" in policy
