"""Inverted lists: those who have a set of themes, offers or needs, or a territory, found without asking everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from labnet.network.columns import Ints
from labnet.network.facets import facets
from labnet.network.image import Image

__all__ = ["Facet", "Lists", "lists"]

Facet: TypeAlias = Literal["themes", "offers", "needs", "territory"]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Rows of actors by a number that each has.

    Attributes
    ----------
    rows : (n,) array of int
        The actors, by number, then by row.
    starts : (k + 1,) array of int
        Where those of each number begin.
    """

    rows: Ints
    starts: Ints

    @classmethod
    def of(cls, numbers: Ints, rows: Ints) -> Lists:
        """Sort actors by the number of each.

        Examples
        --------
        >>> by_number = Lists.of(np.array([1, 0, 1]), np.array([10, 20, 30]))
        >>> by_number.having(np.array([1]), 9).tolist(), by_number.having(np.array([1, 0]), 9, turn=1).tolist()
        ([10, 30], [30, 10, 20])
        """
        starts = np.concatenate([[0], np.cumsum(np.bincount(numbers))])
        return cls(rows[np.argsort(numbers, kind="stable")], starts)

    def having(self, numbers: Ints, most: int, turn: int = 0) -> Ints:
        """Give the actors of some numbers, those of the first number first; no more than so many.

        Each list is begun so many places further on, and goes round: who takes part of a long one takes another part.
        """
        numbers = numbers[numbers < len(self.starts) - 1]
        sizes = self.starts[numbers + 1] - self.starts[numbers]
        ends = np.minimum(np.cumsum(sizes), most)
        counts = np.diff(ends, prepend=0)
        places = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
        at = np.repeat(self.starts[numbers], counts) + (places + turn) % np.repeat(sizes, counts)
        rows: Ints = self.rows[at]
        return rows


def lists(image: Image, facet: Facet) -> Lists:
    """Give the lists of a facet, by the numbers in `labnet.network.facets`; whoever has none of it is on no list."""
    found: Lists = image.memo((lists, facet), lambda: _lists(image, facet))
    return found


def _lists(image: Image, facet: Facet) -> Lists:
    numbers: Ints = getattr(facets(image), facet)
    # The first set of themes is empty; without a territory stands a number below 0.
    rows = np.flatnonzero(image.alive & (numbers >= (0 if facet == "territory" else 1)))
    return Lists.of(numbers[rows], rows)
