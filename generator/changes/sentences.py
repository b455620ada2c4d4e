"""What the change report says, in Swedish and English. `mark` makes a text that somebody wrote safe where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from generator.changes.pages import PageChange
from generator.changes.records import FieldChange, How, RecordChange
from generator.changes.report import ChangeReport
from generator.problem import Language, Problem
from generator.publish import MOST_VANISHING
from generator.schema import Label

Mark = Callable[[str], str]

WORDS: Mapping[str, Label] = {
    "title": Label("Vad förslaget ändrar", "What the proposal changes"),
    "to correct": Label("Att rätta", "To correct"),
    "personal": Label("Personuppgifter", "Personal data"),
    "personal ask": Label(
        "Här står något som ser ut att höra till en enskild person. Ta bort det, också ur historiken i git.",
        "There is something here that seems to belong to a private person. Remove it, from the history in git too.",
    ),
    "records": Label("Det här ändras", "Changes"),
    "links": Label("Länkar som inte leder någonstans", "Links that lead nowhere"),
    "pages": Label("Sidorna före och efter", "The pages before and after"),
    "others": Label("Ändrade filer som inte är poster", "Changed files that are not records"),
    "others ask": Label(
        "De visas inte här. Be någon som kan programmet se på dem.",
        "They are not shown here. Ask someone who knows the program to look at them.",
    ),
    "errors first": Label(
        "Felen nedan behöver rättas först. Vid varje fel står vad du ska skriva i stället. Rätta i samma förslag, "
        "så görs kontrollen om av sig själv. Då visas också hur sidorna ändras.",
        "The errors below must be corrected first. Each says what to write instead. Correct them in the same "
        "proposal, and it is checked again by itself. Then it is also shown how the pages change.",
    ),
    "all well": Label(
        "Inga fel. Läs vad som ändras, och godkänn om det stämmer.",
        "No errors. Read what changes, and approve it if it is right.",
    ),
    "nothing": Label("Inga poster ändras.", "No records change."),
    "vanishing": Label(
        "{} poster raderas utan att lämna ett besked efter sig. Är det meningen?",
        "{} records are removed without leaving a word behind. Is that meant?",
    ),
    "unreadable": Label("Filen går inte att läsa. Se felen.", "The file cannot be read. See the errors."),
    "only form": Label("Bara ordning, kommentarer eller mellanrum.", "Only the order, comments or spaces."),
    "hidden": Label(
        "{}: {} (visas inte här, för fältet publiceras inte)", "{}: {} (not shown, as it is not published)"
    ),
    "long": Label("{}: {}; texten står på sidan", "{}: {}; the text is on the page"),
    "from to": Label("{}: ändrad från {} till {}", "{}: changed from {} to {}"),
    "added": Label("{}: tillagd, {}", "{}: added, {}"),
    "taken away": Label("{}: borttagen", "{}: removed"),
    "list": Label("{}: {}", "{}: {}"),
    "list added": Label("nu också {}", "now also {}"),
    "list gone": Label("inte längre {}", "no longer {}"),
    "reordered": Label("{}: i annan ordning", "{}: in another order"),
    "old address": Label(
        "Den gamla adressen {} slutar fungera. Skriv former_ids: [{}] i filen, så leder den vidare.",
        "The old address {} stops working. Write former_ids: [{}] in the file, and it leads on.",
    ),
    "no word left": Label(
        "Adressen {} slutar fungera. Ska besökaren få ett besked: behåll filen och skriv withdrawn: {}.",
        "The address {} stops working. To leave a word for visitors, keep the file and write withdrawn: {}.",
    ),
    "unseen": Label("Syns inte på någon sida", "Is seen on no page"),
    "seen": Label("Syns på {} på {}", "Is seen on {} on {}"),
    "leaves": Label("Försvinner från {} på {}", "Leaves {} on {}"),
    "around": Label(
        "Det som står runt varje sida på {}, meddelanden överst och menyer, ändras också.",
        "What stands around every page of {}, notices and menus, changes too.",
    ),
    "new page": Label("ny sida", "new page"),
    "page gone": Label("sidan försvinner", "the page goes"),
    "and more": Label("… och mer, som inte får plats här.", "… and more, for which there is no room here."),
}

HOW: Mapping[How, Label] = {
    How.NEW: Label("Ny", "New"),
    How.CHANGED: Label("Ändrad", "Changed"),
    How.RENAMED: Label("Ny adress", "New address"),
    How.WITHDRAWN: Label("Tillbakadragen", "Withdrawn"),
    How.REMOVED: Label("Raderad", "Removed"),
}
COUNTED: Mapping[str, tuple[Label, Label]] = {
    How.NEW: (Label("{} ny", "{} new"), Label("{} nya", "{} new")),
    How.CHANGED: (Label("{} ändrad", "{} changed"), Label("{} ändrade", "{} changed")),
    How.RENAMED: (
        Label("{} med ny adress", "{} with a new address"),
        Label("{} med ny adress", "{} with new addresses"),
    ),
    How.WITHDRAWN: (Label("{} tillbakadragen", "{} withdrawn"), Label("{} tillbakadragna", "{} withdrawn")),
    How.REMOVED: (Label("{} raderad", "{} removed"), Label("{} raderade", "{} removed")),
    "record": (Label("{} post", "{} record"), Label("{} poster", "{} records")),
    "error": (Label("{} fel", "{} error"), Label("{} fel", "{} errors")),
    "warning": (Label("{} varning", "{} warning"), Label("{} varningar", "{} warnings")),
    "page": (Label("{} sida", "{} page"), Label("{} sidor", "{} pages")),
    "site": (Label("{} portal", "{} site"), Label("{} portaler", "{} sites")),
}
"""One, and several."""


DID: Mapping[tuple[bool, bool], Label] = {
    (True, True): Label("ändrad", "changed"),
    (False, True): Label("tillagd", "added"),
    (True, False): Label("borttagen", "removed"),
}
"""By whether a field had a value before, and has one now."""


def counted(what: str, number: int, language: Language) -> str:
    return COUNTED[what][number != 1][language].format(number)


def summary(report: ChangeReport, language: Language) -> str:
    """`3 poster: 1 ny, 2 ändrade. 1 fel, 1 varning.`"""
    if not report.records:
        said = WORDS["nothing"][language]
    else:
        by_how = {how: sum(one.how is how for one in report.records) for how in How}
        parts = ", ".join(counted(how, number, language) for how, number in by_how.items() if number)
        said = f"{counted('record', len(report.records), language)}: {parts}."
    found = _counted_problems(report.problems, language)
    return f"{said} {found}." if found else said


def what_next(report: ChangeReport, language: Language) -> Iterator[str]:
    """What the reader is asked to do."""
    yield WORDS["errors first" if report.errors else "all well"][language]
    if report.vanishing > MOST_VANISHING:
        yield WORDS["vanishing"][language].format(report.vanishing)


def _counted_problems(problems: Collection[Problem], language: Language) -> str:
    by_level = {level: sum(one.level == level for one in problems) for level in ("error", "warning")}
    return ", ".join(counted(level, number, language) for level, number in by_level.items() if number)


def record_lines(record: RecordChange, report: ChangeReport, language: Language, mark: Mark) -> Iterator[str]:
    """What is said of a record under its name."""
    if not record.is_readable:
        yield WORDS["unreadable"][language]
    elif record.how is How.CHANGED and not record.fields:
        yield WORDS["only form"][language]
    yield from (field_line(field, language, mark) for field in record.fields)
    old = record.addresses[0]
    if record.how is How.REMOVED:
        yield WORDS["no word left"][language].format(mark(old), report.today)
    elif not record.leads_on:
        yield WORDS["old address"][language].format(mark(old), mark(old.split("/")[2]))
    if seen := where_seen(record, report, language):
        yield seen


def where_seen(record: RecordChange, report: ChangeReport, language: Language) -> str:
    """`Syns på 3 sidor på 2 portaler; 1 varning.` Where errors are, no page is known: `1 fel.`"""
    pages = report.showing(record)
    said = "" if report.errors else WORDS["unseen"][language]
    if pages:
        word = WORDS["leaves" if record.how in (How.REMOVED, How.WITHDRAWN) else "seen"][language]
        sites = len({page.site for page in pages})
        said = word.format(counted("page", len(pages), language), counted("site", sites, language))
    parts = [part for part in (said, _counted_problems(record.problems, language)) if part]
    return f"{'; '.join(parts)}." if parts else ""


def field_line(field: FieldChange, language: Language, mark: Mark) -> str:
    """`Telefon: ändrad från 0980-319 201 till 0980-319 202`"""
    did = DID[bool(field.before), bool(field.after)][language]
    if not field.is_open:
        return WORDS["hidden"][language].format(field.title, did)
    if not field.after:
        return WORDS["taken away"][language].format(field.title)
    if not field.is_short:
        return WORDS["long"][language].format(field.title, did)
    if field.is_list and field.before:
        return _list_line(field, language, mark)
    after = ", ".join(map(mark, field.after))
    if not field.before:
        return WORDS["added"][language].format(field.title, after)
    return WORDS["from to"][language].format(field.title, ", ".join(map(mark, field.before)), after)


def _list_line(field: FieldChange, language: Language, mark: Mark) -> str:
    added = [mark(one) for one in field.after if one not in field.before]
    gone = [mark(one) for one in field.before if one not in field.after]
    if not added and not gone:
        return WORDS["reordered"][language].format(field.title)
    parts = (("list added", added), ("list gone", gone))
    said = "; ".join(WORDS[word][language].format(", ".join(items)) for word, items in parts if items)
    return WORDS["list"][language].format(field.title, said)


MOST_LINES = 60
"""Of the difference of one page."""
TELLING = 5
"""Signs from which a text may be about somebody; shorter ones stand on every page."""


def page_lines(page: PageChange, report: ChangeReport) -> list[str]:
    """The difference of a page, without what a record that goes, or a field that is taken away, has said.

    It may be taken away for a person's sake, and a comment would keep it.
    """
    going = {one for record in report.records if record.how in (How.REMOVED, How.WITHDRAWN) for one in record.addresses}
    gone = (field for record in report.records for field in record.fields if not field.after)
    taken = [text for field in gone for text in field.before if len(text) >= TELLING]
    hides_all = bool(going & page.shows)
    kept = [
        line for line in page.lines if not line.startswith("-") or not (hides_all or any(one in line for one in taken))
    ]
    return kept if len(kept) <= MOST_LINES else [*kept[:MOST_LINES], " …"]


def page_state(page: PageChange, language: Language) -> str:
    """In brackets after its address; empty for a page that stays."""
    word = "new page" if page.is_new else "page gone" if page.is_gone else ""
    return f" ({WORDS[word][language]})" if word else ""


def pages_in_order(report: ChangeReport) -> list[PageChange]:
    """The records' own pages first, then others that show them, then those that only count them."""
    own = {address for record in report.records for address in record.addresses}
    pages = [page for site in report.sites for page in site.pages]
    return sorted(pages, key=lambda page: (page.url not in own, not page.shows, page.site, page.url))


def same_on_several_sites(report: ChangeReport) -> list[tuple[str, list[PageChange]]]:
    """Pages in order, those that change alike on several sites together: ("asele, region: /foretag/x/", the pages)."""
    alike: dict[tuple[object, ...], list[PageChange]] = {}
    for page in pages_in_order(report):
        alike.setdefault((page.url, page.is_new, page.is_gone, page.lines), []).append(page)
    return [(f"{', '.join(page.site for page in pages)}: {pages[0].url}", pages) for pages in alike.values()]
