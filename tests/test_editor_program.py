"""The editor's programs: fetched by npm itself from a registry on this computer, the right ones or not at all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from generator import editor_program
from generator.stop import Stop
from tests import tiny


def package(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return gzip.compress(packed.getvalue(), mtime=0)


def integrity(content: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


MANIFEST = {"name": "redigerare", "version": "1.2.3", "scripts": {"prepare": "touch ran"}}
GOOD = package({"package.json": json.dumps(MANIFEST), "dist/app.js": "app()", "LICENSE": "fri"})
OTHER = package({"package.json": json.dumps(MANIFEST), "dist/app.js": "spy()", "LICENSE": "fri"})


class _Registry(BaseHTTPRequestHandler):
    """One package, as npm asks for it. `content` is what the registry has under its name today."""

    content = GOOD

    def do_GET(self) -> None:
        if self.path.endswith(".tgz"):
            return self._send(self.content, "application/octet-stream")
        if not self.path.startswith("/redigerare"):
            return self.send_error(404)
        host = f"http://{self.headers['Host']}"
        dist = {"tarball": f"{host}/redigerare/-/redigerare-1.2.3.tgz", "integrity": integrity(self.content)}
        told = {
            "name": "redigerare",
            "dist-tags": {"latest": "1.2.3"},
            "versions": {"1.2.3": {**MANIFEST, "dist": dist}},
        }
        return self._send(json.dumps(told).encode(), "application/json")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Iterator[type[_Registry]]:
    """A registry that npm is set up for, with the one package that the editor is pinned to."""
    handler = type("Registry", (_Registry,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    pinned = {"package": "redigerare", "version": "1.2.3", "integrity": integrity(GOOD)}
    listed = [{**pinned, "files": {"dist/app.js": "app.js", "LICENSE": "app.LICENSE.txt"}}]
    tiny.write(tmp_path / "own/programs.json", json.dumps(listed))
    monkeypatch.setattr(editor_program, "OWN", tmp_path / "own")
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_pinned_package_is_fetched_and_nothing_in_it_is_run(registry, tmp_path):
    assert editor_program.fetched(tmp_path) is None
    folder = editor_program.fetch(tmp_path)
    assert folder == tmp_path / "build/editor" == editor_program.fetched(tmp_path)
    assert (folder / "app.js").read_text("utf-8") == "app()"
    assert sorted(path.name for path in folder.iterdir()) == ["app.LICENSE.txt", "app.js", "fetched.json"]


def test_another_package_under_the_same_name_is_refused_and_what_was_there_stays(registry, tmp_path):
    editor_program.fetch(tmp_path)
    registry.content = OTHER
    with pytest.raises(Stop) as stop:
        editor_program.fetch(tmp_path)
    assert stop.value.reason == "editor-changed" and "redigerare@1.2.3" in stop.value.message("sv")
    assert editor_program.fetched(tmp_path) is not None


def test_a_registry_that_does_not_have_it_is_told(registry, tmp_path, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    with pytest.raises(Stop) as stop:
        editor_program.fetch(tmp_path)
    assert stop.value.reason == "editor-unreachable" and stop.value.exit_code == 3


def test_without_npm_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stop) as stop:
        editor_program.fetch(tmp_path)
    assert stop.value.reason == "no-npm" and "Node.js" in stop.value.message("en")


@pytest.mark.parametrize("harm", ["changed", "missing", "receipt", "another version"])
def test_programs_that_are_not_whole_are_as_good_as_none(registry, tmp_path, harm):
    folder = editor_program.fetch(tmp_path)
    if harm == "changed":
        (folder / "app.js").write_text("spy()", "utf-8")
    elif harm == "missing":
        (folder / "app.js").unlink()
    elif harm == "receipt":
        (folder / "fetched.json").write_text("[]", "utf-8")
    else:
        listed = json.loads((tmp_path / "own/programs.json").read_text("utf-8"))
        listed[0]["integrity"] = integrity(OTHER)
        tiny.write(tmp_path / "own/programs.json", json.dumps(listed))
    assert editor_program.fetched(tmp_path) is None


def test_the_command_fetches_nothing_where_no_site_wants_it(tmp_path):
    root = tiny.write_repository(tmp_path / "root")
    ran = tiny.run("editor", "--root", root, env=tiny.environment(PATH=""))
    assert ran.code == 0 and "Inget hämtades" in ran.out
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "editor: local\n", "utf-8")
    ran = tiny.run("editor", "--root", root, "--lang", "en", env=tiny.environment(PATH=""))
    assert ran.code == 3 and "Install Node.js" in ran.err


def test_every_program_is_pinned_and_brings_its_licence():
    names = {package.name: package for package in editor_program.packages()}
    assert names.keys() == {"decap-cms", "js-yaml"}
    for package in names.values():
        assert package.integrity.startswith("sha512-") and len(base64.b64decode(package.integrity[7:])) == 64
        assert any("LICENSE" in name for name in package.files.values())
