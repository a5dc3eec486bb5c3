from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from labnet.errors import BadInput, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store
from labnet.store.engines import connect


def test_every_connection_is_durable_and_watches_foreign_keys(on_file: Callable[[], Store]) -> None:
    engine = on_file()._engine  # noqa: SLF001 - what is promised of the file cannot be seen from outside

    with engine.transaction() as first, engine.transaction() as second:
        answers = [
            [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for connection in (first, second)]
            for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout")
        ]

    assert answers == [[2, 2], ["wal", "wal"], [1, 1], [5000, 5000]]


def test_the_memory_of_long_work_is_given_back_at_its_end(on_file: Callable[[], Store]) -> None:
    engine = on_file()._engine  # noqa: SLF001 - the memory of connections cannot be seen from outside
    sizes = []

    for much in (True, False):
        with engine.transaction(write=True, much=much) as connection:
            sizes.append(connection.exec_driver_sql("PRAGMA cache_size").scalar())

    assert sizes == [-256_000, -32_000]


@pytest.mark.parametrize("url", ["sqlite://host/labnet.db", "sqlite:///labnet.db?mode=ro"])
def test_a_file_has_no_host_and_no_options(url: str) -> None:
    with pytest.raises(BadInput, match="by its file alone"):
        Store.open(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=f"there is no folder {tmp_path / 'nowhere'}, make it first"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/labnet.db")


def test_a_missing_store_is_not_made_unless_wanted(file: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist: import a data set"):
        Store.open(f"sqlite:///{file}", create=False)

    assert not file.exists()


def test_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be opened: see that"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    file.write_text("id,name\n" * 100)

    with pytest.raises(StoreUnavailable, match="is not a database: name another file"):
        Store.open(f"sqlite:///{file}")

    assert file.read_text() == "id,name\n" * 100


def test_special_characters_in_a_path_are_no_options(tmp_path: Path) -> None:
    file = tmp_path / "réseau 100 %?mode=ro#1.db"

    with Store.open(sa.URL.create("sqlite", database=str(file)).render_as_string()) as store:
        assert store.seq() == 0

    assert file.exists()


def test_a_damaged_file_is_an_error_without_sql(file: Path, on_file: Callable[[], Store]) -> None:
    with on_file() as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{number}", name="X" * 400) for number in range(500)])
    with file.open("r+b") as raw:
        raw.seek(-4096 * 20, os.SEEK_END)
        raw.write(os.urandom(4096 * 20))

    store = on_file()
    with pytest.raises(StoreUnavailable, match="is damaged: run `labnet check`") as caught, store.reading() as reading:
        list(reading.actors())

    assert "SELECT" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert store.check()


def test_a_full_disk_stores_nothing_and_hurts_nothing(on_file: Callable[[], Store]) -> None:
    store = on_file()
    many = [Lab(id=f"lab-{number}", name="X" * 400) for number in range(2_000)]

    def fill() -> None:
        with store.writing() as writing:
            writing._connection.exec_driver_sql("PRAGMA max_page_count = 60")  # noqa: SLF001 - a small disk
            writing.put(Entity.ACTOR, many)

    with pytest.raises(StoreUnavailable, match="is full, nothing was stored"):
        fill()

    assert store.seq() == 0
    assert store.check() == []


def test_a_read_only_file_is_an_error_with_a_remedy(file: Path, on_file: Callable[[], Store]) -> None:
    on_file()
    engine = connect(f"sqlite:///{file}", create=False)
    read_only = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)

    with pytest.raises(StoreUnavailable, match="is read-only: give this user the right"), engine.plain_errors():
        read_only.execute("DELETE FROM actor")

    read_only.close()
    engine.close()


def test_a_store_in_memory_has_one_transaction_at_a_time() -> None:
    with (
        Store.open("sqlite:///:memory:") as store,
        store.reading(),
        pytest.raises(RuntimeError, match="the store in memory is already in a transaction of this thread"),
    ):
        store.seq()


def test_a_file_that_another_one_takes_the_place_of_is_neither_read_nor_written(file: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    for path in (file, backup):
        with Store.open(f"sqlite:///{path}") as store, store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id=path.stem, name="Lab")])

    with Store.open(f"sqlite:///{file}") as store:
        store.changed()
        backup.replace(file)
        for work in (store.reading, store.writing):
            with pytest.raises(StoreUnavailable, match=r"another one put in its place, .* start labnet again"), work():
                pass
        with pytest.raises(StoreUnavailable, match="another one put in its place"):
            store.changed()
        assert ["no labnet.db-wal of the one before" in fault for fault in store.check()] == [True]

    with Store.open(f"sqlite:///{file}") as store, store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == ["backup"]


def test_a_file_that_is_taken_away_is_missed(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        file.unlink()
        with pytest.raises(StoreUnavailable, match="was taken away"), store.writing():
            pass


def replaced(file: Path) -> None:
    backup = file.with_name("backup.db")
    with Store.open(f"sqlite:///{backup}") as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="kept", name="X")])
    backup.replace(file)


def put(store: Store, id_: str) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])


def test_a_file_that_is_put_back_is_used_again(file: Path, on_file: Callable[[], Store]) -> None:
    store = on_file()
    file.rename(file.with_name("aside.db"))
    with pytest.raises(StoreUnavailable, match="was taken away"):
        put(store, "a")

    file.with_name("aside.db").rename(file)
    put(store, "b")

    with store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == ["b"]


def test_what_is_written_while_the_file_is_exchanged_is_not_said_to_be_stored(
    file: Path, on_file: Callable[[], Store]
) -> None:
    store = on_file()

    def write() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="lost", name="X")])
            replaced(file)

    with pytest.raises(StoreUnavailable, match="what is written would be lost"):
        write()

    for left in ("-wal", "-shm"):
        file.with_name(f"{file.name}{left}").unlink()
    with on_file().reading() as reading:
        assert [actor.id for actor in reading.actors()] == ["kept"]
