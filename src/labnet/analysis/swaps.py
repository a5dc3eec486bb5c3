"""Swaps: how often two groups would meet if each kept its number of works, and each work its number of groups [1]_.

A work of five groups is ten meetings at once; quasi-independence, which counts meetings one by one, cannot know that
they come together, nor how little is left to chance where groups are few. Two works trade the groups that only one of
them has; all works do so in pairs at once [2]_.

References
----------
.. [1] G. Strona et al., "A fast and unbiased procedure to randomize ecological binary matrices", Nat. Commun. 5, 4114
   (2014).
.. [2] C. J. Carstens et al., "Parallel and I/O-efficient randomisation of massive networks using global curveball
   trades", ESA 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["MOST_SWAPPED", "Swapped", "swapped", "traded"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_SWAPPED: Final = 1_500
"""Entries of the table up to which nobody waits for swaps."""

_DRAWS: Final = 200
_FIRST: Final = 20
"""Rounds of trades before the first draw."""

_BETWEEN: Final = 3
"""Rounds of trades from one draw to the next."""


@dataclass(frozen=True, eq=False)
class Swapped:
    """Joint works of each two groups over tables that were swapped.

    Attributes
    ----------
    means, variances : (k, k) arrays
        Symmetric; what is on the diagonal means nothing.
    seed : int
        What the draws started from.
    """

    means: Floats
    variances: Floats
    seed: int


def swapped(presence: sparse.csr_array, seed: int) -> Swapped:
    """Draw tables at random with the row and column sums of this one.

    Parameters
    ----------
    presence : (w, k) csr array
        Not 0 where a group takes part in a work.
    seed : int
        What the draws start from.

    Examples
    --------
    Two works of two groups each, of four: each pair of groups meets in one table of three.

    >>> found = swapped(sparse.csr_array(np.array([[1, 1, 0, 0], [0, 0, 1, 1]])), 1)
    >>> bool(abs(found.means[0, 1] - 1 / 3) < 0.1)
    True
    """
    rng = np.random.default_rng(seed)
    rows, groups = (ends.astype(np.int64) for ends in presence.tocoo().coords)
    count = presence.shape[1]
    ones, others = _places_of_pairs(np.bincount(rows, minlength=presence.shape[0]))
    sums, squares = np.zeros((2, count * count))
    for draw in range(_DRAWS):
        for _ in range(_BETWEEN if draw else _FIRST):
            rows, groups = traded(rng, rows, groups, presence.shape)
        ordered = groups[np.argsort(rows, kind="stable")]
        met = np.bincount(ordered[ones] * count + ordered[others], minlength=count * count)
        sums += met
        squares += met**2
    means = (sums / _DRAWS).reshape(count, count)
    return Swapped(means, np.maximum((squares / _DRAWS).reshape(count, count) - means**2, 0), seed)


def _places_of_pairs(sizes: Ints) -> tuple[Ints, Ints]:
    """Give, for entries in order of works of such sizes, the places of each two of one work, both ways round."""
    starts = np.cumsum(sizes) - sizes
    of_entry = np.repeat(sizes, sizes)
    ones = np.repeat(np.arange(len(of_entry)), of_entry)
    within = np.arange(len(ones)) - np.repeat(np.cumsum(of_entry) - of_entry, of_entry)
    others = np.repeat(np.repeat(starts, sizes), of_entry) + within
    return ones[ones != others], others[ones != others]


def traded(rng: np.random.Generator, rows: Ints, groups: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Let works trade in pairs, all at once: the groups that only one of the two has are dealt out anew between them.

    Parameters
    ----------
    rng : Generator
        What pairs and deals are drawn from.
    rows, groups : arrays of int
        The entries of the table.
    shape : (w, k)
        How many works and groups it has.

    Returns
    -------
    rows, groups : arrays of int
        The entries of the table after the trades.
    """
    works, count = shape
    partners = np.empty(works, np.int64)
    partners[rng.permutation(works)] = np.arange(works) // 2
    keys = partners[rows] * count + groups
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    same = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), np.bool_)
    shared[:-1] |= same
    shared[1:] |= same
    free = np.flatnonzero(~shared)
    dealt = np.lexsort((rng.random(len(free)), partners[rows[free]]))
    rows[free] = rows[free][dealt]
    return rows, keys % count
