"""The API of Forgejo and Gitea, as much of it as a change set needs.

All files of a change set are one request, which also makes the branch; so a change set is whole or not there.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import httpx

from generator.intake.change_set import ChangeSet
from generator.intake.forge import AUTHOR, ForgeFault, State
from generator.intake.forge.github import MOST_IN_A_DAY, SLOWEST, Repository, Token, fault_of, has_key, taken_back


class ForgejoForge:
    """`name` of a change set is the number of its pull request."""

    def __init__(self, repository: Repository, token: Token, transport: httpx.BaseTransport | None = None) -> None:
        self.repository, self.token = repository, token
        base_url = f"{repository.api}/api/v1/repos/{repository.owner}/{repository.name}"
        self.client = httpx.Client(base_url=base_url, timeout=SLOWEST, transport=transport)

    def open(self, change: ChangeSet) -> str:
        if change.rolling:
            return self._roll(change)
        branch = f"anmalan/{change.key}"
        if pull := self._pull(branch):
            return str(pull["number"])
        if not self._is_there(branch):
            self._commit(change, branch, self.repository.base)
        return self._propose(change, branch)

    def _roll(self, change: ChangeSet) -> str:
        """Add to the day's pull request; where that has been decided, to the next one."""
        branch, pull = self._rolling(change.rolling)
        if pull and change.key in str(pull["body"]):
            return str(pull["number"])
        there = self._is_there(branch)
        if not (there and any(has_key(message, change.key) for message in self._messages(branch))):
            self._commit(change, branch, branch if there else self.repository.base)
        if not pull:
            return self._propose(change, branch)
        body = f"{pull['body']}\n\n---\n\n## {change.title}\n\n{change.body}"
        self.ask("PATCH", f"/pulls/{pull['number']}", {"body": body})
        return str(pull["number"])

    def _rolling(self, first: str) -> tuple[str, Any]:
        """(branch, its open pull request) of the first branch of the day that is not decided yet."""
        for n in range(1, MOST_IN_A_DAY):
            branch = first if n == 1 else f"{first}-{n}"
            pull = self._pull(branch)
            if not pull or pull["state"] == "open":
                return branch, pull
        raise ForgeFault("too many branches of one day", lasting=True)

    def _pull(self, branch: str) -> Any:
        return self.ask("GET", f"/pulls/{self.repository.base}/{branch}", missing=True)

    def _is_there(self, branch: str) -> bool:
        return self.ask("GET", f"/branches/{branch}", missing=True) is not None

    def _messages(self, branch: str) -> list[str]:
        """Of the commits that the branch has and the base has not."""
        found = self.ask("GET", f"/compare/{self.repository.base}...{branch}")["commits"]
        return [str(one["commit"]["message"]) for one in found]

    def _propose(self, change: ChangeSet, branch: str) -> str:
        wanted = {"title": change.title, "head": branch, "base": self.repository.base, "body": change.body}
        return str(self.ask("POST", "/pulls", wanted)["number"])

    def _commit(self, change: ChangeSet, branch: str, parent: str) -> None:
        """All files of the change set on top of `parent`, which is the branch itself or what it begins from."""
        files = []
        for path, edit in change.files.items():
            there = self.ask("GET", f"/contents/{path}", params={"ref": parent}, missing=True)
            try:
                contents = edit(base64.b64decode(there["content"]).decode() if there else None)
            except ValueError as fault:
                raise ForgeFault(str(fault), lasting=True) from None
            content = base64.b64encode(contents.encode() if isinstance(contents, str) else contents).decode()
            known = {"sha": there["sha"]} if there else {}
            files.append({"operation": "update" if there else "create", "path": path, "content": content, **known})
        name, email = AUTHOR
        who = {"name": name, "email": email}
        wanted = {
            "branch": parent, "message": f"{change.title}\n\nKvitto: {change.key}",
            "author": who, "committer": who, "files": files,
        }  # fmt: skip
        self.ask("POST", "/contents", wanted if branch == parent else {**wanted, "new_branch": branch})

    def state(self, name: str) -> State:
        pull = self.ask("GET", f"/pulls/{name}")
        if pull["merged"]:
            return State("merged")
        if pull["state"] == "open":
            return State("open")
        said = self.ask("GET", f"/issues/{name}/comments")
        return State("closed", said[-1]["body"] if said else "")

    def comment(self, name: str, text: str) -> None:
        self.ask("POST", f"/issues/{name}/comments", {"body": text})

    def withdraw(self, name: str, key: str) -> None:
        pull = self.ask("GET", f"/pulls/{name}")
        if pull["state"] != "open":
            return
        branch = pull["head"]["ref"]
        if any(not has_key(message, key) for message in self._messages(branch)):
            self.comment(name, taken_back(key))
            return
        self.ask("PATCH", f"/pulls/{name}", {"state": "closed"})
        self.ask("DELETE", f"/branches/{branch}", missing=True)

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        missing: bool = False,
    ) -> Any:
        headers = {"Authorization": f"token {self.token(False)}"}
        try:
            answer = self.client.request(method, path, json=body, params=params, headers=headers)
        except httpx.HTTPError as fault:
            raise ForgeFault(f"{method} {path}: {type(fault).__name__}") from fault
        if missing and answer.status_code == 404:
            return None
        if answer.is_error:
            raise fault_of(answer)
        return answer.json() if answer.content else None
