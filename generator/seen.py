"""Whether a site would be made as it is: seen by what the file system says of files, before any of them is read.

All that is imported here is what a build needs in which nothing has changed: most builds are such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from generator import publish
from generator.clock import still_holds
from generator.crew import Shared, meanwhile
from generator.digest import digest
from generator.order import Order, Report, unsealed
from generator.packaged import own_or_packaged
from generator.program import files_of, program
from generator.sign import Signs, packed, parts_of_site, signs_below, signs_of_parts, signs_of_site, unpacked
from generator.user_cache import cache_folder, keep_object, kept_object

FOLDER = "sites"
"""Of the user's cache."""
WORTH_A_COPY = 5000
"""Files that another process looks at, while this one looks at the content."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Origin:
    """What the sites of the repository `root` are made from, as it is `now`.

    `made_by`: the program, and files that count with what they hold, in digests. `templates` and `themes`: for all
    sites, the files of the themes, in digests.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self.root, self.now = root, now
        data = own_or_packaged(root, "data")
        self.made_by = "\n".join((program(), *files_of(root / "kinds"), *files_of(data), f"{now.tzinfo}"))
        themes = own_or_packaged(root, "themes")
        folders = sorted(themes.glob("*/templates"))
        self.templates = [line for folder in folders for line in (str(folder), *files_of(folder))]
        self.themes = [*files_of(themes, without=folders)]

    @cached_property
    def signs(self) -> Signs:
        """Of the content's files, as they are when this is first asked: before any of them is read."""
        return {f"content/{path}": sign for path, sign in signs_below(self.root / "content").items()}

    @cached_property
    def identity(self) -> bytes:
        """Of all that is read, but for the moment."""
        return digest(self.made_by.encode(), packed(self.signs))


@dataclass(frozen=True, slots=True)
class Seen:
    """The files of the repository that a site was made from, in a digest, and the signs of its own, in another.

    What was told of them, the `report`, holds from `read_at` to `until`. The site had `size` files.
    """

    files: bytes = b""
    site: bytes = b""
    size: int = 0
    read_at: datetime = LONG_AGO
    until: datetime = LONG_AGO
    report: Report | None = None

    def tells(self, files: bytes, now: datetime) -> bool:
        return self.files == files and still_holds(self.read_at, self.until, now)


class Look:
    """At the site that is ordered, and at the files of its `origin`."""

    def __init__(self, order: Order, origin: Origin) -> None:
        self.order, self.origin = order, origin
        self.target = publish.safe_target(order.root, order.out, order.site)
        self.name = f"{self.target} seen"
        seen: Seen | None = kept_object(cache_folder(FOLDER), self.name, program())
        self.seen = seen or Seen()
        self._look = _looking(self.target, order.jobs if self.seen.size >= WORTH_A_COPY else 1)
        # All of these before any of them is read: what is changed while a site is made is not what it was made of.
        site = order.root / "sites" / order.site
        templates = (*origin.templates, *files_of(site / "templates"))
        self.made_of = (origin.made_by, *origin.themes, order.site, *files_of(site, without=[site / "templates"]))
        asked = repr((order.strict, order.allow_removals))
        self.files = digest(origin.identity, *(one.encode() for one in (*self.made_of, asked, *templates)))

    @cached_property
    def there(self) -> Signs:
        """The site's files. They are looked at from the beginning, in another process where they are many."""
        return self._look()

    def report_as_before(self) -> Report | None:
        """What was told when the site was made, where it was made from the files that are there now; else None."""
        report = self.seen.report
        is_same = self.order.seal is unsealed and report and self.seen.tells(self.files, self.order.now)
        if report and is_same and self.seen.site == digest(packed(self.there)):
            return replace(report, is_unchanged=True)
        return None

    def keep(self, signs: Signs, read_at: datetime, until: datetime, report: Report | None) -> None:
        """The site, whose files have these signs, is as it would be made from the files that are there now."""
        new = Seen(self.files, digest(packed(signs)), len(signs), read_at, until, report)
        keep_object(cache_folder(FOLDER), self.name, program(), new)


def looks_at(orders: Sequence[Order]) -> list[Look | None]:
    """At each site, where its order lets things stay as they are."""
    origin = Origin(orders[0].root, orders[0].now) if any(order.reuse for order in orders) else None
    return [Look(order, origin) if origin and order.reuse else None for order in orders]


def _looking(site: Path, jobs: int) -> Callable[[], Signs]:
    """Begin to look at the site's files in another process, where there may be one: what it has not come to by the time
    that it is asked, this one looks at."""
    if jobs == 1:
        return partial(signs_of_site, site)
    parts = Shared(parts_of_site(site))
    there = meanwhile(lambda: packed(signs_of_parts(site, parts)), jobs)
    return lambda: signs_of_parts(site, parts) | unpacked(there())
