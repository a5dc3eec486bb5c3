"""Partitions of a network: how good one is, and how far two agree."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import xlogy

from labnet.network.columns import Ints

__all__ = ["adjusted_mutual_information", "modularity"]

Floats = npt.NDArray[np.float64]

_NEGLIGIBLE: Final = 40.0
"""Overlaps that chance gives with less than exp(-40) are left out of expectations."""
_AT_ONCE: Final = 2_000_000


def modularity(adjacency: sparse.csr_array, labels: Ints, resolution: float = 1.0) -> float | None:
    r"""Give the modularity of a partition; None where nothing is tied.

    .. math:: Q = \sum_c \left[ \frac{L_c}{m} - \gamma \left( \frac{k_c}{2 m} \right)^2 \right]

    with L_c the weight of ties inside community c, k_c the strength of its members, m the weight of all ties and
    gamma the resolution.

    References
    ----------
    M. E. J. Newman and M. Girvan, "Finding and evaluating community structure in networks", Phys. Rev. E 69, 026113
    (2004); J. Reichardt and S. Bornholdt, Phys. Rev. E 74, 016110 (2006).

    Examples
    --------
    >>> two_pairs = sparse.csr_array(([1.0] * 4, ([0, 1, 2, 3], [1, 0, 3, 2])), shape=(4, 4))
    >>> modularity(two_pairs, np.array([0, 0, 1, 1]))
    0.5
    """
    total = float(adjacency.data.sum())
    if total <= 0:
        return None
    strengths = np.asarray(adjacency.sum(axis=1), np.float64).ravel()
    ties = adjacency.tocoo()
    one, other = ties.coords
    inside = float(ties.data[labels[one] == labels[other]].sum())
    shares = np.bincount(labels, strengths) / total
    return inside / total - resolution * float(shares @ shares)


def adjusted_mutual_information(one: Ints, other: Ints) -> float:
    r"""Give how far two partitions agree: 1 where they are the same, 0 on average where chance alone made them.

    .. math:: \mathrm{AMI}(U, V) = \frac{I(U, V) - E[I]}{\frac{1}{2} (H(U) + H(V)) - E[I]}

    with the expectation over all partitions that have the same sizes. 1 where both put everything together, or both
    everything apart.

    Parameters
    ----------
    one, other : (n,) arrays of int
        Labels, from 0.

    References
    ----------
    N. X. Vinh, J. Epps and J. Bailey, "Information theoretic measures for clusterings comparison", J. Mach. Learn. Res.
    11 (2010), 2837-2854.

    Examples
    --------
    >>> adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    >>> round(adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])), 12)
    -0.5
    """
    n = len(one)
    a, b = np.bincount(one), np.bincount(other)
    _, overlaps = np.unique(one.astype(np.int64) * len(b) + other, return_counts=True)
    entropies = [_entropy(sizes, n) for sizes in (a, b, overlaps)]
    mean = (entropies[0] + entropies[1]) / 2
    information = entropies[0] + entropies[1] - entropies[2]
    expected = _expected_information(a, b, n)
    if np.isclose(mean, expected, rtol=0, atol=1e-12):
        return 1.0
    return float((information - expected) / (mean - expected))


def _entropy(sizes: Ints, n: int) -> float:
    return float(-xlogy(sizes / n, sizes / n).sum()) if n else 0.0


def _expected_information(a: Ints, b: Ints, n: int) -> float:
    """Give the mutual information that chance gives two partitions with these sizes (Vinh et al., eq. 24a)."""
    sizes_a, times_a = np.unique(a[a > 0], return_counts=True)
    sizes_b, times_b = np.unique(b[b > 0], return_counts=True)
    x, y = (each.ravel() for each in np.meshgrid(sizes_a, sizes_b, indexing="ij"))
    times = np.outer(times_a, times_b).ravel()
    first, last = _likely_overlaps(x, y, n)
    counts = np.maximum(last - first + 1, 0)
    total, begin = 0.0, 0
    ends = np.cumsum(counts)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    while begin < len(x):
        end = max(int(np.searchsorted(ends, ends[begin] + _AT_ONCE)), begin + 1)
        part = slice(begin, end)
        total += _information_of(x[part], y[part], times[part], first[part], counts[part], logs)
        begin = end
    return total


def _likely_overlaps(x: Ints, y: Ints, n: int) -> tuple[Ints, Ints]:
    """Give the smallest and the largest overlap, from 1, of groups of x and y that chance gives noticeably often.

    Hypergeometric tails are bounded like binomial ones: P(X >= mean + t) <= exp(-t^2 / (2 (mean + t / 3))).
    """
    mean = x * (y / n)
    reach = _NEGLIGIBLE / 3 + np.sqrt((_NEGLIGIBLE / 3) ** 2 + 2 * _NEGLIGIBLE * mean)
    first = np.maximum(np.maximum(x + y - n, 1), np.floor(mean - reach).astype(np.int64))
    last = np.minimum(np.minimum(x, y), np.ceil(mean + reach).astype(np.int64))
    return first, last


def _information_of(x: Ints, y: Ints, times: Ints, first: Ints, counts: Ints, logs: Floats) -> float:
    """Add up n_ij / n * log(n n_ij / (a_i b_j)) over the overlaps of pairs of sizes, each as likely as it is."""
    n = len(logs) - 1
    before = np.cumsum(counts) - counts
    overlap = np.arange(int(counts.sum())) - np.repeat(before - first, counts)
    of_pair = logs[x] + logs[y] + logs[n - x] + logs[n - y] - logs[n]
    x, y = np.repeat(x, counts), np.repeat(y, counts)
    chance = np.repeat(of_pair, counts)
    for rest in (overlap, x - overlap, y - overlap, n - x - y + overlap):
        chance -= logs[rest]
    terms = overlap / n * np.log(n * overlap / (x * y)) * np.exp(chance)
    return float((terms * np.repeat(times, counts)).sum())
