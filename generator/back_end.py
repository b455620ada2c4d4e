"""Where the web editor keeps what is written: a site's settings, in the words of Decap and of a security policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.settings import SiteConfig

FOLDER = "admin"
"""Where the editor is, below the root of a site: /admin/."""
OWN_COMPUTER = "http://127.0.0.1:8081"
"""Where decap-server listens, on the computer of someone who tries the editor."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "github": ("editor_repository",),
    "gitlab": ("editor_repository", "editor_app"),
    "forgejo": ("editor_repository", "editor_app", "editor_forge"),
    "local": (),
}
"""Back end -> the settings without which nobody can log in."""

MESSAGES = {
    "create": "Lägg till {{collection}}: {{slug}}",
    "update": "Ändra {{collection}}: {{slug}}",
    "delete": "Ta bort {{collection}}: {{slug}}",
    "uploadMedia": "Lägg till bilden {{path}}",
    "deleteMedia": "Ta bort bilden {{path}}",
}
"""What is written in the history, which the municipality's own people read."""


@dataclass(frozen=True, slots=True)
class BackEnd:
    """`decap`: the part `backend` of its configuration. `connects`, `shows`: origins to connect to, and of pictures."""

    decap: Mapping[str, object]
    connects: tuple[str, ...]
    shows: tuple[str, ...] = ()


def back_end(config: SiteConfig) -> BackEnd:
    """Of a site whose `editor` is set, and whose settings have been checked."""
    common = {"repo": config.editor_repository, "branch": config.editor_branch, "commit_messages": MESSAGES}
    forge = config.editor_forge
    if config.editor == "github":
        api = f"{forge}/api/v3" if forge else "https://api.github.com"
        # Others' services answer at /auth; our own (netlify/functions/auth.mjs) is where the editor is.
        own = {"base_url": config.base_url, "auth_endpoint": f"{FOLDER}/auth"}
        login = {**({"base_url": config.editor_login} if config.editor_login else own), "api_root": api}
        pictures = forge or "https://avatars.githubusercontent.com"
        return BackEnd({"name": "github", **common, **login, "squash_merges": True}, (forge or api,), (pictures,))
    if config.editor == "gitlab":
        forge = forge or "https://gitlab.com"
        login = {"base_url": forge, "api_root": f"{forge}/api/v4", "auth_type": "pkce", "app_id": config.editor_app}
        return BackEnd({"name": "gitlab", **common, **login, "squash_merges": True}, (forge,), (forge,))
    if config.editor == "forgejo":
        # Decap's back end `gitea` has no proposals. Its `forgejo` has, and what it asks for Gitea answers too.
        login = {"api_root": f"{forge}/api/v1", "app_id": config.editor_app}
        return BackEnd({"name": "forgejo", **common, **login}, (forge,), (forge,))
    server = forge or OWN_COMPUTER
    return BackEnd({"name": "proxy", "proxy_url": f"{server}/api/v1", "branch": config.editor_branch}, (server,))
