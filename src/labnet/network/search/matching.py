"""Why a record was found: the words in it that a query asked for, as they are written there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from labnet.network.search import folding
from labnet.network.search.searchable import INITIALS, WHOLE, holds_names, makes_initials

__all__ = ["Match", "matches"]


@dataclass(frozen=True, slots=True)
class Match:
    """A field of a record with the words in it that the query found."""

    field: str
    words: tuple[str, ...]


def matches(fields: Iterable[tuple[str, tuple[str, ...]]], wanted: Collection[str]) -> tuple[Match, ...]:
    """Give the fields of a record that hold any of the wanted terms, in their order, with the words as written.

    Parameters
    ----------
    fields : iterable of (str, tuple of str)
        The searched texts of the record found, by field.
    wanted : collection of str
        The terms looked for: words, whole names and acronyms as in `searchable.terms`.

    Returns
    -------
    tuple of Match
        All the words of a name where the query is the whole name, else those that stand for a word of the query.
    """
    found = (
        Match(field, tuple(dict.fromkeys(word for text in texts for word in _words(field, text, wanted))))
        for field, texts in fields
    )
    return tuple(match for match in found if match.words)


def _words(field: str, text: str, wanted: Collection[str]) -> Iterator[str]:
    chunks = list(folding.chunks(text))
    if holds_names(field) and WHOLE + folding.key(text) in wanted:
        yield from (chunk.written for chunk in chunks)
        return
    short = {
        word
        for letters, words in (folding.initials(chunks) if makes_initials(field) else ())
        if INITIALS + letters in wanted
        for word in words
    }
    for chunk in chunks:
        if chunk.joined and chunk.joined.form in wanted:
            yield chunk.joined.written
        else:
            yield from (word.written for word in chunk.words if word.form in wanted or word in short)
