"""PostgreSQL: a store in a database of a server."""

from __future__ import annotations

from typing import Any, Final, cast

import psycopg
import sqlalchemy as sa
from psycopg import IsolationLevel

from labnet.errors import BadInput, StoreUnavailable
from labnet.store.engine import WRITE, Engine, Watch
from labnet.store.listening import CHANNEL, Listening
from labnet.store.log import last_mark

__all__ = ["Postgresql"]

_FORM: Final = "postgresql://user:password@host:port/database"
_OLDEST: Final = 150_000

# A connection whose other end is gone is given up after some ten seconds; options in the URL count for more.
_DEFAULTS: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "fallback_application_name": "labnet",
}

_FIXED: Final = {"client_encoding": "UTF8"}
_PLACE: Final[tuple[str, ...]] = ("host", "hostaddr", "port")

# Writers wait for each other at their first statement, and so commit in the order in which they number their changes:
# nobody who has read the change of a number will see one of a smaller number later. The lock's key is "labnet" as a
# number. All that is read afterwards is of a moment after the lock was given, which REPEATABLE READ would not promise.
# A writer that stands still gives the lock back in the end. Those who listen are told when the transaction commits.
_BEGIN: Final = (
    "SET LOCAL lock_timeout = '{busy}ms'; SET LOCAL idle_in_transaction_session_timeout = '60s'; "
    f"SELECT pg_advisory_xact_lock({int.from_bytes(CHANNEL.encode(), 'big')}), pg_notify('{CHANNEL}', '')"
)
_BUSY_SECONDS: Final = 5.0

# By SQLSTATE, or its class of two letters (https://www.postgresql.org/docs/15/errcodes-appendix.html).
_MESSAGES: Final = {
    "08": "the connection to {where} was lost before it had answered: see whether the change is there, then try again",
    "25006": "{where} is read-only: name its primary server, or let this user write",
    "25P03": "{where} has waited too long for the next step of a transaction, nothing was stored: try again",
    "28": "{where} refuses this user: see that user and password are right, and that the server lets this user in",
    "3D000": "{where} does not exist: make the database first, with `createdb`",
    "40": "{where} could not do two things at once, nothing was stored: try again in a moment",
    "42501": "{where} refuses this user: give it the right to make tables in the database, and to read and write them",
    "53100": "the disk that holds {where} is full, nothing was stored: free some room and try again",
    "53200": "there is not enough memory to work with {where}: close other programs and try again",
    "53300": "{where} takes no more connections: close some, or raise max_connections on the server",
    "53": "the server of {where} lacks what it needs, nothing was stored: see its log",
    "55P03": "{where} is locked, since another process is writing to it: try again in a moment",
    "57014": "{where} was told to stop what it was doing, nothing was stored: try again",
    "57P": "the server of {where} ended the connection, or is starting: try again in a moment",
    "58": "the disk failed under {where}: see that it has room and is sound, and the server's log",
    "XX001": "{where} is damaged: see the server's log, then restore a backup",
    "XX002": "an index of {where} is damaged: run REINDEX, and see the server's log",
}

# How psycopg begins to tell why there is no connection.
_CONNECTING: Final = ("connection failed", "connection timeout", "failed to resolve")

# Why a connection was refused has no SQLSTATE, only the words of libpq and of the server, which may be translated.
_REFUSALS: Final = (
    ("too many connections", "53300"),
    ("remaining connection slots", "53300"),
    ("permission denied", "42501"),
    ("starting up", "57P"),
    ("shutting down", "57P"),
    ("password", "28"),
    ("authentication", "28"),
    ("pg_hba.conf", "28"),
    ("role ", "28"),
    ("does not exist", "3D000"),
)


class Postgresql(Engine):
    """A database of a PostgreSQL server, read and written by any number of processes on any number of machines.

    A transaction that reads is one REPEATABLE READ snapshot. Transactions that write follow each other.
    """

    noun = "database"
    driver_error = psycopg.Error

    def __init__(self, url: sa.URL) -> None:
        if not url.database or "@" in (url.host or "") or {"password", "user"} & url.query.keys():
            msg = f"a PostgreSQL database is named as {_FORM}; @ : / ? in a password are written %40 %3A %2F %3F"
            raise BadInput(msg)
        # libpq takes several hosts in one text, to be tried in their order.
        options = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
        place = {name: options[name] for name in _PLACE if name in options}
        shown = sa.URL.create("postgresql", host=url.host, port=url.port, database=url.database, query=place)
        super().__init__(f"the store at {shown}")
        named = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
        given = {name: value for name, value in named.items() if value is not None}
        self._arguments: dict[str, Any] = {**_DEFAULTS, **given, **options, "dbname": url.database, **_FIXED}
        self.engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=self._connection,
            hide_parameters=True,
            max_overflow=-1,  # no thread waits for another one's reading
            pool_pre_ping=True,  # a connection that the server has closed meanwhile is replaced unseen
            use_native_hstore=False,
        )
        sa.event.listen(self.engine, "begin", _begin)

    def make_room(self, connection: sa.Connection) -> None:
        """Leave it to the server, whose memory all share."""

    def committed(self, *, write: bool) -> None:
        """Leave it to the log: its last number tells of commits."""

    def begin_log(self) -> None:
        """Leave it to the server, which has a write-ahead log by itself."""

    def changed(self) -> int:
        """Give what the number and time of the last change come to: a log put back may come to the same number."""
        with self.plain_errors(), self.engine.connect() as connection:
            return hash(last_mark(connection.execution_options(isolation_level="AUTOCOMMIT")))

    def watch(self) -> Watch:
        """Listen for what writers tell when they commit."""
        return Listening(self._connection)

    def faults(self, connection: sa.Connection) -> list[str]:  # noqa: ARG002 - the interface has it
        """Say nothing: the server checks its pages itself, and fails where it reads a bad one."""
        return []

    def explain(self, error: BaseException | None) -> tuple[str, str | None]:
        """Look an error up by its SQLSTATE, or by its words where it has none."""
        state = getattr(error, "sqlstate", None) or ""
        if not state and isinstance(error, psycopg.OperationalError):
            return "", self._refusal(str(error))
        message = next((_MESSAGES[key] for key in (state, state[:3], state[:2]) if key in _MESSAGES), None)
        return f"{type(error).__name__} {state}".strip(), message and message.format(where=self.where)

    def _refusal(self, words: str) -> str:
        if not words.startswith(_CONNECTING):
            return _MESSAGES["08"].format(where=self.where)
        reason = words.strip().partition("\n")[0].rpartition("failed: ")[2]
        state = next((state for part, state in _REFUSALS if part in reason), None)
        if state is None:
            return f"{self.where} cannot be reached: {reason}; see that the server runs, and that the URL is right"
        return _MESSAGES[state].format(where=self.where)

    def _connection(self) -> psycopg.Connection[Any]:
        try:
            connection = psycopg.connect(**self._arguments)
        except psycopg.ProgrammingError:
            msg = f"{self.where} is named with an option that PostgreSQL does not know: write {_FORM}"
            raise BadInput(msg) from None
        fault = _unfit(connection.info)
        if fault:
            connection.close()
            raise StoreUnavailable(fault.format(where=self.where))
        return connection


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    driver.isolation_level = IsolationLevel.READ_COMMITTED if write else IsolationLevel.REPEATABLE_READ
    # Whether one who wants to write may is for the server to say.
    driver.read_only = None if write else True
    if write:
        connection.exec_driver_sql(_BEGIN.format(busy=int(1_000 * _BUSY_SECONDS)))


def _unfit(server: psycopg.ConnectionInfo) -> str | None:
    if server.server_version < _OLDEST:
        return "{where} is kept by a PostgreSQL that is too old: upgrade the server to 15 or newer"
    if server.parameter_status("server_encoding") != "UTF8":
        return "{where} cannot hold every character: make the database anew, with `createdb --encoding UTF8`"
    return None
