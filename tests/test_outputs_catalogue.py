"""/datasets/dcat: read as RDF, it obeys DCAT-AP's own shapes and the rules of Sveriges dataportal's harvester."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from generator.dataset import LICENCES
from tests import tiny
from tests.browser.host import hosted, read_headers

SHAPES = Path(__file__).with_name("dcat") / "dcat-ap-3.0.1-shapes.ttl"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority"
BASE = "https://prov.example.com"
PUBLISHER = URIRef("http://dataportal.se/organisation/SE2120009994")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("catalogue")).site


@pytest.fixture(scope="module")
def graph(site):
    return Graph().parse(site / "datasets/dcat", format="xml")


def subjects(graph, type_):
    return sorted(graph.subjects(RDF.type, type_))


def test_it_conforms_to_the_shapes_of_dcat_ap(graph):
    conforms, _, told = validate(graph, shacl_graph=Graph().parse(SHAPES, format="turtle"))
    assert conforms, told


def test_the_shapes_would_notice_what_is_missing(graph):
    maimed = Graph() + graph
    maimed.remove((None, DCTERMS.title, None))
    maimed.remove((None, DCAT.accessURL, None))
    assert not validate(maimed, shacl_graph=Graph().parse(SHAPES, format="turtle"))[0]


def test_everything_has_an_absolute_name_and_nothing_is_nameless(graph):
    for triple in graph:
        for term in triple:
            assert isinstance(term, URIRef | Literal), triple
            assert not isinstance(term, URIRef) or str(term).startswith(("https://", "http://", "mailto:")), triple


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        (DCAT.Catalog, (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset)),
        (FOAF.Agent, (FOAF.name, DCTERMS.type)),
        (DCAT.Dataset, (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme)),
        (DCAT.Dataset, (DCAT.keyword, DCTERMS.accessRights, DCAT.distribution)),
        (DCAT.Distribution, (DCAT.accessURL, DCTERMS.format, DCAT.mediaType, DCTERMS.license)),
        (VCARD.Organization, (VCARD.fn, VCARD.hasEmail)),
    ],
)
def test_what_dcat_ap_se_asks_for_is_there(graph, type_, properties):
    assert subjects(graph, type_)
    for subject in subjects(graph, type_):
        for name in properties:
            assert list(graph.objects(subject, name)), (subject, name)


def test_what_may_stand_once_stands_once(graph):
    once = {
        DCAT.Catalog: (DCTERMS.publisher, DCTERMS.license),
        FOAF.Agent: (DCTERMS.type,),
        DCAT.Dataset: (DCTERMS.publisher,),
        DCAT.Distribution: (DCAT.accessURL, DCTERMS.format),
    }
    for type_, properties in once.items():
        for subject in subjects(graph, type_):
            assert all(len(list(graph.objects(subject, name))) == 1 for name in properties), subject


def test_publisher_and_contact_are_two_and_the_publisher_is_named_by_number(graph):
    assert subjects(graph, FOAF.Agent) == [PUBLISHER]
    assert set(graph.objects(None, DCTERMS.publisher)) == {PUBLISHER}
    (contact,) = subjects(graph, VCARD.Organization)
    assert contact != PUBLISHER
    assert list(graph.objects(contact, VCARD.hasEmail)) == [URIRef("mailto:portalen@example.com")]
    assert list(graph.objects(PUBLISHER, DCTERMS.type)) == [URIRef("http://purl.org/adms/publishertype/LocalAuthority")]


def test_texts_have_a_language_and_keywords_are_one_lower_case_word_each(graph):
    for name in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        assert all(text.language in ("sv", "en") for text in graph.objects(None, name))
    for keyword in map(str, graph.objects(None, DCAT.keyword)):
        assert keyword == keyword.lower() and "," not in keyword
    assert all(len(str(title).split()) <= 10 for title in graph.objects(None, DCTERMS.title))


def test_licences_formats_and_themes_are_the_exact_names_of_their_vocabularies(graph):
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef("http://creativecommons.org/publicdomain/zero/1.0/")}
    formats = {str(one).removeprefix(f"{EU}/file-type/") for one in graph.objects(None, DCTERMS.format)}
    assert formats == {"CSV", "JSON", "GEOJSON"}
    themes = {str(one).removeprefix(f"{EU}/data-theme/") for one in graph.objects(None, DCAT.theme)}
    assert themes <= {"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "JUST", "SOCI", "REGI", "TECH", "TRAN"}


def test_every_distribution_is_a_file_of_the_site(graph, site):
    found = {str(url).removeprefix(BASE) for url in graph.objects(None, DCAT.downloadURL)}
    files = {f"/data/{file.name}" for file in (site / "data").iterdir()} - {"/data/datapackage.json"}
    assert found == files


def test_the_host_is_told_that_it_is_rdf_and_that_others_may_read_it(site):
    import urllib.request

    rules = dict(read_headers(site))
    assert rules["/datasets/*"]["Content-Type"] == "application/rdf+xml"
    assert rules["/data/*"]["Access-Control-Allow-Origin"] == "*"
    with hosted(site) as origin, urllib.request.urlopen(f"{origin}/datasets/dcat") as answer:
        assert answer.headers.get_all("Content-Type")[-1] == "application/rdf+xml"


@pytest.mark.parametrize("missing", ["owner_org_number", "contact_email"])
def test_half_of_what_it_needs_makes_no_catalogue_and_the_build_says_so(missing, tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    settings = root / "sites/arvidsjaur/site.yaml"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith(missing)), "utf-8")
    report = tiny.build_site(root, tmp_path / "out")
    assert not (report.target / "datasets").exists() and (report.target / "data/company.csv").is_file()
    assert [(problem.code, problem.field) for problem in report.problems] == [("no-catalogue", missing)]
    assert "/datasets/dcat" not in (report.target / "om-data/index.html").read_text("utf-8")


def test_a_site_chooses_its_licence_and_says_what_it_is(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / "sites/arvidsjaur/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "licence: cc-by\npublisher_type: Company\n", "utf-8")
    target = tiny.build_site(root, tmp_path / "out").target
    graph = Graph().parse(target / "datasets/dcat", format="xml")
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(LICENCES["cc-by"].iri)}
    assert list(graph.objects(PUBLISHER, DCTERMS.type)) == [URIRef("http://purl.org/adms/publishertype/Company")]
    assert "kommer från Provkommunen" in tiny.visible_text((target / "om-data/index.html").read_text("utf-8"))


def test_signs_that_mean_something_in_xml_are_only_text(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    settings = root / "sites/arvidsjaur/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("Provkommunen", "'Prov & <Kommun> \"Å\"'"), "utf-8")
    target = tiny.build_site(root, tmp_path / "out").target
    graph = Graph().parse(target / "datasets/dcat", format="xml")
    assert [str(name) for name in graph.objects(PUBLISHER, FOAF.name)] == ['Prov & <Kommun> "Å"']
