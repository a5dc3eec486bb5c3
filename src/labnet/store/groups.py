"""Writing in groups: threads that write at the same time share one commit, the slow part of a small change."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from labnet.errors import StoreUnavailable
from labnet.store.engine import Engine

__all__ = ["Groups"]

_TURN_SECONDS: Final = 60.0


@dataclass(slots=True, eq=False)
class _Group:
    """Those who share one transaction; it is the first one's, and the others join it one after another."""

    connection: sa.Connection
    members: int = 1
    began: float = field(default_factory=time.monotonic)
    closed: bool = False
    failure: str | None = None
    ended: threading.Event = field(default_factory=threading.Event)


class Groups:
    """Lets the threads of a process write: one at a time, and several with one commit.

    A thread that finds nobody writing leads a group: it begins a transaction, does its work, lets those who have come
    meanwhile do theirs in the same transaction, each behind a savepoint, and commits for all. Nobody waits for a group
    to fill up: it is closed once nobody waits to join, so that a thread that writes alone is as quick as without.

    Parameters
    ----------
    engine : Engine
        Gives transactions.
    most : int
        How many may share a commit.
    seconds : float
        How long after its beginning a group may be joined; it bounds how long a commit is put off for others.
    """

    def __init__(self, engine: Engine, *, most: int = 64, seconds: float = 0.02) -> None:
        self._engine = engine
        self._most = most
        self._seconds = seconds
        lock = threading.Lock()
        self._turn = threading.Condition(lock)
        self._closing = threading.Condition(lock)
        self._worker: int | None = None
        self._group: _Group | None = None
        self._joining = 0
        self._apart = 0

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[sa.Connection]:
        """Give the connection of a transaction that holds the write lock, as long as the block runs.

        An exception takes back what its own block wrote, and nothing else of the group. The others come back once all
        is stored for good; or with `StoreUnavailable`, and then nothing of the group is stored.

        Parameters
        ----------
        alone : bool
            Neither join others nor let them join: for long work, whose end nobody else should have to wait for.
        """
        group = self._join(alone=alone)
        with self._leading(alone=alone) if group is None else self._following(group) as connection:
            yield connection

    @contextmanager
    def _leading(self, *, alone: bool) -> Iterator[sa.Connection]:
        group = None
        try:
            with self._engine.transaction(write=True, much=alone) as connection:
                # No savepoint here: nobody has joined as long as this block may fail.
                yield connection
                group = _Group(connection, closed=alone)
                self._let_others_join(group)
        except BaseException as error:
            if group is not None:
                group.failure = self._message(error)
            raise
        finally:
            if group is not None:
                group.ended.set()
            with self._turn:
                self._group = None
                self._pass_on()

    @contextmanager
    def _following(self, group: _Group) -> Iterator[sa.Connection]:
        try:
            with self._engine.plain_errors(), self._savepoint(group):
                yield group.connection
        finally:
            with self._turn:
                self._pass_on()
            # Whoever failed waits too: the refusal may rest on what others of the group wrote.
            group.ended.wait()
        if group.failure:
            raise StoreUnavailable(group.failure)

    @contextmanager
    def _savepoint(self, group: _Group) -> Iterator[None]:
        """Keep or take back what one block writes; a database that can do neither has given up the transaction."""
        try:
            savepoint = group.connection.begin_nested()
        except BaseException as error:
            group.failure = self._message(error)
            raise
        try:
            yield
        except BaseException as error:
            try:
                savepoint.rollback()
            except Exception:  # noqa: BLE001 - the error before it says what has happened
                group.failure = self._message(error)
            raise
        try:
            savepoint.commit()
        except BaseException as error:
            group.failure = self._message(error)
            raise

    def _join(self, *, alone: bool) -> _Group | None:
        """Wait for the turn, and give the group that is open then; none where a new one is to be led."""
        me = threading.get_ident()
        with self._turn:
            if self._worker == me:
                msg = f"{self._engine.where} is already in a transaction of this thread: end that one first"
                raise RuntimeError(msg)
            self._wait_for_turn(alone=alone)
            self._worker = me
            if self._group is not None:
                self._group.members += 1
            return self._group

    def _wait_for_turn(self, *, alone: bool) -> None:
        free = False
        self._apart += alone
        self._joining += not alone
        try:
            free = self._turn.wait_for(lambda: self._is_free(alone=alone), _TURN_SECONDS)
        finally:
            self._apart -= alone
            self._joining -= not alone
            if not free and self._worker is None:
                # It was this thread's turn, perhaps, when it was interrupted.
                self._pass_on()
        if not free:
            msg = f"{self._engine.where} has been busy for {_TURN_SECONDS:g} seconds: try again in a moment"
            raise StoreUnavailable(msg)

    def _is_free(self, *, alone: bool) -> bool:
        return self._worker is None and (self._group is None or not (alone or self._group.closed))

    def _let_others_join(self, group: _Group) -> None:
        """Wait until the group is closed, and take the turn back to commit; `StoreUnavailable` if it has failed."""
        with self._turn:
            self._group = group
            self._pass_on()
            try:
                self._closing.wait_for(lambda: group.closed and self._worker is None)
            except BaseException:
                group.closed = True
                self._closing.wait_for(lambda: self._worker is None)
                raise
            finally:
                self._worker = threading.get_ident()
        if group.failure:
            raise StoreUnavailable(group.failure)

    def _pass_on(self) -> None:
        """Give the turn away: to one who waits, or to the leader if the group is to be closed."""
        self._worker = None
        group = self._group
        if group is None:
            self._turn.notify()
            return
        full = group.members >= self._most or time.monotonic() - group.began > self._seconds
        # Whoever wants to be alone would not get the turn as long as others join.
        if full or group.failure or self._apart or not self._joining:
            group.closed = True
        (self._closing if group.closed else self._turn).notify()

    def _message(self, error: BaseException) -> str:
        """Say for the whole group why nothing of it is stored."""
        try:
            with self._engine.plain_errors():
                raise error  # noqa: TRY301 - the engine has the words for it
        except StoreUnavailable as typed:
            return str(typed)
        except BaseException:  # noqa: BLE001 - the others need not know what it was
            return f"{self._engine.where} broke off what was being stored, nothing was stored: try again"
