"""Segregation: whether contacts stay inside groups, against labels dealt out at random.

The E-I index [1]_ compares external with internal contacts; assortativity [2]_ is the same question with the activity
of each group taken into account. Neither says anything without what chance would give: twelve equal groups at random
have an E-I near +0.83. So each stands beside its expectation and deviation under a shuffle of who is in which groups,
contacts kept; both are exact for E-I, with units split between groups too.

References
----------
.. [1] D. Krackhardt, R. N. Stern, "Informal networks and organizational crises", Soc. Psychol. Q. 51, 123 (1988).
.. [2] M. E. J. Newman, "Mixing patterns in networks", Phys. Rev. E 67, 026126 (2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from labnet.analysis.shuffles import MOST_SHUFFLED, Form, LabelMoments, draws_for
from labnet.analysis.statistics import Statistic, StatisticMethod

__all__ = ["Segregation", "segregation"]

_MOST_KINDS: Final = 2_000
"""Ways of belonging to groups up to which what each two have in common is held in a table."""

_ROUNDING: Final = 1e-9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Segregation:
    """How far a network stays inside its groups.

    Attributes
    ----------
    external_internal : Statistic
        (EL - IL) / (EL + IL) of the weights of external and internal contacts; n counts contacts. A contact of units i
        and j is internal by the share that they have in common, g_i . g_j.
    assortativity : Statistic
        (tr e - |a|^2) / (1 - |a|^2), where e is the share of contact weight between each two groups, a its row sums.
    """

    external_internal: Statistic
    assortativity: Statistic


def segregation(
    contacts: sparse.csr_array, shares: sparse.csr_array, seed: int = 0, *, shuffle: bool = True
) -> Segregation:
    """Measure how far contacts stay inside groups.

    Parameters
    ----------
    contacts : (n, n) csr array
        Weights, symmetric, with an empty diagonal.
    shares : (n, k) csr array
        How much of each unit is in each group; units of no group, and their contacts, are left out.
    seed : int
        What the shuffles start from.
    shuffle : bool
        Whether p-values of networks with few contacts come from shuffles; without, they come from the normal tail,
        many times faster.

    Examples
    --------
    Two pairs, each in contact; chance would have two contacts of three external.

    >>> contacts = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]))
    >>> groups = sparse.csr_array(np.array([[1, 0], [1, 0], [0, 1], [0, 1]]))
    >>> found = segregation(contacts, groups)
    >>> found.external_internal.value, round(found.external_internal.expected, 3), found.assortativity.value
    (-1.0, 0.333, 1.0)
    """
    grouped = np.flatnonzero(np.diff(shares.indptr) > 0)
    if len(grouped) < shares.shape[0]:
        contacts = sparse.csr_array(contacts[grouped][:, grouped])
        shares = sparse.csr_array(shares[grouped])
    ties = contacts.nnz // 2
    if not ties:
        return Segregation(Statistic(n=0), Statistic(n=0))
    measured = _Measured(contacts, shares)
    shuffled = measured.shuffled(seed) if shuffle and ties <= MOST_SHUFFLED else None
    draws = None if shuffled is None else (shuffled[0], shuffled[1])
    return Segregation(
        _statistic(measured.index, measured.index_chance, draws and draws[0], ties, seed),
        _statistic(measured.assortativity, measured.assortativity_chance, draws and draws[1], ties, seed),
    )


class _Measured:
    """Internal weight, and the strength of each group, of contacts between units that all have groups."""

    def __init__(self, contacts: sparse.csr_array, shares: sparse.csr_array) -> None:
        self.contacts, self.shares = contacts, shares
        self.strengths: Floats = np.asarray(contacts.sum(axis=1), np.float64).ravel()
        self.total = float(self.strengths.sum())
        self.moments = LabelMoments.of(shares)
        self.internal = float(sparse.csr_array(contacts @ shares).multiply(shares).sum()) / self.total
        self.squares = float(((self.strengths @ shares / self.total) ** 2).sum())

    @property
    def index(self) -> float:
        return 1 - 2 * self.internal

    @property
    def assortativity(self) -> float:
        return _ratio(self.internal, self.squares)

    @property
    def index_chance(self) -> tuple[float, float]:
        """Expectation and deviation of E-I, exact."""
        mean, deviation = self.moments.of_form(Form.of(self.contacts, self.strengths))
        return 1 - 2 * mean / self.total, 2 * deviation / self.total

    @property
    def assortativity_chance(self) -> tuple[float, float]:
        """Ratio of the expectations, and the deviation to first order in numerator and denominator."""
        form = Form.of(self.contacts, self.strengths)
        internal = self.moments.of_form(form)[0] / self.total
        products = Form.of_products(self.strengths / self.total)
        same = float((self.strengths**2).sum()) / self.total**2 * self.moments.own
        squares = self.moments.of_form(products)[0] + same
        if squares >= 1:
            return float("nan"), 0.0
        by_internal, by_squares = 1 / (1 - squares), -(1 - internal) / (1 - squares) ** 2
        both = form.plus_products(by_internal / self.total, self.contacts, self.strengths, by_squares / self.total**2)
        return _ratio(internal, squares), self.moments.of_form(both)[1]

    def shuffled(self, seed: int) -> tuple[Floats, Floats] | None:
        """Give both measures for shuffled groups; None where there are too many ways of belonging to them."""
        kinds, kind_of_unit = _kinds(self.shares)
        if kinds.shape[0] > _MOST_KINDS:
            return None
        count = kinds.shape[0]
        common = (kinds @ kinds.T).toarray().ravel()
        upper = sparse.triu(self.contacts, k=1).tocoo()
        ones, others = (ends.astype(np.int64) for ends in upper.coords)
        weights = upper.data / (self.total / 2)
        rng = np.random.default_rng(seed)
        draws = draws_for(len(weights))
        internal, sums = np.empty(draws), np.empty((draws, count))
        for draw in range(draws):
            dealt = rng.permutation(kind_of_unit)
            sums[draw] = np.bincount(dealt, self.strengths, count)
            # Not a matrix product: the threads of those cost more than sums of this size.
            internal[draw] = np.einsum("i,i", common.take(dealt.take(ones) * count + dealt.take(others)), weights)
        squares = ((sums @ kinds / self.total) ** 2).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 - 2 * internal, (internal - squares) / (1 - squares)


def _kinds(shares: sparse.csr_array) -> tuple[sparse.csr_array, npt.NDArray[np.int64]]:
    """Give the different rows of shares, and which of them each unit has."""
    order = np.random.default_rng(0).random(shares.shape[1])
    # Rows of equal groups have equal sums of numbers drawn for the groups: shares follow from how many there are.
    _, first, numbers = np.unique(shares @ order, return_index=True, return_inverse=True)
    return sparse.csr_array(shares[first]), numbers


def _ratio(internal: float, squares: float) -> float:
    return (internal - squares) / (1 - squares) if squares < 1 else float("nan")


def _statistic(value: float, chance: tuple[float, float], draws: Floats | None, ties: int, seed: int) -> Statistic:
    expected, deviation = chance
    told = None if np.isnan(value) else value
    if told is None or np.isnan(expected):
        return Statistic(told, n=ties)
    if deviation == 0:
        return Statistic(told, expected, n=ties, method=StatisticMethod.EXACT)
    z = (value - expected) / deviation
    if draws is None:
        tail = float(max(2 * special.ndtr(-abs(z)), np.finfo(float).tiny))
        return Statistic(told, expected, z, tail, ties, StatisticMethod.NORMAL)
    beyond = int((np.abs(draws - expected) >= abs(value - expected) - _ROUNDING).sum())
    p_value = (1 + beyond) / (1 + len(draws))
    return Statistic(told, expected, z, p_value, ties, StatisticMethod.PERMUTATION, seed, beyond == 0)
