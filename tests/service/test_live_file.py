from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork
from labnet.service.views import View
from labnet.store import Store

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Follow: TypeAlias = Callable[..., LiveNetwork]
Write: TypeAlias = Callable[[Store, list[Actor | Tie]], int]
WaitUntil: TypeAlias = Callable[[Callable[[], bool]], None]

PUBLIC = Audience.PUBLIC

_ELSEWHERE = """
import sys
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

with Store.open(sys.argv[1]) as store, store.writing() as writing:
    writing.put(Entity.ACTOR, [Lab(id="elsewhere", name="Ailleurs")])
    print(writing.seq)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labnet.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{file}") as opened:
        yield opened


def actors(view: View) -> list[str]:
    return sorted(actor.id for actor in view.image.actors())


def ties(view: View) -> list[str]:
    return sorted(tie.id for tie in view.image.all_ties())


def found(view: View, text: str) -> list[str]:
    return sorted(hit.id for hit in view.search.search(text))


def raw(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_change_by_another_store_on_the_file_is_seen(
    file: Path, follow: Follow, read: Read, write: Write, wait_until: WaitUntil
) -> None:
    live = follow()

    with Store.open(f"sqlite:///{file}") as other:
        write(other, read("lab a name=Atelier"))

    wait_until(lambda: live.revision == 1)
    assert actors(live.view(PUBLIC)) == ["a"]
    assert found(live.view(PUBLIC), "atelier") == ["a"]


def test_a_change_by_another_process_is_seen(file: Path, follow: Follow, wait_until: WaitUntil) -> None:
    live = follow()

    command = [sys.executable, "-c", _ELSEWHERE, f"sqlite:///{file}"]
    seq = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    wait_until(lambda: live.revision == seq)
    assert found(live.view(PUBLIC), "ailleurs") == ["elsewhere"]


def test_the_network_goes_on_and_catches_up_when_the_store_fails(
    store: Store,
    file: Path,
    follow: Follow,
    read: Read,
    caplog: pytest.LogCaptureFixture,
    write: Write,
    wait_until: WaitUntil,
) -> None:
    write(store, read("lab a"))
    live = follow()

    raw(file, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(file, "ALTER TABLE elsewhere RENAME TO change")
    live.wait_for(write(store, read("lab b")))

    assert actors(meanwhile) == ["a"]
    assert actors(live.view(PUBLIC)) == ["a", "b"]
    assert "the network is not up to date: the store at" in caplog.text
    wait_until(lambda: live.seconds_behind == 0)


def test_pauses_grow_while_the_store_fails(
    file: Path, follow: Follow, caplog: pytest.LogCaptureFixture, wait_until: WaitUntil
) -> None:
    """Pauses of 20, 40, 80, 160 and 320 ms and so on leave room for five tries in half a second, not for fifty."""
    live = follow()

    raw(file, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0.5)

    assert 2 <= len([record for record in caplog.records if record.levelno == logging.WARNING]) <= 6


def test_an_entry_of_the_log_that_cannot_be_read_makes_the_network_be_loaded_anew(
    store: Store, file: Path, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture, write: Write
) -> None:
    write(store, read("lab a name=Atelier\n lab b"))
    live = follow()

    write(store, read("lab c\n a RUNS c"))
    raw(file, _entry("spaceship", "x"))
    live.wait_for(5)

    view = live.view(PUBLIC)
    assert (actors(view), ties(view), found(view, "atelier")) == (["a", "b", "c"], ["a.runs.c"], ["a"])
    assert "the network is loaded anew" in caplog.text
    assert live.seconds_behind == 0


@pytest.mark.parametrize("entity", ["actor", "spaceship"])
def test_a_record_that_cannot_be_read_is_waited_for(
    store: Store,
    file: Path,
    follow: Follow,
    read: Read,
    caplog: pytest.LogCaptureFixture,
    entity: str,
    write: Write,
    wait_until: WaitUntil,
) -> None:
    """Whether its entry in the log can be read or not."""
    write(store, read("lab a\n lab b"))
    live = follow()

    raw(file, "UPDATE actor SET kind = 'spaceship' WHERE id = 'a'", _entry(entity, "a"))
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(file, "UPDATE actor SET kind = 'lab', name = 'mended' WHERE id = 'a'")
    live.wait_for(3)

    assert actors(meanwhile) == ["a", "b"]
    assert [actor.name for actor in live.view(PUBLIC).image.actors()] == ["mended", "b"]
    assert "the network is not up to date" in caplog.text


def _entry(entity: str, id_: str) -> str:
    return (
        "INSERT INTO change (at, who, action, entity, entity_id, version, fields, request) "
        f"VALUES ('2026-01-01T00:00:00+00:00', NULL, 'update', '{entity}', '{id_}', 2, '[\"name\"]', NULL)"
    )
