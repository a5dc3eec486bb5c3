from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.databases import Server
from tests.writers import Ledger, writers

from labnet.store import Store

_WRITER = """
import sys, time
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

store = Store.open(sys.argv[1])
with store.writing() as writing:
    writing.put(Entity.ACTOR, [Lab(id="old", name="Old")])
print("committed", flush=True)
if sys.argv[2] == "inside":
    with store.writing() as writing:
        # More than the cache holds, so that uncommitted pages are in the log on the disk.
        writing._connection.exec_driver_sql("PRAGMA cache_size = 10")
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{n}", name="X" * 400) for n in range(20_000)])
        writing.put(Entity.ACTOR, [Lab(id="old", name="New")])
        print("inside", flush=True)
        time.sleep(60)
time.sleep(60)
"""


@pytest.mark.parametrize("until", ["committed", "inside"])
def test_a_killed_process_leaves_what_it_committed_and_nothing_else(
    file: Path, on_file: Callable[[], Store], until: str
) -> None:
    command = [sys.executable, "-c", _WRITER, f"sqlite:///{file}", until]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert until in iter(lambda: writer.stdout.readline().strip(), "")  # type: ignore[union-attr] # mypy forgets
        log = file.with_name(f"{file.name}-wal").stat().st_size
        writer.send_signal(signal.SIGKILL)

    store = on_file()

    assert writer.returncode == -signal.SIGKILL
    assert (log > 8_000_000) == (until == "inside")
    assert store.seq() == 1
    assert store.check() == []
    with store.reading() as reading:
        assert [(actor.id, actor.name, actor.version) for actor in reading.actors()] == [("old", "Old", 1)]


_ROUNDS = 50


def test_fifty_kills_of_those_who_write_lose_nothing_that_was_answered(lasting: str) -> None:
    """Each time four threads write; after each kill the store is opened again, and all must be there or nothing."""
    moments, ledger, faults = Random(1), Ledger(), list[str]()  # noqa: S311 - moments are no secrets

    for number in range(_ROUNDS):
        with writers(lasting, *(f"r{number}-{thread}" for thread in range(4)), ledger=ledger):
            time.sleep(moments.uniform(0, 0.15))
        with Store.open(lasting) as store, store.reading() as reading:
            faults += ledger.faults(reading, only=f"r{number}-")

    with Store.open(lasting) as store:
        with store.reading() as reading:
            faults += ledger.faults(reading)
        damage = store.check()
    assert (faults, damage, ledger.errors) == ([], [], set())
    assert ledger.number_of_stored >= _ROUNDS


def test_ten_ends_of_the_server_lose_nothing_that_was_answered(database: str, postgresql: Server) -> None:
    """By turns it is killed, and stopped at once; those who write get errors with a code meanwhile, and go on after."""
    moments, ledger, faults = Random(2), Ledger(), list[str]()  # noqa: S311 - moments are no secrets

    for number, how in enumerate([signal.SIGKILL, signal.SIGQUIT] * 5):
        with writers(database, *(f"r{number}-{thread}" for thread in range(4)), ledger=ledger):
            time.sleep(moments.uniform(0, 0.15))
            with postgresql.stopped(how):
                before = ledger.number_of_stored
                time.sleep(moments.uniform(0, 0.05))
            ledger.wait_for_more(than=before)
        with Store.open(database) as store, store.reading() as reading:
            faults += ledger.faults(reading, only=f"r{number}-")

    with Store.open(database) as store:
        with store.reading() as reading:
            faults += ledger.faults(reading)
        damage = store.check()
    assert (faults, damage) == ([], [])
    assert ledger.errors
