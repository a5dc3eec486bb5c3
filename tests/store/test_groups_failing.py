from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from tests.groups import committing, fail, labs, lead, put, stored, wait_until

from labnet.errors import BadInput, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.store import Store

# How many wait, and what the database is told, is in no public place.
# ruff: noqa: SLF001


def refused(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        writing.put(Entity.TIE, [Tie(id="t", from_id="bad", to_id="nobody", relation="FEDERATES_WITH")])


def mistaken(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="bad", name="X")])
        writing._connection.exec_driver_sql("SELECT nothing FROM nowhere")


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
