"""Louvain's method: communities that no move of one node, and no merging of two, would make better.

The inner loop, which moves nodes one by one, is scikit-network's; the levels are written here, because starting from a
partition that is already there is what makes results markedly better: a second round moves single nodes again once
communities stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from labnet.analysis.partitions import modularity
from labnet.network.columns import Ints

__all__ = ["between", "louvain", "shaken"]

_ROUNDS: Final = 2
_TOLERANCE: Final = 1e-3
"""Nodes of a large network are moved again as long as all moves together raised the modularity by this much."""
_LARGE: Final = 5_000
_FINE: Final = 1e-6
"""The same for a small one, where it costs nothing."""
_FEW: Final = 1_500
_SHAKES: Final = 60
_MOST_SHAKEN: Final = 1_000


@dataclass(frozen=True, eq=False)
class _Level:
    """A symmetric network whose weights sum to 1, with the strength of each node."""

    adjacency: sparse.csr_array
    strengths: npt.NDArray[np.float64]


def louvain(
    adjacency: sparse.csr_array, resolution: float, rng: np.random.Generator, start: Ints | None = None
) -> Ints:
    """Give a partition of high modularity: labels from 0, every community connected.

    Parameters
    ----------
    adjacency : (n, n) csr array of float
        Symmetric, with weights above 0.
    resolution : float
        Gamma of `labnet.analysis.partitions.modularity`; above 0. The higher, the smaller the communities.
    rng : Generator
        Draws the order in which nodes are looked at.
    start : (n,) array of int, optional
        Labels to begin with; without it each node begins alone.

    References
    ----------
    V. D. Blondel, J.-L. Guillaume, R. Lambiotte and E. Lefebvre, "Fast unfolding of communities in large networks",
    J. Stat. Mech. P10008 (2008).

    Examples
    --------
    >>> two_pairs = sparse.csr_array(([1.0] * 4, ([0, 1, 2, 3], [1, 0, 3, 2])), shape=(4, 4))
    >>> louvain(two_pairs, 1.0, np.random.default_rng(0)).tolist()
    [0, 0, 1, 1]
    """
    count = adjacency.shape[0]
    if not adjacency.nnz:
        return np.arange(count)
    order = rng.permutation(count)
    level = _shuffled(adjacency, order)
    labels = np.arange(count) if start is None else start[order]
    for _ in range(_ROUNDS):
        labels = _climbed(level, labels, resolution)
    found = np.empty(count, np.int64)
    found[order] = labels
    return _connected(adjacency, found)


def shaken(adjacency: sparse.csr_array, resolution: float, rng: np.random.Generator, labels: Ints) -> Ints:
    """Give a partition of a small network that is no worse than the one given; of a large one, the one given.

    Some communities or all, drawn anew each time, are taken apart and put together again. What moving nodes one by one
    cannot reach is often found so, where structure is weak and every partition is nearly as good as the next.
    """
    best, quality = labels, modularity(adjacency, labels, resolution)
    if quality is None or len(labels) > _MOST_SHAKEN:
        return labels
    for _ in range(_SHAKES):
        apart = rng.random(int(best.max()) + 1) < 1.5 * rng.random()
        alone = int(best.max()) + 1 + np.arange(len(best))
        start = _renumbered(np.where(apart[best], alone, best))
        found = louvain(adjacency, resolution, rng, start)
        reached = modularity(adjacency, found, resolution) or 0.0
        if reached > quality:
            best, quality = found, reached
    return best


def _shuffled(adjacency: sparse.csr_array, order: Ints) -> _Level:
    place = np.empty(len(order), adjacency.indices.dtype)
    place[order] = np.arange(len(order))
    rows = adjacency[order]
    weights = rows.data / rows.data.sum()
    shuffled = sparse.csr_array((weights, place[rows.indices], rows.indptr), shape=adjacency.shape)
    return _Level(shuffled, np.asarray(shuffled.sum(axis=1), np.float64).ravel())


def _climbed(level: _Level, labels: Ints, resolution: float) -> Ints:
    """Move nodes, then whole communities, then communities of those, until nothing moves."""
    labels = _moved(level, labels, resolution)
    while True:
        count = int(labels.max()) + 1
        above = _Level(between(level.adjacency, labels, count), np.bincount(labels, level.strengths).astype(np.float64))
        merged = _moved(above, np.arange(count), resolution)
        labels = merged[labels]
        if int(labels.max()) + 1 == count:
            return labels


def between(adjacency: sparse.csr_array, labels: Ints, count: int) -> sparse.csr_array:
    """Add up the weights between each two communities, and inside each."""
    small = labels.astype(np.int32)
    if count <= _FEW:
        # Adding up in a table takes a tenth of the time that sorting takes.
        ends = np.repeat(small, np.diff(adjacency.indptr)), small[adjacency.indices]
        table = np.bincount(ends[0] * count + ends[1], adjacency.data, count * count)
        return sparse.csr_array(table.reshape(count, count))
    ones = np.ones(len(small), np.float32), small, np.arange(len(small) + 1, dtype=np.int32)
    members = sparse.csr_array(ones, shape=(len(small), count)).T.tocsr()
    towards = sparse.csr_array((adjacency.data, small[adjacency.indices], adjacency.indptr), (len(small), count))
    return sparse.csr_array(members @ towards)


def _moved(level: _Level, labels: Ints, resolution: float) -> Ints:
    """Move nodes to the neighbouring community that raises the modularity most, again and again."""
    # Importing scikit-network takes as long as all of labnet: only who looks for communities waits for it.
    from sknetwork.clustering.louvain_core import optimize_core  # noqa: PLC0415

    count = len(labels)
    adjacency = level.adjacency
    strengths = level.strengths.astype(np.float32)
    of_labels = np.bincount(labels, level.strengths, minlength=count).astype(np.float32)
    found, _ = optimize_core(
        labels.astype(np.int32),
        adjacency.indices.astype(np.int32),
        adjacency.indptr.astype(np.int32),
        adjacency.data.astype(np.float32),
        strengths,
        strengths,
        of_labels,
        of_labels.copy(),
        np.zeros(count, np.float32),
        adjacency.diagonal().astype(np.float32),
        resolution,
        _TOLERANCE if count > _LARGE else _FINE,
    )
    return _renumbered(np.asarray(found))


def _renumbered(labels: Ints) -> Ints:
    """Give labels numbers from 0, in their order."""
    used = np.zeros(int(labels.max()) + 1, np.int64)
    used[labels] = 1
    numbers: Ints = np.cumsum(used) - 1
    return numbers[labels]


def _connected(adjacency: sparse.csr_array, labels: Ints) -> Ints:
    """Part communities that are not connected; each part is better off alone."""
    small = labels.astype(np.int32)
    inside = np.repeat(small, np.diff(adjacency.indptr)) == small[adjacency.indices]
    starts = np.append(0, np.cumsum(inside))[adjacency.indptr]
    within = sparse.csr_array((adjacency.data[inside], adjacency.indices[inside], starts), shape=adjacency.shape)
    found: Ints = csgraph.connected_components(within, directed=False)[1].astype(np.int64)
    return found
