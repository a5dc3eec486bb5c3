"""Proposed ties: which new contacts between groups would open a network most and have a reason to succeed.

Looked at are pairs that share a contact, by how far they are apart in the network (in the Fiedler vector, or seen from
everybody else) times how good their reasons are; and where the network is in several parts, pairs that would join two
of them. The best of these are then taken one by one, each by how much closer it brings everybody, given those before.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from labnet.analysis.affinity import Affinity
from labnet.analysis.closeness import Closeness
from labnet.analysis.grouping import GroupBy, Grouping, grouping
from labnet.analysis.reasons import Reason
from labnet.analysis.spectral import fiedler_vector
from labnet.analysis.two_mode import Scope, two_mode
from labnet.analysis.vulnerability import contact_network
from labnet.errors import BadInput
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["ProposedTie", "proposed_ties"]

Flags: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

_IS_PERSON: Final = np.array([spec.person for spec in KINDS.values()])
_MOST_UNITS: Final = 1_500
"""How many units are looked at, those with most contacts first: pairs are as many as their square."""
_MOST_OF_ONE: Final = 3
"""In how many proposals one unit may be."""
_MOST_NAMED: Final = 12
"""How many groups are named to whoever names another."""
_SMALLEST_PART: Final = 0.01
"""Parts of the network with a smaller share of the units, or of one unit, are not joined unless asked for."""


@dataclass(frozen=True, slots=True)
class ProposedTie:
    """A tie that would open the network.

    Attributes
    ----------
    a, b : int
        Rows of the people or bodies.
    gain : float
        How many pairs in contact it is worth, added to those before it (`labnet.analysis.closeness.Closeness.gain`).
    contacts : tuple of int
        Rows of the contacts that both have, those with fewest others first.
    reasons : tuple of Reason
        Why it may succeed; weights add up to 1.
    """

    a: int
    b: int
    gain: float
    contacts: tuple[int, ...]
    reasons: tuple[Reason, ...]


def proposed_ties(  # noqa: PLR0913 - what can be asked of proposals
    image: Image,
    day: dt.date,
    by: GroupBy,
    scope: Scope | None = None,
    *,
    between: tuple[str, str] | None = None,
    persons: bool = True,
    limit: int = 10,
) -> tuple[ProposedTie, ...]:
    """Propose ties between units of different groups that are not in contact, those that open the network most first.

    Nobody is in more than three of them.

    Parameters
    ----------
    between : pair of str, optional
        Keys of two groups, one for each end; any two groups without.
    persons : bool
        Whether persons may be proposed.
    limit : int
        The most to give.

    Raises
    ------
    BadInput
        If a key is that of no group.
    """
    found = two_mode(image, day, scope)
    joined = found.contacts
    links = sparse.csr_array((np.ones(joined.nnz), joined.indices, joined.indptr), shape=joined.shape)
    groups = grouping(image, found.units, by, day)
    for key in between or ():
        if key not in groups.keys:
            known = ", ".join(groups.keys[:_MOST_NAMED]) or "none"
            raise BadInput(f"between: {key[:80]!r} is no group by {by.name.lower()}; groups are: {known}")
    names = [image.ids[row] for row in found.units.tolist()]
    chosen = _candidates(image, found.units, groups, np.diff(links.indptr), between, persons=persons)
    if len(chosen) < 2:  # noqa: PLR2004 - a tie has two ends
        return ()
    network = contact_network(image, day, scope)
    places = np.searchsorted(network.rows, found.units[chosen])
    apart = ~_touching(network.links, places) & _different(groups, chosen, between)
    affinity = Affinity.of(image, found, links, chosen)
    closeness = Closeness.of(links)
    shortlist = _Shortlist(links, chosen, apart, affinity, closeness, names)
    listed = dict.fromkeys((*shortlist.within(limit), *shortlist.joining(limit, single=between is not None)))
    return tuple(
        ProposedTie(
            int(found.units[chosen[one]]),
            int(found.units[chosen[other]]),
            gain,
            affinity.contacts(one, other),
            affinity.reasons(one, other),
        )
        for one, other, gain in _taken(list(listed), chosen, closeness, limit)
    )


def _candidates(
    image: Image, units: Ints, groups: Grouping, degrees: Ints, between: tuple[str, str] | None, *, persons: bool
) -> Ints:
    """Give the places of units that may be proposed, in order of id."""
    may = groups.grouped.copy()
    if not persons:
        may &= ~_IS_PERSON[image.kinds[units]]
    if between is not None:
        inside = np.zeros(len(units), np.bool_)
        for key in between:
            inside[groups.members(key)] = True
        may &= inside
    places = np.flatnonzero(may)
    if len(places) > _MOST_UNITS:
        least = np.partition(degrees[places], -_MOST_UNITS)[-_MOST_UNITS]
        places = places[degrees[places] >= least]
    in_order = sorted(places.tolist(), key=lambda place: (-degrees[place], image.ids[units[place]]))[:_MOST_UNITS]
    return np.array(sorted(in_order, key=lambda place: image.ids[units[place]]), dtype=np.int64)


def _touching(links: sparse.csr_array, places: Ints) -> Flags:
    """Tell which two of some places are joined."""
    touching: Flags = links[places][:, places].toarray() > 0
    np.fill_diagonal(touching, val=True)
    return touching


def _different(groups: Grouping, chosen: Ints, between: tuple[str, str] | None) -> Flags:
    """Tell which two units have no group in common and, where two groups are named, are in one each."""
    shares = groups.shares[chosen]
    different: Flags = (shares @ shares.T).toarray() == 0
    if between is not None:
        one, other = (np.isin(chosen, groups.members(key)) for key in between)
        different &= np.outer(one, other) | np.outer(other, one)
    return different


@dataclass(frozen=True, eq=False)
class _Shortlist:
    """Pairs that are worth a closer look, named by their places in `chosen`."""

    links: sparse.csr_array
    chosen: Ints
    apart: Flags
    affinity: Affinity
    closeness: Closeness
    names: list[str]

    def within(self, limit: int) -> Iterator[tuple[int, int]]:
        """Give pairs that share a contact, and yet are on two sides of the network, with good reasons.

        First those of its largest part that the Fiedler vector has far apart; then those of which one is farther than
        the other from most units.
        """
        labels, sizes = self._parts
        # Of parts as large, the one with the first name.
        inside = labels == labels[min(np.flatnonzero(sizes[labels] == sizes.max()), key=self.names.__getitem__)]
        part = np.flatnonzero(inside)
        vector = np.zeros(len(labels))
        vector[part] = fiedler_vector(self.links[part][:, part], [self.names[place] for place in part.tolist()])
        ours = vector[self.chosen]
        both = np.logical_and.outer(inside[self.chosen], inside[self.chosen])
        acquainted = self.affinity.shared > 0
        yield from self._best(np.subtract.outer(ours, ours) ** 2 * (acquainted & both), limit)
        yield from self._best(self.closeness.separation(self.chosen) * acquainted, limit)

    def joining(self, limit: int, *, single: bool) -> Iterator[tuple[int, int]]:
        """Give pairs that would join two parts of the network: large ones, and for good reasons."""
        labels, sizes = self._parts
        least = 1 if single else max(2, _SMALLEST_PART * len(labels))
        ours = labels[self.chosen]
        ours_sizes = np.where(sizes[ours] >= least, sizes[ours], 0) / len(labels)
        return self._best(np.outer(ours_sizes, ours_sizes) * np.not_equal.outer(ours, ours), limit)

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        """The part that each unit is in, and how many units each has."""
        _, labels = csgraph.connected_components(self.links, directed=False)
        return labels, np.bincount(labels)

    def _best(self, opening: Floats, limit: int) -> Iterator[tuple[int, int]]:
        """Give the pairs with the largest product of what they open and their reasons, nobody too often."""
        # Rounded, so that what differs in the last bits only comes in order of id, and what is next to nothing nowhere.
        scores = np.triu(opening * self.affinity.strength * self.apart, 1).round(9)
        one, other = np.nonzero(scores)
        order = np.argsort(-scores[one, other], kind="stable")
        taken: Counter[int] = Counter()
        for at in order.tolist():
            ends = int(one[at]), int(other[at])
            if max(taken[end] for end in ends) < _MOST_OF_ONE:
                taken.update(ends)
                yield ends
                limit -= 1
            if limit <= 0:
                return


def _taken(
    listed: list[tuple[int, int]], chosen: Ints, closeness: Closeness, limit: int
) -> Iterator[tuple[int, int, float]]:
    """Take pairs one by one, each time the one that brings everybody closest, with how much it does.

    What a tie gains nearly always falls as others are added: only who was best the last time is looked at anew.
    """
    ties = [(int(chosen[one]), int(chosen[other])) for one, other in listed]
    closeness.prepare(end for tie in ties for end in tie)
    taken: Counter[int] = Counter()
    # Rounded, so that of those that gain as much the first one is taken.
    waiting = [(-round(closeness.gain(*tie), 9), at, 0) for at, tie in enumerate(ties)]
    heapq.heapify(waiting)
    turn = 0
    while waiting and turn < limit:
        less, at, seen = heapq.heappop(waiting)
        if max(taken[end] for end in listed[at]) >= _MOST_OF_ONE:
            continue
        if seen < turn:
            heapq.heappush(waiting, (-round(closeness.gain(*ties[at]), 9), at, turn))
            continue
        taken.update(listed[at])
        closeness.add(*ties[at])
        turn += 1
        yield *listed[at], -less
