"""From a submission to the change set that an officer decides on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from generator.intake.change_set import ChangeSet, Edit, new_file, noting, one_line, summary, withdrawing
from generator.intake.desk import Counter
from generator.intake.duplicates import likenesses
from generator.intake.journal import Submission
from generator.intake.photo import file_name, picture
from generator.intake.record import Proposed, propose, texts_of
from generator.pages.forms import ABOUT_A_RECORD, Form
from generator.problem import as_markdown
from generator.source import PICTURES


def proposal(submission: Submission, counter: Counter, now: datetime, *, rolling: bool = False) -> ChangeSet:
    """Raises `ValueError` for what can't become a change: a form or a record that is no longer there."""
    config = counter.edition.config
    form = counter.forms[config.language].get(submission.form)
    if form is None:
        raise ValueError(f"there is no form {submission.form} any more")
    filled = form.filled(submission.answers, {})
    branch = f"anmalan/{config.place}-{now:%Y-%m-%d}" if rolling else ""
    if submission.form in ABOUT_A_RECORD:
        return _about_a_record(submission, counter, filled, now, branch)
    kind = counter.content.kinds[submission.form]
    proposed = checked(submission.answers, submission.form, counter, submission.receipt, now)
    alike = likenesses(proposed.record, counter.content.records) if proposed.record else ()
    body = summary(filled, submission.receipt, alike, config.base_url)
    if proposed.problems:
        body += f"\n\n**Behöver rättas innan det godkänns:**\n\n{as_markdown(proposed.problems, 'sv')}"
    heading = submission.answers.get(kind.heading, ("",))[0]
    return ChangeSet(
        key=submission.receipt,
        title=f"{kind.title['sv']}: {one_line(heading)}",
        body=body,
        files={proposed.path: new_file(proposed.text), **_picture(submission, form, config.place)},
        labels=("anmälan", config.place, kind.title["sv"].lower()),
        rolling=branch,
    )


def _picture(submission: Submission, form: Form, place: str) -> dict[str, Edit]:
    raw = picture(submission.answers, form)
    return {f"content/{place}/{PICTURES}/{file_name(submission.receipt)}": new_file(raw)} if raw else {}


def checked(
    public: Mapping[str, tuple[str, ...]], form: str, counter: Counter, receipt: str, now: datetime
) -> Proposed:
    """The record that the public answers make, with all that is wrong with it."""
    kind = counter.content.kinds[form]
    return propose(texts_of(public, kind, receipt), kind, counter.edition.config.place, receipt, counter.content, now)


def _about_a_record(submission: Submission, counter: Counter, form: Form, now: datetime, branch: str) -> ChangeSet:
    record = counter.record_at(submission.answers["record"][0])
    if record is None:
        raise ValueError("the record is no longer there")
    removal = submission.form == "removal"
    if removal:
        edit = withdrawing(now.date())
    else:
        said = {name: submission.answers.get(name, ("",))[0] for name in ("wrong", "right")}
        edit = noting(
            (
                f"RÄTTELSE {submission.receipt}: ändra nedan, och ta bort de här raderna.",
                f"Fel: {said['wrong']}",
                f"Rätt: {said['right']}",
            )
        )
    config = counter.edition.config
    what = "Ta bort" if removal else "Rätta"
    return ChangeSet(
        key=submission.receipt,
        title=f"{what}: {one_line(record.heading)}",
        body=summary(form, submission.receipt, (), config.base_url, record),
        files={record.path: edit},
        labels=("anmälan", config.place, "borttagning" if removal else "rättelse"),
        rolling=branch,
    )
