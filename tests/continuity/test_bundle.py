"""Copies to carry: the same bytes each time, whole, readable from a disk."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile

import pytest
from libzim.reader import Archive

from generator.continuity.bundle import READ_ME, bundle
from generator.continuity.page_text import searched
from generator.continuity.portable import plain_script, portable_page
from generator.continuity.signature import new_key
from generator.continuity.verify import verify
from generator.stop import Stop
from tests import tiny
from tests.continuity.conftest import flip_a_bit

KEY = new_key()


@pytest.fixture(scope="module")
def copies(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    bundle(built.site, folder, KEY)
    return folder


def names(copies):
    with zipfile.ZipFile(copies / f"{tiny.SITE}.zip") as archive:
        return archive.namelist()


def test_the_same_site_gives_the_same_zip_and_the_same_page(built, copies, tmp_path):
    bundle(built.site, tmp_path, KEY)
    for name in (f"{tiny.SITE}.zip", f"{tiny.SITE}-kris.html"):
        assert (tmp_path / name).read_bytes() == (copies / name).read_bytes()


def test_a_zip_holds_every_page_but_the_one_for_unknown_addresses(built, copies):
    pages = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*.html")}
    assert {name for name in names(copies) if name.endswith(".html")} == pages - {"404.html"}
    assert READ_ME in names(copies) and "sw.js" not in names(copies)


def test_what_tells_the_time_of_reading_is_in_the_copy_and_what_needs_a_server_is_not(copies):
    scripts = {name.rpartition("/")[2] for name in names(copies) if name.endswith(".js")}
    assert "now.plain.js" in scripts
    assert not scripts & {"offline.plain.js", "save.plain.js", "warnings.plain.js", "sw.js"}
    with zipfile.ZipFile(copies / f"{tiny.SITE}.zip") as archive:
        assert "now.plain.js" in archive.read("index.html").decode()


def test_every_link_of_the_zip_leads_to_a_file_in_it(copies):
    there = set(names(copies))
    with zipfile.ZipFile(copies / f"{tiny.SITE}.zip") as archive:
        for page in (name for name in there if name.endswith(".html")):
            html = archive.read(page).decode()
            assert 'type="module"' not in html and 'rel="manifest"' not in html
            for tag in tiny.tags(html, "a", "link", "script", "form"):
                address = next(
                    (tag.attributes[name] for name in ("href", "src", "action") if name in tag.attributes), "#"
                )
                if ":" in address or address.startswith("#"):
                    continue
                path = io.StringIO(address.partition("#")[0].partition("?")[0]).read()
                parts = [*page.split("/")[:-1], *path.split("/")]
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                assert "/".join(part for part in parts if part != ".") in there, (page, address)


def test_what_is_searched_on_the_site_is_in_the_index_of_the_copy(built, copies):
    with zipfile.ZipFile(copies / f"{tiny.SITE}.zip") as archive:
        index = next(name for name in archive.namelist() if name.endswith("search-index.js"))
        rows = json.loads(archive.read(index).decode().removeprefix("window.bygdIndex = ").rstrip(";\n"))
    wanted = {name for name, html in tiny.pages(built.site).items() if searched(html)}
    assert {row["url"] for row in rows} == wanted
    point = next(row for row in rows if row["url"] == "trygghet/sot-moskosel/index.html")
    assert {"startare", "dricksvatten"} <= set(point["words"].split())
    assert not any("hemlignyckeln" in row["words"] or "internkällaren" in row["words"] for row in rows)


def test_links_to_folders_name_their_page_and_others_stay():
    page = '<a href="../foretag/">x</a><a href="./?q=1">y</a><a href="https://x.se/a/">z</a><a href="#a">å</a>'
    assert portable_page(page, ()) == (
        '<a href="../foretag/index.html">x</a><a href="./index.html?q=1">y</a>'
        '<a href="https://x.se/a/">z</a><a href="#a">å</a>'
    )


def test_a_module_becomes_a_plain_script_with_what_it_imports():
    script = plain_script(tiny.PROGRAM / "themes/bas/static/js/now.js")
    assert "import " not in script.replace("important", "") and "\nexport " not in script
    assert "import.meta" not in script, "a plain script does not know the word"
    assert script.index("module_holidays = ") < script.index("module_opening = ") < script.index("module_now = ")


def test_the_page_to_print_stands_alone_and_holds_every_point_and_notice(copies):
    html = (copies / f"{tiny.SITE}-kris.html").read_text("utf-8")
    assert len(html.encode()) <= 200_000 and "<script" not in html and "<link" not in html
    for words in ("SOT-punkten i Moskosel", "Vattnet måste kokas", "tel:112"):
        assert words in html
    ids = [tag.attributes["id"] for tag in tiny.tags(html) if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    inside = [tag.attributes["href"][1:] for tag in tiny.tags(html, "a") if tag.attributes["href"].startswith("#")]
    assert inside and set(inside) <= set(ids)


def test_the_zim_opens_at_the_front_page_and_holds_the_points(copies):
    archive = Archive(copies / f"{tiny.SITE}.zim")
    assert archive.check() and archive.main_entry.get_item().path == "index.html"
    page = bytes(archive.get_entry_by_path("trygghet/sot-moskosel/index.html").get_item().content).decode()
    assert "SOT-punkten i Moskosel" in page


def test_a_changed_bit_in_any_copy_is_named(copies, tmp_path):
    assert verify(copies).damaged == ()
    for name in (f"{tiny.SITE}.zip", f"{tiny.SITE}-kris.html", f"{tiny.SITE}.zim"):
        folder = tmp_path / name
        shutil.copytree(copies, folder)
        flip_a_bit(folder / name)
        assert verify(folder).damaged == (name,)


def test_a_site_that_is_not_whole_is_not_spread(built, tmp_path):
    broken = tmp_path / tiny.SITE
    shutil.copytree(built.site, broken)
    flip_a_bit(broken / "index.html")
    with pytest.raises(Stop) as caught:
        bundle(broken, tmp_path / "copies")
    assert caught.value.reason == "damaged-site" and "index.html" in caught.value.fact
    assert not (tmp_path / "copies").exists()


def test_kiwixs_own_checker_accepts_the_zim(copies):
    """zimcheck, of Debian's zim-tools. Relative links are checked by a test of the zip above."""
    asked = ["zimcheck", "-C", "-I", "-M", "-F", "-P", "-U", "-L"]
    done = subprocess.run([*asked, str(copies / f"{tiny.SITE}.zim")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
