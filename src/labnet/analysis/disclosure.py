"""Disclosure: figures on few people are not told, nor can they be worked out from those that are.

People of a group with fewer than five of them are left out of all that is counted, so that no difference of two figures
is about them either; bodies are public, and are counted however few they are. A group that has nobody left is withheld.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.two_mode import TwoMode
from labnet.network.columns import Ints

__all__ = ["FEWEST_PEOPLE", "countable", "few_in_contact"]

FEWEST_PEOPLE: Final = 5


def countable(shares: sparse.csr_array, people: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which units may be counted.

    Parameters
    ----------
    shares : (n, k) csr array
        How much of each unit is in each group.
    people : (n,) bool array
        Which units are people.

    Examples
    --------
    Four people and a body in one group, five people in another.

    >>> groups = sparse.csr_array(np.repeat(np.eye(2), 5, axis=0))
    >>> countable(groups, np.array([True] * 4 + [False] + [True] * 5)).tolist()
    [False, False, False, False, True, True, True, True, True, True]
    """
    inside = sparse.csr_array(shares > 0).astype(np.float64)
    counted = people.copy()
    while True:
        few = counted.astype(np.float64) @ inside
        named = (inside @ ((few > 0) & (few < FEWEST_PEOPLE)).astype(np.float64) > 0) & counted
        if not named.any():
            found: npt.NDArray[np.bool_] = counted | ~people
            return found
        # Whoever is split between a small group and others is left out of them too, which may make those small.
        counted &= ~named


def few_in_contact(parts: TwoMode, shares: sparse.csr_array) -> Ints:
    """Give the places of the groups of whose people one to four are in contact with anybody, or in contact with nobody.

    What is told of the contacts of such a group would be about these few, or leave them by difference.
    """
    touched = np.diff(parts.contacts.indptr) > 0
    inside = sparse.csr_array(shares > 0).astype(np.float64)
    counts = [(parts.people & each).astype(np.float64) @ inside for each in (touched, ~touched)]
    few = [(count > 0) & (count < FEWEST_PEOPLE) for count in counts]
    places: Ints = np.flatnonzero(few[0] | few[1])
    return places
