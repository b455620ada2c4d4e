"""GitHub's REST API, as much of it as a change set needs.

A token of its own (fine-grained, or an App's installation token minted for an hour): contents and pull requests of
one repository, nothing else. Every step may have been taken before: its answer may be what was lost.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from generator.intake.change_set import ChangeSet
from generator.intake.forge import AUTHOR, BASE, ForgeFault, State

API = "https://api.github.com"
VERSION = "2022-11-28"
SLOWEST = 20.0
LONGEST_WAIT = 3600.0
MOST_IN_A_DAY = 1000
"""Branches that a day's proposals may come to, one after the other is decided."""
MERGEABLE = 10_000
"""Commits on a branch: far more than a day's."""

Token = Callable[[bool], str]
"""The token to use; called with True when GitHub has refused the one before."""


@dataclass(frozen=True, slots=True)
class Repository:
    """`owner/name`, where its API is, and the branch that proposals are made to."""

    owner: str
    name: str
    base: str = BASE
    api: str = API


class GitHubForge:
    """`name` of a change set is the number of its pull request."""

    def __init__(self, repository: Repository, token: Token, transport: httpx.BaseTransport | None = None) -> None:
        self.repository, self.token = repository, token
        self.client = httpx.Client(
            base_url=f"{repository.api}/repos/{repository.owner}/{repository.name}",
            headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION},
            timeout=SLOWEST,
            transport=transport,
        )

    def open(self, change: ChangeSet) -> str:
        number, branch = self._found(change) if not change.rolling else ("", change.branch)
        if number:
            return number
        if change.rolling:
            return self._roll(change)
        tip = self._sha(branch)
        if tip and not self._is_ours(tip, change.key):
            branch, tip = self._free(branch), ""
        if not tip:
            self.ask("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": self._commit(change, self._head())})
        return self._pull(change, branch)

    def _found(self, change: ChangeSet) -> tuple[str, str]:
        """The pull request that has the key already, closed ones too; else the branch to use."""
        branch = change.branch
        for pull in self._pulls(branch, "all"):
            if change.key in str(pull["body"]):
                return str(pull["number"]), branch
        return "", branch

    def _roll(self, change: ChangeSet) -> str:
        """Add to the day's pull request; where that has been closed, to the next one."""
        branch, tip, pull = self._rolling(change.branch)
        if pull and change.key in str(pull["body"]):
            return str(pull["number"])
        if not (tip and self._has(branch, change.key)):
            commit = self._commit(change, tip or self._head())
            if tip:
                self.ask("PATCH", f"/git/refs/heads/{branch}", {"sha": commit, "force": False})
            else:
                self.ask("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})
        if not pull:
            return self._pull(change, branch)
        body = f"{pull['body']}\n\n---\n\n## {change.title}\n\n{change.body}"
        self.ask("PATCH", f"/pulls/{pull['number']}", {"body": body})
        return str(pull["number"])

    def _rolling(self, first: str) -> tuple[str, str, dict[str, Any] | None]:
        """(branch, its tip, its open pull request) of the first branch of the day that is not decided yet."""
        for n in range(1, MOST_IN_A_DAY):
            branch = first if n == 1 else f"{first}-{n}"
            pulls = self._pulls(branch, "all")
            open_pull = next((pull for pull in pulls if pull["state"] == "open"), None)
            if open_pull or not pulls:
                return branch, self._sha(branch), open_pull
        raise ForgeFault("too many branches of one day", lasting=True)

    def state(self, name: str) -> State:
        pull = self.ask("GET", f"/pulls/{name}")
        if pull["merged"]:
            return State("merged")
        if pull["state"] == "open":
            return State("open")
        said = self.ask("GET", f"/issues/{name}/comments", params={"per_page": 100})
        officers = [one["body"] for one in said if one["author_association"] in ("OWNER", "MEMBER", "COLLABORATOR")]
        return State("closed", officers[-1] if officers else "")

    def comment(self, name: str, text: str) -> None:
        self.ask("POST", f"/issues/{name}/comments", {"body": text})

    def withdraw(self, name: str, key: str) -> None:
        pull = self.ask("GET", f"/pulls/{name}")
        if pull["state"] != "open":
            return
        branch = pull["head"]["ref"]
        own = self.ask("GET", f"/compare/{self.repository.base}...{branch}")["commits"]
        if any(not has_key(one["commit"]["message"], key) for one in own):
            self.comment(name, taken_back(key))
            return
        self.ask("PATCH", f"/pulls/{name}", {"state": "closed"})
        self.ask("DELETE", f"/git/refs/heads/{branch}", missing=True)

    def _pull(self, change: ChangeSet, branch: str) -> str:
        wanted = {"title": change.title, "head": branch, "base": self.repository.base, "body": change.body}
        try:
            number = str(self.ask("POST", "/pulls", wanted)["number"])
        except ForgeFault:
            # A pull request for the branch exists where only the answer about it was lost.
            number = next((str(pull["number"]) for pull in self._pulls(branch, "open")), "")
            if not number:
                raise
        if change.labels:
            self.ask("POST", f"/issues/{number}/labels", {"labels": list(change.labels)})
        return number

    def _pulls(self, branch: str, state: str) -> list[dict[str, Any]]:
        head = f"{self.repository.owner}:{branch}"
        found = self.ask("GET", "/pulls", params={"head": head, "state": state, "per_page": 100})
        assert isinstance(found, list), "GitHub lists pull requests"
        return found

    def _head(self) -> str:
        sha = self._sha(self.repository.base)
        if not sha:
            raise ForgeFault(f"there is no branch {self.repository.base}", lasting=True)
        return sha

    def _sha(self, branch: str) -> str:
        found = self.ask("GET", f"/git/ref/heads/{branch}", missing=True)
        return str(found["object"]["sha"]) if found else ""

    def _is_ours(self, sha: str, key: str) -> bool:
        return has_key(self.ask("GET", f"/git/commits/{sha}")["message"], key)

    def _has(self, branch: str, key: str) -> bool:
        commits = self.ask("GET", f"/compare/{self.repository.base}...{branch}")["commits"]
        return any(has_key(one["commit"]["message"], key) for one in commits)

    def _free(self, branch: str) -> str:
        return next(name for n in range(2, MERGEABLE) if not self._sha(name := f"{branch}-{n}"))

    def _commit(self, change: ChangeSet, parent: str) -> str:
        """A commit on `parent` with only the files of the change set; their text as it is there now."""
        try:
            files = {path: edit(self._read(path, parent)) for path, edit in change.files.items()}
        except ValueError as fault:
            raise ForgeFault(str(fault), lasting=True) from None
        file = {"mode": "100644", "type": "blob"}
        entries = [{"path": path, **file, **self._contents(contents)} for path, contents in files.items()]
        base_tree = self.ask("GET", f"/git/commits/{parent}")["tree"]["sha"]
        tree = self.ask("POST", "/git/trees", {"base_tree": base_tree, "tree": entries})["sha"]
        name, email = AUTHOR
        message = f"{change.title}\n\nKvitto: {change.key}"
        wanted = {"message": message, "tree": tree, "parents": [parent], "author": {"name": name, "email": email}}
        return str(self.ask("POST", "/git/commits", wanted)["sha"])

    def _contents(self, contents: str | bytes) -> dict[str, str]:
        """Of a file in a tree: a text as it is; what is no text as a blob of its own."""
        if isinstance(contents, str):
            return {"content": contents}
        wanted = {"content": base64.b64encode(contents).decode(), "encoding": "base64"}
        return {"sha": str(self.ask("POST", "/git/blobs", wanted)["sha"])}

    def _read(self, path: str, commit: str) -> str | None:
        found = self.ask("GET", f"/contents/{path}", params={"ref": commit}, missing=True)
        return base64.b64decode(found["content"]).decode() if found else None

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        missing: bool = False,
    ) -> Any:
        """One request; `missing`: None instead of a fault where there is no such thing. A refused token is renewed."""
        for renewed in (False, True):
            authorization = {"Authorization": f"Bearer {self.token(renewed)}"}
            try:
                answer = self.client.request(method, path, json=body, params=params, headers=authorization)
            except httpx.HTTPError as fault:
                raise ForgeFault(f"{method} {path}: {type(fault).__name__}") from fault
            if answer.status_code != 401 or renewed:
                break
        if missing and answer.status_code in (404, 422):
            return None
        if answer.is_error:
            raise fault_of(answer)
        return answer.json() if answer.content else None


def has_key(message: str, key: str) -> bool:
    return f"Kvitto: {key}" in message.split("\n")


def taken_back(key: str) -> str:
    """What an officer is told of a proposal that others share."""
    return f"Avsändaren har tagit tillbaka {key}. Ta bort den delen innan du godkänner."


def fault_of(answer: httpx.Response) -> ForgeFault:
    """What an error means: whether to try again, and when. GitHub says both limits with 403 as well as 429."""
    status, headers = answer.status_code, answer.headers
    wait = 0.0
    if (after := headers.get("retry-after", "")).isdigit():
        wait = float(after)
    elif headers.get("x-ratelimit-remaining") == "0" and (reset := headers.get("x-ratelimit-reset", "")).isdigit():
        wait = float(reset) - time.time()
    limited = status == 429 or (status == 403 and (wait > 0 or "rate limit" in answer.text.lower()))
    lasting = status in (400, 404, 410, 422) or (status == 403 and not limited)
    message = f"{answer.request.method} {answer.request.url.path}: {status}"
    return ForgeFault(message, lasting=lasting, wait=min(max(wait, 60.0 if limited else 0.0), LONGEST_WAIT))
