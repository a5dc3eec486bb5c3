"""Brokerage: who links people and bodies that have no contact of their own, above all across groups.

References
----------
Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press.
Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures. Connections 20(1), 35-38.
"""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.grouping import GroupBy, Grouping, grouping
from labnet.analysis.roles import BrokerRole, Chance, RoleCount, role_counts
from labnet.analysis.statistics import finite
from labnet.analysis.two_mode import Scope, TwoMode, two_mode
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["Brokerage", "brokers", "constraint", "effective_size"]

_IS_PERSON: Final = np.array([spec.person for spec in KINDS.values()])
_ROUNDING: Final = 1e-6

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Brokerage:
    """How somebody links others.

    Attributes
    ----------
    row : int
        The person or body.
    constraint, effective_size : float or None
        See `constraint` and `effective_size`.
    roles : tuple of RoleCount
        For how many pairs of contacts without a contact of their own, and in which role.
    """

    row: int
    constraint: float | None
    effective_size: float | None
    roles: tuple[RoleCount, ...]

    @property
    def across(self) -> float:
        """How many pairs it links that are not, with it, of one group."""
        return sum(each.count for each in self.roles if each.role is not BrokerRole.COORDINATOR)


def brokers(
    image: Image, day: dt.date, by: GroupBy, scope: Scope | None = None, *, persons: bool = True, limit: int = 20
) -> tuple[Brokerage, ...]:
    """Give who links most pairs across groups, those that link most first; who links none is not among them.

    At equal numbers the less constrained comes first, then by id. Contacts of no group count for constraint and
    effective size only.

    Parameters
    ----------
    persons : bool
        Whether persons may be among them; they count as contacts in any case.
    limit : int
        The most to give.
    """
    found = two_mode(image, day, scope)
    groups = grouping(image, found.units, by, day)
    bound = _bound(found, groups)
    if not persons:
        bound[_IS_PERSON[image.kinds[found.units]]] = 0
    chance = Chance(groups.sizes)
    best: list[float] = []
    chosen: list[Brokerage] = []
    for place in np.argsort(-bound, kind="stable").tolist():
        # Nobody further on can link more pairs than this.
        if bound[place] < _ROUNDING or (len(best) >= limit and bound[place] < best[0] - _ROUNDING):
            break
        broker = _brokerage(found, groups, place, chance)
        if broker.across > 0:
            chosen.append(broker)
            (heapq.heappush if len(best) < limit else heapq.heappushpop)(best, broker.across)
    chosen.sort(key=lambda broker: (-broker.across, broker.constraint, image.ids[broker.row]))
    return tuple(chosen[:limit])


def _bound(found: TwoMode, groups: Grouping) -> Floats:
    """Give for each unit a number of pairs that it cannot link more of across groups: (n,) array.

    All pairs of its contacts that are in groups, less those that are, with it, of one group; and less those that meet
    in the largest work it takes part in.
    """
    contacts, shares = _joined(found.contacts), groups.shares
    squares = sparse.csr_array((shares.data**2, shares.indices, shares.indptr), shape=shares.shape)
    grouped = groups.grouped.astype(np.float64)
    pairs = _choose_two(contacts @ grouped)
    inside = np.asarray((shares * ((contacts @ shares) ** 2 - contacts @ squares)).sum(axis=1)).ravel() / 2
    teams = sparse.csr_array(found.attendance * (found.attendance @ grouped)[:, np.newaxis])
    largest = teams.max(axis=0).toarray().ravel() if teams.shape[0] else np.zeros(len(grouped))
    closed = _choose_two(np.maximum(largest - 1, 0))
    bound: Floats = np.where(groups.grouped, np.minimum(pairs - inside, pairs - closed), 0)
    return bound


def _choose_two(numbers: Floats) -> Floats:
    return numbers * (numbers - 1) / 2


def _joined(contacts: sparse.csr_array) -> sparse.csr_array:
    """Give 1 where two are in contact."""
    return sparse.csr_array((np.ones(contacts.nnz), contacts.indices, contacts.indptr), shape=contacts.shape)


def _brokerage(found: TwoMode, groups: Grouping, place: int, chance: Chance) -> Brokerage:
    around = _Around.of(found.contacts, place)
    grouped = groups.grouped[around.others]
    others, joined = around.others[grouped], around.joined[grouped][:, grouped]
    shares = groups.shares[np.append(others, place)]
    # Groups that none of them is in make no difference.
    columns, renumbered = np.unique(shares.indices, return_inverse=True)
    table = sparse.csr_array((shares.data, renumbered, shares.indptr), shape=(len(others) + 1, len(columns))).toarray()
    opened = ~joined
    np.fill_diagonal(opened, val=False)
    roles = role_counts(opened, table[-1], table[:-1], chance)
    return Brokerage(int(found.units[place]), around.constraint, around.effective_size, roles)


@dataclass(frozen=True, eq=False)
class _Around:
    """The contacts of one unit, and those between them.

    Attributes
    ----------
    others : (d,) array of int
        Places of its contacts.
    shares : (d,) array of float
        How much of its contact it has with each: they add up to 1.
    between : (d, d) array of float
        How much of the contact of each of them is with each.
    """

    others: Ints
    shares: Floats
    between: Floats

    @classmethod
    def of(cls, contacts: sparse.csr_array, place: int) -> _Around:
        first, last = contacts.indptr[place : place + 2]
        others, weights = contacts.indices[first:last], contacts.data[first:last]
        rows = contacts[others]
        strengths = np.asarray(rows.sum(axis=1)).ravel()
        between = rows[:, others].toarray() / strengths[:, np.newaxis]
        return cls(others, weights / weights.sum(), between)

    @property
    def joined(self) -> npt.NDArray[np.bool_]:
        joined: npt.NDArray[np.bool_] = self.between > 0
        return joined

    @property
    def constraint(self) -> float | None:
        if not len(self.others):
            return None
        return finite(float(((self.shares + self.shares @ self.between) ** 2).sum()))

    @property
    def effective_size(self) -> float | None:
        count = len(self.others)
        return count - int(self.joined.sum()) / count if count else None


def constraint(contacts: sparse.csr_array, place: int) -> float | None:
    """Give Burt's constraint of a unit: how much its contacts lead back to one another; low means a broker.

    With p_ij the share of i's contact that is with j, it is the sum over the contacts j of i of
    (p_ij + sum over q of p_iq p_qj)^2. None without contacts.

    Parameters
    ----------
    contacts : (n, n) csr array of float
        Symmetric weights (`TwoMode.contacts`).
    place : int
        Which unit.

    Examples
    --------
    The middle of a path of three has two contacts that lead nowhere else:

    >>> path = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> constraint(path, 1), constraint(path, 0)
    (0.5, 1.0)
    """
    return _Around.of(contacts, place).constraint


def effective_size(contacts: sparse.csr_array, place: int) -> float | None:
    """Give how many of a unit's contacts do not lead to one another: n - 2 t / n, with t contacts among its n.

    None without contacts.

    Examples
    --------
    >>> triangle = sparse.csr_array([[0.0, 1, 1], [1, 0, 1], [1, 1, 0]])
    >>> effective_size(triangle, 0)
    1.0
    """
    return _Around.of(contacts, place).effective_size
