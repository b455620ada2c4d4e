"""Words that find a record beside those of its heading, lead and text; nothing else of its page is searched.

Swedish writes compounds as one word, and a search finds words by their beginning: `startare` does not find
"hjärtstartare". The cure is to add, unseen, the words that a compound ends in, the names and synonyms of the terms a
record refers to, and what its author wrote in `search_words`. Of all other fields the titles (Telefon, Ort) would find
every page, and the index of a large site would be twice as large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from generator.portal import Portal
from generator.record import Record
from generator.schema import Field
from generator.vocabulary import Term, Vocabulary

_WORD = re.compile(r"[^\W\d_]+")
SHORTEST_PART = 4
"""Letters. Shorter endings (-et, -are, -bil) are mostly grammar or chance."""


def lexicon(vocabularies: Mapping[str, Vocabulary]) -> frozenset[str]:
    """Words that may be the last part of a compound: those of the labels and synonyms of all vocabularies."""
    texts = (
        text
        for vocabulary in vocabularies.values()
        for term in vocabulary.values()
        if "synonyms" in term.row
        for text in (term.label.sv, *term.synonyms())
    )
    return frozenset(word for text in texts for word in words_of(text) if len(word) >= SHORTEST_PART)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=100_000)
def last_parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """The known words that `word` ends in: hjärtstartare -> startare."""
    ends = (word[start:] for start in range(2, len(word) - SHORTEST_PART + 1))
    return tuple(end for end in ends if end in known)


def search_words(record: Record, portal: Portal, language: str, known: frozenset[str]) -> tuple[str, ...]:
    """Sorted, each once. Only fields with `search: true` in their schema are looked at.

    `language`: of the page. `known`: the words that a compound may end in (`lexicon`).
    """
    found = {word for text in record["search_words"] for word in words_of(text)}
    for field in record.kind.fields.values():
        if field.search and record.values.get(field.name):
            is_searched = field.name in (record.kind.heading, record.kind.lead)
            for texts in _texts(field, record, portal, language):
                found |= _found_by(texts, known, is_searched)
    return tuple(sorted(found))


@lru_cache(maxsize=10_000)  # the same terms are named in many records
def _found_by(texts: tuple[str, ...], known: frozenset[str], is_searched: bool) -> frozenset[str]:
    """The last parts of the words of some texts, and, unless these are searched anyway, the words too."""
    words = {word for text in texts for word in words_of(text)}
    parts = {part for word in words for part in last_parts(word, known)}
    return frozenset(parts if is_searched else words | parts)


def _texts(field: Field, record: Record, portal: Portal, language: str) -> Iterator[tuple[str, ...]]:
    """What each value of a field is called."""
    value = record.values[field.name]
    items = value if field.is_list else (value,)
    if field.target in portal.vocabularies:
        yield from (tuple(_names(portal.vocabularies[field.target], item, language)) for item in items)
    elif portal.refers(field):
        yield from ((other.heading,) for other in portal.linked(record, field.name))
    else:
        yield from ((field.labels[item][language] if field.labels else item,) for item in items)


def _names(vocabulary: Vocabulary, term_id: str, language: str) -> Iterator[str]:
    """What a term, and the one it belongs to, is called on the portal, in Swedish, and by others."""
    for term in _with_parent(vocabulary, term_id):
        yield from (term.label[language], term.label.sv, *term.synonyms())


def _with_parent(vocabulary: Vocabulary, term_id: str) -> Iterator[Term]:
    term = vocabulary.get(term_id)
    if term:
        yield term
        if parent := vocabulary.get(term.row.get("parent", "")):
            yield parent
