"""How well rows answer a query."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints
from labnet.network.search.lexicon import Lexicon
from labnet.network.search.passages import Passages, Weights
from labnet.network.search.query import Asked, Query
from labnet.network.search.searchable import INITIALS, LEAST_IN_A_NAME, LEAST_OF_ITS_OWN, WHOLE
from labnet.network.search.tiers import is_generic

__all__ = ["Scores", "scored"]

_Mask: TypeAlias = npt.NDArray[np.bool_]

_INFLECTED: Final = 0.9
_INITIALS: Final = 0.8
_COMPLETED: Final = 0.75
_MENDED: Final = {1: 0.5, 2: 0.4}
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_BEGINNING_ANYWHERE: Final = 4
_STOP_WORD_SHARE: Final = 0.25
_GENERIC_SHARE: Final = 0.25
_ALL_WORDS: Final = 0.95
_SOME_WORDS: Final = 0.5
_ENOUGH: Final = 0.5
_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Scores:
    """Rows that answer, how well each does (0 to 1, rounded), and the terms that answer for the query."""

    rows: Ints
    scores: npt.NDArray[np.float64]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The terms that answer to a word, each with how well it does: wherever they stand, and those in names only."""

    anywhere: dict[str, float]
    in_names: dict[str, float]


def scored(query: Query, passages: Passages, there: _Mask, allowed: _Mask) -> Scores:
    """Score the rows that answer a query.

    Parameters
    ----------
    query : Query
        What was asked.
    passages : Passages
        What rows hold.
    there, allowed : (n,) bool arrays
        Which rows are not gone, and which of those may answer.
    """
    columns = _Columns(passages, there)
    answers = [_answer(word, passages) for word in query.words]
    whole = dict.fromkeys((WHOLE + name for name in query.names), 1.0)
    words = [columns.of_answer(answer) for answer in answers]
    names = columns.of(whole)
    rows = np.flatnonzero(allowed & np.logical_or.reduce([column > 0 for column in (names, *words)]))
    extras = [columns.of({form: 1.0}) for form in query.stop_words]
    generic = _generic(query)
    importance = [
        columns.rarity(column) * (_GENERIC_SHARE if sort else 1) for column, sort in zip(words, generic, strict=True)
    ]
    kept, share = _all_words([column[rows] for column in words], names[rows])
    if not query.all_or_none:
        owned = columns.owned(answers, generic)[rows] | (names[rows] > 0)
        if not (kept & owned).any():
            kept, share = _some_words([column[rows] for column in words], importance)
    rows = rows[kept]
    importance += [columns.rarity(column) * _STOP_WORD_SHARE for column in extras]
    average = np.average([column[rows] for column in (*words, *extras)], axis=0, weights=importance)
    scores = np.maximum(average * share, names[rows]).round(_DECIMALS)
    terms = chain(whole, *((*answer.anywhere, *answer.in_names) for answer in answers))
    return Scores(rows, scores, frozenset(terms))


def _all_words(words: list[Weights], names: Weights) -> tuple[_Mask, float]:
    """Tell which rows have all words, or the whole query as a name, and what their scores are worth."""
    return (np.count_nonzero(words, axis=0) == len(words)) | (names > 0), _ALL_WORDS


def _some_words(words: list[Weights], importance: list[float]) -> tuple[_Mask, float]:
    """Tell which rows have half of the words, or those that make up half of what is asked, and their scores' worth."""
    of_importance = np.average([column > 0 for column in words], axis=0, weights=importance)
    found = np.count_nonzero(words, axis=0)
    return (found >= math.ceil(len(words) / 2)) | (of_importance >= _ENOUGH), _SOME_WORDS


class _Columns:
    """Weights of terms, one number for each row, 0 for those that are gone."""

    def __init__(self, passages: Passages, there: _Mask) -> None:
        self._passages = passages
        self._there = there
        self._held = int(np.count_nonzero(there))

    def of(self, terms: Mapping[str, float], *, least: float = 0.0) -> Weights:
        weights = self._passages.weights(terms, len(self._there), least=least)
        weights *= self._there
        return weights

    def of_answer(self, answer: _Answer) -> Weights:
        anywhere = self.of(answer.anywhere)
        return np.maximum(anywhere, self.of(answer.in_names, least=LEAST_IN_A_NAME)) if answer.in_names else anywhere

    def owned(self, answers: list[_Answer], generic: list[bool]) -> _Mask:
        """Tell which rows hold, as their own, a word that says which of a sort is meant.

        A body is of the sort asked for and lies in a region of that name, and still is another one: the Département de
        l'Isère, in Auvergne-Rhône-Alpes, is no answer to ``conseil départemental du Rhône`` that silences all others.
        """
        owned = np.full(len(self._there), not any(generic))
        for answer, sort in zip(answers, generic, strict=True):
            if any(generic) and not sort:
                terms = dict.fromkeys(chain(answer.anywhere, answer.in_names), 1.0)
                owned |= self.of(terms, least=LEAST_OF_ITS_OWN) > 0
        return owned

    def rarity(self, column: Weights) -> float:
        return math.log1p(max(self._held, 1) / max(int(np.count_nonzero(column)), 1))


def _answer(word: Asked, passages: Passages) -> _Answer:
    form, lexicon = word.form, passages.lexicon
    found = dict.fromkeys(lexicon.inflections(form), _INFLECTED)
    if passages.holds(INITIALS + form):
        found[INITIALS + form] = _INITIALS
    begun: dict[str, float] = {}
    if len(form) >= _SHORTEST_BEGINNING and (word.last or not found):
        begun = {term: _COMPLETED for term in lexicon.completions(form) if term not in found}
    found.update((term, 1.0) for term in (form, *word.joined) if term in lexicon)
    if len(form) < _SHORTEST_BEGINNING_ANYWHERE:
        return _Answer(found, begun)
    return _Answer(begun | found or _mended(form, lexicon), {})


def _mended(form: str, lexicon: Lexicon) -> dict[str, float]:
    return {term: _MENDED[slips] for near, slips in lexicon.neighbours(form) for term in lexicon.inflections(near)}


def _generic(query: Query) -> list[bool]:
    """Tell which words name a sort of bodies beside others that say which; none do where there are no others."""
    generic = [is_generic(word.form) for word in query.words]
    return generic if not all(generic) else [False] * len(generic)
