from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from tests.databases import Server
from tests.peers import Peer, peer
from tests.processes import stopped

from labnet.store import Store

_NAMES = ("ada", "bea", "cleo")


@pytest.fixture(params=["sqlite file", "postgresql"])
def lasting(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine that several processes can use."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("database"))
    return f"sqlite:///{request.getfixturevalue('tmp_path') / 'labnet.db'}"


@pytest.fixture
def peers(lasting: str) -> Iterator[list[Peer]]:
    with running(lasting) as started:
        yield started


@contextmanager
def running(url: str) -> Iterator[list[Peer]]:
    """Run three processes, each with a registry over the same store."""
    Store.open(url).close()
    with ExitStack() as stack:
        yield [stack.enter_context(peer(url)) for _ in _NAMES]


def digests(url: str, peers: Sequence[Peer]) -> list[Any]:
    """Give what each process shows once it shows everything, and at last what one shows that has just been started."""
    with Store.open(url) as store:
        seq = store.seq()
    with peer(url) as fresh:
        return [each.ask("digest", seq) for each in (*peers, fresh)]


def test_who_writes_reads_it_at_once_and_all_come_to_show_the_same_in_the_same_order(
    lasting: str, peers: list[Peer]
) -> None:
    """Each of three counts forty times, on one record that is everybody's: nobody ever sees the count go back."""
    for each in peers:
        each.ask("watch")
    for name, each in zip(_NAMES, peers, strict=True):
        each.tell("write", name, 40)
    answers = [answer for each in peers for answer in each.answer()]
    shown = digests(lasting, peers)
    seen = [each.ask("seen") for each in peers]

    assert sorted(count for count, _, _ in answers) == list(range(1, 121))
    assert all(at_once for _, at_once, _ in answers)
    assert shown == [shown[0]] * 4
    # Two records that all share and each one's own, three labs a writer, and a tie to each of these.
    assert shown[0][1] == 1 + 3 + 3 * 3 + 3 * 3
    for values in seen:
        assert all(one < other for one, other in itertools.pairwise(values))
        assert (values[0], values[-1]) == (0, 120)


def test_a_killed_process_leaves_the_others_and_its_successor_with_the_same(lasting: str, peers: list[Peer]) -> None:
    for name, each in zip(_NAMES, peers, strict=True):
        each.tell("write", name, 40)
    time.sleep(0.1)
    peers[1].kill()
    answers = [*peers[0].answer(), *peers[2].answer()]
    with peer(lasting) as successor:
        answers += successor.ask("write", "bea", 5)
        shown = digests(lasting, [peers[0], peers[2], successor])

    assert [error for _, at_once, error in answers if not at_once] == []
    assert len({count for count, _, _ in answers}) == 85
    assert shown == [shown[0]] * 4


def test_a_process_that_stood_still_catches_up(lasting: str, peers: list[Peer]) -> None:
    """It may stand still while it holds the write lock: the others wait for it."""
    for name, each in zip(_NAMES, peers, strict=True):
        each.tell("write", name, 40)
    time.sleep(0.1)
    with stopped(peers[1].pid):
        time.sleep(2)
    answers = [answer for each in peers for answer in each.answer()]
    shown = digests(lasting, peers)

    assert sorted(count for count, _, _ in answers) == list(range(1, 121))
    assert all(at_once for _, at_once, _ in answers)
    assert shown == [shown[0]] * 4


def test_processes_whose_connections_are_cut_go_on_and_come_to_show_the_same(database: str, postgresql: Server) -> None:
    """Five times all of them, while each process writes; what was cut is refused with a code, the rest is stored."""
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database.rpartition('/')[2]}' AND pid != pg_backend_pid()"
    )
    with running(database) as peers:
        for name, each in zip(_NAMES, peers, strict=True):
            each.tell("write", name, 30)
        for _ in range(5):
            time.sleep(0.1)
            postgresql.run(cut)
        answers = [answer for each in peers for answer in each.answer()]
        after = [each.ask("write", name, 5) for name, each in zip(_NAMES, peers, strict=True)]
        shown = digests(database, peers)

    counts = [count for count, _, error in answers if error is None]
    assert len(set(counts)) == len(counts) > 0
    assert all(at_once for _, at_once, error in answers if error is None)
    assert {error for _, _, error in answers} >= {None, "STORE_UNAVAILABLE"}
    assert {error for _, _, error in answers} <= {None, "STORE_UNAVAILABLE", "STALE"}
    assert [error for each in after for _, _, error in each if error] == []
    assert shown == [shown[0]] * 4
