from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from tests.databases import PASSWORD, Server, raw
from tests.logs import changes_after

from labnet.errors import LabnetError, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store, Watch
from labnet.store.engines import connect

# ruff: noqa: SLF001 - what the server is asked for cannot be seen from outside


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store.open(database) as opened:
        yield opened


def put(store: Store, id_: str) -> int:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])
    return writing.seq


def refusal(url: str) -> str:
    with pytest.raises(LabnetError) as caught:
        Store.open(url)
    assert "Traceback" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "secret" not in str(caught.value)
    return f"{caught.value.code}: {caught.value}"


def test_ids_have_the_order_of_their_characters_whatever_the_language_of_the_server(store: Store) -> None:
    """The server's own language is French, in which _ comes before - and both before digits."""
    ids = ["a_b", "a-b", "ab", "a1", "a", "b"]
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X") for id_ in ids])

    with store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == sorted(ids)


def test_where_there_is_no_server_the_message_says_where_it_was_looked_for() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        told = refusal(f"postgresql://labnet:secret@127.0.0.1:{port}/labnet")

    where = f"the store at postgresql://127.0.0.1:{port}/labnet"
    assert told == (
        f"STORE_UNAVAILABLE: {where} cannot be reached: Connection refused; "
        "see that the server runs, and that the URL is right"
    )


def test_a_server_that_takes_connections_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://labnet:secret@127.0.0.1:{silent.getsockname()[1]}/labnet?connect_timeout=2"

        assert "cannot be reached: " in refusal(url)


def test_an_unknown_host_is_named() -> None:
    told = refusal("postgresql://labnet:secret@nowhere.invalid/labnet")

    assert told.startswith("STORE_UNAVAILABLE: the store at postgresql://nowhere.invalid/labnet cannot be reached: ")


def test_a_wrong_password_or_user_is_refused_without_telling_which(postgresql: Server, database: str) -> None:
    name = str(sa.make_url(database).database)
    told = {
        refusal(postgresql.url(name, password="secret")),  # noqa: S106 - a wrong one
        refusal(postgresql.url(name, user="nobody")),
    }

    (only,) = told
    assert only.endswith(f"/{name} refuses this user: see that user and password are right, and that the server lets "
                         "this user in")  # fmt: skip


def test_a_missing_database_says_how_to_make_it(postgresql: Server) -> None:
    assert refusal(postgresql.url("nothing")).endswith(
        "/nothing does not exist: make the database first, with `createdb`"
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://labnet:secret@127.0.0.1", "is named as postgresql://user:password@host:port/database"),
        ("postgresql://labnet:se@secret@127.0.0.1/labnet", "in a password are written %40"),
        ("postgresql://127.0.0.1/labnet?password=secret", "is named as postgresql://"),
        ("postgresql://labnet:secret@127.0.0.1:port/labnet", "is not named by a URL"),
        ("postgresql://labnet:secret@127.0.0.1/labnet?colour=blue", "an option that PostgreSQL does not know"),
        ("postgresql+psycopg2://labnet:secret@127.0.0.1/labnet", "labnet cannot keep a store in"),
    ],
)
def test_a_url_that_cannot_be_understood_is_bad_input(url: str, told: str) -> None:
    answer = refusal(url)

    assert answer.startswith("BAD_INPUT: ")
    assert told in answer


def test_a_user_without_rights_is_told_which_it_needs(database: str) -> None:
    raw(database, "ALTER SCHEMA public OWNER TO admin")

    assert "give it the right to make tables in the database" in refusal(database)


def test_a_database_that_cannot_hold_every_character_is_refused(postgresql: Server) -> None:
    postgresql.run(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0 OWNER labnet"
    )

    told = refusal(postgresql.url("latin"))
    postgresql.run("DROP DATABASE latin")

    assert "cannot hold every character: make the database anew, with `createdb --encoding UTF8`" in told


def test_a_server_that_is_too_old_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.postgresql._OLDEST", 990_000)

    assert "PostgreSQL that is too old: upgrade the server to 15 or newer" in refusal(database)


def test_too_many_connections_are_told_from_other_refusals(database: str, store: Store) -> None:
    with store.reading():
        raw(database, f"ALTER DATABASE {sa.make_url(database).database} CONNECTION LIMIT 1")

        with pytest.raises(StoreUnavailable, match="takes no more connections: close some, or raise max_connections"):
            store.seq()

    assert store.seq() == 0


def test_a_read_only_database_is_read_and_refuses_to_be_written(database: str, store: Store) -> None:
    put(store, "a")
    raw(database, f"ALTER DATABASE {sa.make_url(database).database} SET default_transaction_read_only = on")

    with Store.open(database, create=False) as other:
        assert other.seq() == 1
        with pytest.raises(StoreUnavailable, match="is read-only: name its primary server, or let this user write"):
            put(other, "b")
        assert other.check() == []


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("53100", "the disk that holds .* is full, nothing was stored: free some room and try again"),
        ("53200", "there is not enough memory to work with"),
        ("53400", "the server of .* lacks what it needs, nothing was stored: see its log"),
        ("40P01", "could not do two things at once, nothing was stored: try again"),
        ("57014", "was told to stop what it was doing, nothing was stored"),
        ("57P03", "the server of .* ended the connection, or is starting: try again"),
        ("58030", "the disk failed under .*: see that it has room and is sound"),
        ("XX001", "is damaged: see the server's log, then restore a backup"),
        ("XX002", "an index of .* is damaged: run REINDEX"),
        ("22012", r"failed unexpectedly \(DivisionByZero 22012\), nothing was stored"),
    ],
)
def test_what_the_server_says_is_put_into_words(store: Store, state: str, told: str) -> None:
    def fail() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
            writing._connection.exec_driver_sql(f"DO $$ BEGIN RAISE 'secret' USING ERRCODE = '{state}'; END $$")

    with pytest.raises(StoreUnavailable, match=told) as caught:
        fail()

    assert "secret" not in str(caught.value)
    assert store.seq() == 0


def test_reads_are_one_snapshot_that_cannot_write(store: Store) -> None:
    with store.reading() as reading:
        kind = reading._connection.exec_driver_sql(
            "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
        ).one()

    assert tuple(kind) == ("repeatable read", "on")


def test_commits_are_on_the_disk_when_they_are_answered(store: Store) -> None:
    with store.writing() as writing:
        settings = [
            writing._connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("synchronous_commit", "fsync")
        ]

    assert settings == ["on", "on"]


def test_a_writer_that_stands_still_gives_the_lock_back(store: Store, database: str) -> None:
    def stand_still() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="lost", name="X")])
            writing._connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
            time.sleep(0.5)
            with Store.open(database) as other:
                put(other, "meanwhile")
            writing.put(Entity.ACTOR, [Lab(id="late", name="X")])

    with pytest.raises(StoreUnavailable, match="has waited too long for the next step of a transaction, nothing was"):
        stand_still()

    with store.reading() as reading:
        assert [(entry.seq, entry.id) for entry in changes_after(reading, 0)] == [(1, "meanwhile")]


def test_a_writer_whose_connection_is_ended_stores_nothing(store: Store, database: str) -> None:
    def be_ended() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="lost", name="X")])
            end_connections(database)
            writing.put(Entity.ACTOR, [Lab(id="late", name="X")])

    with pytest.raises(StoreUnavailable, match="ended the connection, or is starting: try again in a moment"):
        be_ended()

    assert put(store, "next") == 1


def test_a_commit_that_is_not_answered_may_be_there_or_not_and_the_message_says_so(store: Store) -> None:
    def cut(connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)

    sa.event.listen(store._engine.engine, "commit", cut)
    with pytest.raises(StoreUnavailable, match="was lost before it had answered: see whether the change is there"):
        put(store, "a")
    sa.event.remove(store._engine.engine, "commit", cut)

    assert put(store, "b") == 1


def end_connections(database: str) -> None:
    raw(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_connections_that_ended_while_nobody_used_them_are_replaced_unseen(store: Store, database: str) -> None:
    put(store, "a")
    before = store.changed()
    end_connections(database)

    assert put(store, "b") == 2
    end_connections(database)
    assert store.changed() != before


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_store_goes_on_when_its_server_was_stopped_and_started(
    postgresql: Server, store: Store, how: signal.Signals
) -> None:
    """Stopped in an orderly way, or as in a crash."""
    put(store, "a")

    with postgresql.stopped(how):
        with pytest.raises(StoreUnavailable, match="cannot be reached: Connection refused"):
            put(store, "b")
        with pytest.raises(StoreUnavailable, match="cannot be reached: Connection refused"):
            store.changed()

    assert put(store, "c") == 2
    with store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == ["a", "c"]
    assert store.check() == []


def test_a_store_is_named_by_where_it_is_looked_for() -> None:
    """Images of two stores would share a file if they had the same name."""
    urls = [
        "postgresql://labnet:secret@one/labnet",
        "postgresql://one:5433/labnet?sslpassword=secret",
        "postgresql:///labnet?host=/run/one&options=-csecret",
        "postgresql:///labnet?host=/run/one&port=5433",
        "postgresql:///labnet?host=one&host=two",
    ]

    assert [connect(url, create=True).where.removeprefix("the store at postgresql://") for url in urls] == [
        "one/labnet",
        "one:5433/labnet",
        "/labnet?host=%2Frun%2Fone",
        "/labnet?host=%2Frun%2Fone&port=5433",
        "/labnet?host=one%2Ctwo",
    ]


def test_several_hosts_are_tried_in_their_order(database: str) -> None:
    url = sa.make_url(database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ports = [str(free.getsockname()[1]), str(url.port)]
    several = url.set(host=None, port=None, query={"host": ["127.0.0.1", "127.0.0.1"], "port": ports})

    with Store.open(several.render_as_string(hide_password=False)) as store:
        assert put(store, "a") == 1


def test_every_character_is_kept_whatever_the_client_is_said_to_use(database: str) -> None:
    with Store.open(f"{database}?client_encoding=latin1") as store:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="☃ é")])
        with store.reading() as reading:
            assert [actor.name for actor in reading.actors()] == ["☃ é"]


def test_several_streams_of_parts_may_be_read_at_once(store: Store) -> None:
    labs = [Lab(id=f"lab-{number:04}", name="X") for number in range(600)]
    with store.writing() as writing:
        writing.put(Entity.ACTOR, labs)

    with store.reading() as reading:
        rows = [pair for parts in zip(*(reading.actor_parts(["id"]) for _ in range(2)), strict=True) for pair in parts]

    assert sorted(id_ for ids, _ in rows for id_ in ids) == sorted([lab.id for lab in labs] * 2)


def test_a_watch_is_told_of_commits_by_others(database: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.listening._POLL_SECONDS", 60.0)
    watch = store.watch()
    with Store.open(database) as other, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(watch.wait, 60)
        put(other, "a")

        assert waiting.result(timeout=20) is None
    watch.close()


def test_a_watch_is_woken_once_however_often_it_was_to_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.listening._POLL_SECONDS", 1.0)
    watch = store.watch()
    for _ in range(100_000):
        watch.wake()  # more than anything would hold

    took = [_took(watch), _took(watch), _took(watch)]

    assert took[0] < 1 <= took[-1]
    watch.close()
    watch.wake()


def test_a_watch_waits_where_no_more_files_can_be_opened(store: Store, database: str) -> None:
    """Whether it is listened to, or was lost."""
    watch = store.watch()
    with no_more_files():
        watch.wait(0.01)
    end_connections(database)
    with no_more_files():
        watch.wait(10)
        watch.wait(0.01)
    watch.close()


@contextmanager
def no_more_files() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def _took(watch: Watch) -> float:
    began = time.monotonic()
    watch.wait(0.01)
    return time.monotonic() - began


def test_nobody_is_told_of_what_was_taken_back(store: Store, database: str) -> None:
    told: list[object] = []
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute("LISTEN labnet")

        def fail() -> None:
            with store.writing() as writing:
                writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
                raise LookupError

        with pytest.raises(LookupError):
            fail()
        told += listener.notifies(timeout=0.1)
        put(store, "b")
        told += listener.notifies(timeout=10, stop_after=1)

    assert len(told) == 1


def test_writers_of_several_stores_commit_in_the_order_of_their_numbers(database: str) -> None:
    """One has its number and waits: the next gets none until it has ended."""
    order: list[str] = []
    with Store.open(database) as one, Store.open(database) as other:

        def write() -> None:
            put(other, "b")
            order.append("second")

        thread = threading.Thread(target=write)
        with one.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
            thread.start()
            thread.join(0.2)
            order.append("first")
        thread.join()

        with one.reading() as reading:
            assert [entry.id for entry in changes_after(reading, 0)] == ["a", "b"]
    assert order == ["first", "second"]
