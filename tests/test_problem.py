"""A fault is a value with a code; four reporters show it, and nothing that an author wrote can break out of them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pyromark
import pytest

from generator.problem import (
    LANGUAGES,
    LONGEST_FACT,
    LONGEST_PROPOSAL,
    REPORTERS,
    Problem,
    as_github,
    as_json,
    as_markdown,
    as_text,
    faults,
    has_errors,
)

PROGRAM = Path(__file__).parents[1] / "generator"
PHONE = Problem.at("content/a/company/b.yaml", 7, "bad-phone", "phone", found="ring oss")
FOLDER = Problem.at("content/a", 0, "symlink")

# What the program says: every place that makes a problem, read from the program's own text.

CODE_ARGUMENT = {"at": 2, "problem": 1, "_refused": 1, "Unreadable": 0}
"""Which argument of the functions that make a problem is its code."""


class Module:
    """One file of the program, with what its names stand for."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(PROGRAM).as_posix()
        self.tree = ast.parse(path.read_text("utf-8"))
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
        self.calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def enclosing(self, node: ast.AST) -> ast.FunctionDef | None:
        """The innermost function around a node."""
        return next((one for one in reversed(self.functions) if any(node is inner for inner in ast.walk(one))), None)

    def assigned(self, name: str, scope: ast.AST) -> list[ast.expr]:
        """Everything that `name` is set to, or updated with, in a function or else in the module."""
        found: list[ast.expr] = []
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and any(
                isinstance(one, ast.Name) and one.id == name for one in node.targets
            ):
                found.append(node.value)
            if isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
                found += [node.value] if node.target.id == name and node.value else []
        return found or ([] if scope is self.tree else self.assigned(name, self.tree))

    def passed(self, function: ast.FunctionDef, parameter: str) -> list[ast.expr]:
        """What the callers in this module give for a parameter of a function."""
        place = [argument.arg for argument in function.args.args].index(parameter)
        return [
            call.args[place] for call in self.calls if isinstance(call.func, ast.Name) and call.func.id == function.name
        ]

    def strings(self, node: ast.expr) -> set[str]:
        """The texts that an expression can be."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp(body=yes, orelse=no):
                return self.strings(yes) | self.strings(no)
            case ast.Dict(values=values):
                return set().union(*map(self.strings, values))
            case ast.Subscript(value=ast.Name(id=name)):
                return set().union(*map(self.strings, self.assigned(name, self.tree)))
            case ast.Name(id=name):
                function = self.enclosing(node)
                given = self.assigned(name, function or self.tree)
                given = given or (self.passed(function, name) if function else [])
                return set().union(*map(self.strings, given))
            case ast.Attribute(attr="code"):
                return self.raised(node)
        raise AssertionError(f"{self.name}:{node.lineno}: which code is this?")

    def raised(self, code: ast.AST) -> set[str]:
        """The codes with which the exception that is caught around a node is raised, anywhere in the program."""
        handlers = [node for node in ast.walk(self.tree) if isinstance(node, ast.ExceptHandler)]
        around = [one for one in handlers if any(code is inner for inner in ast.walk(one))]
        kinds = {ast.unparse(handler.type) for handler in around if handler.type}
        return {
            code
            for module in MODULES
            for call in module.calls
            if isinstance(call.func, ast.Name) and call.func.id in kinds and call.func.id not in CODE_ARGUMENT
            for code in module.strings(call.args[0])
        }

    def facts(self, call: ast.Call) -> set[str]:
        names = {keyword.arg for keyword in call.keywords if keyword.arg}
        for keyword in call.keywords:
            if keyword.arg is None:
                assert isinstance(keyword.value, ast.Name), f"{self.name}:{call.lineno}: which facts are these?"
                for given in self.assigned(keyword.value.id, self.enclosing(call) or self.tree):
                    assert isinstance(given, ast.Dict)
                    names |= {key.value for key in given.keys if isinstance(key, ast.Constant)}
        return names - {"item"}


ON_SCREENS = "intake/asked.py"
"""What a form asks besides a record's fields is told in the receiver's own words (intake/screens.py)."""
MODULES = [module for path in sorted(PROGRAM.rglob("*.py")) if (module := Module(path)).name != ON_SCREENS]


def passes_on(call: ast.Call) -> bool:
    """Whether the call only hands over a code and facts that were chosen elsewhere."""
    return any(keyword.arg is None and "facts" in ast.unparse(keyword.value) for keyword in call.keywords) and any(
        ast.unparse(argument) in ("code", "unreadable.code") for argument in call.args
    )


def told() -> Iterator[tuple[str, str, set[str]]]:
    """(place in the program, code, names of the facts) of every problem that it can tell."""
    for module in MODULES:
        for call in module.calls:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            makes = name in CODE_ARGUMENT and not (name == "_refused" and isinstance(call.func, ast.Name))
            if makes and not passes_on(call):
                for code in module.strings(call.args[CODE_ARGUMENT[name]]):
                    yield f"{module.name}:{call.lineno}", code, module.facts(call)


TOLD = list(told())


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_code_that_the_program_tells_is_in_the_list_and_every_code_of_the_list_is_told():
    assert {code for _, code, _ in TOLD} == faults().keys()


def test_every_message_finds_its_facts_wherever_it_is_told():
    lacking = [
        (place, code, sorted(holes(template) - facts - {"field"}))
        for place, code, facts in TOLD
        for template in (faults()[code].sv, faults()[code].en)
        if holes(template) - facts - {"field"}
    ]
    assert lacking == []


@pytest.mark.parametrize("code", faults())
def test_both_languages_show_the_same_facts_in_whole_sentences(code):
    fault = faults()[code]
    proposals = {"instead", "instead_en", "reason", "reason_en"}
    assert holes(fault.sv) - proposals == holes(fault.en) - proposals
    for words in (fault.sv, fault.en):
        assert words == words.strip() and "\n" not in words and "  " not in words
        assert words[0].isupper() or words[0] in '"{'
        assert words[-1] in '.?:"}*' or words.endswith("...")
    assert fault.sv != fault.en


@pytest.mark.parametrize("code", faults())
def test_english_messages_hold_no_swedish(code):
    examples = re.sub(r'"[^"]*"', "", faults()[code].en)
    assert not re.search("[åäöÅÄÖ]", examples)


def test_a_limit_is_told_in_the_language_of_the_message():
    """A fact that is a sentence would be Swedish in an English message."""
    from generator import strict_yaml

    (problem,) = strict_yaml.read("p", "".join(f"a{n}: x\n" for n in range(30_000)))[1]
    assert "värden" not in problem.message("en")


@pytest.mark.parametrize("code", faults())
def test_codes_are_words_with_hyphens_and_levels_are_two(code):
    assert re.fullmatch(r"[a-z]+(?:-[a-z0-9]+)*", code)
    assert faults()[code].level in ("error", "warning")
    assert not (faults()[code].level == "warning" and faults()[code].keeps_record)


def test_a_warning_and_a_lost_reference_leave_the_record_where_it_is():
    relation = Problem.at("p", 1, "missing-relation", "company", found="x", target="company", nearest="y")
    warning = Problem.at("p", 1, "text-after-hash", "name", found="#1")
    assert [problem.leaves_record_out for problem in (PHONE, relation, warning)] == [True, False, False]
    assert [has_errors([problem]) for problem in (PHONE, relation, warning)] == [True, True, False]
    assert not has_errors([])


def test_problems_are_ordered_by_path_then_line():
    later = Problem.at("content/a/company/b.yaml", 12, "bad-phone", "phone", found="x")
    other = Problem.at("content/b", 0, "symlink")
    assert sorted([other, later, PHONE, FOLDER]) == [FOLDER, PHONE, later, other]


def test_a_long_value_is_shown_in_part_and_a_long_proposal_whole():
    problem = Problem.at("p", 1, "expected-list", "services", found="a" * 5000, instead="b" * 400)
    assert len(dict(problem.facts)["found"]) == LONGEST_FACT
    assert "b" * 400 in problem.message("sv")
    assert len(Problem.at("p", 1, "bad-url", found="", instead="b" * 5000).message("sv")) < LONGEST_PROPOSAL + 200


# What the reporters make of it.


def test_text_is_one_line_for_each_with_place_level_field_message_and_code():
    assert as_text([PHONE, FOLDER], "sv").splitlines() == [
        f"content/a/company/b.yaml:7: fel: phone: {PHONE.message('sv')} [bad-phone]",
        f"content/a: fel: {FOLDER.message('sv')} [symlink]",
    ]
    warning = Problem.at("p", 2, "ignored-file")
    assert as_text([warning], "sv").startswith("p:2: varning: ")
    assert as_text([warning], "en").startswith("p:2: warning: ")
    assert as_text([PHONE], "en").startswith("content/a/company/b.yaml:7: error: phone: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_is_a_list_of_objects_with_exactly_these_keys(language):
    first, second = json.loads(as_json([PHONE, FOLDER], language))
    assert list(first) == list(second) == ["path", "line", "code", "field", "message", "level"]
    assert first == {
        "path": "content/a/company/b.yaml",
        "line": 7,
        "code": "bad-phone",
        "field": "phone",
        "message": PHONE.message(language),
        "level": "error",
    }
    assert (second["line"], second["field"]) == (0, "")


def test_nothing_found_is_an_empty_list_an_empty_text_and_no_table():
    assert json.loads(as_json([], "sv")) == []
    assert (as_text([], "sv"), as_github([], "sv"), as_markdown([], "sv")) == ("", "", "")


HOSTILE = [
    "a | b | c",
    "a\nb",
    "a\r\n::error file=x::y",
    "::set-output name=x::y",
    "%0A::error::x",
    "file=x,line=1",
    "@torvalds",
    "@org/team",
    "#1 GH-1",
    "owner/repo#1",
    "`kod`",
    "``` \n kod",
    "<script>alert(1)</script>",
    "<!-- kommentar",
    "--> slut",
    "<img src=x onerror=alert(1)>",
    "<details open>",
    "&lt;script&gt; &#124; &amp;",
    "[länk](javascript:alert(1))",
    "![bild](https://evil.example/spy.png)",
    "[länk][1] [1]: https://evil.example",
    "https://evil.example/",
    "www.evil.example",
    "mail@evil.example",
    "**fet** _kursiv_ ~~struken~~",
    "# rubrik",
    "- [ ] uppgift",
    "> citat",
    "\\",
    "\\|",
    "a\\\\| b",
    "| --- |",
    "$x^2$",
    ":smile: \\`",
    "\x1b[31mrött\x1b[0m",
    "a\u202eb",
    "a\x00b",
    "\ud800",
    "a" * 300,
    "{field} {0} {found!r} %s",
]


def problems_about(text: str) -> list[Problem]:
    """The text as a fact, as the name of a field, and as a part of a path."""
    facts = {"kind": "company", "nearest": text}
    return [
        Problem.at("content/a/company/b.yaml", 1, "unknown-field", "x", **facts),
        Problem.at("content/a/company/b.yaml", 2, "unknown-field", text, **facts),
        Problem.at(f"content/{text.replace('/', '')}/company/b.yaml", 3, "unknown-field", text, **facts),
    ]


def ids(text: str) -> str:
    return ascii(text)[:30]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE, ids=ids)
def test_every_report_can_be_written_to_a_file_and_shows_nothing_but_its_own_lines(text, language):
    problems = problems_about(text)
    for reporter, extra in (("text", 0), ("github", 0), ("markdown", 2)):
        report = REPORTERS[reporter](problems, language)
        lines = report.encode("utf-8").decode().split("\n")
        assert len(lines) == len(problems) + extra
        assert all(line.replace("\u200b", "").isprintable() for line in lines)
    assert [row["line"] for row in json.loads(as_json(problems, language).encode("utf-8"))] == [1, 2, 3]


ANNOTATION = re.compile(r"::(error|warning) file=([^,:\n]+),line=(\d+),title=([^,:\n]+)::([^\n]*)")


def unescaped(text: str) -> str:
    for sign, code in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


@pytest.mark.parametrize("text", HOSTILE, ids=ids)
def test_an_annotation_says_what_the_problem_says_and_is_one_command(text):
    problems = problems_about(text)
    for line, problem in zip(as_github(problems, "sv").split("\n"), problems, strict=True):
        match = ANNOTATION.fullmatch(line)
        assert match, line
        level, path, number, code, message = match.groups()
        assert (level, int(number), code) == (problem.level, problem.line, problem.code)
        assert unescaped(message) == problem.message("sv")
        assert path.startswith("content/") and unescaped(path).endswith("b.yaml")


def test_an_annotation_of_a_whole_file_stands_on_its_first_line():
    assert ",line=1," in as_github([FOLDER], "sv")
    assert as_github([Problem.at("p", 2, "ignored-file")], "sv").startswith("::warning ")


class Table(HTMLParser):
    """The rows of a rendered table, and the tags within its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.comments: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        """An empty comment is a way to divide a word in two; one with words is an author's."""
        if data.strip():
            self.comments.append(data)
        else:
            self.handle_data("\u200b")


def rendered(markdown: str) -> Table:
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_TASKLISTS
    return Table(pyromark.html(markdown, options=options))


@pytest.mark.parametrize("text", HOSTILE, ids=ids)
def test_a_comment_is_a_table_with_four_cells_a_row_and_no_markup_of_an_author(text):
    problems = problems_about(text)
    table = rendered(as_markdown(problems, "sv"))
    assert set(table.tags) == {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert table.tags.count("code") == len(problems)
    assert table.comments == []
    assert [len(row) for row in table.rows] == [4] * (len(problems) + 1)
    for row, problem in zip(table.rows[1:], problems, strict=True):
        cells = [cell.replace("\u200b", "").strip() for cell in row]
        assert cells[0].endswith(f":{problem.line}") and cells[3] == problem.code
        assert cells[2] == problem.message("sv").replace("\u200b", "")


@pytest.mark.parametrize("text", ["@torvalds", "@org/team", "#1", "owner/repo#1", "a@b.example"])
def test_a_comment_mentions_nobody_and_refers_to_no_other_issue(text):
    """GitHub looks for these in the finished text, so that a backslash before them would not help."""
    table = rendered(as_markdown(problems_about(text), "sv"))
    for row in table.rows[1:]:
        assert not any(re.search(r"@\w|#\d", cell) for cell in row)


@pytest.mark.parametrize(
    ("language", "head"), [("sv", ["Var", "Fält", "Vad", "Kod"]), ("en", ["Where", "Field", "What", "Code"])]
)
def test_the_head_of_the_table_is_in_the_language_of_its_reader(language, head):
    table = rendered(as_markdown([PHONE], language))
    assert [cell.strip() for cell in table.rows[0]] == head
    assert table.rows[1][2].strip() == PHONE.message(language)
