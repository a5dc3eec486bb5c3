"""SQLite: a store in one file, or in memory."""

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
from labnet.store.engine import WRITE, Engine

__all__ = ["FORM", "Sqlite"]

FORM: Final = "sqlite:///folder/file.db, or sqlite:// for a store in memory that is gone at the end"

_BUSY_SECONDS: Final = 5.0

_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    # FULL: each commit is on the disk when it is answered, and outlives a power cut.
    "PRAGMA synchronous = FULL",
    # 32 MB: what writers change stays in memory until it is committed.
    "PRAGMA cache_size = -32000",
)
# 256 MB: the indexes of an import stay in memory instead of being written and read back all the time.
_ROOM: Final = "PRAGMA cache_size = -256000"

# By primary result code (https://www.sqlite.org/rescode.html).
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


class Sqlite(Engine):
    """SQLite in one file, or in memory.

    A file is read by any number of threads and processes at once, each from its own connection and snapshot, and
    written by one of them at a time. Memory has one connection, for which all threads take turns.

    Where another file is put in its place, or it is taken away, everything is refused from then on: open connections
    would go on to read and write the file that was there, which nobody would find again.
    """

    noun = "file"
    driver_error = sqlite3.Error

    def __init__(self, url: sa.URL, *, create: bool) -> None:
        if url.host or url.username or url.query:
            msg = f"a SQLite database is named by its file alone, without host, user or options: write {FORM}"
            raise BadInput(msg)
        path = None if url.database in (None, "", ":memory:") else Path(str(url.database)).resolve()
        super().__init__(f"the store at {path}" if path else "the store in memory")
        self.file, self.in_memory = path, path is None
        if path:
            self._see_that_there_is(path, create=create)
        self._target = f"{path.as_uri()}?mode={'rwc' if create else 'rw'}" if path else ":memory:"
        self._commits = 0
        self._polling = threading.Lock()
        self.engine = self._engine()
        with self.plain_errors():
            self._poll = self._connection()
        self._identity = _identity(path) if path else None

    def close(self) -> None:
        """Close every connection."""
        self._poll.close()
        super().close()

    def make_room(self, connection: sa.Connection) -> None:
        """Give a connection more memory, and close it for good at its end: it would keep that."""
        if not self.in_memory:
            connection.detach()
            connection.connection.cursor().execute(_ROOM).close()

    @contextmanager
    def turn(self, *, write: bool) -> Iterator[None]:
        """Wait for the one connection of a store in memory to read as well."""
        with super().turn(write=write or self.in_memory):
            self._see_that_it_is_the_same()
            yield

    def committed(self, *, write: bool) -> None:
        """Count the commits of a store in memory; of a file, see that what was written is where it will be sought."""
        self._commits += write
        if write:
            self._see_that_it_is_the_same()

    def changed(self) -> int:
        """Give a number that differs once anybody has committed."""
        if self.in_memory:
            return self._commits
        self._see_that_it_is_the_same()
        # The polling connection never writes, so that commits of this process count as those of others do.
        with self._polling, self.plain_errors():
            ((version,),) = self._poll.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _see_that_it_is_the_same(self) -> None:
        if self.file is not None and _identity(self.file) != self._identity:
            msg = (
                f"the file of {self.where} was taken away, or another one put in its place, while it was open, and "
                "what is written would be lost: stop every labnet that uses it, see that the file is right and that no "
                f"{self.file.name}-wal of the one before lies beside it, and start labnet again"
            )
            raise StoreUnavailable(msg)

    def begin_log(self) -> None:
        """Keep a write-ahead log beside the file from now on: readers and the writer do not wait for each other."""
        if self.in_memory:
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
        """Say what SQLite finds wrong with its pages and indexes."""
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [f"the database is damaged: {page}" for page in pages if page != "ok"]

    def explain(self, error: BaseException | None) -> tuple[str, str | None]:
        """Look an error up by its result code."""
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        message = _MESSAGES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        return name, message and message.format(where=self.where)

    def _engine(self) -> sa.Engine:
        # Without a limit on the pool, no thread waits for another one's reading.
        pool = {"poolclass": StaticPool} if self.in_memory else {"poolclass": QueuePool, "max_overflow": -1}
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

    def _see_that_there_is(self, path: Path, *, create: bool) -> None:
        if not path.parent.is_dir():
            msg = f"{self.where} cannot be made: there is no folder {path.parent}, make it first"
            raise StoreUnavailable(msg)
        if not create and not path.exists():
            msg = f"{self.where} does not exist: import a data set to make it, or name another file"
            raise StoreUnavailable(msg)


def _identity(path: Path) -> tuple[int, int] | None:
    """Give what tells a file from any other that is called like it; None where there is none to be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _begin(connection: sa.Connection) -> None:
    # The write lock is taken at once: a transaction that reads first and writes later could not be given it any more
    # if another had written in between.
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
