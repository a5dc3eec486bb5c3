"""Values under whole numbers, many to many, cheap to add to and to look up: sorted arrays, merged as they grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints

__all__ = ["Runs"]

_Values: TypeAlias = npt.NDArray[Any]

_GROWTH: Final = 2


@dataclass(frozen=True, slots=True)
class _Run:
    """Keys in order, and a value for each."""

    keys: Ints
    values: _Values

    @classmethod
    def of(cls, keys: Ints, values: _Values) -> _Run:
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], values[order])

    def merged(self, other: _Run) -> _Run:
        return _Run.of(np.concatenate([self.keys, other.keys]), np.concatenate([self.values, other.values]))

    def at(self, keys: Ints) -> tuple[Ints, _Values]:
        lows = np.searchsorted(self.keys, keys, "left")
        lengths = np.searchsorted(self.keys, keys, "right") - lows
        ends = np.cumsum(lengths)
        places = np.repeat(np.arange(len(keys)), lengths)
        return places, self.values[np.arange(len(places)) + np.repeat(lows - ends + lengths, lengths)]


class Runs:
    """Values under keys; a key may have many values, and a value may stand under many keys.

    Each addition is a sorted run, and runs of like length are merged: n additions cost n log n, and a look-up passes
    over a few runs.

    Parameters
    ----------
    keys, values : dtype
        What both are held as.

    Examples
    --------
    >>> runs = Runs(np.int64, np.int32)
    >>> runs.add(np.array([7, 9]), np.array([1, 2]))
    >>> runs.add(np.array([7]), np.array([3]))
    >>> places, values = runs.at(np.array([9, 7]))
    >>> places.tolist(), values.tolist()
    ([0, 1, 1], [2, 1, 3])
    """

    def __init__(self, keys: npt.DTypeLike, values: npt.DTypeLike) -> None:
        self._keys = np.dtype(keys)
        self._values = np.dtype(values)
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        """Count the pairs of key and value."""
        return sum(len(run.keys) for run in self._runs)

    def add(self, keys: Ints, values: _Values) -> None:
        """Add a value under each key."""
        if not len(keys):
            return
        run = _Run.of(keys.astype(self._keys, copy=False), values.astype(self._values, copy=False))
        while self._runs and len(self._runs[-1].keys) < _GROWTH * len(run.keys):
            run = self._runs.pop().merged(run)
        self._runs.append(run)

    def at(self, keys: Ints) -> tuple[Ints, _Values]:
        """Give what stands under some keys.

        Returns
        -------
        places, values : (n,) arrays
            For each value found, where in `keys` its key stands.
        """
        keys = keys.astype(self._keys, copy=False)
        found = [run.at(keys) for run in self._runs]
        if len(found) == 1:
            return found[0]
        if not found:
            return np.empty(0, np.int64), np.empty(0, self._values)
        return np.concatenate([places for places, _ in found]), np.concatenate([values for _, values in found])

    def pairs(self) -> tuple[Ints, _Values]:
        """Give all keys, in order, and the value of each."""
        while len(self._runs) > 1:
            last = self._runs.pop()
            self._runs.append(self._runs.pop().merged(last))
        if not self._runs:
            return np.empty(0, self._keys), np.empty(0, self._values)
        return self._runs[0].keys, self._runs[0].values
