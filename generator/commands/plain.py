"""What is given to a command, read as it stands where it is plainly right.

Typer has Pydantic read every value, even a default: to import Pydantic takes longer than to build a site in which
nothing has changed. Whatever is not plainly right is still read by Typer, which finds the words for what is wrong.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any

from typer.core import TyperCommand


class PlainCommand(TyperCommand):
    """A command whose values are read so."""

    def get_params(self, ctx: Any) -> list[Any]:
        return plainly_read(super().get_params(ctx))


def plainly_read(parameters: list[Any]) -> list[Any]:
    """The same ones. Typer sees that somebody reads their values already; if it did not, it would do so itself."""
    for one in parameters:
        one._runtime_param = getattr(one, "_runtime_param", None) or _Reading()
    return parameters


class _Reading:
    """In the place of what Typer makes for each parameter (`typer._coercion.RuntimeParam`)."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        if is_plain(value, param):
            return read(value, param.type_descriptor.annotation)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def is_plain(value: Any, param: Any) -> bool:
    """Whether it can be seen at once that Typer would find nothing wrong with it."""
    kind = param.type_descriptor.annotation
    if param.multiple or param.nargs != 1:
        return kind == list[str] and bool(value) and all(map(_is_text, value))
    if value is None or kind is str:
        return value is None or _is_text(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return param.type_descriptor.case_sensitive and value in [one.value for one in kind]
    if isinstance(kind, type) and issubclass(kind, Path):
        return _is_plain_path(value, param.type_descriptor.parameter_info)
    return type(value) is kind is int and value == param.default


def read(value: Any, kind: Any) -> Any:
    """A value that is plain."""
    if kind == list[str]:
        return [*value]
    return value if value is None or kind is str else kind(value)


def _is_text(value: Any) -> bool:
    # What can't be printed may be no text at all, but bytes of some file's name.
    return isinstance(value, str) and value.isprintable()


def _is_plain_path(value: Any, asked: Any) -> bool:
    if not asked.file_okay or not asked.dir_okay or asked.writable or asked.resolve_path or asked.path_type:
        return False
    if not _is_text(os.fspath(value)) or (asked.allow_dash and os.fspath(value) == "-"):
        return False
    return os.access(value, os.R_OK) or not (asked.exists or os.path.exists(value))
