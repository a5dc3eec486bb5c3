from __future__ import annotations

import threading

import pytest

from labnet.errors import StoreUnavailable
from labnet.store.turns import Turns


def test_the_next_thread_waits_until_the_turn_is_over() -> None:
    turns = Turns("the store", 5)
    order: list[str] = []

    def follow() -> None:
        with turns.take():
            order.append("second")

    thread = threading.Thread(target=follow)
    with turns.take():
        thread.start()
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_waiting_has_an_end() -> None:
    turns = Turns("the store", 0.01)
    faults: list[str] = []

    def follow() -> None:
        with pytest.raises(StoreUnavailable, match=r"the store has been busy for 0\.01 seconds: try again") as caught:
            turns.take().__enter__()
        faults.append(caught.value.code)

    with turns.take():
        thread = threading.Thread(target=follow)
        thread.start()
        thread.join()

    assert faults == ["STORE_UNAVAILABLE"]


def test_a_thread_that_would_wait_for_itself_is_told_at_once() -> None:
    turns = Turns("the store", 60)

    with turns.take(), pytest.raises(RuntimeError, match="already in a transaction of this thread"):
        turns.take().__enter__()

    with turns.take():
        pass
