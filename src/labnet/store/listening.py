"""Listening: the server of PostgreSQL tells of each commit, on a connection kept for that."""

from __future__ import annotations

import random
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import psycopg

from labnet.errors import LabnetError
from labnet.store.engine import Watch

__all__ = ["CHANNEL", "Listening"]

CHANNEL: Final = "labnet"

_POLL_SECONDS: Final = 0.25
_NOTHING: Final = -1
_LEAST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0


class Listening(Watch):
    """Waits for notifications, and makes the connection anew when it is lost.

    Parameters
    ----------
    connect : callable
        Makes a connection.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]]) -> None:
        super().__init__()
        self._connect = connect
        self._waker, self._sleeper = socket.socketpair()
        for end in (self._waker, self._sleeper):
            end.settimeout(0)
        # One for good: a process that has run out of descriptors could not make another one for each wait.
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._sleeper, selectors.EVENT_READ)
        self._connection: psycopg.Connection[Any] | None = None
        self._listened_to = _NOTHING
        self._pause = _LEAST_PAUSE
        self._next_try = 0.0
        self._listens()

    def wait(self, seconds: float) -> None:
        """Wait until the server tells of a commit; whoever is told need not ask often by itself."""
        if self._connection is None and self._listens():
            return  # nobody was told of what was committed meanwhile
        if self._connection is not None:
            seconds = max(seconds, _POLL_SECONDS)
        ready = [key.fileobj for key, _ in self._selector.select(seconds)]
        if self._sleeper in ready:
            self._sleeper.recv(4096)
        if self._connection is not None and self._listened_to in ready:
            self._take_in(self._connection)

    def wake(self) -> None:
        """End the wait of another thread, or the next one if none waits."""
        with suppress(OSError):  # that was woken many times over already, or is closed
            self._waker.send(b"!")

    def close(self) -> None:
        """Close the connection."""
        self._lets_go()
        self._selector.close()
        self._waker.close()
        self._sleeper.close()

    def _take_in(self, connection: psycopg.Connection[Any]) -> None:
        try:
            for _ in connection.notifies(timeout=0):
                pass
        except psycopg.Error:
            self._lets_go()

    def _lets_go(self) -> None:
        if self._listened_to != _NOTHING:
            # By its number: a connection that is lost does not tell it any more.
            self._selector.unregister(self._listened_to)
            self._listened_to = _NOTHING
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listens(self) -> bool:
        if time.monotonic() < self._next_try:
            return False
        try:
            self._connection = self._connect()
            self._connection.autocommit = True
            self._connection.execute(f"LISTEN {CHANNEL}")
            number = self._connection.fileno()
            self._selector.register(number, selectors.EVENT_READ)
            self._listened_to = number
        except (psycopg.Error, LabnetError, OSError):
            self._lets_go()
            self._next_try = time.monotonic() + self._pause * random.uniform(0.5, 1)  # noqa: S311 - no secret
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            return False
        self._pause = _LEAST_PAUSE
        return True
