"""The forge that needs nothing else: branches of a git repository on this computer.

Each proposal is a branch, and a file in the repository's git folder that says what it is about. An officer merges
the branch, or deletes it. The work tree and the index are never touched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from generator.intake.change_set import ChangeSet
from generator.intake.forge import AUTHOR, BASE, ForgeFault, State

SLOWEST = 60.0


class LocalForge:
    """`name` of a change set is `<branch> <commit>`."""

    def __init__(self, repository: Path, base: str = BASE) -> None:
        self.repository, self.base = repository, base

    def open(self, change: ChangeSet) -> str:
        branch = change.branch
        if tip := self._commit(branch):
            if made := self._made(branch, change.key):
                return f"{branch} {made}"
            if not change.rolling or self._is_merged(tip):
                branch = self._free(branch)
                tip = self._commit(branch)
        parent = tip or self._commit(self.base)
        if not parent:
            raise ForgeFault(f"there is no branch {self.base}", lasting=True)
        commit = self._committed(change, parent)
        self._git("update-ref", f"refs/heads/{branch}", commit, tip or "0" * 40)
        self._describe(branch, change)
        return f"{branch} {commit}"

    def state(self, name: str) -> State:
        branch, commit = name.split(" ")
        if self._is_merged(commit):
            return State("merged")
        if self._commit(branch):
            return State("open")
        return State("closed", self._description(branch).partition("\nSvar:")[2].strip())

    def comment(self, name: str, text: str) -> None:
        with self._path(name.split(" ")[0]).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}\n")

    def keep(self, name: str, text: str) -> None:
        """A text that is written anew each time; nothing where it is empty."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(text, "utf-8")
        else:
            path.unlink(missing_ok=True)

    def withdraw(self, name: str, key: str) -> None:
        branch = name.split(" ")[0]
        tip = self._commit(branch)
        if not tip or self._is_merged(tip):
            return
        commits = self._git("rev-list", f"{self.base}..{tip}").split()
        others = [one for one in commits if _trailer(key) not in self._git("log", "-1", "--format=%B", one)]
        if others:
            self._git("update-ref", f"refs/heads/{branch}", self._without(key, tip), tip)
        else:
            self._git("update-ref", "-d", f"refs/heads/{branch}", tip)
            self._path(branch).unlink(missing_ok=True)

    def _without(self, key: str, tip: str) -> str:
        """The shared branch again, from the base, without the commit that has the key."""
        parent = self._git("merge-base", self.base, tip)
        for commit in self._git("rev-list", "--reverse", f"{self.base}..{tip}").split():
            message = self._git("log", "-1", "--format=%B", commit)
            if _trailer(key) not in message:
                changed = self._git("diff-tree", "-r", "--no-commit-id", "--name-only", commit).split("\n")
                blobs = {path: self._git("rev-parse", f"{commit}:{path}") for path in changed if path}
                parent = self._tree_commit(blobs, parent, message)
        return parent

    def _committed(self, change: ChangeSet, parent: str) -> str:
        try:
            files = {path: edit(self._read(parent, path)) for path, edit in change.files.items()}
        except ValueError as fault:
            raise ForgeFault(str(fault), lasting=True) from None
        blobs = {path: self._git("hash-object", "-w", "--stdin", stdin=contents) for path, contents in files.items()}
        return self._tree_commit(blobs, parent, f"{change.title}\n\n{_trailer(change.key)}\n")

    def _tree_commit(self, blobs: dict[str, str], parent: str, message: str) -> str:
        """A commit of the parent's tree with these files, through an index of its own."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self._git("read-tree", parent, env=index)
            for path, blob in blobs.items():
                self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=index)
            tree = self._git("write-tree", env=index)
        return self._git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message)

    def _read(self, commit: str, path: str) -> str | None:
        """The file's text at a commit; None where it has no such file."""
        if not self._git("ls-tree", commit, "--", path):
            return None
        return self._git("show", f"{commit}:{path}", strip=False)

    def _made(self, branch: str, key: str) -> str:
        """The commit on the branch that has the key: the change set was made, and the answer lost."""
        found = self._git("log", "--format=%H", "--fixed-strings", f"--grep={_trailer(key)}", f"{self.base}..{branch}")
        return found.split("\n")[0]

    def _free(self, branch: str) -> str:
        return next(name for n in range(2, 10_000) if not self._commit(name := f"{branch}-{n}"))

    def _commit(self, branch: str) -> str:
        return self._git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def _is_merged(self, commit: str) -> bool:
        return bool(self._git("for-each-ref", f"--contains={commit}", f"refs/heads/{self.base}"))

    def _describe(self, branch: str, change: ChangeSet) -> None:
        path = self._path(branch)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"# {change.title}\n\n{change.body}\n\n")

    def _description(self, branch: str) -> str:
        path = self._path(branch)
        return path.read_text("utf-8") if path.is_file() else ""

    def _path(self, branch: str) -> Path:
        return self.repository / self._git("rev-parse", "--git-dir") / "bygd" / f"{branch.replace('/', '-')}.md"

    def _git(self, *args: str, stdin: str | bytes = "", env: dict[str, str] | None = None, strip: bool = True) -> str:
        name, mail = AUTHOR
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", name), ("EMAIL", mail))}  # fmt: skip  # noqa: E501
        try:
            done = subprocess.run(  # noqa: S603 - git with arguments of ours: branches and paths are server-made
                ["git", "-C", str(self.repository), *args],  # noqa: S607 - the system's git
                input=stdin.encode() if isinstance(stdin, str) else stdin,
                env={**os.environ, **who, **(env or {})},
                capture_output=True,
                timeout=SLOWEST,
                check=True,
            )
        except (subprocess.SubprocessError, OSError) as fault:
            raise ForgeFault(f"git {args[0]}: {getattr(fault, 'stderr', b'').decode()[-300:]}") from fault
        text = done.stdout.decode()
        return text.strip() if strip else text


def _trailer(key: str) -> str:
    return f"Kvitto: {key}"
