"""Distances: how many steps apart actors are on average, from 64 of them at once."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.network.columns import Ints

__all__ = ["MOST_SOURCES", "mean_distance"]

MOST_SOURCES: Final = 512
"""In larger networks, distances are taken from a sample."""
_SAMPLE: Final = 128
_AT_ONCE: Final = 64

Bits = npt.NDArray[np.uint64]


def mean_distance(links: sparse.csr_array, ranks: Ints) -> float | None:
    """Give the mean number of steps between two actors that reach each other; None where nobody reaches anybody.

    Distances from each actor are taken, or in a network of more than `MOST_SOURCES` from 128 of them.

    Parameters
    ----------
    links : (n, n) csr array
        Symmetric.
    ranks : (n,) array of int
        Those with the smallest ranks are taken; to be drawn once for all actors, so that figures of networks with the
        same actors may be compared.

    Examples
    --------
    A path of three: two pairs one step apart, one pair two steps.

    >>> links = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> mean_distance(links, np.arange(3))
    1.3333333333333333
    """
    count = links.shape[0]
    tied = np.flatnonzero(np.diff(links.indptr))
    taken = tied if count <= MOST_SOURCES else tied[np.argsort(ranks[tied], kind="stable")[:_SAMPLE]]
    pairs, steps = 0, 0
    for first in range(0, len(taken), _AT_ONCE):
        for step, met in enumerate(_waves(links, tied, taken[first : first + _AT_ONCE]), start=1):
            pairs += met
            steps += step * met
    return steps / pairs if pairs else None


def _waves(links: sparse.csr_array, tied: Ints, sources: Ints) -> list[int]:
    """Count, for each number of steps, the pairs of a source and an actor that are so far apart.

    Each source is a bit of a number that actors have; those of neighbours are put together, step by step.
    """
    wave: Bits = np.zeros(links.shape[0], np.uint64)
    wave[sources] = np.left_shift(np.uint64(1), np.arange(len(sources), dtype=np.uint64))
    reached, starts = wave.copy(), links.indptr[tied]
    counts: list[int] = []
    while True:
        spread: Bits = np.zeros(len(wave), np.uint64)
        spread[tied] = np.bitwise_or.reduceat(wave[links.indices], starts)
        wave = spread & ~reached
        met = int(np.bitwise_count(wave).sum())
        if not met:
            return counts
        counts.append(met)
        reached |= wave
