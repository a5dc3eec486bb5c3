"""Closeness: how far everybody is from everybody, and how much nearer all come by a new tie.

References
----------
Latora, V., Marchiori, M. (2001). Efficient behavior of small-world networks. Physical Review Letters 87, 198701.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from labnet.network.columns import Ints

__all__ = ["FAR", "Closeness", "distances"]

Floats: TypeAlias = npt.NDArray[np.float64]

FAR: Final = 10_000
"""The distance of whoever there is no way to; two of them and a tie fit in 16 bits."""

_MOST_LOOKED_AT: Final = 20_000_000
"""Starts times contacts: more take too long."""
_MOST_HELD: Final = 1_000_000
"""Starts times units."""
_FEWEST_STARTS: Final = 16
_MOST_COMPARED: Final = 64
_NEARNESS: Final = np.append(np.append(0.0, 1 / np.arange(1, FAR)), 0.0)


def distances(links: sparse.csr_array, start: int) -> Ints:
    """Count the contacts on a shortest way from one unit to each: (n,) int16 array, `FAR` where there is none.

    Examples
    --------
    >>> distances(sparse.csr_array([[0.0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]), 0).tolist()
    [0, 1, 2, 10000]
    """
    order, before = csgraph.breadth_first_order(links, start, directed=True)
    place = np.zeros(links.shape[0], np.int64)
    place[order] = np.arange(len(order))
    # Whoever is met later was met from the same or a later one: levels are ranges of the order.
    origins = place[before[order[1:]]]
    found = np.full(links.shape[0], FAR, np.int16)
    begin, end, level = 0, 1, 0
    while begin < end:
        found[order[begin:end]] = min(level, FAR - 1)
        begin, end = end, 1 + int(np.searchsorted(origins, end))
        level += 1
    return found


def _table(links: sparse.csr_array, places: Sequence[int]) -> Ints:
    return np.array([distances(links, place) for place in places], np.int16).reshape(len(places), links.shape[0])


@dataclass(eq=False)
class Closeness:
    """How close the units of a network are, as ties are added to it.

    Attributes
    ----------
    links : (n, n) csr array of float
        The network before ties were added: symmetric, 1 where two are joined.
    starts : int
        From how many units distances to all are looked at: all of them, or in a large network some.
    rows : dict of int to int
        The row of `table` with the distances from a unit: the starts, and ends of ties that may be added.
    table : (r, n) int16 array
        Distances; the first rows are those from the starts.
    """

    links: sparse.csr_array
    starts: int
    rows: dict[int, int]
    table: Ints

    @classmethod
    def of(cls, links: sparse.csr_array, seed: int = 0) -> Closeness:
        """Look at the distances of a network."""
        count = links.shape[0]
        most = min(_MOST_LOOKED_AT // max(links.nnz, 1), _MOST_HELD // max(count, 1))
        drawn = np.random.default_rng(seed).choice(count, min(count, max(most, _FEWEST_STARTS)), replace=False)
        starts = np.sort(drawn).tolist()
        return cls(links, len(starts), {place: row for row, place in enumerate(starts)}, _table(links, starts))

    def prepare(self, ends: Iterable[int]) -> None:
        """Look at the distances from units between which ties may be added; none must have been added yet."""
        new = [end for end in dict.fromkeys(ends) if end not in self.rows]
        self.rows |= {place: row for row, place in enumerate(new, len(self.table))}
        self.table = np.concatenate([self.table, _table(self.links, new)])

    def separation(self, places: Ints) -> Floats:
        """Give from which share of some starts one of two is two contacts nearer than the other: (m, m) array."""
        table = self.table[: self.starts : -(-self.starts // _MOST_COMPARED)][:, places]
        found = np.zeros((len(places), len(places)))
        for near in range(int(table[table < FAR].max(initial=0)) - 1):
            one, other = ((table == level).astype(np.float32) for level in (near, near + 2))
            apart = one.T @ other
            found += apart + apart.T
        return found / max(len(table), 1)

    def gain(self, one: int, other: int) -> float:
        """Give how many pairs in contact a tie between two units that are prepared is worth.

        It is the sum, over pairs of units, of what it adds to 1 / distance (0 where there is no way): the gain in
        efficiency, times the number of pairs; in a large network an estimate.
        """
        before = self.table[: self.starts]
        after = self._with(before, one, other)
        nearer = after < before
        gained = float((_NEARNESS[after[nearer]] - _NEARNESS[before[nearer]]).sum())
        return gained * len(self.table[0]) / self.starts / 2

    def add(self, one: int, other: int) -> None:
        """Add a tie between two units that are prepared."""
        self.table = self._with(self.table, one, other)

    def _with(self, table: Ints, one: int, other: int) -> Ints:
        from_one, from_other = self.table[self.rows[one]] + np.int16(1), self.table[self.rows[other]] + np.int16(1)
        after: Ints = np.minimum(table, table[:, [one]] + from_other)
        np.minimum(after, table[:, [other]] + from_one, out=after)
        return after
