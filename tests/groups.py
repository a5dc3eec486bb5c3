"""Groups of threads that share a commit, made one step at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store
from labnet.store.engine import WRITE

# How many wait, and what the database is told, is in no public place.
# ruff: noqa: SLF001


@contextmanager
def committing(store: Store, act: Callable[[], None]) -> Iterator[None]:
    """Do something before each commit of what was written."""

    def listener(connection: sa.Connection) -> None:
        if connection.get_execution_options()[WRITE]:
            act()

    sa.event.listen(store._engine.engine, "commit", listener)
    yield
    sa.event.remove(store._engine.engine, "commit", listener)


def put(store: Store, id_: str, *, alone: bool = False) -> int:
    with store.writing(who=id_, alone=alone) as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])
    return writing.seq


def fail(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        raise LookupError


def wait_until(store: Store, *, joining: int = 0, apart: int = 0) -> None:
    deadline = time.monotonic() + 10
    while (store._groups._joining, store._groups._apart) != (joining, apart):
        assert time.monotonic() < deadline
        time.sleep(0.001)


def lead(store: Store, pool: ThreadPoolExecutor, *blocks: Callable[[Store], Any]) -> list[Future[Any]]:
    """Lead a group that others join in their order, and give their outcomes after one's own."""
    own: Future[int] = Future()
    others: list[Future[Any]] = []
    try:
        with store.writing(who="leader") as writing:
            writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
            for number, block in enumerate(blocks, 1):
                others.append(pool.submit(block, store))
                wait_until(store, joining=number)
    except Exception as error:  # noqa: BLE001 - an outcome like those of the others
        own.set_exception(error)
    else:
        own.set_result(writing.seq)
    return [own, *others]


def labs(*numbers: int) -> list[Callable[[Store], int]]:
    return [lambda store, number=number: put(store, f"lab-{number:02}") for number in numbers]  # type: ignore[misc] # a default is no argument


def stored(store: Store) -> list[str]:
    with store.reading() as reading:
        return [actor.id for actor in reading.actors()]
