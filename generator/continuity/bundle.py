"""`bygd bundle`: a published portal as files to carry: a .zip for a USB stick, one HTML page to mail or print, and a
.zim for Kiwix; with their SHA-256 sums, and a signature where there is a key. The same site gives the same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from generator.continuity.portable import portable_files
from generator.continuity.sheet import crisis_sheet
from generator.continuity.signature import SUFFIX, SecretKey, comment_of, sign
from generator.continuity.verify import SUMS
from generator.publish import MANIFEST, SIGNATURE, damaged_files, manifest_bytes, read_manifest
from generator.stop import Stop

WriteCopy = Callable[[Path, Iterable[tuple[str, bytes]], Path], None]
"""Writes one copy: (where to, the files, the site they are of)."""

READ_ME = "LAS-MIG.txt"
READ_ME_TEXT = """Så här läser du portalen utan nät
Packa upp hela mappen och öppna index.html i en webbläsare. Sök, karta och utskrift fungerar.
Sidorna visar hur det var den dag kopian gjordes. Datum står på varje sida.

How to read the portal without a network
Unpack the whole folder and open index.html in a browser. Search, map and print work.
The pages show how things were on the day the copy was made. Each page has its dates.
"""
_THE_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that a .zip can say: a file in it has no time of its own."""


def bundle(site: Path, out: Path, key: SecretKey | None = None, *, with_zim: bool = True) -> tuple[Path, ...]:
    """Write the copies of the published portal at `site` into `out`; returns the files, the sums last.

    Raises `Stop` for a site that is not whole: a damaged one is not spread.
    """
    if damaged := damaged_files(site):
        raise Stop("damaged-site", ", ".join(damaged[:5]))
    out.mkdir(parents=True, exist_ok=True)
    name = site.name
    files = list(portable_files(site))
    made = [
        _write(out / f"{name}.zip", lambda path: _write_zip(path, files, site, key)),
        _write(out / f"{name}-kris.html", lambda path: path.write_text(crisis_sheet(site), "utf-8")),
    ]
    if with_zim and (zim := _zim_writer()):
        made.append(_write(out / f"{name}.zim", lambda path: zim(path, files, site)))
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
    made.append(_write(out / SUMS, lambda path: path.write_text(sums, "utf-8")))
    if key:
        signature = sign(sums.encode(), key, comment_of(site))
        made.append(_write(out / f"{SUMS}{SUFFIX}", lambda path: path.write_text(signature, "utf-8")))
    return tuple(made)


def _write(path: Path, write: Callable[[Path], object]) -> Path:
    """By a name of its own first: whoever fetches the file never gets half of it."""
    aside = path.with_name(f".{path.name}.next")
    aside.unlink(missing_ok=True)
    write(aside)
    aside.replace(path)
    return path


def _write_zip(path: Path, files: Iterable[tuple[str, bytes]], site: Path, key: SecretKey | None) -> None:
    held = {**dict(files), READ_ME: READ_ME_TEXT.encode()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(held.items())}
    told = {name: read_manifest(site).get(name) for name in ("built", "records", "withdrawn")}
    held[MANIFEST] = manifest_bytes({**told, "files": digests})
    if key:
        held[SIGNATURE] = sign(held[MANIFEST], key, comment_of(site)).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(held):
            entry = zipfile.ZipInfo(name, _THE_SAME_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, held[name])


def _zim_writer() -> WriteCopy | None:
    """The writer of .zim files, where the optional extra `bygdeportal[portable]` is installed."""
    try:
        from generator.continuity.zim import write_zim
    except ImportError:
        return None
    return write_zim
