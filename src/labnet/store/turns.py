"""Turns: one thread of the process at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from labnet.errors import StoreUnavailable

__all__ = ["Turns"]


class Turns:
    """A lock that does not wait for ever, and tells a thread that waits for itself.

    Parameters
    ----------
    what : str
        What the threads take turns for, as messages name it.
    seconds : float
        How long one of them waits before it gives up.
    """

    def __init__(self, what: str, seconds: float) -> None:
        self._what = what
        self._seconds = seconds
        self._lock = threading.Lock()
        self._holder: int | None = None

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for the turn, and hold it as long as the block runs."""
        me = threading.get_ident()
        if self._holder == me:
            msg = f"{self._what} is already in a transaction of this thread: end that one first"
            raise RuntimeError(msg)
        if not self._lock.acquire(timeout=self._seconds):
            msg = f"{self._what} has been busy for {self._seconds:g} seconds: try again in a moment"
            raise StoreUnavailable(msg)
        self._holder = me
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()
