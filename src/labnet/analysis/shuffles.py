"""Shuffles: exact moments of sums over pairs of units when the groups of units are dealt out at random.

A sum over ordered pairs, sum of m_ij g_i . g_j, depends on the shuffle only through whether pairs are the same, share a
unit or are disjoint. So its first two moments follow from a few sums over the form m and as few over the shares g.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["MOST_SHUFFLED", "Form", "LabelMoments", "draws_for"]

MOST_SHUFFLED: Final = 100_000
"""Contacts up to which p-values come from shuffles."""

_FEWEST_DRAWS: Final = 99
_MOST_DRAWS: Final = 1_999
_LOOKS: Final = 500_000
"""How many contacts all shuffles together look at, where that makes for a number of draws between the two."""

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-12
"""A variance below this share of the squared mean is none: that much is left of it by rounding."""


def draws_for(ties: int) -> int:
    """Give how many shuffles to make of so many contacts.

    Examples
    --------
    >>> draws_for(100), draws_for(1_000), draws_for(100_000)
    (1999, 500, 99)
    """
    return min(max(_LOOKS // max(ties, 1), _FEWEST_DRAWS), _MOST_DRAWS)


@dataclass(frozen=True, slots=True)
class Form:
    """Sums over a symmetric form m with an empty diagonal.

    Attributes
    ----------
    total, squares, rows : float
        Sum of m_ij, of their squares, and of the squares of row sums.
    """

    total: float
    squares: float
    rows: float

    @classmethod
    def of(cls, table: sparse.csr_array, sums: Floats) -> Form:
        """Give the sums of a table whose row sums are known."""
        return cls(float(sums.sum()), float((table.data**2).sum()), float((sums**2).sum()))

    @classmethod
    def of_products(cls, factors: Floats) -> Form:
        """Give the sums of m_ij = f_i f_j off the diagonal."""
        second, fourth = float((factors**2).sum()), float((factors**4).sum())
        sums = factors * (factors.sum() - factors)
        return cls(float(sums.sum()), second**2 - fourth, float((sums**2).sum()))

    def plus_products(self, times: float, table: sparse.csr_array, factors: Floats, by: float) -> Form:
        """Give the sums of ``times * table + by * f_i f_j``: `self` has those of the table, and f its row sums."""
        products = Form.of_products(factors)
        rows = times * factors + by * factors * (factors.sum() - factors)
        crossed = float(factors @ (table @ factors))
        squares = times**2 * self.squares + 2 * times * by * crossed + by**2 * products.squares
        return Form(float(rows.sum()), squares, float((rows**2).sum()))


@dataclass(frozen=True, slots=True)
class LabelMoments:
    """What two units picked at random have in common, g_i . g_j, on average.

    Attributes
    ----------
    own : float
        Mean of g_i . g_i.
    same, square, sharing, apart : float
        Mean of x_ij, x_ij^2, x_ij x_ik and x_ij x_kl for different units; 0 where there are too few.
    """

    own: float
    same: float
    square: float
    sharing: float
    apart: float

    @classmethod
    def of(cls, shares: sparse.csr_array) -> LabelMoments:
        """Take the means over all units with shares: (n, k) csr array."""
        n = shares.shape[0]
        own = np.asarray(shares.multiply(shares).sum(axis=1)).ravel()
        sizes = np.asarray(shares.sum(axis=0)).ravel()
        overlaps = sparse.csr_array(shares.T @ shares)
        first = float(sizes @ sizes - own.sum())
        second = float((overlaps.data**2).sum() - (own**2).sum())
        third = float(((shares @ sizes - own) ** 2).sum()) - second
        fourth = first**2 - 2 * second - 4 * third
        pairs = n * (n - 1)
        return cls(
            own=float(own.mean()) if n else 0.0,
            same=first / pairs if n > 1 else 0.0,
            square=second / pairs if n > 1 else 0.0,
            sharing=third / (pairs * (n - 2)) if n > 2 else 0.0,  # noqa: PLR2004 - three units
            apart=fourth / (pairs * (n - 2) * (n - 3)) if n > 3 else 0.0,  # noqa: PLR2004 - four units
        )

    def of_form(self, form: Form) -> tuple[float, float]:
        """Give expectation and deviation of the sum over ordered pairs of m_ij g_i . g_j under a shuffle."""
        mean = form.total * self.same
        sharing = 4 * (form.rows - form.squares)
        apart = form.total**2 - 2 * form.squares - sharing
        variance = 2 * form.squares * self.square + sharing * self.sharing + apart * self.apart - mean**2
        return mean, float(np.sqrt(variance)) if variance > _ROUNDING * mean**2 else 0.0
