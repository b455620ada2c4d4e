"""Debian's nginx, run as we would have it configured, on a port of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def nginx_running(config: str, folder: Path) -> Iterator[int]:
    """The port at which nginx serves by `config`, a file for conf.d that says port 80; its files are in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    assert config.count("listen 80") == 1
    (folder / "nginx.conf").write_text(
        f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/fastcgi;\nuwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n"
        f"{config.replace('listen 80', f'listen 127.0.0.1:{port}')}}}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
    server = subprocess.Popen([program, "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    with answering(server, port):
        yield port


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def answering(server: subprocess.Popen[bytes], port: int) -> Iterator[None]:
    """While the server runs, which takes calls at once; it ends at the end."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    try:
        assert server.poll() is None, server.stderr and server.stderr.read()
        yield
    finally:
        server.terminate()
        server.communicate()
