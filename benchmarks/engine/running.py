"""What is measured, one group after the other, each in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from benchmarks.engine.asking import asking, growing
from benchmarks.engine.changing import changing
from benchmarks.engine.committing import committing
from benchmarks.engine.faces import faces
from benchmarks.engine.killing import killing
from benchmarks.engine.measuring import fresh
from benchmarks.engine.memory import memory
from benchmarks.engine.networks import Place
from benchmarks.engine.showing import showing
from benchmarks.engine.spreading import spreading
from benchmarks.engine.starting import building, importing, starting
from benchmarks.figures import Figure

__all__ = ["ALL", "measure"]

_GROUPS: Final[dict[str, Callable[[Place], Iterable[Figure]]]] = {
    "memory": memory,
    "build": building,
    "import": importing,
    "start": starting,
    "kills": killing,
    "questions": asking,
    "faces": faces,
    "changes": changing,
    "showing": showing,
}

_GROWTH: Final = "growth"
_COMMITS: Final = "commits"
_SPREADING: Final = "spreading"

ALL: Final = (*_GROUPS, _GROWTH, _COMMITS, _SPREADING)
"""Names of all groups."""


def measure(places: Sequence[Place], wanted: Sequence[str], postgresql: str | None = None) -> Iterator[Figure]:
    """Measure some groups on some networks, and give the rows as they come; progress goes to standard error."""
    for place in places:
        _say(f"{place.size.name}: {place.size.people} people")
        place.prepare()
    for name, group in _GROUPS.items():
        for place in places if name in wanted else ():
            yield from _measured(f"{name} at {place.size.name}", group, place)
    if _GROWTH in wanted and len(places) > 1:
        yield from _measured(_GROWTH, growing, places[0], places[-1])
    if _COMMITS in wanted and places:
        yield from _measured(_COMMITS, committing, places[0].folder, postgresql)
    for place in places if _SPREADING in wanted else ():
        # To fill a server's database takes long: that is done with the smallest network.
        also = postgresql if place is places[0] else None
        yield from _measured(f"{_SPREADING} at {place.size.name}", spreading, place, also)


def _measured(name: str, group: Callable[..., Iterable[Figure]], *args: object) -> list[Figure]:
    _say(name)
    return fresh(_listed, group, args)


def _listed(group: Callable[..., Iterable[Figure]], args: tuple[object, ...]) -> list[Figure]:
    return list(group(*args))


def _say(text: str) -> None:
    sys.stderr.write(f"benchmark: {text}\n")
