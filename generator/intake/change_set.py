"""What an officer gets to decide on: a few files, and words about them. A forge makes a pull request of it.

Everything that a sender has written is fenced here: a forge that reads Markdown must not read theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generator import strict_yaml
from generator.intake.duplicates import Likeness
from generator.pages.forms import Form
from generator.record import Record

Edit = Callable[[str | None], str | bytes]
"""From the file's text on the main branch, None where there is no file, to its text in the proposal, or its bytes.

Raises `ValueError` where what it was to change is no longer there.
"""

MAY_CHANGE = re.compile(
    r"content/[a-z0-9-]{1,80}/(?:[a-z_]{1,40}/[a-z0-9-]{1,80}\.(?:yaml|yml|md)|images/[a-z0-9-]{1,80}\.webp)"
)
"""All that a form can ever touch (RELIABILITY.md T6)."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """`key` is the receipt: it names the branch, and tells a forge whether it has made the change set already.

    `rolling`: a branch that several change sets share; empty for one of its own. Who reviews is for the repository's
    own rules to say (CODEOWNERS: content/<place>/<kind>/).
    """

    key: str
    title: str
    body: str
    files: Mapping[str, Edit]
    labels: tuple[str, ...] = ()
    rolling: str = ""

    def __post_init__(self) -> None:
        for path in self.files:
            if not MAY_CHANGE.fullmatch(path):
                raise ValueError(f"a form may not change {path}")

    @property
    def branch(self) -> str:
        return self.rolling or f"anmalan/{self.key}"


def new_file(contents: str | bytes) -> Edit:
    return lambda current: contents


def withdrawing(day: date) -> Edit:
    """Set `withdrawn`: the page becomes a short notice, and the record leaves lists, search and feeds."""

    def edit(current: str | None) -> str:
        bare = re.sub(r"^withdrawn:.*\n", "", _there(current), flags=re.MULTILINE)
        return _with_line(bare, f"withdrawn: {day.isoformat()}", at_end=True)

    return edit


def noting(lines: Iterable[str]) -> Edit:
    """Put comments first in the file, where whoever makes the correction sees them."""
    comments = "\n".join(f"# {line}".rstrip() for text in lines for line in text.split("\n"))
    return lambda current: _with_line(_there(current), comments, at_end=False)


def _there(current: str | None) -> str:
    if current is None:
        raise ValueError("the file is no longer there")
    return current.replace("\r\n", "\n")


def _with_line(text: str, line: str, *, at_end: bool) -> str:
    """The fields of a .yaml file, or the front matter of a .md file, with a line more."""
    opening, fields, rest = "", text, ""
    if text.startswith("---\n"):
        opening, (fields, rest) = "---\n", _front_matter(text)
    fields = fields.rstrip("\n") + "\n"
    changed = f"{fields}{line}\n" if at_end else f"{line}\n{fields}"
    _, problems = strict_yaml.read("", changed)
    if any(problem.level == "error" for problem in problems):
        raise ValueError("the file can't be changed by a line")
    return opening + changed + rest


def _front_matter(text: str) -> tuple[str, str]:
    fields, end, rest = text[4:].partition("\n---")
    return fields, end[1:] + rest


def fenced(text: str) -> str:
    """Text in a block of code whose fence is longer than any run of the same sign in it: no forge reads it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    unmentioned = text.replace("@", "@\u200b")
    return f"{fence}text\n{unmentioned}\n{fence}"


def one_line(text: str, longest: int = 80) -> str:
    """Text for a title: no line breaks, and nothing that a forge makes a mention, a reference or markup of."""
    bare = re.sub(r"[\s\x00-\x1f`*_<>\[\]|~\\#@!]+", " ", text).strip()
    return bare if len(bare) <= longest else bare[: longest - 1].rstrip() + "…"


def summary(
    form: Form, receipt: str, likenesses: Iterable[Likeness], base_url: str, about: Record | None = None
) -> str:
    """What the officer reads: plain Swedish, then each public answer, fenced."""
    lines = [f"Någon har fyllt i formuläret **{one_line(form.title)}**. Kvittonummer: `{receipt}`.", ""]
    if about:
        lines += [f"Det gäller {base_url}{about.url} (`{about.path}`).", ""]
    if found := list(likenesses):
        lines.append("**Kan vara samma som något som redan finns:**")
        lines += [f"- {base_url}{one.record.url} (`{one.record.path}`): samma {one.field}" for one in found]
        lines.append("")
    lines += ["**Att kontrollera:** Stämmer uppgifterna? Företräder avsändaren verksamheten? Är något känsligt?", ""]
    for question in form.questions():
        if question.value and not question.private:
            lines += [f"**{one_line(question.title)}**", fenced("\n".join(question.shown)), ""]
    lines.append("Avsändarens egna kontaktuppgifter finns bara hos mottagaren, aldrig i git.")
    return "\n".join(lines)
