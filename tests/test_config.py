"""A site's settings: one file, one frozen object, every fault in it at once."""

import dataclasses
from dataclasses import FrozenInstanceError, fields

import pytest

from generator.config import KNOWN_LANGUAGES, read_config, site_names
from generator.settings import SiteConfig
from tests.tiny import write
from tests.written import KINDS, places

SETTINGS = """title: Portalen
description: Ortens företag.
owner: Kommunen
base_url: https://portalen.example.com
place: arvidsjaur
"""
CHOICES = {"networks": {"hantverkarna", "byarna"}, "categories": {"snickeri", "el"}}


def read(root, text, **options):
    """The settings that `text` gives, and where its faults are; arvidsjaur and asele are places."""
    write(root / "sites/portalen/site.yaml", text)
    for place in ("arvidsjaur", "asele"):
        (root / "content" / place).mkdir(parents=True, exist_ok=True)
    config, problems = read_config(root, "portalen", KINDS, CHOICES, **options)
    return config, sorted(places(problems))


def faults(root, more, text=SETTINGS):
    config, found = read(root, text + more if more else text)
    assert config is None
    return found


def test_five_settings_make_a_site(tmp_path):
    config, found = read(tmp_path, SETTINGS)
    assert found == []
    assert (config.name, config.title, config.owner) == ("portalen", "Portalen", "Kommunen")
    assert config.all_places == ("arvidsjaur",)
    assert (config.languages, config.language) == (("sv",), "sv")
    assert (config.networks, config.categories, config.kinds) == ((), (), ())


def test_every_setting_that_may_be_left_out_has_a_default_and_words_in_both_languages():
    settings = [setting for setting in fields(SiteConfig) if setting.metadata]
    required = {setting.name for setting in settings if setting.default is dataclasses.MISSING}
    assert required == {"title", "description", "owner", "base_url", "place"}
    for setting in settings:
        words = setting.metadata["words"]
        assert words.sv and words.en and words.sv != words.en, setting.name


def test_settings_are_read_by_their_types(tmp_path):
    more = (
        "places: [asele]\nnetworks: hantverkarna\ncategories: [snickeri, el]\nkinds: [company, page]\n"
        "languages: [sv, en]\ncontact_phone: 0980-319 210\ncontact_email: Portalen@Example.com\n"
        "owner_org_number: 2120009994\n"
    )
    config, found = read(tmp_path, SETTINGS + more)
    assert found == []
    assert config.all_places == ("arvidsjaur", "asele")
    assert (config.networks, config.categories) == (("hantverkarna",), ("snickeri", "el"))
    assert (config.kinds, config.languages) == (("company", "page"), ("sv", "en"))
    assert config.contact_phone.uri == "tel:+46980319210"
    assert config.contact_email == "portalen@example.com"
    assert config.owner_org_number == "212000-9994"


def test_settings_cannot_be_changed(tmp_path):
    config, _ = read(tmp_path, SETTINGS)
    with pytest.raises(FrozenInstanceError):
        config.title = "En annan"


def test_every_fault_is_told_at_once(tmp_path):
    text = """titel: Portalen
description: [En, Två]
base_url: http:/portalen/
place: Arvidsjaur
places:
  - asele
  - asle
languages: [sv, de]
kinds: sidor
networks: [hantverkarna, snickarna]
contact_phone: växeln
"""
    assert faults(tmp_path, "", text) == [
        ("base_url", 3, "bad-url"),
        ("contact_phone", 11, "bad-phone"),
        ("description", 2, "expected-one-value"),
        ("kinds", 9, "not-one-of"),
        ("languages", 8, "not-one-of"),
        ("networks", 10, "not-one-of"),
        ("owner", 1, "missing-field"),
        ("place", 4, "bad-id"),
        ("places", 7, "missing-place"),
        ("titel", 1, "unknown-field"),
        ("title", 1, "missing-field"),
    ]


@pytest.mark.parametrize("name", ["title", "description", "owner", "base_url", "place"])
def test_a_setting_that_is_required_is_told_when_it_is_missing_or_empty(name, tmp_path):
    kept = [line for line in SETTINGS.splitlines(keepends=True) if not line.startswith(name)]
    assert faults(tmp_path, "", "".join(kept)) == [(name, 1, "missing-field")]
    assert faults(tmp_path, f"{name}:\n", "".join(kept)) == [(name, 5, "missing-field")]


def test_an_unknown_setting_is_told_with_the_most_similar_name(tmp_path):
    write(tmp_path / "sites/portalen/site.yaml", SETTINGS + "langauges: [sv]\n")
    (tmp_path / "content/arvidsjaur").mkdir(parents=True)
    config, problems = read_config(tmp_path, "portalen", KINDS)
    assert config is None
    assert places(problems) == [("langauges", 6, "unknown-field")]
    assert dict(problems[0].facts)["nearest"] == "languages"


def test_every_wrong_item_of_a_list_is_told_on_its_own_line(tmp_path):
    found = faults(tmp_path, "places:\n  - asele\n  - Åsele\n  - Över Kalix\n  - malå\n")
    assert found == [("places", 8, "bad-id"), ("places", 9, "bad-id"), ("places", 10, "bad-id")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("theme: borta\n", ("theme", 6, "not-one-of")),
        ("categories:\n  - el\n  - trolleri\n", ("categories", 8, "not-one-of")),
        ("languages: [fi]\n", ("languages", 6, "not-one-of")),
        ("accessibility_report_url: formulär\n", ("accessibility_report_url", 6, "bad-url")),
        ("licence: mit\n", ("licence", 6, "not-one-of")),
        ("publisher_type: Kommun\n", ("publisher_type", 6, "not-one-of")),
        ("vma: kanske\n", ("vma", 6, "bad-boolean")),
        ("accent: röd\n", ("accent", 6, "bad-colour")),
    ],
)
def test_a_setting_holds_only_what_exists(more, expected, tmp_path):
    assert faults(tmp_path, more) == [expected]


def test_the_choices_are_told_with_the_most_similar_first_whatever_order_they_come_in(tmp_path):
    write(tmp_path / "sites/portalen/site.yaml", SETTINGS + "networks: [hantverkaren]\n")
    (tmp_path / "content/arvidsjaur").mkdir(parents=True)
    names = ["hantverkarna", "abc", "abd", "abe", "abf", "abg"]
    told = set()
    for known in (names, names[::-1], names[3:] + names[:3]):
        _, problems = read_config(tmp_path, "portalen", KINDS, {"networks": known})
        told.add(dict(problems[0].facts)["allowed"])
    assert len(told) == 1
    assert told.pop().startswith("hantverkarna, ")


@pytest.mark.parametrize("language", KNOWN_LANGUAGES)
def test_the_first_language_is_the_sites_own(language, tmp_path):
    config, _ = read(tmp_path, SETTINGS + f"languages: [{language}]\n")
    assert config.language == language


def test_a_file_that_cannot_be_understood_is_told_once_and_not_as_a_row_of_missing_settings(tmp_path):
    assert faults(tmp_path, "", 'title: "Portalen\n' + SETTINGS) == [("", 1, "bad-yaml")]


@pytest.mark.parametrize("text", ["", "# bara en kommentar\n"])
def test_an_empty_file_is_told_once(text, tmp_path):
    assert faults(tmp_path, "", text) == [("", 1, "empty-file")]


def test_a_setting_that_stands_twice_is_told(tmp_path):
    assert faults(tmp_path, "title: En annan\n") == [("title", 6, "duplicate-key")]


def test_a_file_in_another_encoding_is_told(tmp_path):
    assert faults(tmp_path, "", SETTINGS.encode("latin-1")) == [("", 2, "not-utf8")]


def test_a_file_from_windows_is_read_like_any_other(tmp_path):
    unix, _ = read(tmp_path, SETTINGS)
    windows, found = read(tmp_path, b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").rstrip().encode())
    assert found == []
    assert windows == unix


@pytest.mark.parametrize("name", ["borta", "", "..", "../portalen", "Portalen", "portalen/", "portalen\x00"])
def test_a_site_that_is_not_there_is_told_with_those_that_are(name, tmp_path):
    read(tmp_path, SETTINGS)
    config, problems = read_config(tmp_path, name, KINDS)
    assert config is None
    assert [problem.code for problem in problems] == ["unknown-site"]
    assert dict(problems[0].facts)["known"] == "portalen"


def test_settings_behind_a_link_are_not_read(tmp_path):
    write(tmp_path / "elsewhere.yaml", SETTINGS)
    (tmp_path / "sites/portalen").mkdir(parents=True)
    (tmp_path / "sites/portalen/site.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    config, problems = read_config(tmp_path, "portalen", KINDS)
    assert config is None
    assert len(problems) == 1 and problems[0].code in {"symlink", "unreadable-file"}


def test_the_names_of_sites_are_the_folders_with_settings_in_order(tmp_path):
    assert site_names(tmp_path) == []
    for name in ("overkalix", "asele"):
        write(tmp_path / f"sites/{name}/site.yaml", SETTINGS)
    write(tmp_path / "sites/README.md", "Portalerna.")
    (tmp_path / "sites/tom").mkdir()
    assert site_names(tmp_path) == ["asele", "overkalix"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("contact_email: portalen@example.com\n", "owner_org_number"),
        ("owner_org_number: 212000-9994\n", "contact_email"),
    ],
)
def test_half_of_what_a_catalogue_needs_is_told_and_stops_nothing(given, missing, tmp_path):
    config, found = read(tmp_path, SETTINGS + given)
    assert found == [(missing, 1, "no-catalogue")]
    assert config is not None and not config.has_catalogue


def test_a_catalogue_needs_a_number_and_an_address_and_a_site_may_do_without_both(tmp_path):
    both = "owner_org_number: 212000-9994\ncontact_email: portalen@example.com\n"
    config, found = read(tmp_path, SETTINGS + both)
    assert found == [] and config.has_catalogue
    config, found = read(tmp_path, SETTINGS)
    assert found == [] and not config.has_catalogue


def test_an_owners_number_must_be_an_organisations(tmp_path):
    email = "contact_email: portalen@example.com\n"
    assert faults(tmp_path, email + "owner_org_number: 212000-9995\n") == [
        ("owner_org_number", 7, "org-number-check-digit")
    ]
    assert [code for _, _, code in faults(tmp_path, email + "owner_org_number: 811218-9876\n")] == ["personal-number"]


def test_mirrors_are_addresses_by_https(tmp_path):
    config, found = read(tmp_path, SETTINGS + "mirrors: [https://a.example.com, https://b.example.org/portal]\n")
    assert found == [] and config.mirrors == ("https://a.example.com", "https://b.example.org/portal")
    assert [code for _, _, code in read(tmp_path, SETTINGS + "mirrors: http://a.example.com\n")[1]] == [
        "mirror-without-https"
    ]
