"""Marks on rows, for walks: arrays as long as the network, lent to one walk after another and never cleared between.

A walk that meets a hundred actors must not pay for the million it does not meet, as it would if it made arrays as long
as the network, or cleared them. So marks are numbers that only grow: whatever is no greater than the clock at the
beginning of a walk was left by another one, and counts as no mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints

__all__ = ["Marks", "lent"]

_HEADROOM: Final = 1024
_LATE: Final = 2**30
"""When the clock is later than this, marks are cleared before the next walk: no walk looks at so many entries."""


class Marks:
    """Which rows a walk has met, and which of those it was given came first."""

    __slots__ = ("_clock", "_floor", "_values")

    def __init__(self, size: int) -> None:
        self._values = np.zeros(size, np.int32)
        self._clock = self._floor = 0

    def __len__(self) -> int:
        """Count the rows there is room for."""
        return len(self._values)

    def begin(self) -> None:
        """Forget all marks."""
        if self._clock > _LATE:
            self._values[:] = 0
            self._clock = 0
        self._floor = self._clock

    def on(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell for each row whether it is marked."""
        marked: npt.NDArray[np.bool_] = self._values.take(rows) > self._floor
        return marked

    def put(self, rows: Ints) -> None:
        """Mark rows."""
        self._clock += 1
        self._values[rows] = self._clock

    def put_new(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Mark rows, and tell where each that was not marked before comes for the first time."""
        new = ~self.on(rows)
        self._clock += len(rows)
        values = np.arange(self._clock, self._clock - len(rows), -1, dtype=np.int32)
        np.maximum.at(self._values, rows, values)
        new &= self._values.take(rows) == values
        return new


_at_rest: Final[list[Marks]] = []
"""Marks that no walk holds now. Lists of Python take and give in one go, so threads need no lock."""


@contextmanager
def lent(size: int) -> Iterator[Marks]:
    """Lend marks for at least so many rows; none of them is marked.

    A walk within a walk, or in another thread, is lent others. So there are as many as walks have ever run at once.
    """
    try:
        marks = _at_rest.pop()
    except IndexError:
        marks = Marks(0)
    if len(marks) < size:
        marks = Marks(size + size // 8 + _HEADROOM)
    marks.begin()
    try:
        yield marks
    finally:
        _at_rest.append(marks)
