"""The live network while PostgreSQL, or the way to it, is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import TypeAlias

import psycopg
import pytest
from tests.databases import Server, raw

from labnet.errors import StoreUnavailable
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork
from labnet.store import Store

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Follow: TypeAlias = Callable[..., LiveNetwork]
Write: TypeAlias = Callable[[Store, list[Actor | Tie]], int]
WaitUntil: TypeAlias = Callable[[Callable[[], bool]], None]

PUBLIC = Audience.PUBLIC

_LISTENERS = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN labnet'"
_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def url(database: str) -> str:
    return database


def actors(live: LiveNetwork) -> list[str]:
    return sorted(actor.id for actor in live.view(PUBLIC).image.actors())


def listeners(url: str) -> set[int]:
    with psycopg.connect(url) as connection:
        return {pid for (pid,) in connection.execute(f"SELECT pid {_LISTENERS}".encode())}


def test_a_notification_is_enough(
    url: str, follow: Follow, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr("labnet.store.listening._POLL_SECONDS", 600.0)
    live = follow()

    with Store.open(url) as other:
        write(other, read("lab a"))

    wait_until(lambda: actors(live) == ["a"])


def test_polling_is_enough(
    url: str, follow: Follow, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    """Whoever listens hears nothing, since it listens for something else."""
    monkeypatch.setattr("labnet.store.listening.CHANNEL", "elsewhere")
    live = follow()

    with Store.open(url) as other:
        write(other, read("lab a"))

    wait_until(lambda: actors(live) == ["a"])


def test_whoever_is_no_longer_told_listens_again(
    url: str, follow: Follow, read: Read, write: Write, wait_until: WaitUntil
) -> None:
    live = follow()
    before = listeners(url)

    raw(url, f"SELECT pg_terminate_backend(pid) {_LISTENERS}")
    with Store.open(url) as other:
        write(other, read("lab a"))
    wait_until(lambda: actors(live) == ["a"])

    wait_until(lambda: len(listeners(url) - before) == 1)
    assert len(before) == 1


def test_a_network_whose_connections_are_ended_catches_up(
    store: Store, url: str, follow: Follow, read: Read, write: Write
) -> None:
    write(store, read("lab a"))
    live = follow()

    for number in range(10):
        raw(url, f"SELECT pg_terminate_backend(pid) {_OTHERS}")
        live.wait_for(write(store, read(f"lab b{number}")), timeout=20)

    assert len(actors(live)) == 11


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_network_goes_on_while_the_server_is_stopped_and_catches_up(
    store: Store,
    url: str,
    postgresql: Server,
    follow: Follow,
    read: Read,
    write: Write,
    wait_until: WaitUntil,
    how: signal.Signals,
) -> None:
    write(store, read("lab a"))
    live = follow()

    with postgresql.stopped(how):
        wait_until(lambda: live.seconds_behind > 0.3)
        assert actors(live) == ["a"]
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            write(store, read("lab b"))
    with Store.open(url) as other:
        write(other, read("lab c"))

    wait_until(lambda: actors(live) == ["a", "c"])
    wait_until(lambda: live.seconds_behind == 0)
    live.wait_for(write(store, read("lab d")))
    assert actors(live) == ["a", "c", "d"]


def test_a_network_goes_on_while_the_server_stands_still_and_says_so(
    store: Store, postgresql: Server, follow: Follow, read: Read, write: Write, wait_until: WaitUntil
) -> None:
    """No connection ends, and nothing is answered on any of them."""
    write(store, read("lab a"))
    live = follow()

    with postgresql.paused():
        wait_until(lambda: live.seconds_behind > 1.2)
        first = live.seconds_behind
        time.sleep(0.1)
        later = live.seconds_behind
        assert actors(live) == ["a"]

    assert later >= first + 0.1
    wait_until(lambda: live.seconds_behind == 0)
    live.wait_for(write(store, read("lab b")))
    assert actors(live) == ["a", "b"]


def test_a_network_can_be_closed_while_the_server_stands_still(
    store: Store, postgresql: Server, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr("labnet.service.live._CLOSING_SECONDS", 0.1)
    live = LiveNetwork(store)

    with postgresql.paused():
        wait_until(lambda: live.seconds_behind > 0)
        began = time.monotonic()
        live.close()
        took = time.monotonic() - began

    assert took < 5
    # The thread ends once it is answered.
    wait_until(lambda: not vars(live)["_follower"].is_alive())


def test_a_network_that_cannot_be_loaded_lets_go_of_its_connection(store: Store, url: str) -> None:
    raw(url, "ALTER TABLE actor RENAME TO elsewhere")

    with pytest.raises(StoreUnavailable):
        LiveNetwork(store)

    assert listeners(url) == set()
