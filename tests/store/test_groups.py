from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from tests.groups import committing, fail, labs, lead, put, stored, wait_until
from tests.logs import changes_after

from labnet.errors import StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

# How many wait, and what the database is told, is in no public place.
# ruff: noqa: SLF001


def test_those_who_wait_share_the_commit_of_the_one_they_wait_for(
    durable: Store, commits: list[bool], pool: ThreadPoolExecutor
) -> None:
    outcomes = lead(durable, pool, *labs(*range(8)))

    assert [outcome.result() for outcome in outcomes] == list(range(1, 10))
    assert len(commits) == 1
    with durable.reading() as reading:
        entries = changes_after(reading, 0)
    assert [(entry.who, entry.id) for entry in entries] == [
        (who, who) for who in ("leader", *(f"lab-{number:02}" for number in range(8)))
    ]
    assert durable.check() == []


def test_nobody_comes_back_before_the_commit(durable: Store, pool: ThreadPoolExecutor) -> None:
    """The commit is held up: until it is done nobody has an answer, not even the one who failed."""
    at_commit, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        at_commit.set()
        assert go_on.wait(10)

    others: list[Future[Any]] = []

    def lead_() -> int:
        with durable.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
            for number, block in enumerate([*labs(0, 1), fail], 1):
                others.append(pool.submit(block, durable))
                wait_until(durable, joining=number)
        return writing.seq

    with committing(durable, hold):
        leader = pool.submit(lead_)
        assert at_commit.wait(10)
        time.sleep(0.05)
        early = [future.done() for future in (leader, *others)]
        unseen = stored(durable)
        go_on.set()
        seqs = [future.result() for future in (leader, *others[:2])]

    assert (early, unseen) == ([False] * 4, [])
    assert seqs == [1, 2, 3]
    assert isinstance(others[2].exception(), LookupError)


def test_nobody_joins_one_who_wants_to_be_alone(durable: Store, commits: list[bool], pool: ThreadPoolExecutor) -> None:
    with durable.writing(alone=True) as writing:
        writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
        other = pool.submit(put, durable, "lab")
        wait_until(durable, joining=1)

    assert other.result() == 2
    assert len(commits) == 2


def test_one_who_wants_to_be_alone_has_the_next_turn_and_keeps_nobody_waiting(
    durable: Store, commits: list[bool], pool: ThreadPoolExecutor
) -> None:
    """Three wait, the second of them to be alone: the group is closed for it, and so there are at least two more."""
    others: list[Future[int]] = []
    with durable.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
        for number, alone in enumerate([False, True, False], 1):
            others.append(pool.submit(put, durable, f"lab-{number}", alone=alone))
            wait_until(durable, joining=number - (number > 1), apart=int(number > 1))

    assert sorted(other.result() for other in others) == [2, 3, 4]
    assert len(commits) >= 3
    assert stored(durable) == ["lab-1", "lab-2", "lab-3", "leader"]


def test_no_more_than_so_many_share_a_commit(durable: Store, commits: list[bool], pool: ThreadPoolExecutor) -> None:
    durable._groups._most = 3

    outcomes = lead(durable, pool, *labs(*range(8)))

    assert sorted(outcome.result() for outcome in outcomes) == list(range(1, 10))
    assert len(commits) == 3


def test_nobody_joins_a_group_that_is_old(durable: Store, commits: list[bool], pool: ThreadPoolExecutor) -> None:
    durable._groups._seconds = 0.0

    outcomes = lead(durable, pool, *labs(*range(4)))

    assert [outcome.result() for outcome in outcomes] == [1, 2, 3, 4, 5]
    assert len(commits) == 5


def test_a_thread_that_would_wait_for_itself_is_told_at_once(store: Store) -> None:
    with store.writing(), pytest.raises(RuntimeError, match="already in a transaction of this thread"):
        put(store, "lab")

    assert put(store, "lab") > 0


def test_waiting_for_the_turn_has_an_end(
    store: Store, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labnet.store.groups._TURN_SECONDS", 0.01)

    with store.writing():
        late = pool.submit(put, store, "late").exception()

    assert isinstance(late, StoreUnavailable)
    assert "has been busy for 0.01 seconds: try again in a moment" in str(late)
    assert put(store, "lab") > 0


def test_what_has_ended_cannot_write_into_the_transaction_of_others(durable: Store, pool: ThreadPoolExecutor) -> None:
    def keep_writing(store: Store) -> None:
        with store.writing() as ended:
            pass
        ended.put(Entity.ACTOR, [Lab(id="stray", name="X")])

    outcomes = lead(durable, pool, keep_writing)

    assert isinstance(outcomes[1].exception(), RuntimeError)
    assert stored(durable) == ["leader"]


def test_many_threads_with_failures_among_them_keep_what_was_answered_and_nothing_else(
    store: Store, pool: ThreadPoolExecutor
) -> None:
    """Sixteen threads write thirty times each; one in five fails after it has written. Each reads what it wrote."""

    def work(thread: int) -> list[tuple[int, str]]:
        answered = []
        for number in range(30):
            id_ = f"lab-{thread:02}-{number:02}"
            try:
                with store.writing() as writing:
                    writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])
                    assert (thread + number) % 5
            except AssertionError:
                continue
            with store.reading() as reading:
                assert id_ in reading.get(Entity.ACTOR, [id_])
                assert reading.seq >= writing.seq
            answered.append((writing.seq, id_))
        return answered

    answered = sorted(one for each in pool.map(work, range(16)) for one in each)

    with store.reading() as reading:
        logged = [(entry.seq, entry.id) for entry in changes_after(reading, 0)]
    assert logged == answered
    assert len(answered) == 16 * 30 - 96
    assert stored(store) == sorted(id_ for _, id_ in answered)
    assert store.check() == []


def test_threads_that_write_without_rest_need_fewer_commits_than_they_write(
    durable: Store, commits: list[bool], pool: ThreadPoolExecutor
) -> None:
    def work(thread: int) -> None:
        for number in range(20):
            put(durable, f"lab-{thread}-{number}")

    list(pool.map(work, range(16)))

    assert durable.seq() == 320
    assert len(commits) < 200
