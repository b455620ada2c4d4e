"""/status.json: the notices that hold, for pages that are open and for anyone who watches the portal.

Small, because an open page asks for it once a minute. What has just ended is told too: a page that stands open, or
is kept offline, then takes away a notice that was ended early.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from generator import __version__
from generator.edition import Edition
from generator.portal import Portal
from generator.record import Record

ENDED_FOR = timedelta(hours=72)
"""So long an ended notice is named: a grave one can't have been meant to last longer."""


def write(portal: Portal, edition: Edition, out: Path) -> None:
    notices = portal.records.get("notice", ())
    withdrawn = [record for record in portal.withdrawn if record.kind.name == "notice"]
    status = {
        "site": edition.config.name,
        "built": edition.now.isoformat(timespec="seconds"),
        "version": __version__,
        "notices": [_told(record, edition) for record in notices if not record.values["over"]],
        "ended": sorted(
            record.url
            for record in (*notices, *withdrawn)
            if record in withdrawn or has_just_ended(record, edition.now)
        ),
    }
    (out / "status.json").write_text(json.dumps(status, ensure_ascii=False, indent=1) + "\n", "utf-8")


def has_just_ended(record: Record, now: datetime) -> bool:
    """Of a record that may be over."""
    return bool(record.values["over"] and record.values["over_at"] > now - ENDED_FOR)


def _told(record: Record, edition: Edition) -> dict[str, object]:
    """A notice in the words of CAP 1.2. `url` is from the site's root, `languages` are those of its pages."""
    onset = record.values["onset_at"]
    return {
        "url": record.url,
        "headline": record.heading,
        "instruction": record["instruction"] or "",
        "severity": record["severity"],
        "urgency": record["urgency"],
        "status": record["cap_status"],
        "onset": onset.isoformat() if onset else "",
        "expires": record.values["over_at"].isoformat(),
        "language": record["language"] or edition.config.language,
        "languages": list(edition.config.languages),
    }
