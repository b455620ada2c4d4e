"""The receiver's answers: for a person a page, for a script the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import HTMLResponse, JSONResponse, Response

from generator.intake import screens
from generator.intake.asked import Asked
from generator.intake.desk import Counter
from generator.intake.journal import Submission

MOST_SHOWN = 40
"""Answers that a page of refusal gives back, and the characters of each."""
LONGEST_SHOWN = 5000


def change(asked: Asked, faults: Mapping[str, str]) -> Response:
    """The form again, with what was answered and what is wrong with it."""
    status = 422 if faults else 200
    if asked.scripted:
        return JSONResponse({"errors": dict(faults)}, status)
    form = asked.form.filled(asked.answers.all(), faults)
    html = screens.page("change", asked.counter, asked.language, form.title, form=form, faulty=bool(faults), notice="")
    return HTMLResponse(html, status)


def check(asked: Asked, nonce: str, reason: str) -> Response:
    """The answers to look through, with a nonce to send them by, and why they were not taken as they came."""
    status, word = screens.REASONS[reason] if reason else (200, "")
    notice = asked.voice.words.gettext(word) if word else ""
    if asked.scripted:
        return JSONResponse({"refused": reason, "text": notice}, status if reason else 400)
    title = asked.voice.say("Check your answers")
    html = screens.page("check", asked.counter, asked.language, title, form=asked.filled(), nonce=nonce, notice=notice)
    return HTMLResponse(html, status)


def receipt(asked: Asked, number: str, link: str) -> Response:
    if asked.scripted:
        return JSONResponse({"receipt": number, "link": link})
    title = asked.voice.say("Thank you! We have received it.")
    html = screens.page("receipt", asked.counter, asked.language, title, form=asked.filled(), receipt=number, link=link)
    return HTMLResponse(html)


def own_page(counter: Counter, submission: Submission) -> Response:
    """How one submission stands, and a way to take it back."""
    language = counter.language(submission.language)
    voice = counter.voices[language]
    html = screens.page(
        "withdraw", counter, language, voice.say("What you sent"), receipt=submission.receipt,
        state=voice.words.gettext(f"status {submission.status}"),
        may_withdraw=submission.status in ("queued", "opened", "stuck"),
    )  # fmt: skip
    return HTMLResponse(html)


def refused(
    reason: str, counter: Counter | None, language: str, typed: Sequence[tuple[str, str]], *, scripted: bool
) -> Response:
    """Why it was not taken, in Swedish and English, and what was written, so that nobody has to write it again."""
    status, word = screens.REASONS[reason]
    if counter is None:
        return HTMLResponse(NOWHERE, status)
    said = [voice.words.gettext(word) for voice in counter.voices.values()]
    if scripted:
        return JSONResponse({"refused": reason, "text": counter.voices[language].words.gettext(word)}, status)
    titles = {
        question.name: question.title
        for form in counter.forms[language].values()
        for question in form.questions()
        if question.widget != "photo"
    }
    shown = [(titles[name], text[:LONGEST_SHOWN]) for name, text in typed if text and name in titles]
    voice = counter.voices[language]
    html = screens.page(
        "refused", counter, language, voice.say("It was not sent"), text=" / ".join(said), typed=shown[:MOST_SHOWN]
    )
    return HTMLResponse(html, status)


NOWHERE = """<!doctype html>
<html lang="sv"><meta charset="utf-8"><title>Formuläret finns inte</title>
<h1>Formuläret finns inte</h1><p>Gå tillbaka till portalen och öppna formuläret därifrån.</p>
<p lang="en">There is no such form. Go back to the portal, and open the form from there.</p></html>
"""
