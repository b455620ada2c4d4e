"""/.well-known/security.txt: where to report a hole in the portal (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

from generator.edition import Edition
from generator.portal import Portal

VALID = timedelta(days=364)
"""RFC 9116 advises less than a year; a portal that is built every night renews it every night."""


def write(portal: Portal, edition: Edition, out: Path) -> None:
    config = edition.config
    contact = f"mailto:{config.contact_email}" if config.contact_email else f"{config.base_url}/kontakt/"
    expires = (edition.now.astimezone(UTC) + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": contact,
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": ", ".join(config.languages),
        "Canonical": f"{config.base_url}/.well-known/security.txt",
    }
    folder = out / ".well-known"
    folder.mkdir(exist_ok=True)
    (folder / "security.txt").write_text("".join(f"{name}: {value}\n" for name, value in lines.items()), "utf-8")
