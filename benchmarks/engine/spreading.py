"""Two processes on one store: how soon one of them shows what the other has written."""

from __future__ import annotations

import math
import multiprocessing
import random
import shutil
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from benchmarks.engine.changing import new_ties
from benchmarks.engine.measuring import median
from benchmarks.engine.networks import MEDIUM, SMALL, Place, url_of
from benchmarks.figures import AtMost, Figure, see_equal
from labnet.model.records import Entity
from labnet.network.audiences import Audience
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.store import Store

__all__ = ["spreading"]

_SHARE: Final = 0.99
_SOON: Final = 0.2
_PATIENCE: Final = 30.0


def spreading(place: Place, postgresql: str | None = None, writes: int = 500) -> Iterator[Figure]:
    """Measure when a process shows ties that another one writes, each in a commit of its own, without rest.

    It is measured by the clock, from before each commit on; both processes serve the network to the public, and have
    their searches prepared.

    Parameters
    ----------
    place : Place
        The network.
    postgresql : str, optional
        URL of a database to measure it in as well; the network is imported into it.
    writes : int
        How many ties.
    """
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        yield _row(place, "SQLite", url_of(Path(shutil.copy(place.database, folder))), writes)
    if postgresql:
        with Store.open(postgresql) as store:
            import_datasets(store, [place.dataset]).raise_for_faults()
        yield _row(place, "PostgreSQL", postgresql, writes)


def _row(place: Place, engine: str, url: str, writes: int) -> Figure:
    delays = sorted(_delays(url, writes))
    soon = sum(delay <= _SOON for delay in delays) / len(delays)
    return Figure(
        group="Writing",
        what=f"{_SHARE:.0%} of ties that another process writes are shown, {engine}",
        size=place.size.name,
        ours=delays[math.ceil(_SHARE * len(delays)) - 1],
        goal=AtMost(_SOON) if place.size in (SMALL, MEDIUM) else None,
        note=f"{soon:.1%} of {len(delays)} within {1e3 * _SOON:.0f} ms; median {1e3 * median(delays):.1f} ms, "
        f"at most {1e3 * delays[-1]:.1f} ms, by the clock",
    )


def _delays(url: str, writes: int) -> list[float]:
    """Give the seconds after which the other process showed each tie."""
    spawning = multiprocessing.get_context("spawn")
    line, other = spawning.Pipe()
    follower = spawning.Process(target=_follow, args=(url, other))
    follower.start()
    # Should the follower die, there is nobody left at the other end to wait for.
    other.close()
    try:
        line.recv()
        begun = dict(_written(url, writes))
        line.send(max(begun))
        revisions, moments = line.recv()
    finally:
        follower.kill()
        follower.join()
        line.close()
    # The clock is that of the machine, the same one for both processes.
    return [moments[bisect_left(revisions, seq)] - moment for seq, moment in begun.items()]


def _written(url: str, writes: int) -> Iterator[tuple[int, float]]:
    """Write ties, and give the number of each change, and the moment before its commit."""
    with Registry(url) as registry:
        view = registry.network.view(Audience.PUBLIC)
        view.search.prepared()
        image = view.image
        chance = random.Random(writes)  # noqa: S311 - nobody has to guess it
        for tie in new_ties(image, list(image.living()), writes, chance):
            with registry.writing() as writing:
                writing.put(Entity.TIE, [tie])
                begun = time.monotonic()
            yield writing.seq, begun


def _follow(url: str, line: Connection) -> None:
    """Note when each revision is shown until the one that is told, and tell what was noted."""
    revisions: list[int] = []
    moments: list[float] = []
    with Registry(url) as registry:

        def note() -> None:
            moments.append(time.monotonic())
            revisions.append(registry.network.revision)

        registry.network.feed.listen(note)
        registry.network.view(Audience.PUBLIC).search.prepared()
        line.send("ready")
        last = line.recv()
        deadline = time.monotonic() + _PATIENCE
        while not (revisions and revisions[-1] >= last) and time.monotonic() < deadline:
            time.sleep(0.01)
        see_equal("last change that is shown", revisions[-1:], [last])
        line.send((revisions, moments))
