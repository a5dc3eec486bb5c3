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
from tests.databases import Server, raw
from tests.logs import changes_after

from labnet.errors import StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store, Watch

# ruff: noqa: SLF001 - what the server is asked for cannot be seen from outside


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store.open(database) as opened:
        yield opened


def put(store: Store, id_: str) -> int:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])
    return writing.seq


def test_ids_have_the_order_of_their_characters_whatever_the_language_of_the_server(store: Store) -> None:
    """The server's own language is French, in which _ comes before - and both before digits."""
    ids = ["a_b", "a-b", "ab", "a1", "a", "b"]
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X") for id_ in ids])

    with store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == sorted(ids)


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
