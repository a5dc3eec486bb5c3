"""The Fiedler vector: on which side of the thinnest place of a network each unit is, and how far out.

References
----------
Fiedler, M. (1973). Algebraic connectivity of graphs. Czechoslovak Mathematical Journal 23(2), 298-305.
Ghosh, A., Boyd, S. (2006). Growing well-connected graphs. 45th IEEE Conference on Decision and Control, 6605-6611.
Zhang, Y., Rohe, K. (2018). Understanding regularized spectral clustering via graph conductance. NeurIPS 31.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

__all__ = ["fiedler_vector"]

Floats: TypeAlias = npt.NDArray[np.float64]

_FEWEST: Final = 3
_PRECISION: Final = 1e-6
_SMALL: Final = 300
"""Units up to which all vectors are worked out: small networks are often so regular that several are the second."""
_AS_GOOD: Final = 1e-9


def fiedler_vector(links: sparse.csr_array, names: Sequence[str]) -> Floats:
    """Give the regularised Fiedler vector of a connected network.

    It is the second vector of the random walk on the network in which everybody is joined to everybody a little, as
    much in all as one has contacts on average: without this, it points at a few people on a thread.

    Parameters
    ----------
    links : (n, n) csr array of float
        Symmetric, 1 where two are joined.
    names : sequence of str
        What the search starts from: the order of units changes nothing.

    Returns
    -------
    (n,) array of float
        Scaled so that the ends are 1 apart; the sign says nothing. Zeros with fewer than three units.

    Examples
    --------
    >>> path = sparse.csr_array([[0.0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> vector = fiedler_vector(path, "abcd")
    >>> np.abs(vector[0] - vector).round(2).tolist()
    [0.0, 0.22, 0.78, 1.0]
    """
    count = links.shape[0]
    if count < _FEWEST:
        return np.zeros(count)
    degrees = np.diff(links.indptr).astype(np.float64)
    little = degrees.mean() / count
    scale = np.sqrt(degrees + little * count)
    first = scale / np.linalg.norm(scale)

    def walk(vector: Floats) -> Floats:
        spread = np.ravel(vector) / scale
        walked: Floats = (links @ spread + little * spread.sum()) / scale
        # The first vector is known: taken out of the way, so that the second comes first.
        walked -= 2 * first * (first @ np.ravel(vector))
        return walked

    start = np.array([crc32(name.encode()) for name in names], np.float64) / 2**32 - 0.5
    vector: Floats = (_exactly(walk, start) if count <= _SMALL else _nearly(walk, start)) / scale
    extent = float(np.ptp(vector))
    return vector / extent if extent else vector


def _exactly(walk: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Give the largest vector of a symmetric map; of several, what is nearest to where the search starts."""
    table = np.column_stack([walk(unit) for unit in np.eye(len(start))])
    values, vectors = np.linalg.eigh((table + table.T) / 2)
    largest = vectors[:, values >= values[-1] - _AS_GOOD]
    nearest: Floats = largest @ (largest.T @ start)
    return nearest


def _nearly(walk: Callable[[Floats], Floats], start: Floats) -> Floats:
    operator = LinearOperator((len(start), len(start)), matvec=walk, dtype=np.float64)
    _, vectors = eigsh(operator, k=1, which="LA", v0=start, tol=_PRECISION)
    vector: Floats = vectors[:, 0]
    return vector
