"""The list of commands, each of which is made ready only when somebody asks for it.

To work out what every command may be asked takes Typer longer than all the rest of `bygd --help`.
"""

from __future__ import annotations

import inspect
from collections import UserDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_group
from typer.models import CommandInfo, TyperInfo

from generator.commands.plain import PlainCommand, plainly_read


class Menu(TyperGroup):
    """Says all that a command is for, in both languages: by itself, Typer stops at the first full stop."""

    def get_params(self, ctx: Any) -> list[Any]:
        return plainly_read(super().get_params(ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told.partition("\n\n")[0]) for name, told in self.told()])

    def told(self) -> Iterator[tuple[str, str]]:
        """(name, help) of the commands that are not hidden."""
        return ((name, one.help or "") for name, one in self.commands.items() if not one.hidden)


class LateMenu(Menu):
    """The commands of several families, which a subclass names."""

    families: ClassVar[tuple[typer.Typer, ...]] = ()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.waiting = tuple(one for family in self.families for one in _of_family(family))
        self.commands = _Commands({one.name: one for one in self.waiting})

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def told(self) -> Iterator[tuple[str, str]]:
        return ((one.name, one.help) for one in self.waiting if not one.hidden)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A command, or a group of them, that is not made yet. It stands alone in `app`."""

    name: str
    help: str
    hidden: bool
    app: typer.Typer


class _Commands(UserDict[str, Any]):
    """Name -> the command, made at the first look."""

    def __getitem__(self, name: str) -> Any:
        one = self.data[name]
        if isinstance(one, _Waiting):
            one = self.data[name] = get_group(one.app).commands[name]
        return one


def _of_family(family: typer.Typer) -> Iterator[_Waiting]:
    for command in family.registered_commands:
        yield _command(command)
    for group in family.registered_groups:
        yield _group(group)


def _command(command: CommandInfo) -> _Waiting:
    assert command.callback
    alone = typer.Typer(rich_markup_mode=None)
    command.cls = PlainCommand
    alone.registered_commands.append(command)
    name = command.name or command.callback.__name__
    return _Waiting(name, inspect.getdoc(command.callback) or "", command.hidden, alone)


def _group(group: TyperInfo) -> _Waiting:
    assert group.typer_instance and group.name
    alone = typer.Typer(rich_markup_mode=None)
    alone.registered_groups.append(group)
    return _Waiting(group.name, group.typer_instance.info.help or "", False, alone)
