"""What a site may set: every setting once, with its words and its reader.

From this one definition come the check (config.py), the reference in the docs, and the type that the rest of the
program sees.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from datetime import date
from typing import Any

from generator.field_type import FIELD_TYPES, Phone
from generator.schema import Label


def _setting(
    sv: str,
    en: str,
    reads_as: str = "string",
    default: Any = MISSING,
    *,
    is_list: bool = False,
    choices: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that knows how its text is read and what it means."""
    words = {"words": Label(sv, en), "read": FIELD_TYPES[reads_as].read, "is_list": is_list, "choices": choices}
    return field(metadata=words) if default is MISSING else field(default=default, metadata=words)


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """One portal: an owner, a purpose, and a selection over places, kinds, networks and categories."""

    name: str
    title: str = _setting("Portalens namn", "The name of the portal")
    description: str = _setting("En mening om portalen", "One sentence about the portal")
    owner: str = _setting("Vem som ansvarar för portalen", "Who is responsible for the portal")
    base_url: str = _setting("Portalens webbadress, utan snedstreck sist", "The portal's address", "url")
    place: str = _setting(
        "Portalens egen mapp under content; allt i den är med",
        "The portal's own folder below content; everything in it is included",
        "id",
    )
    places: tuple[str, ...] = _setting(
        "Fler mappar att välja ur", "More folders to select from", "id", (), is_list=True
    )
    networks: tuple[str, ...] = _setting(
        "Ur de andra mapparna: bara det som hör till nätverken",
        "From the other folders: only what belongs to the networks",
        "id",
        (),
        is_list=True,
    )
    categories: tuple[str, ...] = _setting(
        "Ur de andra mapparna: bara företag i branscherna",
        "From the other folders: only companies in the categories",
        "id",
        (),
        is_list=True,
    )
    kinds: tuple[str, ...] = _setting(
        "Slag av innehåll; tomt betyder alla", "Kinds of content; empty means all", default=(), is_list=True
    )
    languages: tuple[str, ...] = _setting(
        "Språk; det första är portalens eget", "Languages; the first is the portal's own", default=("sv",), is_list=True
    )
    theme: str = _setting("Tema, en mapp under themes", "Theme, a folder below themes", "id", "bas")
    accent: str = _setting(
        "Portalens färg på ljus botten, till exempel '#1d5449'",
        "The portal's colour on light ground, for example '#1d5449'",
        "colour",
        "",
    )
    accent_dark: str = _setting(
        "Portalens färg på mörk botten; tom betyder en ljusare accent",
        "The portal's colour on dark ground; empty means a lighter accent",
        "colour",
        "",
    )
    service_worker: bool = _setting(
        "Om portalen kan läsas utan nät; nej städar bort det som besökarnas webbläsare har sparat",
        "Whether the portal can be read without a network; no clears what visitors' browsers have kept",
        "boolean",
        True,
    )
    mirrors: tuple[str, ...] = _setting(
        "Andra adresser där samma portal finns om den vanliga inte svarar, med https; en per rad, helst tre eller fler",
        "Other addresses of the same portal for when the usual one is silent, by https; one a line, three or more",
        "url",
        (),
        is_list=True,
    )
    logo: str = _setting(
        "Portalens märke, en SVG- eller PNG-fil bredvid site.yaml; utan märke visas kommunens form",
        "The portal's logo, an SVG or PNG file beside site.yaml; without it the municipality's outline is shown",
        default="",
        choices=("logo.svg", "logo.png"),
    )
    contact_email: str = _setting("E-post för frågor om portalen", "E-mail for questions", "email", "")
    contact_phone: Phone | None = _setting("Telefon för frågor om portalen", "Telephone for questions", "phone", None)
    owner_org_number: str = _setting(
        "Den ansvarigas organisationsnummer. Det och contact_email behövs för en katalog över öppna data",
        "The owner's organisation number. It and contact_email are needed for a catalogue of the open data",
        "org_number",
        "",
    )
    publisher_type: str = _setting(
        "Vad den ansvariga är, med DCAT-AP:s ord: LocalAuthority (kommun), RegionalAuthority, NationalAuthority, "
        "Company eller NonProfitOrganisation",
        "What the owner is, in the words of DCAT-AP: LocalAuthority (municipality), RegionalAuthority, "
        "NationalAuthority, Company or NonProfitOrganisation",
        default="LocalAuthority",
        choices=("LocalAuthority", "RegionalAuthority", "NationalAuthority", "Company", "NonProfitOrganisation"),
    )
    licence: str = _setting(
        "Licens för öppna data: cc0 (helt fritt) eller cc-by (ange källan)",
        "Licence of the open data: cc0 (no conditions) or cc-by (name the source)",
        default="cc0",
        choices=("cc0", "cc-by"),
    )
    vma: bool = _setting(
        "Skriv ja för att visa VMA; besökarens webbläsare frågar då Sveriges Radio",
        "Write yes to show public warnings; the visitor's browser then asks Sveriges Radio",
        "boolean",
        False,
    )
    vma_url: str = _setting(
        "Varifrån VMA hämtas", "Where warnings are fetched from", "url", "https://vmaapi.sr.se/api/v3/alerts"
    )
    vma_file: str = _setting(
        "En fil med VMA i samma format, som läses när portalen byggs; till exempel data/vma.json",
        "A file with warnings in the same format, read when the site is built; for example data/vma.json",
        default="",
    )
    form_receiver: str = _setting(
        "Adressen till mottagaren av formulär, utan snedstreck sist; tom betyder att man ringer i stället",
        "The address of the receiver of forms, without a slash at the end; empty means that people call instead",
        default="",
    )

    editor: str = _setting(
        "Webbredigeraren på /admin/, och var innehållet ligger: github, gitlab, forgejo (även Gitea) eller local (för "
        "att prova på den egna datorn). Tom betyder ingen redigerare",
        "The web editor at /admin/, and where the content is kept: github, gitlab, forgejo (Gitea too) or local (for "
        "trying on one's own computer). Empty means no editor",
        default="",
        choices=("github", "gitlab", "forgejo", "local"),
    )
    editor_repository: str = _setting(
        "Innehållets förråd, till exempel asele-kommun/portalen",
        "The repository of the content, for example asele-kommun/portalen",
        default="",
    )
    editor_branch: str = _setting(
        "Grenen som ändringar föreslås till", "The branch that changes are proposed to", default="main"
    )
    editor_forge: str = _setting(
        "Adressen till en egen GitLab, Forgejo eller GitHub Enterprise, utan snedstreck sist",
        "The address of one's own GitLab, Forgejo or GitHub Enterprise, without a slash at the end",
        default="",
    )
    editor_login: str = _setting(
        "GitHub: adressen till en tjänst som sköter inloggningen; tom betyder portalens egen, hos Netlify",
        "GitHub: the address of a service that handles the login; empty means the site's own, at Netlify",
        default="",
    )
    editor_app: str = _setting(
        "GitLab och Forgejo: programmets id (Application ID), som inte är hemligt",
        "GitLab and Forgejo: the id of the application, which is no secret",
        default="",
    )

    accessibility_status: str = _setting(
        "Hur väl portalen följer lagen om tillgänglighet: full, partial eller none",
        "How far the portal complies with the accessibility act: full, partial or none",
        default="partial",
        choices=("full", "partial", "none"),
    )
    accessibility_method: str = _setting(
        "Hur tillgängligheten bedömdes: self (självskattning) eller external (extern granskning)",
        "How accessibility was assessed: self or external",
        default="self",
        choices=("self", "external"),
    )
    accessibility_assessed: date | None = _setting(
        "Dagen för den senaste bedömningen av tillgängligheten", "The day of the last assessment", "date", None
    )
    accessibility_updated: date | None = _setting(
        "Dagen då redogörelsen senast uppdaterades", "The day the statement was last updated", "date", None
    )
    accessibility_issues: tuple[str, ...] = _setting(
        "Känt innehåll som inte är tillgängligt, med skäl; en mening per rad",
        "Content known not to be accessible, with the reason; one sentence a line",
        default=(),
        is_list=True,
    )
    accessibility_burden: tuple[str, ...] = _setting(
        "Undantag för att anpassningen är oskäligt betungande (12 §), med skäl",
        "Exceptions because the adaptation is a disproportionate burden (section 12), with the reason",
        default=(),
        is_list=True,
    )
    accessibility_outside: tuple[str, ...] = _setting(
        "Innehåll som lagen inte omfattar (9 §)",
        "Content that the act does not cover (section 9)",
        default=(),
        is_list=True,
    )
    accessibility_report_url: str = _setting(
        "Formulär för att påtala brister i tillgängligheten", "A form for reporting accessibility faults", "url", ""
    )

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def has_catalogue(self) -> bool:
        """A catalogue of open data names its publisher by number, and an address for questions (DCAT-AP-SE)."""
        return bool(self.owner_org_number and self.contact_email)

    @property
    def all_places(self) -> tuple[str, ...]:
        return (self.place, *self.places)

    @property
    def language_folders(self) -> tuple[str, ...]:
        """Where the pages of each language stand, below the site's root: its own language at the root itself."""
        return "", *(f"{language}/" for language in self.languages[1:])
