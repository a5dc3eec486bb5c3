"""Walks from an actor along ties: what every local question is made of.

A walk goes along ties either way, follows the relations and the day of its `Trail`, and does not go *through* hubs
(programmes, or actors with very many ties), though it may end at one: else everybody is two steps from everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import Layer, relations_in
from labnet.network.columns import RELATION_CODES, Ints
from labnet.network.image import Image, Slice

__all__ = ["HALF_LIFE_YEARS", "Reach", "Trail", "step", "strength", "within"]

HALF_LIFE_YEARS: Final = 10.0
"""After so many years a tie counts for half; a tie without a known start counts as that old."""

DEFAULT_DEGREE_CAP: Final = 5_000
DEFAULT_BUDGET: Final = 200_000

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

    def __post_init__(self) -> None:
        """Work out the table of codes to follow."""
        codes = np.zeros(2 * len(RELATION_CODES), np.bool_)
        for relation in _CONTACT if self.relations is None else self.relations:
            codes[2 * RELATION_CODES[relation] : 2 * RELATION_CODES[relation] + 2] = True
        object.__setattr__(self, "codes", codes)

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


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a walk met: rows by distance, the tie that led to each, and where it came from.

    Attributes
    ----------
    rows, distances, parents, ties : (n,) arrays
        Row met, its distance, the place in these arrays of whom it was met through (-1: the origin), and the tie.
    truncated : bool
        Whether the walk stopped before it had met everybody.
    """

    rows: Ints
    distances: Ints
    parents: Ints
    ties: Ints
    truncated: bool

    def way(self, place: int) -> list[int]:
        """Give the rows of the ties that lead to the actor at a place, from the origin on."""
        ties: list[int] = []
        while place >= 0:
            ties.append(int(self.ties[place]))
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


def step(image: Image, rows: Ints, trail: Trail) -> tuple[Ints, Slice]:
    """Give the entries that a walk may follow from some rows, and for each the place in `rows` it starts from."""
    origins, entries = image.entries_of(rows)
    keep = trail.follows(image, entries)
    return origins[keep], entries.where(keep)


def within(image: Image, origin: int, hops: int, trail: Trail) -> Reach:
    """Meet everybody within some hops of an actor, nearest first.

    At equal distance, whoever is met through an earlier actor comes first, then the smaller row.
    """
    seen = np.zeros(len(image), np.bool_)
    seen[[origin, *trail.avoid]] = True
    levels: list[tuple[Ints, Ints, Ints]] = []
    frontier, places = np.array([origin]), np.array([-1])
    looked = met = 0
    truncated = False
    for _ in range(hops):
        looked += int(image.length[frontier].sum())
        if looked > trail.budget:
            truncated = True
            break
        found, parents, ties = _newly_met(image, frontier, places, trail, seen)
        levels.append((found, parents, ties))
        here = np.arange(met, met + len(found))
        met += len(found)
        onward = ~trail.hubs(image, found)
        frontier, places = found[onward], here[onward]
        if not len(frontier):
            break
    return _reach(levels, truncated=truncated)


def _newly_met(
    image: Image, frontier: Ints, places: Ints, trail: Trail, seen: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints]:
    origins, entries = step(image, frontier, trail)
    fresh = ~seen[entries.neighbours]
    origins, entries = origins[fresh], entries.where(fresh)
    _, first = np.unique(entries.neighbours, return_index=True)
    order = first[np.lexsort((entries.neighbours[first], origins[first]))]
    found = entries.neighbours[order]
    seen[found] = True
    return found, places[origins[order]], entries.ties[order]


def _reach(levels: Iterable[tuple[Ints, Ints, Ints]], *, truncated: bool) -> Reach:
    empty = np.empty(0, np.int64)
    kept = list(levels)
    return Reach(
        rows=np.concatenate([empty, *(level[0] for level in kept)]),
        distances=np.concatenate([empty, *(np.full(len(level[0]), hop) for hop, level in enumerate(kept, 1))]),
        parents=np.concatenate([empty, *(level[1] for level in kept)]),
        ties=np.concatenate([empty, *(level[2] for level in kept)]),
        truncated=truncated,
    )
