"""A form that came through GitHub itself (`repository_dispatch`), where a site has no receiver of its own.

Everything in the event was written by someone unknown: it is checked here as the receiver checks a request. What
was private came sealed to the municipality's key, and is not opened here: it becomes a file that is kept for a while
outside git, and that only the key opens (`bygd intake unseal`).
"""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from pathlib import Path

from generator.intake.answers import Refused
from generator.intake.asked import ask, faults
from generator.intake.desk import Desk
from generator.intake.forge import Forge, ForgeFault
from generator.intake.journal import Submission
from generator.intake.keys import RECEIPT_SIGNS
from generator.intake.proposal import proposal
from generator.stop import Stop

LARGEST_BOX = 10_000
"""Bytes: three short texts, with room."""
RECEIPT = re.compile(f"[{RECEIPT_SIGNS[8:]}][{RECEIPT_SIGNS}]{{4}}-[{RECEIPT_SIGNS}]{{5}}")


def open_event(raw: bytes, root: Path, forge: Forge, now: datetime, boxes: Path | None = None) -> str:
    """Open the change set of an event; what names it on the forge. Raises `Stop` for one that can't be taken.

    What came sealed is left in the folder `boxes`, named by its receipt.
    """
    try:
        sent = json.loads(raw)["client_payload"]
        receipt, site, name = str(sent["receipt"]), str(sent["site"]), str(sent["form"])
        pairs = [(str(field), str(text)) for field, text in sent["answers"]]
        box = base64.b64decode(str(sent.get("sealed", "")), validate=True)
    except (ValueError, KeyError, TypeError) as fault:
        raise Stop("bad-event", type(fault).__name__) from None
    if not RECEIPT.fullmatch(receipt):
        raise Stop("bad-event", "receipt")
    counter = Desk(root, lambda: now).counter(site)
    form = counter.forms[counter.edition.config.language].get(name) if counter else None
    if counter is None or form is None:
        raise Stop("bad-event", "form")
    try:
        asked = ask(counter, form, counter.edition.config.language, pairs, scripted=False)
    except Refused as refused:
        raise Stop("bad-event", refused.reason) from None
    if found := faults(asked, now):
        raise Stop("bad-event", ", ".join(sorted(found)))
    public = asked.split().public
    submission = Submission(receipt, site, name, asked.language, now.timestamp(), public, b"")
    if boxes and box:
        boxes.mkdir(parents=True, exist_ok=True)
        (boxes / f"{receipt}.box").write_bytes(box[:LARGEST_BOX])
    try:
        return forge.open(proposal(submission, counter, now))
    except (ForgeFault, ValueError) as fault:
        raise Stop("forge-failed", str(fault)) from None
