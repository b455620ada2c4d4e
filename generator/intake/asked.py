"""One form that was sent: by whom, on which site, with which answers, and what is wrong with them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from generator.field_type import FIELD_TYPES, Unreadable
from generator.intake.answers import Answers, read_answers
from generator.intake.desk import Counter
from generator.intake.photo import with_photos
from generator.intake.proposal import checked
from generator.intake.record import split_private, unsafe
from generator.intake.screens import wrong
from generator.pages.forms import ABOUT_A_RECORD, Form, Question
from generator.pages.show import Voice
from generator.problem import Problem

ONE_AT_A_TIME = threading.Lock()
"""Frictionless was not made for several threads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`address` is the sender's. `scripted`: whether a script waits for JSON instead of a person for a page.

    `refused`: what is wrong with the pictures, of which only those that are sound are among the answers.
    """

    counter: Counter
    form: Form
    language: str
    answers: Answers
    address: str
    scripted: bool
    refused: tuple[Problem, ...] = ()

    @property
    def site(self) -> str:
        return self.counter.edition.config.name

    @property
    def voice(self) -> Voice:
        return self.counter.voices[self.language]

    def split(self) -> Answers:
        """The answers, with what may be shown only on consent among the private ones where there is none."""
        kind = self.counter.content.kinds.get(self.form.name)
        return split_private(self.answers, kind) if kind else self.answers

    def filled(self) -> Form:
        return self.form.filled(self.answers.all(), {})


def ask(
    counter: Counter, form: Form, language: str, pairs: list[tuple[str, str]], address: str = "", *, scripted: bool
) -> Asked:
    """What was sent, read. Raises `Refused` for what no form of ours sends."""
    answers, refused = with_photos(read_answers(pairs, form), form)
    return Asked(counter, form, counter.language(language), answers, address, scripted, refused)


def faults(asked: Asked, now: datetime) -> dict[str, str]:
    """By question, what is wrong with its answer: by the schema that `bygd check` uses, and before that by the form."""
    photos = {question.name for question in asked.form.photos()}
    hidden = list(unsafe("", {name: texts for name, texts in asked.answers.all().items() if name not in photos}))
    problems = [*hidden, *asked.refused, *_of_the_form(asked)]
    if asked.form.name in ABOUT_A_RECORD:
        problems += _of_the_page(asked)
    elif not hidden:
        with ONE_AT_A_TIME:
            public = asked.split().public
            problems += checked(public, asked.form.name, asked.counter, "nytt", now).problems
    return wrong(problems, asked.form, asked.voice)


def _of_the_form(asked: Asked) -> Iterator[Problem]:
    for question in asked.form.questions():
        value = asked.answers.all().get(question.name, ())
        text = value[0] if value else ""
        if question.required and not text:
            yield Problem.at("", 0, "missing-field", question.name)
        elif question.longest and len(text) > question.longest:
            yield Problem.at("", 0, "too-long", question.name, found=text, length=len(text), limit=question.longest)
        elif question.private and text:
            yield from _unreadable(question, text)


def _unreadable(question: Question, text: str) -> Iterator[Problem]:
    """A private answer is of no kind, so its type is known by its control."""
    read = next(one.read for one in FIELD_TYPES.values() if one.control is question.control)
    try:
        read(text)
    except Unreadable as fault:
        yield Problem.at("", 0, fault.code, question.name, **fault.facts)


def _of_the_page(asked: Asked) -> Iterator[Problem]:
    given = asked.answers.public.get("record", ("",))[0]
    if given and asked.counter.record_at(given) is None:
        yield Problem.at("", 0, "no-such-page", "record", found=given)
