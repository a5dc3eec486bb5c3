"""Turns: a few requests are worked on at the same time; one that only waits lets another have its turn."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

from labnet.errors import Busy

__all__ = ["FREE", "Turns"]

T = TypeVar("T")


class Turns:
    """So many turns, each for one thread at a time; without end unless told otherwise.

    Parameters
    ----------
    count : int or inf
        How many threads have one at the same time.
    waiting : int
        How many more threads there may be, for those that have given theirs up: each has its stack, and no more.
    queue : int or inf
        How many may wait for a turn; more are refused at once, which is kinder than an answer that comes too late.

    Examples
    --------
    >>> turns = Turns(1)
    >>> with turns.taken():
    ...     with turns.given_up():
    ...         with turns.taken():
    ...             print("another is at it")
    another is at it
    """

    def __init__(self, count: float = math.inf, waiting: int = 0, queue: float = math.inf) -> None:
        self._left = count
        self._count = count
        self._queue = queue
        self._present = self._idle = 0
        self._threads = CapacityLimiter(count + waiting)
        self._given_back = threading.Condition()

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Work in a thread, off the event loop, once there is a turn.

        Raises
        ------
        Busy
            If too many wait for one already.
        """
        if self._left <= 0 and self.queued >= self._queue:
            raise Busy(f"{self.queued} questions wait for their turn already: ask again in a moment")
        self._present += 1
        try:
            return await to_thread.run_sync(self._in_turn, work, *arguments, limiter=self._threads)
        finally:
            self._present -= 1

    @property
    def queued(self) -> int:
        """How many have come to `run` and wait for a turn."""
        with self._given_back:
            at_work = 0 if math.isinf(self._count) else int(self._count - self._left)
            return max(self._present - at_work - self._idle, 0)

    def _in_turn(self, work: Callable[..., T], *arguments: object) -> T:
        with self.taken():
            return work(*arguments)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a turn; wait for one where none is left."""
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Let another thread have this one's turn meanwhile; wait for one again at the end."""
        self._give_back(idle=1)
        try:
            yield
        finally:
            self._take(idle=1)

    def _take(self, idle: int = 0) -> None:
        with self._given_back:
            self._idle -= idle
            self._given_back.wait_for(lambda: self._left > 0)
            self._left -= 1

    def _give_back(self, idle: int = 0) -> None:
        with self._given_back:
            self._idle += idle
            self._left += 1
            self._given_back.notify()


FREE: Final = Turns()
"""Turns for all, at any time."""
