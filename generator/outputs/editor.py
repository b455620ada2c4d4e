"""/admin/: the web editor, where a site's settings turn it on and its programs have been fetched.

Decap CMS from the site's own host, with a configuration made from the kinds (pages/editor.py). Nothing else of the
site knows of it: it is not searched, not kept offline, in no copy that is carried, and asked of no search engine.
"""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path

from generator.back_end import FOLDER
from generator.edition import Edition
from generator.editor_program import OWN, packages
from generator.pages.editor import editor_config
from generator.pages.plan import voices
from generator.portal import Portal

OURS = ("editor.css", "editor.js", "login.js", "record-text.js")


def write(portal: Portal, edition: Edition, out: Path) -> None:
    if edition.editor is None:
        return
    folder = out / FOLDER
    folder.mkdir()
    voice = next(voices(portal, edition))
    config = json.dumps(editor_config(voice, edition.config), ensure_ascii=False, indent=1)
    (folder / "config.json").write_text(config + "\n", "utf-8")
    title = voice.say("Edit %(site)s", site=edition.config.title)
    said = {"LANGUAGE": voice.language, "TITLE": title, "NOSCRIPT": voice.say("The editor needs JavaScript.")}
    page = (OWN / "index.html").read_text("utf-8")
    for sign, meant in said.items():
        page = page.replace(f"@{sign}@", escape(meant))
    (folder / "index.html").write_text(page, "utf-8")
    for name in OURS:
        shutil.copyfile(OWN / name, folder / name)
    for package in packages():
        for name in package.files.values():
            shutil.copyfile(edition.editor / name, folder / name)
