from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from tests.databases import raw

from labnet.errors import NewerStore, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store
from labnet.store.tables import METADATA, VERSION_TABLE


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store._engine.transaction() as connection:  # noqa: SLF001 - the schema cannot be seen from outside
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})

        assert compare_metadata(context, METADATA) == []


def test_tables_are_strict_and_the_log_never_gives_a_number_twice(file: Path, on_file: Callable[[], Store]) -> None:
    on_file()

    with closing(sqlite3.connect(file)) as database:
        made = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))

    assert {name for name, sql in made.items() if sql.strip().endswith("STRICT")} == set(METADATA.tables)
    assert "AUTOINCREMENT" in made["change"]


def test_a_store_that_is_up_to_date_is_opened_without_writing(file: Path) -> None:
    url = f"sqlite:///{file}"
    Store.open(url).close()
    before = file.read_bytes()

    with Store.open(url, create=False) as store:
        assert store.check() == []

    assert file.read_bytes() == before


def test_a_migration_that_fails_leaves_the_database_as_it_was(lasting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(MigrationContext, "stamp", fail)
        with pytest.raises(LookupError):
            Store.open(lasting)

    with pytest.raises(StoreUnavailable, match="is empty: import a data set first"):
        Store.open(lasting, create=False)
    with Store.open(lasting) as store:
        assert store.check() == []


def test_a_new_store_waits_for_whoever_is_writing_to_the_file(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, other.rollback)
        timer.start()

        with Store.open(f"sqlite:///{file}") as store:
            assert store.check() == []
        timer.join()


def test_a_new_store_does_not_wait_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.sqlite._BUSY_SECONDS", 0.05)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable, match="is locked, since another process is writing"):
            Store.open(f"sqlite:///{file}")


def test_a_newer_store_is_refused(lasting: str) -> None:
    Store.open(lasting).close()
    raw(lasting, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

    with pytest.raises(NewerStore, match=r"newer labnet \(schema 9999\): upgrade labnet"):
        Store.open(lasting)


def test_the_database_of_another_program_is_refused(lasting: str) -> None:
    raw(lasting, "CREATE TABLE recipe (name TEXT)")

    with pytest.raises(StoreUnavailable, match=r"is a database of another program: name another (file|database)"):
        Store.open(lasting)

    raw(lasting, "DROP TABLE recipe")
    with Store.open(lasting) as store:
        assert store.check() == []


def test_the_file_of_another_program_is_left_alone(file: Path) -> None:
    raw(f"sqlite:///{file}", "CREATE TABLE recipe (name TEXT)")
    before = file.read_bytes()

    with pytest.raises(StoreUnavailable, match="is a database of another program: name another file"):
        Store.open(f"sqlite:///{file}")

    assert file.read_bytes() == before


def test_an_empty_database_becomes_a_store_only_if_one_is_to_be_made(lasting: str, file: Path) -> None:
    file.touch()

    with pytest.raises(StoreUnavailable, match="is empty: import a data set first"):
        Store.open(lasting, create=False)
    with Store.open(lasting) as store:
        assert store.seq() == 0


def test_many_may_open_the_same_new_database_at_once(lasting: str) -> None:
    start, found = threading.Barrier(6), list[list[str]]()

    def open_() -> None:
        start.wait()
        with Store.open(lasting) as store:
            found.append(store.check())

    threads = [threading.Thread(target=open_) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [[]] * 6


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_all_it_holds(lasting: str) -> None:
    lab = Lab(id="lab", name="Lab")
    with Store.open(lasting) as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [lab])
    raw(lasting, "DROP INDEX tie_seldom", f"UPDATE {VERSION_TABLE} SET version_num = '0001'")

    with Store.open(lasting, create=False) as store:
        assert store.check() == []
        with store.reading() as reading:
            assert list(reading.actors()) == [lab]
        with store._engine.transaction() as connection:  # noqa: SLF001 - the schema cannot be seen from outside
            assert "tie_seldom" in {index["name"] for index in sa.inspect(connection).get_indexes("tie")}
