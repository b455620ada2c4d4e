"""What is given to a command comes to it the same whether it is read as it stands or by Typer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from generator.commands.plain import PlainCommand


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def given(plain: bool, *arguments: str) -> tuple[int, str, Any]:
    """The exit code, what was printed, and all values with their types, of a command with every sort of parameter."""
    got: dict[str, Any] = {}
    app = typer.Typer(rich_markup_mode=None)

    @app.command(cls=PlainCommand if plain else None)
    def run(
        names: Annotated[list[str] | None, typer.Argument()] = None,
        out: Annotated[Path, typer.Option("--out")] = Path("dist"),
        folder: Annotated[Path | None, typer.Option("--folder", exists=True, file_okay=False)] = None,
        number: Annotated[int, typer.Option("--number", min=0, max=9)] = 3,
        colour: Annotated[Colour, typer.Option("--colour")] = Colour.RED,
        word: Annotated[str, typer.Option("--word")] = "",
        perhaps: Annotated[str | None, typer.Option("--perhaps")] = None,
        more: Annotated[list[str] | None, typer.Option("--more")] = None,
        flag: Annotated[bool, typer.Option("--flag/--no-flag")] = False,
    ) -> None:
        got.update(locals())

    ran = CliRunner().invoke(app, arguments)
    return ran.exit_code, ran.output, {name: (type(one), one) for name, one in got.items() if name != "got"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a", "åäö", "", "--word", "två ord", "--flag"),
        ("--word", "rad\nrad", "--perhaps", "\udcff"),
        ("\udcff",),
        ("--out", "."),
        ("--out", ""),
        ("--out", "-"),
        ("--out", "/nowhere/at/all"),
        ("--out", "/dev/null"),
        ("--folder", "."),
        ("--folder", "/nowhere/at/all"),
        ("--folder", "/dev/null"),
        ("--number", "7"),
        ("--number", "3"),
        ("--number", "10"),
        ("--number", "sju"),
        ("--number", "-1"),
        ("--colour", "blue"),
        ("--colour", "BLUE"),
        ("--colour", "green"),
        ("--colour", ""),
        ("--more", "a", "--more", "b"),
        ("--nothing",),
        ("--help",),
    ],
    ids=repr,
)
def test_a_value_is_read_as_typer_reads_it(arguments: tuple[str, ...]) -> None:
    assert given(True, *arguments) == given(False, *arguments)


def test_a_folder_that_nobody_may_read_is_not_taken_for_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert given(True, "--out", str(tmp_path)) == given(False, "--out", str(tmp_path))
    assert given(True, "--out", str(tmp_path))[0] == 2
