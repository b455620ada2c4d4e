"""Debian's Firefox without a window, driven by its own Marionette protocol: JSON with its length before it, over TCP.

A page's complaints are read from the browser's console, where its policies and scripts write them.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROGRAM = "firefox-esr"
PREFERENCES = """user_pref("marionette.port", 0);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
"""
COMPLAINTS = """
const [start] = arguments;
const said = Services.console.getMessageArray().filter(
  (one) => one instanceof Ci.nsIScriptError && !(one.flags & one.infoFlag) && one.sourceName.startsWith(start));
return said.map(({ sourceName, lineNumber, errorMessage }) => `${sourceName}:${lineNumber}: ${errorMessage}`);
"""
PATIENCE = 60
"""Seconds for Firefox to start, and for an answer."""


class Firefox:
    """One window."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._input = self._socket.makefile("rb")
        self._number = 0
        self._read()
        self._command("WebDriver:NewSession", capabilities={})

    def _read(self) -> Any:
        length = b""
        while (sign := self._input.read(1)) != b":":
            assert sign, "Firefox has gone"
            length += sign
        return json.loads(self._input.read(int(length)))

    def _command(self, name: str, **parameters: object) -> Any:
        self._number += 1
        asked = json.dumps([0, self._number, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(asked), asked))
        _, number, fault, result = self._read()
        assert number == self._number and fault is None, (name, fault)
        return result.get("value") if isinstance(result, dict) else result

    def goto(self, address: str) -> None:
        self._command("WebDriver:Navigate", url=address)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        return self._command("WebDriver:ExecuteScript", script=f"return {expression}", args=[])

    def pdf(self) -> str:
        """The page printed, as base64."""
        return str(self._command("WebDriver:Print"))

    def complaints(self, start: str) -> list[str]:
        """Errors and warnings of pages whose address begins with `start`, since the browser was started."""
        self._command("Marionette:SetContext", value="chrome")
        try:
            return list(self._command("WebDriver:ExecuteScript", script=COMPLAINTS, args=[start]))
        finally:
            self._command("Marionette:SetContext", value="content")

    def close(self) -> None:
        self._command("Marionette:Quit", flags=["eForceQuit"])
        self._socket.close()


@contextmanager
def firefox() -> Iterator[Firefox]:
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "user.js").write_text(PREFERENCES)
        options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", folder]
        process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            browser = Firefox(_port(profile, process))
            yield browser
            browser.close()
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    """Firefox chooses a port, and writes it beside its settings."""
    file = profile / "MarionetteActivePort"
    deadline = time.monotonic() + PATIENCE
    while not (file.is_file() and file.read_text()):
        assert process.poll() is None and time.monotonic() < deadline, "Firefox did not start"
        time.sleep(0.1)
    return int(file.read_text())
