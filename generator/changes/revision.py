"""What git knows: which files differ from a revision, and what stood in them. Bytes are read; nothing in them is run.

All paths are relative to `root`, the folder with content/, which may lie anywhere in the repository.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.stop import Stop

OF_A_PORTAL = ("content", "sites", "data", "kinds", "themes")
"""Folders that a portal is made of."""
OF_A_PROPOSAL = ("content", "sites", "data")
"""Those of them that only hold facts: what a stranger proposes may be read here. Kinds and themes decide how the
program works, and a site's own templates are run; they come with the base branch alone."""
TEMPLATES = ":(exclude,glob)sites/*/templates/**"
SLOWEST = 300.0
ORDINARY_FILES = (b"100644", b"100755")


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """One file by its paths before and after; empty where it is not there. Both differ where it has been renamed."""

    before: str
    after: str

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path for path in (self.before, self.after) if path))


def base_of(root: Path, since: str) -> str:
    """The commit to compare with: where the work here and `since` parted. Raises `Stop` where there is none."""
    commit = commit_of(root, since)
    # A shallow clone doesn't know where they parted.
    return _asked(root, "merge-base", commit, "HEAD", fails=(1, 128)).decode().strip() or commit


def commit_of(root: Path, revision: str) -> str:
    """The commit that a branch, tag or number names."""
    if not _asked(root, "rev-parse", "--git-dir", fails=(128,)):
        raise Stop("no-git", str(root))
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not (found := _asked(root, *asked, fails=(1, 128))):
        raise Stop("no-revision", revision)
    return found.decode().strip()


def changed(root: Path, commit: str) -> tuple[Changed, ...]:
    """Files that differ between a commit and the folder as it is now, those that git does not know yet too."""
    options = ("--name-status", "-z", "--find-renames", "--relative", "--no-ext-diff", "--no-textconv")
    words = iter(_paths(_asked(root, "diff", *options, commit, "--", ".")))
    found = {_changed(status, words) for status in words}
    new = _paths(_asked(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
    return tuple(sorted(found | {Changed("", path) for path in new}))


def _changed(status: str, words: Iterator[str]) -> Changed:
    path = next(words)
    match status[0]:
        case "A":
            return Changed("", path)
        case "D":
            return Changed(path, "")
        case "R" | "C":
            after = next(words)
            return Changed(path if status[0] == "R" else "", after)
    return Changed(path, path)


def _paths(listed: bytes) -> list[str]:
    """A name that is not UTF-8 is kept as the disk would give it."""
    return [os.fsdecode(one) for one in listed.split(b"\0") if one]


def export(root: Path, commit: str, folder: Path, names: Sequence[str] = OF_A_PORTAL) -> None:
    """Write what stood below `names` at a commit into `folder`: ordinary files only, no link, no filter of git's."""
    listed = _asked(root, "ls-tree", "-r", "-z", "--full-name", commit, "--", *names)
    prefix = _asked(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    wanted = []
    for entry in filter(None, listed.split(b"\0")):
        about, _, name = entry.partition(b"\t")
        mode, _, blob = about.split(b" ")
        path = PurePosixPath(os.fsdecode(name).removeprefix(prefix))
        if mode in ORDINARY_FILES and not {"..", ".git"} & set(path.parts) and not path.is_absolute():
            wanted.append((blob, path))
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in _contents(root, wanted):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _contents(root: Path, wanted: Sequence[tuple[bytes, PurePosixPath]]) -> Iterator[tuple[PurePosixPath, bytes]]:
    """(path, bytes) of each blob, through one git that is asked again and again."""
    command = ["git", "-C", str(root), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:  # noqa: S603
        assert git.stdin and git.stdout
        for blob, path in wanted:
            git.stdin.write(blob + b"\n")
            git.stdin.flush()
            size = int(git.stdout.readline().split(b" ")[2])
            yield path, git.stdout.read(size + 1)[:-1]
        git.stdin.close()


def take(root: Path, revision: str) -> tuple[str, ...]:
    """Lay the facts of a proposal, merged with what is here, into the folder; the paths that then differ from HEAD.

    Nothing that decides how the program works is taken, and a link becomes a file that holds where it would lead.
    Raises `Stop` where the two can't be merged, or where something here is not committed.
    """
    commit = commit_of(root, revision)
    if _asked(root, "status", "--porcelain", "-z", "--", *_known(root, "HEAD", OF_A_PROPOSAL)):
        raise Stop("not-committed", str(root))
    merged = _run(root, "merge-tree", "--write-tree", "--name-only", "--no-messages", "HEAD", commit)
    tree, _, conflicts = merged.stdout.decode(errors="replace").partition("\n")
    if merged.returncode == 1:
        raise Stop("conflict", ", ".join(conflicts.split("\n")).strip(", "))
    if merged.returncode:
        raise Stop("no-common-history", revision)
    names = sorted({*_known(root, "HEAD", OF_A_PROPOSAL), *_known(root, tree, OF_A_PROPOSAL)})
    source = ("restore", f"--source={tree}", "--staged", "--worktree")
    _asked(root, "-c", "core.symlinks=false", *source, "--", *names, TEMPLATES)
    return tuple(path for one in changed(root, "HEAD") for path in one.paths)


def left_behind(root: Path, revision: str) -> tuple[str, ...]:
    """Paths that a proposal changes and that `take` does not: what only someone who knows the program can judge."""
    commit = commit_of(root, revision)
    base = base_of(root, revision)
    facts = [f":(exclude){name}" for name in OF_A_PROPOSAL]
    templates = ":(glob)sites/*/templates/**"
    listed = [_asked(root, "diff", "--name-only", "-z", "--relative", base, commit, "--", *wanted)
              for wanted in ((".", *facts), (templates,))]  # fmt: skip
    return tuple(sorted(path for one in listed for path in _paths(one)))


def _known(root: Path, tree: str, names: Sequence[str]) -> list[str]:
    prefix = _asked(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    there = set(_paths(_asked(root, "ls-tree", "--name-only", "-z", "--full-tree", f"{tree}:{prefix}", fails=(128,))))
    return [name for name in names if name in there]


def _asked(root: Path, *args: str, fails: Sequence[int] = ()) -> bytes:
    """What git answers; nothing where it ends with a code that is in `fails`."""
    done = _run(root, *args)
    if done.returncode in fails:
        return b""
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise Stop("git-failed", f"git {args[0]}: {said[:300]}")
    return done.stdout


def _run(root: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = ["git", "-C", str(root), *args]
    try:
        return subprocess.run(command, env=environment, capture_output=True, timeout=SLOWEST, check=False)  # noqa: S603
    except FileNotFoundError:
        raise Stop("no-git-program") from None
    except subprocess.TimeoutExpired:
        raise Stop("git-failed", f"git {args[0]}: {SLOWEST:.0f} s") from None
