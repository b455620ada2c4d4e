"""/sw.js, the web app manifest and what is kept without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.outputs import offline
from generator.stop import Stop
from tests import tiny


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tiny.Built:
    root = tiny.write_repository(tmp_path_factory.mktemp("offline") / "root")
    tiny.add(root, "service_point", "borta.yaml", POINT + "withdrawn: 2026-11-01\n")
    report = tiny.build_site(root, root.parent / "out")
    assert report.target is not None, report.problems
    return tiny.Built(root, report.target, report, tiny.pages(report.target))


POINT = tiny.RECORDS["service_point/sot-moskosel.yaml"]


def facts(site: Path) -> dict[str, Any]:
    """What the worker of a site has been told."""
    found = re.search(r"^const SITE = (\{.*?^\});$", (site / "sw.js").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return json.loads(found[1])


def file_of(site: Path, path: str) -> Path:
    return site / (f"{path}index.html" if path in ("",) or path.endswith("/") else path)


def test_all_that_matters_in_a_disruption_is_kept_in_every_language(built: tiny.Built) -> None:
    core = facts(built.site)["core"]
    for prefix in ("", "en/"):
        for path in ("", "offline/", "kontakt/", "trygghet/", "trygghet/sot-moskosel/", "meddelanden/koka-vattnet/"):
            assert prefix + path in core, prefix + path
    assert not any("firma" in path or "borta" in path for path in core)


def test_every_style_and_script_that_a_kept_page_asks_for_is_kept_too(built: tiny.Built) -> None:
    core = facts(built.site)["core"]
    for path in (path for path in core if path.endswith("/") or not path):
        page = file_of(built.site, path)
        for tag in tiny.tags(page.read_text("utf-8"), "link", "script"):
            is_style = tag.attributes.get("rel") == "stylesheet"
            link = tag.attributes.get("src") or (tag.attributes["href"] if is_style else "")
            if link:
                assert (page.parent / link).resolve().relative_to(built.site.resolve()).as_posix() in core


def test_what_a_kept_script_imports_is_kept_too(built: tiny.Built) -> None:
    core = facts(built.site)["core"]
    imported = {
        (built.site / script).parent / name
        for script in core
        if script.endswith(".js")
        for name in re.findall(r'from "\./([\w-]+\.js)"', (built.site / script).read_text("utf-8"))
    }
    assert imported
    assert {path.relative_to(built.site).as_posix() for path in imported} <= core.keys()


def test_what_only_other_pages_are_shown_with_gives_way_to_the_crisis_pages(
    built: tiny.Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First each language's crisis pages with their scripts; those of the forms where there is room left."""
    core = list(facts(built.site)["core"])
    form = next(number for number, path in enumerate(core) if path.endswith("/form.js"))
    pages = [number for number, path in enumerate(core) if not path.startswith("static/")]
    assert max(pages) < form
    sizes = [file_of(built.site, path).stat().st_size for path in core[:form]]
    monkeypatch.setattr(offline, "MOST_KEPT", sum(sizes))
    site = tiny.build_site(built.root, tmp_path / "out").target
    assert site
    told = facts(site)["core"]
    assert not any(path.endswith("/form.js") for path in told)
    assert {path for path in core if not path.startswith("static/")} <= told.keys()


def test_what_is_kept_is_there_is_small_and_files_have_their_digest(built: tiny.Built) -> None:
    core = facts(built.site)["core"]
    sizes = [file_of(built.site, path).stat().st_size for path in core]
    assert sum(sizes) <= offline.MOST_KEPT
    for path, integrity in core.items():
        digest = hashlib.sha256(file_of(built.site, path).read_bytes()).digest()
        is_page = path.endswith("/") or not path
        assert integrity == ("" if is_page else f"sha256-{base64.b64encode(digest).decode()}"), path


def test_withdrawn_pages_are_to_be_forgotten(built: tiny.Built) -> None:
    assert facts(built.site)["gone"] == ["en/trygghet/borta/", "trygghet/borta/"]


def test_the_version_follows_what_is_kept_and_nothing_else(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root")
    first = tiny.build_site(root, tmp_path / "one").target
    later = tiny.build_site(root, tmp_path / "two", now=tiny.NOW.replace(hour=13)).target
    assert first and later
    assert (first / "sw.js").read_bytes() == (later / "sw.js").read_bytes(), "no clock decides"
    tiny.add(root, "service_point", "sot-moskosel.yaml", POINT.replace("Här finns", "Nu finns"))
    changed = tiny.build_site(root, tmp_path / "three").target
    assert changed and facts(changed)["version"] != facts(first)["version"]


def test_many_points_fill_the_room_there_is_and_no_more(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root")
    for number in range(60):
        tiny.add(
            root, "service_point", f"punkt-{number:02d}.yaml", POINT.replace("Moskosel\n", f"Moskosel {number}\n", 1)
        )
    site = tiny.build_site(root, tmp_path / "out").target
    assert site
    core = facts(site)["core"]
    assert "trygghet/" in core and "en/trygghet/punkt-59/" not in core
    assert sum(file_of(site, path).stat().st_size for path in core) <= offline.MOST_KEPT


def test_what_must_be_kept_and_has_no_room_stops_the_build_and_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny.write_repository(tmp_path / "root")
    site = tiny.build_site(root, tmp_path / "out").target
    assert site
    before = tiny.digests(site)
    monkeypatch.setattr(offline, "MOST_KEPT", 20_000)
    with pytest.raises(Stop) as caught:
        tiny.build_site(root, tmp_path / "out")
    assert caught.value.reason == "offline-too-large" and "300 kB" in caught.value.message("sv")
    assert tiny.digests(site) == before


def test_the_kill_switch_stands_at_the_same_address_and_nothing_promises_more(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root")
    settings = root / f"sites/{tiny.SITE}/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "service_worker: nej\n", "utf-8")
    site = tiny.build_site(root, tmp_path / "out").target
    assert site
    worker = (site / "sw.js").read_text("utf-8")
    assert "unregister()" in worker and "caches.delete" in worker and '"fetch"' not in worker
    assert not (site / "offline").exists()
    assert all("offline" not in html for html in tiny.pages(site).values())


def test_the_whole_portal_is_measured_without_what_is_for_machines(built: tiny.Built) -> None:
    whole = json.loads((built.site / "offline/whole.json").read_text("utf-8"))
    files = json.loads((built.site / "manifest.json").read_text("utf-8"))["files"]
    wanted = [path for path in files if not path.startswith(tuple(whole["left_out"]))]
    assert whole["files"] == len(wanted)
    assert whole["bytes"] == sum((built.site / path).stat().st_size for path in wanted)
    assert "pagefind/pagefind.js" in wanted and not any("pagefind-ui" in path for path in wanted)


def test_the_app_has_icons_of_the_sizes_it_says(built: tiny.Built) -> None:
    from PIL import Image

    app = json.loads((built.site / "manifest.webmanifest").read_text("utf-8"))
    for icon in app["icons"]:
        if icon["type"] == "image/png":
            with Image.open(built.site / icon["src"]) as picture:
                assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in app["icons"]}


def test_the_workers_are_all_there_is_in_their_folder(tmp_path: Path) -> None:
    """Each is an address that must stay: adding or renaming one is a decision."""
    workers = tiny.PROGRAM / "themes/bas/root"
    assert sorted(path.name for path in workers.iterdir()) == ["sw-off.js", "sw.js"]
    assert (workers / "sw.js").read_text("utf-8").count('"SITE"') == 1
