"""Confirmation: which finds stand once surer ones no longer set what is expected.

Two groups kept apart meet all others the more for it, so that these seem to meet too little among themselves: with few
groups, one silo makes others appear. So finds are taken surest first, a few at a time; what is expected is fitted again
without the pairs taken, and only what still differs is taken as well. Finds only ever get fewer: on networks with many
of them nothing runs away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.independence import factors_without
from labnet.network.columns import Ints

__all__ = ["Expectation", "confirmed"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_AT_ONCE: Final = 8
"""One in so many of the finds left is taken at a time, and one at least."""
_AS_SURE: Final = 1 + 1e-6


@dataclass(frozen=True, eq=False)
class Expectation:
    """How often pairs of groups meet, and would.

    Attributes
    ----------
    factors : (k,) array
        Of quasi-independence, fitted to all pairs.
    ones, others : (m,) arrays of int
        The pairs.
    observed, expected : (m,) arrays
        How often they meet, and are expected to.
    spread : (m,) array
        Variance of what is expected, by itself.
    """

    factors: Floats
    ones: Ints
    others: Ints
    observed: Floats
    expected: Floats
    spread: Floats

    def without(self, out: Bools, wanted: Ints) -> Floats | None:
        """Give what is expected of some pairs if others say nothing: it changes as quasi-independence does."""
        ones, others = self.ones[out], self.others[out]
        found = factors_without(self.factors, ones, others, self.observed[out])
        if found is None:
            return None
        ones, others = self.ones[wanted], self.others[wanted]
        before, after = (each[ones] * each[others] for each in (self.factors, found))
        changed: Floats = self.expected[wanted] * np.divide(after, before, out=np.ones_like(before), where=before > 0)
        return changed


def confirmed(
    told: Expectation, found: Bools, tail: Callable[[Floats, Floats, Floats], Floats], level: float, apart: Bools
) -> Bools:
    """Tell which of the finds stand.

    Parameters
    ----------
    found : (m,) bool array
        The finds, all to one side of what is expected.
    tail : callable
        Chance of such a count on that side: `lower_tail` or `upper_tail`.
    level : float
        The largest chance with which a find stands.
    apart : (m,) bool array
        Pairs that are known to differ, to be left out of what is expected from the start.
    """
    taken = np.zeros(len(found), np.bool_)
    wanted = np.flatnonzero(found)
    expected = told.without(apart, wanted) if len(wanted) and apart.any() else told.expected[wanted]
    while len(wanted) and expected is not None:
        chances = tail(told.observed[wanted], expected, told.spread[wanted])
        last = np.sort(chances)[-(-len(wanted) // _AT_ONCE) - 1]
        # Those as sure as the last are taken with it: which of them comes first would be the order of groups.
        surest = np.flatnonzero(chances <= min(last * _AS_SURE, level))
        if not len(surest):
            break
        taken[wanted[surest]] = True
        wanted = np.delete(wanted, surest)
        expected = told.without(taken | apart, wanted) if len(wanted) else None
    return taken
