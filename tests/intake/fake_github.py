"""GitHub as far as a change set needs it, over a real bare git repository; and every call held to its contract.

Every request and every answer is checked against GitHub's own OpenAPI description, of which only the paths we need
are read. What GitHub answers besides what we read is taken from the description's own examples. A test puts in
faults before the work of a request is done, or after it.
"""

from __future__ import annotations

import base64
import copy
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

DESCRIPTION = Path(__file__).parents[1] / "node_modules/@octokit/openapi/generated/api.github.com.json"
API = "https://api.github.com"
REPO = "/repos/{owner}/{repo}"
NEEDED = (
    "/app/installations/{installation_id}/access_tokens",
    f"{REPO}/git/ref/{{ref}}",
    f"{REPO}/git/refs",
    f"{REPO}/git/refs/{{ref}}",
    f"{REPO}/git/commits",
    f"{REPO}/git/commits/{{commit_sha}}",
    f"{REPO}/git/trees",
    f"{REPO}/contents/{{path}}",
    f"{REPO}/compare/{{basehead}}",
    f"{REPO}/pulls",
    f"{REPO}/pulls/{{pull_number}}",
    f"{REPO}/issues/{{issue_number}}/comments",
    f"{REPO}/issues/{{issue_number}}/labels",
    f"{REPO}/issues/comments/{{comment_id}}",
    f"{REPO}/issues",
    f"{REPO}/issues/{{issue_number}}",
    f"{REPO}/git/blobs",
)
BOT = "github-actions[bot]"
"""Whom the token of a workflow speaks as."""
TOKEN = "ghs_giltig"


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


@cache
def description() -> dict[str, Any]:
    """The needed paths of GitHub's description, with what they refer to."""
    whole = json.loads(DESCRIPTION.read_text("utf-8"))
    part = {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "servers": whole["servers"],
        "paths": {path: whole["paths"][path] for path in NEEDED},
        "components": {},
    }
    waiting = list(_references(part["paths"]))
    while waiting:
        _, _, group, name = waiting.pop().split("/")
        if name not in part["components"].setdefault(group, {}):
            part["components"][group][name] = whole["components"][group][name]
            waiting += _references(whole["components"][group][name])
    return part


@cache
def contract() -> OpenAPI:
    return OpenAPI.from_dict(description())


def _at(reference: str) -> Any:
    found: Any = description()
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _resolved(node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        node = _at(node["$ref"])
    return node


@cache
def _example_text(path: str, method: str, status: str) -> str:
    answer = _resolved(description()["paths"][path][method]["responses"][status])
    examples = answer["content"]["application/json"]["examples"]
    return json.dumps(_resolved(next(iter(examples.values())))["value"])


def example(path: str, method: str, status: int) -> Any:
    """What GitHub's description gives as an answer. Its example of a team lacks what the description asks of one."""
    given = json.loads(_example_text(path, method, str(status)))
    for one in given if isinstance(given, list) else [given]:
        if "requested_teams" in one:
            one["requested_teams"] = []
    return given


@dataclass
class _Asked:
    """A request as openapi-core wants it. What may hold strokes is one part in the description."""

    host_url: str
    path: str
    method: str
    parameters: RequestParameters
    content_type: str
    body: bytes | None


@dataclass
class _Answered:
    status_code: int
    headers: Headers
    content_type: str
    data: bytes


@dataclass
class Fault:
    """`where` is found in "METHOD /path". `late`: the work is done all the same, only the answer is lost."""

    where: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    late: bool = False
    times: int = 1


class FakeGitHub:
    """One repository `kommunen/portalen`, whose git is the bare repository `bare`."""

    def __init__(self, bare: Path, token: str = TOKEN) -> None:
        self.bare, self.token = bare, token
        self.pulls: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.issues: list[dict[str, Any]] = []
        self.labels: dict[int, list[str]] = {}
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        self.bodies: list[str] = []

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.path)
        call = f"{request.method} {path}"
        self.calls.append(call)
        self.bodies.append(request.content.decode())
        template, parameters = _template(request.method, path)
        asked = _as_asked(request, template, parameters)
        contract().validate_request(asked)
        fault = next((one for one in self.faults if re.search(one.where, call) and one.times), None)
        if fault and not fault.late:
            return self._fail(fault, request)
        given = request.headers.get("authorization", "")
        if given != f"Bearer {self.token}" and not template.startswith("/app/"):
            response = _error(401, "Bad credentials")
        else:
            response = self._work(request, template, parameters)
        documented = description()["paths"][template][request.method.lower()]["responses"]
        if str(response.status_code) in documented and response.content:
            content_type = "application/json"
            answered = _Answered(response.status_code, Headers(), content_type, response.content)
            contract().validate_response(asked, answered)
        return self._fail(fault, request) if fault else response

    def _fail(self, fault: Fault, request: httpx.Request) -> httpx.Response:
        fault.times -= 1
        if not fault.status:
            raise httpx.ReadTimeout("lost", request=request)
        return _error(fault.status, "A fault", fault.headers)

    def _work(self, request: httpx.Request, template: str, at: dict[str, str]) -> httpx.Response:
        body = json.loads(request.content) if request.content else {}
        name = f"_{request.method.lower()}_{re.sub(r'[{}]', '', template.removeprefix(REPO)).strip('/')}"
        handler = getattr(self, re.sub(r"[/-]", "_", name))
        answer = handler(at, body, dict(request.url.params))
        if isinstance(answer, httpx.Response):
            return answer
        status, changes, base = answer
        return httpx.Response(status, json=base if isinstance(base, list) else {**base, **changes})

    # Tokens.

    def _post_app_installations_installation_id_access_tokens(self, at: Any, body: Any, params: Any) -> Any:
        base = example(NEEDED[0], "post", 201)
        return 201, {"token": self.token, "permissions": body["permissions"]}, base

    # Git.

    def git(self, *args: str, stdin: str = "", **env: str) -> str:
        who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", "-C", str(self.bare), *args], input=stdin, env={**who, "PATH": "/usr/bin:/bin", **env},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def sha(self, branch: str) -> str:
        return self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def branches(self) -> list[str]:
        return [
            one for one in self.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split() if one != "main"
        ]

    def _ref(self, branch: str, path: str, method: str, status: int) -> Any:
        base = example(path, method, status)
        base["object"]["sha"] = self.sha(branch)
        return status, {"ref": f"refs/heads/{branch}"}, base

    def _get_git_ref_ref(self, at: Any, body: Any, params: Any) -> Any:
        branch = at["ref"].removeprefix("heads/")
        return self._ref(branch, NEEDED[1], "get", 200) if self.sha(branch) else _error(404, "Not Found")

    def _post_git_refs(self, at: Any, body: Any, params: Any) -> Any:
        branch = body["ref"].removeprefix("refs/heads/")
        if self.sha(branch):
            return _error(422, "Reference already exists")
        self.git("update-ref", body["ref"], body["sha"], "0" * 40)
        return self._ref(branch, NEEDED[2], "post", 201)

    def _patch_git_refs_ref(self, at: Any, body: Any, params: Any) -> Any:
        branch = at["ref"].removeprefix("heads/")
        tip = self.sha(branch)
        if self.git("merge-base", tip, body["sha"]) != tip and not body["force"]:
            return _error(422, "Update is not a fast forward")
        self.git("update-ref", f"refs/heads/{branch}", body["sha"])
        return self._ref(branch, NEEDED[3], "patch", 200)

    def _delete_git_refs_ref(self, at: Any, body: Any, params: Any) -> Any:
        branch = at["ref"].removeprefix("heads/")
        if not self.sha(branch):
            return _error(422, "Reference does not exist")
        self.git("update-ref", "-d", f"refs/heads/{branch}")
        return httpx.Response(204)

    def _get_git_commits_commit_sha(self, at: Any, body: Any, params: Any) -> Any:
        base = example(NEEDED[5], "get", 200)
        sha = at["commit_sha"]
        base["tree"]["sha"] = self.git("rev-parse", f"{sha}^{{tree}}")
        return 200, {"sha": sha, "message": self.git("log", "-1", "--format=%B", sha)}, base

    def _post_git_trees(self, at: Any, body: Any, params: Any) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self.git("read-tree", body["base_tree"], **index)
            for entry in body["tree"]:
                blob = entry.get("sha") or self.git("hash-object", "-w", "--stdin", stdin=entry["content"])
                self.git("update-index", "--add", "--cacheinfo", f"{entry['mode']},{blob},{entry['path']}", **index)
            tree = self.git("write-tree", **index)
        return 201, {"sha": tree}, example(NEEDED[6], "post", 201)

    def _post_git_blobs(self, at: Any, body: Any, params: Any) -> Any:
        raw = base64.b64decode(body["content"]) if body["encoding"] == "base64" else body["content"].encode()
        command = ["git", "-C", str(self.bare), "hash-object", "-w", "--stdin"]
        done = subprocess.run(command, input=raw, capture_output=True, check=True)
        return 201, {"sha": done.stdout.decode().strip()}, example(NEEDED[16], "post", 201)

    def _post_git_commits(self, at: Any, body: Any, params: Any) -> Any:
        parents = [word for parent in body["parents"] for word in ("-p", parent)]
        author = {"GIT_AUTHOR_NAME": body["author"]["name"], "GIT_AUTHOR_EMAIL": body["author"]["email"]}
        sha = self.git("commit-tree", body["tree"], *parents, "-F", "-", stdin=body["message"], **author)
        return 201, {"sha": sha}, example(NEEDED[4], "post", 201)

    def _get_contents_path(self, at: Any, body: Any, params: Any) -> Any:
        if not self.git("ls-tree", params["ref"], "--", at["path"]):
            return _error(404, "Not Found")
        blob = self.git("rev-parse", f"{params['ref']}:{at['path']}")
        text = self.git("cat-file", "blob", blob) + "\n"
        base = example(NEEDED[7], "get", 200)
        base = base if isinstance(base, dict) else base[0]
        return 200, {"content": base64.b64encode(text.encode()).decode(), "sha": blob, "path": at["path"]}, base

    def _get_compare_basehead(self, at: Any, body: Any, params: Any) -> Any:
        first, _, last = at["basehead"].partition("...")
        base = example(NEEDED[8], "get", 200)
        commits = []
        for sha in self.git("rev-list", "--reverse", f"{first}..{last}").split():
            one = copy.deepcopy(base["commits"][0])
            one["sha"], one["commit"]["message"] = sha, self.git("log", "-1", "--format=%B", sha)
            commits.append(one)
        return 200, {"commits": commits, "total_commits": len(commits)}, base

    # Pull requests.

    def _get_pulls(self, at: Any, body: Any, params: Any) -> Any:
        branch, state = params["head"].partition(":")[2], params["state"]
        base = example(NEEDED[9], "get", 200)[0]
        kept = [n for n, pull in self.pulls.items() if pull["branch"] == branch and state in ("all", pull["state"])]
        return 200, {}, [{**copy.deepcopy(base), **self._public(number)} for number in reversed(kept)]

    def _public(self, number: int) -> dict[str, Any]:
        return {name: self.pulls[number][name] for name in ("number", "title", "body", "state")}

    def _post_pulls(self, at: Any, body: Any, params: Any) -> Any:
        if any(pull["branch"] == body["head"] and pull["state"] == "open" for pull in self.pulls.values()):
            return _error(422, "A pull request already exists")
        number = len(self.pulls) + 1
        kept = {"number": number, "title": body["title"], "body": body["body"], "state": "open", "merged": False}
        self.pulls[number] = {**kept, "branch": body["head"]}
        return 201, self._public(number), example(NEEDED[9], "post", 201)

    def _get_pulls_pull_number(self, at: Any, body: Any, params: Any) -> Any:
        number = int(at["pull_number"])
        base = example(NEEDED[10], "get", 200)
        base["head"]["ref"] = self.pulls[number]["branch"]
        return 200, {**self._public(number), "merged": self.pulls[number]["merged"]}, base

    def _patch_pulls_pull_number(self, at: Any, body: Any, params: Any) -> Any:
        number = int(at["pull_number"])
        self.pulls[number].update(body)
        return 200, self._public(number), example(NEEDED[10], "patch", 200)

    def _get_issues_issue_number_comments(self, at: Any, body: Any, params: Any) -> Any:
        base = example(NEEDED[11], "get", 200)[0]
        kept = _page(self.comments.get(int(at["issue_number"]), []), params)
        return 200, {}, [{**base, **one, "user": _user(base, one)} for one in kept]

    def _post_issues_issue_number_comments(self, at: Any, body: Any, params: Any) -> Any:
        known = sum(map(len, self.comments.values()))
        kept = {**body, "author_association": "NONE", "id": known + 1, "login": BOT}
        self.comments.setdefault(int(at["issue_number"]), []).append(kept)
        return 201, body, example(NEEDED[11], "post", 201)

    def _patch_issues_comments_comment_id(self, at: Any, body: Any, params: Any) -> Any:
        every = (one for comments in self.comments.values() for one in comments)
        next(one for one in every if one.get("id") == int(at["comment_id"])).update(body)
        return 200, body, example(NEEDED[13], "patch", 200)

    def _get_issues(self, at: Any, body: Any, params: Any) -> Any:
        base = example(NEEDED[14], "get", 200)[0]
        del base["pull_request"]
        kept = _page([one for one in self.issues if one["state"] == params["state"]], params)
        return 200, {}, [{**base, **one, "user": _user(base, one)} for one in kept]

    def _post_issues(self, at: Any, body: Any, params: Any) -> Any:
        self.issues.append({**body, "number": len(self.issues) + 1, "state": "open", "login": BOT})
        return 201, body, example(NEEDED[14], "post", 201)

    def _patch_issues_issue_number(self, at: Any, body: Any, params: Any) -> Any:
        self.issues[int(at["issue_number"]) - 1].update(body)
        return 200, body, example(NEEDED[15], "patch", 200)

    def _post_issues_issue_number_labels(self, at: Any, body: Any, params: Any) -> Any:
        self.labels.setdefault(int(at["issue_number"]), []).extend(body["labels"])
        return 200, {}, example(NEEDED[12], "post", 200)

    # What officers do.

    def merge(self, number: int) -> None:
        """Merge into main, as the green button does."""
        head = self.sha(self.pulls[number]["branch"])
        tree = self.git("merge-tree", "--write-tree", "main", head)
        commit = self.git("commit-tree", tree, "-p", "main", "-p", head, "-m", "Godkänt")
        self.git("update-ref", "refs/heads/main", commit)
        self.pulls[number].update(state="closed", merged=True)

    def close(self, number: int, why: str = "") -> None:
        self.pulls[number]["state"] = "closed"
        if why:
            self.comments.setdefault(number, []).append({"body": why, "author_association": "MEMBER"})


def _page(found: list[dict[str, Any]], params: dict[str, str]) -> list[dict[str, Any]]:
    size = int(params.get("per_page", 30))
    first = (int(params.get("page", 1)) - 1) * size
    return found[first : first + size]


def _user(base: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    return {**base["user"], "login": one.get("login", base["user"]["login"])}


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(
        status, json={"message": message, "documentation_url": API, "status": str(status)}, headers=headers
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    several = {"ref": ".+", "path": ".+", "basehead": ".+"}
    return tuple(
        (
            path,
            re.compile(
                re.sub(r"\\\{(\w+)\\\}", lambda m: f"(?P<{m[1]}>{several.get(m[1], '[^/]+')})", re.escape(path))
            ),
        )
        for path in NEEDED
    )


def _template(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The path of the description that a call is of, and its parameters. A call of no path is not GitHub's."""
    for template, pattern in _patterns():
        match = pattern.fullmatch(path)
        if match and method.lower() in description()["paths"][template]:
            return template, match.groupdict()
    raise AssertionError(f"GitHub has no {method} {path}")


def _as_asked(request: httpx.Request, template: str, parameters: dict[str, str]) -> _Asked:
    path = template
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", value.replace("/", "%2F"))
    given = RequestParameters(
        query=ImmutableMultiDict(parse_qsl(request.url.query.decode())), header=Headers(dict(request.headers))
    )
    return _Asked(API, path, request.method.lower(), given, "application/json", request.content or None)
