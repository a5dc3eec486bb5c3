"""What every database engine offers; all else in the store is portable SQLAlchemy Core."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from labnet.errors import BadInput, StoreUnavailable
from labnet.store.turns import Turns

__all__ = ["WRITE", "Engine", "Watch"]

WRITE: Final = "labnet_write"
"""Option of connections: whether their transaction writes."""

_TURN_SECONDS: Final = 60.0


class Watch:
    """Waits until somebody may have committed; a hint only, whoever waits asks the engine what is so."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wait(self, seconds: float) -> None:
        """Wait until woken, so many seconds at most."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """End the wait of another thread, or the next one if none waits."""
        self._woken.set()

    def close(self) -> None:
        """Let go of what the wait needed."""


class Engine(ABC):
    """A database: transactions, and word of what others commit.

    Attributes
    ----------
    where : str
        The store as messages name it, without any password.
    noun : str
        What a store is kept in, as messages name it.
    file : Path or None
        The file it is kept in, where it is one.
    in_memory : bool
        Whether the store is gone when it is closed, and seen by no other process.
    driver_error : type
        What all errors of the driver are.
    engine : sqlalchemy.Engine
        Its connections.
    """

    noun: str
    file: Path | None = None
    in_memory = False
    driver_error: type[Exception]
    engine: sa.Engine

    def __init__(self, where: str) -> None:
        self.where = where
        self._turns = Turns(where, _TURN_SECONDS)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def transaction(self, *, write: bool = False, much: bool = False) -> Iterator[sa.Connection]:
        """Give a connection in a transaction: commit at the end, roll back on any exception.

        `much` tells that very much may be written in it.
        """
        with self.turn(write=write), self.plain_errors(), self.engine.connect() as connection:
            if much:
                self.make_room(connection)
            with connection.execution_options(**{WRITE: write}).begin():
                yield connection
            self.committed(write=write)

    @contextmanager
    def turn(self, *, write: bool) -> Iterator[None]:
        """Wait until no other thread of this process writes, if this one is to write."""
        if write:
            with self._turns.take():
                yield
        else:
            yield

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn what the driver says into what a person can act on."""
        try:
            yield
        except UnicodeEncodeError as error:
            msg = f"the store keeps whole characters only: {error.object[error.start]!r} is half of one"
            raise BadInput(msg) from None
        except (self.driver_error, sa.exc.DBAPIError) as error:
            cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            name, message = self.explain(cause)
            if message is None:
                msg = f"{self.where} failed unexpectedly ({name}), nothing was stored: run `labnet check`"
                raise StoreUnavailable(msg) from error
            raise StoreUnavailable(message) from None

    def watch(self) -> Watch:
        """Give what a thread waits with until somebody may have committed."""
        return Watch()

    @abstractmethod
    def make_room(self, connection: sa.Connection) -> None:
        """Prepare a connection for a transaction in which very much is written."""

    @abstractmethod
    def committed(self, *, write: bool) -> None:
        """Take note that a transaction was committed."""

    @abstractmethod
    def begin_log(self) -> None:
        """Settle, once the database is known to be a store, what cannot be settled in a transaction."""

    @abstractmethod
    def changed(self) -> int:
        """Give a number that differs once anybody has changed the store."""

    @abstractmethod
    def faults(self, connection: sa.Connection) -> list[str]:
        """Say what the database itself finds wrong with how it is stored."""

    @abstractmethod
    def explain(self, error: BaseException | None) -> tuple[str, str | None]:
        """Give the name of a driver's error, and what to say if it is a known one."""
