"""Forms by which anyone proposes something for the portal: one per kind that asks, a correction, a removal.

A form is generated from the schema of its kind, as plain data that the portal's pages and the receiver's both
show. What is asked of the person who sends it, and not of the record, is private and stands in PRIVATE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.control import AREA, EMAIL, PHONE, TEXT, Control
from generator.pages.duty import Alternates
from generator.pages.page import Link, Page
from generator.pages.show import Voice
from generator.record import swedish
from generator.schema import Field, Kind
from generator.settings import SiteConfig

ADDRESS = "/anmal/"
RULES = f"{ADDRESS}regler/"
MOST_RADIOS, MOST_OPEN_BOXES = 8, 20
"""Choices that are shown at once: more single ones become a list to pull down, more boxes are folded by group."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`within` is the choice that it belongs below, by its text, where choices are grouped."""

    value: str
    text: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form. `widget`: text, area, lines, tick, radios, select, boxes or photo.

    What a photo answers is the picture itself in base64; the question after it asks what it shows.

    `value` is what has been answered, several texts for boxes; `error` what is wrong with it.
    """

    name: str
    title: str
    hint: str
    widget: str
    required: bool = False
    private: bool = False
    longest: int = 0
    control: Control = TEXT
    choices: tuple[Choice, ...] = ()
    folded: bool = False
    value: tuple[str, ...] = ()
    error: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The answer in words, as the page that checks the answers shows it."""
        if self.widget == "photo":
            return tuple(f"{len(value) * 3 // 4000} kB" for value in self.value)
        words = {choice.value: choice.text for choice in self.choices}
        return tuple(words.get(value, value) for value in self.value)

    def groups(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """(the group's text, its choices) in the order of the choices."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.within, []).append(choice)
        return tuple((name, tuple(choices)) for name, choices in found.items())


@dataclass(frozen=True, slots=True)
class Form:
    """`name` is that of the kind, or `correction` or `removal`. A step is what one screen asks, with script."""

    name: str
    title: str
    intro: str
    url: str
    steps: tuple[tuple[Question, ...], ...]

    def questions(self) -> Iterator[Question]:
        for step in self.steps:
            yield from step

    @property
    def enctype(self) -> str:
        """How a browser is to send it: only one of the two ways has room for a file."""
        return "multipart/form-data" if self.photos() else "application/x-www-form-urlencoded"

    def photos(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions() if question.widget == "photo")

    def filled(self, answers: Mapping[str, Sequence[str]], errors: Mapping[str, str]) -> Form:
        """The form with what was answered, and what is wrong with it."""
        steps = tuple(
            tuple(replace(one, value=tuple(answers.get(one.name, ())), error=errors.get(one.name, "")) for one in step)
            for step in self.steps
        )
        return replace(self, steps=steps)


PRIVATE = ("submitter_email", "submitter_phone")
"""Names of the questions about the sender. Their answers never become part of a record."""

ABOUT_A_RECORD = {"correction": "rattelse", "removal": "borttagning"}
"""Forms about something that is on the portal already -> the last part of their address."""


def all_forms(voice: Voice, places: Collection[str]) -> tuple[Form, ...]:
    """Every form of the site, those of kinds first. Villages may be chosen of the municipalities in `places`."""
    kinds = (kind for kind in voice.portal.kinds.values() if any(one.asked for one in kind.fields.values()))
    return (*(kind_form(kind, voice, places) for kind in kinds), correction(voice), removal(voice))


def kind_form(kind: Kind, voice: Voice, places: Collection[str]) -> Form:
    steps: list[list[Question]] = []
    for one in kind.fields.values():
        if one.asked == "alone" or (one.asked and not steps):
            steps.append([])
        if one.asked:
            steps[-1] += _photo(one, voice) if one.type.name == "picture" else [_question(one, voice, places)]
    address = f"{ADDRESS}{kind.address}/"
    title = voice.say("Propose: %(kind)s", kind=kind.title[voice.language].lower())
    intro = kind.description[voice.language]
    return Form(kind.name, title, intro, voice.url(address), (*map(tuple, steps), _about_the_sender(voice)))


def correction(voice: Voice) -> Form:
    wrong = Question("wrong", voice.say("What is wrong?"), "", "area", True, longest=2000, control=AREA)
    right = Question("right", voice.say("What should it say?"), "", "area", longest=2000, control=AREA)
    return _about_a_record("correction", voice.say("Propose a correction"), (wrong, right), voice)


def removal(voice: Voice) -> Form:
    hint = voice.say("If it is about a person's safety, call us instead.")
    why = Question("reason", voice.say("Why should it be removed?"), hint, "area", longest=2000, control=AREA)
    return _about_a_record("removal", voice.say("Have a page removed"), (why,), voice)


def _about_a_record(name: str, title: str, questions: tuple[Question, ...], voice: Voice) -> Form:
    hint = voice.say("Copy the address of the page, for example /foretag/firman/.")
    which = Question("record", voice.say("Which page?"), hint, "text", True, longest=300)
    url = voice.url(f"{ADDRESS}{ABOUT_A_RECORD[name]}/")
    intro = voice.say("An officer reads what you write before anything changes.")
    return Form(name, title, intro, url, ((which,), questions, _about_the_sender(voice)))


def _about_the_sender(voice: Voice) -> tuple[Question, ...]:
    why = voice.say("Not published. We use it only to ask you, and to tell you when it is done.")
    email, phone = PRIVATE
    return (
        Question(email, voice.say("Your e-mail"), why, "text", private=True, longest=254, control=EMAIL),
        Question(phone, voice.say("Your telephone"), why, "text", private=True, longest=30, control=PHONE),
    )


def words_of(photo: str) -> str:
    """The question that asks what a photo shows."""
    return f"{photo}_text"


def _photo(one: Field, voice: Voice) -> list[Question]:
    hint = voice.say("JPEG, PNG or WebP. Where and when it was taken is removed before anyone sees it.")
    words = voice.say("One sentence, for those who do not see the picture.")
    return [
        Question(one.name, voice.say("A picture"), hint, "photo"),
        Question(words_of(one.name), voice.say("What does the picture show?"), words, "text", longest=200),
    ]


def _question(one: Field, voice: Voice, places: Collection[str]) -> Question:
    choices = _choices(one, voice, places)
    return Question(
        name=one.name,
        title=one.title[voice.language],
        hint=one.description[voice.language],
        widget=_widget(one, choices),
        required=one.required,
        longest=0 if choices else one.constraints.get("maxLength", 500),
        control=one.type.control,
        choices=choices,
        folded=len(choices) > MOST_OPEN_BOXES,
    )


def _widget(one: Field, choices: Sequence[Choice]) -> str:
    if one.target or one.labels:
        if one.is_list:
            return "boxes"
        return "radios" if len(choices) <= MOST_RADIOS else "select"
    return "lines" if one.is_list else one.type.control.widget


def _choices(one: Field, voice: Voice, places: Collection[str]) -> tuple[Choice, ...]:
    """What may be chosen, in the order of the schema, or by name where it is a vocabulary or other records."""
    if one.labels:
        return tuple(Choice(value, words[voice.language]) for value, words in one.labels.items())
    if one.target in voice.portal.kinds:
        return tuple(Choice(record.id, record.heading) for record in voice.portal.records[one.target])
    terms = voice.portal.vocabularies.get(one.target, {})
    near = [term for term in terms.values() if term.row.get("municipality", "") in {"", *places}]
    words = {term.id: term.label[voice.language] for term in near}
    grouped = any(term.row.get("parent") for term in near)
    found = (
        Choice(term.id, words[term.id], words[term.row.get("parent") or term.id] if grouped else "") for term in near
    )
    return tuple(found) if grouped else tuple(sorted(found, key=lambda choice: swedish(choice.text)))


@dataclass(frozen=True, slots=True)
class Rules:
    """What becomes public of a form's answers, and what does not: from the same schema as the form."""

    title: str
    published: tuple[str, ...]
    kept: tuple[str, ...] = field(default=())


def _rules(forms: Iterable[Form], voice: Voice) -> Iterator[Rules]:
    for form in forms:
        kind = voice.portal.kinds.get(form.name)
        if kind is None:
            continue
        asked = [one for one in kind.fields.values() if one.asked]
        on_consent = tuple(
            voice.say("%(field)s, unless you agree", field=one.title[voice.language]) for one in asked if one.public_if
        )
        yield Rules(
            kind.title[voice.language],
            tuple(one.title[voice.language] for one in asked if one.public and not one.public_if),
            (*on_consent, *(one.title for one in form.questions() if one.private)),
        )


def form_pages(voice: Voice, config: SiteConfig, alternates: Alternates) -> Iterator[Page]:
    """The page of each form, the page that leads to them, and the rules. Without a receiver they say whom to call."""
    forms = all_forms(voice, config.all_places)
    for form in forms:
        yield _page(form.url, "forms/form.html", form.title, voice, config, alternates, form=form)
    links = tuple(Link(form.url, form.title) for form in forms)
    url = voice.url(ADDRESS)
    yield _page(url, "forms/index.html", voice.say("Add or change something"), voice, config, alternates, forms=links)
    title = voice.say("What is published, and what is not")
    yield _page(
        voice.url(RULES),
        "forms/rules.html",
        title,
        voice,
        config,
        alternates,
        rules=tuple(_rules(forms, voice)),
    )


def _page(
    url: str, template: str, title: str, voice: Voice, config: SiteConfig, alternates: Alternates, **values: object
) -> Page:
    return Page(
        url=url,
        templates=(template,),
        title=title,
        language=voice.language,
        section="forms",
        crumbs=() if url == voice.url(ADDRESS) else (Link(voice.url(ADDRESS), voice.say("Add or change something")),),
        alternates=alternates(url.removeprefix(voice.prefix), config),
        data={"receiver": f"{config.form_receiver}/intake/{config.name}" if config.form_receiver else "", **values},
    )
