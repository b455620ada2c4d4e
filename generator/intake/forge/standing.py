"""Texts that stand on a forge and are kept up to date in place: one comment on a proposal, one open issue.

A text is known again by a hidden mark in its first line and by who wrote it: anybody can copy a mark, and what
others have written is never written over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from generator.intake.forge.local import LocalForge

OURS = frozenset({"github-actions[bot]", "forgejo-actions", "gitea-actions"})
"""Whom the token of a workflow speaks as."""
LONGEST = 65_000
"""Bytes; a forge takes 65,536 characters."""
PAGE = 50
"""Answers that are asked for at a time: the most that Forgejo gives."""


class Asked(Protocol):
    """GitHub and Forgejo: the paths below are the same on both."""

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
    ) -> Any: ...


def keep_comment(forge: Asked | LocalForge, number: str, mark: str, text: str, ours: frozenset[str] = OURS) -> None:
    """One comment with `mark` on the proposal: new, or the one that is there with its text changed.

    May raise `ForgeFault`.
    """
    marked = _marked(mark, text)
    if isinstance(forge, LocalForge):
        forge.keep(f"{number}-{mark}", marked)
        return
    found = next(_mine(forge, f"/issues/{number}/comments", {}, mark, ours), None)
    if found is None:
        forge.ask("POST", f"/issues/{number}/comments", {"body": marked})
    elif found["body"] != marked:
        forge.ask("PATCH", f"/issues/comments/{found['id']}", {"body": marked})


def keep_issue(forge: Asked | LocalForge, title: str, mark: str, text: str, ours: frozenset[str] = OURS) -> None:
    """One open issue with `mark`, whose text is `text`; where there is nothing to say it is closed.

    May raise `ForgeFault`.
    """
    marked = _marked(mark, text) if text.strip() else ""
    if isinstance(forge, LocalForge):
        forge.keep(mark, marked)
        return
    found = next(_mine(forge, "/issues", {"state": "open"}, mark, ours), None)
    if found is None:
        if marked:
            forge.ask("POST", "/issues", {"title": title, "body": marked})
    elif not marked:
        forge.ask("PATCH", f"/issues/{found['number']}", {"state": "closed"})
    elif found["body"] != marked:
        forge.ask("PATCH", f"/issues/{found['number']}", {"body": marked})


def _marked(mark: str, text: str) -> str:
    raw = text.encode()
    if len(raw) > LONGEST:
        text = raw[:LONGEST].decode(errors="ignore").rpartition("\n")[0] + "\n\n…"
    return f"{_sign(mark)}\n{text}"


def _sign(mark: str) -> str:
    return f"<!-- bygd: {mark} -->"


def _mine(
    forge: Asked, path: str, params: Mapping[str, str], mark: str, ours: frozenset[str]
) -> Iterator[dict[str, Any]]:
    """What we have written with the mark, the oldest first; proposals are no issues."""
    page = 1
    while True:
        # Either forge has a name of its own for the size of a page, and looks past the other's.
        found = forge.ask("GET", path, params={**params, "page": page, "per_page": PAGE, "limit": PAGE})
        for one in found:
            is_ours = one["user"]["login"] in ours and not one.get("pull_request")
            if is_ours and str(one["body"]).startswith(_sign(mark)):
                yield one
        if len(found) < PAGE:
            return
        page += 1
