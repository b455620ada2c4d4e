"""The change report as text, as Markdown for a comment, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from generator.changes.pages import PageChange
from generator.changes.records import FieldChange, RecordChange
from generator.changes.report import ChangeReport
from generator.changes.sentences import (
    HOW,
    WORDS,
    page_lines,
    page_state,
    pages_in_order,
    record_lines,
    same_on_several_sites,
    summary,
    what_next,
    where_seen,
)
from generator.problem import Language, in_markdown, printable
from generator.problem import as_markdown as problems_as_markdown
from generator.problem import as_text as problems_as_text
from generator.reports import LIMIT_OF_A_COMMENT

LONGEST_LINE = 300
MOST_FILES = 30


def as_text(report: ChangeReport, language: Language) -> str:
    """Plain lines for a terminal."""
    parts = [[summary(report, language), *what_next(report, language)]]
    if report.problems:
        parts.append([f"{WORDS['to correct'][language]}:", problems_as_text(report.problems, language)])
    if report.personal:
        parts.append([f"{WORDS['personal'][language]}:", WORDS["personal ask"][language]])
    for record in report.records:
        lines = record_lines(record, report, language, lambda text: text)
        parts.append([_named(record, language, record.heading), *(f"  {line}" for line in lines)])
    if report.dead_links:
        lines_of_links = (f"  {one.path}:{one.line}: {one.said(language)}" for one in report.dead_links)
        parts.append([f"{WORDS['links'][language]}:", *lines_of_links])
    if report.others:
        parts.append([f"{WORDS['others'][language]}:", *_files(report), WORDS["others ask"][language]])
    parts += [[WORDS["around"][language].format(site.site)] for site in report.sites if site.around]
    for head, pages in same_on_several_sites(report):
        previews = (_preview(page, report, "  {}") for page in pages)
        lines_of_page = (f"  {_cut(line)}" for line in page_lines(pages[0], report))
        parts.append([head + page_state(pages[0], language), *filter(None, previews), *lines_of_page])
    return "\n\n".join("\n".join(lines) for lines in parts)


def _named(record: RecordChange, language: Language, heading: str) -> str:
    return f"{HOW[record.how][language]}: {heading} ({record.kind.title[language]}, {_path(record)})"


def _path(record: RecordChange) -> str:
    return printable(record.path or record.former)


def _files(report: ChangeReport) -> list[str]:
    more = [f"… {len(report.others) - MOST_FILES}"] if len(report.others) > MOST_FILES else []
    return [f"  {printable(path)}" for path in report.others[:MOST_FILES]] + more


def _preview(page: PageChange, report: ChangeReport, form: str) -> str:
    """The page's address in the preview of its site, in the given form; empty where there is none."""
    preview = report.previews.get(page.site)
    return form.format(preview + page.url) if preview and not page.is_gone else ""


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def as_markdown(report: ChangeReport, language: Language) -> str:
    """For a comment: every text of an author is fenced, and what a forge would refuse is left out at the end."""
    text = ""
    for block in _blocks(report, language):
        longer = f"{text}\n\n{block}" if text else block
        if len(longer.encode()) > LIMIT_OF_A_COMMENT:
            return f"{text}\n\n{WORDS['and more'][language]}"
        text = longer
    return text


def _blocks(report: ChangeReport, language: Language) -> Iterator[str]:
    """Pieces of Markdown, each whole in itself, in the order of their weight."""
    yield f"### {WORDS['title'][language]}"
    yield f"**{summary(report, language)}** " + " ".join(what_next(report, language))
    if report.personal:
        yield f"**{WORDS['personal'][language]}:** {WORDS['personal ask'][language]}"
    if report.problems:
        yield f"#### {WORDS['to correct'][language]}"
        yield from _in_pieces(report, language)
    if report.records:
        yield f"#### {WORDS['records'][language]}"
    for record in report.records:
        lines = record_lines(record, report, language, code)
        name = f"**{HOW[record.how][language]}: {in_markdown(record.heading)}**"
        head = f"- {name} ({record.kind.title[language]}, {code(_path(record))})"
        yield "\n".join([head, *(f"  - {line}" for line in lines)])
    if report.dead_links:
        found = (f"- {code(one.path)}: {in_markdown(one.said(language))}" for one in report.dead_links)
        yield "\n".join([f"#### {WORDS['links'][language]}", "", *found])
    if report.others:
        files = (f"- {code(path.strip())}" for path in _files(report))
        yield "\n".join([f"#### {WORDS['others'][language]}", "", WORDS["others ask"][language], "", *files])
    yield from _page_blocks(report, language)


MOST_IN_A_TABLE = 40


def _in_pieces(report: ChangeReport, language: Language) -> Iterator[str]:
    """Errors before warnings, in tables that are left out one by one where there is no room."""
    found = sorted(report.problems, key=lambda one: (one.level, one))
    for first in range(0, len(found), MOST_IN_A_TABLE):
        yield problems_as_markdown(found[first : first + MOST_IN_A_TABLE], language)


def _page_blocks(report: ChangeReport, language: Language) -> Iterator[str]:
    changes = same_on_several_sites(report)
    if changes:
        yield f"#### {WORDS['pages'][language]}"
    yield from (WORDS["around"][language].format(code(site.site)) for site in report.sites if site.around)
    for head, pages in changes:
        summed = f"<details><summary>{escape(head)}{page_state(pages[0], language)}</summary>"
        previews = [_preview(page, report, "<{}>") for page in pages]
        lines = page_lines(pages[0], report)
        body = [*filter(None, previews), *([_fenced(lines)] if lines else [])]
        yield "\n\n".join([summed, *body, "</details>"])


def code(text: str) -> str:
    """A piece of code in running text: no forge reads what is in it, whatever signs it holds."""
    text = text or "–"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, room = "`" * (longest + 1), " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{room}{text}{room}{fence}"


def _fenced(lines: Iterable[str]) -> str:
    text = "\n".join(map(_cut, lines))
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}diff\n{text}\n{fence}"


def as_json(report: ChangeReport, language: Language) -> str:
    """One object: summary, records, problems, dead_links, other_files, pages."""
    said: dict[str, Any] = {
        "base": report.base,
        "summary": summary(report, language),
        "records": [_record(record, report, language) for record in report.records],
        "problems": [
            {"path": one.path, "line": one.line, "code": one.code, "field": one.field, "level": one.level,
             "message": one.message(language)}
            for one in report.problems
        ],
        "dead_links": [{"path": one.path, "line": one.line, "ask": one.said(language)} for one in report.dead_links],
        "other_files": list(map(printable, report.others)),
        "pages": [
            {"site": page.site, "url": page.url, "new": page.is_new, "gone": page.is_gone,
             "preview": _preview(page, report, "{}"), "difference": page_lines(page, report)}
            for page in pages_in_order(report)
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1)


def _record(record: RecordChange, report: ChangeReport, language: Language) -> dict[str, Any]:
    return {
        "how": record.how.value,
        "kind": record.kind.name,
        "path": _path(record),
        "former_path": printable(record.former),
        "heading": record.heading,
        "fields": [_field(field) for field in record.fields],
        "pages": [{"site": page.site, "url": page.url} for page in report.showing(record)],
        "seen": where_seen(record, report, language),
    }


def _field(field: FieldChange) -> dict[str, Any]:
    """What may not be shown is named, but not told."""
    told = {"name": field.name, "title": field.title, "open": field.is_open}
    return {**told, "before": list(field.before), "after": list(field.after)} if field.is_open and field.after else told
