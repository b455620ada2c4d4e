"""The receiver put together from the environment: where secrets come from, and which forge and mail server it has.

BYGD_INTAKE_KEY     file with the municipality's key (`bygd intake key` makes one)
BYGD_FORGE          local (the default), github or forgejo
BYGD_REPOSITORY     owner/name on the forge          BYGD_FORGE_API     its address, where it is not GitHub's
BYGD_FORGE_TOKEN    a token, or the three of an App: BYGD_GITHUB_APP, BYGD_GITHUB_INSTALLATION, BYGD_GITHUB_APP_KEY
BYGD_BASE           the branch that proposals are made to (main)
BYGD_SMTP           host:port of a mail server       BYGD_SMTP_FROM     who letters are from
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from generator.intake.desk import Desk
from generator.intake.forge import BASE, Forge
from generator.intake.forge.forgejo import ForgejoForge
from generator.intake.forge.github import API, GitHubForge, Repository, Token
from generator.intake.forge.local import LocalForge
from generator.intake.forge.token import AppToken, GivenToken
from generator.intake.journal import Journal
from generator.intake.keys import Keys, read_keys
from generator.intake.letters import Post, sender_of
from generator.intake.worker import Worker
from generator.stop import Stop

Environment = Mapping[str, str]
JOURNAL = "journal.sqlite"


def forge_of(environment: Environment, root: Path) -> Forge:
    """The forge that the environment names. Raises `Stop` for what is missing or unknown."""
    name, base = environment.get("BYGD_FORGE", "local"), environment.get("BYGD_BASE", BASE)
    if name == "local":
        return LocalForge(root, base)
    if name not in ("github", "forgejo"):
        raise Stop("no-forge", name)
    owner, _, project = _needed(environment, "BYGD_REPOSITORY").partition("/")
    repository = Repository(owner, project, base, environment.get("BYGD_FORGE_API", API).rstrip("/"))
    token = _token(environment, repository)
    return GitHubForge(repository, token) if name == "github" else ForgejoForge(repository, token)


def _token(environment: Environment, repository: Repository) -> Token:
    if app := environment.get("BYGD_GITHUB_APP"):
        key = Path(_needed(environment, "BYGD_GITHUB_APP_KEY"))
        return AppToken(app, _needed(environment, "BYGD_GITHUB_INSTALLATION"), key, repository)
    return GivenToken(_needed(environment, "BYGD_FORGE_TOKEN"))


def _needed(environment: Environment, name: str) -> str:
    if not (value := environment.get(name)):
        raise Stop("no-variable", name)
    return value


def post_of(environment: Environment) -> Post | None:
    """The mail server, or None: then nobody gets letters."""
    host, _, port = environment.get("BYGD_SMTP", "").partition(":")
    return Post(host, int(port or 25), _needed(environment, "BYGD_SMTP_FROM")) if host else None


def keys_of(environment: Environment, root: Path) -> Keys:
    return read_keys(Path(_needed(environment, "BYGD_INTAKE_KEY")), root)


def worker_of(
    environment: Environment,
    root: Path,
    state: Path,
    now: Callable[[], datetime],
    say: Callable[[str], None],
    *,
    address: str = "",
    rolling: bool = False,
) -> Worker:
    """The worker of a journal in the folder `state`, with everything it works with."""
    keys = keys_of(environment, root)
    if state.resolve().is_relative_to((root / "content").resolve()):
        raise Stop("state-in-content", str(state))
    post = post_of(environment)
    return Worker(
        journal=Journal(state / JOURNAL),
        desk=Desk(root, now),
        forge=forge_of(environment, root),
        keys=keys,
        now=now,
        say=say,
        address=address,
        sender=post.sender if post else "",
        send=sender_of(post) if post else None,
        rolling=rolling,
    )
