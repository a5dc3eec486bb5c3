"""Walks from an actor along ties: what every local question is made of.

A walk goes along ties either way, follows the relations and the day of its `Trail`, and does not go *through* hubs
(programmes, or actors with very many ties), though it may end at one: else everybody is two steps from everybody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import Layer, relations_in
from labnet.network.columns import Ints
from labnet.network.image import Image, Slice
from labnet.network.marks import Marks, lent
from labnet.network.ties import RELATION_CODES

__all__ = ["HALF_LIFE_YEARS", "Front", "Reach", "Steps", "Trail", "along", "on_day", "step", "strength", "within"]

HALF_LIFE_YEARS: Final = 10.0
"""After so many years a tie counts for half; a tie without a known start counts as that old."""

DEFAULT_DEGREE_CAP: Final = 5_000
DEFAULT_BUDGET: Final = 200_000

_HUB_KINDS: Final = np.array([spec.hub for spec in KINDS.values()])
_CONTACT: Final = tuple(relations_in(Layer.CONTACT))
_FEW: Final = 8
"""Where no more than one in so many entries is asked about, each is searched for, instead of all being told."""
_NOBODY: Final = np.empty(0, np.intp)
_ORIGIN: Final = np.array([-1])


@dataclass(frozen=True)
class Trail:
    """Which ties a walk follows, and where it must not go.

    Attributes
    ----------
    relations : tuple of str or None
        Codes of the relations to follow; None follows contacts (`Layer.CONTACT`).
    day : date or None
        Ties active on that day only; None follows ties of all times.
    avoid : frozenset of int
        Rows of actors not to meet.
    degree_cap : int
        Actors with more ties are hubs.
    budget : int
        How many entries the walk may look at before it gives up.
    """

    relations: tuple[str, ...] | None = None
    day: dt.date | None = None
    avoid: frozenset[int] = frozenset()
    degree_cap: int = DEFAULT_DEGREE_CAP
    budget: int = DEFAULT_BUDGET
    codes: npt.NDArray[np.bool_] = field(init=False, repr=False, compare=False)
    everywhere: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out the table of codes to follow, and whether these are all there are."""
        codes = np.zeros(2 * len(RELATION_CODES), np.bool_)
        for relation in _CONTACT if self.relations is None else self.relations:
            codes[2 * RELATION_CODES[relation] : 2 * RELATION_CODES[relation] + 2] = True
        object.__setattr__(self, "codes", codes)
        object.__setattr__(self, "everywhere", bool(codes.all()))

    def follows(self, image: Image, entries: Slice) -> npt.NDArray[np.bool_]:
        """Tell for each entry whether the walk may go along it."""
        keep: npt.NDArray[np.bool_] = self.codes[entries.codes]
        if self.day is not None:
            keep &= image.active(entries.ties, day_code(self.day))
        if self.avoid:
            keep &= np.isin(entries.neighbours, list(self.avoid), invert=True)
        return keep

    def hubs(self, image: Image, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell for each row whether a walk must not go through it.

        Whoever names the relations to follow has asked for them: kinds that are hubs let such a walk through.
        """
        hubs: npt.NDArray[np.bool_] = image.length.take(rows) > self.degree_cap
        return hubs | _HUB_KINDS[image.kinds[rows]] if self.relations is None else hubs

    def has_no_hubs(self, image: Image) -> bool:
        """Tell without a look at any row, where that can be told, that none is a hub: as nobody has so many entries."""
        return self.relations is not None and self.degree_cap >= image.adjacency.ties.size


class Front:
    """Rows that a walk goes on from.

    Attributes
    ----------
    rows : (m,) intp array
        The rows.
    lengths, ends : (m,) arrays
        How many entries each of them has, and how many they have up to and including it.
    size : int
        How many entries they have together.
    """

    __slots__ = ("ends", "lengths", "rows", "size")

    def __init__(self, image: Image, rows: Ints) -> None:
        self.rows = rows
        self.lengths = image.length.take(rows)
        # As `cumsum`, without the wrapper, and in 64 bits from the beginning.
        self.ends: Ints = np.add.accumulate(self.lengths, dtype=np.intp)
        self.size = int(self.ends[-1]) if len(rows) else 0


@dataclass(slots=True)
class Steps:
    """Entries that a walk may follow from some rows. They do not change; to freeze them takes longer than a short step.

    Attributes
    ----------
    front : Front
        The rows.
    neighbours, places : (n,) arrays
        The row that each entry leads to, and where it stands in the adjacency.
    numbers : (n,) array or None
        Which of all entries of these rows each is; None where it is all of them.
    """

    front: Front
    neighbours: Ints
    places: Ints
    numbers: Ints | None = None

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.places)

    @property
    def origins(self) -> Ints:
        """Place in the rows of the row that each entry goes out from."""
        front, numbers = self.front, self.numbers
        if numbers is not None and len(numbers) * _FEW < front.size:
            return front.ends.searchsorted(numbers, "right")
        origins = np.arange(len(front.rows)).repeat(front.lengths)
        return origins if numbers is None else origins.take(numbers)

    @property
    def heres(self) -> Ints:
        """The row that each entry goes out from."""
        heres: Ints = self.front.rows.take(self.origins)
        return heres

    def where(self, keep: npt.NDArray[np.bool_]) -> Steps:
        """Keep some of the entries."""
        (kept,) = keep.nonzero()
        return self if len(kept) == len(self.places) else self.at(kept)

    def at(self, kept: Ints) -> Steps:
        """Give those entries that stand at some places among these, in order."""
        numbers = kept if self.numbers is None else self.numbers.take(kept)
        return Steps(self.front, self.neighbours.take(kept), self.places.take(kept), numbers)

    def ties(self, image: Image) -> Ints:
        """Give the row of the tie of each entry."""
        ties: Ints = image.adjacency.ties.data.take(self.places)
        return ties


@dataclass(slots=True)
class Level:
    """Whom a walk met at one distance.

    Attributes
    ----------
    rows, first : (n,) arrays
        Row met, and the place in `steps` of the first entry that leads there.
    steps : Steps
        Where the walk could go.
    before : (m,) array
        Place of each row that the steps go out from among all that the walk met (-1: the origin).
    """

    rows: Ints
    first: Ints
    steps: Steps
    before: Ints

    @property
    def parents(self) -> Ints:
        """Place of whom each was met through among all that the walk met (-1: the origin): (n,) array."""
        parents: Ints = self.before.take(self.steps.at(self.first).origins)
        return parents


@dataclass(frozen=True)
class Reach:
    """Whom a walk met, nearest first; what led to each is worked out when it is asked for.

    Attributes
    ----------
    levels : list of Level
        Whom it met at each distance, from 1 on.
    truncated : bool
        Whether the walk stopped before it had met everybody.
    """

    image: Image
    levels: list[Level]
    truncated: bool

    @cached_property
    def rows(self) -> Ints:
        """The rows met: (n,) array."""
        return np.concatenate([_NOBODY, *[level.rows for level in self.levels]])

    @cached_property
    def distances(self) -> Ints:
        """How many ties away each of them is: (n,) array."""
        return np.repeat(np.arange(len(self.levels)) + 1, [len(level.rows) for level in self.levels])

    @cached_property
    def parents(self) -> Ints:
        """The place in `rows` of whom each was met through (-1: the origin): (n,) array."""
        return np.concatenate([_NOBODY, *[level.parents for level in self.levels]])

    @cached_property
    def _ties(self) -> Ints:
        """The row of the tie by which each was met: (n,) array."""
        ties = self.image.adjacency.ties.data
        return np.concatenate([_NOBODY, *[ties.take(level.steps.places.take(level.first)) for level in self.levels]])

    def way(self, place: int) -> list[int]:
        """Give the rows of the ties that lead to the actor at a place, from the origin on."""
        ties: list[int] = []
        while place >= 0:
            ties.append(int(self._ties[place]))
            place = int(self.parents[place])
        return ties[::-1]


def strength(image: Image, ties: Ints, day: dt.date | None) -> npt.NDArray[np.float64]:
    """Give the strength of ties, 0..1: the weight, at most 1, halved for every ten years since the tie began."""
    weights = np.minimum(image.ties.weights(ties), 1.0)
    if day is None:
        return weights
    since = image.ties.since.data[ties]
    years = since // 10_000 + np.maximum(since // 100 % 100 - 1, 0) / 12 + np.maximum(since % 100 - 1, 0) / 365
    now = day.year + (day.month - 1) / 12 + (day.day - 1) / 365
    age = np.where(since == 0, HALF_LIFE_YEARS, np.maximum(now - years, 0))
    faded: npt.NDArray[np.float64] = weights * 0.5 ** (age / HALF_LIFE_YEARS)
    return faded


def step(image: Image, rows: Ints, trail: Trail) -> Steps:
    """Give the entries that a walk may follow from some rows, in order of these rows, whoever they lead to."""
    return on_day(image, along(image, Front(image, rows), trail), trail)


def along(image: Image, front: Front, trail: Trail) -> Steps:
    """Give the entries of some rows by the relations to follow, ties of all days among them."""
    adjacency = image.adjacency
    if len(front.rows) == 1:
        first = int(image.start[front.rows[0]])
        steps = Steps(
            front, adjacency.neighbours.data[first : first + front.size], np.arange(first, first + front.size)
        )
    else:
        jumps = image.start.take(front.rows) - front.ends
        jumps += front.lengths
        places = jumps.repeat(front.lengths)
        places += np.arange(front.size)
        steps = Steps(front, adjacency.neighbours.data.take(places), places)
    return steps if trail.everywhere else steps.where(trail.codes.take(adjacency.codes.data.take(steps.places)))


def on_day(image: Image, steps: Steps, trail: Trail) -> Steps:
    """Keep of some entries those whose ties are active on the day to follow."""
    if trail.day is None:
        return steps
    relations = image.adjacency.codes.data.take(steps.places) // 2
    ends = (steps.heres, steps.neighbours)
    return steps.where(image.active_between(steps.ties(image), relations, ends, day_code(trail.day)))


def within(image: Image, origin: int, hops: int, trail: Trail) -> Reach:
    """Meet everybody within some hops of an actor, nearest first.

    At equal distance, whoever is met through an earlier actor comes first, then by the earlier relation, then the
    smaller row: in the order of entries. The work grows with the entries of those it goes through, whatever the size of
    the network.
    """
    with lent(len(image)) as marks:
        return _walked(image, origin, hops, trail, marks)


def _walked(image: Image, origin: int, hops: int, trail: Trail, marks: Marks) -> Reach:
    levels: list[Level] = []
    known: list[Ints] = [np.array([origin, *trail.avoid])]
    front, before = Front(image, known[0][:1]), _ORIGIN
    looked = met = 0
    while len(levels) < hops and front.size:
        looked += front.size
        if looked > trail.budget:
            return Reach(image, levels, truncated=True)
        steps = on_day(image, along(image, front, trail), trail)
        rows, first = marks.put_new(steps.neighbours, known)
        levels.append(Level(rows, first, steps, before))
        if len(levels) == hops:
            break
        known.append(rows)
        before = np.arange(met, met + len(rows))
        met += len(rows)
        if not trail.has_no_hubs(image):
            (onward,) = (~trail.hubs(image, rows)).nonzero()
            rows, before = rows.take(onward), before.take(onward)
        front = Front(image, rows)
    return Reach(image, levels, truncated=False)
