"""Introduction: through whom one actor can be introduced to another.

Of all ways that are at most a step longer than the shortest (but no longer than `MOST_STEPS`, unless all are), the one
is taken that is strong and asks little of those in between: its strength, times 1 / log2(2 + n) for each of them, n
being how many ties they have. Whoever knows many is asked by many; but where there is no other way, they are asked all
the same.

Such a worth is a product along the way. So of each actor only two ways are kept, the best of the shortest and the best
of those a step longer: no actor comes twice in these, and no others can be the beginning of the way that is looked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.paths import Route
from labnet.network.walk import Front, Trail, along, on_day, strength

__all__ = ["MOST_STEPS", "Introductions", "introduction"]

Floats: TypeAlias = npt.NDArray[np.float64]

MOST_STEPS: Final = 4
"""Nobody is introduced by more than three go-betweens: a longer way is told as a distance only."""

_AT_LEAST: Final = 2
"""How many steps are looked at from the one who asks, whoever is asked for."""
_MAX_HOPS: Final = 12


def introduction(image: Image, row: int, other: int, day: dt.date) -> Route | None:
    """Give the way by which an actor may be introduced to another on a day; None where none is found.

    Examples
    --------
    Two ways of two steps lead from a to d, through b, or through c, who knows two more.

    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> people = [KINDS["INNOVATOR"].record(id=name, name=name) for name in "abcdef"]
    >>> pairs = ("ab", "bd", "ac", "cd", "ce", "cf")
    >>> ties = [Tie(id=p, from_id=p[0], to_id=p[1], relation="COLLABORATES_WITH") for p in pairs]
    >>> image = build([*people, *ties])
    >>> [image.ids[row] for row in introduction(image, 0, 3, dt.date(2026, 1, 1)).rows]
    ['a', 'b', 'd']
    """
    return Introductions(image, row, day).to(other)


class Introductions:
    """Ways from one actor to others on a day; what is around the one is looked at once for all of them."""

    def __init__(self, image: Image, row: int, day: dt.date) -> None:
        self._image = image
        self._trail = Trail(day=day)
        self._ours = _Around(image, row, self._trail)

    def to(self, other: int) -> Route | None:
        """Give the way to another actor; None where none is found within twelve steps, or for what a walk may cost."""
        ours, theirs = self._ours, _Around(self._image, other, self._trail)
        left = self._trail.budget
        while True:
            # As many steps from either side as the shortest way has together, if they meet.
            near = ours.steps_to(other)
            here, there = len(ours.shells) - 1 if near is None else near, len(theirs.shells) - 1
            if len(ours.common(here, theirs, there)[0]):
                return self._best(theirs, here, there) if here else None
            side = ours if len(ours.shells) <= _AT_LEAST or ours.front.size <= theirs.front.size else theirs
            left -= side.front.size
            if not side.front.size or left < 0 or here + there >= _MAX_HOPS:
                return None
            side.grow()

    def _best(self, theirs: _Around, here: int, there: int) -> Route | None:
        """Give the best way through those that are so many steps from the one and from the other."""
        ours = self._ours
        meeting = [((here, 0), (there, 0))]
        if here + there < MOST_STEPS:
            theirs.grow()
            meeting += ((here, 0), (there, 1)), ((here, 0), (there + 1, 0)), ((here - 1, 1), (there + 1, 0))
        found: list[tuple[float, int, _Way, _Way]] = []
        for (step, slack), (step_back, slack_back) in meeting:
            one, other = ours.shells[step], theirs.shells[step_back]
            places, places_back = ours.common(step, theirs, step_back)
            worths, back = one.worths[slack][places], other.worths[slack_back][places_back]
            known = (worths >= 0) & (back >= 0)
            # Whoever is asked for is not in between.
            known &= one.passable[places] | (step_back == 0)
            worths = np.where(known, worths * back / (one.loads[places] if step_back else 1.0), -1.0)
            if len(worths) and worths.max() >= 0:
                at = int(worths.argmax())
                ways = (step, int(places[at]), slack), (step_back, int(places_back[at]), slack_back)
                found.append((float(worths[at]), -len(found), *ways))
        if not found:
            return None
        worth, _, way, way_back = max(found)
        (rows, ties), (rows_back, ties_back) = ours.way(*way), theirs.way(*way_back)
        rows += rows_back[-2::-1]
        asked = np.log2(2 + self._image.length.take(rows[1:-1]))
        return Route(len(rows) - 1, -worth * float(asked.prod()), tuple(rows), (*ties, *ties_back[::-1]))


_Way: TypeAlias = tuple[int, int, int]
"""How many steps away an actor is, its place among those as far, and whether the way is one longer than that."""


@dataclass(frozen=True, eq=False)
class _Shell:
    """Actors that are equally many steps from one, and the best ways to them: shortest ones, and those a step longer.

    Attributes
    ----------
    rows : (n,) array of int
        The actors.
    loads : (n,) array of float
        How much is asked of each.
    passable : (n,) array of bool
        Whether a way may go through each: hubs are ends only.
    worths : (2, n) array of float
        What each way is worth, without its ends; below 0 where there is none.
    before, ties : (2, n) arrays of int
        Place of whom the way comes by last, and row of the tie.
    aside : (n,) array of bool
        Whether the longer way comes by one of the same shell: by a shortest way to that one.
    """

    rows: Ints
    loads: Floats
    passable: npt.NDArray[np.bool_]
    worths: Floats
    before: Ints
    ties: Ints
    aside: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, image: Image, rows: Ints, trail: Trail) -> _Shell:
        count = len(rows)
        loads, passable = np.log2(2 + image.length.take(rows)), ~trail.hubs(image, rows)
        before, ties = np.zeros((2, 2, count), np.int64)
        return cls(rows, loads, passable, np.full((2, count), -1.0), before, ties, np.zeros(count, np.bool_))

    def take(self, slack: int, to: Ints, worths: Floats, before: Ints, ties: Ints, *, aside: bool) -> None:
        """Take ways that are better than those there are; of equal ones, the first."""
        best = self.worths[slack].copy()
        np.maximum.at(best, to, worths)
        (better,) = ((worths == best[to]) & (worths > self.worths[slack][to])).nonzero()
        better = better[::-1]
        self.worths[slack] = best
        self.before[slack][to[better]] = before[better]
        self.ties[slack][to[better]] = ties[better]
        if slack:
            self.aside[to[better]] = aside


class _Around:
    """Who is around an actor, step by step; the longer ways to the last shell are known once it has grown further."""

    def __init__(self, image: Image, row: int, trail: Trail) -> None:
        self._image, self._trail = image, trail
        self._steps = np.full(len(image), -1, np.int8)
        self._steps[row] = 0
        self._places = np.zeros(len(image), np.int32)
        self._onward = np.zeros(1, np.intp)
        self.front = Front(image, np.array([row]))
        self.shells = [_Shell.of(image, self.front.rows, trail)]
        self.shells[0].worths[0] = 1.0
        self.shells[0].loads[:] = 1.0

    def steps_to(self, row: int) -> int | None:
        """Tell how many steps away somebody is, None where that is not known."""
        steps = int(self._steps[row])
        return steps if steps >= 0 else None

    def common(self, step: int, other: _Around, step_back: int) -> tuple[Ints, Ints]:
        """Give the places of those who are so many steps from the one, and so many from another."""
        rows = other.shells[step_back].rows
        (places_back,) = (self._steps.take(rows) == step).nonzero()
        return self._places.take(rows.take(places_back)), places_back

    def grow(self) -> None:
        """Look at the ties of those who are farthest away so far, but for hubs."""
        shell, far = self.shells[-1], len(self.shells) - 1
        steps = on_day(self._image, along(self._image, self.front, self._trail), self._trail)
        heres, there, ties = self._onward.take(steps.origins), steps.neighbours, steps.ties(self._image)
        strong, known = strength(self._image, ties, self._trail.day), self._steps.take(there)

        def take(into: _Shell, slack: int, chosen: Ints, to: Ints, *, by: int, aside: bool = False) -> None:
            before = heres[chosen]
            worths = shell.worths[by][before]
            worths = np.where(worths < 0, -1.0, worths / shell.loads[before] * strong[chosen])
            into.take(slack, to, worths, before, ties[chosen], aside=aside)

        (beside,) = ((known == far) & (there != shell.rows[heres])).nonzero()
        take(shell, 1, beside, self._places.take(there[beside]), by=0, aside=True)
        (new,) = (known < 0).nonzero()
        to_rows = there[new]
        # Each keeps the number that was written last.
        self._places[to_rows] = np.arange(len(new))
        rows = to_rows[self._places.take(to_rows) == np.arange(len(new))].astype(np.intp)
        self._places[rows] = np.arange(len(rows))
        to = self._places.take(to_rows)
        self._steps[rows] = far + 1
        self.shells.append(_Shell.of(self._image, rows, self._trail))
        for slack in (0, 1):
            take(self.shells[-1], slack, new, to, by=slack)
        (self._onward,) = self.shells[-1].passable.nonzero()
        self.front = Front(self._image, rows[self._onward])

    def way(self, step: int, place: int, slack: int) -> tuple[list[int], list[int]]:
        """Give the rows, from the actor on, and the ties of a way."""
        rows, ties = [int(self.shells[step].rows[place])], list[int]()
        while step:
            shell = self.shells[step]
            ties.append(int(shell.ties[slack][place]))
            aside = slack and bool(shell.aside[place])
            place = int(shell.before[slack][place])
            step, slack = (step, 0) if aside else (step - 1, slack)
            rows.append(int(self.shells[step].rows[place]))
        return rows[::-1], ties[::-1]
