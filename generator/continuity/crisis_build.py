"""`bygd build SITE --crisis-only`: notices and service points alone, in a hurry, on top of the published site.

Only they are read, and of their pages only those are rendered whose records have changed, with the front page and the
few pages that need no records. Every other file of the new site is the old one (a hard link in the spare tree of
names, spare.py); pages of unchanged service points, and their lists where all are unchanged, get the new banner. The
site is swapped in as any other. Until the next whole build the front page has nothing but them and the ways into the
rest, other pages have the newest notices from /status.json, and the search index, the feeds and the sitemap are as
before.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from generator import publish, spare
from generator.build import account, concerning, refused, stops, vanishing_problem
from generator.columns import row_digests
from generator.config import read_config
from generator.content import read_content
from generator.edition import Edition, load_theme
from generator.order import Order, Report
from generator.outputs import assets, offline, pages, status
from generator.packaged import own_or_packaged
from generator.pages.duty import DUTIES, OF_ALL_RECORDS
from generator.pages.plan import crisis_plan
from generator.pages.poster import ADDRESS as POSTER
from generator.portal import CRISIS_KINDS, Portal, former_url, relate, reserved_ids
from generator.profile import Profile
from generator.record import Record
from generator.settings import SiteConfig
from generator.several import unswept
from generator.spare import Digests
from generator.stop import Stop

MENUS = "page"
"""The kind whose records stand in the menus of every page."""
LASTING = "service_point"
"""The kind whose pages say the same as long as its records do; a notice's page knows when it is over."""

PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Former:
    """The manifest of the site that is published."""

    files: Digests
    records: tuple[str, ...]
    withdrawn: tuple[str, ...]
    rows: Digests

    def of_others(self, names: Collection[str]) -> list[str]:
        """Those of `names` that this build knows nothing of."""
        return [name for name in names if name.split("/")[0] not in CRISIS_KINDS]


@dataclass(frozen=True, slots=True)
class New:
    """The site that is being made: its new files in `staged`. `rows` are digests of its points and notices."""

    staged: Path
    target: Path
    former: Former
    portal: Portal
    edition: Edition
    rows: Digests

    def lasting(self) -> list[Record]:
        """Service points of which nothing has changed, and whose pages are there."""
        return [record for record in self.portal.records.get(LASTING, ()) if self._lasts(record)]

    def _lasts(self, record: Record) -> bool:
        is_same = self.rows[name := "/".join(record.key)] == self.former.rows.get(name)
        return is_same and self.former.files.keys() >= set(_pages(record.url, self.edition.config))

    def lasting_lists(self) -> list[str]:
        """Pages that list service points, where these are the same as before, each of them."""
        if _of_lasting(self.rows) != _of_lasting(self.former.rows) or LASTING not in self.portal.kinds:
            return []
        kind = self.portal.kinds[LASTING]
        folders = [f"{prefix}{kind.address}/" for prefix in self.edition.config.language_folders]
        shelves = tuple(f"{folder}{name}/" for folder in folders for name in reserved_ids(kind))
        there = (path for path in self.former.files if path.endswith(PAGE))
        return [path for path in there if path.startswith(shelves) or path.removesuffix(PAGE) in folders]


def _of_lasting(rows: Digests) -> Digests:
    return {name: digest for name, digest in rows.items() if name.startswith(f"{LASTING}/")}


@unswept()
def build_crisis(order: Order, profile: Profile) -> Report:
    """Publish what is new in notices and service points. Raises `Stop` where no whole build has been published."""
    step = profile.step
    target = publish.safe_target(order.root, order.out, order.site)
    former = _former(target, order.site)
    content = read_content(order.root, order.now, step, only=(*CRISIS_KINDS, MENUS))
    with step("config"):
        config, problems = read_config(order.root, order.site, content.kinds)
    if config is None:
        return Report(order.site, None, tuple(problems))
    portal, unrelated = relate(content, config, order.now)
    portal = replace(portal, present=portal.present | {one.split("/")[0] for one in former.records})
    report = account(content, config, portal, target, concerning((*problems, *content.problems, *unrelated), config))
    if stops(order, content, config, report):
        return refused(report)
    if (vanishing := _vanishing(former, portal)) and not order.allow_removals:
        return refused(report, vanishing_problem(order.site, vanishing))
    overrides = order.root / "sites" / order.site / "templates"
    theme = load_theme(own_or_packaged(order.root, "themes") / config.theme, overrides, config)
    with publish.building(target) as staged:
        new = New(staged, target, former, portal, Edition(config, theme, order.now), row_digests(portal, config))
        staying, fresh = _write(new, profile)
        _publish(new, order, staying, fresh, profile)
    return report


def _former(target: Path, site: str) -> Former:
    manifest = publish.read_manifest(target)
    if not manifest:
        raise Stop("nothing-published", site)
    files, rows, records, withdrawn = (manifest.get(name) for name in ("files", "rows", "records", "withdrawn"))
    return Former(
        files=files if isinstance(files, dict) else {},
        records=tuple(map(str, records)) if isinstance(records, list) else (),
        withdrawn=tuple(map(str, withdrawn)) if isinstance(withdrawn, list) else (),
        rows=rows if isinstance(rows, dict) else {},
    )


class Fresh(NamedTuple):
    """A file of the new site: where it lies, until it is moved to its place, and its SHA-256."""

    file: str
    digest: str


def _write(new: New, profile: Profile) -> tuple[Digests, dict[str, Fresh]]:
    """Write what is new below `staged`. Returns the old files that stay, and the new ones by their paths."""
    edition, staged = new.edition, new.staged
    lasting, lists = new.lasting(), new.lasting_lists()
    with profile.step("pages"):
        wanted = crisis_plan(new.portal, edition, {one.key for one in lasting}, {LASTING} if lists else ())
        pages.write_in_a_hurry(new.portal, edition, staged, wanted)
        status.write(new.portal, edition, staged)
        if not (new.target / edition.theme.static_url[1:]).is_dir():
            assets.write(new.portal, edition, staged)
        fresh = {path: Fresh(f"{staged}/{path}", publish.digest_of(f"{staged}/{path}")) for path in _below(staged)}
    with profile.step("keep"):
        own = [path for record in lasting for path in _pages(record.url, edition.config)]
        fresh |= _with_new_banners([*own, *lists], new)
        others = [path for record in lasting for url in _other_urls(record) for path in _pages(url, edition.config)]
        return _staying(new, {*own, *lists, *others}, fresh.keys() | offline.WRITTEN), fresh


def _staying(new: New, kept: Collection[str], written: Collection[str]) -> Digests:
    """The old files that are not written anew, but for pages of what is gone."""
    gone = _rendered(new.portal, new.edition.config)
    return {
        path: digest
        for path, digest in new.former.files.items()
        if path not in written and (path in kept or not (path.startswith(gone) and path.endswith(PAGE)))
    }


def _pages(url: str, config: SiteConfig) -> list[str]:
    """The pages of an address in every language."""
    return [f"{prefix}{url[1:]}{PAGE}" for prefix in config.language_folders]


def _other_urls(record: Record) -> tuple[str, ...]:
    """Of the poster, which is printed without a banner, and of pages that lead on from former addresses."""
    return record.url + POSTER, *(former_url(record, former) for former in record["former_ids"])


def _rendered(portal: Portal, config: SiteConfig) -> tuple[str, ...]:
    """Folders of pages that are written anew, and gone where they are not."""
    addresses = [portal.kinds[name].address for name in CRISIS_KINDS if name in portal.kinds]
    addresses += [address.strip("/") for name, (address, _) in DUTIES.items() if name not in OF_ALL_RECORDS]
    return tuple(f"{prefix}{address}/" for prefix in config.language_folders for address in addresses)


MODEL = f"{DUTIES['contact'][0][1:]}{PAGE}"
"""A page that every site has, and every build renders: its banner is the one of today."""
_BANNER, _AFTER_IT = b'<aside class="banner"', b"<main"
_UP = re.compile(rb'="(?:\.\./)+')


def _banner(file: str) -> bytes:
    _, mark, rest = _bytes(file).partition(_BANNER)
    return mark + rest.partition(_AFTER_IT)[0]


def _bytes(file: str) -> bytes:
    with open(file, "rb") as page:
        return page.read()


def _with_new_banners(lasting: Iterable[str], new: New) -> dict[str, Fresh]:
    """Pages that last but for their banner, with the one of today.

    They lie in one folder: to make a folder for each may take a disk longer than all the rest.
    """
    config, changed = new.edition.config, dict[str, Fresh]()
    banners = {prefix: _banner(f"{new.staged}/{prefix}{MODEL}") for prefix in config.language_folders}
    for number, path in enumerate(lasting):
        banner = banners[next((one for one in banners if one and path.startswith(one)), "")]
        old = _bytes(f"{new.target}/{path}")
        if (html := _with_banner(old, banner, path.count("/"))) != old:
            changed[path] = Fresh(f"{new.staged}/{number}.kept", hashlib.sha256(html).hexdigest())
            with open(changed[path].file, "wb") as page:
                page.write(html)
    return changed


def _with_banner(html: bytes, banner: bytes, depth: int) -> bytes:
    """A page, that lies `depth` folders deep, with another banner; as it is where an own theme has neither mark."""
    before, _, rest = html.partition(_BANNER)
    _, mark, after = rest.partition(_AFTER_IT)
    return before + _UP.sub(b'="' + b"../" * depth, banner) + mark + after if mark else html


def _below(folder: Path) -> Iterator[str]:
    """Paths of all files below `folder`."""
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name)[len(str(folder)) + 1 :] for name in names)


def _own(portal: Portal) -> tuple[list[str], list[str]]:
    """The records, and the withdrawn ones, that this build knows all of."""
    there = ["/".join(record.key) for name in CRISIS_KINDS for record in portal.records.get(name, ())]
    gone = ["/".join(record.key) for record in portal.withdrawn if record.kind.name in CRISIS_KINDS]
    return there, gone


def _vanishing(former: Former, portal: Portal) -> publish.Vanishing | None:
    there, gone = _own(portal)
    return publish.lost(set(former.records) - set(former.of_others(former.records)), [*there, *gone])


def _publish(new: New, order: Order, staying: Digests, fresh: Mapping[str, Fresh], profile: Profile) -> None:
    """Make the spare the new site, from what stays and what is new, and exchange it for the old one."""
    files = {**staying, **{path: one.digest for path, one in fresh.items()}}
    there, gone = _own(new.portal)
    records, withdrawn = (new.former.of_others(names) for names in (new.former.records, new.former.withdrawn))
    files_of_new = {path: one.file for path, one in fresh.items()}
    with spare.renewed(new.target, new.former.files, staying, files_of_new, new.staged) as tree:
        with profile.step("offline"):
            files |= _measured(new, tree, staying, fresh.keys())
        with profile.step("publish"):
            publish.put_manifest(tree, order.now, [*there, *records], [*gone, *withdrawn], files, new.rows)
            order.seal(tree)
            publish.swap(tree, new.target)


def _measured(new: New, tree: Path, staying: Digests, fresh: Collection[str]) -> Digests:
    """Write what measures the site, which stands in `tree` but for these files, and so beside no link to an old one."""
    assert not any(os.path.lexists(f"{tree}/{path}") for path in offline.WRITTEN), "the old site would be written to"
    size = offline.size_without(new.target, new.former.files.keys() - staying.keys(), staying)
    offline.write(new.portal, new.edition, tree, (*fresh, offline.WEB_APP), size)
    return publish.digests_of(tree, offline.WRITTEN)
