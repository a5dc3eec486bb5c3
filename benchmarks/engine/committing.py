"""Group commit: what threads gain that write at the same time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from benchmarks.engine.networks import url_of
from benchmarks.figures import Figure, see_equal
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

__all__ = ["committing"]

_THREADS: Final = 16
_ROUNDS: Final = 3


def committing(folder: Path, postgresql: str | None, writes: int = 12) -> Iterator[Figure]:
    """Measure how many small writes a second sixteen threads get done, sharing commits or each alone.

    This is a matter of the disk, so it is measured by the clock.
    """
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        yield _row("SQLite, every commit on the disk", url_of(Path(kept) / "commits.db"), writes)
    if postgresql:
        yield _row("PostgreSQL", postgresql, writes)


def _row(engine: str, url: str, writes: int) -> Figure:
    with Store.open(url) as store:
        rates = [[_rate(store, writes, alone=alone) for alone in (False, True)] for _ in range(_ROUNDS)]
    together, alone = (max(each) for each in zip(*rates, strict=True))
    return Figure(
        group="Writing",
        what=f"writes of one record from {_THREADS} threads, {engine}",
        size="-",
        ours=together,
        peer=alone,
        against="each in a commit of its own",
        unit="/s",
        note=f"best of {_ROUNDS}, by the clock",
    )


def _rate(store: Store, writes: int, *, alone: bool) -> float:
    before = store.seq()

    def write(thread: int) -> None:
        for number in range(writes):
            with store.writing(alone=alone) as writing:
                writing.put(Entity.ACTOR, [Lab(id=f"lab-{before}-{thread}-{number}", name="Lab")])

    begun = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(write, range(_THREADS)))
    seconds = time.perf_counter() - begun
    see_equal("changes stored", store.seq() - before, _THREADS * writes)
    return _THREADS * writes / seconds
