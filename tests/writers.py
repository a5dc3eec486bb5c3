"""Processes that write without rest until they are killed, and the account of what they were answered."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

from tests.processes import FORKING

from labnet.errors import StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.store import Reading, Store, Writing

__all__ = ["Ledger", "change", "writers"]


@dataclass
class Ledger:
    """What writers were answered: by the name of each, the numbers of the changes that were stored, and that failed."""

    stored: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    failed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    errors: set[str] = field(default_factory=set)
    begun: threading.Event = field(default_factory=threading.Event)

    def note(self, name: str, number: int, error: str | None) -> None:
        (self.stored if error is None else self.failed)[name].add(number)
        if error is not None:
            self.errors.add(error)
        self.begun.set()

    def take(self, told: Connection) -> None:
        """Note all that was told before the teller died; what it had no time to tell was not told."""
        try:
            while True:
                self.note(*told.recv())
        except (EOFError, OSError):
            told.close()

    def wait_for_more(self, *, than: int) -> None:
        """Wait until more changes are stored."""
        deadline = time.monotonic() + 30
        while self.number_of_stored <= than:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    @property
    def number_of_stored(self) -> int:
        return sum(map(len, tuple(self.stored.values())))

    def faults(self, reading: Reading, *, only: str = "") -> Iterator[str]:
        """Say what the store has lost, has by halves, or has without anybody having tried to store it.

        Of each writer, one change more than it was answered may be there: the one it was at work on.
        """
        there = _parts(reading, only)
        names = {name for name in (*self.stored, *self.failed) if name.startswith(only)}
        for name in sorted(names | there.keys()):
            parts = there.get(name, {})
            stored, failed = self.stored.get(name, set()), self.failed.get(name, set())
            last = max(stored | failed, default=0)
            whole = {number for number, found in parts.items() if found == _WHOLE}
            counted = parts.pop(0, set())
            yield from (f"{name}: {number} is lost" for number in sorted(stored - whole))
            yield from (f"{name}: {number} is there by halves" for number in sorted(parts.keys() - whole))
            yield from (f"{name}: nobody stored {number}" for number in sorted(whole - stored - failed - {last + 1}))
            if counted != ({f"count {max(whole)}"} if whole else set()):
                yield f"{name}: counted {counted} of {len(whole)}"


_WHOLE: Final = {"a", "b", "tie"}


def change(writing: Writing, name: str, number: int, *, description: str | None = None) -> None:
    """Make the change of a number: two labs, the tie between them, and the writer's own count."""
    a, b = (f"{name}_{number}_{end}" for end in "ab")
    labs = [Lab(id=a, name="A", description=description), Lab(id=b, name="B")]
    labs.append(Lab(id=f"{name}_0", name=f"count {number}"))
    writing.put(Entity.ACTOR, labs)
    writing.put(Entity.TIE, [Tie(id=f"{name}_{number}_tie", from_id=a, to_id=b, relation="FEDERATES_WITH")])


def _parts(reading: Reading, only: str) -> dict[str, dict[int, set[str]]]:
    parts: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id_, text in (
        *((actor.id, actor.name) for actor in reading.actors()),
        *((tie.id, "") for tie in reading.ties()),
    ):
        name, number, *part = id_.split("_")
        if name.startswith(only):
            parts[name][int(number)].add(part[0] if part else text)
    return parts


@contextmanager
def writers(url: str, *names: str, ledger: Ledger) -> Iterator[None]:
    """Let threads of another process write as long as the block runs; then kill it, and take what it had told.

    The block begins when the first of them has been answered.
    """
    ledger.begun.clear()
    told, telling = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_write, args=(url, names, telling))
    process.start()
    telling.close()
    taking = threading.Thread(target=ledger.take, args=(told,))
    taking.start()
    try:
        assert ledger.begun.wait(30)
        yield
    finally:
        process.kill()
        process.join()
        taking.join()
        process.close()


def _write(url: str, names: tuple[str, ...], telling: Connection) -> None:
    store, lock = Store.open(url), threading.Lock()

    def write(name: str) -> None:
        for number in itertools.count(1):
            error = None
            try:
                with store.writing(who=name) as writing:
                    change(writing, name, number)
            except StoreUnavailable as refusal:
                error = str(refusal)
            with lock:
                telling.send((name, number, error))
            if error:
                time.sleep(0.02)

    for name in names:
        threading.Thread(target=write, args=(name,)).start()
