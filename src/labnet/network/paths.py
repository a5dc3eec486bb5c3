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
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.marks import Marks, lent
from labnet.network.walk import Steps, Trail, along, on_day, strength

__all__ = ["Route", "Routes", "routes"]

_MAX_HOPS: Final = 12

Floats: TypeAlias = npt.NDArray[np.float64]


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


@dataclass(slots=True)
class _Level:
    """Rows as far from an end of the search, sorted, and the strongest way to each.

    `parents` are places in the level before.
    """

    rows: Ints
    scores: Floats
    parents: Ints
    ties: Ints
    before: _Level | None = None

    @classmethod
    def after(cls, before: _Level, steps: Steps, ties: Ints, strengths: Floats) -> _Level:
        """Keep the strongest step to each row; of those as strong the one from the smaller row, by the smaller tie."""
        here = steps.heres
        parents = before.rows.searchsorted(here)
        scores = before.scores.take(parents) * strengths
        if len(steps) == 1:
            return cls(steps.neighbours, scores, parents, ties, before)
        order = np.lexsort((ties, here, -scores, steps.neighbours))
        rows = steps.neighbours.take(order)
        first = np.ones(len(order), np.bool_)
        np.not_equal(rows[1:], rows[:-1], out=first[1:])
        chosen = order[first]
        return cls(rows[first], scores.take(chosen), parents.take(chosen), ties.take(chosen), before)

    def way(self, place: int) -> tuple[list[int], list[int]]:
        """Give rows and ties from the end of the search to the row at a place."""
        rows, ties = [int(self.rows[place])], []
        level = self
        while level.before is not None:
            ties.append(int(level.ties[place]))
            place, level = int(level.parents[place]), level.before
            rows.append(int(level.rows[place]))
        return rows[::-1], ties[::-1]


class _Side:
    """One half of a search: the rows it has come to last, and the steps that led there level by level."""

    def __init__(self, image: Image, end: int, marks: Marks, blocked: tuple[int, ...]) -> None:
        self.image = image
        self.end = end
        self.marks = marks
        self.marks.begin()
        self.marks.put(np.array([end, *blocked]))
        self.steps: list[Steps] = []
        self._come_to(np.array([end]))

    def _come_to(self, rows: Ints) -> None:
        self.rows = rows
        self.size = int(np.add.reduce(self.image.length.take(rows)))

    def take(self, steps: Steps, trail: Trail | None = None) -> None:
        """Take some steps; whoever is a hub of a trail is where they end."""
        found = steps.neighbours[self.marks.put_new(steps.neighbours)]
        self.steps.append(steps)
        self._come_to(found if trail is None else found[~trail.hubs(self.image, found)])

    def leading(self, met: Ints) -> list[Steps]:
        """Give level by level those steps that lead to some of the rows it has come to last. The marks are used up."""
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
        forward, backward = (
            _Side(self.image, end, marks, (*blocked, *self.trail.avoid))
            for end, marks in zip((source, target), self.marks, strict=True)
        )
        for _ in range(_MAX_HOPS):
            one, other = (forward, backward) if forward.size <= backward.size else (backward, forward)
            if not len(one.rows) or not len(other.rows):
                return None
            if one.size > self.left:
                self.truncated = True
                return None
            self.left -= one.size
            steps = self._allowed(one, source, barred)
            meeting = self._meeting(steps, one, other)
            if meeting is not None:
                one.take(meeting)
                return self._route(forward, backward, one.rows)
            one.take(on_day(self.image, steps, self.trail), self.trail)
        return None

    def joined(self, route: Route, turn: int, spur: Route) -> Route:
        """Give the route that follows another up to a turn, and then a spur."""
        ties = route.ties[:turn] + spur.ties
        return self._made(route.rows[:turn] + spur.rows, ties)

    def _allowed(self, side: _Side, source: int, barred: frozenset[int]) -> Steps:
        """Give the steps that a side may take next, ties of all days among them."""
        steps = along(self.image, side.rows, self.trail)
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
        steps = steps.where(other.marks.on(steps.neighbours))
        if not len(steps):
            return None
        passable = (steps.neighbours == other.end) | ~self.trail.hubs(self.image, steps.neighbours)
        steps = on_day(self.image, steps.where(passable & ~one.marks.on(steps.neighbours)), self.trail)
        return steps if len(steps) else None

    def _route(self, forward: _Side, backward: _Side, met: Ints) -> Route:
        """Give the strongest route through where the sides meet; of those as strong, through the smallest row."""
        there, back = self._strongest([(side.end, side.leading(met)) for side in (forward, backward)])
        place = int((there.scores * back.scores).argmax())
        rows, ties = there.way(place)
        back_rows, back_ties = back.way(place)
        return self._made((*rows, *back_rows[-2::-1]), (*ties, *back_ties[::-1]))

    def _strongest(self, sides: list[tuple[int, list[Steps]]]) -> list[_Level]:
        """Give for each side the strongest ways from its end along the steps it has taken, to the last of them.

        Ties are weighed all at once: to weigh one takes as long as to weigh a hundred.
        """
        ties = np.concatenate([steps.ties(self.image) for _, leading in sides for steps in leading])
        strengths = strength(self.image, ties, self.trail.day)
        levels: list[_Level] = []
        first = 0
        for end, leading in sides:
            level = _Level(np.array([end]), np.ones(1), ties[:0], ties[:0])
            for steps in leading:
                last = first + len(steps)
                level = _Level.after(level, steps, ties[first:last], strengths[first:last])
                first = last
            levels.append(level)
        return levels

    def _made(self, rows: tuple[int, ...], ties: tuple[int, ...]) -> Route:
        product = float(np.prod(strength(self.image, np.array(ties), self.trail.day)))
        return Route(len(ties), -product, rows, ties)
