"""Betweenness: the share of shortest ways between others that lead through somebody, from a sample of starts.

References
----------
Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), 163-177.
Brandes, U., Pich, C. (2007). Centrality estimation in large networks. International Journal of Bifurcation and
Chaos 17(7), 2303-2318.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.two_mode import Scope, two_mode
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["betweenness", "betweenness_of"]

Floats: TypeAlias = npt.NDArray[np.float64]

_MOST_LOOKED_AT: Final = 4_000_000
"""Starts times contacts: more take too long."""
_FEWEST_STARTS: Final = 20
"""With fewer, an estimate is worth nothing."""
_AT_ONCE: Final = 64
_FEWEST_UNITS: Final = 3


def betweenness(image: Image, day: dt.date, scope: Scope | None = None, *, seed: int = 0) -> tuple[Ints, Floats] | None:
    """Give the betweenness of people and bodies, None where the network is too large for it.

    Returns
    -------
    units : (n,) array of int
        Their rows, ascending.
    shares : (n,) array of float
        0..1; exact in small networks, else estimated from starts drawn from the seed.
    """
    found = two_mode(image, day, scope)
    count = len(found.units)
    starts = min(count, _MOST_LOOKED_AT // max(found.contacts.nnz, 1))
    if starts < min(count, _FEWEST_STARTS):
        return None
    drawn = np.sort(np.random.default_rng(seed).choice(count, starts, replace=False))
    return found.units, betweenness_of(found.contacts, drawn)


def betweenness_of(contacts: sparse.csr_array, starts: Ints) -> Floats:
    """Give the betweenness of all, from ways that begin at some: (n,) array.

    It is the mean, over starts s and ends t other than v, of the share of shortest ways from s to t that lead through
    v; with all starts it is the normalised betweenness. All contacts are as long.

    Examples
    --------
    >>> path = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> betweenness_of(path, np.arange(3)).tolist()
    [0.0, 1.0, 0.0]
    """
    count = contacts.shape[0]
    sums = np.zeros(count)
    if count < _FEWEST_UNITS:
        return sums
    links = sparse.csr_array((np.ones(contacts.nnz), contacts.indices, contacts.indptr), shape=contacts.shape)
    for first in range(0, len(starts), _AT_ONCE):
        sums += _dependencies(links, starts[first : first + _AT_ONCE])
    others = np.full(count, float(len(starts)))
    others[starts] -= 1
    shares: Floats = sums / np.maximum(others, 1) / (count - 2)
    return shares


def _dependencies(links: sparse.csr_array, starts: Ints) -> Floats:
    """Add up, over starts and ends, the share of shortest ways that lead through each: (n,) array."""
    shape = (links.shape[0], len(starts))
    columns = np.arange(len(starts))
    distance = np.full(shape, -1, np.int16)
    ways = np.zeros(shape)
    distance[starts, columns], ways[starts, columns] = 0, 1
    last, ahead = 0, ways.copy()
    while ahead.any():
        reached = links @ ahead
        new = (distance < 0) & (reached > 0)
        last += 1
        distance[new] = last
        ahead = np.where(new, reached, 0)
        ways += ahead
    depends = np.zeros(shape)
    for level in range(last - 1, 0, -1):
        below = np.divide(1 + depends, ways, out=np.zeros(shape), where=distance == level + 1)
        depends += np.where(distance == level, ways * (links @ below), 0)
    sums: Floats = depends.sum(axis=1)
    return sums
