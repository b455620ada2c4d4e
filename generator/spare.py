"""A spare: a second tree of names for the files of a large published site, to be changed and exchanged for it.

The files are the site's own, by hard links. To make tens of thousands of names takes a disk longer than everything
else that a hurried build does, so a whole build of a large site makes them beforehand, and a hurried one changes a few.

A spare that its manifest does not describe can't arise: the manifest goes first and comes last. Without one, it is
thrown away and made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from generator.publish import MANIFEST, SIGNATURE, read_manifest, remove, remove_later
from generator.site_file import in_its_folder

WORTH_IT = 2000
"""Files. A smaller site is linked in no time, and leaves nothing beside it: that of a municipality with 130 records."""

Digests = Mapping[str, str]
"""Path -> SHA-256, as in a manifest."""


def place_of(target: Path) -> Path:
    return target.parent / f".{target.name}.spare"


def files_of(site: Path) -> Digests:
    """The files of a published site by its manifest."""
    listed = read_manifest(site).get("files")
    return listed if isinstance(listed, dict) else {}


def keep(target: Path) -> None:
    """Have a spare of the site that has just been published, where it is large; every name in it is of the same file as
    in the site, and not of one that only says the same: so a file is known by what the file system says of it.
    """
    files, spare = files_of(target), place_of(target)
    try:
        if len(files) < WORTH_IT:
            drop(spare)
            return
        if spare.is_dir():
            (spare / MANIFEST).unlink(missing_ok=True)
            remove_later(spare)
        _follow(spare, target, files, {}, os.unlink)
        os.link(target / MANIFEST, spare / MANIFEST)
    except OSError:
        # The site is published; only the next hurried build takes longer.
        drop(spare)


def drop(spare: Path) -> None:
    """Throw a spare away: its manifest first, so that what is left of it where this is cut short is not trusted."""
    (spare / MANIFEST).unlink(missing_ok=True)
    remove(spare)


@contextmanager
def renewed(target: Path, former: Digests, staying: Digests, new: Mapping[str, str], aside: Path) -> Iterator[Path]:
    """The spare of `target`, whose files are `former`, with those that stay and those that are new (see `renew`), to be
    exchanged for it."""
    spare = place_of(target)
    is_large = len(former) >= WORTH_IT
    try:
        renew(spare, target, staying, new, aside)
        yield spare
    finally:
        if is_large:
            remove_later(aside)
        else:
            drop(spare)


def renew(spare: Path, target: Path, staying: Digests, new: Mapping[str, str], aside: Path) -> None:
    """Let `spare` hold the files `staying` of `target`, and the `new` ones (path -> file), which are moved there.

    What it has already of those that stay is left as it is, and no file that others link to is opened for writing.
    What is not wanted is moved into the folder `aside`: to free the room of a thousand files takes a busy disk longer
    than all the rest, and can wait until the site is published.
    """
    names = (f"{aside}/{number}.unwanted" for number in count())
    _follow(spare, target, staying, new, lambda place: os.rename(place, next(names)))
    for path, file in new.items():
        _put(os.rename, file, f"{spare}/{path}")


def _follow(
    spare: Path, target: Path, staying: Digests, new: Mapping[str, str], discard: Callable[[str], None]
) -> None:
    """As `renew`, with room for what is `new`."""
    had = files_of(spare)
    if had:
        os.unlink(spare / MANIFEST)
        (spare / SIGNATURE).unlink(missing_ok=True)
    else:
        remove(spare)
        spare.mkdir()
    for path in had.keys() - staying.keys():
        discard(f"{spare}/{path}")
        if path not in new:
            _remove_empty_folders(spare, path)
    for path, digest in staying.items():
        if had.get(path) != digest:
            if path in had:
                discard(f"{spare}/{path}")
            _put(os.link, f"{target}/{path}", f"{spare}/{path}")


def _put(call: Callable[[str, str], None], old: str, new: str) -> None:
    in_its_folder(new, lambda: call(old, new))


def _remove_empty_folders(tree: Path, path: str) -> None:
    """A host answers for an empty folder as for a forbidden one."""
    while path := path.rpartition("/")[0]:
        try:
            os.rmdir(f"{tree}/{path}")
        except OSError:
            return
