"""/.well-known/security.txt (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests import tiny


def lines(site) -> dict[str, str]:
    text = (site / ".well-known/security.txt").read_text("utf-8")
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_names_a_way_to_reach_us_and_expires_within_a_year(tmp_path):
    said = lines(tiny.built(tmp_path).site)
    assert said["Contact"] == "mailto:portalen@example.com"
    assert said["Canonical"] == "https://prov.example.com/.well-known/security.txt"
    expires = datetime.fromisoformat(said["Expires"])
    assert timedelta(days=300) < expires - tiny.NOW < timedelta(days=365)


def test_without_an_address_for_mail_it_leads_to_the_page_of_contact(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("contact_email: portalen@example.com\n", ""), "utf-8")
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target is not None
    assert lines(report.target)["Contact"] == "https://prov.example.com/kontakt/"
