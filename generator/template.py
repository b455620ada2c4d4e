"""The file of a record that somebody is about to write: every field explained, with an example behind a #."""

from __future__ import annotations

from collections.abc import Mapping

from generator import strict_yaml, yaml_text
from generator.editor_schema import modeline
from generator.record_text import is_text
from generator.schema import PACKAGED_KINDS, Field, Kind

REQUIRED = "måste fyllas i"
BEGINNING = """\
# {title}. {description}
# Fyll i fälten utan # först på raden. Ta bort # framför de andra som du vill använda, och radera resten.
# Kontrollera sedan med: bygd check
"""


def example_of(kind: Kind) -> Mapping[str, strict_yaml.Value]:
    """The fields of the kind's example; none for a kind that a repository has added without one."""
    path = PACKAGED_KINDS / kind.name / "example.yaml"
    return strict_yaml.read(path.name, path.read_text("utf-8"))[0].values if path.is_file() else {}


def template(kind: Kind) -> str:
    """A file that has the required fields, empty, and the others as comments with an example."""
    example = example_of(kind)
    head = modeline(kind) + BEGINNING.format(title=kind.title.sv, description=kind.description.sv)
    fields = (_field(field, example.get(field.name, ""), kind) for field in kind.fields.values())
    return head + "".join(f"\n{text}" for text in fields)


def _field(field: Field, example: strict_yaml.Value, kind: Kind) -> str:
    about = ". ".join(words.rstrip(".") for words in (field.title.sv, field.description.sv) if words)
    if field.labels:
        about += ". Välj: " + ", ".join(f"{value} ({label.sv})" for value, label in field.labels.items())
    elif field.target:
        about += f". Värdena finns i {field.target}"
    written = yaml_text.field(field.name, example, is_text=is_text(kind, field.name)) if example else f"{field.name}:\n"
    if field.required:
        return f"# {about} ({REQUIRED}). Till exempel:\n{_commented(written)}{field.name}:\n"
    return f"# {about}.\n{_commented(written)}"


def _commented(text: str) -> str:
    return "".join(f"#{line}" if line.strip() else "#\n" for line in text.splitlines(keepends=True))
