"""What the receiver answers with: pages that look like the portal's, in its words, and the same as JSON for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from generator.edition import STYLES
from generator.intake.desk import Counter
from generator.pages.forms import Form
from generator.pages.show import Voice
from generator.problem import Problem

REASONS: Mapping[str, tuple[int, str]] = {
    "no-form": (404, "There is no such form."),
    "wrong-type": (415, "This is not how a form is sent. Go back, and send it from the form."),
    "wrong-letters": (400, "The letters came garbled. Go back, and send it once more."),
    "too-many-fields": (400, "More was sent than the form asks for. Go back, and send it from the form."),
    "unknown-field": (400, "More was sent than the form asks for. Go back, and send it from the form."),
    "doubled-field": (400, "Something was sent twice that is asked once. Go back, and send it from the form."),
    "too-large": (413, "That was more text than we can take. Go back and shorten it."),
    "too-slow": (408, "It took too long. Go back, and send it once more."),
    "other-site": (403, "This form was not sent from the portal. Open the portal, and send it from there."),
    "too-many": (429, "You have sent many forms in a short time. Wait an hour, or call us."),
    "full": (429, "More has been sent today than we can read. Try again tomorrow, or call us."),
    "closed": (503, "The form is closed for a while, because something does not work. Call us instead."),
    "no-link": (404, "The link is not right. Copy all of it, or call us."),
    "early": (400, "That was very quick. Look through it once more, and send it."),
    "expired": (400, "The form had been open for so long that it must be sent once more. Nothing is lost."),
    "forged": (400, "The form must be sent once more. Nothing is lost."),
    "used-nonce": (409, "You have sent this form already, with other answers. Send again if you want both."),
    "no-work": (400, "Your browser could not show that it is not a robot. Look through it, and send it from here."),
}
"""Reason of a `Refused` -> (status, what is said in the portal's words)."""

BAD_PICTURE = "The picture could not be used. Choose another one: JPEG, PNG or WebP."

SAID_IN_FORMS = {
    "missing-field": "This must be filled in.",
    "nobody-to-ask": "Say whom people should turn to: choose a company, or write a role.",
    "no-organiser": "Say who arranges it.",
    "not-unique": "This is on the portal already. Propose a correction of that page instead: %(other)s",
    "unknown-term": "Choose one of the choices.",
    "not-one-of": "Choose one of the choices.",
    "no-such-page": "There is no page with that address on the portal.",
    "picture-broken": BAD_PICTURE,
    "picture-animated": BAD_PICTURE,
    "picture-too-large": BAD_PICTURE,
    "picture-without-text": "Write what the picture shows, or leave the picture out.",
    "expected-list": "Write one on each line.",
    "expected-one-value": "Choose only one.",
}
"""Codes of faults whose own words speak of files, and what is said instead to someone who fills in a form."""


@cache
def _environment(folders: tuple[str, ...]) -> Environment:
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, counter: Counter, language: str, title: str, **values: Any) -> str:
    """A page of templates/intake/ as HTML."""
    theme, voice = counter.edition.theme, counter.voices[language]
    folders = (*((str(theme.overrides),) if theme.overrides else ()), str(theme.folder / "templates"))
    return (
        _environment(folders)
        .get_template(f"intake/{template}.html")
        .render(
            site=counter.edition.config,
            language=language,
            prefix=voice.prefix,
            title=title,
            _=voice.words.gettext,
            **values,
        )
    )


def style(counter: Counter) -> str:
    """The portal's own look, as one sheet."""
    css = counter.edition.theme.folder / "static/css"
    return (
        "".join((css / f"{name}.css").read_text("utf-8") for name in (*STYLES, "forms")) + counter.edition.theme.tokens
    )


def wrong(problems: Sequence[Problem], form: Form, voice: Voice) -> dict[str, str]:
    """The first problem of each question, in words that someone who fills in a form understands."""
    titles = {question.name: question.title for question in form.questions()}
    said: dict[str, str] = {}
    for problem in problems:
        name = problem.field if problem.field in titles else next(iter(titles))
        said.setdefault(name, _sentence(problem, titles.get(problem.field, ""), voice))
    return said


def _sentence(problem: Problem, title: str, voice: Voice) -> str:
    if word := SAID_IN_FORMS.get(problem.code):
        return voice.words.gettext(word) % dict(problem.facts)
    return replace(problem, field=title).message("sv" if voice.language == "sv" else "en")
