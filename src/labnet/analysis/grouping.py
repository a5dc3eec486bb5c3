"""Grouping: which group each unit is in, by sphere, tier, administration, kind, place or theme.

A grouping is one function that gives the keys of each unit's groups. A unit of several groups (a person of two
employers, anybody by theme) is split evenly among them; one of no group is left out of what is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.affiliation import administrations
from labnet.analysis.tables import table_of
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere, TerritoryLevel
from labnet.network.actors import NOBODY
from labnet.network.columns import Ints
from labnet.network.facets import TIERS, facets
from labnet.network.image import OUT, Image
from labnet.network.ties import RELATION_CODES

__all__ = ["GroupBy", "Grouping", "at_level", "grouping", "units_administrations"]


class GroupBy(Enum):
    """What groups are made of."""

    SPHERE = "SPHERE"
    TIER = "TIER"
    ADMINISTRATION = "ADMINISTRATION"
    KIND = "KIND"
    REGION = "REGION"
    DEPARTMENT = "DEPARTMENT"
    THEME = "THEME"


@dataclass(frozen=True, eq=False)
class Grouping:
    """Units and their groups.

    Attributes
    ----------
    by : GroupBy
        What the groups are made of.
    keys : tuple of str
        Key of each group, sorted: the code of a sphere, tier or kind, the id of a body, territory or theme.
    shares : (n, k) csr array of float
        How much of each unit is in each group: rows sum to 1, or to 0 for a unit of no group.
    """

    by: GroupBy
    keys: tuple[str, ...]
    shares: sparse.csr_array

    @cached_property
    def sizes(self) -> npt.NDArray[np.float64]:
        """How many units each group has, shares added up: (k,) array."""
        sizes: npt.NDArray[np.float64] = np.asarray(self.shares.sum(axis=0), np.float64).ravel()
        return sizes

    @cached_property
    def grouped(self) -> npt.NDArray[np.bool_]:
        """Which units are in any group: (n,) array."""
        grouped: npt.NDArray[np.bool_] = np.diff(self.shares.indptr) > 0
        return grouped

    def members(self, key: str) -> Ints:
        """Give the places of the units that are in a group, be it in part; none where there is no such group."""
        if key not in self.keys:
            return np.empty(0, np.int64)
        places: Ints = np.flatnonzero(self.shares[:, [self.keys.index(key)]].toarray())
        return places

    @cached_property
    def only(self) -> Ints:
        """The place of each unit's group, or -1 where it is in none or in several: (n,) array."""
        counts = np.diff(self.shares.indptr)
        only = np.full(len(counts), -1)
        only[counts == 1] = self.shares.indices[self.shares.indptr[:-1][counts == 1]]
        return only


_Pairs: TypeAlias = tuple[Ints, Ints, Sequence[str]]
"""Place of a unit and number of a key, pair by pair, and the keys by number."""


def grouping(image: Image, units: Ints, by: GroupBy, day: dt.date) -> Grouping:
    """Put units into groups.

    Parameters
    ----------
    units : (n,) array of int
        Rows of people and bodies.
    by : GroupBy
        What groups are made of. Sphere, tier and place of whoever has none of their own are those of the
        administrations they answer to.
    day : date
        Day on which people must work for an employer to be of its administration.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.vocabularies import Tier
    >>> from labnet.network.changes import build
    >>> body, city = KINDS["STATE_SERVICE"].record, KINDS["LOCAL_AUTHORITY"].record
    >>> image = build([body(id="a", name="A", tier=Tier.STATE_CENTRAL), city(id="b", name="B", tier=Tier.COMMUNE)])
    >>> found = grouping(image, np.array([0, 1]), GroupBy.SPHERE, dt.date(2026, 1, 1))
    >>> found.keys, found.shares.toarray().tolist()
    (('LOCAL', 'STATE'), [[0.0, 1.0], [1.0, 0.0]])
    """
    places, numbers, names = _PAIRS[by](image, units, day)
    return _made(by, len(units), places, numbers, names)


def _made(by: GroupBy, count: int, places: Ints, numbers: Ints, names: Sequence[str]) -> Grouping:
    used = np.unique(numbers)
    keys = sorted(names[number] for number in used.tolist())
    place_of_key = {key: place for place, key in enumerate(keys)}
    renumbered = np.zeros(len(names), np.int64)
    renumbered[used] = [place_of_key[names[number]] for number in used.tolist()]
    shares = table_of((places, renumbered[numbers]), (count, len(keys)))
    counts = np.diff(shares.indptr)
    # Whoever is in a group twice over (by two employers in one) is in it no more than others.
    shares.data[:] = np.repeat(1 / np.maximum(counts, 1), counts)
    return Grouping(by, tuple(keys), shares)


def units_administrations(image: Image, units: Ints, day: dt.date) -> tuple[Ints, Ints]:
    """Give the administrations of units, pair by pair: place of the unit, row of the administration.

    The same as `labnet.analysis.affiliation.administrations` of each, but for people taken together.
    """
    named = image.about["administration"][units].astype(np.int64)
    told = np.flatnonzero(named >= 0)
    told = told[image.alive[named[told]]]
    persons = np.flatnonzero(_IS_PERSON[image.kinds[units]] & (named == NOBODY))
    bodies = np.flatnonzero(~_IS_PERSON[image.kinds[units]] & (named == NOBODY))
    employed, employers = _employers(image, units, persons, day)
    of_persons, theirs = _answers_to(image, employers, day)
    of_bodies, bodies_own = _answers_to(image, units[bodies], day)
    return (
        np.concatenate([told, employed[of_persons], bodies[of_bodies]]),
        np.concatenate([named[told], theirs, bodies_own]),
    )


def _answers_to(image: Image, rows: Ints, day: dt.date) -> tuple[Ints, Ints]:
    """Give the administrations of actors, pair by pair: place in `rows`, row of the administration."""
    asked, numbers = np.unique(rows, return_inverse=True)
    return _spread([administrations(image, row, day) for row in asked.tolist()], numbers)


def _spread(lists: Sequence[Sequence[int]], numbers: Ints) -> tuple[Ints, Ints]:
    """Give the values of lists named by their numbers, pair by pair: place in `numbers`, value."""
    lengths = np.array([len(each) for each in lists], np.int64)
    flat = np.array([value for each in lists for value in each], np.int64)
    counts = lengths[numbers]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(numbers)), counts), flat[
        np.repeat((np.cumsum(lengths) - lengths)[numbers], counts) + within
    ]


def _employers(image: Image, units: Ints, places: Ints, day: dt.date) -> tuple[Ints, Ints]:
    origins, entries = image.entries_of(units[places])
    keep = entries.codes == _WORKS_FOR
    keep[keep] = image.active(entries.ties[keep], day_code(day))
    return places[origins[keep]], entries.neighbours[keep].astype(np.int64)


def _by_administration(image: Image, units: Ints, day: dt.date) -> _Pairs:
    places, bodies = units_administrations(image, units, day)
    distinct, numbers = np.unique(bodies, return_inverse=True)
    return places, numbers, [image.ids[row] for row in distinct.tolist()]


def _own_or_administrations(image: Image, units: Ints, day: dt.date, values: Ints) -> tuple[Ints, Ints]:
    """Give a value of each actor (-1: none) for units, pair by pair: their own, else those of their administrations."""
    own = values[units]
    places = np.flatnonzero(own >= 0)
    without = np.flatnonzero(own < 0)
    found, bodies = units_administrations(image, units[without], day)
    theirs = values[bodies]
    told = theirs >= 0
    return np.concatenate([places, without[found[told]]]), np.concatenate([own[places], theirs[told]])


def _by_tier(image: Image, units: Ints, day: dt.date) -> _Pairs:
    return *_own_or_administrations(image, units, day, facets(image).tier), [tier.name for tier in TIERS]


def _by_sphere(image: Image, units: Ints, day: dt.date) -> _Pairs:
    places, tiers = _own_or_administrations(image, units, day, facets(image).tier)
    spheres = _SPHERE_OF_TIER[tiers]
    return places[spheres >= 0], spheres[spheres >= 0], [sphere.name for sphere in Sphere]


def _by_kind(image: Image, units: Ints, _day: dt.date) -> _Pairs:
    return np.arange(len(units)), image.kinds[units].astype(np.int64), list(KINDS)


def _by_place(level: TerritoryLevel) -> Callable[[Image, Ints, dt.date], _Pairs]:
    def pairs(image: Image, units: Ints, day: dt.date) -> _Pairs:
        told = facets(image)
        above = [at_level(image, territory, level) for territory in told.territories]
        names = sorted({name for name in above if name is not None})
        numbers = {name: number for number, name in enumerate(names)}
        # Whoever has no territory is told by -1, which reads the last place: nothing.
        number_of = np.array([*(numbers.get(name or "", -1) for name in above), -1])
        return *_own_or_administrations(image, units, day, number_of[told.territory]), names

    return pairs


def at_level(image: Image, territory_id: str, level: TerritoryLevel) -> str | None:
    """Give the id of the territory of a level that a territory is, or lies in."""
    return next((each for each in _upwards(image, territory_id) if each.startswith(f"{level.value.lower()}:")), None)


def _upwards(image: Image, territory_id: str) -> Iterator[str]:
    met: set[str] = set()
    here: str | None = territory_id
    while here is not None and here not in met:
        met.add(here)
        yield here
        territory = image.vocabulary.territories.get(here)
        here = None if territory is None else territory.parent


def _by_theme(image: Image, units: Ints, _day: dt.date) -> _Pairs:
    told = facets(image)
    used, numbers = np.unique(told.themes[units], return_inverse=True)
    sets = [told.theme_sets[number] for number in used.tolist()]
    names = sorted({theme for each in sets for theme in each})
    number_of = {name: number for number, name in enumerate(names)}
    return *_spread([[number_of[theme] for theme in each] for each in sets], numbers), names


_WORKS_FOR: Final = RELATION_CODES["WORKS_FOR"] * 2 + OUT
_IS_PERSON: Final = np.array([spec.person for spec in KINDS.values()])
_SPHERES: Final = tuple(Sphere)
_SPHERE_OF_TIER: Final = np.array(
    [_SPHERES.index(SPHERE_OF_TIER[tier]) if tier in SPHERE_OF_TIER else -1 for tier in TIERS]
)

_PAIRS: Final[dict[GroupBy, Callable[[Image, Ints, dt.date], _Pairs]]] = {
    GroupBy.SPHERE: _by_sphere,
    GroupBy.TIER: _by_tier,
    GroupBy.ADMINISTRATION: _by_administration,
    GroupBy.KIND: _by_kind,
    GroupBy.REGION: _by_place(TerritoryLevel.REGION),
    GroupBy.DEPARTMENT: _by_place(TerritoryLevel.DEPARTMENT),
    GroupBy.THEME: _by_theme,
}
