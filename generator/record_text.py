"""The text of a record's file as its fields are written in it: to change one and leave every other byte alone.

A file is a head, its fields in order (each with the comments above it) and an end, which in a .md file is the
text after the fields. Only for files that `strict_yaml` reads without a fault.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from generator import strict_yaml, yaml_text
from generator.schema import Kind
from generator.source import BODY, read_raw
from generator.strict_yaml import Value

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Written:
    """One field: the comments and blank lines above it, its own lines, and how its value begins (YAML's style)."""

    name: str
    above: str
    text: str
    is_list: bool = False
    style: str = ""
    comment: str = ""

    @property
    def spans_lines(self) -> bool:
        return self.text.count("\n") > 1


@dataclass(frozen=True, slots=True)
class RecordText:
    head: str
    fields: tuple[Written, ...]
    end: str

    def __str__(self) -> str:
        return self.head + "".join(field.above + field.text for field in self.fields) + self.end


class NotPlain(ValueError):
    """The file is written in a way (`{name: x}` on one line) that can't be changed field by field."""


def parse(text: str, suffix: str) -> RecordText:
    """Take apart a file's text (line ends LF, no mark before it). Raises `NotPlain`."""
    if suffix == ".md":
        opening, fields, body = _divided(text)
        inner = _parse_yaml(fields)
        return RecordText(opening + inner.head, inner.fields, inner.end + body)
    return _parse_yaml(text)


def _divided(text: str) -> tuple[str, str, str]:
    """(the `---` above, the fields, the `---` below and the body)."""
    lines = text.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    return lines[0], "".join(lines[1:end]), "".join(lines[end:])


_MODELINE = re.compile(r"#\s*yaml-language-server:")


def _parse_yaml(text: str) -> RecordText:
    root = yaml.compose(text, Loader=yaml.CBaseLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NotPlain("not a block of fields")
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    starts = [key.start_mark.line for key, _ in root.value]
    if any(key.start_mark.column for key, _ in root.value) or len(set(starts)) < len(starts):
        raise NotPlain("a field does not start its line")
    fields = []
    above_from = head_end = _head_length(lines[: starts[0]])
    for (key, value), start, following in zip(root.value, starts, [*starts[1:], len(lines)], strict=True):
        end = following
        while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
            end -= 1
        above, own = "".join(lines[above_from:start]), "".join(lines[start:end])
        fields.append(_written(key.value, above, own, value, end - 1))
        above_from = end
    return RecordText("".join(lines[:head_end]), tuple(fields), "".join(lines[above_from:]))


def _head_length(lines: Sequence[str]) -> int:
    """Lines that belong to the file and not to its first field: those before a blank line, and a modeline."""
    ends = [number for number, line in enumerate(lines, 1) if not line.startswith("#") or _MODELINE.match(line)]
    return max(ends, default=0)


def _written(name: str, above: str, text: str, value: yaml.Node, last: int) -> Written:
    is_list = isinstance(value, yaml.SequenceNode)
    if isinstance(value, yaml.SequenceNode):
        style = "[" if value.flow_style else "-"
    else:
        style = str(value.style or "") if isinstance(value, yaml.ScalarNode) else ""
    comment = ""
    if style not in ("|", ">", "-") and value.end_mark.line == last:
        rest = text.rstrip("\n").rpartition("\n")[2][value.end_mark.column :]
        comment = rest.rstrip() if rest.strip().startswith("#") else ""
    return Written(name, above, text, is_list, style, comment)


def with_changes(text: str, path: str, changes: Mapping[str, Value], kind: Kind) -> str:
    """The file's text with some fields changed; an empty value takes the field away, its comments stay.

    Line ends, a mark before the text, comments and all other fields keep every byte.
    """
    plain = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    plain = plain if plain.endswith("\n") else plain + "\n"
    parsed = parse(plain, _suffix(path))
    for name, value in changes.items():
        if name == BODY and path.endswith(".md") and name not in {field.name for field in parsed.fields}:
            parsed = replace(parsed, end=_end_with_body(parsed.end, str(value)))
        else:
            parsed = _changed(parsed, name, value, kind)
    changed = str(parsed)
    wanted = {**values_of(path, plain), **changes}
    if _given(values_of(path, changed)) != _given(wanted):
        raise NotPlain(f"{path}: the change can't be made field by field")
    line_end = "\r\n" if "\r\n" in text else "\n"
    return (BOM if text.startswith(BOM) else "") + changed.replace("\n", line_end)


def values_of(path: str, text: str) -> dict[str, Value]:
    found = read_raw(path, text.encode())
    return found.sources[0].values if found.sources else {}


def _given(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value}


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2]


def _end_with_body(end: str, body: str) -> str:
    fence = re.search(r"^---[^\S\n]*$", end, re.MULTILINE)
    assert fence is not None, "the fields of a .md file end with a fence"
    above = re.match(r"\s*\n(?=.*\S)", end[fence.end() :])
    return end[: fence.end()] + (f"{above[0] if above else _BLANK_LINE}{body}\n" if body else "\n")


_BLANK_LINE = "\n\n"


def _changed(parsed: RecordText, name: str, value: Value, kind: Kind) -> RecordText:
    names = [field.name for field in parsed.fields]
    if name not in names:
        return _inserted(parsed, name, value, kind) if value else parsed
    at = names.index(name)
    old, before, after = parsed.fields[at], parsed.fields[:at], parsed.fields[at + 1 :]
    if value:
        return replace(parsed, fields=(*before, _rewritten(old, value, is_text(kind, name)), *after))
    if after:
        return replace(parsed, fields=(*before, replace(after[0], above=old.above + after[0].above), *after[1:]))
    return replace(parsed, fields=before, end=old.above + parsed.end)


def is_text(kind: Kind, name: str) -> bool:
    """Whether other readers of YAML should see the field's values as texts, not as numbers or days."""
    field = kind.fields.get(name)
    return field is None or field.type.name not in {"date", "moment", "number", "integer", "boolean"}


def _inserted(parsed: RecordText, name: str, value: Value, kind: Kind) -> RecordText:
    """The field stands after the last of those that come before it in the schema."""
    order = list(kind.fields)
    earlier = set(order[: order.index(name)])
    at = max((number for number, field in enumerate(parsed.fields, 1) if field.name in earlier), default=0)
    new = Written(name, "", yaml_text.field(name, value, is_text=is_text(kind, name)))
    return replace(parsed, fields=(*parsed.fields[:at], new, *parsed.fields[at:]))


def _rewritten(old: Written, value: Value, text_only: bool) -> Written:
    if isinstance(value, tuple) and old.style == "-":
        return replace(old, text=_list_with(old.text, value, text_only))
    inside = "".join(line for line in old.text.splitlines(keepends=True)[1:] if line.lstrip().startswith("#"))
    if old.style in ("|", ">"):
        inside = ""
        text = yaml_text.text_block(old.name, value) if isinstance(value, str) else ""
    else:
        text = ""
    text = text or yaml_text.field(old.name, value, is_text=text_only)
    return replace(old, above=old.above + inside, text=_with_comment(text, old.comment))


def _with_comment(text: str, comment: str) -> str:
    """The comment at the end of the first line; text in a block can't have one there that is not after the sign."""
    first, line_end, rest = text.partition("\n")
    return f"{first}{comment}{line_end}{rest}" if comment else text


_ITEM = re.compile(r"(?P<indent>\s*)- ")


def _list_with(text: str, items: Collection[str], text_only: bool) -> str:
    """A list with an item a line: those that stay keep their lines, with the comments above and beside them."""
    first, *lines = text.splitlines(keepends=True)
    indent = next((match["indent"] for line in lines if (match := _ITEM.match(line))), "  ")
    chunks: list[str] = []
    pending = ""
    for line in lines:
        if line.startswith(f"{indent}- "):
            chunks.append(pending + line)
            pending = ""
        elif line.lstrip().startswith("#"):
            pending += line
        elif chunks:
            chunks[-1] += pending + line
            pending = ""
    kept = {_only_item(chunk): chunk for chunk in chunks}
    return first + "".join(kept.get(one) or yaml_text.item(one, is_text=text_only, indent=indent) for one in items)


def _only_item(chunk: str) -> str:
    value = strict_yaml.read("", f"x:\n{chunk}")[0].values.get("x", ())
    return value[0] if isinstance(value, tuple) and value else ""


def new_text(values: Mapping[str, Value], kind: Kind) -> str:
    """The file of a new record: the given fields, in the order of the schema."""
    given = ((name, values[name]) for name in kind.fields if values.get(name))
    return "".join(yaml_text.field(name, value, is_text=is_text(kind, name)) for name, value in given)


def formatted(text: str, path: str, kind: Kind) -> str:
    """The text with fields in the order of the schema, one way to quote and to write lists; comments stay.

    What a reader makes of the file is the same; text of several lines is left as it is written.
    """
    plain = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    try:
        parsed = parse(plain, _suffix(path))
    except NotPlain:
        return text
    values = values_of(path, plain)
    order = {name: number for number, name in enumerate(kind.fields)}
    fields = sorted(parsed.fields, key=lambda field: order.get(field.name, len(order)))
    tidy = tuple(_tidy(field, values[field.name], is_text(kind, field.name)) for field in fields)
    result = str(replace(parsed, fields=tidy))
    return result if values_of(path, result) == values else text


def _tidy(field: Written, value: Value, text_only: bool) -> Written:
    """Quotes and brackets only where they are needed; where they are, the author's choice of them."""
    if field.style in ("|", ">") or not value or field.text.lstrip().startswith(("'", '"', "?")):
        return field
    if field.spans_lines and (not field.is_list or re.search(r"(^|\s)#", field.text)):
        return replace(field, text=re.sub(r"[ \t]+$", "", field.text, flags=re.MULTILINE))
    text = yaml_text.field(field.name, value, is_text=text_only)
    if isinstance(value, tuple):
        in_lines = f"{field.name}:\n" + "".join(yaml_text.item(one, is_text=text_only) for one in value)
        in_brackets = yaml_text.bracketed(field.name, value, is_text=text_only, only_words=False)
        text = in_lines if field.style == "-" else in_brackets or in_lines
    elif field.style and text.partition(": ")[2][:1] in ("'", '"'):
        return field
    return replace(field, text=_with_comment(text, f"  {field.comment.strip()}" if field.comment else ""))
