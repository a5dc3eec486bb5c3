"""The order of the log while many write: who follows it misses nothing, and sees what all others see."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from tests.logs import LogEntry, changes_after

from labnet.model.records import Entity
from labnet.store import Store

COMMITS = int(os.environ.get("SOAK_COMMITS", "25"))
ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
PROCESSES, THREADS = 4, 2

# Each thread has a store of its own, and so connections of its own. One try in ten is taken back after it has written:
# whatever number it had is given to the next.
_WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from labnet.errors import StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

url, process, threads, commits = sys.argv[1], *map(int, sys.argv[2:])

def put(store, name, number):
    with store.writing(who=name) as writing:
        for part in range(1 + number % 3):
            writing.put(Entity.ACTOR, [Lab(id=f"{name}-{number}-{part}", name="X")])
        if number % 10 == 9 and not (name, number) in tried:
            tried.add((name, number))
            raise LookupError
        return writing.seq

def work(thread):
    name, answered, number = f"w{process}-{thread}", [], 0
    with Store.open(url) as store:
        while number < commits:
            try:
                answered.append(put(store, name, number))
                number += 1
            except (LookupError, StoreUnavailable):
                pass
    return name, answered

tried = set()
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(threads) as pool:
    for name, answered in pool.map(work, range(threads)):
        print(name, *answered)
"""


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_follows_the_log_while_eight_write_misses_nothing(lasting: str, _round: int) -> None:
    with Store.open(lasting) as store:
        writers = [_start(lasting, process) for process in range(PROCESSES)]
        total = PROCESSES * THREADS * sum(1 + number % 3 for number in range(COMMITS))
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        seen = list(_followed(store, total, time.monotonic() + 60 + COMMITS))
        answers = [line.split() for writer in writers for line in writer.communicate()[0].splitlines()]
        again = list(_pages(store, 0))

    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    assert [seq for seq, _, _ in seen] == list(range(1, total + 1))
    assert seen == again
    for name, *answered in answers:
        # The number that a writer was given is that of its last change, and its changes have the order of its commits.
        own = [(seq, id_) for seq, who, id_ in seen if who == name]
        assert [id_ for _, id_ in own] == [f"{name}-{n}-{part}" for n in range(COMMITS) for part in range(1 + n % 3)]
        assert {int(seq) for seq in answered} <= {seq for seq, _ in own}
    assert len(answers) == PROCESSES * THREADS


def _start(url: str, process: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, url, str(process), str(THREADS), str(COMMITS)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _followed(store: Store, total: int, deadline: float) -> Iterator[tuple[int, str | None, str]]:
    """Follow the log as a process does that serves the network, until so many changes came."""
    watch, seen, last = store.watch(), 0, -1
    while seen < total:
        assert time.monotonic() < deadline, f"{seen} of {total}"
        watch.wait(0.02)
        if last != (last := store.changed()):
            for entry in _pages(store, seen):
                seen = entry[0]
                yield entry
    watch.close()


def _pages(store: Store, after: int) -> Iterator[tuple[int, str | None, str]]:
    entries: list[LogEntry] = []
    with store.reading() as reading:
        count, touched = reading.touched_after(after)
        while page := changes_after(reading, entries[-1].seq if entries else after, 1_000):
            entries += page
        # By this the network follows: it tells the same as the entries one by one.
        assert count == len(entries) == reading.seq - after
        assert touched == ({Entity.ACTOR: [entry.id for entry in entries]} if entries else {})
    yield from ((entry.seq, entry.who, entry.id) for entry in entries)
