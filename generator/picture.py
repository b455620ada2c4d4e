"""Pictures beside the records: each is looked at before it is believed, and drawn anew before it is published.

    content/<place>/images/torget.jpg          the picture
    images:                                    in a record: the file's name, then what the picture shows in words
      - torget.jpg Fyra personer vid en svarv

A picture out of a telephone knows where and when it was taken. Only its pixels go on, so none of that does.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from generator.field_type import PICTURE_ENDINGS, Unreadable
from generator.problem import Problem, printable
from generator.record import Record
from generator.schema import Kind
from generator.source import PICTURES, QUIETLY_IGNORED, Found

if TYPE_CHECKING:  # Pillow is imported where a picture is looked at: most records have none
    from PIL import Image

FIELD_TYPE = "picture"
MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
WIDEST = 30_000
WIDTHS = (480, 1200)
"""Pixels of the two that are published, or less where the picture is narrower."""
QUALITY = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that has been looked at, as it stands upright. `path` is on this machine and is never published."""

    path: Path
    text: str
    digest: str
    width: int
    height: int

    def address(self, width: int) -> str:
        """Named by what is in it, so that a browser may keep it for ever."""
        return f"/bilder/{self.digest}-{width}.webp"

    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(width, height) of each file that is published, the smallest first."""
        widths = sorted({min(width, self.width) for width in WIDTHS})
        return tuple((width, max(1, round(self.height * width / self.width))) for width in widths)


def unnamed(root: Path, found: Found, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Pictures that no record names: nobody sees them. Where a record can't be read, it may be it that names them."""
    broken = (problem.path for problem in found.problems if problem.leaves_record_out)
    unread = {path.split("/")[1] for path in broken if path.count("/") > 1}
    known = {(one.place, name) for one in found.sources for name in named(one.values, kinds[one.kind])}
    for folder in sorted(root.glob(f"content/*/{PICTURES}")):
        place = folder.parent.name
        for name in sorted(os.listdir(folder)) if place not in unread else ():
            if (place, name) not in known and not name.startswith(".") and name not in QUIETLY_IGNORED:
                yield Problem.at(printable(f"content/{place}/{PICTURES}/{name}"), 0, "picture-unnamed")


def named(values: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    """The files that a record of the kind names as its pictures, also on a line that has another fault."""
    for field in kind.fields.values():
        if field.type.name == FIELD_TYPE:
            written = values.get(field.name) or ()
            yield from (line.partition(" ")[0] for line in ((written,) if isinstance(written, str) else written))


def with_pictures(root: Path, records: Iterable[Record]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records with their pictures as the further value `pictures`; one that is refused is left out, and told."""
    problems: list[Problem] = []
    return tuple(_with_own(root, record, problems) for record in records), tuple(problems)


def _with_own(root: Path, record: Record, problems: list[Problem]) -> Record:
    fields = [one for one in record.kind.fields.values() if one.type.name == FIELD_TYPE and record.values.get(one.name)]
    if not fields:
        return record
    values: dict[str, Any] = dict(record.values)
    pictures: list[Picture] = []
    for field in fields:
        kept = []
        for item, written in enumerate(record[field.name]):
            name, _, text = written.partition(" ")
            try:
                pictures.append(look(root / "content" / record.place / PICTURES / name, text))
                kept.append(written)
            except Unreadable as unreadable:
                problems.append(record.problem(field.name, unreadable.code, item=item, **unreadable.facts))
        values[field.name] = tuple(kept)
    return replace(record, values=MappingProxyType({**values, "pictures": tuple(pictures)}))


def look(path: Path, text: str) -> Picture:
    """Read the whole file once. Raises `Unreadable`."""
    if path.is_symlink() or not path.is_file():
        raise Unreadable("picture-missing", found=path.name, place=path.parent.parent.name)
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("picture-too-large", found=path.name, size=f"{path.stat().st_size // 1_000_000} MB")
    raw = path.read_bytes()
    from PIL import ImageOps

    image = _opened(raw, path.name)
    upright = ImageOps.exif_transpose(image)
    return Picture(path, text, hashlib.sha256(raw).hexdigest()[:16], *upright.size)


def _opened(raw: bytes, name: str) -> Image.Image:
    """A still picture whose every pixel could be read, of the format that its name says, where it has one."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(raw), formats=tuple(set(PICTURE_ENDINGS.values())))
        if image.width > WIDEST or image.height > WIDEST or image.width * image.height > MOST_PIXELS:
            raise Unreadable("picture-too-large", found=name, size=f"{image.width} × {image.height} px")
        # A telephone's JPEG may hold a second picture for its own use (MPO): the first is the one that is meant.
        found = "JPEG" if image.format == "MPO" else str(image.format)
        if found != PICTURE_ENDINGS.get(Path(name).suffix, found):
            right = next(ending for ending, known in PICTURE_ENDINGS.items() if known == found)
            raise Unreadable("picture-wrong-ending", found=name, instead=right)
        if found != "JPEG" and getattr(image, "is_animated", False):
            raise Unreadable("picture-animated", found=name)
        with _nothing_missing():
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unreadable("picture-too-large", found=name, size=f"> {MOST_PIXELS // 1_000_000} Mpx") from None
    except Unreadable:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Unreadable("picture-broken", found=name) from None
    return image


@contextmanager
def _nothing_missing() -> Iterator[None]:
    """Pillow refuses a picture that is cut off, unless somebody in this process has told it not to, as WeasyPrint."""
    from PIL import ImageFile

    told, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = told


def encoded(picture: Picture, size: tuple[int, int]) -> bytes:
    """The picture in one of its sizes as WebP: only pixels, and the profile that says what their colours mean."""
    from PIL import ImageOps

    return _drawn(ImageOps.exif_transpose(_opened(picture.path.read_bytes(), picture.path.name)), size, QUALITY)


def redrawn(raw: bytes, widest: int, most: int) -> bytes:
    """What somebody sent as WebP: at most `widest` pixels either way and `most` bytes. Raises `Unreadable`."""
    from PIL import ImageOps

    image = ImageOps.exif_transpose(_opened(raw, ""))
    scale = min(1.0, widest / max(image.size))
    while True:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        for quality in (QUALITY, QUALITY - 20, QUALITY - 40):
            if len(drawn := _drawn(image, size, quality)) <= most:
                return drawn
        scale *= 0.7


def _drawn(image: Image.Image, size: tuple[int, int], quality: int) -> bytes:
    from PIL import Image

    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    drawn = image.convert("RGBA" if see_through else "RGB").resize(size, Image.Resampling.LANCZOS)
    # A profile of inks (CMYK) says nothing of the light that they have been turned into.
    profile = image.info.get("icc_profile", b"") if image.mode in ("RGB", "RGBA") else b""
    out = BytesIO()
    drawn.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=profile)
    return out.getvalue()
