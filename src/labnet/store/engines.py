"""What differs from one database engine to the next; everything else in the store is portable SQLAlchemy Core."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool, StaticPool

from labnet.errors import BadInput, StoreUnavailable
from labnet.store.turns import Turns

__all__ = ["Sqlite", "connect"]

_BUSY_SECONDS: Final = 5.0
_TURN_SECONDS: Final = 60.0
_WRITE: Final = "labnet_write"

_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    # FULL: each commit is on the disk when it is answered, and outlives a power cut.
    "PRAGMA synchronous = FULL",
    # 32 MB: the indexes of an import stay in memory instead of being written and read back all the time.
    "PRAGMA cache_size = -32000",
)

# By primary result code of SQLite (https://www.sqlite.org/rescode.html).
_MESSAGES: Final = {
    sqlite3.SQLITE_PERM: "{where} may not be used: give this user the right to read and write the file",
    sqlite3.SQLITE_BUSY: "{where} is locked, since another process is writing to it: try again in a moment",
    sqlite3.SQLITE_LOCKED: "{where} is locked, since another transaction is writing to it: try again in a moment",
    sqlite3.SQLITE_NOMEM: "there is not enough memory to work with {where}: close other programs and try again",
    sqlite3.SQLITE_READONLY: "{where} is read-only: give this user the right to write to the file and to its folder",
    sqlite3.SQLITE_IOERR: "the disk failed under {where}: see that it has room and is sound, then run `labnet check`",
    sqlite3.SQLITE_CORRUPT: "{where} is damaged: run `labnet check`, then restore a backup",
    sqlite3.SQLITE_FULL: "the disk that holds {where} is full, nothing was stored: free some room and try again",
    sqlite3.SQLITE_CANTOPEN: "{where} cannot be opened: see that this user may read and write the file and its folder",
    sqlite3.SQLITE_NOTADB: "{where} is not a database: name another file",
}


class Sqlite:
    """SQLite in one file, or in memory.

    A file is read by any number of threads and processes at once, each from its own connection and snapshot, and
    written by one of them at a time. Memory has one connection, for which all threads take turns.
    """

    def __init__(self, url: sa.URL, *, create: bool) -> None:
        path = None if url.database in (None, "", ":memory:") else Path(str(url.database)).resolve()
        self.where = f"the store at {path}" if path else "the store in memory"
        self._memory = path is None
        if path:
            self._see_that_there_is(path, create=create)
        self._target = f"{path.as_uri()}?mode={'rwc' if create else 'rw'}" if path else ":memory:"
        self._turns = Turns(self.where, _TURN_SECONDS)
        self._commits = 0
        self._polling = threading.Lock()
        self.engine = self._engine()
        with self.plain_errors():
            self._poll = self._connection()

    def close(self) -> None:
        """Close every connection."""
        self._poll.close()
        self.engine.dispose()

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[sa.Connection]:
        """Give a connection in a transaction: commit at the end, roll back on any exception."""
        with self._turn(write=write), self.plain_errors(), self.engine.connect() as connection:
            with connection.execution_options(**{_WRITE: write}).begin():
                yield connection
            self._commits += write

    def changed(self) -> int:
        """Give a number that differs once anybody has committed."""
        if self._memory:
            return self._commits
        # The polling connection never writes, so that commits of this process count as those of others do.
        with self._polling, self.plain_errors():
            ((version,),) = self._poll.execute("PRAGMA data_version").fetchall()
        return int(version)

    def begin_log(self) -> None:
        """Keep a write-ahead log beside the file from now on: readers and the writer do not wait for each other."""
        if self._memory:
            return
        deadline = time.monotonic() + _BUSY_SECONDS
        with self.plain_errors():
            while True:
                try:
                    self._poll.execute("PRAGMA journal_mode = WAL").fetchall()
                except sqlite3.OperationalError:
                    # SQLite does not wait by itself here when another process opens the same new file.
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
                else:
                    return

    def faults(self, connection: sa.Connection) -> list[str]:
        """Say what the database itself finds wrong with its pages and indexes."""
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [f"the database is damaged: {page}" for page in pages if page != "ok"]

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn what the driver says into what a person can act on."""
        try:
            yield
        except UnicodeEncodeError as error:
            msg = f"the store keeps whole characters only: {error.object[error.start]!r} is half of one"
            raise BadInput(msg) from None
        except (sqlite3.Error, sa.exc.DBAPIError) as error:
            cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            message = _MESSAGES.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
            if message is None:
                name = getattr(cause, "sqlite_errorname", type(cause).__name__)
                msg = f"{self.where} failed unexpectedly ({name}), nothing was stored: run `labnet check`"
                raise StoreUnavailable(msg) from error
            raise StoreUnavailable(message.format(where=self.where)) from None

    def _engine(self) -> sa.Engine:
        # Without a limit on the pool, no thread waits for another one's reading.
        pool = {"poolclass": StaticPool} if self._memory else {"poolclass": QueuePool, "max_overflow": -1}
        engine = sa.create_engine("sqlite://", creator=self._connection, hide_parameters=True, **pool)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._target, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def _turn(self, *, write: bool) -> Iterator[None]:
        if write or self._memory:
            with self._turns.take():
                yield
        else:
            yield

    def _see_that_there_is(self, path: Path, *, create: bool) -> None:
        if not path.parent.is_dir():
            msg = f"{self.where} cannot be made: there is no folder {path.parent}, make it first"
            raise StoreUnavailable(msg)
        if not create and not path.exists():
            msg = f"{self.where} does not exist: import a data set to make it, or name another file"
            raise StoreUnavailable(msg)


def connect(url: str, *, create: bool) -> Sqlite:
    """Give the engine for a database URL; `BadInput` where it is of no kind that labnet knows."""
    known = "sqlite:///folder/file.db, or sqlite:// for a store in memory that is gone at the end"
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        msg = f"the database is not named by a URL: write {known}"
        raise BadInput(msg) from None
    if parsed.drivername not in _ENGINES:
        msg = f"labnet cannot keep a store in {parsed.drivername!r}: write {known}"
        raise BadInput(msg)
    if parsed.host or parsed.username or parsed.query:
        msg = f"a SQLite database is named by its file alone, without host, user or options: write {known}"
        raise BadInput(msg)
    return _ENGINES[parsed.drivername](parsed, create=create)


def _begin(connection: sa.Connection) -> None:
    # The write lock is taken at once: a transaction that reads first and writes later could not be given it any more
    # if another had written in between.
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


_ENGINES: Final = {"sqlite": Sqlite}
