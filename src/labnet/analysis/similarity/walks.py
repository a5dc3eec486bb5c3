"""Closeness in the network: resource allocation over contacts, and personalised PageRank by local push.

References
----------
T. Zhou, L. Lü and Y.-C. Zhang, "Predicting missing links via local information", Eur. Phys. J. B 71, 623 (2009).
R. Andersen, F. Chung and K. Lang, "Local graph partitioning using PageRank vectors", FOCS 2006.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.similarity.contacts import DIRECTLY, Floats, Met, begun, contacts, distinct, paired, sums
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints, among
from labnet.network.image import Image
from labnet.network.walk import Trail

__all__ = ["Allocation", "allocation", "pagerank"]

_MOST_CONTACTS: Final = 100
"""Through so many of an actor's contacts others are found: the strongest."""
_MOST_TIES: Final = 500
"""Contacts with more ties lead nowhere: what each of theirs would get of them is next to nothing."""
_ONWARD: Final = 0.5
"""How likely a walk is to go on at each step; at .85 all walks end at the same few hubs."""
_LEAST: Final = 1e-4
"""A walk goes on from an actor only where more than so much would go along each of its ties."""
_ROUNDS: Final = 8
_CONTACTS: Final = Trail()

_IS_WORK: Final = np.array([spec.work for spec in KINDS.values()])
_LEADS_ON: Final = np.array([spec.person or spec.body or code == "LAB" for code, spec in KINDS.items()])


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """What an actor and others have in common.

    Attributes
    ----------
    met : Met
        Whom the actor has met, directly or in works.
    through, rows, weights : (n,) arrays
        A contact of the actor's, somebody whom that one has met, and how much of the actor's resource goes there.
    """

    met: Met
    through: Ints
    rows: Ints
    weights: Floats


def allocation(image: Image, row: int, day: dt.date) -> Allocation:
    """Share out an actor's resource among the contacts of its contacts.

    With c(u, x) the weight of a contact (`labnet.analysis.similarity.contacts`), v gets of u, through x,
    c(u, x) c(x, v) / sum over y of c(x, y): where all weights are 1, one over the degree of x. What two actors share
    is a work or a contact, never both: from a lab that one takes part in one does not come to others in it.
    """
    met = contacts(image, np.array([row]), day)
    through, given = _strongest(image, met)
    onward = contacts(image, through, day)
    spread = np.bincount(onward.origins, onward.weights, len(through))
    own_works = distinct(met.works[met.works != DIRECTLY])
    keep = (onward.rows != row) & (onward.weights > 0)
    (at_work,) = among(through, own_works).take(onward.origins).nonzero()
    keep[at_work] &= ~_in_team(met, through[onward.origins[at_work]], onward.rows[at_work])
    onward = onward.where(keep)
    weights = onward.weights * (given / np.where(spread > 0, spread, 1.0)).take(onward.origins)
    return Allocation(met, through.take(onward.origins), onward.rows, weights)


def _strongest(image: Image, met: Met) -> tuple[Ints, Floats]:
    leads = _LEADS_ON[image.kinds[met.rows]] & (image.length[met.rows] <= _MOST_TIES)
    rows, weights = sums(met.rows[leads], met.weights[leads])
    order = np.lexsort((rows, -weights))[:_MOST_CONTACTS]
    return rows[order], weights[order]


def _in_team(met: Met, works: Ints, rows: Ints) -> npt.NDArray[np.bool_]:
    """Tell whom an actor has met in what work: for each work and row, whether it is one of these."""
    at_work = met.works != DIRECTLY
    return among(paired(works, rows), distinct(paired(met.works[at_work], met.rows[at_work])))


def pagerank(image: Image, row: int, day: dt.date) -> tuple[Ints, Floats]:
    """Give where a walk from an actor along contacts ends that goes on with chance 1/2 at each step.

    Ties are taken in proportion to their strength. Walks do not go through hubs, and end where next to nothing of them
    is left; what is given is never more than the true value, and off by 1e-4 for each tie at most where no hub is met.

    Returns
    -------
    rows : (n,) array of int
        Whom walks may end at, the actor too; ascending.
    shares : (n,) array of float
        How likely; they sum to 1 at most.
    """
    rows, left = np.array([row]), np.ones(1)
    ended_at, ended = [rows[:0]], [left[:0]]
    for _ in range(_ROUNDS):
        goes_on = (left > _LEAST * image.length[rows]) & ~_CONTACTS.hubs(image, rows)
        ended_at.append(rows)
        ended.append(left * (1 - _ONWARD))
        rows, left = rows[goes_on], left[goes_on]
        if not len(rows):
            break
        steps, weights = begun(image, rows, day)
        spread = np.bincount(steps.origins, weights, len(rows))
        gone = (_ONWARD * left / np.where(spread > 0, spread, 1.0))[steps.origins] * weights
        rows, left = sums(steps.neighbours, gone)
    return sums(np.concatenate(ended_at), np.concatenate(ended))
