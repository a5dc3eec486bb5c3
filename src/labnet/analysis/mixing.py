"""Mixing: how often each two groups meet, beside what their meetings with all others lead one to expect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.independence import FEWEST_GROUPS, adjusted, factors, lower_tail, upper_tail
from labnet.network.columns import Ints

__all__ = ["MOST_PAIRS", "Pair", "Pairs", "Verdict", "pairs_of"]

MOST_PAIRS: Final = 2_000
"""How many pairs are told of at most: those furthest below expectation."""

Floats = npt.NDArray[np.float64]


class Verdict(Enum):
    """Whether two groups meet as often as expected."""

    UNDER_CONNECTED = "UNDER_CONNECTED"
    AS_EXPECTED = "AS_EXPECTED"
    OVER_CONNECTED = "OVER_CONNECTED"
    CANNOT_TELL = "CANNOT_TELL"
    WITHHELD = "WITHHELD"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two different groups, by their places.

    Attributes
    ----------
    a, b : int
        Places of the groups, a < b.
    observed : float or None
        How often they meet; None where withheld.
    expected : float or None
        How often they would by quasi-independence; None where nothing can be fitted.
    p_value, q_value : float or None
        Of the side on which it deviates; q over all pairs tested on that side. None where it was not tested.
    verdict : Verdict
        `CANNOT_TELL` where even no meeting at all could not be called too few.
    """

    a: int
    b: int
    observed: float | None
    expected: float | None
    p_value: float | None
    q_value: float | None
    verdict: Verdict

    @property
    def ratio(self) -> float | None:
        """Observed by expected."""
        return self.observed / self.expected if self.observed is not None and self.expected else None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of groups, furthest below expectation first.

    Attributes
    ----------
    told : tuple of Pair
        At most `MOST_PAIRS`.
    total : int
        How many pairs there are.
    fitted : bool
        Whether quasi-independence could be fitted: else nothing is expected and no verdict given.
    """

    told: tuple[Pair, ...]
    total: int
    fitted: bool


def pairs_of(counts: sparse.csr_array, rate: float = 0.05) -> Pairs:
    """Compare how often groups meet with quasi-independence.

    A pair is called under-connected if its q-value in the lower tail is at most `rate`; tested are the pairs that are
    expected to meet so often that no meeting at all would be surprising by itself, which hangs on margins alone.
    Over-connected ones are called the same way, in the upper tail, among all pairs.

    Parameters
    ----------
    counts : (k, k) csr array
        How often groups meet, symmetric, with an empty diagonal.
    rate : float
        Rate of false discoveries.

    Examples
    --------
    Four groups that meet twenty times each, but for two that never do.

    >>> table = np.full((4, 4), 20) - np.diag([20] * 4)
    >>> table[0, 1] = table[1, 0] = 0
    >>> first = pairs_of(sparse.csr_array(table)).told[0]
    >>> first.a, first.b, round(first.expected, 2), first.verdict.name
    (0, 1, 8.61, 'UNDER_CONNECTED')
    """
    k = counts.shape[0]
    outward = np.asarray(counts.sum(axis=1), np.float64).ravel()
    met = np.flatnonzero(outward > 0)
    fit = factors(outward[met]) if len(met) >= FEWEST_GROUPS else None
    total = k * (k - 1) // 2
    if fit is None:
        told = [Pair(a, b, observed, None, None, None, Verdict.CANNOT_TELL) for a, b, observed in _listed(counts, k)]
        return Pairs(tuple(told[:MOST_PAIRS]), total, fitted=False)
    expected_by = np.zeros(k)
    expected_by[met] = fit
    ones, others = _candidates(counts, expected_by, rate)
    table = _Tested(counts, expected_by, ones, others, rate, len(met) * (len(met) - 1) // 2)
    return Pairs(table.told(), total, fitted=True)


def _listed(counts: sparse.csr_array, k: int) -> list[tuple[int, int, float]]:
    """Give all pairs with their counts where they are few, else those that meet; most frequent last."""
    ones, others = np.triu_indices(k, 1) if _are_few(k) else sparse.triu(counts, k=1).tocoo().coords
    values = _values(counts, ones, others)
    order = np.argsort(values, kind="stable")
    return list(zip(ones[order].tolist(), others[order].tolist(), values[order].tolist(), strict=True))


def _are_few(k: int) -> bool:
    return k * (k - 1) // 2 <= MOST_PAIRS


def _values(counts: sparse.csr_array, ones: Ints, others: Ints) -> Floats:
    return np.asarray(counts[ones, others], np.float64).ravel() if len(ones) else np.empty(0)


def _candidates(counts: sparse.csr_array, factor: Floats, rate: float) -> tuple[Ints, Ints]:
    """Give the pairs to look at: all where they are few, else those that meet or could be told to meet too little."""
    k = len(factor)
    if _are_few(k):
        return np.triu_indices(k, 1)
    order = np.argsort(-factor, kind="stable")
    falling = factor[order]
    least = -np.log(rate)
    with np.errstate(divide="ignore"):
        # How many groups, from the one with the largest factor on, each one is expected to meet often enough.
        reach = np.searchsorted(-falling, -least / falling, side="right")
    later = np.maximum(reach - np.arange(k) - 1, 0)
    ones = np.repeat(np.arange(k), later)
    others = ones + 1 + np.arange(len(ones)) - np.repeat(np.cumsum(later) - later, later)
    frequent = np.sort(np.stack([order[ones], order[others]]), axis=0)
    meeting = np.stack(sparse.triu(counts, k=1).tocoo().coords).astype(np.int64)
    keys = np.unique(np.concatenate([frequent[0] * k + frequent[1], meeting[0] * k + meeting[1]]))
    return keys // k, keys % k


class _Tested:
    """Pairs with their tests."""

    def __init__(
        self, counts: sparse.csr_array, factor: Floats, ones: Ints, others: Ints, rate: float, upper_tests: int
    ) -> None:
        self.ones, self.others, self.rate = ones, others, rate
        self.observed = _values(counts, ones, others)
        self.expected = factor[ones] * factor[others]
        self.lower, self.upper = lower_tail(self.observed, self.expected), upper_tail(self.observed, self.expected)
        self.could_be_under = np.exp(-self.expected) <= rate
        self.lower_q, self.upper_q = np.full(len(ones), np.nan), np.full(len(ones), np.nan)
        self.lower_q[self.could_be_under] = adjusted(self.lower[self.could_be_under])
        known = self.expected > 0
        self.upper_q[known] = adjusted(self.upper[known], upper_tests)

    def verdicts(self) -> list[Verdict]:
        """Give the verdict on each pair."""
        below = self.observed < self.expected
        with np.errstate(invalid="ignore"):
            under = below & (self.lower_q <= self.rate)
            over = ~below & (self.upper_q <= self.rate)
        # What is left for one more pair by the correction, if it did not meet at all.
        level = self.rate * (under.sum() + 1) / max(int(self.could_be_under.sum()), 1)
        silent = np.exp(-self.expected) > level
        chosen = np.select([under, over, silent], [0, 2, 3], 1)
        return [_VERDICTS[number] for number in chosen.tolist()]

    def told(self) -> tuple[Pair, ...]:
        """Give the pairs furthest below expectation first."""
        with np.errstate(divide="ignore", invalid="ignore"):
            deviation = np.where(self.expected > 0, (self.observed - self.expected) / np.sqrt(self.expected), 0.0)
        order = np.argsort(deviation, kind="stable")[:MOST_PAIRS].tolist()
        verdicts = self.verdicts()
        below = self.observed < self.expected
        p_values, q_values = np.where(below, self.lower, self.upper), np.where(below, self.lower_q, self.upper_q)
        return tuple(
            Pair(
                int(self.ones[place]),
                int(self.others[place]),
                float(self.observed[place]),
                float(self.expected[place]),
                _positive(p_values[place]) if self.expected[place] > 0 else None,
                _positive(q_values[place]),
                verdicts[place],
            )
            for place in order
        )


_VERDICTS: Final = (Verdict.UNDER_CONNECTED, Verdict.AS_EXPECTED, Verdict.OVER_CONNECTED, Verdict.CANNOT_TELL)


def _positive(value: float) -> float | None:
    """Give a p-value as a number that is never 0; None where it is none."""
    return None if np.isnan(value) else max(float(value), float(np.finfo(np.float64).tiny))
