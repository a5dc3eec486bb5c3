"""Full-text search of actors, themes and territories that forgives how people type."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final

import numpy as np

from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, Theme
from labnet.network.columns import Ints
from labnet.network.search.matching import Match, matches
from labnet.network.search.passages import Passages
from labnet.network.search.query import parse
from labnet.network.search.rows import Rows
from labnet.network.search.scoring import Scores, scored
from labnet.network.search.searchable import (
    FIELDS,
    OF_PLACES,
    OF_THEMES,
    Document,
    Searchable,
    Shared,
    document,
    shared_texts,
)

__all__ = ["Hit", "Match", "SearchIndex"]

_SLICE: Final = 256
_MOST_GONE: Final = 1_024


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, how well it answers (0 to 1, 1 for its name typed whole), and why."""

    entity: Entity
    id: str
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """All themes and territories by id."""

    themes: Mapping[str, Theme]
    territories: Mapping[str, Territory]

    def of(self, shared: Shared) -> tuple[str, ...]:
        return shared_texts(shared, self.themes, self.territories)


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

    def prepared(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - those that are filled later do wait
        """Tell whether searches are answered: of this index they always are."""
        return True

    def update(
        self,
        put: Iterable[Searchable],
        dropped: Iterable[tuple[Entity, str]],
        *,
        themes: Mapping[str, Theme],
        territories: Mapping[str, Territory],
    ) -> None:
        """Take records out, then put records in or put them anew, some hundreds at a time.

        Actors already here that carry a theme, or lie in a territory, that is put or dropped are found by its new
        words: the caller need not put them.

        Parameters
        ----------
        put : iterable of Actor, Theme or Territory
            Records that are new or have changed; may be made while it is gone through.
        dropped : iterable of (Entity, str)
            Records that are gone or may not be seen any more; unknown ones are passed over.
        themes, territories : mapping of str
            All themes and territories by id, as they are after the change.
        """
        words = _Words(themes, territories)
        gone = list(dropped)
        changed = {at for at in gone if at[0] is not Entity.ACTOR}
        with self._lock:
            self._drop(self._rows.forget(gone))
        arriving = iter(put)
        while records := list(islice(arriving, _SLICE)):
            # A record that comes twice counts as it came last.
            new = {(made.entity, made.id): made for made in map(document, records)}
            changed.update(at for at in new if at[0] is not Entity.ACTOR)
            with self._lock:
                self._put(list(new.values()), words)
        with self._lock:
            self._reword(changed, words)

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
            found = scored(query, self._passages, self._rows.there, self._rows.allowed(kinds, entities))
            best = [(*self._rows.record(row), score, self._fields(row)) for row, score in self._best(found, limit)]
        return [Hit(entity, id_, score, matches(fields, found.terms)) for entity, id_, score, fields in best]

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
            found = scored(query, self._passages, self._rows.there, self._rows.allowed(None, {entity}))
            return frozenset(self._rows.ids(found.rows))

    def stop(self) -> None:
        """Prepare no more of it: all of this index is there from the start, and stays."""

    def close(self) -> None:
        """Forget everything; the index is then empty."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._rows = Rows()
        self._passages = Passages()

    def _put(self, documents: Sequence[Document], words: _Words) -> None:
        numbers = self._passages.add(documents, len(self._rows), words.of)
        rows, old = self._rows.extend(documents, numbers)
        self._passages.refer(np.repeat(rows, list(map(len, numbers))), self._rows.passages(rows))
        self._drop(old)

    def _drop(self, rows: Ints) -> None:
        self._passages.release(self._rows.passages(rows))
        self._rows.drop(rows)
        if _is_sparse(self._rows) or _is_sparse(self._passages):
            self._passages, numbers = self._passages.only(self._rows.renumbered())
            self._rows = self._rows.only(numbers)

    def _reword(self, changed: Collection[tuple[Entity, str]], words: _Words) -> None:
        """Give new words to what rows share, where themes or territories have changed."""
        touched: list[Shared] = [
            (field, id_) for entity, id_ in changed if entity is Entity.THEME for field in OF_THEMES
        ]
        if any(entity is Entity.TERRITORY for entity, _ in changed):
            touched += [shared for shared in self._passages.shared() if shared[0] == OF_PLACES]
        for shared in touched:
            old, texts = self._passages.number_of(shared), words.of(shared)
            if old is not None and self._passages.read(old)[1] != texts:
                self._rows.exchange(old, self._passages.replace(shared, texts))

    def _best(self, found: Scores, limit: int) -> list[tuple[int, float]]:
        """Give the rows with the best scores; those of equal score by name, then id."""
        scores, rows = found.scores, found.rows
        least = float(np.partition(scores, -limit)[-limit]) if len(rows) > limit else 0.0
        best: list[tuple[int, float]] = []
        for score in -np.unique(-scores[scores >= least]):
            level = self._rows.first(rows[scores == score], limit - len(best), self._name)
            best += ((row, float(score)) for row in level)
        return best

    def _name(self, row: int) -> str:
        """Give the name of a record: its first text."""
        texts = self._passages.read(int(self._rows.passages(np.array([row]))[0]))[1]
        return texts[0] if texts else ""

    def _fields(self, row: int) -> list[tuple[str, tuple[str, ...]]]:
        """Give the texts of a row by field."""
        found = map(self._passages.read, self._rows.passages(np.array([row])).tolist())
        in_order = sorted(found, key=lambda passage: FIELDS.index(passage[0]))
        return [
            (field, tuple(chain.from_iterable(texts for _, texts in passages)))
            for field, passages in groupby(in_order, key=lambda passage: passage[0])
        ]


def _is_sparse(things: Rows | Passages) -> bool:
    return len(things) > 2 * things.held + _MOST_GONE
