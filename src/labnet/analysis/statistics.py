"""A figure beside what chance would give: the form of every statistic that labnet tells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["WITHHELD", "Statistic", "StatisticMethod", "finite"]


class StatisticMethod(Enum):
    """How the expected value and the p-value of a statistic were found."""

    EXACT = "EXACT"
    NORMAL = "NORMAL"
    PERMUTATION = "PERMUTATION"
    POISSON = "POISSON"
    SWAPS = "SWAPS"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure and what stands beside it; what is not defined, or withheld, is None and never NaN.

    Attributes
    ----------
    value, expected : float or None
        As observed, and on average if chance alone were at work.
    z : float or None
        Deviation from what is expected, in standard deviations.
    p_value : float or None
        Chance of a deviation at least as large, by `method`; never 0.
    n : int or None
        How many ties, works or units it rests on; the docstring of who makes it says which.
    method : StatisticMethod
        How expectation and p-value were found.
    seed : int or None
        What the draws started from, where any were made.
    p_value_is_bound : bool
        Whether no draw was as far off: then `p_value` follows from how many draws there were, and is but the most that
        the chance is likely to be.
    """

    value: float | None = None
    expected: float | None = None
    z: float | None = None
    p_value: float | None = None
    n: int | None = None
    method: StatisticMethod = StatisticMethod.NONE
    seed: int | None = None
    p_value_is_bound: bool = False


WITHHELD: Final = Statistic()
"""What is told in place of a figure on too few people."""


def finite(value: float) -> float | None:
    """Give a number, None where it is none.

    Examples
    --------
    >>> finite(0.5), finite(float("nan")), finite(float("inf"))
    (0.5, None, None)
    """
    return float(value) if math.isfinite(value) else None
