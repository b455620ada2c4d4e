"""/bilder/: every picture of a record that is shown, drawn anew in its sizes."""

from __future__ import annotations

from pathlib import Path

from generator.edition import Edition
from generator.picture import Picture, encoded
from generator.portal import Portal


def write(portal: Portal, edition: Edition, out: Path) -> None:
    wanted: dict[str, tuple[Picture, tuple[int, int]]] = {
        picture.address(size[0]): (picture, size)
        for record in portal.all_records()
        for picture in record.values.get("pictures", ())
        for size in picture.sizes()
    }
    for address, (picture, size) in sorted(wanted.items()):
        path = out / address[1:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(encoded(picture, size))
