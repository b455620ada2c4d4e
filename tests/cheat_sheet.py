"""The cheat sheet as a page to print: `make cheat-sheet` leaves it in build/lathund.pdf."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown import markdown
from weasyprint import HTML  # type: ignore[import-untyped]

from tests.tiny import PROGRAM

PAPER = PROGRAM / "docs/lathund.md"
PRINTED = PROGRAM / "build/lathund.pdf"
LOOK = """
@page { size: A4; margin: 16mm }
body { font: 10pt/1.4 sans-serif }
h1 { margin: 0 }
a { color: inherit; text-decoration: none }
table { width: 100%; border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: 0.3pt solid }
"""


def printed(paper: Path = PAPER) -> Any:
    """The paper laid out on A4: what has `pages`, and can write a PDF."""
    body = markdown(paper.read_text("utf-8"), extensions=["tables"])
    return HTML(string=f"<html lang=sv><title>Lathund</title><style>{LOOK}</style>{body}").render()


if __name__ == "__main__":
    PRINTED.parent.mkdir(exist_ok=True)
    printed().write_pdf(PRINTED)
    print(PRINTED.relative_to(PROGRAM))
