from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from labnet.api.turns import Turns


def test_as_many_work_at_once_as_there_are_turns() -> None:
    turns, lock, now, most = Turns(2, waiting=6), threading.Lock(), 0, 0
    both = threading.Barrier(2)

    def work() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        both.wait(10)
        with lock:
            now -= 1

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(turns.run, work)

    anyio.run(all_at_once)

    assert most == 2


def test_a_turn_is_given_back_when_work_fails() -> None:
    turns = Turns(1)

    for _ in range(2):
        with pytest.raises(ValueError, match="no"), turns.taken(), turns.given_up():
            raise ValueError("no")

    with turns.taken():
        pass


def test_who_gave_a_turn_up_waits_for_one_again() -> None:
    turns, waits, ends = Turns(1), threading.Event(), threading.Event()
    order: list[str] = []

    def patient() -> None:
        with turns.taken():
            with turns.given_up():
                waits.set()
                assert ends.wait(10)
            order.append("patient")

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(patient)
        assert waits.wait(10)
        with turns.taken():
            ends.set()
            with pytest.raises(TimeoutError):
                asked.result(0.05)
            order.append("quick")
        asked.result(10)

    assert order == ["quick", "patient"]
