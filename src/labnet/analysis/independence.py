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
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

__all__ = ["FEWEST_GROUPS", "adjusted", "factors", "lower_tail", "upper_tail"]

Floats = npt.NDArray[np.float64]

FEWEST_GROUPS: Final = 4
"""With fewer groups the fit is exact for any table."""

_ROUNDING: Final = 1e-9


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


def lower_tail(observed: Floats, expected: Floats) -> Floats:
    """Give the chance of at most so many, if as many are expected: P(Poisson(E) <= O); parts of one count as one."""
    tail: Floats = special.pdtr(np.ceil(observed - _ROUNDING), expected)
    return tail


def upper_tail(observed: Floats, expected: Floats) -> Floats:
    """Give the chance of at least so many, if as many are expected: P(Poisson(E) >= O); parts of one do not count."""
    whole = np.floor(observed + _ROUNDING)
    tail: Floats = np.where(whole > 0, special.pdtrc(np.maximum(whole - 1, 0), expected), 1.0)
    return tail


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
