"""The web editor's configuration, from the kinds: what Decap CMS asks for, and where it keeps the answers.

A collection of Decap's is a folder with files of one ending. So each kind has one, and a second where the site's own
place has records of the kind with another ending. Only that place is edited here: others have a portal of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.back_end import back_end
from generator.field_type import FALSE_WORDS, TRUE_WORDS
from generator.pages.show import Voice
from generator.picture import FIELD_TYPE as PICTURE
from generator.portal import reserved_ids
from generator.record_text import is_text
from generator.schema import Field, Kind
from generator.settings import SiteConfig
from generator.source import PICTURES

Widget = dict[str, Any]
NEW_NAME = "{{bygd-name}}"
"""Of a new file, as record-text.js makes it from what the record is called."""
LONG_TEXT = 200
"""Characters from which a text gets a field of several lines."""


def editor_config(voice: Voice, config: SiteConfig) -> dict[str, Any]:
    """`cms`: Decap's own configuration. `forms`: how each collection's files are written. `words`: of our controls.

    `phrases`: those that Decap's own Swedish lacks.
    """
    place = _Place(voice, config.place)
    cms = {
        "backend": back_end(config).decap,
        "publish_mode": "editorial_workflow",
        "locale": voice.language,
        "site_url": config.base_url,
        "media_folder": f"content/{config.place}/{PICTURES}",
        "public_folder": "",
        "media_library": {"name": "none"},
        "slug": {"encoding": "ascii", "clean_accents": True},
        "editor": {"preview": False},
        "collections": [_collection(place, kind, ending) for kind, ending in place.collections()],
    }
    unreadable = {"unreadable": voice.say("The file can't be read, and must be mended by hand")}
    forms = {
        collection_name(place, kind, ending): file_form(kind, ending) | unreadable
        for kind, ending in place.collections()
    }
    phrases = {phrase: voice.say(english) for phrase, english in PHRASES.items()}
    return {"cms": cms, "forms": forms, "words": _words(voice), "phrases": phrases}


PHRASES = {
    "auth.loginWithForgejo": "Log in with Forgejo",
    "collection.collectionTop.viewAsList": "Show as a list",
    "collection.collectionTop.viewAsGrid": "Show as cards",
    "collection.entries.unpublishedHeader": "Not yet published",
    "editor.editorControl.field.widgetLabel": "Field: %{widgetLabel}",
    "editor.editorToolbar.statusInfoTooltipDraft": "A draft. Set the status to In review when it is done.",
    "editor.editorToolbar.statusInfoTooltipInReview": "It is being reviewed. You can still change it.",
    "editor.editorWidgets.datetime.setToNow": "Set %{fieldLabel} to now",
    "editor.editorWidgets.list.add": "Add: %{item}",
    "editor.editorWidgets.object.expand": "Unfold",
    "editor.editorWidgets.object.collapse": "Fold",
    "ui.settingsDropdown.account": "Your account",
}
"""What Decap itself says in English only, by its own names of the phrases."""


def _words(voice: Voice) -> dict[str, str]:
    return {
        "clock": voice.say("Time of day, may be left empty"),
        "choose": voice.say("Choose a picture"),
        "no_picture": voice.say("No picture chosen"),
        "description": voice.say("What the picture shows, in words"),
        "no_description": voice.say("Say in words what the picture shows, for those who can't see it."),
    }


class _Place:
    """The site's own place: which of its kinds have files of which endings."""

    def __init__(self, voice: Voice, name: str) -> None:
        self.voice, self.name, self.kinds = voice, name, voice.portal.kinds
        paths = (record.path for record in voice.portal.all_records() if record.place == name)
        self.found = Counter((path.split("/")[-2], path.rpartition(".")[2]) for path in paths)

    def main_ending(self, kind: Kind) -> str:
        """Of new files: pages of running text are Markdown, everything else is fields."""
        return "md" if any(field.type.name == "article" for field in kind.fields.values()) else "yaml"

    def endings(self, kind: Kind) -> tuple[str, ...]:
        main = self.main_ending(kind)
        return (main, *sorted(ending for name, ending in self.found if name == kind.name and ending != main))

    def collections(self) -> Iterator[tuple[Kind, str]]:
        for kind in self.kinds.values():
            yield from ((kind, ending) for ending in self.endings(kind))

    def holds_all(self, kind: Kind) -> bool:
        """Whether the first collection of the kind has every record of it that the site has."""
        there = self.found[kind.name, self.main_ending(kind)]
        return there == len(self.voice.portal.records.get(kind.name, ()))


def collection_name(place: _Place, kind: Kind, ending: str) -> str:
    """The kind's name; with the ending where it is not that of new files. Branches are named by it."""
    return kind.name if ending == place.main_ending(kind) else f"{kind.name}-{ending}"


def _collection(place: _Place, kind: Kind, ending: str) -> dict[str, Any]:
    language = place.voice.language
    name = collection_name(place, kind, ending)
    is_main = name == kind.name
    fields = sorted(kind.fields.values(), key=lambda field: not field.required)
    return {
        "name": name,
        "label": kind.plural[language] if is_main else f"{kind.plural[language]} (.{ending})",
        "label_singular": kind.title[language],
        "description": kind.description[language],
        "folder": f"content/{place.name}/{kind.name}",
        "media_folder": f"/content/{place.name}/{PICTURES}",
        "public_folder": "",
        "extension": ending,
        "format": name,
        "create": is_main,
        # What is taken away without a word is a dead link to others: a record is withdrawn by its field.
        "delete": False,
        "identifier_field": kind.heading,
        "slug": NEW_NAME,
        "summary": f"{{{{{kind.heading}}}}}",
        "preview_path": f"{kind.address}/{{{{slug}}}}/",
        "fields": [widget(field, kind, place) for field in fields],
    }


def file_form(kind: Kind, ending: str) -> dict[str, Any]:
    """What `RecordText` in record-text.js needs to know of a kind."""
    return {
        "extension": ending,
        "heading": kind.heading,
        "address": kind.address,
        "reserved": sorted(reserved_ids(kind)),
        "order": list(kind.fields),
        "lists": [field.name for field in kind.fields.values() if field.is_list],
        "loose": [name for name in kind.fields if not is_text(kind, name)],
    }


def widget(field: Field, kind: Kind, place: _Place) -> Widget:
    """The control of a field, with its words."""
    language = place.voice.language
    about: Widget = {"name": field.name, "label": field.title[language], "required": field.required}
    # How a picture stands in a file is not how one puts it in here.
    if field.description[language] and field.type.name != PICTURE:
        about["hint"] = field.description[language]
    chosen = _choice(field, kind, place)
    if chosen:
        several = {"multiple": True, **_most(field)} if field.is_list else {}
        return {**about, **chosen, **several}
    if not field.is_list:
        return {**about, **_single(field, place.voice)}
    one = {"name": field.name, "label": field.title[language], "required": True, **_single(field, place.voice)}
    return {**about, "widget": "list", "collapsed": False, "field": one, **_most(field)}


def _most(field: Field) -> Widget:
    return {"max": field.constraints["maxItems"]} if "maxItems" in field.constraints else {}


def _choice(field: Field, kind: Kind, place: _Place) -> Widget:
    """A list to choose from: a vocabulary, the field's own values, other records; empty for other fields."""
    voice, language = place.voice, place.voice.language
    if field.labels:
        return _select({value: label[language] for value, label in field.labels.items()})
    if field.type.name == "boolean":
        return _select({TRUE_WORDS[0]: voice.say("Yes"), FALSE_WORDS[0]: voice.say("No")})
    if field.type.name == "field_name":
        return _select({one.name: one.title[language] for one in kind.fields.values() if one is not field})
    if field.target in place.kinds:
        return _related(place.kinds[field.target], place)
    if field.target in voice.portal.vocabularies:
        terms = voice.portal.vocabularies[field.target].values()
        return _select({term.id: term.label[language] for term in terms})
    return {}


def _select(words: Mapping[str, str]) -> Widget:
    return {"widget": "select", "options": [{"value": value, "label": label} for value, label in words.items()]}


def _related(kind: Kind, place: _Place) -> Widget:
    """Decap looks for records in one collection. Where the site has them from several, it is given them to choose."""
    if not place.holds_all(kind):
        return _select({record.id: record.heading for record in place.voice.portal.records[kind.name]})
    return {
        "widget": "relation",
        "collection": kind.name,
        "search_fields": [kind.heading],
        "display_fields": [kind.heading],
        "value_field": "{{slug}}",
    }


def _single(field: Field, voice: Voice) -> Widget:
    made = WIDGETS[field.type.name](field) if field.type.name in WIDGETS else _line(field)
    if pattern := field.constraints.get("pattern"):
        made["pattern"] = [f"^(?:{pattern})$", field.description[voice.language] or field.title[voice.language]]
    elif longest := field.constraints.get("maxLength"):
        made["pattern"] = [rf"^[\s\S]{{0,{longest}}}$", voice.say("%(num)s characters at the most", num=longest)]
    return made


def _line(field: Field) -> Widget:
    return {"widget": "text" if field.constraints.get("maxLength", 0) > LONG_TEXT else "string"}


def _number(field: Field) -> Widget:
    limits = {ours: field.constraints[name] for name, ours in LIMITS.items() if name in field.constraints}
    return {"widget": "number", "value_type": "int" if field.type.name == "integer" else "float", **limits}


LIMITS = {"minimum": "min", "maximum": "max"}
WIDGETS: Mapping[str, Callable[[Field], Widget]] = {
    # Decap's editor of formatted text writes the whole text anew, in marks of its own, when one word is changed.
    "markdown": lambda field: {"widget": "text"},
    "article": lambda field: {"widget": "text"},
    "date": lambda field: {"widget": "datetime", "format": "YYYY-MM-DD", "time_format": False},
    "moment": lambda field: {"widget": "bygd-moment"},
    PICTURE: lambda field: {"widget": "bygd-picture"},
    "number": _number,
    "integer": _number,
}
"""Field type -> its control, where it is not a line of text."""
