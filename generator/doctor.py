"""Is everything there that a repository needs? Each thing is looked at by itself, and each fault has its cure."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import editor_program
from generator.config import read_config, site_names
from generator.editor_schema import FOLDER, editor_schema
from generator.packaged import own_or_packaged
from generator.schema import PACKAGED_KINDS, Label, load_kinds
from generator.vocabulary import load_vocabularies

LEAST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """`cure` is empty where all is well. `stops`: nothing can be built before it is cured."""

    what: Label
    cure: Label | None = None
    stops: bool = False


def examine(root: Path) -> tuple[Finding, ...]:
    """Everything there is to say about the computer and the repository, in the order one would cure it."""
    return tuple(finding for look in LOOKS for finding in look(root))


def _python(root: Path) -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < LEAST_PYTHON:
        cure = Label("Installera Python 3.11 eller senare.", "Install Python 3.11 or later.")
        yield Finding(Label(f"Python {found} är för gammal", f"Python {found} is too old"), cure, stops=True)
    else:
        yield Finding(Label(f"Python {found}", f"Python {found}"))


def _pagefind(root: Path) -> Iterator[Finding]:
    cure = Label("Kör: pip install 'pagefind[bin]'", "Run: pip install 'pagefind[bin]'")
    if importlib.util.find_spec("pagefind_bin") is None:
        yield Finding(
            Label("Pagefind saknas, som gör sökningen", "Pagefind, which makes the search, is missing"), cure, True
        )
        return
    command = [sys.executable, "-m", "pagefind_bin", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    said = (done.stdout or done.stderr).strip().split("\n")[0][:60]
    if done.returncode:
        yield Finding(Label(f"Pagefind går inte att köra: {said}", f"Pagefind cannot be run: {said}"), cure, True)
    else:
        yield Finding(Label(f"Pagefind: {said}", f"Pagefind: {said}"))


def _git(root: Path) -> Iterator[Finding]:
    if shutil.which("git") is None:
        cure = Label("Installera git, till exempel: apt install git", "Install git, for example: apt install git")
        yield Finding(Label("git saknas", "git is missing"), cure)
    elif not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        cure = Label("Kör i mappen: git init", "Run in the folder: git init")
        yield Finding(Label("Mappen har ingen historik i git", "The folder has no history in git"), cure)
    else:
        yield Finding(Label("git", "git"))


def _settings(root: Path) -> Iterator[Finding]:
    names = site_names(root)
    if not names:
        cure = Label(
            "Kör: bygd init MAPP, eller ange rätt mapp med --root",
            "Run: bygd init DIR, or name the right folder with --root",
        )
        yield Finding(
            Label("Det finns ingen sites/<portal>/site.yaml", "There is no sites/<site>/site.yaml"), cure, True
        )
    kinds = load_kinds((PACKAGED_KINDS, root / "kinds"))
    for name in names:
        config, problems = read_config(root, name, kinds)
        errors = [problem for problem in problems if problem.level == "error"]
        if config is None and errors:
            first = errors[0]
            yield Finding(
                Label(
                    f"Inställningarna för {name} har {len(errors)} fel",
                    f"The settings of {name} have {len(errors)} faults",
                ),
                Label(
                    f"{first.path}:{first.line}: {first.message('sv')}",
                    f"{first.path}:{first.line}: {first.message('en')}",
                ),
                True,
            )
        else:
            yield Finding(Label(f"Inställningarna för {name}", f"The settings of {name}"))


def _schemas(root: Path) -> Iterator[Finding]:
    """The editor's schemas are those of this version of the program."""
    folder = root / FOLDER
    cure = Label(f"Kör: bygd schema --all --json --out {FOLDER}", f"Run: bygd schema --all --json --out {FOLDER}")
    if not folder.is_dir():
        yield Finding(Label("Editorn har ingen hjälp om fälten", "The editor has no help about fields"), cure)
        return
    words = load_vocabularies(own_or_packaged(root, "data"))
    old = [
        kind.name
        for kind in load_kinds((PACKAGED_KINDS, root / "kinds")).values()
        if _json(folder / f"{kind.name}.json") != editor_schema(kind, words)
    ]
    if old:
        said = ", ".join(old)
        yield Finding(Label(f"Hjälpen i editorn är gammal: {said}", f"The editor's help is out of date: {said}"), cure)
    else:
        yield Finding(Label("Editorns hjälp om fälten", "The editor's help about fields"))


def _editor(root: Path) -> Iterator[Finding]:
    if editor_program.wanted(root) and editor_program.fetched(root) is None:
        cure = Label("Kör: bygd editor", "Run: bygd editor")
        yield Finding(Label("Webbredigeraren är inte hämtad", "The web editor has not been fetched"), cure)


def _fonts(root: Path) -> Iterator[Finding]:
    """Pages bring no fonts, they use the reader's own; a PDF is drawn with those of the computer that makes it."""
    if importlib.util.find_spec("weasyprint") is None:
        return
    program = shutil.which("fc-list")
    listed = subprocess.run([program, ":lang=sv"], capture_output=True, check=False).stdout if program else b""  # noqa: S603
    if listed.strip():
        yield Finding(Label("Typsnitt för affischer", "Fonts for posters"))
    else:
        cure = Label(
            "Installera ett, till exempel: apt install fontconfig fonts-dejavu-core",
            "Install one, for example: apt install fontconfig fonts-dejavu-core",
        )
        yield Finding(Label("Inget typsnitt att rita affischer med", "No font to draw posters with"), cure)


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _netlify(root: Path) -> Iterator[Finding]:
    path = root / "netlify.toml"
    if not path.is_file():
        cure = Label(
            "Behövs bara om Netlify visar portalen. Ett exempel ges av: bygd init",
            "Needed only if Netlify shows the site. An example is given by: bygd init",
        )
        yield Finding(Label("netlify.toml saknas", "netlify.toml is missing"), cure)
        return
    try:
        publish = str(tomllib.loads(path.read_text("utf-8")).get("build", {}).get("publish", ""))
        fault = "" if publish else "build.publish"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = str(error).split("\n")[0]
    if fault:
        cure = Label(
            "Rätta netlify.toml; publish ska vara mappen dist/<portal>.",
            "Correct netlify.toml; publish should be dist/<site>.",
        )
        yield Finding(Label(f"netlify.toml är inte hel: {fault}", f"netlify.toml is not whole: {fault}"), cure)
    else:
        yield Finding(Label("netlify.toml", "netlify.toml"))


def _write_access(root: Path) -> Iterator[Finding]:
    for folder in (root, *(one for one in (root / "content", root / "dist") if one.is_dir())):
        if not os.access(folder, os.W_OK | os.X_OK):
            cure = Label(
                f"Ge dig själv rätt att skriva: chmod u+w {folder}",
                f"Give yourself the right to write: chmod u+w {folder}",
            )
            yield Finding(Label(f"Det går inte att skriva i {folder}", f"Cannot write in {folder}"), cure, True)
            return
    yield Finding(Label("Det går att skriva i mappen", "The folder can be written in"))


LOOKS: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    _python,
    _pagefind,
    _git,
    _settings,
    _schemas,
    _editor,
    _fonts,
    _netlify,
    _write_access,
)
