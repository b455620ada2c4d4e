"""Words that find a record though they do not stand on its page.

Swedish writes compounds as one word, and a search finds words by their beginning: `startare` does not find
"hjärtstartare". The cure is to add, unseen, the words that a compound ends in, the synonyms of the terms a
record refers to, and what its author wrote in `search_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.record import Record
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


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def last_parts(word: str, known: frozenset[str]) -> Iterator[str]:
    """The known words that `word` ends in: hjärtstartare -> startare."""
    for start in range(2, len(word) - SHORTEST_PART + 1):
        if word[start:] in known:
            yield word[start:]


def search_words(record: Record, vocabularies: Mapping[str, Vocabulary], known: frozenset[str]) -> tuple[str, ...]:
    """Sorted, each once. Only fields with `search: true` in their schema are looked at."""
    texts: list[str] = []
    found: set[str] = set()
    for field in record.kind.fields.values():
        value = record.values.get(field.name)
        if not field.search or not value:
            continue
        for item in value if field.is_list else (value,):
            if field.target in vocabularies:
                terms = list(_with_parent(vocabularies[field.target], item))
                texts += [text for term in terms for text in (term.label.sv, *term.synonyms())]
                found.update(
                    word for term in terms for text in (term.label.sv, *term.synonyms()) for word in words_of(text)
                )
            elif not field.target and not field.labels:
                texts.append(item)
    found.update(word for text in record["search_words"] for word in words_of(text))
    found.update(part for text in texts for word in words_of(text) for part in last_parts(word, known))
    return tuple(sorted(found))


def _with_parent(vocabulary: Vocabulary, term_id: str) -> Iterator[Term]:
    term = vocabulary.get(term_id)
    if term:
        yield term
        if parent := vocabulary.get(term.row.get("parent", "")):
            yield parent
