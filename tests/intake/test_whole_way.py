"""From a form to a page on the portal, on one computer, with nothing but git."""

from __future__ import annotations

import pytest

from generator.survey import check
from tests.intake.way import COMPANY, git, way
from tests.tiny import NOW, SITE, build_site


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    return way(tmp_path_factory.mktemp("way"))


def test_a_firm_goes_from_the_form_to_the_portal(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("company", COMPANY)
    assert here.worker.open_all() == 1
    assert here.branches() == [f"anmalan/{receipt}"]
    path = f"content/{SITE}/company/{receipt}.yaml"
    assert git(here.root, "diff", "--name-only", "main", f"anmalan/{receipt}") == path

    git(here.root, "merge", "-q", f"anmalan/{receipt}")
    assert check(here.root, NOW) == ()
    here.worker.follow_up()
    assert here.journal.find(receipt).status == "merged"
    report = build_site(here.root, tmp_path / "out", strict=True)
    page = (report.target / "foretag" / receipt / "index.html").read_text("utf-8")
    assert "Björkviks Snickeri" in page and "https://www.bjorkvik.example.com" in page
    assert "agaren@" not in page and "HEMLIG" not in page
