"""Quasi-independence: whether two groups meet less, or more, than their meetings with others lead one to expect.

What each group does inside is left out [1]_, for it says nothing of whom it meets outside: where groups look inward, a
null model that keeps it makes almost every pair look starved. The expected count of a pair is ``f_a f_b``, with factors
such that every group has as many outward counts as observed::

    f_a (S - f_a) = R_a,  S = sum of all f

A group's factor follows from S, so S alone is looked for. There is no solution where one group is an end of every
outward count, and with three groups or fewer the fit is exact for any table: then nothing can be said.

References
----------
.. [1] L. A. Goodman, "The analysis of cross-classified data: independence, quasi-independence, and interactions in
   contingency tables with or without missing entries", J. Am. Stat. Assoc. 63, 1091 (1968).
.. [2] Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57, 289 (1995).
.. [3] R. E. Tarone, "A modified Bonferroni method for discrete data", Biometrics 46, 515 (1990).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from labnet.network.columns import Ints

__all__ = ["FEWEST_GROUPS", "adjusted", "could_be_low", "factors", "factors_without", "lower_tail", "upper_tail"]

Floats = npt.NDArray[np.float64]

FEWEST_GROUPS: Final = 4
"""With fewer groups the fit is exact for any table."""

_ROUNDING: Final = 1e-9
_MOST_SWEEPS: Final = 300
_NEAR: Final = 1e-7
_POISSON: Final = 0.999
"""From this spread on a count is as good as Poisson."""


def factors(outward: Floats) -> Floats | None:
    """Fit quasi-independence: factors whose products, off the diagonal, have given sums.

    Parameters
    ----------
    outward : (k,) array
        How often each group meets others, all of them above 0.

    Returns
    -------
    (k,) array or None
        None where there is no fit: one group has as many outward counts as all others together, or there are two.

    Examples
    --------
    >>> found = factors(np.array([6.0, 6.0, 6.0, 6.0]))
    >>> (found[0] * found[1:]).round(9).tolist()
    [2.0, 2.0, 2.0]
    """
    if len(outward) < 3:  # noqa: PLR2004 - one or two groups have nothing to fit
        return None
    largest = int(outward.argmax())
    most = float(outward[largest])
    if most >= (outward.sum() - most) * (1 - _ROUNDING):
        return None

    # With t^2 = S^2 - 4 R of the group that meets most, no root below loses digits; t < 0 where that group has more
    # than half of the sum of all factors, as at most one can.
    lead = 4 * (most - outward)

    def fitted(t: float) -> tuple[float, Floats]:
        total = float(np.sqrt(t * t + 4 * most))
        found: Floats = 2 * outward / (total + np.sqrt(t * t + lead))
        found[largest] = (total - t) / 2
        return total, found

    def missing(t: float) -> float:
        total, found = fitted(t)
        return float(np.delete(found, largest).sum()) - (total + t) / 2

    least, most_t = -np.sqrt(most), np.sqrt(most)
    while missing(least) <= 0:
        least *= 2
    while missing(most_t) >= 0:
        most_t *= 2
    return fitted(float(optimize.brentq(missing, least, most_t, xtol=1e-14 * most_t, rtol=1e-14)))[1]


def factors_without(fitted: Floats, ones: Ints, others: Ints, counts: Floats) -> Floats | None:
    """Fit quasi-independence to all pairs but some.

    Parameters
    ----------
    fitted : (k,) array
        Factors fitted to all pairs; the sums of counts follow from them.
    ones, others : arrays of int
        The pairs to leave out.
    counts : array
        How often they meet.

    Returns
    -------
    (k,) array or None
        None where what is left says nothing of a group.

    Examples
    --------
    Without the two that never meet, the rest of four groups is as even as it looks.

    >>> even = factors(np.array([40.0, 40.0, 60.0, 60.0]))
    >>> found = factors_without(even, np.array([0]), np.array([1]), np.array([0.0]))
    >>> (found[[0, 2]] * found[3]).round(3).tolist()
    [20.0, 20.0]
    """
    k = len(fitted)
    ends, partners = np.concatenate([ones, others]), np.concatenate([others, ones])
    wanted = fitted * (fitted.sum() - fitted) - np.bincount(ends, np.concatenate([counts, counts]), k)
    wanted = np.where(wanted > _ROUNDING * fitted.sum(), wanted, 0.0)
    values = fitted
    for _ in range(_MOST_SWEEPS):
        met = values.sum() - values - np.bincount(ends, values[partners], k)
        if ((met <= _ROUNDING) & (wanted > 0)).any():
            return None
        # All at once would swing to and fro; the geometric mean with what was there does not.
        found = np.sqrt(values * np.divide(wanted, met, out=np.zeros(k), where=wanted > 0))
        if np.abs(found - values).max() <= _NEAR * found.sum():
            return np.asarray(found, np.float64)
        values = found
    return None


def lower_tail(observed: Floats, expected: Floats, spread: Floats | float = 1.0) -> Floats:
    """Give the chance of at most so many, if as many are expected; parts of one count as one.

    Parameters
    ----------
    observed, expected : (m,) arrays
        Counts.
    spread : (m,) array or float
        Variance by expectation: of 1, P(Poisson(E) <= O); of less, that of the binomial count with this expectation
        and variance; of more, that of a scaled Poisson count.

    Examples
    --------
    >>> lower_tail(np.array([1.0]), np.array([3.0]), 0.5).round(4).tolist()
    [0.1094]
    """
    count = np.ceil(observed - _ROUNDING)
    unit, trials = _spread(expected, spread)
    # A count of so few trials cannot be larger.
    few = np.where(count < trials, special.betainc(np.maximum(trials - count, _ROUNDING), count + 1, unit), 1.0)
    tail: Floats = np.where(unit > _POISSON, special.gammaincc(count / unit + 1, expected / unit), few)
    return tail


def upper_tail(observed: Floats, expected: Floats, spread: Floats | float = 1.0) -> Floats:
    """Give the chance of at least so many, as `lower_tail` that of at most so many; parts of one do not count."""
    count = np.maximum(np.floor(observed + _ROUNDING), _ROUNDING)
    unit, trials = _spread(expected, spread)
    left = np.maximum(trials - count + 1, _ROUNDING)
    many = np.where(count < trials + 1, special.betainc(count, left, 1 - np.minimum(unit, 1)), 0.0)
    tail = np.where(unit > _POISSON, special.gammainc(count / unit, expected / unit), many)
    found: Floats = np.where(count >= 1, tail, 1.0)
    return found


def _spread(expected: Floats, spread: Floats | float) -> tuple[Floats, Floats]:
    """Give spreads, and the number of trials of binomial counts with these."""
    unit = np.broadcast_to(np.asarray(spread, np.float64), expected.shape)
    return unit, expected / np.where(unit > _POISSON, 1.0, 1 - unit)


def could_be_low(silent: Floats, rate: float) -> npt.NDArray[np.bool_]:
    """Tell which pairs could be found to meet too little.

    With m of them, no meeting at all must have a chance of rate / m at most; m is as large as that allows [3]_. Which
    these are hangs on what is expected alone, and so favours none.

    Parameters
    ----------
    silent : (m,) array
        Chance that a pair does not meet at all.
    rate : float
        Rate of false discoveries.

    Examples
    --------
    >>> could_be_low(np.array([0.001, 0.02, 0.03, 0.5]), 0.05).tolist()
    [True, True, False, False]
    """
    ranked = np.sort(silent)
    as_likely = ranked * (1 + _ROUNDING)
    fits = np.flatnonzero(ranked * np.searchsorted(ranked, as_likely, side="right") <= rate)
    found: npt.NDArray[np.bool_] = silent <= (as_likely[fits[-1]] if len(fits) else -1.0)
    return found


def adjusted(p_values: Floats, tests: int | None = None) -> Floats:
    """Give q-values: the rate of false discoveries [2]_ if everything with a p-value as small were called one.

    Parameters
    ----------
    p_values : (m,) array
        The smallest p-values, in any order.
    tests : int, optional
        How many tests there were in all; those not given have larger p-values.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p_values)
    ranks = np.arange(1, len(p_values) + 1)
    scaled = p_values[order] * (len(p_values) if tests is None else tests) / ranks
    found = np.empty(len(p_values))
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found
