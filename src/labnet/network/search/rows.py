"""Rows of a search index: which record each stands for, how it is sorted, and the passages that it refers to."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.model.records import Entity
from labnet.network.columns import Buffer, Ints
from labnet.network.search.folding import fold
from labnet.network.search.searchable import Document

__all__ = ["Rows"]

_Mask: TypeAlias = npt.NDArray[np.bool_]

_GONE: Final = -1
_BEGINNING: Final = 24
"""So many bytes of a folded name are held to sort rows by; whole names are read where they do not tell."""


class Rows:
    """Records by row; a record that changes gets a new row, and its old one is gone."""

    def __init__(self) -> None:
        self._row_of: dict[Entity, dict[str, int]] = {entity: {} for entity in Entity}
        self._ids: list[str] = []
        self._sorts: dict[tuple[Entity, str], int] = {}
        self._sort = Buffer(np.empty(0, np.int16))
        self._beginnings = tuple(Buffer(np.empty(0, np.uint64)) for _ in range(_BEGINNING // 8))
        self._ends = Buffer(np.zeros(1, np.int64))
        self._passages = Buffer(np.empty(0, np.int32))

    def __len__(self) -> int:
        """Count the rows, those that are gone included."""
        return len(self._ids)

    @property
    def held(self) -> int:
        """How many rows are not gone."""
        return sum(map(len, self._row_of.values()))

    @property
    def there(self) -> _Mask:
        """Tell which rows are not gone."""
        there: _Mask = self._sort.used() != _GONE
        return there

    def record(self, row: int) -> tuple[Entity, str]:
        """Give the record of a row."""
        sort = int(self._sort.data[row])
        entity, _ = next(key for key, number in self._sorts.items() if number == sort)
        return entity, self._ids[row]

    def ids(self, rows: Ints) -> list[str]:
        """Give the ids of records."""
        return [self._ids[row] for row in rows.tolist()]

    def passages(self, rows: Ints) -> Ints:
        """Give the numbers of all passages of some rows, row after row."""
        spans = [slice(*self._ends.data[row : row + 2].tolist()) for row in rows.tolist()]
        return np.concatenate([self._passages.data[span] for span in spans]) if spans else np.empty(0, np.int32)

    def allowed(self, kinds: Collection[str] | None, entities: Collection[Entity] | None) -> _Mask:
        """Tell which rows are of some kinds and sorts of records, None for all; those that are gone never are."""
        wanted = [
            (kinds is None or kind in kinds) and (entities is None or entity in entities)
            for entity, kind in self._sorts
        ]
        allowed: _Mask = np.array([*wanted, False])[self._sort.used()]
        return allowed

    def extend(self, documents: Sequence[Document], passages: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
        """Add records, each with the passages it refers to.

        Returns
        -------
        new, old : (n,) and (m,) arrays
            Their rows, and the rows in which some of them stood before: those are to be dropped.
        """
        first = len(self)
        old = []
        for row, made in enumerate(documents, first):
            rows = self._row_of[made.entity]
            if made.id in rows:
                old.append(rows[made.id])
            rows[made.id] = row
            self._ids.append(made.id)
        sorts = [self._sorts.setdefault((made.entity, made.kind), len(self._sorts)) for made in documents]
        self._sort.extend(np.array(sorts, np.int16))
        beginnings = np.frombuffer(b"".join(_beginning(made.called) for made in documents), ">u8")
        for place, numbers in enumerate(self._beginnings):
            numbers.extend(beginnings[place :: len(self._beginnings)])
        lengths = [len(numbers) for numbers in passages]
        self._ends.extend(self._ends.data[self._ends.size - 1] + np.cumsum(lengths))
        self._passages.extend(np.fromiter(chain.from_iterable(passages), np.int32, sum(lengths)))
        return np.arange(first, len(self)), np.array(old, np.int64)

    def forget(self, records: Iterable[tuple[Entity, str]]) -> Ints:
        """Forget the rows of records, which are then to be dropped, and give them; unknown records are passed over."""
        rows = (self._row_of[entity].pop(id_, None) for entity, id_ in records)
        return np.array([row for row in rows if row is not None], np.int64)

    def drop(self, rows: Ints) -> None:
        """Let rows be gone."""
        self._sort.data[rows] = _GONE
        for row in rows.tolist():
            self._ids[row] = ""

    def exchange(self, old: int, new: int) -> None:
        """Refer to another passage wherever rows refer to one."""
        numbers = self._passages.used()
        numbers[numbers == old] = new

    def first(self, rows: Ints, count: int, called: Callable[[int], str]) -> list[int]:
        """Give the first of some rows by name, then id; `called` reads the name of a row."""
        sure: list[int] = []
        for numbers in self._beginnings:
            left = count - len(sure)
            if len(rows) <= left:
                break
            beginnings = numbers.data[rows]
            last = np.partition(beginnings, left - 1)[left - 1]
            sure += rows[beginnings < last].tolist()
            rows = rows[beginnings == last]
        return heapq.nsmallest(count, [*sure, *rows.tolist()], key=lambda row: (fold(called(row)), self._ids[row]))

    def renumbered(self) -> Ints:
        """Give the number of each row when only those are left that are not gone; -1 for those that are."""
        there = self.there
        return np.where(there, np.cumsum(there) - 1, _GONE)

    def only(self, passages: Ints) -> Rows:
        """Give the rows that are not gone, numbered anew, given the new number of each passage."""
        there, rows = self.there, self.renumbered().tolist()
        kept = Rows()
        kept._row_of = {entity: {id_: rows[row] for id_, row in of.items()} for entity, of in self._row_of.items()}
        kept._ids = self.ids(np.flatnonzero(there))
        kept._sorts = self._sorts
        kept._sort = Buffer(self._sort.used()[there])
        kept._beginnings = tuple(Buffer(numbers.used()[there]) for numbers in self._beginnings)
        lengths = np.diff(self._ends.used())
        kept._ends.extend(np.cumsum(lengths[there]))
        kept._passages.extend(passages[self._passages.used()[np.repeat(there, lengths)]])
        return kept


def _beginning(name: str) -> bytes:
    return fold(name).encode("utf-8", "surrogatepass")[:_BEGINNING].ljust(_BEGINNING, b"\0")
