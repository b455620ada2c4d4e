"""The house keeps its shape: who may import whom, who may speak, how long a module is, what is trusted as HTML."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.tiny import PROGRAM

GENERATOR = PROGRAM / "generator"
FILES = sorted(GENERATOR.rglob("*.py"))
LONGEST_MODULE = 300

# DESIGN.md 2: problem, source, schema <- check, record <- kinds <- portal <- outputs, intake <- build <- cli.
# A module imports from its own layer and from those before it, never from one that comes later.
LAYERS = (
    "atom packaged profile user_cache digest sign template_closure clock colour control folding geography media_type "
    "personal_number repetition site_file tangle",
    "program",
    "hours_words hours_notation hours markup html_text problem stop crew",
    "order",
    "plain_text strict_yaml quick_yaml source",
    "field_type schema vocabulary words",
    "settings back_end row quick_look check record config yaml_text record_text editor_schema editor_program template "
    "workflows starting",
    "picture freshness",
    "kinds",
    "nearby",
    "content alert doctor",
    "kept_records",
    "portal edition compiled",
    "survey search_words",
    "columns dataset lined",
    "family",
    "pages publish",
    "seen",
    "kept_content",
    "spare icalendar_text pelican_shell",
    "outputs intake exchange reports",
    "ledger basis",
    "press",
    "renewal",
    "build reference serve_pages",
    "several",
    "serve cluster continuity changes",
    "commands",
    "cli",
    "__main__",
)
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer.split()}


def module_of(path: Path) -> str:
    parts = path.relative_to(GENERATOR).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_of(path): path for path in FILES if path.parent != GENERATOR or path.name != "__init__.py"}


COMMANDS = {"cli", *(name for name in MODULES if name.split(".")[0] == "commands")}


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from nodes(child)


@cache
def parsed(name: str) -> list[ast.AST]:
    return list(nodes(ast.parse(MODULES[name].read_text("utf-8"))))


def imports(name: str) -> set[str]:
    """Full names of everything that a module imports, inside functions too."""
    found = set()
    for node in parsed(name):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import hides what is imported"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_imports(name: str) -> set[str]:
    """Modules of ours that a module imports: `generator.kinds.Setting` is something of `kinds`."""
    wanted = {full.removeprefix("generator.") for full in imports(name) if full.startswith("generator.")}
    return {next((m for m in (one, one.rpartition(".")[0]) if m in MODULES), "") for one in wanted} - {"", name}


def layer(name: str) -> int:
    return HEIGHT[name.split(".")[0]]


def test_the_walk_finds_the_program():
    assert {"cli", "build", "check", "kinds.event", "outputs.pages", "pages.plan"} <= MODULES.keys()
    assert "portal" in own_imports("build") and "problem" in own_imports("check")


def test_every_module_has_a_place_in_the_house():
    assert {name.split(".")[0] for name in MODULES} <= HEIGHT.keys()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_nothing_that_comes_later_on_the_way_of_the_data(name):
    assert not {other for other in own_imports(name) if layer(other) > layer(name)}


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter({name: own_imports(name) for name in MODULES}).prepare()


def test_outputs_do_not_know_each_other():
    """Outputs are independent: the same portal in another shape. One can be deleted without a thought."""
    side_by_side = {name for name in MODULES if name.startswith("outputs.")}
    for name in side_by_side:
        assert not own_imports(name) & side_by_side, name


# A submission goes through the modules of intake one after the other; they are steps of one way and can't stand side
# by side as outputs do. Each knows what its forms were before it, and nothing of what becomes of them later: so the
# record can be made without a receiver (dispatch), and the receiver can be thrown out without touching a record.
WAY_OF_A_SUBMISSION = (
    "nonce keys answers duplicates",
    "limits spam change_set letters desk photo",
    "forge journal record screens",
    "forge.local forge.github",
    "forge.forgejo forge.token forge.standing",
    "proposal",
    "asked worker",
    "replies dispatch reminders setup",
    "receiver",
    "application",
)
STEP = {name: step for step, names in enumerate(WAY_OF_A_SUBMISSION) for name in names.split()}


def test_intake_imports_only_what_comes_before_on_the_way_of_a_submission():
    modules = {name.removeprefix("intake.") for name in MODULES if name.startswith("intake.")}
    assert modules == STEP.keys()
    for name in modules:
        ours = {other for other in own_imports(f"intake.{name}") if other.startswith("intake.")}
        earlier = {other.removeprefix("intake.") for other in ours}
        later = {other for other in earlier & modules if STEP[other] >= STEP[name]}
        assert not later, f"{name} imports {later}"


def test_kinds_do_not_know_each_other():
    for name in MODULES:
        if name.startswith("kinds."):
            assert not {other for other in own_imports(name) if other.startswith("kinds.")}, name


@pytest.mark.parametrize(
    ("package", "only"),
    [
        ("pelican", {"pelican_shell"}),
        ("frictionless", {"check"}),
        ("feedgenerator", {"atom"}),
        ("icalendar", {"icalendar_text", "exchange.calendar_in"}),
        ("typer", COMMANDS),
        ("rich", COMMANDS),
        ("click", COMMANDS),
        ("markdown", {"markup"}),
        ("pyromark", {"markup"}),
        ("nh3", {"markup"}),
        ("starlette", {"intake.application", "intake.receiver", "intake.replies"}),
        ("altcha", {"intake.spam"}),
        ("nacl", {"intake.keys", "continuity.signature"}),
        ("sqlite3", {"intake.journal", "intake.receiver"}),
        ("smtplib", {"intake.letters", "intake.reminders", "intake.worker"}),
    ],
)
def test_a_package_with_a_will_of_its_own_is_behind_one_module(package, only):
    importers = {name for name in MODULES if any(full.split(".")[0] == package for full in imports(name))}
    assert importers <= only


SPEAKING = re.compile(
    r"(print|input|exit|quit|breakpoint)|sys\.(exit|stdout|stderr)|os\._exit|typer\..*|warnings\.warn|traceback\.print_\w+"
)


def speaks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        return bool(SPEAKING.fullmatch(ast.unparse(node.func)))
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in {"sys.stdout", "sys.stderr"}
    return isinstance(node, ast.Raise) and node.exc is not None and "SystemExit" in ast.unparse(node.exc)


@pytest.mark.parametrize("name", sorted(MODULES.keys() - COMMANDS))
def test_only_the_command_line_prints_or_exits(name):
    assert not [ast.unparse(node) for node in parsed(name) if speaks(node)]


def test_the_rule_about_printing_would_notice_it():
    for text in ("print('x')", "sys.exit(1)", "typer.echo('x')", "sys.stderr.write('x')", "raise SystemExit(2)"):
        assert any(speaks(node) for node in nodes(ast.parse(text))), text
    assert not any(speaks(node) for node in nodes(ast.parse("say('x'); raise Stop('x'); pprint(x)")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(GENERATOR).as_posix())
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_says_what_it_is_for(name):
    assert name == "__main__" or ast.get_docstring(ast.parse(MODULES[name].read_text("utf-8")))


# What is trusted as HTML

TEMPLATES = sorted([*PROGRAM.glob("themes/*/templates/**/*.html"), *PROGRAM.glob("sites/*/templates/**/*.html")])
SAFE = re.compile(r"([\w.\[\]\"']+)\s*\|\s*safe\b")
MAY_TRUST = re.compile(r".*/templates/(parts/value|records/\w+/detail)\.html")


def trusted(path: Path) -> list[tuple[str, str]]:
    """(the value, its line) of every value that a template takes for HTML."""
    lines = path.read_text("utf-8").splitlines()
    return [(match[1], line) for line in lines for match in SAFE.finditer(line)]


def is_of_markup(value: str, line: str) -> bool:
    """`body` and `html` are what markup.py gives; a macro may call it `value` where the widget is asked for first."""
    return value.rpartition(".")[2] in {"body", "html"} or (value == "value" and 'widget == "html"' in line)


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 10
    assert any(trusted(path) for path in TEMPLATES)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PROGRAM).as_posix())
def test_a_template_trusts_only_what_markup_has_cleaned(path):
    text = path.read_text("utf-8")
    assert "autoescape" not in text, "escaping is never turned off"
    assert len(trusted(path)) == len(re.findall(r"\|\s*safe\b", text)), "one name, not an expression"
    if trusted(path):
        assert MAY_TRUST.fullmatch(path.as_posix())
        assert all(is_of_markup(value, line) for value, line in trusted(path))


def test_text_is_called_markup_only_where_it_is_cleaned_or_rendered_with_escaping():
    """`Markup(text)` is the other way to say |safe."""
    makers = {
        name
        for name in MODULES
        for node in parsed(name)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Markup"
    }
    assert makers <= {"markup", "outputs.pages"}
