"""A portal as a .zim file, which Kiwix reads on telephones and on boxes without the internet (extra `portable`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from libzim.writer import Creator, Hint, Item, StringProvider

from generator.media_type import media_type
from generator.publish import read_manifest

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LANGUAGE = re.compile(r'<html lang="([\w-]+)"')
ISO_639_3 = {"sv": "swe", "en": "eng", "fi": "fin"}
"""What the format calls a language."""
ICON = "icon-48.png"


class Entry(Item):  # type: ignore[misc]
    """One file of the portal."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__()
        self.name, self.content = name, content

    def get_path(self) -> str:
        return self.name

    def get_title(self) -> str:
        found = _TITLE.search(self.content.decode()) if self.name.endswith(".html") else None
        return found[1].strip() if found else ""

    def get_mimetype(self) -> str:
        return media_type(self.name)

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self.content)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: int(self.name.endswith(".html"))}


def write_zim(path: Path, files: Iterable[tuple[str, bytes]], site: Path) -> None:
    """Write all `files`; the front page is index.html."""
    front = (site / "index.html").read_text("utf-8")
    title = next(iter(_TITLE.findall(front)), site.name).strip()
    language = next(iter(_LANGUAGE.findall(front)), "sv")
    creator = (
        Creator(path)
        .config_verbose(False)
        .config_indexing(True, ISO_639_3.get(language, "swe"))
        .set_mainpath("index.html")
    )
    with creator:
        for name, content in files:
            creator.add_item(Entry(name, content))
        told = {
            "Name": f"bygd_{site.name}",
            "Title": title[:30],
            "Description": title[:80],
            "Language": ISO_639_3.get(language, "swe"),
            "Creator": "Bygd",
            "Publisher": title,
            "Date": str(read_manifest(site).get("built", ""))[:10],
        }
        for name, value in told.items():
            creator.add_metadata(name, value)
        creator.add_illustration(48, (Path(__file__).with_name(ICON)).read_bytes())
