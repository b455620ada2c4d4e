"""Which pages a site has, in each of its languages. They are planned, and made, one by one: none waits in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from generator.edition import Edition
from generator.pages.card import card
from generator.pages.detail import detail_templates, planned_record, told_of
from generator.pages.duty import DUTIES, OF_ALL_RECORDS, duty_links, duty_pages
from generator.pages.forms import ADDRESS as FORMS
from generator.pages.forms import form_pages
from generator.pages.home import home_page
from generator.pages.lists import kind_lists, planned_lists
from generator.pages.page import Card, Link, Page
from generator.pages.planned import Chapter, Planned, always
from generator.pages.poster import KIND as POSTED
from generator.pages.poster import planned_posters, poster_pages
from generator.pages.shelves import current
from generator.pages.show import Voice
from generator.portal import CRISIS_KINDS, Key, Portal, former_url
from generator.record import Record
from generator.schema import ways_in
from generator.search_words import lexicon
from generator.settings import SiteConfig
from generator.words import load_words


def voices(portal: Portal, edition: Edition) -> Iterator[Voice]:
    """The site's own language at the root, each other one below its code: /en/."""
    words_of_compounds = lexicon(portal.vocabularies)
    for language in edition.config.languages:
        prefix = "" if language == edition.config.language else f"/{language}"
        yield Voice(
            portal,
            language,
            prefix,
            load_words(edition.theme.folder, language),
            words_of_compounds,
            edition.config.languages,
            edition.now.year,
        )


RECORDS_IN_CHAPTER = 250


def chapters(portal: Portal, edition: Edition) -> list[Chapter]:
    """Every page of the site, once. The longest chapters come first, so that whoever takes the last is soon done."""
    found = (chapter for voice in voices(portal, edition) for chapter in _in_one_language(voice, edition))
    return sorted(found, key=lambda one: -one.size)


def _in_one_language(voice: Voice, edition: Edition) -> Iterator[Chapter]:
    """Of a kind the lists, and its records some at a time."""
    cards = _Cards(voice)
    for kind in voice.portal.kinds.values():
        records = voice.portal.records[kind.name]
        yield Chapter(len(records), partial(planned_lists, kind, voice, cards.of, edition.config.base_url))
        for first in range(0, len(records), RECORDS_IN_CHAPTER):
            some = records[first : first + RECORDS_IN_CHAPTER]
            name = f"{voice.language} {kind.name} {first}"
            yield _chapter(name, some, voice.portal, partial(_of_records, some, voice, edition.config, cards))
        if kind.name == POSTED:
            yield Chapter(len(records), partial(planned_posters, voice, edition))
    yield Chapter(0, partial(_front_and_back, voice, edition, cards))


def _chapter(name: str, records: Sequence[Record], portal: Portal, plan: Callable[[], Iterator[Planned]]) -> Chapter:
    """Of the records' own pages. Those at former addresses are always made."""
    if any(record.values.get("former_ids") for record in records):
        return Chapter(len(records), plan)

    def told() -> Iterator[Record]:
        return (one for record in records for one in told_of(record, portal))

    return Chapter(len(records), plan, name, detail_templates(records[0].kind.name), told)


def _front_and_back(voice: Voice, edition: Edition, cards: _Cards) -> Iterator[Planned]:
    return always(_pages_of_all(voice, edition, cards))


def _pages_of_all(voice: Voice, edition: Edition, cards: _Cards) -> Iterator[Page]:
    """What is not about one kind."""
    yield home_page(voice, edition.config, cards.of, _alternates("/", edition.config))
    for record in voice.portal.withdrawn:
        yield _tombstone(record, voice)
    yield _search(voice)
    yield from duty_pages(voice, edition.config, _alternates)
    yield from form_pages(voice, edition.config, _alternates)
    if not voice.prefix:
        yield _not_found(voice)


def crisis_plan(
    portal: Portal, edition: Edition, without: Collection[Key] = (), unlisted: Collection[str] = ()
) -> Iterator[Page]:
    """The front pages, all pages of CRISIS_KINDS, and those that need no records; each as in `chapters`.

    `without`: records whose own pages are not wanted. `unlisted`: kinds whose lists are not.
    """
    for voice in voices(portal, edition):
        cards = _Cards(voice)
        yield home_page(voice, edition.config, cards.of, _alternates("/", edition.config))
        for name in CRISIS_KINDS:
            if kind := portal.kinds.get(name):
                if name not in unlisted:
                    yield from kind_lists(kind, voice, cards.of, edition.config.base_url)
                records = (record for record in portal.records[name] if record.key not in without)
                yield from (one.make() for one in _of_records(records, voice, edition.config, cards))
        yield from (_tombstone(record, voice) for record in portal.withdrawn if record.kind.name in CRISIS_KINDS)
        yield from poster_pages(voice, edition, without)
        waiting = {voice.url(DUTIES[name][0]) for name in OF_ALL_RECORDS}
        yield from (page for page in duty_pages(voice, edition.config, _alternates) if page.url not in waiting)


def _of_records(records: Iterable[Record], voice: Voice, config: SiteConfig, cards: _Cards) -> Iterator[Planned]:
    for record in records:
        if voice.speaks(record):
            yield planned_record(record, voice, config, cards.of, _alternates)
            if record.values.get("former_ids"):
                yield from always(_former_pages(record, voice))


class _Cards:
    """Each record's card, made once."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._made: dict[tuple[str, str], Card] = {}

    def of(self, record: Record) -> Card:
        if record.key not in self._made:
            self._made[record.key] = card(record, self._voice)
        return self._made[record.key]


def _alternates(address: str, config: SiteConfig) -> tuple[tuple[str, str], ...]:
    if len(config.languages) == 1:
        return ()
    own = config.language
    return tuple((one, address if one == own else f"/{one}{address}") for one in config.languages)


def _tombstone(record: Record, voice: Voice) -> Page:
    """Only that something was here, not what: it may have been withdrawn for a person's sake."""
    return Page(
        url=voice.url(record.url),
        templates=("withdrawn.html",),
        title=voice.say("This page has been removed"),
        language=voice.language,
        section=record.kind.name,
        listed=False,
        data={"list": Link(voice.url(f"/{record.kind.address}/"), record.kind.plural[voice.language])},
    )


def _former_pages(record: Record, voice: Voice) -> Iterator[Page]:
    """Leads on from each address that the record has had, where the host does not do so itself."""
    for former in record["former_ids"]:
        yield Page(
            url=voice.url(former_url(record, former)),
            templates=("moved.html",),
            title=voice.say("This page has moved"),
            language=voice.language,
            section=record.kind.name,
            listed=False,
            data={"target": Link(voice.url(record.url), record.heading)},
        )


def _search(voice: Voice) -> Page:
    kinds = ((kind, records) for kind in voice.portal.kinds.values() if (records := voice.portal.records[kind.name]))
    return Page(
        url=voice.url("/sok/"),
        templates=("search.html",),
        title=voice.say("Search"),
        language=voice.language,
        section="search",
        data={
            "lists": tuple(
                Link(voice.url(f"/{kind.address}/"), kind.plural[voice.language], len(current(records)))
                for kind, records in kinds
            )
        },
    )


def _not_found(voice: Voice) -> Page:
    return Page(
        url="/404.html",
        templates=("not_found.html",),
        title=voice.say("The page cannot be found"),
        language=voice.language,
        listed=False,
    )


def menu(voice: Voice, config: SiteConfig, place: str) -> tuple[Link, ...]:
    """Links of a menu: `kinds` that have records; the portal's own pages in the `main` menu or the `footer`."""
    if place == "kinds":
        return tuple(
            Link(voice.url(f"/{kind.address}/"), kind.plural[voice.language], icon=kind.name)
            for kind in ways_in(voice.portal.kinds)
            if kind.in_menu and kind.name in voice.portal.present
        )
    pages = tuple(
        Link(voice.url(page.url), page.heading)
        for page in voice.portal.records.get("page", ())
        if page["menu"] == place and page.place == config.place and voice.speaks(page)
    )
    if place == "main":
        return pages
    return (Link(voice.url(FORMS), voice.say("Add or change something")), *pages, *duty_links(voice, config))


def pages_in_more_languages(voice: Voice) -> list[tuple[str, str]]:
    """(language, address) of the first page in each language that the portal as a whole does not speak."""
    pages = voice.portal.records.get("page", ())
    found = {page["language"]: voice.url(page.url) for page in reversed(pages) if page["language"]}
    return sorted((language, url) for language, url in found.items() if language not in voice.languages)
