"""From a write until it is seen, in one process that serves the network to the public."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.engine.changing import new_ties
from benchmarks.engine.measuring import median
from benchmarks.engine.networks import MEDIUM, Place, url_of, wait_for_image_file
from benchmarks.figures import AtMost, Figure, see_equal
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.service.collecting import settle
from labnet.service.registry import Registry

__all__ = ["showing"]

_ROUNDS: Final = {1: 31, 100: 11, 10_000: 3}
_GOALS: Final = {1: AtMost(0.005), 10_000: AtMost(0.3)}


class _Cost(NamedTuple):
    """CPU seconds from the beginning of a write until the public's view shows it."""

    whole: float
    writer: float


def showing(place: Place) -> Iterator[Figure]:
    """Measure what it takes to write ties and to show them, and how much of it is not the store's own writing.

    The thread that writes does nothing else, and waits; what other threads do meanwhile is to follow the log, to change
    the images and to publish them.
    """
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        database = Path(shutil.copy(place.database, folder))
        with Registry(url_of(database)) as registry:
            registry.network.view(Audience.PUBLIC).search.prepared(timeout=None)
            settle()
            for count, rounds in _ROUNDS.items():
                if count <= place.size.people:
                    costs = _costs(registry, count, rounds)
                    yield from _rows(place, count, costs)
            wait_for_image_file()


def _rows(place: Place, count: int, costs: list[_Cost]) -> Iterator[Figure]:
    ties = "one tie" if count == 1 else f"{count} ties in one transaction"
    follow = [cost.whole - cost.writer for cost in costs]
    goal = _GOALS.get(count) if place.size == MEDIUM else None
    for what, seconds, wanted in (
        (f"{ties}, from stored to seen", follow, goal),
        (f"{ties}, from the beginning of the write to seen", [cost.whole for cost in costs], None),
    ):
        yield Figure(
            group="Writing",
            what=what,
            size=place.size.name,
            ours=median(seconds),
            goal=wanted,
            note=f"median of {len(costs)}, at most {1e3 * max(seconds):.1f} ms",
        )


def _costs(registry: Registry, count: int, rounds: int) -> list[_Cost]:
    chance = random.Random(count)  # noqa: S311 - nobody has to guess it
    costs = []
    for _ in range(rounds):
        image = registry.network.view(Audience.PUBLIC).image
        ties = new_ties(image, list(image.living()), count, chance)
        wait_for_image_file()
        costs.append(_written(registry, ties))
        shown = registry.network.view(Audience.PUBLIC).image
        see_equal("ties that are shown", [shown.tie_row(tie.id) is not None for tie in ties], [True] * count)
    return costs


def _written(registry: Registry, ties: list[Tie]) -> _Cost:
    of_all, of_this = time.process_time(), time.thread_time()
    with registry.writing() as writing:
        writing.put(Entity.TIE, ties)
    return _Cost(time.process_time() - of_all, time.thread_time() - of_this)
