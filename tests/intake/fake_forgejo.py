"""Forgejo's API (/api/v1) as far as it is asked, on a bare git repository: branches, files, proposals, labels."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

REPOSITORY = "/repos/kommunen/portalen/"
WHO = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
STATUSES = {"A": "added", "M": "changed", "D": "removed"}
Answer = tuple[int, Any]
MISSING: Answer = (404, {"message": "Not Found"})


@dataclass
class FakeForgejo:
    """`calls`: what was asked, such as `POST pulls`. Whoever asks without the key is told 401.

    `compares_files`: Forgejo names the files in a comparison of two branches, Gitea and older ones do not.
    """

    bare: Path
    key: str = "nyckel"
    compares_files: bool = True
    pulls: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    lose: str = ""

    def transport(self) -> httpx.MockTransport:
        """For a program that asks with httpx. The answer to a call that `lose` matches is lost, once."""
        return httpx.MockTransport(self._sent)

    def _sent(self, request: httpx.Request) -> httpx.Response:
        status, told = self.answer(request.method, str(request.url), dict(request.headers), request.content)
        if self.lose and re.search(self.lose, self.calls[-1]):
            self.lose = ""
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(status, json=told) if told is not None else httpx.Response(status)

    def git(self, *args: str, stdin: bytes = b"", **env: str) -> str:
        return self.raw(*args, stdin=stdin, **env).decode().strip()

    def raw(self, *args: str, stdin: bytes = b"", **env: str) -> bytes:
        command = ["git", "-C", str(self.bare), *args]
        around = {**WHO, "PATH": "/usr/bin:/bin", **env}
        return subprocess.run(command, input=stdin, env=around, capture_output=True, check=True).stdout

    def tip(self, branch: str) -> str:
        return self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def paths(self, branch: str) -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", branch).split("\n")

    def answer(self, method: str, address: str, headers: dict[str, str], body: bytes) -> Answer:
        asked = urlsplit(address)
        path = unquote(asked.path.removeprefix("/api/v1"))
        if headers.get("authorization") != f"token {self.key}":
            return 401, {"message": "token is required"}
        params = {name: values[0] for name, values in parse_qs(asked.query).items()}
        self.calls.append(f"{method} {path.removeprefix(REPOSITORY)}")
        if path == "/user":
            return 200, {"login": "karin", "full_name": "Karin", "email": "karin@example.com", "avatar_url": ""}
        if path == REPOSITORY.rstrip("/"):
            return 200, {"owner": {"login": "kommunen"}, "permissions": {"push": True}}
        assert path.startswith(REPOSITORY), path
        return self._work(method, path.removeprefix(REPOSITORY).split("/"), params, json.loads(body or b"{}"))

    def _work(self, method: str, path: list[str], params: dict[str, str], body: Any) -> Answer:  # noqa: C901
        """One case a call, in the order of Forgejo's own description."""
        match method, path:
            case "GET", ["branches", *branch]:
                tip = self.tip("/".join(branch))
                return (200, {"name": "/".join(branch), "commit": {"id": tip}}) if tip else MISSING
            case "POST", ["branches"]:
                self.git(
                    "update-ref", f"refs/heads/{body['new_branch_name']}", self.tip(body["old_ref_name"]), "0" * 40
                )
                return 201, {"name": body["new_branch_name"]}
            case "DELETE", ["branches", *branch]:
                if not self.tip("/".join(branch)):
                    return MISSING
                self.git("update-ref", "-d", f"refs/heads/{'/'.join(branch)}")
                return 204, None
            case "GET", ["git", "trees", sha]:
                return 200, {"tree": list(self._tree(sha, recursive="recursive" in params)), "truncated": False}
            case "GET", ["git", "blobs", sha]:
                return 200, self._blob(sha)
            case "GET", ["contents", *parts]:
                listed = self.git("ls-tree", params["ref"], "--", "/".join(parts))
                return (200, self._blob(listed.split()[2])) if listed else MISSING
            case "POST", ["contents"]:
                branch = body.get("new_branch", body["branch"])
                assert branch == body["branch"] or not self.tip(branch), "Forgejo has that branch already"
                self.git("update-ref", f"refs/heads/{branch}", self._commit(body))
                return 201, {}
            case "GET", ["commits"]:
                author = {"name": "Karin", "email": "karin@example.com", "date": "2026-11-24T12:00:00Z"}
                return 200, [{"commit": {"author": author}}]
            case "GET", ["compare", *basehead]:
                base, _, head = "/".join(basehead).partition("...")
                return 200, self._compared(base, head.rpartition(":")[2])
            case "GET", ["pulls"]:
                return 200, [self._public(pull) for pull in self.pulls if pull["state"] == params["state"]]
            case "POST", ["pulls"]:
                self.pulls.append({**body, "head": body["head"].rpartition(":")[2], "state": "open", "merged": False})
                return 201, self._public(self.pulls[-1])
            case "GET", ["pulls", number, "files"]:
                return 200, list(self._files("main", self.pulls[int(number) - 1]["head"]))
            case "GET", ["pulls", number] if number.isdigit():
                return 200, self._public(self.pulls[int(number) - 1])
            case "GET", ["pulls", base, *branch]:
                found = [pull for pull in self.pulls if (pull["base"], pull["head"]) == (base, "/".join(branch))]
                return (200, self._public(found[0])) if found else MISSING
            case "PATCH", ["pulls", number]:
                self.pulls[int(number) - 1].update(body)
                return 201, {}
            case "POST", ["pulls", number, "merge"]:
                self.merge(self.pulls[int(number) - 1])
                return 200, None
            case "GET", ["labels"]:
                return 200, self.labels
            case "POST", ["labels"]:
                self.labels.append({**body, "id": len(self.labels) + 1})
                return 201, self.labels[-1]
            case "PUT", ["issues", number, "labels"]:
                assert set(body["labels"]) <= {label["id"] for label in self.labels}, body
                self.pulls[int(number) - 1]["labels"] = [self.labels[known - 1] for known in body["labels"]]
                return 200, []
            case "POST", ["issues", _, "comments"]:
                self.comments.append(body)
                return 201, body
            case "GET", ["issues", _, "comments"]:
                return 200, self.comments
        raise AssertionError(f"Forgejo has no {method} {'/'.join(path)}")

    def merge(self, pull: dict[str, Any]) -> None:
        head = self.tip(pull["head"])
        tree = self.git("merge-tree", "--write-tree", "main", head)
        commit = self.git("commit-tree", tree, "-p", "main", "-p", head, "-m", "Godkänt")
        self.git("update-ref", "refs/heads/main", commit)
        pull["state"], pull["merged"] = "closed", True

    def _public(self, pull: dict[str, Any]) -> dict[str, Any]:
        head = {"ref": pull["head"], "label": pull["head"], "repo": {"owner": {"login": "kommunen"}}}
        head["sha"] = self.tip(pull["head"])
        return {"labels": [], **pull, "number": self.pulls.index(pull) + 1, "head": head, "user": {"login": "karin"}}

    def _tree(self, sha: str, *, recursive: bool) -> Iterator[dict[str, Any]]:
        for line in self.git("ls-tree", "-l", "-z", *(["-r", "-t"] if recursive else []), sha).split("\0")[:-1]:
            about, _, path = line.partition("\t")
            mode, kind, blob, size = about.split()
            yield {"path": path, "mode": mode, "type": kind, "sha": blob, "size": int(size) if kind == "blob" else 0}

    def _blob(self, sha: str) -> dict[str, str]:
        content = base64.b64encode(self.raw("cat-file", "blob", sha)).decode()
        return {"content": content, "encoding": "base64", "sha": sha}

    def _compared(self, base: str, head: str) -> dict[str, Any]:
        found = self.git("rev-list", "--reverse", f"{base}..{head}").split()
        commits = [{"sha": sha, "commit": {"message": self.git("log", "-1", "--format=%B", sha)}} for sha in found]
        files = {"files": list(self._files(base, head))} if self.compares_files else {}
        return {"total_commits": len(commits), "commits": commits, **files}

    def _files(self, base: str, head: str) -> Iterator[dict[str, str]]:
        words = iter(self.git("diff", "--name-status", "--no-renames", "-z", f"{base}...{head}").split("\0")[:-1])
        for status, path in zip(words, words, strict=True):
            yield {"filename": path, "status": STATUSES[status]}

    def _commit(self, body: Any) -> str:
        """All files in one commit; a file that is there is changed by whoever knows what stands in it."""
        branch = body["branch"]
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self.git("read-tree", branch, **index)
            for one in body["files"]:
                there = self.git("ls-tree", branch, "--", one["path"]).split()
                assert one["operation"] == ("update" if there else "create"), one
                assert not there or one["sha"] == there[2], "changed by someone else meanwhile"
                blob = self.git("hash-object", "-w", "--stdin", stdin=base64.b64decode(one["content"]))
                self.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{one['path']}", **index)
            tree = self.git("write-tree", **index)
        return self.git("commit-tree", tree, "-p", branch, "-F", "-", stdin=body["message"].encode())
