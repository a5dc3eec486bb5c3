"""Databases of the tests' own: a PostgreSQL server on a free port, and statements that go past the store."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa

__all__ = ["PASSWORD", "Server", "raw"]

PASSWORD: Final = "s3:c@r/e?t%20"  # noqa: S105 - of a server that lives as long as the tests
_ADMIN: Final = "admin"
_OLDEST: Final = 15


class Server:
    """A PostgreSQL server that lives until it is closed; its databases belong to a user without special rights."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="labnet-postgresql-"))
        self.port = _free_port()
        self._binaries = _binaries()
        # PostgreSQL does not run as root.
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        for path in (self.folder, password) if self._as else ():
            shutil.chown(path, "postgres", "postgres")
        self._make()
        self.start()
        self.run(f"CREATE ROLE labnet LOGIN PASSWORD '{PASSWORD}'")

    def url(self, database: str, *, user: str = "labnet", **changes: Any) -> str:
        """Give the URL of a database."""
        made = sa.URL.create("postgresql", user, PASSWORD, "127.0.0.1", self.port, database)
        return made.set(**changes).render_as_string(hide_password=False)

    @contextmanager
    def database(self, *, folder: Path | None = None) -> Iterator[str]:
        """Make an empty database, in a folder of its own if one is named, give its URL, and drop it at the end."""
        name = f"labnet_{secrets.token_hex(6)}"
        if folder is not None:
            if self._as:
                shutil.chown(folder, "postgres", "postgres")
            self.run(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        place = "" if folder is None else f"TABLESPACE {name}"
        self.run(f"CREATE DATABASE {name} OWNER labnet TEMPLATE template0 {place}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)", *([] if folder is None else [f"DROP TABLESPACE {name}"]))

    def run(self, *statements: str) -> None:
        """Run statements as the one who may do everything."""
        raw(self.url("postgres"), *statements)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        # Whatever ends the tests ends the server.
        with_them = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
        options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", "max_connections=60"]
        # After a crash, all of its files are seen to be on the disk: one by one this takes seconds.
        options += ["recovery_init_sync_method=syncfs"] if sys.platform == "linux" else []
        command = [*with_them, self._binaries / "postgres", "-D", self._data, "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(part for option in options for part in ("-c", option))],
                stdout=log,
                stderr=log,
                **self._as,  # type: ignore[call-overload] # mypy does not look into it
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends all connections, SIGQUIT ends them without a word, SIGKILL is a crash."""
        processes = self._processes()
        self._process.send_signal(how)
        self._process.wait(60)
        for process in processes if how is signal.SIGKILL else ():
            # They would end by themselves, but not at once, and as long as one lives no new server may start.
            _signal(process, signal.SIGKILL)

    @contextmanager
    def stopped(self, how: signal.Signals = signal.SIGINT) -> Iterator[None]:
        """Stop the server for a while."""
        self.stop(how)
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Make the server stand still for a while: it takes no word and answers none, and no connection ends."""
        processes = self._processes()
        for process in processes:
            _signal(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                _signal(process, signal.SIGCONT)

    def close(self) -> None:
        """Stop it, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def _processes(self) -> list[int]:
        with psycopg.connect(self.url("postgres", user=_ADMIN)) as admin:
            return [self._process.pid, *(pid for (pid,) in admin.execute("SELECT pid FROM pg_stat_activity"))]

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _make(self) -> None:
        options = ("--username", _ADMIN, "--pwfile", self.folder / "password", "--auth", "scram-sha-256")
        # A server in a language has words of its own order; the store's must not follow it.
        language = ("--encoding", "UTF8", "--locale-provider", "icu", "--icu-locale", "fr", "--locale", "C.UTF-8")
        command = [self._binaries / "initdb", "--pgdata", self._data, "--no-sync", *options, *language]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._as)  # type: ignore[call-overload] # as above


def raw(url: str, *statements: str) -> None:
    """Run statements past the store, as if it were another program; foreign keys are not watched."""
    parsed = sa.make_url(url)
    if parsed.drivername == "sqlite":
        with closing(sqlite3.connect(str(parsed.database))) as file, file:
            for statement in statements:
                file.execute(statement)
        return
    admin = parsed.set(username=_ADMIN).render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def _binaries() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        said = subprocess.run([place / "initdb", "--version"], capture_output=True, check=True, text=True).stdout
        if int(re.findall(r"\d+", said)[0]) >= _OLDEST:
            return place
    msg = f"the tests need PostgreSQL {_OLDEST} or newer: `make postgresql` installs it"
    raise RuntimeError(msg)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _signal(process: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # a connection that has ended meanwhile
        os.kill(process, what)
