"""Full-text search of actors, themes and territories that forgives how people type."""

from __future__ import annotations

import heapq
import math
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, Theme
from labnet.network.search.lexicon import Lexicon
from labnet.network.search.matching import Match, matches
from labnet.network.search.postings import Postings, Weights
from labnet.network.search.query import Asked, Query, parse
from labnet.network.search.searchable import (
    INITIALS,
    LEAST_IN_A_NAME,
    LEAST_OF_ITS_OWN,
    WHOLE,
    Document,
    Searchable,
    document,
    terms,
)
from labnet.network.search.tiers import is_generic

__all__ = ["Hit", "Match", "SearchIndex"]

_Mask: TypeAlias = NDArray[np.bool_]

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
class _Answer:
    """The terms that answer to a word, each with how well it does: wherever they stand, and those in names only."""

    anywhere: dict[str, float]
    in_names: dict[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, how well it answers (0 to 1, 1 for its name typed whole), and why."""

    entity: Entity
    id: str
    score: float
    matches: tuple[Match, ...]


class SearchIndex:
    """An index, in memory, of the records that one audience may see; it may be asked while it is updated.

    A record answers a query that it has all the significant words of. Where none has them all, those answer, at a lower
    score, that have half of them or more, or the rare ones that make up half of what is asked. A word counts for more
    in a name than in a description, and the more the fewer records have it; a word for a sort of bodies, such as
    ``conseil``, counts for less, and brings them only partly where nothing but their place answers to the other words.
    As it was typed a word counts for more than another form of it, an acronym, a word that it begins, or a word that is
    spelt like it, which is looked for only when nothing else answers to it. Three letters begin words of names only,
    two or one begin none.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> index = SearchIndex()
    >>> lab = KINDS["LAB"].record(id="lab-zero", name="Lab Zéro", aliases=("Lab0",))
    >>> index.update([lab], [], themes={}, territories={})
    >>> index.search("zero")[0].matches
    (Match(field='name', words=('Zéro',)),)
    >>> index.close()
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clear()

    def update(
        self,
        put: Iterable[Searchable],
        dropped: Iterable[tuple[Entity, str]],
        *,
        themes: Mapping[str, Theme],
        territories: Mapping[str, Territory],
    ) -> None:
        """Take records out, then put records in or put them anew.

        Actors already here that carry a theme, or lie in a territory, that is put or dropped are indexed anew with its
        words: the caller need not put them.

        Parameters
        ----------
        put : iterable of Actor, Theme or Territory
            Records that are new or have changed.
        dropped : iterable of (Entity, str)
            Records that are gone or may not be seen any more; unknown ones are passed over.
        themes, territories : mapping of str
            All themes and territories by id, as they are after the change.
        """
        with self._lock:
            gone = set(dropped)
            new = {(made.entity, made.id): made for made in (document(record, themes, territories) for record in put)}
            changed = {id_ for entity, id_ in gone.union(new) if entity is not Entity.ACTOR}
            for actor in self._linked_actors(changed):
                if (Entity.ACTOR, actor.id) not in gone:
                    new.setdefault((Entity.ACTOR, actor.id), document(actor, themes, territories))
            self._replace(gone, new)

    def search(
        self,
        text: str,
        *,
        kinds: Collection[str] | None = None,
        entities: Collection[Entity] | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Find records, best first, those of equal score by name, then id.

        Parameters
        ----------
        text : str
            What a person typed: anything. The last word may be unfinished once it has three letters.
        kinds : collection of str, optional
            Kinds of actors to keep; themes and territories are then left out.
        entities : collection of Entity, optional
            Sorts of records to keep.
        limit : int
            How many to give at most.
        """
        query = parse(text)
        if query is None or limit < 1:
            return []
        with self._lock:
            answers = [self._answers(word) for word in query.words]
            scores = self._scores(query, answers, self._allowed(kinds, entities))
            found = chain.from_iterable((*answer.anywhere, *answer.in_names) for answer in answers)
            wanted = {*found, *(WHOLE + name for name in query.names)}
            best = self._best(scores, limit)
        return [Hit(found.entity, found.id, score, matches(found, wanted)) for score, found in best]

    def ids(self, text: str, entity: Entity) -> frozenset[str]:
        """Give the ids of all records of one sort that answer a query, however well: for filters, which do not rank.

        Parameters
        ----------
        text : str
            What a person typed, as in `search`.
        entity : Entity
            The sort of records.
        """
        query = parse(text)
        if query is None:
            return frozenset()
        with self._lock:
            answers = [self._answers(word) for word in query.words]
            scores = self._scores(query, answers, self._allowed(None, {entity}))
            return frozenset(self._documents[row].id for row in np.flatnonzero(scores).tolist())

    def close(self) -> None:
        """Forget everything; the index is then empty."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._lexicon = Lexicon()
        self._postings = Postings()
        self._documents: dict[int, Document] = {}
        self._rows: dict[tuple[Entity, str], int] = {}
        self._free: list[int] = []
        self._linked: defaultdict[str, set[int]] = defaultdict(set)
        self._sorts: dict[tuple[Entity, str], int] = {}
        self._sort_of_row = np.empty(0, np.int16)

    def _linked_actors(self, ids: Iterable[str]) -> Iterator[Searchable]:
        rows = set(chain.from_iterable(self._linked.get(id_, ()) for id_ in ids))
        return (self._documents[row].record for row in rows)

    def _replace(self, gone: Iterable[tuple[Entity, str]], new: Mapping[tuple[Entity, str], Document]) -> None:
        removed: dict[int, Mapping[str, float]] = {}
        added: dict[int, Mapping[str, float]] = {}
        for at in gone:
            row = self._rows.pop(at, None)
            if row is not None:
                removed[row] = terms(self._take(row))
                self._free.append(row)
        for at, found in new.items():
            row = self._rows[at] if at in self._rows else self._new_row(at)
            before = self._take(row) if row in self._documents else None
            self._place(row, found)
            if before is None:
                added[row] = terms(found)
            elif before.fields != found.fields:
                old, now = terms(before).items(), terms(found).items()
                removed[row], added[row] = dict(old - now), dict(now - old)
        fresh, stale = self._postings.change(removed, added)
        self._lexicon.add(term for term in fresh if not term.startswith((WHOLE, INITIALS)))
        self._lexicon.discard(stale)

    def _new_row(self, at: tuple[Entity, str]) -> int:
        row = self._free.pop() if self._free else len(self._rows)
        if row >= len(self._sort_of_row):
            self._sort_of_row = np.resize(self._sort_of_row, max(2 * row, 64))
        self._rows[at] = row
        return row

    def _take(self, row: int) -> Document:
        found = self._documents.pop(row)
        for link in found.links:
            self._linked[link].discard(row)
        return found

    def _place(self, row: int, found: Document) -> None:
        self._documents[row] = found
        for link in found.links:
            self._linked[link].add(row)
        self._sort_of_row[row] = self._sorts.setdefault((found.entity, found.kind), len(self._sorts))

    def _answers(self, word: Asked) -> _Answer:
        form = word.form
        found = dict.fromkeys(self._lexicon.inflections(form), _INFLECTED)
        if INITIALS + form in self._postings:
            found[INITIALS + form] = _INITIALS
        begun: dict[str, float] = {}
        if len(form) >= _SHORTEST_BEGINNING and (word.last or not found):
            begun = {term: _COMPLETED for term in self._lexicon.completions(form) if term not in found}
        found.update((term, 1.0) for term in (form, *word.joined) if term in self._lexicon)
        if len(form) < _SHORTEST_BEGINNING_ANYWHERE:
            return _Answer(found, begun)
        return _Answer(begun | found or self._mended(form), {})

    def _mended(self, form: str) -> dict[str, float]:
        return {
            term: _MENDED[slips]
            for near, slips in self._lexicon.neighbours(form)
            for term in self._lexicon.inflections(near)
        }

    def _allowed(self, kinds: Collection[str] | None, entities: Collection[Entity] | None) -> _Mask:
        sorts = [
            number
            for (entity, kind), number in self._sorts.items()
            if (kinds is None or kind in kinds) and (entities is None or entity in entities)
        ]
        return np.isin(self._sort_of_row, sorts)

    def _scores(self, query: Query, answers: list[_Answer], allowed: _Mask) -> Weights:
        size = len(self._sort_of_row)
        words = [self._column(answer, size) for answer in answers]
        extras = [self._postings.weights({form: 1.0}, size) for form in query.stop_words]
        names = self._postings.weights(dict.fromkeys((WHOLE + name for name in query.names), 1.0), size)
        generic = _generic(query)
        importance = [
            self._rarity(column) * (_GENERIC_SHARE if sort else 1) for column, sort in zip(words, generic, strict=True)
        ]
        found = np.count_nonzero(words, axis=0)
        kept = allowed & ((found == len(words)) | (names > 0))
        share = _ALL_WORDS
        if not (query.all_or_none or (kept & (self._owned(answers, generic, size) | (names > 0))).any()):
            of_importance = np.average([column > 0 for column in words], axis=0, weights=importance)
            kept = allowed & ((found >= math.ceil(len(words) / 2)) | (of_importance >= _ENOUGH))
            share = _SOME_WORDS
        importance += [self._rarity(column) * _STOP_WORD_SHARE for column in extras]
        scores = np.average([*words, *extras], axis=0, weights=importance) * share
        return np.where(kept, np.maximum(scores, names), 0)

    def _owned(self, answers: list[_Answer], generic: list[bool], size: int) -> _Mask:
        """Tell which rows hold, as their own, a word that says which of a sort is meant.

        A body is of the sort asked for and lies in a region of that name, and still is another one: the Département de
        l'Isère, in Auvergne-Rhône-Alpes, is no answer to ``conseil départemental du Rhône`` that silences all others.
        """
        owned = np.full(size, not any(generic))
        for answer, sort in zip(answers, generic, strict=True):
            if any(generic) and not sort:
                terms_ = dict.fromkeys(chain(answer.anywhere, answer.in_names), 1.0)
                owned |= self._postings.weights(terms_, size, least=LEAST_OF_ITS_OWN) > 0
        return owned

    def _column(self, answer: _Answer, size: int) -> Weights:
        anywhere = self._postings.weights(answer.anywhere, size)
        if not answer.in_names:
            return anywhere
        return np.maximum(anywhere, self._postings.weights(answer.in_names, size, least=LEAST_IN_A_NAME))

    def _rarity(self, column: Weights) -> float:
        return math.log1p(max(len(self._documents), 1) / max(int(np.count_nonzero(column)), 1))

    def _best(self, scores: Weights, limit: int) -> list[tuple[float, Document]]:
        rows = np.flatnonzero(scores)
        rounded = scores[rows].astype(np.float64).round(_DECIMALS)
        least = np.partition(rounded, -limit)[-limit] if len(rows) > limit else 0
        top = rounded > least
        better = [
            (score, self._documents[row]) for row, score in zip(rows[top].tolist(), rounded[top].tolist(), strict=True)
        ]
        level = (self._documents[row] for row in rows[rounded == least].tolist())
        filled = heapq.nsmallest(limit - len(better), level, key=_by_name)
        better.sort(key=lambda hit: (-hit[0], *_by_name(hit[1])))
        return [*better, *((float(least), found) for found in filled)]


def _generic(query: Query) -> list[bool]:
    """Tell which words name a sort of bodies beside others that say which; none do where there are no others."""
    generic = [is_generic(word.form) for word in query.words]
    return generic if not all(generic) else [False] * len(generic)


def _by_name(found: Document) -> tuple[str, str]:
    return found.order, found.id
