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

__all__ = ["HALF_LIFE_YEARS", "Reach", "Steps", "Trail", "along", "on_day", "step", "strength", "within"]

HALF_LIFE_YEARS: Final = 10.0
"""After so many years a tie counts for half; a tie without a known start counts as that old."""

DEFAULT_DEGREE_CAP: Final = 5_000
DEFAULT_BUDGET: Final = 200_000

_ROW_BITS: Final = 32
_ROW: Final = (1 << _ROW_BITS) - 1

_HUB_KINDS: Final = np.array([spec.hub for spec in KINDS.values()])
_CONTACT: Final = tuple(relations_in(Layer.CONTACT))


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
        hubs: npt.NDArray[np.bool_] = image.length[rows] > self.degree_cap
        return hubs | _HUB_KINDS[image.kinds[rows]] if self.relations is None else hubs


@dataclass(slots=True)
class Steps:
    """Entries that a walk may follow from some rows. They do not change; to freeze them takes longer than a short step.

    Attributes
    ----------
    rows : (m,) array
        The rows.
    origins, neighbours, places : (n,) arrays
        Place in `rows` of the row that each entry goes out from, the row it leads to, and where it stands in the
        adjacency.
    """

    rows: Ints
    origins: Ints
    neighbours: Ints
    places: Ints

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.places)

    @property
    def heres(self) -> Ints:
        """The row that each entry goes out from."""
        heres: Ints = self.rows.take(self.origins)
        return heres

    def where(self, keep: npt.NDArray[np.bool_]) -> Steps:
        """Keep some of the entries."""
        (kept,) = keep.nonzero()
        if len(kept) == len(self.places):
            return self
        return Steps(self.rows, self.origins.take(kept), self.neighbours.take(kept), self.places.take(kept))

    def ties(self, image: Image) -> Ints:
        """Give the row of the tie of each entry."""
        ties: Ints = image.adjacency.ties.data.take(self.places)
        return ties

    def tie(self, image: Image, origin: int, neighbour: int) -> int:
        """Give the row of the first tie from one of the rows, named by its place, to a neighbour."""
        first, last = self.origins.searchsorted([origin, origin + 1])
        place = first + (self.neighbours[first:last] == neighbour).argmax()
        return int(image.adjacency.ties.data[self.places[place]])


@dataclass(frozen=True, slots=True)
class Level:
    """Whom a walk met at one distance.

    Attributes
    ----------
    rows, through : (n,) arrays
        Row met, and the place in the rows of `steps` of whom it was met through.
    steps : Steps
        Where the walk could go.
    before : (m,) array
        Place of each row of `steps` among all that the walk met (-1: the origin).
    """

    rows: Ints
    through: Ints
    steps: Steps
    before: Ints


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
        return np.concatenate([np.empty(0, np.intp), *(level.rows for level in self.levels)])

    @cached_property
    def distances(self) -> Ints:
        """How many ties away each of them is: (n,) array."""
        return np.repeat(np.arange(len(self.levels)) + 1, [len(level.rows) for level in self.levels])

    @cached_property
    def parents(self) -> Ints:
        """The place in `rows` of whom each was met through (-1: the origin): (n,) array."""
        return np.concatenate([np.empty(0, np.intp), *(level.before.take(level.through) for level in self.levels)])

    def way(self, place: int) -> list[int]:
        """Give the rows of the ties that lead to the actor at a place, from the origin on."""
        ties: list[int] = []
        while place >= 0:
            level = self.levels[self.distances[place] - 1]
            parent, row = int(self.parents[place]), int(self.rows[place])
            ties.append(level.steps.tie(self.image, int(level.before.searchsorted(parent)), row))
            place = parent
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
    return on_day(image, along(image, rows, trail), trail)


def along(image: Image, rows: Ints, trail: Trail) -> Steps:
    """Give the entries of some rows by the relations to follow, ties of all days among them."""
    lengths = image.length.take(rows)
    ends = lengths.cumsum()
    origins = np.arange(len(rows)).repeat(lengths)
    places = np.arange(len(origins))
    places += (image.start.take(rows) - ends + lengths).repeat(lengths)
    # Neighbours are held in 32 bits, but numpy looks things up by 64: it takes half the time to widen them but once.
    steps = Steps(rows, origins, image.adjacency.neighbours.data.take(places).astype(np.intp), places)
    return steps if trail.everywhere else steps.where(trail.codes.take(image.adjacency.codes.data.take(places)))


def on_day(image: Image, steps: Steps, trail: Trail) -> Steps:
    """Keep of some entries those whose ties are active on the day to follow."""
    if trail.day is None:
        return steps
    relations = image.adjacency.codes.data.take(steps.places) // 2
    ends = (steps.heres, steps.neighbours)
    return steps.where(image.active_between(steps.ties(image), relations, ends, day_code(trail.day)))


def within(image: Image, origin: int, hops: int, trail: Trail) -> Reach:
    """Meet everybody within some hops of an actor, nearest first.

    At equal distance, whoever is met through an earlier actor comes first, then the smaller row. The work grows with
    the entries of those it goes through, whatever the size of the network.
    """
    with lent(len(image)) as marks:
        marks.put(np.array([origin, *trail.avoid]))
        return _walked(image, origin, hops, trail, marks)


def _walked(image: Image, origin: int, hops: int, trail: Trail, marks: Marks) -> Reach:
    levels: list[Level] = []
    rows, before = np.array([origin]), np.array([-1])
    looked = met = 0
    while len(levels) < hops and len(rows):
        looked += int(image.length.take(rows).sum())
        if looked > trail.budget:
            return Reach(image, levels, truncated=True)
        levels.append(_met(image, rows, before, trail, marks))
        if len(levels) < hops:
            found = levels[-1].rows
            onward = (~trail.hubs(image, found)).nonzero()[0]
            rows, before = found.take(onward), met + onward
            met += len(found)
    return Reach(image, levels, truncated=False)


def _met(image: Image, rows: Ints, before: Ints, trail: Trail, marks: Marks) -> Level:
    """Give whom a walk meets next."""
    steps = step(image, rows, trail)
    # Through whom and whom one meets, in one number: most are in order already, so sorting them takes next to no time.
    pairs = steps.origins << _ROW_BITS
    pairs |= steps.neighbours
    pairs = np.sort(pairs[marks.put_new(steps.neighbours)], kind="stable")
    return Level(pairs & _ROW, pairs >> _ROW_BITS, steps, before)
