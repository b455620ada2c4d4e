"""Tokens for GitHub: one that is given, or an App's, minted for an hour for one repository and two permissions.

The App's key stays in its file: openssl signs with it, so that it is never in this process.
"""

from __future__ import annotations

import base64
import json
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from generator.intake.forge import ForgeFault
from generator.intake.forge.github import SLOWEST, VERSION, Repository, fault_of

PERMISSIONS = {"contents": "write", "pull_requests": "write"}
SPARE = 300
"""Seconds before its end at which a token is no longer used."""


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A fine-grained token. Where it is refused there is no other."""

    token: str = field(repr=False)

    def __call__(self, refused: bool) -> str:
        return self.token


@dataclass(slots=True)
class AppToken:
    """An installation token of a GitHub App, minted when there is none, when it ends, and when it is refused."""

    app: str
    installation: str
    key: Path
    repository: Repository
    transport: httpx.BaseTransport | None = None
    token: str = field(default="", repr=False)
    until: float = 0.0

    def __call__(self, refused: bool) -> str:
        if refused or time.time() > self.until - SPARE:
            self._mint()
        return self.token

    def _mint(self) -> None:
        headers = {
            "Authorization": f"Bearer {self._signed()}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": VERSION,
        }
        wanted = {"repositories": [self.repository.name], "permissions": PERMISSIONS}
        url = f"{self.repository.api}/app/installations/{self.installation}/access_tokens"
        try:
            with httpx.Client(timeout=SLOWEST, transport=self.transport) as client:
                answer = client.post(url, json=wanted, headers=headers)
        except httpx.HTTPError as fault:
            raise ForgeFault(f"POST access_tokens: {type(fault).__name__}") from fault
        if answer.is_error:
            raise fault_of(answer)
        self.token, self.until = answer.json()["token"], time.time() + 3600

    def _signed(self) -> str:
        """A JSON Web Token (RFC 7519) that says for ten minutes that we are the App."""
        now = int(time.time())
        head = _part({"alg": "RS256", "typ": "JWT"})
        claims = _part({"iat": now - 60, "exp": now + 540, "iss": self.app})
        try:
            done = subprocess.run(  # noqa: S603 - the only variable is the path of the key, from the environment
                ["openssl", "dgst", "-sha256", "-sign", str(self.key)],  # noqa: S607 - the system's openssl
                input=f"{head}.{claims}".encode(),
                capture_output=True,
                timeout=SLOWEST,
                check=True,
            )
        except (subprocess.SubprocessError, OSError) as fault:
            raise ForgeFault("openssl could not sign with the App's key") from fault
        return f"{head}.{claims}.{_base64(done.stdout)}"


def _part(claims: dict[str, object]) -> str:
    return _base64(json.dumps(claims).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
