"""The editor's configuration: every kind and field in Swedish, where the repository has it, with a fitting control."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.back_end import back_end
from generator.field_type import FIELD_TYPES
from generator.pages.editor import editor_config
from generator.schema import load_kinds
from tests import tiny

KINDS = load_kinds()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("editor") / "root")
    tiny.add(root, "page", "fran-granne.yaml", "title: Från grannen\nbody: Text.\n", place="sorsele")
    return root


def config_of(root, language="sv", **settings):
    voice = tiny.voice_in(root, language)
    _, edition = tiny.portal_and_edition(root)
    return editor_config(voice, replace(edition.config, **{"editor": "local", **settings}))


@pytest.fixture(scope="module")
def config(root):
    return config_of(root)


@pytest.fixture(scope="module")
def collections(config):
    return {one["name"]: one for one in config["cms"]["collections"]}


@pytest.fixture(scope="module")
def fields(collections):
    return {name: {field["name"]: field for field in one["fields"]} for name, one in collections.items()}


def test_there_is_a_collection_for_every_kind_and_for_files_of_another_ending(collections):
    assert set(collections) == {*KINDS, "page-yaml"}
    endings = {name: one["extension"] for name, one in collections.items()}
    assert endings["page"] == "md" and endings["page-yaml"] == "yaml" and endings["company"] == "yaml"
    assert [name for name, one in collections.items() if not one["create"]] == ["page-yaml"]
    assert collections["page-yaml"]["label"] == "Sidor (.yaml)"


def test_files_stand_where_the_repository_has_them_and_pictures_beside_them(collections):
    for name, one in collections.items():
        assert one["folder"] == f"content/{tiny.SITE}/{name.removesuffix('-yaml')}"
        assert one["media_folder"] == f"/content/{tiny.SITE}/images" and one["public_folder"] == ""
        assert one["delete"] is False and one["format"] == name


def test_every_field_is_asked_for_in_swedish_first_those_that_must_be_there(fields):
    for kind in KINDS.values():
        asked = fields[kind.name]
        assert asked.keys() == kind.fields.keys()
        for name, field in kind.fields.items():
            hint = "" if field.type.name == "picture" else field.description.sv
            assert asked[name]["label"] == field.title.sv and asked[name].get("hint", "") == hint
            assert asked[name]["required"] == field.required
        required = [one["required"] for one in asked.values()]
        assert required == sorted(required, reverse=True)


def test_another_language_has_its_own_words(root):
    english = config_of(root, "en")["cms"]
    assert english["locale"] == "en"
    labels = {one["name"]: one["label"] for one in english["collections"]}
    assert labels["company"] == "Companies" and labels["notice"] == "Notices"


def test_controls_suit_the_fields(fields):
    company, event, page = fields["company"], fields["event"], fields["page"]
    assert company["phone"]["widget"] == "string" and page["body"]["widget"] == "text"
    limits = {name: company["lat"][name] for name in ("widget", "value_type", "min", "max")}
    assert limits == {"widget": "number", "value_type": "float", "min": -90, "max": 90}
    assert page["menu_order"]["value_type"] == "int"
    assert event["start"]["widget"] == "bygd-moment"
    assert company["assured_date"]["widget"] == "datetime" and company["assured_date"]["time_format"] is False
    assert company["email_consent"]["options"] == [{"value": "ja", "label": "Ja"}, {"value": "nej", "label": "Nej"}]
    assert company["services"]["field"]["widget"] == "string"
    assert company["images"]["field"]["widget"] == "bygd-picture"
    internal = {one["value"]: one["label"] for one in fields["service_point"]["internal_fields"]["options"]}
    assert internal["internal_note"] == KINDS["service_point"].fields["internal_note"].title.sv


def test_vocabularies_and_a_fields_own_values_are_chosen_from(fields):
    categories = fields["company"]["categories"]
    assert categories["widget"] == "select" and categories["multiple"]
    assert {"value": "kafe", "label": "Kafé och konditori"} in categories["options"]
    severity = fields["notice"]["severity"]
    assert [one["value"] for one in severity["options"]] == ["extreme", "severe", "moderate", "minor", "unknown"]
    assert not severity.get("multiple") and severity["required"]


def test_other_records_are_found_by_their_name(fields):
    relation = fields["event"]["organiser_company"]
    assert relation["widget"] == "relation" and relation["collection"] == "company"
    assert relation["value_field"] == "{{slug}}" and relation["display_fields"] == ["name"]
    assert fields["company"]["networks"]["multiple"]


def test_records_of_several_folders_are_given_to_choose(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    tiny.add(
        root,
        "network",
        "annan.yaml",
        tiny.RECORDS["network/mat-harifran.yaml"].replace("Mat härifrån", "Annan"),
        "sorsele",
    )
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "places: [sorsele]\nnetworks: [annan]\n", "utf-8")
    (company,) = (one for one in config_of(root)["cms"]["collections"] if one["name"] == "company")
    (networks,) = (field for field in company["fields"] if field["name"] == "networks")
    assert networks["widget"] == "select" and {"value": "annan", "label": "Annan"} in networks["options"]


def test_limits_of_a_field_are_told_before_it_is_saved(fields):
    pattern, message = fields["notice"]["headline"]["pattern"]
    assert re.search(pattern, "x" * 120) and not re.search(pattern, "x" * 121) and message == "högst 120 tecken"
    pattern, message = fields["company"]["sni"]["pattern"]
    assert re.search(pattern, "43.320") and not re.search(pattern, "43320") and "43.320" in message
    assert fields["company"]["social"]["max"] == 6


def test_every_type_of_field_has_a_control(fields):
    used = {field.type.name for kind in KINDS.values() for field in kind.fields.values()}
    assert used <= FIELD_TYPES.keys()
    known = {"string", "text", "number", "datetime", "select", "relation", "list", "bygd-moment", "bygd-picture"}
    assert {one["widget"] for asked in fields.values() for one in asked.values()} <= known


BACK_ENDS = {
    "github": {"editor_repository": "kommunen/portalen"},
    "gitlab": {"editor_repository": "kommunen/portalen", "editor_app": "6f1c"},
    "forgejo": {"editor_repository": "k/p", "editor_app": "6f1c", "editor_forge": "https://git.example.com"},
    "local": {},
}


@pytest.mark.parametrize("name", BACK_ENDS)
def test_what_is_saved_becomes_a_proposal_on_every_forge(root, name):
    cms = config_of(root, editor=name, **BACK_ENDS[name])["cms"]
    assert cms["publish_mode"] == "editorial_workflow"
    assert cms["backend"]["branch"] == "main"


def test_back_ends_in_the_words_of_decap(root):
    _, edition = tiny.portal_and_edition(root)
    of = {name: back_end(replace(edition.config, editor=name, **more)) for name, more in BACK_ENDS.items()}
    github, gitlab, forgejo, local = (of[name].decap for name in BACK_ENDS)
    assert github["base_url"] == "https://prov.example.com" and github["auth_endpoint"] == "admin/auth"
    assert gitlab["auth_type"] == "pkce" and gitlab["app_id"] == "6f1c" and gitlab["base_url"] == "https://gitlab.com"
    assert forgejo["name"] == "forgejo" and forgejo["api_root"] == "https://git.example.com/api/v1"
    assert local["proxy_url"] == "http://127.0.0.1:8081/api/v1"
    assert of["github"].connects == ("https://api.github.com",) and of["gitlab"].connects == ("https://gitlab.com",)


def test_a_login_service_and_a_forge_of_ones_own(root):
    _, edition = tiny.portal_and_edition(root)
    settings = {"editor": "github", "editor_repository": "k/p", "editor_login": "https://login.example.com"}
    kept = back_end(replace(edition.config, editor_forge="https://git.example.com", **settings))
    assert kept.decap["base_url"] == "https://login.example.com" and "auth_endpoint" not in kept.decap
    assert kept.decap["api_root"] == "https://git.example.com/api/v3" and kept.connects == ("https://git.example.com",)
