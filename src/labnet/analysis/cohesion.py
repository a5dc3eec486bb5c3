"""Cohesion: whether each group keeps to itself, against units dealt out to groups at random, contacts kept.

The E-I index [1]_ of a group is ``(E - I) / (E + I)`` of its external and internal contacts, each internal one counted
once for either end: ``1 - 2 L / D`` with ``L = sum of w_ij h_i h_j``, ``D = sum of d_i h_i``, where h is the share of
each unit in the group and d the sum of a unit's contacts. Its expectation is that of L over that of D; its deviation
that of ``L - (E L / E D) D``, exact, over E D: first order in both.

References
----------
.. [1] D. Krackhardt, R. N. Stern, "Informal networks and organizational crises", Soc. Psychol. Q. 51, 123 (1988).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from labnet.analysis.independence import adjusted
from labnet.analysis.shuffles import MOST_SHUFFLED, draws_for
from labnet.analysis.statistics import Statistic, StatisticMethod, finite

__all__ = ["Cohesion", "GroupCohesion", "cohesion"]

Floats: TypeAlias = npt.NDArray[np.float64]

_LEVEL: Final = 0.05
_DRAWS_A_GROUP: Final = 40
"""Shuffles for each group, at least: else none of several could have a p-value small enough to tell."""


class Cohesion(Enum):
    """Whether a group keeps to itself."""

    CLOSED = "CLOSED"
    AS_EXPECTED = "AS_EXPECTED"
    OPEN = "OPEN"
    CANNOT_TELL = "CANNOT_TELL"
    WITHHELD = "WITHHELD"


@dataclass(frozen=True, slots=True)
class GroupCohesion:
    """One group, by its place.

    Attributes
    ----------
    internal, external : float or None
        Weight of its contacts inside, each counted once, and outside; None where withheld.
    external_internal : Statistic
        Its E-I index; n counts the units of the group that have contacts.
    verdict : Cohesion
        By the rate of false discoveries over all groups of a report.
    """

    group: int
    internal: float | None
    external: float | None
    external_internal: Statistic
    verdict: Cohesion


def cohesion(
    contacts: sparse.csr_array, shares: sparse.csr_array, rate: float = _LEVEL, seed: int = 0
) -> tuple[GroupCohesion, ...]:
    """Tell of each group whether it keeps to itself, in order of groups.

    Parameters
    ----------
    contacts : (n, n) csr array
        Weights, symmetric, with an empty diagonal, between units that all have a group.
    shares : (n, k) csr array
        How much of each unit is in each group; rows sum to 1.
    rate : float
        Rate of false discoveries.
    seed : int
        What the shuffles start from: p-values are from them where contacts and groups are few and every unit is in
        one group, else from a Poisson count scaled to have the exact deviation.

    Examples
    --------
    >>> contacts = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]))
    >>> groups = sparse.csr_array(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]))
    >>> found = cohesion(contacts, groups)[0]
    >>> found.internal, found.external, found.external_internal.value, found.verdict.name
    (1.0, 0.0, -1.0, 'CANNOT_TELL')
    """
    strengths = np.asarray(contacts.sum(axis=1), np.float64).ravel()
    whole = np.asarray(strengths @ shares, np.float64).ravel()
    inside = np.asarray(sparse.csr_array(contacts @ shares).multiply(shares).sum(axis=0), np.float64).ravel()
    chance = _Chance.of(contacts, strengths, shares)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = 1 - 2 * inside / whole
    tails = _tails(contacts, strengths, shares, (index, chance), seed)
    sizes = np.asarray(shares.sum(axis=0), np.float64).ravel()
    verdicts = _verdicts(index, chance, tails.p_values, rate, (sizes, shares.shape[0]))
    counts = np.asarray((shares[strengths > 0] > 0).sum(axis=0)).ravel()
    return tuple(
        GroupCohesion(
            group,
            float(inside[group] / 2),
            float(whole[group] - inside[group]),
            _statistic(index[group], chance, tails, group, (int(counts[group]), seed)),
            verdicts[group],
        )
        for group in range(shares.shape[1])
    )


@dataclass(frozen=True, slots=True)
class _Chance:
    """Expectation and deviation of the index of each group under a shuffle; nan where it has none."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, contacts: sparse.csr_array, strengths: Floats, shares: sparse.csr_array) -> _Chance:
        n = shares.shape[0]
        s1, s2, s3, s4 = (_column_sums(shares, power) for power in (1, 2, 3, 4))
        total, squares = float(strengths.sum()), float((contacts.data**2).sum())
        rows = float((strengths**2).sum())
        sharing = 4 * (rows - squares)
        apart = total**2 - 2 * squares - sharing
        pair = _mean(s1**2 - s2, n, 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside, whole = total * pair, total * s1 / n
            ratio = inside / whole
            inside_squared = (
                2 * squares * _mean(s2**2 - s4, n, 2)
                + sharing * _mean(s2 * s1**2 - s2**2 - 2 * s3 * s1 + 2 * s4, n, 3)
                + apart * _mean(s1**4 - 6 * s2 * s1**2 + 3 * s2**2 + 8 * s3 * s1 - 6 * s4, n, 4)
            )
            product = 2 * rows * _mean(s2 * s1 - s3, n, 2) + (total**2 - 2 * rows) * _mean(
                s1**3 - 3 * s2 * s1 + 2 * s3, n, 3
            )
            whole_squared = rows * s2 / n + (total**2 - rows) * pair
            spread = inside_squared - 2 * ratio * product + ratio**2 * whole_squared
            # Of L - r D the mean is 0; what rounding leaves of a variance of none is none.
            variance = np.where(spread > _ROUNDING * inside_squared, spread, 0.0)
            return cls(1 - 2 * ratio, 2 * np.sqrt(variance) / whole)


_ROUNDING: Final = 1e-10


def _column_sums(shares: sparse.csr_array, power: int) -> Floats:
    sums: Floats = np.bincount(shares.indices, shares.data**power, shares.shape[1]).astype(np.float64)
    return sums


def _mean(sums: Floats, n: int, of: int) -> Floats:
    """Give the mean over all ways of picking `of` different units of n; 0 where there are too few."""
    ways = float(np.prod([float(n - number) for number in range(of)])) if n >= of else 0.0
    return sums / ways if ways else np.zeros_like(sums)


class _Tails(NamedTuple):
    """The chance of an index as far from what is expected for each group, how it was found, and where no draw was."""

    p_values: Floats
    method: StatisticMethod
    unreached: npt.NDArray[np.bool_]


def _tails(
    contacts: sparse.csr_array,
    strengths: Floats,
    shares: sparse.csr_array,
    told: tuple[Floats, _Chance],
    seed: int,
) -> _Tails:
    """Give for each group the chance of an index as far from what is expected, and how it was found."""
    index, chance = told
    k = shares.shape[1]
    draws = draws_for(contacts.nnz // 2)
    enough = draws + 1 >= _DRAWS_A_GROUP * k
    if shares.nnz > shares.shape[0] or contacts.nnz // 2 > MOST_SHUFFLED or not enough:
        return _Tails(_quasi_poisson(index, chance), StatisticMethod.POISSON, np.zeros(k, np.bool_))
    upper = sparse.triu(contacts, k=1).tocoo()
    (ones, others), weights = upper.coords, 2 * upper.data
    rng = np.random.default_rng(seed)
    beyond = np.zeros(k)
    far = np.abs(index - chance.mean) * (1 - 1e-9)
    for _ in range(draws):
        dealt = rng.permutation(shares.indices)
        first = dealt[ones]
        same = first == dealt[others]
        inside = np.bincount(first[same], weights[same], k)
        whole = np.bincount(dealt, strengths, k)
        with np.errstate(divide="ignore", invalid="ignore"):
            # A group dealt only units without contacts has no index: it counts as one as far as any.
            beyond += ~(np.abs(1 - 2 * inside / whole - chance.mean) < far)
    found = (1 + beyond) / (1 + draws)
    p_values = np.where(np.isfinite(index) & (chance.deviation > 0), found, np.nan)
    return _Tails(p_values, StatisticMethod.PERMUTATION, beyond == 0)


def _quasi_poisson(index: Floats, chance: _Chance) -> Floats:
    """Give twice the smaller tail of a Poisson count, scaled to have the exact deviation: few are skewed, many are not.

    The normal tail would call a handful of people closed for a single contact between two of them.
    """
    mean, share = (1 - chance.mean) / 2, (1 - index) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = (chance.deviation / 2) ** 2 / mean
        count, expected = share / unit, mean / unit
        more = np.where(count > 0, special.gammainc(np.maximum(count, 1e-300), expected), 1.0)
        fewer = special.gammaincc(count + 1, expected)
        tails = np.clip(2 * np.minimum(more, fewer), np.finfo(np.float64).tiny, 1.0)
    return np.where(np.isfinite(index) & (chance.deviation > 0), tails, np.nan)


def _verdicts(
    index: Floats, chance: _Chance, p_values: Floats, rate: float, told: tuple[Floats, int]
) -> list[Cohesion]:
    """Give the verdict on each group; `told` are the sizes of groups, and how many units there are.

    Where there are but few ways to deal so many units out of all, chance could do anything.
    """
    known = np.isfinite(p_values)
    q_values = np.full(len(p_values), np.nan)
    q_values[known] = adjusted(p_values[known])
    with np.errstate(divide="ignore", invalid="ignore"):
        level = rate * (np.count_nonzero(q_values <= rate) + 1) / max(int(known.sum()), 1)
        # Neither a group all to itself nor one all outside would be told from chance.
        furthest = np.minimum(
            _quasi_poisson(np.full_like(index, -1), chance), _quasi_poisson(np.ones_like(index), chance)
        )
        silent = ~known | (furthest > level) | (special.binom(told[1], np.round(told[0])) < 1 / level)
        chosen = np.select(
            [silent, (q_values <= rate) & (index < chance.mean), (q_values <= rate) & (index > chance.mean)],
            [3, 0, 2],
            1,
        )
    return [_VERDICTS[number] for number in chosen.tolist()]


_VERDICTS: Final = (Cohesion.CLOSED, Cohesion.AS_EXPECTED, Cohesion.OPEN, Cohesion.CANNOT_TELL)


def _statistic(
    index: float,
    chance: _Chance,
    tails: _Tails,
    group: int,
    told: tuple[int, int],
) -> Statistic:
    mean, deviation = float(chance.mean[group]), float(chance.deviation[group])
    n, seed = told
    p_value = finite(tails.p_values[group])
    if not np.isfinite(index) or p_value is None:
        return Statistic(finite(index), finite(mean), n=n)
    z = (float(index) - mean) / deviation
    used = seed if tails.method is StatisticMethod.PERMUTATION else None
    return Statistic(float(index), mean, z, p_value, n, tails.method, used, bool(tails.unreached[group]))
