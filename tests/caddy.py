"""Debian's Caddy, run as we would have it configured, on a port of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import tiny
from tests.nginx import answering, free_port

NAME = "http://localhost"
"""What a configuration is to call the site: over http, so that nobody is asked for a certificate."""


@contextmanager
def caddy_running(config: str, folder: Path) -> Iterator[int]:
    """The port at which Caddy serves by `config`, a Caddyfile for `NAME`; its files are in `folder`."""
    port = free_port()
    assert config.count(f"{NAME} {{") == 1
    # The log goes where nobody reads it: what is wrong with a configuration is said on stderr before that.
    settings = "{\n    admin off\n    log {\n        output discard\n    }\n}\n"
    file = tiny.write(folder / "Caddyfile", settings + config.replace(NAME, f"http://127.0.0.1:{port}"))
    env = tiny.environment(HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder))
    server = subprocess.Popen(["caddy", "run", "--config", str(file)], env=env, stderr=subprocess.PIPE)
    with answering(server, port):
        yield port
