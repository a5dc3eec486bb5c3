"""What somebody typed into the search field: words that count, words that do not, and the whole of it as a name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from labnet.network.search import folding

__all__ = ["MAX_LENGTH", "MAX_WORDS", "Asked", "Query", "parse"]

MAX_LENGTH: Final = 200
"""How many characters of a query are read."""
MAX_WORDS: Final = 16
"""How many words of a query are read."""
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A word to look for, what it makes when joined to the words beside it, and whether more may follow."""

    form: str
    joined: frozenset[str]
    last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for."""

    words: tuple[Asked, ...]
    """Words that a record must have."""
    stop_words: tuple[str, ...]
    """Words that only decide between records that are as good otherwise."""
    names: frozenset[str]
    """The whole query as the key of a name, with and without its stop words."""
    all_or_none: bool = False
    """Whether some of the words will not do, as they say nothing by themselves."""


def parse(text: str) -> Query | None:
    """Read a query; None where it has less than two letters or digits.

    Examples
    --------
    >>> query = parse("le Lab Zéro")
    >>> [word.form for word in query.words], query.stop_words, sorted(query.names)
    (['lab', 'zero'], ('le',), ['labzero', 'lelabzero'])
    """
    text = text[:MAX_LENGTH]
    typed = [
        (word.form, chunk.joined.form if chunk.joined else "") for chunk in folding.chunks(text) for word in chunk.words
    ][:MAX_WORDS]
    if not typed or len(folding.key(text)) < _SHORTEST:
        return None
    forms = [form for form, _ in typed]
    pairs = ["", *map("".join, pairwise(forms)), ""]
    asked = [
        Asked(
            form,
            frozenset(filter(None, (pairs[place], pairs[place + 1], joined))),
            last=place == len(typed) - 1,
        )
        for place, (form, joined) in enumerate(typed)
    ]
    words = tuple(word for word in asked if not folding.is_stop_word(word.form))
    significant = "".join(word.form for word in words)
    names = frozenset(filter(None, (folding.key(text), significant)))
    if not words:
        return Query(tuple(asked), (), names, all_or_none=True)
    return Query(words, tuple(form for form in forms if folding.is_stop_word(form)), names)
