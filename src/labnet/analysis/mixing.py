"""Mixing: how often each two groups meet, beside what their meetings with all others lead one to expect.

What is expected comes from quasi-independence, or from swaps of the table of works where it is small: on planted
networks these find about twice as many of the pairs kept apart where works are few, and raise no more false alarms
(`python -m benchmarks.analysis.silos`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.confirmation import Expectation, confirmed
from labnet.analysis.independence import FEWEST_GROUPS, adjusted, could_be_low, factors, lower_tail, upper_tail
from labnet.analysis.statistics import StatisticMethod
from labnet.analysis.swaps import Swapped
from labnet.network.columns import Ints

__all__ = ["MOST_PAIRS", "Pair", "Pairs", "Verdict", "pairs_of"]

MOST_PAIRS: Final = 2_000
"""How many pairs are told of at most: those furthest below expectation."""

_STANDS: Final = 0.1
"""The level, as a share of the rate, at which a find must stand once surer ones no longer set what is expected."""
_GAP: Final = 0.8
"""What share of what is expected is too few, and of what is observed is too much expected.

Where much is known, a few per cent are significant: real groups always differ by that, and nobody would call it a silo.
"""
_UNSURE: Final = 1.2
"""Spreads of so few draws are off by a tenth or more: one too small would raise an alarm, so they are taken larger."""
_LEAST_SPREAD: Final = 0.02
_HALVINGS: Final = 30

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
        How often they would; None where nothing can be fitted.
    p_value, q_value : float or None
        Of the side on which it deviates; q over all pairs tested on that side. None where it was not tested.
    verdict : Verdict
        `CANNOT_TELL` where even no meeting at all could not be called too few.
    z : float or None
        Deviation from what is expected, in standard deviations.
    """

    a: int
    b: int
    observed: float | None
    expected: float | None
    p_value: float | None
    q_value: float | None
    verdict: Verdict
    z: float | None = None

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
    method : StatisticMethod
        `POISSON` by quasi-independence, `SWAPS`, or `NONE` where nothing can be fitted: then nothing is expected and no
        verdict given.
    seed : int or None
        What swaps started from.
    meeting : int
        How many pairs there are of groups that meet anybody at all.
    typical : float
        How often half of these are expected to meet, or more often; 0 where nothing can be fitted.
    """

    told: tuple[Pair, ...]
    total: int
    method: StatisticMethod
    seed: int | None = None
    meeting: int = 0
    typical: float = 0.0

    @property
    def fitted(self) -> bool:
        """Whether anything is expected."""
        return self.method is not StatisticMethod.NONE


def pairs_of(counts: sparse.csr_array, rate: float = 0.05, swaps: Swapped | None = None) -> Pairs:
    """Compare how often groups meet with what is expected.

    A pair is called under-connected if its q-value in the lower tail is at most `rate`, among those that could be
    (`labnet.analysis.independence.could_be_low`; by swaps, among those of which no meeting at all would be surprising
    by itself), a fifth of what is expected is missing, and it stands once surer ones no longer set what is expected
    (`labnet.analysis.confirmation`). Over-connected ones are called the same way, in the upper tail, among all pairs.

    Parameters
    ----------
    counts : (k, k) csr array
        How often groups meet, symmetric, with an empty diagonal.
    rate : float
        Rate of false discoveries.
    swaps : Swapped, optional
        What swaps of the table of works give, with what is expected and how far counts spread; quasi-independence
        without, and Poisson counts.

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
        return Pairs(tuple(told[:MOST_PAIRS]), total, StatisticMethod.NONE)
    expected_by = np.zeros(k)
    expected_by[met] = fit
    ones, others = _candidates(counts, expected_by, rate)
    expectation = _expectation(counts, expected_by, ones, others, swaps)
    table = _Tested(expectation, rate, len(met) * (len(met) - 1) // 2, swapped=swaps is not None)
    method, seed = (StatisticMethod.POISSON, None) if swaps is None else (StatisticMethod.SWAPS, swaps.seed)
    return Pairs(table.told(), total, method, seed, len(met) * (len(met) - 1) // 2, _typical(fit))


def _typical(factor: Floats) -> float:
    """Give the largest number that half of all products of two different factors reach, or nearly so.

    Pairs are as many as the square of groups: they are counted, not listed, for ever closer bounds.
    """
    falling = np.sort(factor)[::-1]
    half = len(factor) * (len(factor) - 1) / 4
    low, high = 0.0, float(falling[0] ** 2)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        with np.errstate(divide="ignore"):
            # Of each factor, those after it with which it makes as much.
            reach = np.searchsorted(-falling, -middle / falling, side="right") - np.arange(len(factor)) - 1
        low, high = (middle, high) if np.maximum(reach, 0).sum() >= half else (low, middle)
    return low


def _expectation(
    counts: sparse.csr_array, factor: Floats, ones: Ints, others: Ints, swaps: Swapped | None
) -> Expectation:
    observed, expected = _values(counts, ones, others), factor[ones] * factor[others]
    if swaps is None:
        return Expectation(factor, ones, others, observed, expected, np.ones(len(ones)))
    # What swaps cannot give a pair they say nothing of.
    means = np.where(expected > 0, swaps.means[ones, others], 0.0)
    spread = np.divide(swaps.variances[ones, others], means, out=np.ones_like(means), where=means > 0)
    careful = np.maximum(np.minimum(spread * _UNSURE, 1.0), spread)
    return Expectation(factor, ones, others, observed, means, np.maximum(careful, _LEAST_SPREAD))


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
    keys = np.sort(np.concatenate([frequent[0] * k + frequent[1], meeting[0] * k + meeting[1]]))
    # As `np.unique`, which looks each up in a table of all: several times slower.
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    return keys // k, keys % k


class _Tested:
    """Pairs with their tests."""

    def __init__(self, about: Expectation, rate: float, upper_tests: int, *, swapped: bool) -> None:
        self.about, self.rate = about, rate
        self.observed, self.expected = about.observed, about.expected
        given = about.observed, about.expected, about.spread
        self.lower, self.upper = lower_tail(*given), upper_tail(*given)
        self.below = self.observed < self.expected
        self.silent = lower_tail(np.zeros_like(self.expected), *given[1:])
        # Poisson counts are taken to spread more than they do, which makes up for testing as few pairs as can be told.
        self.could_be_under = self.silent <= rate if swapped else could_be_low(self.silent, rate)
        self.lower_q, self.upper_q = np.full((2, len(self.observed)), np.nan)
        self.lower_q[self.could_be_under] = adjusted(self.lower[self.could_be_under])
        known = self.expected > 0
        self.upper_q[known] = adjusted(self.upper[known], upper_tests)

    def verdicts(self) -> Ints:
        """Give the verdict on each pair, as its place among `_VERDICTS`."""
        with np.errstate(invalid="ignore"):
            low = (self.observed <= _GAP * self.expected) & (self.lower_q <= self.rate)
            high = (self.expected <= _GAP * self.observed) & (self.upper_q <= self.rate)
        level = self.rate * _STANDS
        under = confirmed(self.about, low, lower_tail, level, np.zeros(len(low), np.bool_))
        over = confirmed(self.about, high, upper_tail, level, under)
        # The level that the correction leaves: even no meeting at all must be below it.
        left = self.rate * max(int(under.sum()), 1) / max(int(self.could_be_under.sum()), 1)
        return np.select([under, over, ~self.could_be_under | (self.silent > left)], [0, 2, 3], 1)

    def told(self) -> tuple[Pair, ...]:
        """Give the pairs furthest below expectation first."""
        known = self.expected > 0
        deviation = self.observed - self.expected
        deviation[known] /= np.sqrt(self.expected * self.about.spread)[known]
        order = _lowest(deviation).tolist()
        verdicts = self.verdicts()
        p_values, q_values = (
            np.where(self.below, low, high) for low, high in ((self.lower, self.upper), (self.lower_q, self.upper_q))
        )
        return tuple(
            Pair(
                int(self.about.ones[place]),
                int(self.about.others[place]),
                float(self.observed[place]),
                float(self.expected[place]),
                _positive(p_values[place]) if known[place] else None,
                _positive(q_values[place]),
                _VERDICTS[verdicts[place]],
                float(deviation[place]) if known[place] else None,
            )
            for place in order
        )


_VERDICTS: Final = (Verdict.UNDER_CONNECTED, Verdict.AS_EXPECTED, Verdict.OVER_CONNECTED, Verdict.CANNOT_TELL)


def _lowest(values: Floats) -> Ints:
    """Give the places of the `MOST_PAIRS` lowest values, in order; of equal ones, the first."""
    places = np.arange(len(values))
    if len(values) > MOST_PAIRS:
        places = np.flatnonzero(values <= np.partition(values, MOST_PAIRS)[MOST_PAIRS])
    lowest: Ints = places[np.argsort(values[places], kind="stable")][:MOST_PAIRS]
    return lowest


def _positive(value: float) -> float | None:
    """Give a p-value as a number that is never 0; None where it is none."""
    return None if np.isnan(value) else max(float(value), float(np.finfo(np.float64).tiny))
