"""The strongest shortest ways between two actors: bidirectional search, and Yen's algorithm for the next ones.

References
----------
Yen, J. Y. (1971). Finding the k shortest loopless paths in a network. Management Science 17(11), 712-716.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints
from labnet.network.image import Image, Slice
from labnet.network.walk import Trail, step, strength

__all__ = ["Route", "routes"]

_MAX_HOPS: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """A way from one actor to another, each actor met once.

    Routes sort by length, then strength (the strongest first), then rows.

    Attributes
    ----------
    length : int
        Number of ties.
    weakness : float
        Minus the strength: the product of the strengths of its ties, 0..1 (`labnet.network.walk.strength`).
    rows, ties : tuple of int
        Actors in order, both ends included, and the strongest tie between each two.
    """

    length: int
    weakness: float
    rows: tuple[int, ...]
    ties: tuple[int, ...] = field(compare=False)

    @property
    def strength(self) -> float:
        """Product of the strengths of its ties, 0..1."""
        return -self.weakness


def routes(image: Image, source: int, target: int, trail: Trail, count: int = 3) -> list[Route]:
    """Give the best simple routes between two actors: shorter first, then stronger.

    Between two actors only the strongest tie counts, so that routes differ in whom they meet. Whoever is to be avoided
    is not met at the ends either. The search goes twelve ties far, stops before it looks at more than `Trail.budget`
    entries, and gives what it has found by then.
    """
    if not trail.avoid.isdisjoint((source, target)):
        return []
    search = _Search(image, trail)
    best = search.shortest(source, target)
    found = [] if best is None else [best]
    waiting: list[Route] = []
    while found and len(found) < count:
        for route in _deviations(search, found, target):
            if route not in waiting:
                heapq.heappush(waiting, route)
        if not waiting:
            break
        found.append(heapq.heappop(waiting))
    return found


def _deviations(search: _Search, found: list[Route], target: int) -> list[Route]:
    """Give the best routes that leave the last found one at each of its actors, other than any found before."""
    last = found[-1]
    spurs: list[Route] = []
    for turn in range(last.length):
        root = last.rows[: turn + 1]
        barred = {route.rows[turn + 1] for route in found if route.rows[: turn + 1] == root}
        spur = search.shortest(root[-1], target, blocked=root[:-1], barred=barred)
        if spur is not None:
            spurs.append(search.joined(last, turn, spur))
    return spurs


@dataclass
class _Side:
    """One half of the search: how each row was reached, and how well."""

    depth: npt.NDArray[np.int32]
    score: npt.NDArray[np.float64]
    parent: npt.NDArray[np.int32]
    tie: npt.NDArray[np.int32]
    frontier: Ints

    @classmethod
    def at(cls, row: int, size: int) -> _Side:
        side = cls(
            np.zeros(size, np.int32),
            np.zeros(size, np.float64),
            np.zeros(size, np.int32),
            np.zeros(size, np.int32),
            np.array([row]),
        )
        side.depth[row] = 1
        side.score[row] = 1.0
        return side

    def way(self, row: int) -> tuple[list[int], list[int]]:
        """Give rows and ties from where this side began to a row."""
        rows, ties = [row], []
        while self.depth[row] > 1:
            ties.append(int(self.tie[row]))
            row = int(self.parent[row])
            rows.append(row)
        return rows[::-1], ties[::-1]


class _Search:
    """Searches on one image along one trail, with one budget for all."""

    def __init__(self, image: Image, trail: Trail) -> None:
        self.image = image
        self.trail = trail
        self.left = trail.budget

    def shortest(
        self, source: int, target: int, blocked: tuple[int, ...] = (), barred: set[int] | None = None
    ) -> Route | None:
        """Give the strongest of the shortest routes; `barred` may not come right after the source."""
        if source == target:
            return None
        forward, backward = (_Side.at(row, len(self.image)) for row in (source, target))
        for row in blocked:
            forward.depth[row] = backward.depth[row] = -1
        for _ in range(_MAX_HOPS):
            one, other = sorted((forward, backward), key=self._size)
            if not len(one.frontier) or not len(other.frontier) or self._size(one) > self.left:
                return None
            met = self._advance(one, other, source, barred or set())
            if len(met):
                return self._route(forward, backward, met)
        return None

    def joined(self, route: Route, turn: int, spur: Route) -> Route:
        """Give the route that follows another up to a turn, and then a spur."""
        ties = route.ties[:turn] + spur.ties
        return self._made(route.rows[:turn] + spur.rows, ties)

    def _size(self, side: _Side) -> int:
        return int(self.image.length[side.frontier].sum())

    def _advance(self, one: _Side, other: _Side, source: int, barred: set[int]) -> Ints:
        """Move one side a level on; give the rows where it meets the other."""
        self.left -= self._size(one)
        level = int(one.depth[one.frontier[0]]) + 1
        origins, entries = step(self.image, one.frontier, self.trail)
        here = one.frontier[origins]
        keep = one.depth[entries.neighbours] == 0
        keep &= (other.depth[entries.neighbours] > 0) | ~self.trail.hubs(self.image, entries.neighbours)
        if barred:
            names = list(barred)
            keep &= ~((here == source) & np.isin(entries.neighbours, names))
            keep &= ~((entries.neighbours == source) & np.isin(here, names))
        here, entries = here[keep], entries.where(keep)
        scores = one.score[here] * strength(self.image, entries.ties, self.trail.day)
        reached = self._settle(one, here, entries, scores, level)
        meeting = reached[other.depth[reached] > 0]
        return meeting[self._may_meet(other, meeting)]

    def _may_meet(self, other: _Side, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell where a route may come through: a hub may be an end, never in between."""
        passable: npt.NDArray[np.bool_] = (other.depth[rows] == 1) | ~self.trail.hubs(self.image, rows)
        return passable

    def _settle(self, side: _Side, here: Ints, entries: Slice, scores: npt.NDArray[np.float64], level: int) -> Ints:
        """Keep for every row reached the strongest way there, and make them the new frontier."""
        order = np.lexsort((entries.ties, here, -scores, entries.neighbours))
        rows = entries.neighbours[order]
        best = order[np.concatenate([[True], rows[1:] != rows[:-1]])] if len(order) else order
        reached = entries.neighbours[best]
        side.depth[reached] = level
        side.score[reached] = scores[best]
        side.parent[reached] = here[best]
        side.tie[reached] = entries.ties[best]
        side.frontier = reached
        return reached

    def _route(self, forward: _Side, backward: _Side, met: Ints) -> Route:
        scores = forward.score[met] * backward.score[met]
        row = int(met[np.lexsort((met, -scores))[0]])
        rows, ties = forward.way(row)
        back_rows, back_ties = backward.way(row)
        return self._made((*rows, *back_rows[-2::-1]), (*ties, *back_ties[::-1]))

    def _made(self, rows: tuple[int, ...], ties: tuple[int, ...]) -> Route:
        product = float(np.prod(strength(self.image, np.array(ties), self.trail.day)))
        return Route(len(ties), -product, rows, ties)
