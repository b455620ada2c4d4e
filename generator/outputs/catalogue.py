"""/datasets/dcat: the site's open data as a catalogue that Sveriges dataportal harvests (DCAT-AP-SE 3.0.1).

The harvester's rules (DOMAIN.md 2.2): RDF/XML, absolute IRIs, nothing that matters without a name, a publisher with
a type, a contact that is not the publisher, licences and formats by the exact IRIs of their vocabularies.
A site without an organisation number or an address for questions has no catalogue; config.py has said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from generator.dataset import CATALOGUE, LICENCES, PACKAGE, DataFile, Dataset, datasets
from generator.edition import Edition
from generator.portal import Portal
from generator.schema import Label
from generator.settings import SiteConfig
from generator.site_file import write_file

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
THEMES = f"{EU}/data-theme"
LANGUAGES = {"sv": f"{EU}/language/SWE", "en": f"{EU}/language/ENG"}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"


def write(portal: Portal, edition: Edition, out: Path) -> None:
    config = edition.config
    filled = tuple(dataset for dataset in datasets(portal) if portal.records[dataset.kind.name])
    if not (config.has_catalogue and filled):
        return
    for prefix, namespace in NAMESPACES.items():
        ET.register_namespace(prefix, namespace)
    root = ET.Element(_name("rdf:RDF"))
    _catalogue(root, config, filled)
    _publisher(root, config)
    _contact(root, config)
    for dataset in filled:
        _dataset(root, config, dataset, _checked(portal, dataset))
        for file in dataset.files:
            _distribution(root, config, dataset, file)
    ET.indent(root)
    write_file(out, CATALOGUE, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def publisher_iri(config: SiteConfig) -> str:
    return f"http://dataportal.se/organisation/SE{config.owner_org_number.replace('-', '')}"


def contact_iri(config: SiteConfig) -> str:
    return f"{config.base_url}/kontakt/#kontakt"


def dataset_iri(config: SiteConfig, dataset: Dataset) -> str:
    return f"{config.base_url}{PACKAGE}#{dataset.kind.name}"


def distribution_iri(config: SiteConfig, file: DataFile) -> str:
    return f"{config.base_url}{file.path}#distribution"


def _catalogue(root: ET.Element, config: SiteConfig, filled: tuple[Dataset, ...]) -> None:
    node = _node(root, "dcat:Catalog", f"{config.base_url}{CATALOGUE}#katalog")
    _literal(node, "dcterms:title", config.title, config.language)
    _literal(node, "dcterms:description", config.description, config.language)
    _link(node, "dcterms:publisher", publisher_iri(config))
    _link(node, "dcterms:license", LICENCES[config.licence].iri)
    _link(node, "foaf:homepage", f"{config.base_url}/")
    _link(node, "dcat:themeTaxonomy", THEMES)
    for language in config.languages:
        _link(node, "dcterms:language", LANGUAGES[language])
    for dataset in filled:
        _link(node, "dcat:dataset", dataset_iri(config, dataset))


def _publisher(root: ET.Element, config: SiteConfig) -> None:
    node = _node(root, "foaf:Agent", publisher_iri(config))
    _literal(node, "foaf:name", config.owner, config.language)
    _link(node, "dcterms:type", f"http://purl.org/adms/publishertype/{config.publisher_type}")
    _literal(node, "dcterms:identifier", config.owner_org_number)


def _contact(root: ET.Element, config: SiteConfig) -> None:
    node = _node(root, "vcard:Organization", contact_iri(config))
    _literal(node, "vcard:fn", config.owner)
    _link(node, "vcard:hasEmail", f"mailto:{config.contact_email}")


def _dataset(root: ET.Element, config: SiteConfig, dataset: Dataset, checked: str) -> None:
    """Titles leave out the name of the place: the publisher says it."""
    kind = dataset.kind
    node = _node(root, "dcat:Dataset", dataset_iri(config, dataset))
    _in_both_languages(node, "dcterms:title", kind.plural)
    _in_both_languages(node, "dcterms:description", kind.description)
    _link(node, "dcterms:publisher", publisher_iri(config))
    _link(node, "dcat:contactPoint", contact_iri(config))
    _link(node, "dcat:theme", f"{THEMES}/{kind.theme}")
    for keyword in kind.keywords:
        _in_both_languages(node, "dcat:keyword", keyword)
    _link(node, "dcterms:accessRights", f"{EU}/access-right/PUBLIC")
    _link(node, "dcat:landingPage", f"{config.base_url}/om-data/")
    for language in config.languages:
        _link(node, "dcterms:language", LANGUAGES[language])
    if checked:
        _literal(node, "dcterms:modified", checked, datatype="xsd:date")
    for file in dataset.files:
        _link(node, "dcat:distribution", distribution_iri(config, file))


def _checked(portal: Portal, dataset: Dataset) -> str:
    """The day on which a record of the dataset was last checked; empty where no record says."""
    days = (record.called("dateModified") for record in portal.records[dataset.kind.name])
    return max((day.isoformat() for day in days if day), default="")


def _distribution(root: ET.Element, config: SiteConfig, dataset: Dataset, file: DataFile) -> None:
    node = _node(root, "dcat:Distribution", distribution_iri(config, file))
    for language, name in _both(dataset.kind.plural):
        _literal(node, "dcterms:title", f"{name} ({NAMES[file.format]})", language)
    _link(node, "dcat:accessURL", config.base_url + file.path)
    _link(node, "dcat:downloadURL", config.base_url + file.path)
    _link(node, "dcterms:format", f"{EU}/file-type/{file.format}")
    _link(node, "dcat:mediaType", f"{MEDIA_TYPES}/{file.media_type}")
    _link(node, "dcterms:license", LICENCES[config.licence].iri)
    _link(node, "dcatap:availability", f"{EU}/planned-availability/AVAILABLE")


NAMES = {"CSV": "CSV", "JSON": "JSON", "GEOJSON": "GeoJSON"}


def _both(label: Label) -> Iterator[tuple[str, str]]:
    yield "sv", label.sv
    yield "en", label.en


def _in_both_languages(node: ET.Element, name: str, label: Label) -> None:
    for language, text in _both(label):
        if text:
            _literal(node, name, text, language)


def _node(root: ET.Element, name: str, iri: str) -> ET.Element:
    """Something with a name of its own: never a blank node."""
    return ET.SubElement(root, _name(name), {_name("rdf:about"): iri})


def _link(node: ET.Element, name: str, iri: str) -> None:
    ET.SubElement(node, _name(name), {_name("rdf:resource"): iri})


def _literal(node: ET.Element, name: str, text: str, language: str = "", datatype: str = "") -> None:
    attributes = {"{http://www.w3.org/XML/1998/namespace}lang": language} if language else {}
    if datatype:
        prefix, _, local = datatype.partition(":")
        attributes[_name("rdf:datatype")] = NAMESPACES[prefix] + local
    ET.SubElement(node, _name(name), attributes).text = text


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
