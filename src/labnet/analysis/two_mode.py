"""The two-mode network: which units take part in which works, and the contacts that follow from it.

*Units* are people and bodies; *works* are labs, projects, clusters and events. Units that take part in one work are in
contact, the more so the fewer they are [1]_; a declared tie between two units is a contact of its own. Programmes,
money, employment and places join nobody.

References
----------
.. [1] M. E. J. Newman, "Scientific collaboration networks. II", Phys. Rev. E 64, 016132 (2001).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.collaboration import TAKING_PART
from labnet.analysis.grouping import GroupBy, grouping
from labnet.analysis.tables import table_of
from labnet.model.dates import ALWAYS, day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import Sphere
from labnet.network.columns import Ints
from labnet.network.facets import facets
from labnet.network.image import IN, OUT, Image
from labnet.network.memo import Memo
from labnet.network.ties import RELATION_CODES, RELATION_NAMES

__all__ = ["LARGEST_TEAM", "Scope", "TwoMode", "two_mode"]

LARGEST_TEAM: Final = 60
"""Works with more units than this bring nobody together: a national network of everybody joins all to all."""

_MOST_HELD: Final = 8
"""For how many days and scopes this is held: who asks chooses them."""

_DIRECT: Final = ("PARTNERS_WITH", "COLLABORATES_WITH")

_IS_UNIT: Final = np.array([spec.person or spec.body for spec in KINDS.values()])
_IS_PERSON: Final = np.array([spec.person for spec in KINDS.values()])
_IS_WORK: Final = np.array([spec.work for spec in KINDS.values()])
_KIND_NAMES: Final = tuple(KINDS)


def _codes(relations: tuple[str, ...], *, either_way: bool) -> npt.NDArray[np.bool_]:
    """Give a table of the codes of entries that go out by some relations; or, of symmetric ones, either way."""
    codes = np.zeros(2 * len(RELATION_NAMES), np.bool_)
    for name in relations:
        for direction in (OUT, IN) if either_way and RELATIONS[name].symmetric else (OUT,):
            codes[2 * RELATION_CODES[name] + direction] = True
    return codes


_TAKES_PART: Final = _codes(TAKING_PART, either_way=True)
_IS_DIRECT: Final = _codes(_DIRECT, either_way=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a measure is about; what is None is not asked.

    Attributes
    ----------
    territories : frozenset of str or None
        Units in any of these territories.
    themes : frozenset of str or None
        Works on any of these themes, and direct ties between units that both have one.
    kinds : frozenset of str or None
        Units of these kinds, where kinds of units are among them; works of these kinds, where kinds of works are.
    sphere : Sphere or None
        Units that are in this sphere, be it in part.
    """

    territories: frozenset[str] | None = None
    themes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    sphere: Sphere | None = None


@dataclass(frozen=True, eq=False)
class TwoMode:
    """Who takes part in what on a day.

    Attributes
    ----------
    units, works : (n,) and (w,) arrays of int
        Rows of people and bodies that are there on the day, and of works that one of them takes part in; ascending.
    kinds : (n,) array of int
        Codes of the units' kinds.
    attendance : (w, n) csr array of float
        1 where a unit takes part in a work; works of more than `LARGEST_TEAM` units are not among them.
    direct : (n, n) csr array of float
        Symmetric: weights of declared ties between two units, added up.
    left_out : array of int
        Rows of works with too many units.
    ties : int
        How many ties are counted.
    undated : int
        How many of them have no known start: they count as if they had always been.
    """

    units: Ints
    works: Ints
    kinds: Ints
    attendance: sparse.csr_array
    direct: sparse.csr_array
    left_out: Ints
    ties: int
    undated: int

    @cached_property
    def contacts(self) -> sparse.csr_array:
        """Weights of contacts between units: (n, n) csr array, symmetric, with an empty diagonal.

        For units i and j, the sum of 1 / (s - 1) over the works of s units that both take part in, plus `direct`.
        """
        sizes = np.diff(self.attendance.indptr)
        weights = np.where(sizes > 1, 1 / np.maximum(sizes - 1, 1), 0.0)
        weighted = self.attendance.copy()
        weighted.data *= np.repeat(weights, sizes)
        contacts = sparse.csr_array(self.attendance.T.tocsr() @ weighted)
        contacts.data[contacts.indices == np.repeat(np.arange(len(self.units)), np.diff(contacts.indptr))] = 0
        contacts.sort_indices()
        contacts = sparse.csr_array(contacts + self.direct)
        contacts.eliminate_zeros()
        return contacts

    @cached_property
    def people(self) -> npt.NDArray[np.bool_]:
        """Which units are people: (n,) array."""
        people: npt.NDArray[np.bool_] = _IS_PERSON[self.kinds]
        return people

    def among(self, kept: npt.NDArray[np.bool_]) -> TwoMode:
        """Give the same of some of the units; works keep their places, and may have nobody left."""
        if kept.all():
            return self
        return replace(
            self,
            units=self.units[kept],
            kinds=self.kinds[kept],
            attendance=sparse.csr_array(self.attendance[:, kept]),
            direct=sparse.csr_array(self.direct[kept][:, kept]),
        )

    def place_of(self, row: int) -> int | None:
        """Give the place of an actor among the units, None where it is not one."""
        place = int(np.searchsorted(self.units, row))
        return place if place < len(self.units) and self.units[place] == row else None


def two_mode(image: Image, day: dt.date, scope: Scope | None = None) -> TwoMode:
    """Give who takes part in what on a day, within a scope.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Person, Lab = KINDS["INNOVATOR"].record, KINDS["LAB"].record
    >>> people = [Person(id=name, name=name) for name in "abc"]
    >>> parts = [Tie(id=f"{name}.l", from_id=name, to_id="l", relation="PARTICIPATES_IN") for name in "abc"]
    >>> image = build([*people, Lab(id="l", name="L"), *parts])
    >>> two_mode(image, dt.date(2026, 1, 1)).contacts.toarray().tolist()
    [[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]]
    """
    scope = scope or Scope()
    held: Memo[tuple[dt.date, Scope], TwoMode] = image.memo(two_mode, lambda: Memo(_MOST_HELD))
    found = held.get((day, scope))
    if found is None:
        found = _two_mode(image, day, scope)
        held.keep((day, scope), found)
    return found


def _two_mode(image: Image, day: dt.date, scope: Scope) -> TwoMode:
    units = np.flatnonzero(_units(image, day, scope))
    place = np.full(len(image), -1)
    place[units] = np.arange(len(units))
    origins, entries = image.entries_of(units)
    chosen = (_TAKES_PART | _IS_DIRECT)[entries.codes]
    origins, entries = origins[chosen], entries.where(chosen)
    active = image.active(entries.ties, day_code(day))
    origins, entries = origins[active], entries.where(active)
    there = _IS_WORK[image.kinds[entries.neighbours]] & _works(image, scope)[entries.neighbours]
    works, left_out, attendance = _attendance(origins[there], entries.neighbours[there], len(units))
    joins = _IS_DIRECT[entries.codes] & (place[entries.neighbours] >= 0) & (entries.neighbours != units[origins])
    if scope.themes is not None:
        on_theme = _on_themes(image, scope.themes)
        joins &= on_theme[entries.neighbours] & on_theme[units[origins]]
    weights = image.ties.weights(entries.ties[joins])
    ends = origins[joins], place[entries.neighbours[joins]]
    direct = table_of(ends, (len(units), len(units)), weights)
    counted = entries.ties[there | joins]
    return TwoMode(
        units=units,
        works=works,
        kinds=image.kinds[units],
        attendance=attendance,
        direct=sparse.csr_array(direct + direct.T),
        left_out=left_out,
        ties=len(counted),
        undated=int((image.ties.since.data[counted] == ALWAYS).sum()),
    )


def _attendance(units: Ints, rows: Ints, count: int) -> tuple[Ints, Ints, sparse.csr_array]:
    works, places = np.unique(rows, return_inverse=True)
    attendance = table_of((places, units), (len(works), count))
    attendance.data[:] = 1
    fits = np.diff(attendance.indptr) <= LARGEST_TEAM
    return works[fits], works[~fits], sparse.csr_array(attendance[fits])


def _units(image: Image, day: dt.date, scope: Scope) -> npt.NDArray[np.bool_]:
    code = day_code(day)
    units: npt.NDArray[np.bool_] = image.alive & _IS_UNIT[image.kinds] & (image.starts <= code) & (image.ends >= code)
    kinds = scope.kinds
    if kinds is not None and any(_IS_UNIT[_KIND_NAMES.index(kind)] for kind in kinds):
        units &= np.isin(image.kinds, [_KIND_NAMES.index(kind) for kind in kinds])
    if scope.territories is not None:
        told = facets(image)
        inside = np.array([*(name in scope.territories for name in told.territories), False])
        units &= inside[told.territory]
    if scope.sphere is not None:
        rows = np.flatnonzero(units)
        units[:] = False
        units[rows[grouping(image, rows, GroupBy.SPHERE, day).members(scope.sphere.name)]] = True
    return units


def _works(image: Image, scope: Scope) -> npt.NDArray[np.bool_]:
    """Tell which actors are works that count."""
    works: npt.NDArray[np.bool_] = image.alive & _IS_WORK[image.kinds]
    kinds = scope.kinds
    if kinds is not None and any(_IS_WORK[_KIND_NAMES.index(kind)] for kind in kinds):
        works &= np.isin(image.kinds, [_KIND_NAMES.index(kind) for kind in kinds])
    if scope.themes is not None:
        works &= _on_themes(image, scope.themes)
    return works


def _on_themes(image: Image, themes: frozenset[str]) -> npt.NDArray[np.bool_]:
    told = facets(image)
    meets = np.array([not themes.isdisjoint(each) for each in told.theme_sets])
    on: npt.NDArray[np.bool_] = meets[told.themes]
    return on
