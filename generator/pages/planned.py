"""A page before it is made: what it will follow from is known by then, so that one that would be the same need not be.

What a page tells of records, its plan must name: a test makes every page and looks which records it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.pages.page import Page, file_at
from generator.record import Record


@dataclass(frozen=True, slots=True)
class Planned:
    """A page follows from its `records`, each with those that it names; from all that `also` says; and from what is the
    same for every page: settings, theme, menus, banners and the day.

    `records` is None for a page that follows from more than is worth finding out, and is always made.
    `templates`: as the page will have. `also` is the same where its `repr` is.
    """

    url: str
    templates: tuple[str, ...]
    make: Callable[[], Page]
    records: tuple[Record, ...] | None = None
    also: object = None

    @property
    def file(self) -> str:
        return file_at(self.url)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some of a site's pages, which are planned when `plan` is called; chapters can be planned in any order.

    One with a `name` has the same pages as before, and each of them follows from the same, where its `templates` and
    all records that `told` gives are as before, each with those that it names. `size`: about how many records it deals
    with.
    """

    size: int
    plan: Callable[[], Iterator[Planned]]
    name: str = ""
    templates: tuple[str, ...] = ()
    told: Callable[[], Iterable[Record]] = tuple


def always(pages: Iterable[Page]) -> Iterator[Planned]:
    """Pages that are made each time."""
    return (Planned(page.url, page.templates, lambda page=page: page) for page in pages)  # type: ignore[misc]  # bound at once
