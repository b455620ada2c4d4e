"""Fields that most readers look for (`expected` in the kind's schema) and that records lack."""

from __future__ import annotations

from datetime import datetime

from generator.content import Content
from generator.reports import Finding


def report(content: Content, now: datetime) -> list[Finding]:
    found = []
    for record in content.records:
        if record["withdrawn"] is not None or record.values.get("over"):
            continue
        for name, field in record.kind.fields.items():
            if field.expected and not record.values.get(name) and record.values.get(name) != 0:
                sv = f"{record.heading}: {field.title.sv.lower()} saknas. Fråga, och lägg till raden {name}."
                en = f"{record.heading}: {field.title.en.lower()} is missing. Ask, and add the line {name}."
                if name not in record.lines:
                    found.append(Finding.made(record.path, 1, name, sv, en))
    return sorted(found)
