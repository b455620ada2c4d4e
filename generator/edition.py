"""What one build of a site is made with: its settings, its theme, its moment, and nothing from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.alert import Alert
from generator.colour import readable_on
from generator.config import DARK_GROUND
from generator.settings import SiteConfig


@dataclass(frozen=True, slots=True)
class Theme:
    """A folder with templates/, static/ and words/. `overrides` are a site's own templates, looked in first.

    `logo`: a picture that the site has beside its settings.
    `tokens`: a few CSS rules from the site's settings, after those of the theme.
    """

    folder: Path
    overrides: Path | None
    logo: Path | None
    tokens: str
    static_digest: str

    @property
    def static_url(self) -> str:
        """Where the static files stand; a new name for new contents, so that a browser may keep them for ever."""
        return f"/static/{self.static_digest}"


@dataclass(frozen=True, slots=True)
class Edition:
    """`alerts` are the public warnings that held when the site was built.

    `editor`: the folder with the programs of the web editor, where the site has one.
    """

    config: SiteConfig
    theme: Theme
    now: datetime
    alerts: tuple[Alert, ...] = ()
    editor: Path | None = None


STYLES = ("tokens", "base", "layout", "parts")
"""The theme's style sheets, in the order in which they are joined into one."""


def load_theme(folder: Path, overrides: Path, config: SiteConfig) -> Theme:
    """The theme of a site, with the site's own tokens."""
    tokens = own_tokens(config)
    digest = hashlib.sha256(tokens.encode())
    for path in static_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    logo = overrides.parent / config.logo if config.logo else None
    return Theme(folder, overrides if overrides.is_dir() else None, logo, tokens, digest.hexdigest()[:10])


def own_tokens(config: SiteConfig) -> str:
    """The style sheet by which a site's settings change the theme's tokens; empty where they change nothing."""
    if not config.accent:
        return ""
    dark = config.accent_dark or readable_on(config.accent, DARK_GROUND, towards="#ffffff")
    light_rule = f":root{{--accent:{config.accent}}}\n"
    dark_rule = f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
    return light_rule + dark_rule


def static_files(theme: Path) -> Iterator[Path]:
    return (path for path in sorted((theme / "static").rglob("*")) if path.is_file())
