"""What a browser sent, read strictly: which form's questions got which answers. Nothing else is looked at.

Raises `Refused` with a reason of REASONS for what no form of ours sends.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from generator.pages.forms import PRIVATE, Form, Question

TRAP = "homepage"
OF_THE_FORM = frozenset({"lang", "nonce", "change", "altcha", TRAP})
"""Names that a form sends besides its questions."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


class Refused(Exception):
    """A request that is not taken. `reason` is a key of `screens.REASONS`, which also says the status."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answers:
    """`public` are those that may become part of a record: one text, or the items of a list. `private` never do."""

    public: Mapping[str, tuple[str, ...]]
    private: Mapping[str, str]
    sent: Mapping[str, str]
    """What the form sends besides its questions."""

    def all(self) -> dict[str, tuple[str, ...]]:
        return {**self.public, **{name: (text,) for name, text in self.private.items()}}


def has_files(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == MULTIPART


def read_body(body: bytes, content_type: str, most_fields: int) -> list[tuple[str, str]]:
    """The pairs of a form in either of the two encodings that browsers use; a file as base64."""
    if has_files(content_type):
        return _with_files(body, content_type, most_fields)
    if content_type.partition(";")[0].strip().lower() != URLENCODED:
        raise Refused("wrong-type")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=False, errors="strict",
            max_num_fields=most_fields,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise Refused("wrong-letters") from None
    except ValueError:
        raise Refused("too-many-fields") from None
    return pairs


def _with_files(body: bytes, content_type: str, most_fields: int) -> list[tuple[str, str]]:
    """A file that was not chosen is an empty one, and says nothing."""
    from python_multipart import FormParser
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartState, parse_options_header

    pairs: list[tuple[bytes, bytes]] = []

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        pairs.append((file.field_name or b"", base64.b64encode(file.file_object.read())))

    _, options = parse_options_header(content_type)
    settings = {"MAX_MEMORY_FILE_SIZE": len(body) + 1, "MAX_BODY_SIZE": len(body)}
    try:
        parser = FormParser(
            MULTIPART, lambda field: pairs.append((field.field_name or b"", field.value or b"")), on_file,
            boundary=options.get(b"boundary", b""), config=settings,
        )  # fmt: skip
        parser.write(body)
        parser.finalize()
        if getattr(parser.parser, "state", None) is not MultipartState.END:
            raise Refused("wrong-type")
        if len(pairs) > most_fields:
            raise Refused("too-many-fields")
        return [(name.decode(), text.decode()) for name, text in pairs]
    except UnicodeDecodeError:
        raise Refused("wrong-letters") from None
    except (FormParserError, ValueError):
        raise Refused("wrong-type") from None


def read_answers(pairs: list[tuple[str, str]], form: Form) -> Answers:
    """The answers of `form`. A name it does not have, or one twice that is asked once, is refused."""
    questions = {question.name: question for question in form.questions()}
    public: dict[str, tuple[str, ...]] = {}
    private: dict[str, str] = {}
    sent: dict[str, str] = {}
    for name, raw in pairs:
        text = normalised(raw)
        question = questions.get(name)
        if name in OF_THE_FORM and name not in sent:
            sent[name] = text
        elif question and question.widget == "photo":
            # One that was sent before stands first, and one that is chosen instead of it last.
            public |= {name: (text,)} if text else {}
        elif question is None or (name in public and question.widget != "boxes") or name in private:
            raise Refused("unknown-field" if question is None else "doubled-field")
        elif name in PRIVATE:
            private[name] = question.control.forgive(text)
        elif items := _items(text, question):
            public[name] = (*public.get(name, ()), *items)
        elif question.widget != "boxes":
            public[name] = ()
    return Answers({name: items for name, items in public.items() if items}, private, sent)


def _items(text: str, question: Question) -> tuple[str, ...]:
    if question.widget == "lines":
        items = (re.sub(r"^[-*•·]\s+", "", line.strip()) for line in text.split("\n"))
        return tuple(question.control.forgive(item) for item in items if item)
    if not text:
        return ()
    if question.widget == "area":
        return (text,)
    return (question.control.forgive(text),)


def normalised(text: str) -> str:
    """NFC, one kind of line end, no blanks at the ends; one line stays one line."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()
