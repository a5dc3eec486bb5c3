from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.databases import raw
from tests.pictures import ties_of

from labnet.errors import NotReady, StoreUnavailable
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
from tests.databases import raw

with Store.open(sys.argv[1]) as store, store.writing() as writing:
    writing.put(Entity.ACTOR, [Lab(id="elsewhere", name="Ailleurs")])
    print(writing.seq)
"""


@pytest.fixture(params=["sqlite file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine that several processes can use."""
    return str(request.getfixturevalue("database")) if request.param == "postgresql" else f"sqlite:///{tmp_path}/it.db"


def actors(view: View) -> list[str]:
    return sorted(actor.id for actor in view.image.actors())


def ties(view: View) -> list[str]:
    return sorted(tie.id for tie in ties_of(view.image))


def found(view: View, text: str) -> list[str]:
    return sorted(hit.id for hit in view.search.search(text))


def test_a_change_by_another_store_on_the_database_is_seen(
    url: str, follow: Follow, read: Read, write: Write, wait_until: WaitUntil
) -> None:
    live = follow()

    with Store.open(url) as other:
        write(other, read("lab a name=Atelier"))

    wait_until(lambda: live.revision == 1)
    assert actors(live.view(PUBLIC)) == ["a"]
    assert found(live.view(PUBLIC), "atelier") == ["a"]


def test_a_change_by_another_process_is_seen(url: str, follow: Follow, wait_until: WaitUntil) -> None:
    live = follow()

    command = [sys.executable, "-c", _ELSEWHERE, url]
    seq = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    wait_until(lambda: live.revision == seq)
    assert found(live.view(PUBLIC), "ailleurs") == ["elsewhere"]


def test_the_network_goes_on_and_catches_up_when_the_store_fails(
    store: Store,
    url: str,
    follow: Follow,
    read: Read,
    caplog: pytest.LogCaptureFixture,
    write: Write,
    wait_until: WaitUntil,
) -> None:
    write(store, read("lab a"))
    live = follow()

    raw(url, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(url, "ALTER TABLE elsewhere RENAME TO change")
    live.wait_for(write(store, read("lab b")))

    assert actors(meanwhile) == ["a"]
    assert actors(live.view(PUBLIC)) == ["a", "b"]
    assert "the network is not up to date: the store at" in caplog.text
    wait_until(lambda: live.seconds_behind == 0)


def test_a_network_under_which_a_file_is_replaced_keeps_what_it_has_and_says_so(
    tmp_path: Path, read: Read, caplog: pytest.LogCaptureFixture, write: Write, wait_until: WaitUntil
) -> None:
    file, backup = tmp_path / "it.db", tmp_path / "backup.db"
    with Store.open(f"sqlite:///{backup}") as other:
        write(other, read("lab kept"))
    with Store.open(f"sqlite:///{file}") as store, LiveNetwork(store) as live:
        live.wait_for(write(store, read("lab a")))

        backup.replace(file)
        wait_until(lambda: live.seconds_behind > 0)

        with pytest.raises(StoreUnavailable, match="another one put in its place"):
            write(store, read("lab b"))
        assert actors(live.view(PUBLIC)) == ["a"]
    assert "another one put in its place" in caplog.text


def test_pauses_grow_while_the_store_fails(
    url: str, follow: Follow, caplog: pytest.LogCaptureFixture, wait_until: WaitUntil
) -> None:
    """Pauses of 20, 40, 80, 160 and 320 ms and so on leave room for five tries in half a second, not for fifty."""
    live = follow()

    raw(url, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0.5)

    assert 2 <= len([record for record in caplog.records if record.levelno == logging.WARNING]) <= 6


def test_an_entry_of_the_log_that_cannot_be_read_makes_the_network_be_loaded_anew(
    store: Store, url: str, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture, write: Write
) -> None:
    write(store, read("lab a name=Atelier\n lab b"))
    live = follow()

    write(store, read("lab c\n a RUNS c"))
    raw(url, _entry("spaceship", "x"))
    live.wait_for(5)

    view = live.view(PUBLIC)
    assert (actors(view), ties(view), found(view, "atelier")) == (["a", "b", "c"], ["a.runs.c"], ["a"])
    assert "the network is loaded anew" in caplog.text
    assert live.seconds_behind == 0


@pytest.mark.parametrize("entity", ["actor", "spaceship"])
def test_a_record_that_cannot_be_read_is_waited_for(
    store: Store,
    url: str,
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

    raw(url, "UPDATE actor SET kind = 'spaceship' WHERE id = 'a'", _entry(entity, "a"))
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(url, "UPDATE actor SET kind = 'lab', name = 'mended' WHERE id = 'a'")
    live.wait_for(3)

    assert actors(meanwhile) == ["a", "b"]
    assert [actor.name for actor in live.view(PUBLIC).image.actors()] == ["mended", "b"]
    assert "the network is not up to date" in caplog.text


def test_a_log_that_lacks_a_change_makes_the_network_be_loaded_anew(
    store: Store, url: str, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture, write: Write
) -> None:
    """Change 2 is nowhere to be read, but what it changed is."""
    write(store, read("lab a name=Atelier"))
    live = follow()

    raw(
        url,
        _entry("actor", "a"),
        _entry("actor", "a"),
        "DELETE FROM change WHERE seq = 2",
        "UPDATE actor SET name = 'Bureau'",
    )
    live.wait_for(3)

    assert (found(live.view(PUBLIC), "atelier"), found(live.view(PUBLIC), "bureau")) == ([], ["a"])
    assert "the network is loaded anew" in caplog.text
    assert "the log holds 1 changes after 1, and says it ends with 3" in caplog.text


@pytest.mark.parametrize("entries", [1, 2])
def test_a_store_that_was_put_back_to_an_earlier_day_is_loaded_anew(
    store: Store,
    url: str,
    follow: Follow,
    read: Read,
    caplog: pytest.LogCaptureFixture,
    write: Write,
    wait_until: WaitUntil,
    entries: int,
) -> None:
    """Its log is shorter than it was, or as long but of other changes."""
    write(store, read("lab a\n lab b"))
    live = follow()

    back = ["DELETE FROM actor WHERE id = 'b'", "DELETE FROM change WHERE seq = 2"]
    raw(url, *back, *[_entry("actor", "a")] * (entries - 1), "UPDATE actor SET name = 'before'")
    # Nobody writes a log back: what wakes the network is that somebody writes on it.
    live.wait_for(write(store, read("lab c")))
    wait_until(lambda: actors(live.view(PUBLIC)) == ["a", "c"])

    assert [actor.name for actor in live.view(PUBLIC).image.actors()] == ["before", "c"]
    assert "the log is not the one it was at change 2: the network is loaded anew" in caplog.text


def _entry(entity: str, id_: str) -> str:
    return (
        "INSERT INTO change (seq, at, who, action, entity, entity_id, version, fields, request) SELECT max(seq) + 1, "
        f"'2026-01-01T00:00:00+00:00', NULL, 'update', '{entity}', '{id_}', 2, '[\"name\"]', NULL FROM change"
    )


def test_an_actor_that_cannot_be_read_is_left_out_of_searches_until_it_is_mended(
    url: str, read: Read, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(url) as store:
        write(store, read("lab a name=Atelier\n lab b name=Bureau"))
    raw(url, "UPDATE actor SET themes = '[3' WHERE id = 'a'")

    with Store.open(url) as store, LiveNetwork(store) as live:
        search = live.view(PUBLIC).search
        assert search.prepared(10)
        assert [hit.id for hit in search.search("bureau")] == ["b"]
        assert search.search("atelier") == []
        assert "search leaves an actor out: " in caplog.text
        live.wait_for(write(store, read("lab a name=Atelier")))
        assert [hit.id for hit in live.view(PUBLIC).search.search("atelier")] == ["a"]


def test_an_actor_that_cannot_be_read_any_more_keeps_nobody_from_being_followed(
    store: Store, url: str, follow: Follow, read: Read, write: Write
) -> None:
    write(store, read("lab a name=Atelier\n lab b name=Bureau"))
    live = follow()
    assert found(live.view(PUBLIC), "atelier") == ["a"]

    raw(url, "UPDATE actor SET themes = '[3' WHERE id = 'a'", _entry("actor", "a"))
    live.wait_for(write(store, read("lab c name=Cave")))

    assert [found(live.view(PUBLIC), text) for text in ("atelier", "bureau", "cave")] == [[], ["b"], ["c"]]
    live.wait_for(write(store, read("lab a name=Atelier")))
    assert found(live.view(PUBLIC), "atelier") == ["a"]


def test_a_network_that_is_loaded_anew_stops_preparing_the_searches_of_the_one_before(
    store: Store,
    url: str,
    follow: Follow,
    read: Read,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: WaitUntil,
) -> None:
    write(store, read("lab a name=Atelier"))
    go = threading.Event()
    monkeypatch.setattr("labnet.service.views._readable", lambda image, rows: _once(go, map(image.actor, rows)))
    live = follow((PUBLIC,))
    before = live.view(PUBLIC).search

    raw(url, "UPDATE change SET at = '2000-01-01T00:00:00+00:00'")
    wait_until(lambda: live.view(PUBLIC).search is not before)

    with pytest.raises(NotReady, match="search is prepared anew: ask again in a moment"):
        before.search("atelier")
    go.set()
    assert found(live.view(PUBLIC), "atelier") == ["a"]


def _once(go: threading.Event, actors: Iterator[Actor]) -> Iterator[Actor]:
    go.wait(10)
    yield from actors


def test_a_tie_of_nobody_is_said_to_be_so(tmp_path: Path, read: Read, write: Write) -> None:
    file = tmp_path / "it.db"
    with Store.open(f"sqlite:///{file}") as store:
        write(store, read("lab a\n lab b\n a RUNS b"))
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE tie SET to_id = 'ghost'")

        with pytest.raises(StoreUnavailable, match="a tie leads from or to 'ghost', and there is no actor of that id"):
            LiveNetwork(store)
