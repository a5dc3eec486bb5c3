"""The strongest shortest ways between two actors: bidirectional search, and Yen's algorithm for the next ones.

A search first finds how far the ends are apart, level by level from both, and only then weighs the ties: just those on
a shortest way, which are few.

References
----------
Yen, J. Y. (1971). Finding the k shortest loopless paths in a network. Management Science 17(11), 712-716.
Lawler, E. L. (1972). A procedure for computing the k best solutions to discrete optimization problems and its
application to the shortest path problem. Management Science 18(7), 401-405.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np

from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.marks import Marks, lent
from labnet.network.walk import Front, Steps, Trail, along, on_day, strength

__all__ = ["Route", "Routes", "routes"]

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


class Routes(list[Route]):
    """Routes, best first.

    Attributes
    ----------
    truncated : bool
        Whether the search stopped before it had looked everywhere: routes may be missing, and the last ones given may
        not be the best there are.
    """

    truncated = False


def routes(image: Image, source: int, target: int, trail: Trail, count: int = 3) -> Routes:
    """Give the best simple routes between two actors: shorter first, then stronger.

    Between two actors only the strongest tie counts, so that routes differ in whom they meet. Whoever is to be avoided
    is not met at the ends either. The search goes twelve ties far, stops before it looks at more than `Trail.budget`
    entries, and gives what it has found by then.
    """
    found = Routes()
    if source == target or not trail.avoid.isdisjoint((source, target)):
        return found
    with lent(len(image)) as one, lent(len(image)) as other:
        search = _Search(image, trail, (one, other))
        best = search.shortest(source, target)
        # Each waits with the turn at which it leaves a better one: ways that leave before that wait already (Lawler).
        waiting = [] if best is None else [(best, 0)]
        while waiting:
            route, turn = heapq.heappop(waiting)
            found.append(route)
            if len(found) >= count:
                break
            for deviation in _deviations(search, found, turn, target):
                heapq.heappush(waiting, deviation)
        found.truncated = search.truncated
    return found


def _deviations(search: _Search, found: Routes, first_turn: int, target: int) -> list[tuple[Route, int]]:
    """Give the best routes that leave the last found one at each actor from a turn on, other than any found before."""
    last = found[-1]
    spurs: list[tuple[Route, int]] = []
    for turn in range(first_turn, last.length):
        root = last.rows[: turn + 1]
        barred = frozenset(route.rows[turn + 1] for route in found if route.rows[: turn + 1] == root)
        spur = search.shortest(root[-1], target, blocked=root[:-1], barred=barred)
        if spur is not None:
            spurs.append((search.joined(last, turn, spur), turn))
    return spurs


_Best: TypeAlias = dict[int, tuple[float, int, int, float]]
"""The strongest way to each of some rows as far from an end: minus its strength, the row and the tie it comes by last,
and the strength of that tie."""


class _Side:
    """One half of a search: the rows it has come to last, and the steps that led there level by level."""

    def __init__(self, image: Image, end: int, marks: Marks, blocked: tuple[int, ...]) -> None:
        self.image = image
        self.end = end
        self.marks = marks
        self.marks.begin()
        # All that is marked: whom it must not come to, then level by level whom it has come to.
        self.known: list[Ints] = [np.array([end, *blocked])]
        self.marks.put(self.known[0])
        self.steps: list[Steps] = []
        self.front = Front(image, self.known[0][:1])

    def take(self, steps: Steps, trail: Trail) -> None:
        """Take some steps; whoever is a hub of a trail is where they end."""
        found, _ = self.marks.put_new(steps.neighbours, self.known)
        self.known.append(found)
        self.steps.append(steps)
        self.front = Front(
            self.image, found if trail.has_no_hubs(self.image) else found[~trail.hubs(self.image, found)]
        )

    def leading(self, met: Ints) -> list[Steps]:
        """Give level by level those of its steps by which it comes to some rows. The marks are used up."""
        leading: list[Steps] = []
        for steps in self.steps[::-1]:
            self.marks.begin()
            self.marks.put(met)
            leading.append(steps.where(self.marks.on(steps.neighbours)))
            met = leading[-1].heres
        return leading[::-1]


class _Search:
    """Searches on one image along one trail, with one budget for all."""

    def __init__(self, image: Image, trail: Trail, marks: tuple[Marks, Marks]) -> None:
        self.image = image
        self.trail = trail
        self.marks = marks
        self.left = trail.budget
        self.truncated = False

    def shortest(
        self, source: int, target: int, blocked: tuple[int, ...] = (), barred: frozenset[int] = frozenset()
    ) -> Route | None:
        """Give the strongest of the shortest routes; `barred` may not come right after the source."""
        blocked = (*blocked, *self.trail.avoid)
        forward = _Side(self.image, source, self.marks[0], blocked)
        backward = _Side(self.image, target, self.marks[1], blocked)
        for _ in range(_MAX_HOPS):
            one, other = (forward, backward) if forward.front.size <= backward.front.size else (backward, forward)
            if not len(one.front.rows) or not len(other.front.rows):
                return None
            if one.front.size > self.left:
                self.truncated = True
                return None
            self.left -= one.front.size
            steps = self._allowed(one, source, barred)
            meeting = self._meeting(steps, one, other)
            if meeting is not None:
                one.steps.append(meeting)
                return self._route(forward, backward, meeting.neighbours)
            one.take(on_day(self.image, steps, self.trail), self.trail)
        return None

    def joined(self, route: Route, turn: int, spur: Route) -> Route:
        """Give the route that follows another up to a turn, and then a spur."""
        ties = route.ties[:turn] + spur.ties
        strengths = strength(self.image, np.array(ties), self.trail.day).tolist()
        return Route(len(ties), -math.prod(strengths), route.rows[:turn] + spur.rows, ties)

    def _allowed(self, side: _Side, source: int, barred: frozenset[int]) -> Steps:
        """Give the steps that a side may take next, ties of all days among them."""
        steps = along(self.image, side.front, self.trail)
        if not barred:
            return steps
        if side.end == source:
            return steps if side.steps else steps.where(np.isin(steps.neighbours, list(barred), invert=True))
        home = (steps.neighbours == source).nonzero()[0]
        keep = np.ones(len(steps), np.bool_)
        keep[home] = np.isin(steps.heres[home], list(barred), invert=True)
        return steps.where(keep)

    def _meeting(self, steps: Steps, one: _Side, other: _Side) -> Steps | None:
        """Give those of some steps by which one side meets the other: a hub may be an end, never in between."""
        (met,) = other.marks.on(steps.neighbours).nonzero()
        if not len(met):
            return None
        steps = steps.at(met)
        steps = steps.where(~one.marks.on(steps.neighbours))
        if not self.trail.has_no_hubs(self.image):
            passable = ~self.trail.hubs(self.image, steps.neighbours)
            steps = steps.where(passable | (steps.neighbours == other.end))
        steps = on_day(self.image, steps, self.trail)
        return steps if len(steps) else None

    def _route(self, forward: _Side, backward: _Side, met: Ints) -> Route:
        """Give the strongest route through where the sides meet; of those as strong, through the smallest row."""
        there, back = self._strongest([(side.end, side.leading(met)) for side in (forward, backward)])
        _, middle = min((-way[0] * back[-1][row][0], row) for row, way in there[-1].items())
        rows, ties, strengths = _way(there, middle)
        back_rows, back_ties, back_strengths = _way(back, middle)
        product = math.prod((*strengths[::-1], *back_strengths))
        return Route(len(ties) + len(back_ties), -product, (*rows[::-1], middle, *back_rows), (*ties[::-1], *back_ties))

    def _strongest(self, sides: list[tuple[int, list[Steps]]]) -> list[list[_Best]]:
        """Give for each side, level by level, the strongest ways from its end along some steps.

        Of ways as strong it is the one by the smaller row, then by the smaller tie. Ties are weighed all at once: to
        weigh one takes as long as to weigh a hundred. The rest is for Python: steps on shortest ways are few.
        """
        places = np.concatenate([steps.places for _, leading in sides for steps in leading])
        rows = self.image.adjacency.ties.data.take(places)
        weighed = zip(rows.tolist(), strength(self.image, rows, self.trail.day).tolist(), strict=True)
        found: list[list[_Best]] = []
        for end, leading in sides:
            levels: list[_Best] = [{end: (-1.0, -1, -1, 1.0)}]
            for steps in leading:
                before, best = levels[-1], dict[int, tuple[float, int, int, float]]()
                ends = zip(steps.heres.tolist(), steps.neighbours.tolist(), strict=True)
                for (here, there), (tie, strong) in zip(ends, weighed, strict=False):
                    way = (before[here][0] * strong, here, tie, strong)
                    if there not in best or way < best[there]:
                        best[there] = way
                levels.append(best)
            found.append(levels)
        return found


def _way(levels: list[_Best], row: int) -> tuple[list[int], list[int], list[float]]:
    """Give the rows before a row of the last level on the strongest way to it, the ties between, and their strengths.

    The last ones come first.
    """
    rows: list[int] = []
    ties: list[int] = []
    strengths: list[float] = []
    for best in levels[:0:-1]:
        _, row, tie, strong = best[row]
        rows.append(row)
        ties.append(tie)
        strengths.append(strong)
    return rows, ties, strengths
