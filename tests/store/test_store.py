from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from tests.logs import changes_after

from labnet.errors import StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store


def _put(store: Store, id_: str) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])


def test_a_closed_store_says_so(url: str) -> None:
    with Store.open(url) as store:
        pass

    with pytest.raises(StoreUnavailable, match="is closed: open it again"):
        store.seq()


def test_changed_differs_after_each_commit_and_only_then(store: Store) -> None:
    numbers = [store.changed(), store.changed()]
    for id_ in ("a", "b"):
        _put(store, id_)
        numbers.append(store.changed())
    store.seq()

    assert numbers[0] == numbers[1] != numbers[2] != numbers[3] == store.changed()


def test_what_was_rolled_back_changes_nothing(store: Store) -> None:
    before = store.changed()

    def fail() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert store.changed() == before


def test_a_store_sees_that_another_one_has_changed_the_database(again: Callable[[], Store]) -> None:
    one, other = again(), again()
    before = one.changed()

    _put(other, "a")

    assert one.changed() != before
    assert one.seq() == 1


def test_changed_answers_while_another_thread_writes(again: Callable[[], Store]) -> None:
    store = again()
    before, during = store.changed(), list[int]()

    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
        thread = threading.Thread(target=lambda: during.append(store.changed()))
        thread.start()
        thread.join()

    assert during == [before]
    assert store.changed() != before


def test_a_writer_waits_for_the_writer_of_another_store(again: Callable[[], Store]) -> None:
    one, other = again(), again()
    thread = threading.Thread(target=_put, args=(other, "second"))

    with one.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="first", name="X")])
        thread.start()
        thread.join(0.2)
        waiting = thread.is_alive()
    thread.join()

    assert waiting
    with one.reading() as reading:
        assert [entry.id for entry in changes_after(reading, 0)] == ["first", "second"]


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    again: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = again()
    monkeypatch.setattr("labnet.store.sqlite._BUSY_SECONDS", 0.05)
    monkeypatch.setattr("labnet.store.postgresql._BUSY_SECONDS", 0.05)
    other = again()

    with one.writing(), pytest.raises(StoreUnavailable, match="is locked, since another process is writing"):
        _put(other, "late")

    _put(other, "later")
    assert one.seq() == 1


def test_threads_write_in_turn_and_lose_nothing(store: Store) -> None:
    def work(thread: int) -> None:
        for number in range(20):
            _put(store, f"lab-{thread}-{number}")
            with store.reading() as reading:
                assert reading.get(Entity.ACTOR, [f"lab-{thread}-{number}"])

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as reading:
        assert [entry.seq for entry in changes_after(reading, 0)] == list(range(1, 121))
        assert len(list(reading.actors())) == 120
    assert store.check() == []


def test_a_follower_sees_every_change_in_order_while_others_write(again: Callable[[], Store]) -> None:
    writers, follower = [again(), again()], again()
    seen = list[int]()

    def follow() -> None:
        last = -1
        while len(seen) < 60:
            if last != (last := follower.changed()):
                with follower.reading() as reading:
                    seen.extend(entry.seq for entry in changes_after(reading, seen[-1] if seen else 0))

    def write(store: Store, name: str) -> None:
        for number in range(30):
            _put(store, f"{name}-{number}")

    threads = [threading.Thread(target=write, args=(store, f"w{place}")) for place, store in enumerate(writers)]
    threads.append(threading.Thread(target=follow))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert seen == list(range(1, 61))
