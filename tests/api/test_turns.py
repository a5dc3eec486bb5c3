from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from labnet.api.turns import Turns
from labnet.errors import Busy


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


def test_who_finds_a_full_queue_is_sent_away_and_the_others_are_served() -> None:
    turns, begun, ends, done = Turns(1, queue=2), threading.Event(), threading.Event(), []

    def work(number: int) -> None:
        begun.set()
        assert ends.wait(10)
        done.append(number)

    async def four() -> None:
        async with anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(turns.run, work, number)
            await anyio.to_thread.run_sync(begun.wait, 10)
            with pytest.raises(Busy, match="2 questions wait for their turn already"):
                await turns.run(work, 3)
            ends.set()

    anyio.run(four)

    assert sorted(done) == [0, 1, 2]
    assert turns.queued == 0


def test_who_gave_a_turn_up_does_not_count_as_waiting_for_one() -> None:
    turns, waits, ends = Turns(1, waiting=1, queue=0), threading.Event(), threading.Event()

    def patient() -> None:
        with turns.given_up():
            waits.set()
            assert ends.wait(10)

    async def two() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(turns.run, patient)
            await anyio.to_thread.run_sync(waits.wait, 10)
            assert turns.queued == 0
            await turns.run(ends.set)

    anyio.run(two)
