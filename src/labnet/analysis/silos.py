"""Silos: how far groups keep to themselves, which two meet less than they should, and how sure one can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.cohesion import Cohesion, GroupCohesion, cohesion
from labnet.analysis.disclosure import countable, few_in_contact
from labnet.analysis.grouping import GroupBy, Grouping, grouping
from labnet.analysis.joint_work import direct_contacts, joint_work, meetings, outside_works
from labnet.analysis.mixing import MOST_PAIRS, Pair, Pairs, Verdict, pairs_of
from labnet.analysis.segregation import Segregation, segregation
from labnet.analysis.statistics import WITHHELD, StatisticMethod
from labnet.analysis.swaps import MOST_SWAPPED, Swapped, swapped
from labnet.analysis.two_mode import Scope, TwoMode, two_mode
from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.memo import Memo

__all__ = ["Mixing", "Question", "Unit", "linking", "mixing", "mixing_of"]

_MOST_HELD: Final = 20_000_000
"""How many contacts what is held for an image may have together; the latest is held whatever it has."""
_LEAST: Final = 1_000_000
"""As how many contacts each counts at least."""

Floats: TypeAlias = npt.NDArray[np.float64]


class Unit(Enum):
    """What is counted between two groups."""

    JOINT_WORK = "JOINT_WORK"
    TIE = "TIE"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of how groups mix.

    Attributes
    ----------
    by : GroupBy
        What groups are made of.
    day : date
        Day that ties must be of.
    scope : Scope
        What it is about; everything unless given.
    rate : float
        Rate of false discoveries, over groups and over pairs.
    seed : int
        What shuffles start from.
    """

    by: GroupBy
    day: dt.date
    scope: Scope = field(default_factory=Scope)
    rate: float = 0.05
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Mixing:
    """Who works with whom.

    Attributes
    ----------
    asked : Question
        What was asked.
    keys : tuple of str
        Key of each group.
    sizes : tuple of int or None
        How many units of each are counted, shares added up and rounded; None where withheld.
    parts : TwoMode
        Who takes part in what, of those who are counted.
    grouping : Grouping
        Their groups.
    unit : Unit
        What pairs count.
    segregation : Segregation
        The network as a whole.
    groups : tuple of GroupCohesion
        Most closed first.
    pairs : Pairs
        Furthest below expectation first.
    works : int
        How many works (or ties) of two groups or more there are.
    """

    asked: Question
    keys: tuple[str, ...]
    sizes: tuple[int | None, ...]
    parts: TwoMode
    grouping: Grouping
    unit: Unit
    segregation: Segregation
    groups: tuple[GroupCohesion, ...]
    pairs: Pairs
    works: int

    def isolates(self, *, persons: bool) -> Ints:
        """Give the rows of those who are in contact with nobody who is counted, of bodies alone or of people too."""
        alone = np.diff(self.parts.contacts.indptr) == 0
        rows: Ints = self.parts.units[alone if persons else alone & ~self.parts.people]
        return rows

    @property
    def method(self) -> StatisticMethod:
        """How pairs were compared."""
        return self.pairs.method


def mixing(image: Image, asked: Question) -> Mixing:
    """Measure how groups mix.

    People of groups with fewer than five of them are not counted (`labnet.analysis.disclosure`); a group that has
    nobody else is withheld.
    """
    held: Memo[Question, Mixing] = image.memo(mixing, lambda: Memo(_MOST_HELD, _weight))
    found = held.get(asked)
    if found is None:
        found = mixing_of(image, two_mode(image, asked.day, asked.scope), asked)
        held.keep(asked, found)
    return found


def _weight(found: Mixing) -> int:
    return min(max(found.parts.contacts.nnz, _LEAST), _MOST_HELD)


def mixing_of(image: Image, everybody: TwoMode, asked: Question) -> Mixing:
    """Measure how groups mix where meetings are known already, be they those of the network or imagined ones."""
    of_all = grouping(image, everybody.units, asked.by, asked.day)
    kept = countable(of_all.shares, everybody.people) & of_all.grouped
    parts = everybody.among(kept)
    groups = Grouping(asked.by, of_all.keys, sparse.csr_array(of_all.shares[kept]))
    counts, unit, presence = _counts(parts, groups)
    hidden = np.flatnonzero((of_all.sizes > 0) & (groups.sizes == 0))
    withheld = set(hidden.tolist())
    return Mixing(
        asked=asked,
        keys=of_all.keys,
        sizes=tuple(None if group in withheld else round(size) for group, size in enumerate(groups.sizes.tolist())),
        parts=parts,
        grouping=groups,
        unit=unit,
        segregation=segregation(parts.contacts, groups.shares, asked.seed),
        groups=_groups(
            cohesion(parts.contacts, groups.shares, asked.rate, asked.seed),
            np.union1d(hidden, few_in_contact(parts, groups.shares)),
        ),
        pairs=_pairs(pairs_of(counts, asked.rate, _swaps(counts, presence, asked.seed)), hidden),
        works=presence.shape[0],
    )


def _counts(parts: TwoMode, groups: Grouping) -> tuple[sparse.csr_array, Unit, sparse.csr_array]:
    """Count how often groups meet: in works where there are any of two groups, and outside of them; else by ties alone.

    Besides the counts and what is counted, the groups of each work (or tie) of two groups or more.
    """
    known = meetings(parts.attendance, parts.direct, ~parts.people)
    if _of_several(known, groups.shares).nnz:
        others = outside_works(parts.attendance, parts.direct, parts.people)
        table = sparse.csr_array(sparse.vstack([known, others], format="csr"))
        return joint_work(table, groups.shares), Unit.JOINT_WORK, _of_several(table, groups.shares)
    counts = direct_contacts(parts.direct, groups.shares)
    ties = meetings(parts.attendance[:0], parts.direct, np.ones(len(parts.units), np.bool_))
    return counts, Unit.TIE if counts.nnz else Unit.JOINT_WORK, _of_several(ties, groups.shares)


def _of_several(table: sparse.csr_array, shares: sparse.csr_array) -> sparse.csr_array:
    there = sparse.csr_array(sparse.csr_array(table @ shares) > 0).astype(np.float64)
    return sparse.csr_array(there[np.diff(there.indptr) > 1])


def _swaps(counts: sparse.csr_array, presence: sparse.csr_array, seed: int) -> Swapped | None:
    """Swap the table of works, where that takes no time worth speaking of; None where it does.

    Nor is it swapped where units are split between groups: they would meet themselves.
    """
    k = presence.shape[1]
    if not 0 < presence.nnz <= MOST_SWAPPED or k * (k - 1) // 2 > MOST_PAIRS:
        return None
    whole = sparse.csr_array(presence.T @ presence)
    whole.setdiag(0)
    return swapped(presence, seed) if abs(whole - counts).sum() == 0 else None


def _groups(found: tuple[GroupCohesion, ...], hidden: Ints) -> tuple[GroupCohesion, ...]:
    withheld = set(hidden.tolist())
    told = [
        GroupCohesion(each.group, None, None, WITHHELD, Cohesion.WITHHELD) if each.group in withheld else each
        for each in found
    ]
    return tuple(sorted(told, key=_closedness))


def _closedness(each: GroupCohesion) -> tuple[int, float, float]:
    """Sort the most closed first: by verdict, then by how surely, then by how far."""
    told = each.external_internal
    z, p_value = told.z or 0.0, 1.0 if told.p_value is None else told.p_value
    return _FROM_CLOSED.index(each.verdict), p_value if z < 0 else 2 - p_value, z


_FROM_CLOSED: Final = (
    *(Cohesion.CLOSED, Cohesion.AS_EXPECTED, Cohesion.OPEN),
    *(Cohesion.CANNOT_TELL, Cohesion.WITHHELD),
)


def _pairs(found: Pairs, hidden: Ints) -> Pairs:
    """Withhold the pairs of groups that are."""
    if not len(hidden):
        return found
    told = (
        Pair(pair.a, pair.b, None, None, None, None, Verdict.WITHHELD)
        if {pair.a, pair.b} & set(hidden.tolist())
        else pair
        for pair in found.told
    )
    return replace(found, told=tuple(told))


def linking(image: Image, found: Mixing, a: int, b: int, *, persons: bool, limit: int = 3) -> list[int]:
    """Give the rows of those who link two groups already, at most `limit`.

    First come the works of both, those with more of both first; then bodies and people of one with direct ties to the
    other; then others who are in contact with both, by their contact to the group that they are less in touch with.

    Parameters
    ----------
    a, b : int
        Places of the groups.
    persons : bool
        Whether persons may be among them.
    """
    parts, shares = found.parts, found.grouping.shares[:, [a, b]]
    there = (parts.attendance @ shares).toarray()
    both = np.flatnonzero((there > 0).all(axis=1))
    least, whole = there[both].min(axis=1), there[both].sum(axis=1)
    rows: list[int] = parts.works[both[_first(image, parts.works[both], (least, whole), limit)]].tolist()
    for strength in (_across, _beside):
        if len(rows) < limit:
            rows += _strongest(image, parts, strength(parts, shares), persons=persons)[: limit - len(rows)]
    return rows


def _first(image: Image, rows: Ints, by: tuple[Floats, Floats], limit: int) -> list[int]:
    """Give the places of some rows with the highest of two values each, then by id."""
    order = np.lexsort((-by[1], -by[0]))
    if len(order) > limit:
        # Ids are looked at of those alone that may be among the first.
        last = order[limit - 1]
        order = order[(by[0][order] > by[0][last]) | ((by[0][order] == by[0][last]) & (by[1][order] >= by[1][last]))]
    return sorted(order.tolist(), key=lambda at: (-by[0][at], -by[1][at], image.ids[rows[at]]))[:limit]


def _across(parts: TwoMode, shares: sparse.csr_array) -> Floats:
    """Give to how many of the one of two groups each of the other has a direct tie."""
    inside = shares.toarray()
    ties = (parts.direct.sign() @ shares).toarray()
    across: Floats = inside[:, 0] * ties[:, 1] + inside[:, 1] * ties[:, 0]
    return across


def _beside(parts: TwoMode, shares: sparse.csr_array) -> Floats:
    """Give how much contact who is in neither of two groups has with the one it is less in touch with."""
    outside = shares.sum(axis=1) == 0
    return np.where(outside, (parts.contacts @ shares).toarray().min(axis=1), 0.0)


def _strongest(image: Image, parts: TwoMode, strength: Floats, *, persons: bool) -> list[int]:
    may = strength > 0 if persons else (strength > 0) & ~parts.people
    places = np.flatnonzero(may).tolist()
    ranked = sorted(places, key=lambda at: (-strength[at], image.ids[parts.units[at]]))
    return [int(parts.units[at]) for at in ranked]
