from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from tests.logs import changes_after

from labnet.errors import BadInput, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.store import Store
from labnet.store.engine import WRITE

# How many wait, and what the database is told, is in no public place.
# ruff: noqa: SLF001


@pytest.fixture
def durable(lasting: str) -> Iterator[Store]:
    """A store whose commits cost something, so that they are shared."""
    with Store.open(lasting) as opened:
        # However busy the machine is, it is for each test to say when a group is too old.
        opened._groups._seconds = 60.0
        yield opened


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as opened:
        yield opened


@contextmanager
def committing(store: Store, act: Callable[[], None]) -> Iterator[None]:
    """Do something before each commit of what was written."""

    def listener(connection: sa.Connection) -> None:
        if connection.get_execution_options()[WRITE]:
            act()

    sa.event.listen(store._engine.engine, "commit", listener)
    yield
    sa.event.remove(store._engine.engine, "commit", listener)


@pytest.fixture
def commits(durable: Store) -> Iterator[list[bool]]:
    """Grows with each commit."""
    seen: list[bool] = []
    with committing(durable, lambda: seen.append(True)):
        yield seen


def put(store: Store, id_: str, *, alone: bool = False) -> int:
    with store.writing(who=id_, alone=alone) as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name="X")])
    return writing.seq


def fail(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        raise LookupError


def refused(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        writing.put(Entity.TIE, [Tie(id="t", from_id="bad", to_id="nobody", relation="FEDERATES_WITH")])


def mistaken(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        writing._connection.exec_driver_sql("SELECT nothing FROM nowhere")


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


def test_one_who_fails_takes_back_its_own_and_nothing_else(
    durable: Store, commits: list[bool], pool: ThreadPoolExecutor
) -> None:
    outcomes = lead(durable, pool, fail, *labs(1), refused, *labs(2), mistaken, *labs(3), fail)

    errors = [type(outcome.exception()) for outcome in outcomes]
    nothing = type(None)
    assert errors == [nothing, LookupError, nothing, BadInput, nothing, StoreUnavailable, nothing, LookupError]
    assert len(commits) == 1
    assert stored(durable) == ["lab-01", "lab-02", "lab-03", "leader"]
    assert durable.check() == []


def test_the_error_of_one_is_its_own_though_the_commit_fails_too(durable: Store, pool: ThreadPoolExecutor) -> None:
    with committing(durable, _refuse):
        outcomes = lead(durable, pool, fail, refused)

    assert [type(outcome.exception()) for outcome in outcomes] == [StoreUnavailable, LookupError, BadInput]


def test_one_who_fails_before_others_join_leaves_them_a_group_of_their_own(
    durable: Store, commits: list[bool], pool: ThreadPoolExecutor
) -> None:
    others: list[Future[int]] = []

    def lead_badly() -> None:
        with durable.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
            others.extend(pool.submit(block, durable) for block in labs(0, 1, 2))
            wait_until(durable, joining=3)
            raise LookupError

    with pytest.raises(LookupError):
        lead_badly()

    assert sorted(other.result() for other in others) == [1, 2, 3]
    assert stored(durable) == ["lab-00", "lab-01", "lab-02"]
    assert len(commits) <= 3


def test_a_commit_that_fails_fails_for_everybody_and_stores_nothing(durable: Store, pool: ThreadPoolExecutor) -> None:
    with committing(durable, _refuse):
        outcomes = lead(durable, pool, *labs(0, 1, 2))
        errors = [outcome.exception() for outcome in outcomes]

    assert [type(error) for error in errors] == [StoreUnavailable] * 4
    assert len({id(error) for error in errors}) == 4
    assert {str(error) for error in errors} == {str(errors[0])}
    assert "nothing was stored" in str(errors[0])
    assert stored(durable) == []
    assert put(durable, "later") > 0
    assert stored(durable) == ["later"]


def _refuse() -> None:
    raise sa.exc.OperationalError("COMMIT", {}, OSError("no more"))


@pytest.mark.parametrize("noticed", [True, False])
def test_a_transaction_that_the_database_gave_up_fails_for_everybody(
    durable: Store, pool: ThreadPoolExecutor, *, noticed: bool
) -> None:
    """SQLite takes the whole of it back where the disk fails, PostgreSQL where the connection does."""

    def give_up(store: Store) -> None:
        with store.writing() as writing:
            writing._connection.exec_driver_sql("ROLLBACK")
            if noticed:
                raise LookupError

    outcomes = lead(durable, pool, *labs(0), give_up, *labs(1))
    errors = [outcome.exception() for outcome in outcomes]

    # Whoever comes after them has a group of its own.
    broken = LookupError if noticed else StoreUnavailable
    assert [type(error) for error in errors] == [StoreUnavailable, StoreUnavailable, broken, type(None)]
    assert stored(durable) == ["lab-01"]
    assert durable.check() == []


def test_a_savepoint_that_cannot_be_made_fails_for_everybody(durable: Store, pool: ThreadPoolExecutor) -> None:
    def refuse(connection: sa.Connection, name: str) -> None:  # noqa: ARG001 - SQLAlchemy calls it so
        _refuse()

    sa.event.listen(durable._engine.engine, "savepoint", refuse)
    outcomes = lead(durable, pool, *labs(0))
    errors = [outcome.exception() for outcome in outcomes]
    sa.event.remove(durable._engine.engine, "savepoint", refuse)

    assert [type(error) for error in errors] == [StoreUnavailable, StoreUnavailable]
    assert stored(durable) == []
    assert put(durable, "later") > 0


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


def test_a_leader_who_is_interrupted_stores_nothing_and_waits_for_those_at_work(
    durable: Store, pool: ThreadPoolExecutor
) -> None:
    def interrupt(store: Store) -> None:
        with store.writing() as writing:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
            writing.put(Entity.ACTOR, [Lab(id="lab", name="X")])

    others: list[Future[None]] = []

    def lead_() -> None:
        with durable.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="leader", name="X")])
            others.append(pool.submit(interrupt, durable))
            wait_until(durable, joining=1)

    with pytest.raises(KeyboardInterrupt):
        lead_()

    with pytest.raises(StoreUnavailable, match="broke off what was being stored, nothing was stored: try again"):
        others[0].result()
    assert stored(durable) == []
    assert put(durable, "later") > 0


def test_one_who_is_interrupted_while_waiting_gives_the_turn_to_the_next(
    durable: Store, pool: ThreadPoolExecutor
) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with durable.writing():
            at_work.set()
            assert go_on.wait(10)

    def interrupt() -> None:
        wait_until(durable, joining=1)
        os.kill(os.getpid(), signal.SIGINT)

    worker = pool.submit(work)
    assert at_work.wait(10)
    pool.submit(interrupt)
    with pytest.raises(KeyboardInterrupt):
        put(durable, "never")
    go_on.set()

    worker.result()
    assert put(durable, "later") > 0
    assert stored(durable) == ["later"]


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
