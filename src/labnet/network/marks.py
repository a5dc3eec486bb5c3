"""Marks on rows, for walks: arrays as long as the network, lent to one walk after another and never cleared between.

A walk that meets a hundred actors must not pay for the million it does not meet, as it would if it made arrays as long
as the network, or cleared them. So marks are numbers that only grow: whatever is no greater than the clock at the
beginning of a walk was left by another one, and counts as no mark.
"""

from __future__ import annotations

from collections.abc import Iterable
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

    def put_new(self, rows: Ints, before: Iterable[Ints]) -> tuple[Ints, Ints]:
        """Mark rows, and give those that are not among some marked before, each once, in the order they first come.

        Parameters
        ----------
        rows : (n,) int array
            What to mark, in any order, some of it several times.
        before : iterable of int arrays
            All that is marked already, or at least as much of it as may be among the rows.

        Returns
        -------
        new : (m,) intp array
            The rows that were not marked before.
        places : (m,) int array
            Where in `rows` each of them stands first.
        """
        # Each row keeps the number written last: so they are written from the end, and one that finds its own number
        # again came first. Numpy looks things up by 64 bits; it takes half the time to widen rows but once.
        backward = rows[::-1].astype(np.intp)
        count = len(backward)
        numbers = np.arange(self._clock + 1, self._clock + count + 1, dtype=np.int32)
        self._values[backward] = numbers
        self._clock += count + 1
        for marked in before:
            self._values[marked] = self._clock
        (found,) = np.equal(self._values.take(backward), numbers).nonzero()
        found = found[::-1]
        return backward.take(found), count - 1 - found


_at_rest: Final[list[Marks]] = []
"""Marks that no walk holds now. Lists of Python take and give in one go, so threads need no lock."""


class _Loan:
    """Marks for the time of a walk. A class, since a generator takes as long to enter and leave as a short step."""

    __slots__ = ("_marks",)

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def __enter__(self) -> Marks:
        """Give the marks, none of which is set."""
        self._marks.begin()
        return self._marks

    def __exit__(self, *_failure: object) -> None:
        """Take them back."""
        _at_rest.append(self._marks)


def lent(size: int) -> _Loan:
    """Lend marks for at least so many rows, for as long as a ``with`` statement; none of them is marked.

    A walk within a walk, or in another thread, is lent others. So there are as many as walks have ever run at once.
    """
    try:
        marks = _at_rest.pop()
    except IndexError:
        marks = Marks(0)
    if len(marks) < size:
        marks = Marks(size + size // 8 + _HEADROOM)
    return _Loan(marks)
