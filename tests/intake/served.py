"""`bygd intake serve` as a process of its own, and the portal whose forms it receives."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.intake.way import git, under_git
from tests.tiny import SITE, command, environment, write_repository


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(frozen=True)
class Served:
    root: Path
    state: Path
    address: str
    env: dict[str, str]
    options: tuple[str, ...]

    def start(self) -> subprocess.Popen[bytes]:
        """A process that answers."""
        words = command("intake", "serve", "--root", self.root, "--state", self.state, *self.options)
        process = subprocess.Popen(words, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(600):
            try:
                if httpx.get(f"{self.address}/intake/health", timeout=1).status_code == 200:
                    return process
            except httpx.TransportError:
                assert process.poll() is None, process.stderr.read().decode()
                time.sleep(0.1)
        process.kill()
        raise AssertionError("the receiver does not answer")


def prepare(folder: Path, *options: str) -> Served:
    """A repository under git whose site has a receiver on a free port, and the key of its municipality."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    root = write_repository(folder / "root")
    settings = root / "sites" / SITE / "site.yaml"
    settings.write_text(settings.read_text("utf-8") + f"form_receiver: {address}\n", "utf-8")
    under_git(root)
    key = folder / "key"
    key.write_text("07" * 32 + "\n", "ascii")
    key.chmod(0o600)
    env = environment(BYGD_INTAKE_KEY=str(key))
    asked = ("--port", str(port), "--address", address, *options)
    return Served(root, folder / "state", address, env, asked)


@contextmanager
def serving(served: Served) -> Iterator[subprocess.Popen[bytes]]:
    process = served.start()
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def branches(root: Path, count: int, *, seconds: float = 60) -> list[str]:
    """The proposals on local git, once there are as many as are waited for."""
    end = time.monotonic() + seconds
    found: list[str] = []
    while time.monotonic() < end:
        found = git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads/anmalan").split()
        if len(found) >= count:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{len(found)} proposals, not {count}")
