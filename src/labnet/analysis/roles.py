"""Brokerage roles: how often somebody links two others who have no contact of their own, by whose groups these are.

An open pair of v are two contacts a and b of v without a contact between them. Whose groups are alike gives the role
that v plays for the two [1]_. Contacts have no direction, so that who guards the way into a group and who represents it
outside are one role here.

References
----------
.. [1] Gould, R. V., Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in transaction
   networks. Sociological Methodology 19, 89-126.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.analysis.statistics import finite

__all__ = ["BrokerRole", "Chance", "RoleCount", "role_counts"]

Floats: TypeAlias = npt.NDArray[np.float64]


class BrokerRole(Enum):
    """The role that v plays between a and b."""

    COORDINATOR = "COORDINATOR"
    ITINERANT = "ITINERANT"
    GATEKEEPER = "GATEKEEPER"
    REPRESENTATIVE = "REPRESENTATIVE"
    LIAISON = "LIAISON"


_ROLES: Final = (BrokerRole.COORDINATOR, BrokerRole.ITINERANT, BrokerRole.GATEKEEPER, BrokerRole.LIAISON)


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How often somebody plays a role.

    Attributes
    ----------
    role : BrokerRole
        All three of one group (coordinator); a and b of one, v of another (itinerant); v and one of them of one, the
        other of another (gatekeeper; contacts have no direction, so representatives are counted here); all of
        different groups (liaison).
    count : float
        Number of open pairs; whoever is in several groups counts in each by their share.
    expected, z : float or None
        The mean if groups were dealt out at random, and the deviation from it in standard deviations.
    """

    role: BrokerRole
    count: float
    expected: float | None
    z: float | None


class Chance:
    """What roles are played if the groups of all units are dealt out anew at random, contacts staying as they are.

    Mean and variance are exact where every unit is in one group: a count is a sum over open pairs, and two of these
    have one end in common or none. Units in several groups are taken as so many parts of single members.

    Parameters
    ----------
    sizes : (k,) array of float
        How many units each group has.
    """

    def __init__(self, sizes: Floats) -> None:
        total = float(sizes.sum())
        self.mean, self.joined, self.apart = (
            _divided(values, _falling_number(total, drawn))
            for values, drawn in zip(_numbers(sizes, total), (3, 4, 5), strict=True)
        )

    def counts(self, observed: Floats, pairs: float, joined: float) -> tuple[RoleCount, ...]:
        """Put numbers beside what chance would give.

        Parameters
        ----------
        observed : (4,) array of float
            How many open pairs fall to each role.
        pairs, joined : float
            How many open pairs there are, and how many two of them have one end in common.
        """
        expected = pairs * self.mean
        squared = self.mean**2
        apart = pairs * (pairs - 1) / 2 - joined
        variance = pairs * (self.mean - squared)
        # Where no four or five units are there, no two pairs are to be had either.
        for number, together in ((joined, self.joined), (apart, self.apart)):
            if number:
                variance = variance + 2 * number * (together - squared)
        return tuple(
            RoleCount(role, count, finite(mean), _deviation(count, mean, spread))
            for role, count, mean, spread in zip(
                _ROLES, observed.tolist(), expected.tolist(), variance.tolist(), strict=True
            )
        )


def role_counts(opened: npt.NDArray[np.bool_], own: Floats, theirs: Floats, chance: Chance) -> tuple[RoleCount, ...]:
    """Count the roles that somebody plays for their open pairs.

    Parameters
    ----------
    opened : (d, d) array of bool
        Symmetric: which two contacts have no contact of their own; False on the diagonal.
    own : (k,) array of float
        Shares of the broker in groups; they add up to 1.
    theirs : (d, k) array of float
        Shares of each contact; rows add up to 1.
    chance : Chance
        What to compare with.

    Examples
    --------
    v of the first group knows two others of it and one of the second, and none of these know each other:

    >>> groups = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> found = role_counts(~np.eye(3, dtype=bool), groups[0], groups, Chance(np.array([3.0, 1.0])))
    >>> [(each.role.name, each.count, round(each.expected, 2)) for each in found]
    [('COORDINATOR', 1.0, 0.75), ('ITINERANT', 0.0, 0.75), ('GATEKEEPER', 2.0, 1.5), ('LIAISON', 0.0, 0.0)]
    """
    degrees = opened.sum(axis=1).astype(np.float64)
    pairs = float(degrees.sum()) / 2
    links = opened.astype(np.float64)
    alike = np.einsum("ag,ag->g", theirs, links @ theirs) / 2
    same, coordinator = float(alike.sum()), float(alike @ own)
    ends = float(degrees @ (theirs @ own))
    observed = np.array(
        [coordinator, same - coordinator, ends - 2 * coordinator, pairs - same - ends + 2 * coordinator]
    )
    # What is 0 may come out a little off it.
    observed[np.abs(observed) < 1e-9 * max(pairs, 1)] = 0
    return chance.counts(observed, pairs, float((degrees * (degrees - 1)).sum()) / 2)


def _numbers(sizes: Floats, total: float) -> tuple[Floats, Floats, Floats]:
    """Count in how many ways units can be drawn, one after the other, so that roles are played.

    Drawn are a broker with the ends of one pair; of two pairs that have one end in common; of two that have none.

    Returns
    -------
    three (4,) arrays of float
        Number of ways by role, in the order of `_ROLES`.
    """
    rest = total - sizes
    # Of the groups other than one's own: ways to draw two of one, four of one, and two of one with two of another.
    twos, fours = _falling(sizes, 2), _falling(sizes, 4)
    two_of_one = twos.sum() - twos
    two_and_two = (two_of_one**2 - ((twos**2).sum() - twos**2)) + (fours.sum() - fours)
    one = (
        _falling(sizes, 3),
        sizes * two_of_one,
        2 * twos * rest,
        sizes * (_falling(rest, 2) - two_of_one),
    )
    joined = (
        fours,
        sizes * (_falling(sizes, 3).sum() - _falling(sizes, 3)),
        twos * _falling(rest, 2) + _falling(sizes, 3) * rest,
        sizes * _different(sizes, total),
    )
    apart = (
        _falling(sizes, 5),
        sizes * two_and_two,
        4 * _falling(sizes, 3) * _falling(rest, 2),
        sizes * (_falling(rest, 4) - 2 * two_of_one * _falling(rest - 2, 2) + two_and_two),
    )
    return (
        np.array([part.sum() for part in one]),
        np.array([part.sum() for part in joined]),
        np.array([part.sum() for part in apart]),
    )


def _different(sizes: Floats, total: float) -> Floats:
    """For a broker of each group: ways to draw an end of another group, and two ends of neither."""
    rest = total - sizes
    # Sum over the other groups h of n_h m (m - 1) with m = rest - n_h, in sums of powers.
    first, second, third = (sizes.sum() - sizes, (sizes**2).sum() - sizes**2, (sizes**3).sum() - sizes**3)
    ways: Floats = first * rest * (rest - 1) - second * (2 * rest - 1) + third
    return np.maximum(ways, 0)


def _falling(sizes: Floats, drawn: int) -> Floats:
    """Give the number of ways to draw so many units of a group one after the other."""
    ways: Floats = np.prod([np.maximum(sizes - less, 0) for less in range(drawn)], axis=0)
    return ways


def _falling_number(total: float, drawn: int) -> float:
    return math.prod(max(total - less, 0) for less in range(drawn))


def _divided(ways: Floats, by: float) -> Floats:
    return ways / by if by else np.full(len(ways), np.nan)


def _deviation(count: float, mean: float, variance: float) -> float | None:
    if not variance > 1e-9 * max(1.0, mean):
        return None
    return finite((count - mean) / math.sqrt(variance))
