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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.paths import Route
from labnet.network.walk import Front, Trail, along, on_day, strength

__all__ = ["MOST_STEPS", "Introductions", "introduction"]

Flags: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

MOST_STEPS: Final = 4
"""Nobody is introduced by more than three go-betweens: a longer way is told as a distance only."""

_AT_LEAST: Final = 2
"""How many steps are looked at from the one who asks, whoever is asked for."""
_MAX_HOPS: Final = 12
_SIDE_BY_SIDE: Final = 10
"""Ways to so many are looked for at once."""


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
    return Introductions(image, row, day, [other]).to(other)


class Introductions:
    """Ways from one actor to some others on a day, looked for side by side; what is around it is looked at once."""

    def __init__(self, image: Image, row: int, day: dt.date, others: Iterable[int]) -> None:
        self._image = image
        self._trail = Trail(day=day)
        self._ours = _Around(image, np.array([row]), self._trail)
        self._others = list(dict.fromkeys(others))
        self._found: dict[int, Route | None] = {}

    def to(self, other: int) -> Route | None:
        """Give the way to one of the others; None where none is found within twelve steps, or for what a walk may cost.

        Raises
        ------
        KeyError
            If it is none of them.
        """
        if other not in self._found and other in self._others:
            begin = self._others.index(other) // _SIDE_BY_SIDE * _SIDE_BY_SIDE
            block = self._others[begin : begin + _SIDE_BY_SIDE]
            ways = _Ways(self._image, self._ours, _Around(self._image, np.array(block), self._trail))
            self._found |= dict(zip(block, ways.found(self._trail.budget), strict=True))
        return self._found[other]


class _Ways:
    """Ways between one actor and some others, from what is around each of them."""

    def __init__(self, image: Image, ours: _Around, theirs: _Around) -> None:
        self._image, self._ours, self._theirs = image, ours, theirs
        count = len(theirs.shells[0].rows)
        self._found: list[Route | None] = [None] * count
        self._near = np.zeros(count, np.int64)

    def found(self, budget: int) -> list[Route | None]:
        """Give the way to each; None where none is found within twelve steps, or for so many entries looked at."""
        ours, theirs = self._ours, self._theirs
        waiting = np.ones(len(self._found), np.bool_)
        met = ~waiting
        left = np.full(len(self._found), budget)
        while waiting.any() or met.any():
            # As many steps from either side as the shortest way has together, if they meet.
            here, there = len(ours.shells) - 1, len(theirs.shells) - 1
            new = self._meeting(waiting, here, there)
            waiting &= ~new
            far = self._near + there >= MOST_STEPS
            self._take(new & far, there)
            met |= new & ~far & (self._near > 0)
            sizes = theirs.sizes()
            side = theirs
            if waiting.any():
                if here < _AT_LEAST or ours.front.size <= sizes[waiting].mean():
                    side, sizes = ours, np.full(len(sizes), ours.front.size)
                left[waiting] -= sizes[waiting]
                waiting &= (sizes > 0) & (left >= 0) & (here + there < _MAX_HOPS)
            if side is theirs:
                theirs.grow(waiting | met)
                self._take(met, there)
                met[:] = False
            elif waiting.any():
                ours.grow()
        return self._found

    def _meeting(self, waiting: Flags, here: int, there: int) -> Flags:
        """Tell to which of those that wait there is a way through those so far from them; keep how far we go."""
        if not there:
            near = self._ours.steps_to(self._theirs.shells[0].rows)
            self._near = np.where(near < 0, here, near)
            return waiting & (near >= 0)
        self._near[waiting] = here
        _, places = self._ours.common(here, self._theirs, there, waiting)
        met = np.zeros(len(waiting), np.bool_)
        met[self._theirs.shells[there].owners[places]] = True
        return met

    def _take(self, met: Flags, there: int) -> None:
        """Find the best way to each of some that are so many steps from those where they are met."""
        for here in sorted(set(self._near[met].tolist())):
            meeting = [((here, 0), (there, 0))]
            if here + there < MOST_STEPS:
                meeting.append(((here, 0), (there + 1, 0)))
                # There is no longer way from somebody to themselves.
                meeting += [((here, 0), (there, 1))] * (there > 0) + [((here - 1, 1), (there + 1, 0))] * (here > 1)
            best: dict[int, _Found] = {}
            for one, other in meeting:
                for owner, found in self._best(one, other, met & (self._near == here)):
                    if owner not in best or found[0] > best[owner][0]:
                        best[owner] = found
            for owner, found in best.items():
                self._found[owner] = self._route(*found)

    def _best(self, here: tuple[int, int], there: tuple[int, int], met: Flags) -> Iterator[tuple[int, _Found]]:
        """Give the best way to each of some, if any, through those so many steps from the one and from the other."""
        (step, slack), (step_back, slack_back) = here, there
        one, other = self._ours.shells[step], self._theirs.shells[step_back]
        places, places_back = self._ours.common(step, self._theirs, step_back, met)
        worths, back = one.worths[slack].take(places), other.worths[slack_back].take(places_back)
        known = (worths >= 0) & (back >= 0)
        # Whoever is asked for is not in between.
        known &= one.passable.take(places) | (step_back == 0)
        worths *= back
        if step_back:
            worths /= one.loads.take(places)
        (known_at,) = known.nonzero()
        worths, owners = worths.take(known_at), other.owners.take(places_back.take(known_at))
        if not len(owners):
            return
        greatest = np.full(len(met), -1.0)
        np.maximum.at(greatest, owners, worths)
        (best,) = (worths == greatest.take(owners)).nonzero()
        # Of those that are as good, the first.
        first = dict(zip(owners.take(best[::-1]).tolist(), best[::-1].tolist(), strict=True))
        for owner, at in first.items():
            place = known_at[at]
            ways = (step, int(places[place]), slack), (step_back, int(places_back[place]), slack_back)
            yield owner, (float(worths[at]), *ways)

    def _route(self, worth: float, way: _Way, way_back: _Way) -> Route:
        (rows, ties), (rows_back, ties_back) = self._ours.way(*way), self._theirs.way(*way_back)
        rows += rows_back[-2::-1]
        asked = np.log2(2 + self._image.length.take(rows[1:-1]))
        return Route(len(rows) - 1, -worth * float(asked.prod()), tuple(rows), (*ties, *ties_back[::-1]))


_Way: TypeAlias = tuple[int, int, int]
"""How many steps away an actor is, its place among those as far, and whether the way is one longer than that."""

_Found: TypeAlias = tuple[float, _Way, _Way]
"""What a way is worth, and its two halves up to where they meet."""


@dataclass(frozen=True, eq=False)
class _Shell:
    """Actors equally many steps from a start, and the best ways to them: shortest ones, and those a step longer.

    Attributes
    ----------
    owners : (n,) array of int
        Place of the start; in order.
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

    owners: Ints
    rows: Ints
    loads: Floats
    passable: Flags
    worths: Floats
    before: Ints
    ties: Ints
    aside: Flags

    @classmethod
    def of(cls, image: Image, owners: Ints, rows: Ints, trail: Trail) -> _Shell:
        count = len(rows)
        loads, passable = np.log2(2 + image.length.take(rows)), ~trail.hubs(image, rows)
        before, ties = np.zeros((2, 2, count), np.int64)
        return cls(owners, rows, loads, passable, np.full((2, count), -1.0), before, ties, np.zeros(count, np.bool_))

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
    """Who is around some actors, step by step; longer ways to the last shell are known once it has grown further."""

    def __init__(self, image: Image, starts: Ints, trail: Trail) -> None:
        self._image, self._trail = image, trail
        owners = np.arange(len(starts))
        # By start and row: how far, and the place in the shell.
        self._steps = np.full(len(starts) * len(image), -1, np.int8)
        self._steps[owners * len(image) + starts] = 0
        self._places = np.zeros(len(self._steps), np.int32)
        self._places[owners * len(image) + starts] = owners
        self._onward = owners
        self.front = Front(image, starts)
        self.shells = [_Shell.of(image, owners, starts, trail)]
        self.shells[0].worths[0] = 1.0
        self.shells[0].loads[:] = 1.0

    def steps_to(self, rows: Ints) -> Ints:
        """Tell how many steps each of some rows is from the first start, -1 where that is not known."""
        steps: Ints = self._steps.take(rows)
        return steps

    def sizes(self) -> Ints:
        """Count the entries to look at next around each start."""
        owners = self.shells[-1].owners.take(self._onward)
        return np.bincount(owners, self.front.lengths, len(self.shells[0].rows)).astype(np.int64)

    def common(self, step: int, other: _Around, step_back: int, owners: Flags) -> tuple[Ints, Ints]:
        """Give the places of those who are so many steps from the first start, and so many from some of another's."""
        shell = other.shells[step_back]
        (places_back,) = (owners.take(shell.owners) & (self._steps.take(shell.rows) == step)).nonzero()
        return self._places.take(shell.rows.take(places_back)), places_back

    def grow(self, owners: Flags | None = None) -> None:
        """Look at the ties of those who are farthest away from each of some starts so far, but for hubs."""
        shell, far = self.shells[-1], len(self.shells) - 1
        if owners is not None and not owners.all():
            self._onward = self._onward[owners.take(shell.owners.take(self._onward))]
            self.front = Front(self._image, shell.rows.take(self._onward))
        steps = on_day(self._image, along(self._image, self.front, self._trail), self._trail)
        heres = self._onward.take(steps.origins)
        keys = shell.owners.take(heres) * len(self._image) + steps.neighbours
        known = self._steps.take(keys)
        # What leads back is of no use.
        (useful,) = ((known < 0) | (known == far) & (steps.neighbours != shell.rows.take(heres))).nonzero()
        heres, keys, known = heres.take(useful), keys.take(useful), known.take(useful)
        ties = steps.at(useful).ties(self._image)
        strong = strength(self._image, ties, self._trail.day)

        def take(into: _Shell, slack: int, chosen: Ints, to: Ints, *, by: int, aside: bool = False) -> None:
            before = heres.take(chosen)
            worths = shell.worths[by].take(before)
            worths = np.where(worths < 0, -1.0, worths / shell.loads.take(before) * strong.take(chosen))
            into.take(slack, to, worths, before, ties.take(chosen), aside=aside)

        (beside,) = (known == far).nonzero()
        take(shell, 1, beside, self._places.take(keys.take(beside)), by=0, aside=True)
        (new,) = (known < 0).nonzero()
        to_keys = keys.take(new)
        # Each keeps the number that was written last.
        self._places[to_keys] = np.arange(len(new))
        found = to_keys[self._places.take(to_keys) == np.arange(len(new))]
        self._places[found] = np.arange(len(found))
        to = self._places.take(to_keys)
        self._steps[found] = far + 1
        whose, rows = np.divmod(found, len(self._image))
        self.shells.append(_Shell.of(self._image, whose, rows, self._trail))
        for slack in (0, 1):
            take(self.shells[-1], slack, new, to, by=slack)
        (self._onward,) = self.shells[-1].passable.nonzero()
        self.front = Front(self._image, rows.take(self._onward))

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
