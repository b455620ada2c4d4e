"""Changes of an import as a proposal to look through: a pull request, or a branch where there is no forge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from generator.exchange.plan import Change
from generator.intake.change_set import ChangeSet, new_file
from generator.problem import Language, in_markdown

LABEL = "import"


def change_set(changes: Sequence[Change], language: Language) -> ChangeSet:
    """What would be written, named by a digest of it: read again tomorrow it is the same proposal still."""
    digest = hashlib.sha256()
    for change in sorted(changes, key=lambda one: one.path):
        digest.update(change.path.encode() + b"\0" + change.raw + b"\0")
    new = sum(change.is_new for change in changes)
    if language == "sv":
        title, lead = (
            f"Inläst: {new} nya, {len(changes) - new} ändrade",
            "Läst ur listor och kalendrar som andra sköter.",
        )
    else:
        title, lead = f"Imported: {new} new, {len(changes) - new} changed", "Read from lists and calendars of others."
    lines = [f"- {in_markdown(change.name)} (`{change.path}`)" for change in changes]
    files = {change.path: new_file(change.raw.decode()) for change in changes}
    body = "\n".join([lead, "", *lines])
    return ChangeSet(f"import-{digest.hexdigest()[:12]}", title, body, files, (LABEL,))
