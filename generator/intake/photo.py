"""A picture that came with a form: looked at before it is believed, and drawn anew before it goes anywhere.

A browser with script has made it small already. What is kept is what we have drawn: it does not know where, when or
with what it was taken.
"""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Mapping
from dataclasses import replace

from generator.field_type import Unreadable
from generator.intake.answers import Answers
from generator.pages.forms import Form, words_of
from generator.picture import redrawn
from generator.problem import Problem

ENDING = ".webp"
WIDEST = 1200
"""Pixels; what the portal shows at most."""
MOST_BYTES = 180_000
"""Of what we have drawn. In base64, with the other answers, it is within Limits.body."""
ONE_AT_A_TIME = threading.Lock()
"""A picture of forty million points takes a hundred megabytes for a moment."""


def with_photos(answers: Answers, form: Form) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers with their pictures drawn anew; one that is refused is gone, and told of."""
    public, problems = dict(answers.public), list[Problem]()
    for question in form.photos():
        words = words_of(question.name)
        given = public.pop(question.name, ())
        try:
            if given:
                public[question.name] = (_redrawn(given[0]),)
        except Unreadable as refused:
            problems.append(Problem.at("", 0, refused.code, question.name, **refused.facts))
        if given and words not in public:
            problems.append(Problem.at("", 0, "picture-without-text", words, found=""))
        elif not given:
            public.pop(words, None)
    return replace(answers, public=public), tuple(problems)


def _redrawn(text: str) -> str:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("picture-broken", found="") from None
    with ONE_AT_A_TIME:
        return base64.b64encode(redrawn(raw, WIDEST, MOST_BYTES)).decode("ascii")


def file_name(receipt: str) -> str:
    return f"{receipt}{ENDING}"


def picture(answers: Mapping[str, tuple[str, ...]], form: Form) -> bytes | None:
    """The picture of a submission, as it is to stand in the repository. A form asks for one at most."""
    given = (text for question in form.photos() for text in answers.get(question.name, ()))
    return next(map(base64.b64decode, given), None)
