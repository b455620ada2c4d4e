"""A mirror is brought up to date in one step, or stays as it is."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator import publish
from generator.continuity.drift import drift, left_away
from generator.continuity.mirror import Folder, mirror, origin
from generator.continuity.signature import new_key, sign_manifest
from generator.continuity.verify import verify
from generator.continuity.versions import earlier, roll_back
from generator.publish import MANIFEST
from generator.stop import Stop
from tests import tiny
from tests.continuity.conftest import flip_a_bit


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[object]:
    """Serves a folder on this machine; returns its address."""
    servers = []

    def serve(folder: Path, host: type[Quiet] = Quiet) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(host, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def refusal(source: Path, target: Path, **kept: object) -> str:
    """Why a mirroring is refused; what was there is there afterwards."""
    before = tiny.digests(target)
    with pytest.raises(Stop) as caught:
        mirror(Folder(source), target, **kept)  # type: ignore[arg-type]
    assert tiny.digests(target) == before
    return caught.value.reason


def copy(site: Path, folder: Path) -> Path:
    shutil.copytree(site, folder)
    return folder


def rewrite_manifest(site: Path, **changes: object) -> None:
    manifest = json.loads((site / MANIFEST).read_bytes())
    (site / MANIFEST).write_bytes(publish.manifest_bytes({**manifest, **changes}))


def test_a_site_is_mirrored_over_http_and_then_only_what_has_changed_is_fetched(built, newer, tmp_path, served):
    target = tmp_path / "mirror"
    with origin(served(built.site)) as there:
        first = mirror(there, target)
    assert tiny.digests(target) == tiny.digests(built.site) and first.kept == 0
    with origin(served(newer.site)) as there:
        second = mirror(there, target)
    assert publish.damaged_files(target) == [] and 0 < second.fetched < first.fetched
    assert second.kept > 0 and [publish.damaged_files(path) for path in earlier(target)] == [[]]
    with origin(served(newer.site)) as there:
        assert mirror(there, target).fetched == 0


def test_the_last_three_are_kept_and_the_one_before_can_be_brought_back(built, newer, tmp_path):
    target = tmp_path / "mirror"
    mirror(Folder(built.site), target)
    mirror(Folder(newer.site), target)
    assert "Firma 004" in (target / "foretag/index.html").read_text("utf-8")
    roll_back(target)
    assert "Firma 004" not in (target / "foretag/index.html").read_text("utf-8")
    roll_back(target)
    assert "Firma 004" in (target / "foretag/index.html").read_text("utf-8")
    assert publish.damaged_files(target) == []


def test_an_older_a_broken_and_a_suspiciously_small_site_are_refused(built, newer, tmp_path):
    target = tmp_path / "mirror"
    mirror(Folder(newer.site), target)
    assert refusal(built.site, target) == "mirror-older"
    lying = copy(newer.site, tmp_path / "lying")
    flip_a_bit(lying / "index.html")
    rewrite_manifest(lying, built="2027-01-01T00:00:00+01:00", files={**_files(lying), "index.html": "0" * 64})
    assert refusal(lying, target) == "mirror-damaged"
    small = copy(newer.site, tmp_path / "small")
    few = dict(list(_files(small).items())[:5])
    rewrite_manifest(small, built="2027-01-01T00:00:00+01:00", files=few)
    assert refusal(small, target) == "mirror-shrunk"
    assert mirror(Folder(small), target, allow_removals=True).kept == 5


def test_the_hour_that_comes_twice_makes_no_newer_site_older(built, tmp_path):
    target, before, after = tmp_path / "mirror", *(copy(built.site, tmp_path / name) for name in ("before", "after"))
    rewrite_manifest(before, built="2026-10-25T02:50:00+02:00")
    rewrite_manifest(after, built="2026-10-25T02:10:00+01:00", files={**_files(after), "ny.txt": "0" * 64})
    tiny.write(after / "ny.txt", "ny")
    rewrite_manifest(after, files=dict(publish.file_digests(after)))
    mirror(Folder(before), target)
    assert mirror(Folder(after), target).fetched
    assert refusal(before, target) == "mirror-older"


def test_a_manifest_that_is_not_what_was_written_is_refused(built, newer, tmp_path):
    target = tmp_path / "mirror"
    mirror(Folder(built.site), target)
    altered = copy(newer.site, tmp_path / "altered")
    text = (altered / MANIFEST).read_text("utf-8")
    (altered / MANIFEST).write_text(text.replace("2026-11-24T13", "2036-11-24T13"), "utf-8")
    assert refusal(altered, target) == "mirror-damaged"


def _files(site: Path) -> dict[str, str]:
    return dict(json.loads((site / MANIFEST).read_bytes())["files"])


def test_a_manifest_that_leads_out_of_its_folder_is_refused(built, tmp_path):
    target = tmp_path / "mirror"
    mirror(Folder(built.site), target)
    evil = copy(built.site, tmp_path / "evil")
    rewrite_manifest(evil, files={"../../evil.txt": "0" * 64})
    assert refusal(evil, target) == "bad-manifest"
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_mirror_with_a_key_takes_only_what_the_key_has_signed(built, tmp_path):
    key, target = new_key(), tmp_path / "mirror"
    signed = copy(built.site, tmp_path / "signed")
    sign_manifest(signed, key)
    mirror(Folder(signed), target, key.public)
    assert verify(target, key.public).sound
    assert refusal(signed, target, key=new_key().public) == "not-signed"
    assert refusal(built.site, target, key=key.public) == "not-signed"
    rewrite_manifest(signed, built="2027-01-01T00:00:00+01:00")
    assert refusal(signed, target, key=key.public) == "not-signed"


def test_a_signature_goes_along_so_that_a_mirror_of_a_mirror_can_ask_for_it(built, newer, tmp_path, served):
    key, first, second = new_key(), tmp_path / "first", tmp_path / "second"
    signed = copy(newer.site, tmp_path / "signed")
    mirror(Folder(signed), first)
    sign_manifest(signed, key)
    mirror(Folder(signed), first)
    with origin(served(first)) as there:
        mirror(there, second, key.public)
        assert mirror(there, second, key.public).fetched == 0
    assert verify(second, key.public).sound
    mirror(Folder(signed), second, key.public)
    roll_back(first)
    assert not verify(first, key.public).sound, "the version before was not signed"
    roll_back(first)
    assert verify(first, key.public).sound


def test_what_was_fetched_before_a_break_is_not_fetched_again(built, tmp_path):
    target = tmp_path / "mirror"
    broken = copy(built.site, tmp_path / "broken")
    (broken / "sitemap.xml").unlink()
    with pytest.raises(Stop):
        mirror(Folder(broken), target)
    assert not target.exists()
    done = mirror(Folder(built.site), target)
    assert done.fetched + done.kept == len(_files(built.site)) and publish.damaged_files(target) == []
    assert not (tmp_path / ".mirror.partial").exists()


def test_a_folder_that_is_no_mirror_is_left_alone(built, tmp_path):
    tiny.write(tmp_path / "photos" / "semester.jpg", "x")
    assert refusal(built.site, tmp_path / "photos") == "not-ours"


@pytest.mark.parametrize(("built_at", "code"), [("2026-11-25T11:59", 0), ("2026-11-25T12:01", 1), ("i går", 1)])
def test_a_mirror_that_is_a_day_older_is_told_of(built, tmp_path, built_at, code):
    """fault-116: the same text, but nobody knows whether it still holds."""
    later = copy(built.site, tmp_path / "later")
    rewrite_manifest(later, built=f"{built_at}:00+01:00")
    ran = tiny.run("drift", later, built.site)
    assert ran.code == code and ("för gammal" in ran.err) == bool(code)
    assert tiny.run("drift", later, built.site, "--hours", 48).code == (built_at == "i går")


def test_drift_names_the_pages_that_say_something_else(built, newer, tmp_path):
    """fault-117"""
    same = copy(built.site, tmp_path / "same")
    assert drift(Folder(built.site), Folder(same)).same
    page = same / "index.html"
    page.write_text(page.read_text("utf-8").replace("</main>", "<p>Reklam</p></main>"), "utf-8")
    (same / "kontakt/index.html").unlink()
    found = drift(Folder(built.site), Folder(same))
    assert (found.differing, found.missing) == (("index.html",), ((), ("kontakt/index.html",)))
    assert "foretag/firma-004/index.html" in drift(Folder(built.site), Folder(newer.site)).missing[0]
    told = tiny.run("drift", same, built.site).out.splitlines()
    assert told == [f"saknas i {same}: kontakt/index.html", "skiljer: index.html"]


class Bare(Quiet):
    """A host that sends one of the site's headers, and leaves the others away."""

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


def test_a_host_that_leaves_headers_away_is_told_of(built, served):
    """fault-118. Over http nobody asks for what only https can mean."""
    address = served(built.site, Bare)
    ran = tiny.run("drift", built.site, address)
    assert ran.code == 0, "the text is the same"
    told = ran.out.splitlines()
    assert f"svarar utan Content-Security-Policy: {address}" in told
    assert not any("X-Content-Type-Options" in line or "Strict-Transport-Security" in line for line in told)
    assert tiny.run("drift", built.site, built.site).out == "", "a folder has no host"
    with origin(address) as there:
        assert "Strict-Transport-Security" in left_away("https://kopia.example.com", there)


def test_marks_and_scripts_that_nobody_sees_are_no_drift(built, tmp_path):
    same = copy(built.site, tmp_path / "same")
    for page in same.rglob("*.html"):
        page.write_text(page.read_text("utf-8").replace("<body>", "<body><script>x()</script>"), "utf-8")
    assert drift(Folder(built.site), Folder(same)).same


def test_a_host_that_answers_otherwise_leaves_the_copy(built, tmp_path, served):
    target = tmp_path / "mirror"
    mirror(Folder(built.site), target)
    before = tiny.digests(target)
    elsewhere = (served(tmp_path / "nowhere"), "origin-lacks"), ("http://127.0.0.1:1/", "origin-unreachable")
    for address, reason in (*elsewhere, (str(tmp_path), "origin-lacks")):
        with pytest.raises(Stop) as caught, origin(address) as there:
            mirror(there, target)
        assert caught.value.reason == reason and "//manifest" not in caught.value.fact
    assert tiny.digests(target) == before
