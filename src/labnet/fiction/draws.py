"""Draws of whole arrays: a stream of its own for each concept, weights with heavy tails, picks inside groups."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["NOBODY", "Bools", "Floats", "Groups", "Ints", "heavy", "pairs_once", "stream", "zipf"]

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

NOBODY: Final = -1
"""What a pick gives where there is nobody to pick."""


def stream(seed: int, concept: str) -> np.random.Generator:
    """Give the random numbers of one concept: what another concept draws does not move them."""
    return np.random.default_rng([seed, *concept.encode()])


def heavy(rng: np.random.Generator, count: int, exponent: float, most: float) -> Floats:
    """Draw weights of at least 1 with a Pareto tail: ``P(w > x) = x ** -exponent``, cut at ``most``."""
    return np.minimum((1.0 - rng.random(count)) ** (-1.0 / exponent), most)


def zipf(rng: np.random.Generator, count: int, choices: int, exponent: float = 0.8) -> Ints:
    """Draw choices of very different popularity, ``(rank + 2) ** -exponent``; which ones are popular is drawn too."""
    weights = np.arange(2, choices + 2, dtype=float) ** -exponent
    popular: Ints = rng.permutation(choices)
    return popular[rng.choice(choices, count, p=weights / weights.sum())]


class Groups:
    """Rows by group, to pick from by weight.

    Parameters
    ----------
    group : int array
        The group of each row; rows of a negative one are in none.
    weight : float array
        How often each row is picked beside the others of its group.
    count : int
        How many groups there are.
    """

    def __init__(self, group: npt.NDArray[Any], weight: Floats, count: int) -> None:
        order = np.argsort(group, kind="stable")
        self._rows = order[group[order] >= 0]
        self._bounds = np.searchsorted(group[self._rows], np.arange(count + 1))
        self._sums = np.concatenate(([0.0], np.cumsum(weight[self._rows])))

    def pick(self, rng: np.random.Generator, groups: npt.NDArray[Any]) -> Ints:
        """Pick a row from each of the groups; `NOBODY` where it is empty, or negative."""
        asked = np.maximum(groups, 0)
        first, end = self._bounds[asked], self._bounds[asked + 1]
        low, high = self._sums[first], self._sums[end]
        at = np.searchsorted(self._sums, low + rng.random(len(groups)) * (high - low), side="right") - 1
        found = (groups >= 0) & (end > first)
        picked = np.full(len(groups), NOBODY, np.int64)
        picked[found] = self._rows[np.clip(at, first, end - 1)[found]]
        return picked


def pairs_once(first: Ints, second: Ints, span: int) -> Ints:
    """Give where each pair of rows below ``span`` stands for the first time, in order of place.

    Pairs with `NOBODY`, and of a row with itself, are left out.
    """
    sound = np.flatnonzero((first >= 0) & (second >= 0) & (first != second))
    _, places = np.unique(first[sound] * span + second[sound], return_index=True)
    return np.sort(sound[places])
