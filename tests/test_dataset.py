"""Which files of open data there are, and on which terms."""

from __future__ import annotations

from generator.dataset import CARD_KIND, LICENCES, card_url, datasets
from generator.portal import relate
from generator.settings import SiteConfig
from tests.tiny import NOW
from tests.written import KINDS, config, content, plain


def files_of(*records):
    portal, _ = relate(content(*records), config(), NOW)
    return {one.kind.name: {file.path: file.media_type for file in one.files} for one in datasets(portal)}


def test_every_kind_has_a_table_and_those_with_positions_a_map_layer():
    files = files_of(plain("company"))
    assert files.keys() == KINDS.keys()
    assert files["company"] == {
        "/data/company.csv": "text/csv",
        "/data/company.json": "application/json",
        "/data/company.geojson": "application/geo+json",
    }
    assert "/data/network.geojson" not in files["network"]
    assert {kind for kind, found in files.items() if len(found) == 3} == {
        name for name, kind in KINDS.items() if "lat" in kind.fields
    }


def test_a_kind_without_records_keeps_its_addresses():
    assert files_of() == files_of(plain("company"))


def test_a_licence_that_a_site_may_choose_has_the_name_that_dcat_ap_se_asks_for():
    setting = SiteConfig.__dataclass_fields__["licence"]
    assert set(setting.metadata["choices"]) == LICENCES.keys()
    assert all(one.iri.startswith("http://creativecommons.org/") and one.iri.endswith("/") for one in LICENCES.values())


def test_a_business_card_stands_beside_the_page():
    assert card_url(plain(CARD_KIND, name="snickeriet")) == "/foretag/snickeriet.vcf"
