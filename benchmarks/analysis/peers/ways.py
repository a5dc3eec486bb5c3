"""Ways to suggest: ours, and those it is compared with, on the same contacts and leaving out the same people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.analysis.peers.splits import PEOPLE, UNITS, Split
from labnet.analysis.peers import peers
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.blend import Blend
from labnet.analysis.similarity.contacts import Floats, contacts, together
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints

__all__ = ["PLAIN", "Plain", "Way", "ours"]

Way: TypeAlias = Callable[[Split, int, frozenset[str], int], list[int]]
"""Gives so many suggestions of some kinds to an actor, best first."""

_ROUNDS: Final = 30
_DAMPING: Final = 0.85
_AT_ONCE: Final = 2_000


class Plain:
    """Contacts of everybody as one matrix, all of them alike, and the usual scores on it."""

    def __init__(self, split: Split) -> None:
        self.split = split
        self.matrix = _matrix(split)
        self.degree = np.diff(self.matrix.indptr).astype(np.float64)
        self.jitter = np.random.default_rng(0)

    def suggested(self, score: str, row: int, kinds: frozenset[str], count: int) -> list[int]:
        """Give those with the highest scores; equals in an order drawn anew each time."""
        rows = np.flatnonzero(self._there(kinds))
        rows = np.setdiff1d(rows, [row, *together(self.split.image, row, self.split.day).tolist()])
        scores = SCORES[score](self, row)[rows]
        order = np.lexsort((self.jitter.random(len(rows)), -scores))
        chosen: list[int] = rows[order[:count]].tolist()
        return chosen

    def _there(self, kinds: frozenset[str]) -> npt.NDArray[np.bool_]:
        image, code = self.split.image, day_code(self.split.day)
        fits = np.array([code_ in kinds for code_ in KINDS])[image.kinds]
        there: npt.NDArray[np.bool_] = fits & (image.starts <= code) & (image.ends >= code)
        return there

    def own(self, row: int) -> Ints:
        """Give the contacts of an actor."""
        mine: Ints = self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
        return mine

    def through(self, row: int, worth: Floats) -> Floats:
        """Add up for everybody what the contacts shared with an actor are worth."""
        mine = self.own(row)
        given = np.zeros(len(worth))
        given[mine] = worth[mine]
        total: Floats = self.matrix @ given
        return total

    def pagerank(self, row: int) -> Floats:
        """Give personalised PageRank with the damping that libraries have unless told otherwise."""
        at = np.zeros(len(self.degree))
        at[row] = 1.0
        start = at
        for _ in range(_ROUNDS):
            at = _DAMPING * (self._shares.T @ at) + (1 - _DAMPING) * start
        return at

    @cached_property
    def _shares(self) -> sparse.csr_array:
        return sparse.csr_array(self.matrix / np.maximum(self.degree, 1)[:, np.newaxis])


SCORES: Final[Mapping[str, Callable[[Plain, int], Floats]]] = {
    "random": lambda plain, _row: np.zeros(len(plain.degree)),
    "popularity": lambda plain, _row: plain.degree,
    "common neighbours": lambda plain, row: plain.through(row, np.ones(len(plain.degree))),
    "Adamic-Adar": lambda plain, row: plain.through(row, 1 / np.log(np.maximum(plain.degree, 2))),
    "personalised PageRank": lambda plain, row: plain.pagerank(row),
}
PLAIN: Final = tuple(SCORES)


def _matrix(split: Split) -> sparse.csr_array:
    image = split.image
    rows = np.flatnonzero(np.array([code in PEOPLE | UNITS for code in KINDS])[image.kinds])
    parts = [rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)]
    met = [contacts(image, part, split.day) for part in parts]
    one = np.concatenate([part[each.origins] for part, each in zip(parts, met, strict=True)])
    other = np.concatenate([each.rows for each in met])
    both = np.isin(other, rows)
    table = sparse.csr_array((np.ones(both.sum()), (one[both], other[both])), shape=(len(image), len(image)))
    table.sum_duplicates()
    table.data[:] = 1
    return table


def ours(openness: float, blend: Blend | None = None) -> Way:
    """Give labnet's way with an openness."""

    def way(split: Split, row: int, kinds: frozenset[str], count: int) -> list[int]:
        selection = ActorSelection(kinds=kinds)
        found = peers(split.image, row, split.day, openness=openness, selection=selection, first=count, blend=blend)
        return [peer.row for peer in found]

    return way
