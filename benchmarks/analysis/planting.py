"""Small networks in which known pairs of groups are kept apart, to judge how well silos are found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Planted", "Planting", "plant"]


@dataclass(frozen=True, slots=True)
class Planting:
    """What to plant.

    Attributes
    ----------
    groups, units : int
        How many there are.
    meetings : int
        Ties, or projects.
    uneven : float
        How much groups differ in size and activity: deviation of the logarithm; 0 makes them equal.
    inward : float
        The chance that whoever is met is of one's own group.
    starved : int
        Pairs of groups kept apart.
    left : float
        The share of their meetings that is left.
    projects : bool
        Whether units meet in projects of two to eight, or in twos.
    besides : int
        How often units meet in twos besides projects.
    """

    groups: int = 12
    units: int = 400
    meetings: int = 600
    uneven: float = 0.5
    inward: float = 0.6
    starved: int = 0
    left: float = 0.1
    projects: bool = False
    besides: int = 0


@dataclass(frozen=True, eq=False)
class Planted:
    """A network and its truth: attendance and direct ties as in `two_mode`, shares as in `grouping`, pairs (a < b)."""

    attendance: sparse.csr_array
    direct: sparse.csr_array
    shares: sparse.csr_array
    pairs: frozenset[tuple[int, int]]


def plant(planting: Planting, seed: int) -> Planted:
    """Draw a network; the same for the same seed."""
    rng = np.random.default_rng(seed)
    k = planting.groups
    weights = rng.lognormal(0, planting.uneven, k)
    group = np.concatenate([np.arange(k), rng.choice(k, planting.units - k, p=weights / weights.sum())])
    activity = rng.lognormal(0, planting.uneven, k) * np.bincount(group, minlength=k)
    members = [np.flatnonzero(group == each) for each in range(k)]
    pairs = _starved(rng, activity, planting.starved)
    chances = activity / activity.sum()
    table = _met(rng, planting, planting.meetings, chances, pairs, members)
    shares = sparse.csr_array((np.ones(len(group)), (np.arange(len(group)), group)), shape=(len(group), k))
    if not planting.projects:
        return Planted(sparse.csr_array((0, len(group))), _in_twos(table), shares, frozenset(pairs))
    besides = _met(rng, replace(planting, projects=False), planting.besides, chances, pairs, members)
    return Planted(table, _in_twos(besides), shares, frozenset(pairs))


def _met(
    rng: np.random.Generator,
    planting: Planting,
    count: int,
    chances: npt.NDArray[np.float64],
    pairs: set[tuple[int, int]],
    members: list[npt.NDArray[np.int64]],
) -> sparse.csr_array:
    """Draw who takes part in so many meetings."""
    drawn = [_meeting(rng, planting, chances, pairs) for _ in range(count)]
    met = [np.unique(np.concatenate([rng.choice(members[each], 1) for each in of])) for of in drawn if len(of) > 1]
    return _table(met, sum(len(each) for each in members))


def _in_twos(table: sparse.csr_array) -> sparse.csr_array:
    direct = sparse.csr_array(table.T @ table)
    direct.setdiag(0)
    direct.eliminate_zeros()
    return direct


def _starved(rng: np.random.Generator, activity: npt.NDArray[np.float64], count: int) -> set[tuple[int, int]]:
    """Choose pairs among the more active half of groups."""
    active = np.argsort(-activity)[: max(4, len(activity) // 2)]
    every = [(int(min(a, b)), int(max(a, b))) for place, a in enumerate(active) for b in active[:place]]
    return {every[place] for place in rng.permutation(len(every))[:count]}


def _meeting(
    rng: np.random.Generator, planting: Planting, chances: npt.NDArray[np.float64], pairs: set[tuple[int, int]]
) -> list[int]:
    """Draw the groups of those who meet."""
    size = 2 + min(6, int(rng.poisson(1.5))) if planting.projects else 2
    first = int(rng.choice(len(chances), p=chances))
    others = rng.choice(len(chances), size - 1, p=chances)
    found = [first, *np.where(rng.random(size - 1) < planting.inward, first, others).tolist()]
    for a, b in pairs:
        if a in found and b in found and rng.random() >= planting.left:
            out = a if rng.random() < 0.5 else b  # noqa: PLR2004 - either
            found = [each for each in found if each != out]
    return found


def _table(met: list[npt.NDArray[np.int64]], units: int) -> sparse.csr_array:
    ends = np.concatenate([*met, np.empty(0, np.int64)])
    starts = np.concatenate([[0], np.cumsum([len(each) for each in met])])
    return sparse.csr_array((np.ones(len(ends)), ends, starts), shape=(len(met), units))
