"""Turns: a few requests are worked on at the same time; one that only waits lets another have its turn."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

__all__ = ["Turns"]

T = TypeVar("T")


class Turns:
    """So many turns, each for one thread at a time; without end unless told otherwise.

    Parameters
    ----------
    count : int or inf
        How many threads have one at the same time.
    waiting : int
        How many more threads there may be, for those that have given theirs up: each has its stack, and no more.

    Examples
    --------
    >>> turns = Turns(1)
    >>> with turns.taken():
    ...     with turns.given_up():
    ...         with turns.taken():
    ...             print("another is at it")
    another is at it
    """

    def __init__(self, count: float = math.inf, waiting: int = 0) -> None:
        self._left = count
        self._threads = CapacityLimiter(count + waiting)
        self._given_back = threading.Condition()

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Work in a thread, off the event loop, once there is a turn."""
        return await to_thread.run_sync(self._in_turn, work, *arguments, limiter=self._threads)

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
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        with self._given_back:
            self._given_back.wait_for(lambda: self._left > 0)
            self._left -= 1

    def _give_back(self) -> None:
        with self._given_back:
            self._left += 1
            self._given_back.notify()
